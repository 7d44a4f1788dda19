"""A season's picture of the areas: rounds planned and walked, contacts, what was seen, and what was broken off.

As in the report, contacts and what was seen are those of rounds that were held; rounds broken off stand apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from utsopi.directory.choices import UNKNOWN
from utsopi.periods import Period

from .choices import RoundStatus
from .models import Area, Observation, Round

FEW = 5  # held rounds; below it one of them makes the picture


class Cell(NamedTuple):
    """Rounds that are alike in all that a picture tells apart."""

    area: UUID
    month: str
    status: str
    because: str
    rounds: int
    contacts: int
    first: int


@dataclass(frozen=True)
class Picture:
    """What a season looked like, of one area or of several together."""

    period: Period
    cells: list[Cell]
    seen: Counter = field(default_factory=Counter)  # times, by kind

    def rounds(self, *statuses: str) -> int:
        """How many rounds stand so; without a status all that were ever planned or begun."""
        return sum(cell.rounds for cell in self._of(statuses))

    def contacts(self, *statuses: str) -> int:
        return sum(cell.contacts for cell in self._of(statuses))

    def first_contacts(self) -> int:
        """As far as the teams counted them."""
        return sum(cell.first for cell in self._of((RoundStatus.HELD,)))

    def _of(self, statuses) -> Iterable[Cell]:
        return (cell for cell in self.cells if not statuses or cell.status in statuses)

    @property
    def held(self) -> int:
        return self.rounds(RoundStatus.HELD)

    @property
    def is_thin(self) -> bool:
        return 0 < self.held < FEW

    def per_round(self, number: int) -> float | None:
        """Of each held round; None where none was held."""
        return number / self.held if self.held else None

    def by_month(self, what: Callable[[Cell], int], *statuses: str) -> list[int]:
        """Of each month of the period."""
        found = dict.fromkeys(self.period.months(), 0)
        for cell in self._of(statuses):
            found[cell.month] += what(cell)
        return list(found.values())

    def broken_off(self) -> dict[str, list[int]]:
        """Rounds broken off in each month, by reason; "" where nobody said one."""
        off = [cell for cell in self.cells if cell.status == RoundStatus.SUSPENDED]
        reasons = sorted({cell.because for cell in off})
        return {
            reason: Picture(self.period, [cell for cell in off if cell.because == reason]).by_month(count_of)
            for reason in reasons
        }


def count_of(cell: Cell) -> int:
    """What is added up: rounds."""
    return cell.rounds


def contacts_of(cell: Cell) -> int:
    """What is added up: contacts."""
    return cell.contacts


@dataclass(frozen=True)
class Season:
    """All areas in a period."""

    period: Period
    cells: list[Cell]
    seen: dict[UUID, Counter]

    def of(self, area: UUID) -> Picture:
        return Picture(
            self.period, [cell for cell in self.cells if cell.area == area], self.seen.get(area, Counter())
        )

    def together(self) -> Picture:
        return Picture(self.period, self.cells, sum(self.seen.values(), Counter()))


def read_season(period: Period, *, region: str | None = None, area: Area | None = None) -> Season:
    """Reads each table once; `region` and `area` narrow it, "unknown" are areas without a region."""
    wanted: dict = {"held_on__range": (period.start, period.end)}
    if area is not None:
        wanted["area"] = area
    elif region:
        wanted["area__region"] = "" if region == UNKNOWN else region
    rounds = Round.objects.filter(**wanted)
    held = {f"round__{name}": value for name, value in wanted.items()}
    seen = Observation.objects.filter(round__status=RoundStatus.HELD, **held)
    return Season(period, _cells(rounds), _seen(seen))


def _cells(rounds) -> list[Cell]:
    rows = rounds.annotate(month=TruncMonth("held_on")).values_list(
        "area", "month", "status", "suspended_because"
    )
    summed = rows.annotate(n=Count("pk"), met=Sum("people_reached"), new=Sum("first_contacts")).order_by()
    return [
        Cell(area, f"{month:%Y-%m}", status, because, n, met or 0, new or 0)
        for area, month, status, because, n, met, new in summed
    ]


def _seen(observations) -> dict[UUID, Counter]:
    found: dict[UUID, Counter] = {}
    rows = observations.order_by().values_list("round__area", "kind").annotate(times=Sum("count"))
    for area, kind, times in rows:
        found.setdefault(area, Counter())[kind] = times
    return found
