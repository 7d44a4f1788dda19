"""The one way to write an audit entry."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from .models import Action, AuditEntry


def record(
    action: Action,
    model: str,
    *,
    by,
    object_id: UUID | None = None,
    fields: Iterable[str] = (),
    counts: Mapping[str, Any] | None = None,
    with_moment: bool = False,
) -> AuditEntry:
    """Writes one entry about `model` ("support.Request"); `by` is the account, None for the machine itself.

    `fields` are names, never values; `counts` are numbers, for what is done to many records at once. The moment
    is kept only where it says nothing about the people in the records: exports, reports and changes of rights.
    """
    now = timezone.localtime()
    return AuditEntry.objects.create(
        on=now.date(),
        at=now if with_moment else None,
        by=by,
        action=action,
        model=model,
        object_id=object_id,
        fields=list(fields),
        counts=dict(counts or {}),
    )
