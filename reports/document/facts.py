"""What the chapters ask a report: values, last year's values, and how both are written."""

from collections.abc import Iterable
from copy import copy
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reports.figure import Unit
from reports.reading import Reading, Report, Row
from utsopi.directory.choices import UNKNOWN

from . import numbers

Number = int | Decimal


class Facts:
    """One report, asked by figure id. A figure that cannot be narrowed to the report's region is not in it."""

    def __init__(self, report: Report):
        self.report = report
        self.period = report.period
        self.this, self.last = report.this, report.last

    def __contains__(self, id_: str) -> bool:
        return id_ in self.this

    def present(self, *ids: str) -> tuple[str, ...]:
        """Those of the figures that this report has."""
        return tuple(id_ for id_ in ids if id_ in self.this)

    def collected(self, *ids: str) -> bool:
        """Whether anything of the kind was recorded for one of the figures."""
        return any(self.this[id_].collected for id_ in self.present(*ids))

    def beside(self, *ids: str) -> "Facts":
        """The same facts for a table of these figures: without last year where none of them was recorded then."""
        if self.last is None or any(id_ in self.last and self.last[id_].collected for id_ in ids):
            return self
        alone = copy(self)
        alone.last = None
        return alone

    def value(self, id_: str, last: bool = False) -> Number | None:
        """The figure as one number: its value, or of a breakdown the number its shares are of, or its sum.
        None where nothing was recorded or the figure is not in this report."""
        readings = self.last if last else self.this
        reading = readings.get(id_) if readings is not None else None
        return None if reading is None else total_of(reading)

    def number(self, id_: str) -> str:
        """The figure as it is printed; of a breakdown, its whole."""
        return written(self.this[id_], self.value(id_))

    def rows(self, id_: str) -> tuple[Row, ...]:
        return self.this[id_].rows if id_ in self.this else ()

    def part(self, id_: str, code: str) -> Number:
        """One line of a breakdown; 0 where it has no such line."""
        value = self.this[id_].value if id_ in self.this else {}
        return value.get(code, 0) if isinstance(value, dict) else 0

    def series(self, id_: str) -> list[Number]:
        """A monthly series, all its lines added up: one number for each month of the period."""
        return [self.month(id_, month) for month in self.period.months()]

    def month(self, id_: str, month: str) -> Number:
        value = self.this[id_].value if id_ in self.this else {}
        return sum(number for code, number in value.items() if code.partition("/")[0] == month)

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the two columns of numbers, this year's first."""
        if self.period.is_year:
            last = self.period.last_year()
            return (self.period.label, *((last.label,) if self.last is not None else ()))
        return (_("This period"), *((_("A year before"),) if self.last is not None else ()))

    @property
    def when(self) -> str:
        """The period as the line under a title names it."""
        return self.period.label

    @property
    def last_day(self) -> str:
        return date_format(self.period.end, "j F Y" if not self.period.is_year else "j F")

    @property
    def whole_year(self) -> bool:
        return self.period.is_year


def total_of(reading: Reading) -> Number | None:
    """A reading as one number; None where nothing of the kind was recorded, or a sum would mean nothing."""
    if not reading.collected:
        return None
    if not isinstance(reading.value, dict):
        return reading.value
    return reading.base_value if reading.base_value is not None else None


def written(reading: Reading, value: Number | None) -> str:
    unit = reading.figure.unit
    return numbers.plain(value, is_money=unit.is_money, is_percent=unit is Unit.PERCENT)


def known(rows: Iterable[Row]) -> list[Row]:
    """The lines that say something: not unknown, and not zero; the largest first."""
    return sorted((row for row in rows if row.code != UNKNOWN and row.value), key=lambda row: -row.value)


def add(*values: Number | None) -> Number | None:
    """A sum of what is known; None where none is."""
    found = [value for value in values if value is not None]
    return sum(found) if found else None
