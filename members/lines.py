"""The list of members as lines, on screen and in files: numbers and codes in words, never a name."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from utsopi.directory.choices import Region, language_label, region_label
from utsopi.ui.paging import CappedCount
from utsopi.ui.tables import Column, Table

from .choices import JoinedThrough, JoiningState, MandateKind
from .models import Joining, Mandate, active_on

A_CHUNK = 2000
OF_BOTH = ("member_id", "member__reference", "region", "language", "joined_through", "is_sex_worker")


class Coded(NamedTuple):
    """A line as it is stored. Of whoever asked, `state` tells how far that is, and there is no interval."""

    key: UUID
    number: str
    region: str
    language: str
    joined_through: str
    is_sex_worker: bool
    began_on: date
    ended_on: date | None = None
    is_effective: bool | None = None
    state: str = ""

    def is_member_on(self, day: date) -> bool:
        return not self.state and self.began_on <= day and (self.ended_on is None or self.ended_on > day)


class Line(NamedTuple):
    """A line in words, in the order of the columns."""

    number: str
    status: str
    region: str
    language: str
    joined_through: str
    kind: str
    began_on: date
    ended_on: date | None
    mandates: str


def columns() -> list[Column]:
    """What the list shows, on screen and in files."""
    return [
        Column("number", _("Number")),
        Column("status", _("Status")),
        Column("region", _("Region")),
        Column("language", _("Language")),
        Column("joined_through", _("Joined through")),
        Column("kind", _("As")),
        Column("began_on", _("Joined on")),
        Column("ended_on", _("Left on")),
        Column("mandates", _("Mandates")),
    ]


def page_of(rows: QuerySet, first: int, count: int) -> tuple[list[Coded], int]:
    """`count` lines from the one at `first`, and how many there are in all, as far as they are counted."""
    read = list(
        _read(rows.annotate(all=CappedCount(rows.order_by().values("pk"))), "all")[first : first + count]
    )
    return [_coded(rows, row[:-1]) for row in read], read[0][-1] if read else 0


def table_of(rows: QuerySet, today: date) -> Table:
    """All lines, for a file; read as they are asked for, in memory that does not grow."""
    read = (_coded(rows, row) for row in _read(rows).iterator(chunk_size=A_CHUNK))
    return Table(columns(), _words(read, today, mandates_on(today)), _("Members"))


def _read(rows: QuerySet, *more: str) -> QuerySet:
    own = ("asked_on", "state") if rows.model is Joining else ("started_on", "ended_on", "is_effective")
    return rows.values_list(*OF_BOTH, *own, *more)


def _coded(rows: QuerySet, row: tuple) -> Coded:
    return Coded(*row[:-1], state=row[-1]) if rows.model is Joining else Coded(*row)


def in_words(lines: list[Coded], today: date) -> Iterator[Line]:
    """Each line in the language that is switched on."""
    return _words(lines, today, mandates_on(today, {line.key for line in lines}))


def _words(lines: Iterable[Coded], today: date, mandates: dict[UUID, str]) -> Iterator[Line]:
    regions = {code: region_label(code) for code in ("", *Region.values)}
    sources, states = _labels(JoinedThrough), _labels(JoiningState)
    language = cache(language_label)
    kinds = {True: _("Sex worker"), False: _("Ally")}
    for line in lines:
        yield Line(
            line.number,
            states[line.state] if line.state else _status(line, today),
            regions[line.region],
            language(line.language),
            sources[line.joined_through],
            kinds[line.is_sex_worker],
            line.began_on,
            line.ended_on,
            mandates.get(line.key, ""),
        )


def _status(line: Coded, today: date) -> str:
    if not line.is_member_on(today):
        return _("Left")
    return _("Effective member") if line.is_effective else _("Member")


def mandates_on(day: date, keys: set[UUID] | None = None) -> dict[UUID, str]:
    """The mandates that members hold on the day, in words: of all, or of those with these keys."""
    held = Mandate.objects.filter(active_on(day)).order_by("kind", "title")
    if keys is not None:
        held = held.filter(member__in=keys)
    labels, found = _labels(MandateKind), {}
    for key, kind, title in held.values_list("member_id", "kind", "title"):
        found.setdefault(key, []).append(f"{labels[kind]}: {title}" if title else labels[kind])
    return {key: "; ".join(words) for key, words in found.items()}


def _labels(choices) -> dict[str, str]:
    return {code: str(label) for code, label in choices.choices}
