"""A member's own page: what is kept about her, putting it right, a copy, who opened it, and leaving."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from utsopi.audit.log import looked_at
from utsopi.audit.openings import who_opened
from utsopi.directory.choices import language_label, region_label
from utsopi.privacy.locked import unlocked
from utsopi.team.access import fresh, needs
from utsopi.team.limits import count_today, too_many_today
from utsopi.ui.forms import posted
from utsopi.ui.tables import Column, Table

from .. import parting
from ..actions.forgetting import erased_on
from ..actions.identity import set_identity
from ..actions.memberships import ONE_DAY, leave
from ..choices import ALLOWED, KEPT, SEALED, LeftBecause
from ..forms.own import LeaveForm, OwnForm
from ..models import Member, MemberIdentity, Membership
from ..parts import parts_of

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
# in the words of whoever the record is about
YOURS = {
    "chosen_name": gettext_lazy("The name you want"),
    "legal_name": gettext_lazy("Your name by law"),
    "email": gettext_lazy("E-mail"),
    "write_name": gettext_lazy("The name we write to"),
    "phone": gettext_lazy("Telephone"),
    "call_name": gettext_lazy("The name we ask for"),
    "hours": gettext_lazy("When is a good time"),
}
ASKED = {
    "may_write": gettext_lazy("We may write to you"),
    "may_call": gettext_lazy("We may call you"),
    "may_leave_message": gettext_lazy("We may leave a message"),
}


@dataclass(frozen=True)
class Own:
    """Her record as it stands today; `newest` is her last interval, `running` that where it goes on."""

    member: Member
    identity: MemberIdentity | None
    intervals: list[Membership]

    @property
    def newest(self) -> Membership | None:
        return self.intervals[-1] if self.intervals else None

    @property
    def running(self) -> Membership | None:
        """None also where she left on the day she joined: the interval ends tomorrow, and that is decided."""
        return self.newest if self.newest and self.newest.ended_on is None else None

    @cached_property
    def goes_on(self) -> date | None:
        """The day on which who she is goes by itself, once she has left."""
        return erased_on(self.member, self.newest) if self.identity else None


def own_of(request) -> Own | None:
    """What is kept of whoever is signed in; None where her account is no member's."""
    member = Member.objects.filter(account=request.user).select_related("identity").first()
    if member is None:
        return None
    return Own(member, getattr(member, "identity", None), list(member.memberships.order_by("started_on")))


def home(request):
    """The first page of whoever holds no role of the team: few ways, and the way out."""
    member = Member.objects.filter(account=request.user).first()
    return render(request, "members/own_home.html", {"heading": _("Start"), "member": member})


@require_safe
@needs("self")
def own_record(request):
    own = own_of(request)
    context = {
        "heading": _("Your record"),
        "sentence": _("What is kept about you by number, and who opened it."),
        "member": own and own.member,
        "own": own,
    }
    if own:
        context |= {
            "intervals": [in_words(each) for each in own.intervals],
            "facts": _codes(own),
            "kept": _kept(own.identity),
            "ways": ways(own.identity),
            "parts": parts_of(own.member),
            "mandates": mandates(own.member),
            "sessions": request.user.sessions.filter(expires_at__gt=timezone.now()).count(),
            "openings": openings(request, own),
        }
    return render(request, "members/own.html", context)


@PAGE_AND_FORM
@sensitive_post_parameters()
@needs("self")
@unlocked
@fresh
def own_correct(request):
    """Her names, and how she may be reached; what is kept stands in the fields."""
    own = own_or_404(request)
    form = OwnForm(posted(request), member=own.member, values=_values(own.identity))
    if form.is_bound and form.is_valid() and _may_keep(request, form) and _is_kept(request, own.member, form):
        messages.success(request, _("Saved."))
        return redirect("own_record")
    context = {"heading": _("Put it right"), "form": form}
    return render(request, "members/own_correct.html", context, status=form.status)


def _may_keep(request, form: OwnForm) -> bool:
    """Whether address and number may be kept. Whoever tries addresses learns nothing, and may do so five times."""
    if too_many_today(request, "taken", account=request.user):
        name = next((each for each in ("email", "phone") if each in form.changes()), "")
    elif name := form.taken:
        count_today(request, "taken", account=request.user)
    if name:
        form.refuse(name)
    return not name


