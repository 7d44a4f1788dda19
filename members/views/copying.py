"""A copy of everything that is kept about a member, for herself: on one page, to read or to print."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from utsopi.directory.choices import language_label, region_label
from utsopi.privacy.locked import unlocked
from utsopi.team.access import fresh, needs
from utsopi.ui.tables import Column, Table

from ..models import Joining, Member, Membership
from ..parts import parts_of
from . import own as pages


@require_safe
@needs("self")
@unlocked
@fresh
def own_copy(request):
    """All of it, her own words opened: one look of hers."""
    own = pages.own_or_404(request)
    context = {
        "heading": _("A copy for you"),
        "own": own,
        "intervals": [(pages.in_words(each), _interval(each)) for each in own.intervals],
        "requests": [_request(each) for each in _requests(own.member)],
        "kept": [(pages.YOURS[name], text) for name, text in pages.opened(own.identity).items() if text],
        "ways": _ways(own),
        "parts": [part.in_full() if part.in_full else part.table for part in parts_of(own.member)],
        "mandates": pages.mandates(own.member),
        "presences": _presences(own.member),
        "openings": pages.openings(request, own),
        "account": _account(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "members/own_copy.html", context)


def _interval(each: Membership) -> list[tuple]:
    told = [
        (_("Region"), region_label(each.region)),
        (_("Language"), language_label(each.language)),
        (_("Joined through"), each.get_joined_through_display()),
        (_("You come…"), _kind(each)),
        (_("Effective member"), each.is_effective),
    ]
    return told + ([(_("Why it ended"), each.get_left_because_display())] if each.left_because else [])


def _kind(each: Membership | Joining) -> str:
    """In the words of the form by which she asked: a page of hers names no work."""
    return _("for myself") if each.is_sex_worker else _("to support the others")


def _requests(member: Member):
    return member.joinings.select_related("charter").order_by("asked_on")


def _request(each: Joining) -> list[tuple]:
    told = [
        (_("You asked on"), each.asked_on),
        (_("How it stands"), each.get_state_display()),
        (_("Decided on"), each.decided_on),
        (_("Region"), region_label(each.region)),
        (_("Language"), language_label(each.language)),
        (_("Joined through"), each.get_joined_through_display()),
        (_("You come…"), _kind(each)),
        (_("Charter you agreed to"), each.charter and each.charter.version),
    ]
    return [pair for pair in told if pair[1]]


def _ways(own: pages.Own) -> list[tuple]:
    agreed = own.identity.agreed_text if own.identity else ""
    return pages.ways(own.identity) + ([(_("Words you agreed to, version"), agreed)] if agreed else [])


def _presences(member: Member) -> Table:
    """Assemblies at which she was or was voted for, and the votes that she carried there."""
    columns = [
        Column("on", _("Day")),
        Column("title", _("Assembly")),
        Column("how", _("How")),
        Column("through", _("Voted through")),
        Column("carried", _("Votes you carried"), numeric=True),
    ]
    rows = member.presences.select_related("assembly", "proxy").order_by("-assembly__held_on")
    carried = list(member.proxies_carried.values_list("assembly", flat=True))
    told = [
        {
            "on": each.assembly.held_on,
            "title": each.assembly.title,
            "how": each.get_present_as_display(),
            "through": each.proxy.reference if each.proxy else "",
            "carried": carried.count(each.assembly_id),
        }
        for each in rows
    ]
    return Table(columns, told, _("Assemblies"), empty=_("None so far."))


def _account(account) -> list[tuple]:
    """How she signs in; which devices she does it from is kept while she is signed in, and without a name."""
    today = timezone.localdate()
    told = [
        (_("Login name"), account.username),
        (_("What colleagues call you"), account.alias),
        (
            _("Roles"),
            ", ".join(sorted(str(_role(each)) for each in account.grants.filter(ends_on__gte=today))),
        ),
        (_("Last signed in on"), account.last_login and timezone.localdate(account.last_login)),
        (_("Passkeys and other second factors"), account.authenticator_set.count()),
        (_("Devices that are signed in"), account.sessions.filter(expires_at__gt=timezone.now()).count()),
    ]
    return [pair for pair in told if pair[1] != ""]


def _role(grant) -> str:
    return f"{grant.get_role_display()} ({grant.starts_on:%d.%m.%Y}–{grant.ends_on:%d.%m.%Y})"
