"""Putting right what was logged: correcting, taking away, moving, and who counts as one person.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Person, Question, Request, Topic
from .log import OF_THE_PERSON, apart_from, category_of, change, door_of, involve, judge, must_part

CARRIED = ("code", "word", "word_year", "told_on", "agreed_text", "is_anonymous")


def may_delete(row: Request | Question, by) -> bool:
    """Whoever wrote it down may, until the end of that day; later nobody may."""
    return row.logged_by_id is not None and (row.logged_by_id, row.logged_on) == (by.pk, timezone.localdate())


def correct_question(
    *, question: Question, topic: Topic, outcome: str, organisations: Sequence, by
) -> Question:
    """Puts other codes in their place; a topic that is sensitive now leaves a person with code or word."""
    with transaction.atomic():
        judge(outcome, organisations)
        facts = {"outcome": outcome}
        if topic != question.topic:
            facts |= {"topic": topic, "category": category_of(topic, question.request)}
            if must_part(topic, question.request.person):
                facts["request"] = apart_from(question.request, by)
        changed = change(question, facts)
        if {each.pk for each in organisations} != {each.pk for each in question.organisations.all()}:
            question.involvements.all().delete()
            involve(question, organisations)
            changed.append("organisations")
        if changed:
            record(Action.CHANGE, Question._meta.label, by=by, object_id=question.pk, fields=changed)
    return question


def delete_question(*, question: Question, by) -> None:
    """Takes away what she logged today."""
    _refuse_deleting(question, by)
    with transaction.atomic():
        key, _gone = question.pk, question.delete()
        record(Action.DELETE, Question._meta.label, by=by, object_id=key)


def delete_request(*, request: Request, by) -> None:
    """Takes away what she logged today, with its questions and drafts, and a person whom nothing else tells of."""
    _refuse_deleting(request, by)
    with transaction.atomic():
        key, person, asked = request.pk, request.person, request.questions.count()
        request.delete()
        if not (person.is_recognised or _stands_elsewhere(person)):
            person.delete()
        record(Action.DELETE, Request._meta.label, by=by, object_id=key, counts={"questions": asked})


def move_question(*, question: Question, to: Request, by) -> None:
    """Onto another request of the same day and door."""
    if (door_of(to), to.received_on) != (door_of(question.request), question.request.received_on):
        raise ValidationError(_("A question moves to a request of the same day and door only."), code="to")
    if must_part(question.topic, to.person):
        raise ValidationError(_("What is sensitive is never kept beside a code or a word."), code="to")
    with transaction.atomic():
        if changed := change(question, {"request": to}):
            record(Action.CHANGE, Question._meta.label, by=by, object_id=question.pk, fields=changed)


def merge_people(*, kept: Person, gone: Person, by) -> None:
    """They are one: what hangs on `gone` hangs on `kept` from now on, and what was not known of `kept` is filled.
    A code or a word goes along; two of them refuse."""
    try:
        with transaction.atomic():
            _refuse_merging(kept, gone)
            filled = {name: getattr(kept, name) or getattr(gone, name) for name in OF_THE_PERSON}
            if gone.is_recognised:
                filled |= {name: getattr(gone, name) for name in CARRIED}
            for link in Person._meta.related_objects:
                link.related_model.objects.filter(**{link.field.name: gone}).update(**{link.field.name: kept})
            gone.delete()
            changed = [*change(kept, filled), "requests"]
            record(Action.CHANGE, Person._meta.label, by=by, object_id=kept.pk, fields=changed)
    except IntegrityError:
        raise ValidationError(_("Another list counts them as two people: they stay two.")) from None


def split_request(*, request: Request, by) -> Person:
    """Gives the request an anonymous person of its own, like the one it had as far as that was said."""
    was = request.person
    if not (was.is_recognised or was.requests.exclude(pk=request.pk).exists()):
        raise ValidationError(_("Nothing else is known of this person: there is nothing to part."))
    with transaction.atomic():
        person = Person.objects.create(**{name: getattr(was, name) for name in OF_THE_PERSON})
        change(request, {"person": person})
        record(Action.CHANGE, Request._meta.label, by=by, object_id=request.pk, fields=["person"])
    return person


def _refuse_deleting(row: Request | Question, by) -> None:
    if not may_delete(row, by):
        raise ValidationError(_("Only whoever logged it can take it away, and only on the same day."))


def _refuse_merging(kept: Person, gone: Person) -> None:
    if kept == gone:
        raise ValidationError(_("This is the same person already."))
    if kept.is_recognised and gone.is_recognised:
        raise ValidationError(_("Both carry a code or a word: they stay two."))
    asked = Question.objects.filter(request__person__in=[kept, gone], topic__is_sensitive=True)
    if (kept.is_recognised or gone.is_recognised) and asked.exists():
        raise ValidationError(_("One of them asked something sensitive, which is never kept beside a code."))


def _stands_elsewhere(person: Person) -> bool:
    return any(
        link.related_model.objects.filter(**{link.field.name: person}).exists()
        for link in Person._meta.related_objects
    )
