"""How many members there are on a day, and who came and went in a period: counted from the same rows, each once.

Region and language are those of the interval, so that every row of the table reconciles by itself.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet

from utsopi.directory.choices import Region
from utsopi.periods import Period

from .choices import Side
from .models import Membership, active_on
from .searching import EARLIER


class Moves(NamedTuple):
    """Members on the day before a period, what happened in it, and members on its last day."""

    start: int = 0
    joined: int = 0
    rejoined: int = 0
    left: int = 0
    end: int = 0

    @property
    def reconciles(self) -> bool:
        return self.start + self.joined + self.rejoined - self.left == self.end


class Flow(NamedTuple):
    """The moves of a period: of all, by region ("" is unknown), and by language side; each value is there."""

    total: Moves
    by_region: dict[str, Moves]
    by_side: dict[str, Moves]

    @property
    def reconciles(self) -> bool:
        return all(moves.reconciles for moves in self.every())

    def every(self) -> list[Moves]:
        return [self.total, *self.by_region.values(), *self.by_side.values()]


def side_of(language: str) -> str:
    """The side of the house that a language belongs to."""
    return language if language in (Side.FRENCH, Side.DUTCH) else Side.NEITHER


def flow_of(period: Period, region: str | None = None) -> Flow:
    """The moves of a period, in two statements; of one region where it is given ("" is unknown)."""
    cells = [*_stood(period, region), *_began(period, region)]
    regions = [*Region.values, ""] if region is None else [region]
    return Flow(
        _sum(moves for _region, _language, moves in cells),
        {each: _sum(moves for of, _language, moves in cells if of == each) for each in regions},
        {each: _sum(moves for _region, of, moves in cells if side_of(of) == each) for each in Side.values},
    )


Cell = tuple[str, str, Moves]


def _stood(period: Period, region: str | None) -> Iterable[Cell]:
    """Who was a member before and at the end of the period, and who left in it."""
    counted = _of(Membership.objects.touching(period), region).values_list("region", "language")
    for of, language, start, left, end in counted.annotate(
        n_start=Count("pk", filter=active_on(period.day_before)),
        n_left=Count("pk", filter=Q(ended_on__gte=period.start, ended_on__lte=period.end)),
        n_end=Count("pk", filter=active_on(period.end)),
    ).order_by():
        yield of, language, Moves(start=start, left=left, end=end)


def _began(period: Period, region: str | None) -> Iterable[Cell]:
    """Who joined in the period, and who of them had been a member before."""
    began = Membership.objects.filter(started_on__gte=period.start, started_on__lte=period.end)
    again = _of(began, region).annotate(again=EARLIER).values_list("region", "language", "again")
    for of, language, came_back, count in again.annotate(Count("pk")).order_by():
        yield of, language, Moves(rejoined=count) if came_back else Moves(joined=count)


def _of(rows: QuerySet, region: str | None) -> QuerySet:
    return rows if region is None else rows.filter(region=region)


def _sum(several: Iterable[Moves]) -> Moves:
    return Moves(*map(sum, zip(Moves(), *several, strict=True)))


class On(NamedTuple):
    """Members on a day that are alike in what is told of them, and how many they are."""

    region: str
    side: str
    is_effective: bool
    is_sex_worker: bool
    count: int


def members_on(day: date) -> list[On]:
    """Everybody who is a member on that day, in one statement."""
    names = ("region", "language", "is_effective", "is_sex_worker")
    rows = Membership.objects.active_on(day).values_list(*names).annotate(Count("pk")).order_by()
    return [On(region, side_of(language), *rest) for region, language, *rest in rows]


def years_to(today: date) -> list[int]:
    """The years in which there were members, newest first."""
    first = Membership.objects.aggregate(day=Min("started_on"))["day"]
    return list(range(today.year, (first or today).year - 1, -1))
