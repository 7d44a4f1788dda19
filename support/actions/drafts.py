"""What is half done: kept for its author, seen by nobody else, gone after a week."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Draft, OpenHouseSession, Question, Request
from .log import NotHers, text_cannot_be_kept

KEPT = timedelta(days=7)


def keep_draft(
    *,
    key: UUID,
    door: str,
    codes: dict,
    note: str = "",
    session: OpenHouseSession | None = None,
    request: Request | None = None,
    by,
) -> Draft:
    """The draft under `key` as it stands now; an empty note takes away the one that was there.

    A step that comes after its question was logged keeps nothing. While the keys are away the note stays as it was,
    and ValidationError (code "note") says so where one was typed: the codes are kept all the same. Raises NotHers.
    """
    draft = Draft(pk=key, door=door, codes=codes, session=session, request=request, author=by)
    draft.begun_on = timezone.localdate()
    if Question.objects.filter(pk=key).exists():
        return draft
    problem = text_cannot_be_kept()
    if problem is None:
        draft.note = note or None
    try:
        draft = _store(draft, has_note=problem is None)
    except IntegrityError:  # its first step came twice at once
        draft = _store(draft, has_note=problem is None)
    if note and problem:
        raise problem
    return draft


def _store(draft: Draft, *, has_note: bool) -> Draft:
    with transaction.atomic():
        there = Draft.objects.filter(pk=draft.pk).values_list("author", "begun_on").first()
        if there is None:
            draft.save(force_insert=True)
            return draft
        author, draft.begun_on = there
        if author != draft.author_id:
            raise NotHers(str(draft.pk))
        changing = ["door", "codes", "session", "request", *(["note"] if has_note else [])]
        draft.save(force_update=True, update_fields=changing)
    return draft


def drop_draft(*, key: UUID, by) -> None:
    """Takes a draft of hers away; nothing happens where there is none."""
    Draft.objects.filter(pk=key, author=by).delete()


def drafts_of(account) -> models.QuerySet[Draft]:
    """What she left half done, the oldest day first."""
    return Draft.objects.filter(author=account).order_by("begun_on", "id")


def sweep_drafts() -> int:
    """Takes away what nobody went on with for a week; returns how many."""
    with transaction.atomic():
        gone, _each = Draft.objects.filter(begun_on__lt=timezone.localdate() - KEPT).delete()
        if gone:
            record(Action.ERASE, Draft._meta.label, by=None, counts={"drafts": gone})
    return gone
