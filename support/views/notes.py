"""The note that a question may have: to open for a reason, and to write."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.audit.context import acting
from utsopi.privacy.locked import unlocked
from utsopi.privacy.reason import ReasonForm
from utsopi.team.access import may, needs
from utsopi.ui.steps import refused

from ..actions.notes import write_note
from ..forms.note_field import NoteCheckForm
from ..forms.notes import NoteForm
from ..models import Question


def _coded():
    return Question.objects.select_related("request", "category", "topic", "note_by")


def _told(question: Question) -> dict:
    return {
        "date": question.request.received_on,
        "channel": question.request.get_channel_display(),
        "category": question.category.label,
        "topic": question.topic.label,
        "outcome": question.get_outcome_display(),
    }


@require_safe
@needs("note.read")
@unlocked
def note(request, pk):
    found = get_object_or_404(_coded(), pk=pk)
    return _note_page(request, found, reason=ReasonForm())


@require_POST
@needs("note.read")
@unlocked
def open_note(request, pk):
    """Shows a note once. Her own opens at once; anybody else's wants a reason."""
    found = get_object_or_404(_coded(), pk=pk, note__isnull=False)
    form = ReasonForm(request.POST)
    if not _is_own(request, found) and not form.is_valid():
        return _note_page(request, found, reason=form)
    with acting(request.user, reason="" if _is_own(request, found) else form.cleaned_data["reason"]):
        text = found.note.open()
    return _note_page(request, found, text=text, writing=NoteForm(initial={"note": text}))


@require_POST
@needs("note.write")
@unlocked
def change_note(request, pk):
    found, form = get_object_or_404(_coded(), pk=pk), NoteForm(request.POST)
    if not form.is_valid():
        return _note_page(request, found, writing=form)
    write_note(question=found, text=form.cleaned_data["note"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("question_note", pk=found.pk)


@require_POST
@needs("note.write")
def note_check(request):
    """What the guard finds in a note that is still being written; nothing is kept."""
    form = NoteCheckForm(request.POST)
    return JsonResponse(form.answer()) if form.is_valid() else refused(form)


def _is_own(request, question: Question) -> bool:
    return question.note_by == request.user


def _note_page(request, question: Question, *, reason=None, text=None, writing=None):
    told = _told(question)
    writing = writing or (NoteForm() if question.note is None else None)
    if writing:
        writing.fields["note"].call_back = reverse("call_back_new", args=[question.request_id])
    context = {
        "heading": _("Note"),
        "sentence": _("It goes 90 days after the question is settled, and after a year at the latest."),
        "question": question,
        "facts": [
            (_("Date"), told["date"]),
            (_("Channel"), told["channel"]),
            (_("Category"), told["category"]),
            (_("Topic"), told["topic"]),
            (_("Outcome"), told["outcome"]),
        ],
        "is_own": _is_own(request, question),
        "reason": reason or ReasonForm(),
        "text": text,
        "writing": writing if may(request.user, "note.write") else None,
    }
    form = writing if writing and writing.is_bound else reason
    return render(request, "support/note.html", context, status=form.status if form else 200)
