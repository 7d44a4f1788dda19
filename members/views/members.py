"""Members by number, and behind a reason and a fresh proof who one of them is."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.audit.openings import who_opened
from utsopi.directory.choices import language_label, region_label
from utsopi.privacy.locked import unlocked
from utsopi.privacy.reason import ReasonForm
from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import page_of
from utsopi.ui.tables import Column, Table

from ..actions.identity import find_by_own, set_identity, tie_account
from ..forms.identity import AccountForm, FindForm, IdentityForm
from ..models import Member, MemberIdentity, Membership

SEALED = ("chosen_name", "legal_name", "email", "phone")


@require_safe
@needs("member.list")
def members(request):
    page = page_of(request, _with_memberships().latest_first())
    context = {
        "heading": _("Members"),
        "sentence": _("By number. Who somebody is opens on her own page, for a reason."),
        "table": _list(page.rows),
        "page": page,
        "find": FindForm() if may(request.user, "member.identity") else None,
    }
    return render(request, "members/members.html", context)


def _with_memberships():
    newest_first = Membership.objects.order_by("-started_on")
    return Member.objects.prefetch_related(Prefetch("memberships", newest_first, to_attr="intervals"))


def _list(rows: list[Member]) -> Table:
    columns = [
        Column("number", _("Number"), link="address"),
        Column("is_active", _("Active")),
        Column("region", _("Region")),
        Column("language", _("Language")),
        Column("joined_through", _("Joined through")),
        Column("joined_on", _("Joined on")),
    ]
    told = [{"number": m.reference, "address": reverse("member", args=[m.pk]), **_newest(m)} for m in rows]
    return Table(columns, told, _("Members"), empty=_("There are no members yet."))


def _newest(member: Member) -> dict:
    return _interval(member.intervals[0]) if member.intervals else dict.fromkeys(_KEYS)


_KEYS = ("is_active", "region", "language", "joined_through", "joined_on", "left_on", "kind")


def _interval(membership: Membership) -> dict:
    return {
        "is_active": membership.runs_on(timezone.localdate()),
        "region": region_label(membership.region),
        "language": language_label(membership.language),
        "joined_through": membership.get_joined_through_display(),
        "joined_on": membership.started_on,
        "left_on": membership.ended_on,
        "kind": _("Sex worker") if membership.is_sex_worker else _("Ally"),
    }


@require_safe
@needs("member.list")
def member(request, pk):
    return _member_page(request, _found(pk), ReasonForm())


@require_POST
@needs("member.identity")
@unlocked
@fresh
def who(request, pk):
    """Shows once who a member is; each field that is there is one entry in the trail."""
    found, form = _found(pk), ReasonForm(request.POST)
    identity = _identity_of(found)
    if identity is None:
        raise Http404
    if not form.is_valid():
        return _member_page(request, found, form)
    with acting(request.user, reason=form.cleaned_data["reason"]):
        facts = [(_label(name), _opened(identity, name)) for name in SEALED]
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("Shown this once. It is written down that you opened it."),
        "member": found,
        "facts": facts + _ways(identity),
    }
    return render(request, "members/who.html", context)


@needs("member.identity")
@unlocked
@fresh
def identity(request, pk):
    found = _found(pk)
    form = IdentityForm(request.POST or None, member=found, identity=_identity_of(found))
    if request.method == "POST" and form.is_valid():
        set_identity(member=found, values=form.changes(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("member", pk=found.pk)
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("Nothing that is kept is shown here. What you leave empty stays as it is."),
        "member": found,
        "form": form,
    }
    return render(request, "members/identity.html", context, status=form.status)


@require_POST
@needs("member.identity")
@fresh
def account(request, pk):
    """Ties an account to the member, so that she can see her own record; empty unties it."""
    found, form = _found(pk), AccountForm(request.POST)
    if form.is_valid() and tie_account(
        member=found, username=form.cleaned_data["username"].strip(), by=request.user
    ):
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("There is no such account, or it is another member's."))
    return redirect("member", pk=found.pk)


@require_POST
@needs("member.identity")
@unlocked
@fresh
def find(request):
    """Leads to the member whose own address or number was typed; the text stands in no address."""
    form = FindForm(request.POST)
    if form.is_valid():
        found = find_by_own(kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], by=request.user)
        if found:
            return redirect("member", pk=found.pk)
        messages.info(request, _("No member has this address or number."))
    return redirect("members")


def _found(pk) -> Member:
    return get_object_or_404(_with_memberships(), pk=pk)


def _identity_of(found: Member) -> MemberIdentity | None:
    return MemberIdentity.objects.filter(member=found).first()


def _member_page(request, found: Member, form: ReasonForm):
    kept, may_open = _identity_of(found), may(request.user, "member.identity")
    context = {
        "heading": _("Member %(number)s") % {"number": found.reference},
        "sentence": _("By number. Who she is opens for a reason, and she can see on which day and why."),
        "member": found,
        "table": _intervals(found),
        "identity": kept,
        "facts": _ways(kept) if kept else [],
        "form": form,
        "may_open": may_open,
        "account_form": AccountForm(initial={"username": found.account and found.account.username}),
        "openings": who_opened(kept._meta.label, kept.pk) if kept and may_open else None,
    }
    return render(request, "members/member.html", context, status=form.status)


def _intervals(found: Member) -> Table:
    columns = [
        Column("joined_on", _("Joined on")),
        Column("left_on", _("Left on")),
        Column("kind", _("As")),
        Column("region", _("Region")),
        Column("language", _("Language")),
        Column("joined_through", _("Joined through")),
    ]
    return Table(columns, [_interval(m) for m in found.intervals], _("Memberships"))


def _ways(kept: MemberIdentity) -> list[tuple[str, bool]]:
    return [(_label(name), getattr(kept, name)) for name in ("may_write", "may_call", "may_leave_message")]


def _label(name: str) -> str:
    label = str(MemberIdentity._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _opened(kept: MemberIdentity, name: str) -> str | None:
    value = getattr(kept, name)
    return None if value is None else value.open()
