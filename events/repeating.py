"""The days on which something takes place again and again. Days only: the hour stays what the clocks on the wall
say, also in the weeks when they change."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, takewhile

from .choices import Rule

A_WEEK = timedelta(weeks=1)
MOST = 60


def days_after(first: date, rule: Rule, *, until: date | None = None, times: int | None = None) -> list[date]:
    """The days after `first`: up to and with `until`, or so many; never more than MOST."""
    days = _weekly(first) if rule == Rule.WEEKLY else _monthly(first)
    if until is not None:
        days = takewhile(lambda day: day <= until, days)
    return list(islice(days, MOST if times is None else min(times, MOST)))


def _weekly(first: date) -> Iterator[date]:
    while True:
        first += A_WEEK
        yield first


def _monthly(first: date) -> Iterator[date]:
    """The third Thursday stays the third Thursday; a fifth one is the last of each month."""
    which = (first.day - 1) // 7
    year, month = first.year, first.month
    while True:
        year, month = year + month // 12, month % 12 + 1
        yield _nth(year, month, first.weekday(), which)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    start = date(year, month, 1)
    day = start + timedelta(days=(weekday - start.weekday()) % 7, weeks=which)
    return day if day.month == month else day - A_WEEK
