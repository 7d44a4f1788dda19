"""Writing what differs: changes first, then new rows, with few statements however many rows there are."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from .checking import BATCH, Reading, Spool
from .declare import Rule, Sheet
from .kinds import Missing
from .report import Counts
from .settling import Import, Row, hold_resolved_key, settle
from .sheets import REFERRED_TO
from .steps import AFTER_ALL, BEFORE_CHANGES, STEPS


@dataclass
class Change:
    """One record to write. `values` follow the sheet's attnames; None where only its links differ."""

    pk: UUID
    is_new: bool
    values: tuple | None
    add: dict[str, set[UUID]] = field(default_factory=dict)  # organisations by list column
    remove: dict[str, set[UUID]] = field(default_factory=dict)  # keys of links by list column


def store_sheet(reading: Reading, run: Import) -> Counts:
    """Compares the sheet with the database and writes what differs; returns what became of its rows.

    Runs inside the import's transaction. Where a problem is known already, everything is taken back in the end:
    then only what the rows of other sheets point to is written, so that those can be judged.
    """
    sheet, counts, changes = reading.sheet, Counts(), Spool()
    try:
        for batch in reading.spool.batches():
            for row in _sound_rows(reading, batch, run):
                _compare(sheet, row, counts, changes)
        if after := AFTER_ALL.get(sheet.name):
            after(run)
        if not run.problems.total or sheet.model in REFERRED_TO:
            _write(sheet, changes)
    finally:
        changes.close()
    return counts


def _sound_rows(reading: Reading, batch: list, run: Import) -> list[Row]:
    rows = settle(reading, batch, run)
    if step := STEPS.get(reading.sheet.name):
        step(rows, run)
    hold_resolved_key(reading.sheet, rows, run)
    late = [rule for rule in reading.sheet.rules if reading.absent & set(rule.columns)]
    for row in rows:
        for rule in late if not row.read.is_faulty else ():
            _hold_late(reading.sheet, row, rule, run)
    return [row for row in rows if not row.read.is_faulty]


def _hold_late(sheet: Sheet, row: Row, rule: Rule, run: Import) -> None:
    """Holds a rule of which the sheet has not all columns: the others keep what the database has."""
    if rule.is_broken(*(_now(sheet, row, name) for name in rule.columns)):
        present = [name for name in rule.columns if row.read.values[name] is not Missing.ABSENT]
        row.read.problem(run.problems, sheet, present[-1], rule.reason)


def _now(sheet: Sheet, row: Row, name: str) -> Any:
    value, column = row.read.values[name], sheet.by_name[name]
    if value is not Missing.ABSENT:
        return value
    if row.there is None:
        return column.kind.empty
    return row.there.links.get(name) if column in sheet.lists else row.there.fields[sheet.attname(column)]


def _compare(sheet: Sheet, row: Row, counts: Counts, changes: Spool) -> None:
    change = _change(sheet, row)
    if change.is_new:
        counts.created += 1
    elif change.values or change.add or change.remove:
        counts.changed += 1
    else:
        counts.unchanged += 1
        return
    changes.add(change)


def _change(sheet: Sheet, row: Row) -> Change:
    there = row.there
    before = there.fields if there else _empties(sheet)
    after = before | row.fields
    differs = there is None or after != before
    change = Change(
        there.pk if there else uuid4(),
        there is None,
        tuple(after[n] for n in sheet.attnames) if differs else None,
    )
    for name, wanted in row.links.items():
        linked = there.links.get(name, {}) if there else {}
        if added := wanted - set(linked):
            change.add[name] = added
        if gone := {pk for organisation, pk in linked.items() if organisation not in wanted}:
            change.remove[name] = gone
    return change


def _empties(sheet: Sheet) -> dict[str, Any]:
    return {sheet.attname(column): column.kind.empty for column in sheet.columns if sheet.is_stored(column)}


def _write(sheet: Sheet, changes: Spool) -> None:
    if prepare := BEFORE_CHANGES.get(sheet.name):
        changed = ([c.pk for c in batch if c.values and not c.is_new] for batch in changes.batches())
        prepare(pks for pks in changed if pks)
    # changes before new rows: an interval or an envelope may make room for a new one
    for batch in changes.batches():
        _put(sheet, [change for change in batch if change.values and not change.is_new], is_new=False)
    for batch in changes.batches():
        _put(sheet, [change for change in batch if change.is_new], is_new=True)
        _link(sheet, batch)


def _put(sheet: Sheet, changes: list[Change], *, is_new: bool) -> None:
    if not changes:
        return
    records = [
        sheet.model(pk=change.pk, **dict(zip(sheet.attnames, change.values, strict=True)))
        for change in changes
    ]
    more = {}
    if not is_new:
        fields = [sheet.model._meta.get_field(name).name for name in sheet.attnames]
        more = {"update_conflicts": True, "unique_fields": ["id"], "update_fields": fields}
    sheet.model.objects.bulk_create(records, batch_size=BATCH, **more)


def _link(sheet: Sheet, changes: list[Change]) -> None:
    for column in sheet.lists:
        through, owner, name = column.kind.through, f"{column.kind.owner}_id", column.name
        if gone := [pk for change in changes for pk in change.remove.get(name, ())]:
            through.objects.filter(pk__in=gone).delete()
        through.objects.bulk_create(
            [
                through(**{owner: change.pk, "organisation_id": organisation})
                for change in changes
                for organisation in change.add.get(name, ())
            ],
            batch_size=BATCH,
        )
