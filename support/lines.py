"""The log as lines, one for each question, with what is known of its request: the same on screen and in files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from utsopi.directory.choices import Region, region_label
from utsopi.ui.tables import Column, Table

from .choices import SORT_LATER, Channel, FirstThisYear, Outcome
from .models import CallBack, Request
from .searching import A_PAGE, NEWEST_FIRST, Cursor, Wanted, pages

CHUNK = 2000
QUESTION, ORGANISATION = "questions__reference", "questions__organisations__name"


class Coded(NamedTuple):
    """A line in codes. A request in which nothing was asked yet has one with neither question, topic nor outcome."""

    reference: str
    received_on: date
    channel: str
    region: str
    first_this_year: str
    call_back_on: date | None
    question: str | None
    topic: str | None
    topic_label: str | None
    outcome: str | None
    organisations: list[str]

    @property
    def is_to_be_sorted(self) -> bool:
        return self.topic == SORT_LATER

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN


class Line(NamedTuple):
    """A line in words, in the order of the columns."""

    received_on: date
    reference: str
    channel: str
    region: str
    topic: str
    outcome: str
    organisations: str
    first_this_year: str
    call_back_on: date | None


class Asked(NamedTuple):
    """A request as it stands on the page: its key, and a line for each of its questions, in codes and in words."""

    key: UUID
    lines: list[tuple[Coded, Line]]


@dataclass(frozen=True)
class Shown:
    """A page of the log; where newer and older requests begin, None where there are none. `count` is of all that
    are wanted, at most one more than are counted."""

    requests: list[Asked]
    count: int
    newer: Cursor | None
    older: Cursor | None


def columns() -> list[Column]:
    """What the log shows, on screen and in files."""
    return [
        Column("received_on", _("Date")),
        Column("reference", _("Reference")),
        Column("channel", _("Channel")),
        Column("region", _("Region")),
        Column("topic", _("Topic")),
        Column("outcome", _("Outcome")),
        Column("organisations", _("Organisations")),
        Column("first_this_year", _("First this year")),
        Column("call_back_on", _("Call-back due")),
    ]


def page_of(wanted: Wanted, cursor: Cursor | None) -> Shown:
    """The requests of the page at the cursor, newest first, in one statement as a rule."""
    rows: list[tuple] = []
    for page in pages(wanted, cursor):
        requests = Request.objects.filter(pk__in=page.requests.values("pk"))
        counted = requests.annotate(wanted=page.count)
        rows = list(rows_of(counted, "id", "wanted"))
        if len({row[0] for row in rows}) > A_PAGE:
            break
    return _shown(rows, cursor)


def _shown(rows: list[tuple], cursor: Cursor | None) -> Shown:
    lines: dict[UUID, list] = {}
    for key, several in groupby(rows, key=itemgetter(0)):
        lines[key] = list(coded(row[2:] for row in several))
    is_back, has_more = bool(cursor and cursor.is_back), len(lines) > A_PAGE
    keys = list(lines)
    if has_more:
        keys = keys[1:] if is_back else keys[:A_PAGE]
    words = in_words([line for key in keys for line in lines[key]])
    found = [Asked(key, [(line, next(words)) for line in lines[key]]) for key in keys]
    return Shown(
        found,
        rows[0][1] if rows else 0,
        _at(found[0], True) if found and cursor and (has_more or not is_back) else None,
        _at(found[-1], False) if found and (has_more or is_back) else None,
    )


def _at(asked: Asked, is_back: bool) -> Cursor:
    return Cursor(asked.lines[0][0].received_on, asked.key, is_back)


def table_of(requests: QuerySet[Request]) -> Table:
    """All lines of the requests, for a file; read as they are asked for, in memory that does not grow."""
    rows = rows_of(requests).iterator(chunk_size=CHUNK)
    return Table(columns(), in_words(coded(rows)), _("Log"))


def count_of(requests: QuerySet[Request]) -> int:
    """How many lines these requests have."""
    return requests.values("questions__id").count()


def rows_of(requests: QuerySet[Request], *more: str) -> QuerySet:
    """What Coded is made of, a row for each organisation of each question, newest first; `more` are lookups that are
    read as well, in front."""
    due = CallBack.objects.filter(request=OuterRef("pk"), done_on=None).order_by().values("request")
    read = requests.annotate(due=Subquery(due.annotate(on=Min("due_on")).values("on")))
    return read.order_by(*NEWEST_FIRST, QUESTION, ORGANISATION).values_list(
        *more,
        "reference",
        "received_on",
        "channel",
        "person__region",
        "first_this_year",
        "due",
        QUESTION,
        "questions__topic__code",
        f"questions__topic__label_{label_language()}",
        "questions__outcome",
        ORGANISATION,
    )


def label_language() -> str:
    """The language of the labels: that of the page, as far as the office speaks it."""
    language = (get_language() or "")[:2]
    return language if language in dict(settings.OFFICE_LANGUAGES) else settings.LANGUAGE_CODE


def coded(rows: Iterable[tuple]) -> Iterator[Coded]:
    """Rows of rows_of() as lines: those that differ in the organisation only are one."""
    line = None
    for *codes, organisation in rows:
        if line is not None and codes[6] is not None and codes[6] == line.question:
            line.organisations.append(organisation)
            continue
        if line is not None:
            yield line
        line = Coded(*codes, [organisation] if organisation else [])
    if line is not None:
        yield line


def in_words(lines: Iterable[Coded]) -> Iterator[Line]:
    """Each line in the language that is switched on; what nobody asked is empty, an unknown region says so."""
    channels, outcomes = _labels(Channel), {None: "", **_labels(Outcome)}
    regions = {"": region_label(""), **_labels(Region)}
    first = {"": "", FirstThisYear.YES.value: _("Yes"), FirstThisYear.NO.value: _("No")}
    for line in lines:
        yield Line(
            line.received_on,
            line.reference,
            channels[line.channel],
            regions[line.region],
            line.topic_label or "",
            outcomes[line.outcome],
            "; ".join(line.organisations),
            first[line.first_this_year],
            line.call_back_on,
        )


def _labels(choices) -> dict[str, str]:
    return {code: str(label) for code, label in choices.choices}
