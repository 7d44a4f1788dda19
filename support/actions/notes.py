"""What is done to the log; each is one transaction and one entry in the trail."""

from django.db import transaction

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Question


def write_note(*, question: Question, text: str, by) -> None:
    """Seals a new note in the place of the one that was there; an empty text takes it away."""
    with transaction.atomic():
        question.note, question.note_by = (text, by) if text else (None, None)
        question.save(update_fields=["note", "note_by"])
        record(Action.CHANGE, Question._meta.label, by=by, object_id=question.pk, fields=["note"])
