"""Periods: a first and a last day, both included. Pure dates, no database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 2200


class NoPeriod(ValueError):
    """The text or the two days are no period; the message says why, in words for people."""


@dataclass(frozen=True, order=True)
class Period:
    """All days from `start` to `end`, both included. Raises NoPeriod where the end is before the start."""

    start: date
    end: date

    def __post_init__(self):
        if self.end < self.start:
            raise NoPeriod(_("The last day is before the first."))
        if self.start.year < FIRST_YEAR or self.end.year > LAST_YEAR:
            raise NoPeriod(_("The year lies outside what can be counted."))

    @classmethod
    def months_of(cls, year: int, first: int, count: int) -> "Period":
        """`count` whole months from month `first` of `year` on; they may not run past December."""
        try:
            start = date(year, first, 1)
            after = date(year + (first + count > 12), (first + count - 1) % 12 + 1, 1)
        except ValueError as error:
            raise NoPeriod(_("There is no such period.")) from error
        return cls(start, after - ONE_DAY)

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls.months_of(year, 1, 12)

    @classmethod
    def half(cls, year: int, number: int) -> "Period":
        return cls.months_of(year, 6 * number - 5, 6)

    @classmethod
    def quarter(cls, year: int, number: int) -> "Period":
        return cls.months_of(year, 3 * number - 2, 3)

    @classmethod
    def month(cls, year: int, number: int) -> "Period":
        return cls.months_of(year, number, 1)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """From its code: 2024, 2024-H1, 2024-Q3, 2024-05 or 2024-05-03..2024-06-01. Raises NoPeriod."""
        if found := re.fullmatch(r"(\d{4})(?:-(?:(H)([12])|(Q)([1-4])|(\d\d)))?", text.strip(), re.ASCII):
            year = int(found[1])
            if found[2]:
                return cls.half(year, int(found[3]))
            if found[4]:
                return cls.quarter(year, int(found[5]))
            return cls.month(year, int(found[6])) if found[6] else cls.year(year)
        start, dots, end = text.partition("..")
        try:
            if dots:
                return cls(date.fromisoformat(start.strip()), date.fromisoformat(end.strip()))
        except NoPeriod:
            raise
        except ValueError:
            pass
        raise NoPeriod(_("A period is a year, a half, a quarter, a month or two days."))

    @property
    def day_before(self) -> date:
        return self.start - ONE_DAY

    @property
    def code(self) -> str:
        """The shortest text that parse() turns into this period again; it may stand in an address."""
        year = self.start.year
        named = {
            f"{year}": (1, 12),
            **{f"{year}-H{n}": (6 * n - 5, 6) for n in (1, 2)},
            **{f"{year}-Q{n}": (3 * n - 2, 3) for n in (1, 2, 3, 4)},
            f"{year}-{self.start.month:02}": (self.start.month, 1),
        }
        for code, months in named.items():
            if self == Period.months_of(year, *months):
                return code
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """For a heading, in the language that is switched on."""
        year, code = self.start.year, self.code
        if ".." in code:
            return _("%(start)s to %(end)s") % {
                "start": date_format(self.start, "DATE_FORMAT"),
                "end": date_format(self.end, "DATE_FORMAT"),
            }
        if "H" in code:
            return (_("First half of %(year)s") if code.endswith("1") else _("Second half of %(year)s")) % {
                "year": year
            }
        if "Q" in code:
            return _("Quarter %(number)s of %(year)s") % {"number": code[-1], "year": year}
        return str(year) if "-" not in code else date_format(self.start, "YEAR_MONTH_FORMAT")

    @property
    def is_year(self) -> bool:
        return self.code.isdigit()

    def last_year(self) -> "Period | None":
        """The same days one year earlier; the last day of February stays the last day of February.
        None where the calendar has no year before."""
        if self.start.year == FIRST_YEAR:
            return None
        return Period(_year_earlier(self.start), _year_earlier(self.end))

    def months(self) -> Iterator[str]:
        """The months that the period touches, as 2024-01."""
        year, month = self.start.year, self.start.month
        while (year, month) <= (self.end.year, self.end.month):
            yield f"{year}-{month:02}"
            year, month = year + month // 12, month % 12 + 1

    def whole_years(self) -> range:
        """The calendar years that lie inside the period from their first to their last day."""
        first = self.start.year + (self.start != date(self.start.year, 1, 1))
        last = self.end.year - (self.end != date(self.end.year, 12, 31))
        return range(first, last + 1)


def _year_earlier(day: date) -> date:
    is_month_end = (day + ONE_DAY).month != day.month
    if is_month_end and day.month == 2:
        return date(day.year - 1, 3, 1) - ONE_DAY
    return day.replace(year=day.year - 1)
