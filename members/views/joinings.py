"""Who asked to join, for the team: written down by staff, opened for a reason, decided; and the card to hand over."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.directory.choices import language_label, region_label
from utsopi.privacy.locked import unlocked
from utsopi.privacy.reason import ReasonForm
from utsopi.team.access import fresh, may, needs
from utsopi.ui.forms import posted
from utsopi.ui.paging import page_of
from utsopi.ui.tables import Column, Table

from ..actions import joining as acts
from ..actions.forgetting import unanswered_until
from ..charter import charter_on, shown_in
from ..choices import ANSWERED_WITHIN, KEPT, OPEN, JoiningState
from ..forms.joinings import StaffJoinForm, StateForm, WelcomeForm
from ..models import Joining, MemberIdentity
from .opening import opened, ways

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("member.propose")
def joinings(request):
    """Those that wait, the oldest first; with `?state=` others."""
    form = StateForm(request.GET)
    page = page_of(request, _chosen(form.cleaned_data["state"] if form.is_valid() else ""))
    context = {
        "heading": _("Requests to join"),
        "sentence": _("In codes, without a name. The team decides; who somebody is opens for a reason."),
        "form": form,
        "table": _table(page.rows),
        "page": page,
        "may_decide": may(request.user, "member.decide"),
    }
    return render(request, "members/joinings.html", context, status=form.status)


def _chosen(state: str):
    rows = Joining.objects.select_related("member").order_by("asked_on", "pk")
    if state == "":
        return rows.filter(state__in=OPEN)
    waits_first = Case(When(state__in=OPEN, then=Value(0)), default=Value(1))
    return rows.order_by(waits_first, "-asked_on", "pk") if state == "all" else rows.filter(state=state)


def _table(rows: list[Joining]) -> Table:
    columns = [
        Column("asked_on", _("Asked on"), link="address"),
        Column("get_state_display", _("State")),
        Column("kind", _("As")),
        Column("region", _("Region")),
        Column("language", _("Language")),
        Column("get_joined_through_display", _("Came through")),
        Column("decided_on", _("Decided on")),
        Column("until", _("Without a decision until")),
    ]
    return Table(
        columns, [_line(each) for each in rows], _("Requests to join"), empty=_("Nobody waits for an answer.")
    )


def _line(joining: Joining) -> dict:
    return {
        "address": reverse("joining", args=[joining.pk]),
        "asked_on": joining.asked_on,
        "get_state_display": joining.get_state_display(),
        "kind": _("Sex worker") if joining.is_sex_worker else _("Ally"),
        "region": region_label(joining.region),
        "language": language_label(joining.language),
        "get_joined_through_display": joining.get_joined_through_display(),
        "decided_on": joining.decided_on,
        "until": unanswered_until(joining),
    }


# ── written down by the team ──────────────────────────────────────────────────────────────────────


@PAGE_AND_FORM
@sensitive_post_parameters()
@needs("member.propose")
@unlocked
def joining_new(request):
    """For somebody who sits there. Her code stands on the answer, once."""
    form = StaffJoinForm(posted(request), shown=shown_in(get_language(), charter_on()))
    if not form.is_bound or not form.is_valid():
        context = {
            "heading": _("Somebody wants to join"),
            "sentence": _("Read it to her, or let her read it. A name of her choice is enough."),
            "form": form,
            "shown": form.shown,
            "kept_days": ANSWERED_WITHIN.days,
        }
        return render(request, "members/joining_new.html", context, status=form.status)
    code = form.offered
    made = acts.ask(code=code, by=request.user, **form.facts())
    context = {
        "heading": _("Written down"),
        "sentence": _(
            "Give her this code: with it she looks on any phone what was decided. It stands here once."
        ),
        "code": code,
        "joining": made,
        "address": request.build_absolute_uri(reverse("j_back", args=[made.language])),
    }
    return render(request, "members/joining_code.html", context)


# ── one of them ───────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("member.propose")
def joining(request, pk):
    return _page(request, _found(pk))


@require_POST
@needs("member.identity")
@unlocked
@fresh
def joining_who(request, pk):
    """Shows once who she said she is; each field that is there is one entry in the trail."""
    found, form = _found(pk), ReasonForm(request.POST)
    identity = MemberIdentity.objects.filter(member=found.member).first() if found.member else None
    if identity is None:
        raise Http404
    if not form.is_valid():
        return _page(request, found, reason=form)
    with acting(request.user, reason=form.cleaned_data["reason"]):
        return _page(request, found, who=opened(identity))


@require_POST
@needs("member.decide")
@unlocked
def joining_welcome(request, pk):
    found, form = _found(pk), WelcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        acts.welcome(joining=found, by=request.user, **form.cleaned_data)
    except ValidationError as why:
        form.add_error("on" if why.code == "on" else None, why.message)
        return _page(request, found, form=form)
    messages.success(request, _("She is a member. Her code tells her so."))
    return redirect("joining", pk=pk)


DECIDE = {"talk": acts.talk_first, "decline": acts.decline}


@require_POST
@needs("member.decide")
def joining_decide(request, pk):
    """A word with her first, or not now."""
    found, act = _found(pk), DECIDE.get(request.POST.get("do"))
    if act is None:
        raise Http404
    try:
        act(joining=found, by=request.user)
        messages.success(request, _("Kept. Her code tells her so."))
    except ValidationError as why:
        messages.error(request, why.message)
    return redirect("joining", pk=pk)


def _found(pk) -> Joining:
    rows = Joining.objects.select_related("member", "charter", "same_as", "decided_by")
    return get_object_or_404(rows, pk=pk)


def _page(request, found: Joining, *, form=None, reason=None, who=None):
    identity = MemberIdentity.objects.filter(member=found.member).first() if found.member else None
    can_decide = found.state != JoiningState.WELCOMED and found.member is not None
    context = {
        "heading": _("Asked to join on %(day)s") % {"day": _day(found)},
        "sentence": _("In codes. Who she is opens for a reason, and she can see on which day and why."),
        "joining": found,
        "facts": _facts(found),
        "ways": ways(identity) if identity else [],
        "who": who,
        "reason": reason or ReasonForm(),
        "form": form or WelcomeForm(joining=found),
        "may_open": identity is not None and may(request.user, "member.identity"),
        "may_decide": can_decide and may(request.user, "member.decide"),
        "may_card": found.state == JoiningState.WELCOMED and may(request.user, "member.decide"),
        "goes_on": _goes_on(found),
        "unanswered_until": unanswered_until(found),
    }
    wrong = next((one for one in (form, reason) if one is not None), None)
    return render(request, "members/joining.html", context, status=wrong.status if wrong else 200)


def _day(found: Joining) -> str:
    return date_format(found.asked_on, "DATE_FORMAT")


def _facts(found: Joining) -> list[tuple]:
    line = _line(found)
    told = [
        (_("State"), line["get_state_display"]),
        (_("Decided on"), found.decided_on),
        (_("As"), line["kind"]),
        (_("Region"), line["region"]),
        (_("Language"), line["language"]),
        (_("Came through"), line["get_joined_through_display"]),
        (_("Charter"), found.charter and found.charter.version),
    ]
    return [pair for pair in told if pair[1] not in (None, "")]


def _goes_on(found: Joining) -> date | None:
    """The day on which who she is goes by itself; None where it stays."""
    is_declined = found.state == JoiningState.DECLINED and found.member is not None
    return max(found.decided_on + KEPT, timezone.localdate()) if is_declined else None
