"""The numbers of a round as a whole: closing it, entering one afterwards, putting one right, planning one."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from utsopi.team.access import needs
from utsopi.ui.forms import posted, tried
from utsopi.ui.steps import is_step, kept, refused

from ..actions.rounds import close_round, correct_round, enter_round, plan_round
from ..choices import RoundStatus
from ..counting import counted_on
from ..forms.rounds import EndForm, EnterForm, NumbersForm, PlanForm, WholeForm, as_it_stands
from ..models import Round
from ..walking import first_day_seen, usual
from .rounds import day_of, round_of, ways

AS_COUNTED = "as_counted"  # posted by the page that is counted on: nothing is put right


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.walk")
def round_close(request, pk):
    """All numbers once more before it is closed or broken off; a phone closes it as it was counted."""
    round = round_of(request, pk)
    if not round.is_open:
        return kept(request, reverse("round_at", args=[pk])) if request.method == "POST" else _back(pk)
    if AS_COUNTED in request.POST:
        return _close_as_counted(request, round)
    form = NumbersForm(posted(request), initial=as_it_stands(round, counted_on(round)))
    if form.is_valid() and tried(
        form,
        close_round,
        round=round,
        counted=form.counted(),
        suspended_because=form.cleaned_data["suspended_because"],
        by=request.user,
    ):
        return _back(pk)
    context = {
        "heading": _("Close the round"),
        "sentence": f"{round.area.name}, {day_of(round)}",
        "words": _("Close the round"),
        "back": reverse("round_at", args=[pk]),
    }
    return _page(request, form, context)


def _close_as_counted(request, round: Round):
    form = EndForm(request.POST)
    if not form.is_valid():
        return refused(form) if is_step(request) else _back(round.pk)
    close_round(round=round, suspended_because=form.cleaned_data["suspended_because"], by=request.user)
    return kept(request, reverse("round_at", args=[round.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.walk")
def round_enter(request):
    """A whole round on one form, from paper or from memory; `?planned=` names one that was never begun."""
    planned = _planned(request)
    first = {"key": uuid4(), "held_on": first_day_seen(), "mode": "street"}
    first |= as_it_stands(planned, counted_on(planned)) if planned else {}
    form = EnterForm(posted(request), usual=usual(request.user), initial=first)
    if form.is_valid():
        facts = {"key": form.cleaned_data["key"], "counted": form.counted(), **form.where()}
        facts["planned"] = planned
        if made := tried(form, enter_round, **facts, by=request.user):
            messages.success(request, _("Kept: %(area)s.") % {"area": made.area})
            return _back(made.pk)
    context = {
        "heading": _("Enter a round"),
        "sentence": _("Whatever is left empty was not there; with nobody met it is a zero."),
        "words": _("Keep the round"),
        "back": reverse("round"),
    }
    return _page(request, form, context)


def _planned(request) -> Round | None:
    """Not found where it is no key, not hers, or planned no more."""
    if "planned" not in request.GET:
        return None
    try:
        planned = round_of(request, UUID(request.GET["planned"]))
    except ValueError as error:
        raise Http404 from error
    if planned.status != RoundStatus.PLANNED:
        raise Http404
    return planned


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.walk")
def round_correct(request, pk):
    """Puts numbers right: whoever walked it until noon of the next day, the coordinator afterwards."""
    round = round_of(request, pk)
    if round.is_open or round.status not in (RoundStatus.HELD, RoundStatus.SUSPENDED):
        raise Http404
    stands = as_it_stands(round, counted_on(round))
    form = WholeForm(posted(request), usual=usual(request.user), initial=stands, has_needs=False)
    if form.is_valid():
        facts = {"round": round, "counted": form.counted(), **form.where()}
        if tried(form, correct_round, **facts, by=request.user):
            messages.success(request, _("Put right."))
            return _back(pk)
    context = {
        "heading": _("Put it right"),
        "sentence": f"{round.area.name}, {day_of(round)}",
        "words": _("Save"),
        "back": reverse("round_at", args=[pk]),
    }
    return _page(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("round.change")
def round_plan(request):
    """A round to come."""
    form = PlanForm(posted(request), usual=usual(request.user), initial={"mode": "street"})
    if form.is_valid() and (made := tried(form, plan_round, **form.cleaned_data, by=request.user)):
        told = {"area": made.area, "day": day_of(made)}
        messages.success(request, _("Planned: %(area)s, %(day)s.") % told)
        return redirect("round_plan")
    context = {
        "heading": _("Plan a round"),
        "sentence": _("It stands on the calendar of the team, and is begun on a phone."),
        "words": _("Plan it"),
        "back": reverse("round"),
    }
    return _page(request, form, context)


def _page(request, form, context: dict):
    context |= {"form": form, **ways(request.user)}
    return render(request, "outreach/round_form.html", context, status=form.status)


def _back(pk):
    return redirect("round_at", pk=pk)