def _is_kept(request, member: Member, form: OwnForm) -> bool:
    """Not where somebody else wrote the same address or number down in the same moment."""
    changes = form.changes()
    try:
        if changes:
            set_identity(member=member, values=changes, by=request.user)
    except IntegrityError:
        form.refuse("email" if "email" in changes else "phone")
        return False
    return True


@PAGE_AND_FORM
@needs("self")
@fresh
def own_leave(request):
    """Leaving, after she read what happens."""
    own = own_or_404(request)
    if own.running is None:
        raise Http404
    places = parting.still_hers(own.member)
    form = LeaveForm(posted(request), has_places=bool(places))
    if form.is_bound and form.is_valid():
        try:
            leave(member=own.member, on=timezone.localdate(), because=LeftBecause.ASKED, by=request.user)
        except ValidationError as why:
            form.add_error(None, why.message)
        else:
            return _left(request, own.member, form)
    goes_on = max(timezone.localdate(), own.running.started_on + ONE_DAY) + KEPT
    context = {"heading": _("Leaving"), "form": form, "goes_on": goes_on, "places": places}
    return render(request, "members/own_leave.html", context, status=form.status)


def _left(request, member: Member, form: LeaveForm):
    if form.cleaned_data.get("give_back"):
        parting.give_back(member)
        messages.success(request, _("You have left, and your places are given back."))
    else:
        messages.success(request, _("You have left."))
    return redirect("own_record")


# ── what is kept ──────────────────────────────────────────────────────────────────────────────────


def own_or_404(request) -> Own:
    own = own_of(request)
    if own is None:
        raise Http404
    return own


def in_words(membership: Membership) -> str:
    start = date_format(membership.started_on, "DATE_FORMAT")
    if membership.ended_on is None:
        return _("Member since %(start)s") % {"start": start}
    end = date_format(membership.ended_on, "DATE_FORMAT")
    return _("Member from %(start)s, left on %(end)s") % {"start": start, "end": end}


def _codes(own: Own) -> list[tuple[str, object]]:
    """What is counted, of her last interval; and the charter that she agreed to."""
    told: list[tuple[str, object]] = [(_("Number"), own.member.reference)]
    if newest := own.newest:
        told += [
            (_("Region"), region_label(newest.region)),
            (_("Language"), language_label(newest.language)),
            (_("Joined through"), newest.get_joined_through_display()),
            (_("Effective member"), newest.is_effective),
        ]
    joined = own.member.joinings.select_related("charter").order_by("-asked_on").first()
    if joined and joined.charter:
        told.append((_("Charter you agreed to"), joined.charter.version))
    return told


def _kept(identity: MemberIdentity | None) -> list[tuple[str, str]]:
    """Which sealed fields there are; what stands in them is not on this page."""
    if identity is None:
        return []
    words = {True: _("kept, sealed"), False: _("not kept")}
    return [(label, words[getattr(identity, name) is not None]) for name, label in YOURS.items()]


def ways(identity: MemberIdentity | None) -> list[tuple[str, object]]:
    """In which ways she may be reached, and under which name she stands on lists."""
    if identity is None:
        return []
    allowed = [(label, getattr(identity, name)) for name, label in ASKED.items()]
    return [*allowed, (_("On lists"), identity.get_name_on_lists_display())]


def opened(identity: MemberIdentity | None) -> dict[str, str | None]:
    """Her own look at all of it: one entry in the trail."""
    if identity is None:
        return {}
    there = [name for name in SEALED if getattr(identity, name) is not None]
    if there:
        looked_at(identity._meta.label, identity.pk, *there)
    return {name: getattr(identity, name).open() if name in there else None for name in SEALED}


def _values(identity: MemberIdentity | None) -> dict:
    codes = {name: getattr(identity, name) for name in (*ALLOWED, "name_on_lists")} if identity else {}
    return opened(identity) | codes


def mandates(member: Member) -> Table:
    columns = [Column("what", _("Mandate")), Column("started_on", _("From")), Column("ended_on", _("Until"))]
    told = [
        {
            "what": " · ".join(filter(None, [each.get_kind_display(), each.title])),
            "started_on": each.started_on,
            "ended_on": each.ended_on,
        }
        for each in member.mandates.order_by("-started_on")
    ]
    return Table(columns, told, _("Your mandates"), empty=_("None so far."))


def openings(request, own: Own) -> Table | None:
    identity = own.identity
    return who_opened(identity._meta.label, identity.pk, but=request.user) if identity else None
