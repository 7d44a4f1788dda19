"""An afternoon from its opening to its end: which one is today, the page that is worked on, and how it closes."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from utsopi.nav import address_of
from utsopi.team.access import may_open, needs
from utsopi.ui.steps import kept

from ..actions.afternoons import (
    end_afternoon,
    nobody_came,
    open_afternoon,
    reopen_afternoon,
)
from ..choices import SessionStatus
from ..forms.afternoon import CancelForm, ReopenForm, WhichForm
from ..models import DeskPreference, OpenHouseSession
from ..planning import afternoon_of, afternoons_between
from .afternoon_page import closed, counts, page

LOOKED_BACK = timedelta(weeks=13)  # for afternoons that nobody logged
LOOKED_AHEAD = timedelta(weeks=26)  # for the next one
MOST_MISSING = 6  # of them on this page; the plan has all


@require_safe
@needs("log.write")
def afternoon(request):
    """Today's afternoon; where there is none, the next one and a way to open one now. Past ones that nobody logged."""
    found = _around_today()
    if open_today := next((each for each in found["today"] if each.is_open), None):
        return redirect("afternoon_at", pk=open_today.session.pk)
    return _today(request, found)


def _around_today() -> dict:
    today = timezone.localdate()
    every = afternoons_between(today - LOOKED_BACK, today + LOOKED_AHEAD)
    to_come = [each for each in every if each.held_on > today and each.status == SessionStatus.PLANNED]
    missing = [each for each in every if each.held_on < today and each.is_never_logged]
    return {
        "today": [each for each in every if each.held_on == today],
        "next": to_come[0] if to_come else None,
        "left_open": [each for each in every if each.held_on < today and each.is_open],
        "missing": missing[::-1][:MOST_MISSING],
    }


def _today(request, found: dict, form=None):
    context = {
        "heading": _("Open afternoon"),
        "sentence": capfirst(date_format(timezone.localdate(), "l j F")),
        "form": form,
        "city": _city(found),
        "cancel": CancelForm(),
        "plan": address_of("afternoons", request.user),
        **found,
    }
    return render(request, "support/afternoon_today.html", context, status=form.status if form else 200)


def _city(found: dict) -> str:
    known = [*found["today"], *filter(None, [found["next"]]), *found["missing"]]
    return known[0].city if known else ""


# ── opening ───────────────────────────────────────────────────────────────────────────────────────


@require_POST
@needs("log.write")
def afternoon_open(request):
    form = WhichForm(request.POST)
    if session := done(form, open_afternoon, request.user):
        return redirect("afternoon_at", pk=session.pk)
    return _today(request, _around_today(), form)


@require_POST
@needs("log.write")
def afternoon_nobody(request):
    """Nobody came: it counts as held."""
    form = WhichForm(request.POST)
    if done(form, nobody_came, request.user):
        messages.success(request, _("Kept: it was held, and nobody came."))
        return redirect("afternoon")
    return _today(request, _around_today(), form)


def done(form, verb, by) -> OpenHouseSession | None:
    """What `verb` made of a form; None where something is wrong, with its words in the form."""
    if not form.is_valid():
        return None
    try:
        return verb(**form.cleaned_data, by=by)
    except ValidationError as error:
        form.add_error(None, error)
    return None


# ── working ───────────────────────────────────────────────────────────────────────────────────────


@require_safe
@needs("log.write")
def afternoon_at(request, pk):
    """One afternoon: while it is open the page that is worked on, else how it stands."""
    session = _session(pk)
    return page(request, session) if session.is_open else closed(request, session)


def _session(pk) -> OpenHouseSession:
    return get_object_or_404(OpenHouseSession.objects.select_related("rule"), pk=pk)


@require_POST
@needs("log.write")
def afternoon_fold(request, pk):
    """Shows what earlier visitors asked, or folds it away where the one opposite can see the screen."""
    hers, _new = DeskPreference.objects.get_or_create(account=request.user)
    hers.shows_earlier = request.POST.get("shows") == "1"
    hers.save(update_fields=["shows_earlier"])
    return kept(request, reverse("afternoon_at", args=[pk]))


# ── ending ────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def afternoon_end(request, pk):
    """What is counted and what is not known, before it is ended."""
    session = _session(pk)
    if request.method == "POST":
        end_afternoon(session=session, by=request.user)
    if request.method == "POST" or not session.is_open:
        return redirect("afternoon_at", pk=session.pk)
    context = {
        "heading": _("End the afternoon"),
        "sentence": capfirst(afternoon_of(session).words),
        "session": session,
        **counts(session),
    }
    return render(request, "support/afternoon_end.html", context)


@require_POST
@needs("afternoons.change")
def afternoon_reopen(request, pk):
    session, form = _session(pk), ReopenForm(request.POST)
    if form.is_valid():
        try:
            reopen_afternoon(session=session, because=form.cleaned_data["because"], by=request.user)
            return _reopened(request, session)
        except ValidationError as error:
            form.add_error(None, error)
    return closed(request, session, form)


def _reopened(request, session: OpenHouseSession):
    """To the afternoon, or to the plan for whoever changes it and logs nothing."""
    if may_open(request.user, "afternoon_at"):
        return redirect("afternoon_at", pk=session.pk)
    messages.success(request, _("It is open again."))
    return redirect("afternoons")
