"""The ways to write an audit entry, always in the transaction of what it tells: if it cannot be written, the
act fails too."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from utsopi.privacy.keyring import Locked
from utsopi.ready import insert

from .choices import Action, Series, tells_the_hour
from .context import Acting, current, key_of
from .models import RECORDS, AuditEntry
from .numbers import next_number
from .signing import Signer


def record(
    action: Action,
    model: str,
    *,
    by,
    object_id: UUID | None = None,
    fields: Iterable[str] = (),
    counts: Mapping[str, Any] | None = None,
    with_moment: bool = False,
    reason: str = "",
    role: str = "",
) -> AuditEntry:
    """Writes one entry about `model` ("support.Request"); `by` is the account, None for the house itself.

    `fields` are names, never values; `counts` are numbers, for what is done to many records at once; `reason` is
    a code of choices.Reason. Role, reason and request come from the context where they are not given and the
    same account acts there. `with_moment` asks for the hour; choices.py has the last word on it. Costs two
    statements.
    """
    here = _context_of(by)
    entry = AuditEntry(
        action=action,
        model=model,
        object_id=object_id,
        **_when(tells_the_hour(action, model, with_moment, is_nobody=key_of(by) is None), here),
        by_id=key_of(by),
        role=role or here.role_code,
        fields=list(fields),
        counts=dict(counts or {}),
        reason=reason or here.reason,
    )
    return _written(entry)


def _when(has_hour: bool, here: Acting) -> dict:
    """The day; and only where the hour may be told, all that tells it."""
    now = timezone.localtime()
    if not has_hour:
        return {"series": Series.DAY, "on": now.date()}
    return {"series": Series.MOMENT, "on": now.date(), "at": now, "request_id": here.request_id}


def _written(entry: AuditEntry) -> AuditEntry:
    with transaction.atomic(savepoint=False):
        entry.number = next_number(entry.series)
        entry.mac = _signature(entry)
        insert(entry)
    return entry


def looked_at(model: str, object_id: UUID | None, *fields: str) -> None:
    """Somebody is about to see sealed fields: call it before the first value is handed out.

    One entry for each account, object, field and request; fields named together are one look, and so are rows of a
    list() that is being shown. What nobody opens without telling the hour is one entry a day, so that it does not
    tell how often either.
    """
    here = current()
    unseen = [field for field in fields if not _is_written_down(here, (model, object_id, field))]
    if unseen:
        record(Action.REVEAL, model, by=here.by, object_id=object_id, fields=unseen)
    for field in unseen:
        # only what is committed counts as written down: a rolled back read would be read again unseen
        transaction.on_commit(_WrittenDown(here, (model, object_id, field)))


def _is_written_down(here: Acting, read: tuple) -> bool:
    return (
        _is_of_a_list(here, *read)
        or read in here.seen
        or _is_pending(here, read)
        or _is_told_today(here, *read)
    )


@contextmanager
def listing(
    model: str, fields: str | tuple[str, ...], count: int, *, of: Iterable[UUID] = ()
) -> Iterator[None]:
    """Shows one or more sealed fields of up to `count` records as a list: one entry with the number, none for each
    row. `of` are the keys of those records where whoever they are about may see that it happened; they are signed
    with the entry, and go with it."""
    here, names = current(), [fields] if isinstance(fields, str) else fields
    counts = {"shown": count} | ({RECORDS: sorted(map(str, of))} if of else {})
    record(Action.LIST, model, by=here.by, fields=names, counts=counts)
    here.lists.update({(model, name): _Shown(count) for name in names})
    try:
        yield
    finally:
        for name in names:
            del here.lists[model, name]


def denied(model: str, *, object_id: UUID | None = None, fields: Iterable[str] = ()) -> None:
    """Whoever acts was refused. Call it outside of any transaction that the refusal will roll back."""
    record(Action.DENIED, model, by=current().by, object_id=object_id, fields=fields)


class _Shown:
    """The rows of a list that were opened, at most as many as were announced."""

    def __init__(self, most: int):
        self.most, self.rows = most, set()

    def takes(self, row) -> bool:
        if row not in self.rows and len(self.rows) >= self.most:
            return False
        self.rows.add(row)
        return True


class _WrittenDown:
    """Called when the transaction is through."""

    def __init__(self, here: Acting, read: tuple):
        self.here, self.read = here, read

    def __call__(self) -> None:
        self.here.seen.add(self.read)


def _is_of_a_list(here: Acting, model: str, object_id, field: str) -> bool:
    shown = here.lists.get((model, field))
    return shown is not None and shown.takes(object_id)


def _is_pending(here: Acting, read: tuple) -> bool:
    """Written down in the transaction that still runs; what is rolled back is gone from this list."""
    return any(
        isinstance(call, _WrittenDown) and call.here is here and call.read == read
        for _savepoints, call, _robust in connection.run_on_commit
    )


def _is_told_today(here: Acting, model: str, object_id, field: str) -> bool:
    if key_of(here.by) is not None or tells_the_hour(Action.REVEAL, model, False, is_nobody=True):
        return False
    told = AuditEntry.objects.filter(action=Action.REVEAL, model=model, object_id=object_id, by=None)
    today = told.filter(on=timezone.localdate()).values_list("fields", flat=True)
    return [field] in list(today)


def _context_of(by) -> Acting:
    here = current()
    return here if key_of(here.by) == key_of(by) else Acting()


def _signature(entry: AuditEntry) -> bytes | None:
    try:
        return Signer().entry(entry)
    except Locked:
        return None  # counts and calendar go on without keys; audit_verify tells of it
