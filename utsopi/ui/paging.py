"""Long lists, a page at a time, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import IntegerField, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.http import urlencode

A_PAGE = 50
LAST = 100_000
COUNTED = 1000  # what is more is "more than"


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of the pages before and after it, empty where there is none."""

    rows: list
    newer: str
    older: str


class CappedCount(Subquery):
    """How many rows a query finds, as far as they are counted, as a value beside each row of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS capped)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet):
        super().__init__(rows[: COUNTED + 1])


def page_of(request, rows: QuerySet) -> Page:
    """The page of ordered `rows` that `?page=` asks for, the first without it; 404 for what is no number."""
    number = number_asked(request)
    found = list(rows[(number - 1) * A_PAGE : number * A_PAGE + 1])
    return Page(found[:A_PAGE], *ways(number, len(found) > A_PAGE))


def number_asked(request) -> int:
    """The page that `?page=` asks for, the first without it; 404 for what is no number."""
    return _number(request.GET.get("page", "1"))


def ways(number: int, has_more: bool, pairs: Sequence[tuple[str, str]] = ()) -> tuple[str, str]:
    """The addresses of the pages before and after, with `pairs` in them; empty where there is none."""
    before, after = (f"?{urlencode([*pairs, ('page', to)])}" for to in (number - 1, number + 1))
    return before if number > 1 else "", after if has_more else ""


def year_asked(request) -> int:
    """The year that `?year=` asks for, this one without it; 404 for what is none between 1900 and 2200."""
    text = request.GET.get("year", str(timezone.localdate().year))
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and 1900 <= int(text) <= 2200):
        raise Http404
    return int(text)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 0 < int(text) <= LAST):
        raise Http404
    return int(text)
