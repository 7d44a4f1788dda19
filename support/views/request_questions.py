"""Putting right one question: its codes, the request it stands on, or that it is there at all."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from utsopi.directory.finding import all_names
from utsopi.team.access import needs

from .. import desk
from ..actions import log, mending
from ..choices import Channel
from ..forms.mending import CorrectionForm, MoveForm
from ..models import Question, Request
from .requests import name_of

MOST_PLACES = 60  # requests of the same day and door to choose from


def _with_all():
    return Question.objects.select_related("request__person", "request__session", "topic", "category")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_question(request, pk):
    found = get_object_or_404(_with_all(), pk=pk)
    form = CorrectionForm(request.POST or None, initial=_codes(found))
    if form.is_valid() and _corrected(request, found, form):
        return redirect("log_request", pk=found.request_id)
    said = form.data if form.is_bound else form.initial
    named = form.tapped() if form.is_bound else form.initial["organisations"]
    context = {
        "heading": _("Correct a question"),
        "sentence": told(found),
        "found": found,
        "form": form,
        "names": all_names(),
        "topics": desk.topic_rows(log.door_of(found.request), found.request.received_on, said.get("topic")),
        "outcome": desk.outcome_chips(said.get("outcome")),
        "organisations": desk.organisation_chips(frozenset(named)),
    }
    return render(request, "support/question.html", context, status=form.status)


def told(question: Question) -> str:
    """A question in one line."""
    return _("%(who)s: %(topic)s, %(outcome)s") % {
        "who": name_of(question.request),
        "topic": question.topic.label,
        "outcome": question.get_outcome_display(),
    }


def _codes(found: Question) -> dict:
    return {
        "topic": found.topic.code,
        "outcome": found.outcome,
        "organisations": [str(each.pk) for each in found.organisations.all()],
    }


def _corrected(request, found: Question, form: CorrectionForm) -> bool:
    before, request_before = told(found), found.request_id
    topic, outcome = form.cleaned_data["topic"] or found.topic, form.cleaned_data["outcome"]
    try:
        mending.correct_question(
            question=found, topic=topic, outcome=outcome, organisations=form.named(), by=request.user
        )
    except ValidationError as problem:
        form.blame(problem)
        return False
    messages.success(request, _("Corrected. Before, it said: %(before)s.") % {"before": before})
    if found.request_id != request_before:
        messages.info(
            request,
            _("This is sensitive: it stands on an anonymous request of its own now, away from the code."),
        )
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_question_move(request, pk):
    found = get_object_or_404(_with_all(), pk=pk)
    places = _places(found)
    form = MoveForm(request.POST or None, others=[(str(key), _place(each)) for key, each in places.items()])
    if form.is_valid():
        was = name_of(found.request)
        to = next(each for key, each in places.items() if str(key) == form.cleaned_data["to"])
        try:
            mending.move_question(question=found, to=to, by=request.user)
        except ValidationError as problem:
            form.add_error("to", problem.message)
        else:
            messages.success(request, _("Moved. Before, it stood at: %(before)s.") % {"before": was})
            return redirect("log_request", pk=to.pk)
    context = {
        "heading": _("Move a question"),
        "sentence": told(found),
        "form": form if places else None,
        "back_url": reverse("log_request", args=[found.request_id]),
    }
    return render(request, "support/question_move.html", context, status=form.status)


def _places(found: Question) -> dict:
    """The other requests of the same day and door, by key."""
    here = found.request
    channels = [each for each in Channel if each.service == log.door_of(here)]
    others = Request.objects.filter(received_on=here.received_on, channel__in=channels).exclude(pk=here.pk)
    return {each.pk: each for each in others.order_by("-number", "reference")[:MOST_PLACES]}


def _place(request: Request) -> str:
    """What tells it apart and nothing of what was asked: somebody may sit opposite."""
    return name_of(request) if request.number else request.reference


@require_http_methods(["GET", "HEAD", "POST"])
@needs("log.write")
def log_question_delete(request, pk):
    found = get_object_or_404(_with_all(), pk=pk, logged_by=request.user)
    if request.method == "POST":
        try:
            mending.delete_question(question=found, by=request.user)
            messages.success(request, _("Gone: %(before)s.") % {"before": told(found)})
        except ValidationError as problem:
            messages.error(request, problem.message)
        return redirect("log_request", pk=found.request_id)
    context = {
        "heading": _("Take this question away?"),
        "sentence": _("%(what)s. It goes for good, with its note. What is only wrong can be corrected.")
        % {"what": told(found)},
        "confirm_label": _("Take it away"),
        "back_url": reverse("log_request", args=[found.request_id]),
        "is_grave": True,
    }
    return render(request, "ui/confirm.html", context)
