"""Rounds as lines: found by codes, newest first, the same on screen and in files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from utsopi.directory.choices import Region, region_label
from utsopi.ui.paging import A_PAGE, CappedCount
from utsopi.ui.tables import Column, Table

from .choices import CancelledBecause, Mode, RoundStatus, SuspendedBecause
from .models import FollowUp, Handout, Observation, Round, RoundPartner

CHUNK = 500  # rounds of a file that are read at once
NEWEST_FIRST = ("-held_on", "-id")


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; what is empty narrows nothing. `is_open` are those that are still counted on."""

    start: date | None = None
    end: date | None = None
    area: str = ""
    status: str = ""
    is_open: bool = False
    mode: str = ""
    partner: str = ""


class Coded(NamedTuple):
    """A round in codes, as it is read."""

    key: UUID
    held_on: date
    reference: str
    area: str
    region: str
    mode: str
    status: str
    is_open: bool
    suspended_because: str
    cancelled_because: str
    contacts: int | None
    first_contacts: int | None
    pieces: int | None
    seen: int | None
    needs: int | None


class Line(NamedTuple):
    """A round in words, in the order of the columns. What nobody wrote down is None, nobody reached is 0."""

    held_on: date
    reference: str
    area: str
    region: str
    mode: str
    status: str
    contacts: int | None
    first_contacts: int | None
    pieces: int | None
    seen: int | None
    needs: int | None
    partners: str


@dataclass(frozen=True)
class Shown:
    """A page of rounds; `count` is of all that are wanted, as far as they are counted."""

    rounds: list[tuple[Coded, Line]]
    count: int
    has_more: bool


def columns() -> list[Column]:
    """Those of Line, in its order."""
    return [
        Column("held_on", _("Date")),
        Column("reference", _("Reference")),
        Column("area", _("Area")),
        Column("region", _("Region")),
        Column("mode", _("Mode")),
        Column("status", _("Status")),
        Column("contacts", _("Contacts"), numeric=True),
        Column("first_contacts", _("First contacts"), numeric=True),
        Column("pieces", _("Pieces"), numeric=True),
        Column("seen", _("Seen"), numeric=True),
        Column("needs", _("Needs"), numeric=True),
        Column("partners", _("Partners")),
    ]


def found(wanted: Wanted) -> QuerySet[Round]:
    """All rounds that are wanted, in no order."""
    lookups = {
        "held_on__gte": wanted.start,
        "held_on__lte": wanted.end,
        "area": wanted.area or None,
        "status": wanted.status or None,
        "is_open": wanted.is_open or None,
        "mode": wanted.mode or None,
        "partner_links__organisation": wanted.partner or None,
    }
    return Round.objects.filter(**{name: value for name, value in lookups.items() if value is not None})


def page_of(wanted: Wanted, number: int) -> Shown:
    """The rounds of page `number` (from 1), newest first. Two statements."""
    whole = found(wanted)
    rows = rows_of(whole).values_list(*READ, CappedCount(whole.order_by().values("pk")))
    read = list(rows[(number - 1) * A_PAGE : number * A_PAGE + 1])
    coded = [Coded(*row[:-1]) for row in read[:A_PAGE]]
    return Shown(
        list(zip(coded, in_words(coded), strict=True)), read[0][-1] if read else 0, len(read) > A_PAGE
    )


def table_of(rounds: QuerySet[Round]) -> Table:
    """All lines of the rounds, for a file; read as they are asked for."""
    return Table(columns(), _lines(rounds), _("Rounds"))


def _lines(rounds: QuerySet[Round]) -> Iterator[Line]:
    rows = rows_of(rounds).values_list(*READ).iterator(chunk_size=CHUNK)
    while some := [Coded(*row) for row in islice(rows, CHUNK)]:
        yield from in_words(some)


READ = (
    *("id", "held_on", "reference", "area__name", "area__region", "mode", "status", "is_open"),
    *(
        "suspended_because",
        "cancelled_because",
        "people_reached",
        "first_contacts",
        "pieces",
        "seen",
        "needs",
    ),
)


def rows_of(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """With the sums of what hangs on each, newest first."""
    sums = {
        "pieces": _of_each(Handout, Sum("quantity")),
        "seen": _of_each(Observation, Sum("count")),
        "needs": _of_each(FollowUp, Count("pk")),
    }
    return rounds.annotate(**sums).order_by(*NEWEST_FIRST)


def _of_each(model, sum_) -> Subquery:
    rows = model.objects.filter(round=OuterRef("pk")).order_by().values("round")
    return Subquery(rows.annotate(sum=sum_).values("sum"))


def in_words(rounds: Iterable[Coded]) -> Iterator[Line]:
    """Each round in the language that is switched on. One statement, for those who walked along."""
    rounds = list(rounds)
    partners = _partners(rounds)
    modes, regions = _labels(Mode), {"": region_label(""), **_labels(Region)}
    for each in rounds:
        yield Line(
            each.held_on,
            each.reference,
            each.area,
            regions[each.region],
            modes[each.mode],
            status_of(each),
            each.contacts,
            each.first_contacts,
            each.pieces,
            each.seen,
            each.needs,
            "; ".join(partners[each.key]),
        )


def status_of(each) -> str:
    """How a round stands, and why where it was broken off or cancelled; of a line in codes or a Round."""
    if each.is_open:
        return _("Still open")
    status = str(RoundStatus(each.status).label)
    why = SuspendedBecause(each.suspended_because).label if each.suspended_because else ""
    why = CancelledBecause(each.cancelled_because).label if each.cancelled_because else why
    return f"{status}: {why}" if why else status


def _partners(rounds: list[Coded]) -> dict[UUID, list[str]]:
    links = RoundPartner.objects.filter(round__in=[each.key for each in rounds])
    names = defaultdict(list)
    for key, name in links.order_by("organisation__name").values_list("round", "organisation__name"):
        names[key].append(name)
    return names


def _labels(choices) -> dict[str, str]:
    return {code: str(label) for code, label in choices.choices}
