"""Finding requests in the log: by codes only, newest first, a page at a time, as quickly among a million.

What people said is sealed, so there is no text to search; every code has an index. Of what a request is narrowed
to, the part that is rare as a rule is asked first. Where it is rare, only its requests are looked at; where it is
not, the newest requests are walked along, and soon fill a page. If they do not, what fits lies far back: then all
that have the first part are sorted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, Expression, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.lookups import GreaterThan, IsNull

from utsopi.ui.paging import A_PAGE, COUNTED, CappedCount

from .choices import SORT_LATER, Outcome
from .models import CallBack, Involvement, Question, Request

FEW = 1000
A_STRETCH = 10_000  # requests that are walked along before it is tried the other way
NEWEST_FIRST = ("-received_on", "-id")
OLDEST_FIRST = ("received_on", "id")


class Left:
    """What can be left to do about a request."""

    OPEN, DUE, SORT = "open", "due", "sort"


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed to; what is empty narrows nothing. Topic, category, outcome and organisations are
    those of one and the same question. `reference` is how that of the request or of a question begins."""

    reference: str = ""
    start: date | None = None
    end: date | None = None
    channels: tuple[str, ...] = ()
    category: UUID | None = None
    topic: UUID | None = None
    region: str | None = None
    outcome: str = ""
    organisations: tuple[UUID, ...] = ()
    left: str = ""
    author: UUID | None = None

    def codes(self) -> dict[str, Any]:
        """The same as a job takes it."""
        return {field.name: _code(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def of_codes(cls, codes: dict[str, Any]) -> "Wanted":
        """What codes() was made of."""
        days = {name: codes[name] and date.fromisoformat(codes[name]) for name in ("start", "end")}
        keys = {name: codes[name] and UUID(codes[name]) for name in ("category", "topic", "author")}
        organisations = tuple(map(UUID, codes["organisations"]))
        channels = tuple(codes["channels"])
        return cls(**{**codes, **days, **keys, "organisations": organisations, "channels": channels})


@dataclass(frozen=True)
class Cursor:
    """A place in the list: between the request with this day and key and the next older or, with `is_back`, the
    next newer one. It stays where it is whatever is added or deleted."""

    on: date
    key: UUID
    is_back: bool = False

    def __str__(self) -> str:
        return f"{self.on.isoformat()}.{self.key.hex}"

    @classmethod
    def parse(cls, text: str, *, is_back: bool = False) -> "Cursor":
        """From its text; ValueError where it is none."""
        day, _dot, key = text.partition(".")
        return cls(date.fromisoformat(day), UUID(hex=key), is_back)

    def beyond(self) -> Q:
        day, key = ("gte", "gt") if self.is_back else ("lte", "lt")
        return Q(**{f"received_on__{day}": self.on}) & ~Q(
            Q(received_on=self.on) & ~Q(**{f"id__{key}": self.key})
        )


@dataclass(frozen=True)
class Part:
    """One thing that requests are narrowed to: `rows` of another table that belong to them, or what a request is
    itself, as a condition behind the way to it (a prefix of lookups), or either of the two."""

    rows: QuerySet | None = None
    itself: Callable[[str], Q] | None = None
    measure: QuerySet | None = None  # rows that are no fewer, and sooner counted

    def keys(self) -> QuerySet:
        """The keys of all requests that have it, some more than once."""
        if self.rows is None:
            return Request.objects.filter(self.itself("")).values_list("id")
        keys = self.rows.values_list("request_id")
        if self.itself is None:
            return keys
        return Request.objects.filter(self.itself("")).values_list("id").union(keys, all=True)

    def holds(self, at: str = "pk", way: str = "") -> Q | Exists:
        """Whether the request at hand has it."""
        if self.rows is None:
            return self.itself(way)
        hers = self.rows.filter(request=OuterRef(at))
        if self.itself is None:
            return Exists(hers)
        # beside an “or” PostgreSQL would answer Exists for every request there is, before it looks at the first one
        return self.itself(way) | Q(IsNull(Subquery(hers.values("pk")[:1]), False))

    def is_soon_sorted(self) -> bool:
        """Whether all that have it are no more than a stretch of requests: these are sorted sooner than it is
        walked along, and the page is full."""
        return self.rows is not None and not self._are_more_than(A_STRETCH)

    def _are_more_than(self, count: int) -> bool:
        rows = self.keys() if self.measure is None else self.measure.order_by().values_list("pk")
        return bool(rows[count : count + 1])

    def few(self) -> list[UUID] | None:
        """The keys, where there are few."""
        if self.measure is not None and self._are_more_than(FEW):
            return None
        found = list(self.keys()[: FEW + 1])
        return [key for (key,) in found] if len(found) <= FEW else None


class Page(NamedTuple):
    """One page: a query of its requests, newest first, with one too many where there are more; and how many are
    wanted, as an expression that is more than COUNTED where they are."""

    requests: QuerySet
    count: Expression


def _code(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_code(each) for each in value]
    return str(value) if isinstance(value, UUID | date) else value


# ── what is narrowed to ───────────────────────────────────────────────────────────────────────────


def found(wanted: Wanted) -> QuerySet[Request]:
    """All requests that are wanted, in no order."""
    return Request.objects.filter(*(part.holds() for part in _parts(wanted)), **_plain(wanted))


def pages(wanted: Wanted, cursor: Cursor | None) -> Iterator[Page]:
    """The page at the cursor, read in one way and then in another: the first that is full, or else the last."""
    plain, parts = _plain(wanted), _parts(wanted)
    few = parts[0].few() if parts else None
    if few is None and wanted.reference and len(parts) > 1:  # what so many begin with narrows least
        parts = [*parts[1:], parts[0]]
        few = parts[0].few()
    first, rest = (parts[0], parts[1:]) if parts else (None, [])
    whole = Request.objects.filter(*(part.holds() for part in rest), **plain)
    if first is None:
        yield _page(whole, CappedCount(whole.values("pk")), cursor)
    elif few is not None:
        yield _page(whole.filter(pk__in=few), _count(plain, first, rest), cursor)
    elif first.is_soon_sorted():
        yield _page(whole.filter(pk__in=first.keys()), _count(plain, first, rest), cursor)
    elif (stretch := _next_stretch(wanted, cursor)) is None:
        whole = whole.filter(first.holds())
        yield _page(whole, CappedCount(whole.values("pk")), cursor)
    else:
        count = _count(plain, first, rest)
        yield _page(whole.filter(first.holds(), stretch), count, cursor)
        yield _page(whole.filter(pk__in=first.keys()), count, cursor)


def _count(plain: dict, first: Part, rest: list[Part]) -> Expression:
    """How many are wanted, beginning with those that have the first part: so it is soon known that they are many."""
    if first.rows is None:
        return _count_of_themselves(plain, first, rest)
    if first.itself is None and connection.vendor == "postgresql":  # it knows by itself where to begin
        return CappedCount(
            Request.objects.filter(first.holds(), *(part.holds() for part in rest), **plain).values("pk")
        )
    conditions = {f"request__{lookup}": value for lookup, value in plain.items()}
    rows = first.rows.filter(*(part.holds("request_id", "request__") for part in rest), **conditions)
    rows = rows.order_by().values("request_id").distinct()
    if first.itself is None:
        return CappedCount(rows)
    themselves = _count_of_themselves(plain, first, rest)
    others = CappedCount(rows.exclude(first.itself("request__")))
    return Case(When(GreaterThan(themselves, COUNTED), then=themselves), default=themselves + others)


def _count_of_themselves(plain: dict, first: Part, rest: list[Part]) -> Expression:
    conditions = (first.itself(""), *(part.holds() for part in rest))
    return CappedCount(Request.objects.filter(*conditions, **plain).values("pk"))


def _page(rows: QuerySet, count: Expression, cursor: Cursor | None) -> Page:
    return Page(_beyond(rows, cursor)[: A_PAGE + 1], count)


def _beyond(rows: QuerySet, cursor: Cursor | None) -> QuerySet:
    if cursor is None:
        return rows.order_by(*NEWEST_FIRST)
    return rows.filter(cursor.beyond()).order_by(*(OLDEST_FIRST if cursor.is_back else NEWEST_FIRST))


def _next_stretch(wanted: Wanted, cursor: Cursor | None) -> Q | None:
    """Not further from the cursor than the request that ends the stretch; None where the list ends before. The day
    is asked by itself: a database that knows how short the way is does not prepare for a long one."""
    along = Wanted(start=wanted.start, end=wanted.end, channels=wanted.channels)
    days = _beyond(Request.objects.filter(**_plain(along)), cursor).values_list("received_on", flat=True)
    for day in days[A_STRETCH : A_STRETCH + 1]:
        return Q(received_on__lte=day) if cursor and cursor.is_back else Q(received_on__gte=day)
    return None


def _plain(wanted: Wanted) -> dict:
    """What stands in the request itself, and where she lives or works."""
    lookups = {
        "received_on__gte": wanted.start,
        "received_on__lte": wanted.end,
        "person__region": wanted.region,
        "channel": wanted.channels[0] if len(wanted.channels) == 1 else None,
        "channel__in": wanted.channels if len(wanted.channels) > 1 else None,
    }
    return {lookup: value for lookup, value in lookups.items() if value is not None}


def _parts(wanted: Wanted) -> list[Part]:
    """What else is asked for; first what fewest requests have, as a rule."""
    parts = []
    if wanted.reference:
        parts.append(_either(partial(_begins, wanted.reference)))
    if wanted.left == Left.DUE:
        parts.append(Part(CallBack.objects.filter(done_on=None).order_by()))
    if asked := _asked(wanted):
        measure = Involvement.objects.filter(organisation__in=wanted.organisations)
        parts.append(Part(Question.objects.filter(*asked), measure=measure if wanted.organisations else None))
    if wanted.author:
        parts.append(_either(lambda way: Q(**{f"{way}logged_by": wanted.author})))
    if wanted.region is not None and not parts:
        parts.append(Part(itself=lambda way: Q(**{f"{way}person__region": wanted.region})))
    return parts


def _asked(wanted: Wanted) -> list[Q]:
    """What one question must be, all at once."""
    asked = []
    if wanted.organisations:
        asked.append(Q(involvements__organisation__in=wanted.organisations))
    if wanted.topic:
        asked.append(Q(topic=wanted.topic))
    if wanted.category:
        asked.append(Q(category=wanted.category))
    if wanted.outcome:
        asked.append(Q(outcome=wanted.outcome))
    if wanted.left == Left.OPEN:
        asked.append(Q(outcome=Outcome.OPEN))
    if wanted.left == Left.SORT:
        asked.append(Q(topic__code=SORT_LATER))
    return asked


def _either(so: Callable[[str], Q]) -> Part:
    """Requests that are so themselves, or have a question that is."""
    return Part(Question.objects.filter(so("")), so)


def _begins(text: str, way: str) -> Q:
    """How a reference begins, as it was typed or in capitals; in the form that each database has an index for."""
    condition = Q()
    for typed in {text, text.upper()}:
        if connection.vendor == "postgresql":
            condition |= Q(**{f"{way}reference__startswith": typed})
        else:
            end = f"{typed}\U0010ffff"
            condition |= Q(**{f"{way}reference__gte": typed, f"{way}reference__lt": end})
    return condition
