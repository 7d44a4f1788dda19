"""The second reading: rows meet the database. References become keys, and what is there already is fetched."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from events.models import Theme
from outreach.models import Area
from utsopi.directory.models import Organisation

from .checking import Read, Reading
from .declare import Column, Sheet
from .kinds import Missing
from .pointers import OrganisationNamed, Pointer
from .report import Counts, Problems
from .sheets import REFERRED_TO

# what comes to be on the way, and is told in the report
ALSO = {Organisation: "organisations", Theme: "themes", Area: "areas"}


@dataclass
class Import:
    """What one import knows while it runs."""

    problems: Problems
    readings: dict[str, Reading]
    also: dict[str, Counts] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)  # what a sheet's own step keeps from batch to batch

    def count_also(self, model: type[models.Model], *, created: int = 0, changed: int = 0) -> None:
        if model in ALSO and (created or changed):
            counts = self.also.setdefault(ALSO[model], Counts())
            counts.created += created
            counts.changed += changed

    def will_be(self, model: type[models.Model], reference: str) -> bool:
        """Whether the workbook holds the row: then it is not here because it has a problem of its own."""
        reading = self.readings.get(REFERRED_TO.get(model, ""))
        return reading is not None and ((reference,) in reading.seen.rows or not reading.seen.is_whole)


@dataclass
class There:
    """A record as the database holds it; `links` maps an organisation to the key of its link, per list column."""

    pk: UUID
    fields: dict[str, Any]
    links: dict[str, dict[UUID, UUID]] = field(default_factory=dict)


@dataclass
class Row:
    """One row on its way into the database: model columns by name, organisations by list column."""

    read: Read
    fields: dict[str, Any] = field(default_factory=dict)
    links: dict[str, set[UUID]] = field(default_factory=dict)
    there: There | None = None

    def has(self, column: str) -> bool:
        """Whether the column holds something that could be read."""
        value = self.read.values[column]
        return not isinstance(value, Missing) and bool(value)


def settle(reading: Reading, batch: list[Read], run: Import) -> list[Row]:
    """The rows of a batch with all that can be found for them; faulty ones are among them."""
    rows, sheet = [Row(read) for read in batch], reading.sheet
    for column in sheet.plain:
        for row in rows:
            if not isinstance(value := row.read.values[column.name], Missing):
                row.fields[sheet.attname(column)] = value
    for column in sheet.pointers:
        _settle_pointer(sheet, column, rows, run)
    for column in sheet.lists:
        _settle_list(column, rows, run)
    _fetch(reading, rows)
    return rows


def _find(kind: Pointer, texts: Iterable[str], run: Import) -> dict[Any, UUID]:
    wanted: dict[Any, str] = {}
    for text in texts:
        wanted.setdefault(kind.identity(text), text)
    if not wanted:
        return {}
    found, made = kind.find(wanted)
    run.count_also(kind.model, created=made)
    return found


def _settle_pointer(sheet: Sheet, column: Column, rows: list[Row], run: Import) -> None:
    kind, attname = column.kind, sheet.attname(column)
    found = _find(kind, (row.read.values[column.name] for row in rows if row.has(column.name)), run)
    for row in rows:
        text = row.read.values[column.name]
        if isinstance(text, Missing):
            continue
        row.fields[attname] = found.get(kind.identity(text)) if text else None
        if text and row.fields[attname] is None:
            row.read.is_faulty = True
            if not run.will_be(kind.model, text):
                row.read.problem(run.problems, sheet, column.name, kind.reason())


def _settle_list(column: Column, rows: list[Row], run: Import) -> None:
    kind, name = OrganisationNamed(), column.name
    found = _find(kind, (text for row in rows if row.has(name) for text in row.read.values[name]), run)
    for row in rows:
        if not isinstance(row.read.values[name], Missing):
            row.links[name] = {found[kind.identity(text)] for text in row.read.values[name]}


def key_of(sheet: Sheet, fields: dict[str, Any]) -> tuple | None:
    """The record's key as the database has it; None where part of it is not known."""
    key = tuple(fields.get(sheet.attname(column)) for column in sheet.key_columns)
    return None if None in key else key


def _fetch(reading: Reading, rows: list[Row]) -> None:
    sheet = reading.sheet
    keyed = {key: row for row in rows if (key := key_of(sheet, row.fields)) is not None}
    if not keyed:
        return
    names = [sheet.attname(column) for column in sheet.key_columns]
    columns = {
        f"{name}__in": set(values) for name, values in zip(names, zip(*keyed, strict=True), strict=True)
    }
    for pk, *values in sheet.model.objects.filter(**columns).values_list("pk", *sheet.attnames).iterator():
        fields = dict(zip(sheet.attnames, values, strict=True))
        if row := keyed.get(key_of(sheet, fields)):
            row.there = There(pk, fields)
    _fetch_links(sheet, {row.there.pk: row.there for row in keyed.values() if row.there})


def _fetch_links(sheet: Sheet, there: dict[UUID, There]) -> None:
    for column in sheet.lists if there else ():
        through, owner = column.kind.through, f"{column.kind.owner}_id"
        links = through.objects.filter(**{f"{owner}__in": list(there)})
        for pk, owner_id, organisation_id in links.values_list("pk", owner, "organisation_id").iterator():
            there[owner_id].links.setdefault(column.name, {})[organisation_id] = pk


def hold_resolved_key(sheet: Sheet, rows: list[Row], run: Import) -> None:
    """Two names of one organisation are one key: only the database knows that they are."""
    if not any(isinstance(column.kind, OrganisationNamed) for column in sheet.key_columns):
        return
    taken = run.notes.setdefault(sheet.name, {})
    for row in rows:
        key = key_of(sheet, row.fields)
        first = taken.setdefault(key, row.read.number) if key else row.read.number
        if first != row.read.number and not row.read.is_faulty:
            reason = _("This key stands already in row %(row)d.") % {"row": first}
            shown = "; ".join(str(row.read.values[column.name]) for column in sheet.key_columns)
            row.read.problem(run.problems, sheet, sheet.key_columns[0].name, reason, value=shown)
