"""What a figure is: declared once, read everywhere. No query is made here.

A figure counts *rows* (which records, reports/rows/) with a *measure*, as one number or broken down by one
or more dimensions of those rows. Totals are folded from the same cells of rows as the breakdown, never by
adding up what is printed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL
from utsopi.periods import Period

from .wording import Text, Vocabulary

type_of_value = int | Decimal | None | dict[str, int | Decimal]
Cell = Mapping[str, Any]


class Unit(TextChoices):
    """What one of it is. Units are never mixed and never added to each other."""

    MEMBER = "member", _("members")
    PERSON = "person", _("people")
    CONTACT = "contact", _("contacts")
    REQUEST = "request", _("requests")
    QUESTION = "question", _("questions")
    INVOLVEMENT = "involvement", _("involvements")
    AFTERNOON = "afternoon", _("afternoons")
    MEETING = "meeting", _("meetings")
    PARTICIPANT = "participant", _("participants")
    TRAINING = "training", _("trainings")
    EVENT = "event", _("events")
    VISITOR = "visitor", _("visitors")
    VISIT = "visit", _("visits")
    STUDENT = "student", _("students")
    CONTACT_MOMENT = "contact_moment", _("contact moments")
    ROUND = "round", _("rounds")
    PIECE = "piece", _("pieces")
    TIME = "time", _("times")
    FOLLOW_UP = "follow_up", _("follow-ups")
    ENVELOPE = "envelope", _("envelopes")
    INVITATION = "invitation", _("invitations")
    ARTICLE = "article", _("articles")
    COUNTRY = "country", _("countries")
    VIEW = "view", _("views")
    EMPLOYEE = "employee", _("employees")
    POST = "post", _("full-time posts")
    EURO = "euro", _("euros")
    PERCENT = "percent", _("per cent")

    @property
    def is_money(self) -> bool:
        return self is Unit.EURO


class Twice(TextChoices):
    """Whether one human can be in a figure more than once."""

    NO = "no", _("No")
    NOT_PEOPLE = "not_people", _("Does not count people")
    EACH_TIME = "each_time", _("Yes, each time")
    WITHOUT_CODE = "without_code", _("Yes, if she came without a code")


# ── Rows and their dimensions ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Dimension:
    """Something that rows are told apart by.

    `expression` is a lookup, a database expression, or a function of the period that gives one. `labels`
    turns codes into words: a vocabulary, or a function that returns one (called once per reading). `order` lists
    codes in the order to print; without it the largest comes first.
    """

    expression: Any
    labels: Vocabulary | Callable[[], Vocabulary] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @classmethod
    def of(cls, expression, choices: type[TextChoices], *, ordered: bool = False) -> "Dimension":
        return cls(expression, dict(choices.choices), tuple(choices.values) if ordered else ())

    def resolve(self, period: Period):
        return self.expression(period) if callable(self.expression) else self.expression


@dataclass(frozen=True)
class Column:
    """A coded column of the rows behind a figure: where it stands and what it is called."""

    lookup: str
    label: Text


@dataclass(frozen=True, eq=False)
class Rows:
    """Records that figures count: which ones in a period, what tells them apart, what is added up.

    `region` is the lookup by which they can be narrowed to one region, None where they cannot. `measures` are
    aggregates that may be added over all cells; a distinct count may therefore be told apart only by what
    belongs to the thing counted: a person has one region, but may have come on two channels.
    """

    name: str
    queryset: Callable[[Period], QuerySet]
    measures: Mapping[str, Any]
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    region: str | None = None
    columns: tuple[Column, ...] = ()

    def narrowed(self, period: Period, region: str | None) -> QuerySet:
        """The rows of the period, of one region where one is given (`unknown` is the empty region)."""
        rows = self.queryset(period)
        return rows if region is None else rows.filter(**{self.region: "" if region == UNKNOWN else region})


# ── Measures: from cells to a value ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Total:
    """Adds up one of the rows' measures."""

    measure: str = "count"
    gives_shares = True

    def needs(self) -> tuple[set[str], set[str]]:
        """The dimensions and the measures that its cells must have."""
        return set(), {self.measure, "count"}

    def fold(self, cells: Iterable[Cell], period: Period) -> int | Decimal:
        return sum((cell[self.measure] or 0 for cell in cells), 0)


@dataclass(frozen=True)
class Different:
    """Counts how many different values one dimension has."""

    dimension: str
    gives_shares = False

    def needs(self) -> tuple[set[str], set[str]]:
        return {self.dimension}, {"count"}

    def fold(self, cells: Iterable[Cell], period: Period) -> int:
        return len({cell[self.dimension] for cell in cells if cell["count"]})


@dataclass(frozen=True)
class Only:
    """The one value of rows that are a single reading; None where there is none."""

    measure: str
    gives_shares = False

    def needs(self) -> tuple[set[str], set[str]]:
        return set(), {self.measure, "count"}

    def fold(self, cells: Iterable[Cell], period: Period) -> int | Decimal | None:
        return next((cell[self.measure] for cell in cells), None)


@dataclass(frozen=True)
class Largest:
    """The largest count among the cells; zero where there is none."""

    dimension: str
    gives_shares = False

    def needs(self) -> tuple[set[str], set[str]]:
        return {self.dimension}, {"count"}

    def fold(self, cells: Iterable[Cell], period: Period) -> int:
        return max((cell["count"] for cell in cells), default=0)


@dataclass(frozen=True)
class Running:
    """How many intervals run on the last day of each month, from the months in which they began and ended."""

    began: str
    ended: str
    gives_shares = False

    def needs(self) -> tuple[set[str], set[str]]:
        return {self.began, self.ended}, {"count"}

    def fold(self, cells: Iterable[Cell], period: Period) -> dict[str, int]:
        return {
            month: sum(
                cell["count"]
                for cell in cells
                if cell[self.began] <= month and not (cell[self.ended] and cell[self.ended] <= month)
            )
            for month in period.months()
        }


Measure = Total | Different | Only | Largest | Running


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class Figure:
    """One number, or one breakdown, of the annual report.

    `only` keeps the cells whose dimension has one of the given values; `by` names the dimensions that the
    keys are made of. A figure with a `formula` is computed from the values of its `inputs` instead, and shows
    the rows of the first of them. `part` says of what it is a figure where several
    figures share a label. `listed` is False for what only helps others or is drawn month by month,
    `by_region` for what is not told by region although its rows could be.
    """

    id: str
    label: Text
    definition: Text
    unit: Unit
    twice: Twice
    rows: Rows | None = None
    measure: Measure = Total()
    by: tuple[str, ...] = ()
    only: Mapping[str, tuple] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    formula: Callable[..., Any] | None = None
    part: Text = ""
    listed: bool = True
    by_region: bool = True

    @property
    def chapter(self) -> str:
        return self.id.partition(".")[0]

    @property
    def full_label(self) -> str:
        """The label that stands alone, without a chapter above it."""
        return f"{self.part}: {self.label}" if self.part else str(self.label)

    @property
    def told_apart_by(self) -> Dimension | None:
        """The last dimension of a breakdown, whose labels are the words for its lines."""
        return self.rows.dimensions[self.by[-1]] if self.by else None

    @property
    def is_breakdown(self) -> bool:
        return bool(self.by) or isinstance(self.measure, Running)

    def needs(self) -> tuple[set[str], set[str]]:
        dimensions, measures = self.measure.needs()
        return dimensions | set(self.by) | set(self.only), measures

    def counts(self, cell: Cell) -> bool:
        return all(cell[name] in values for name, values in self.only.items())

    def key(self, cell: Cell) -> str:
        return "/".join(str(cell[name] or UNKNOWN) for name in self.by)

    def fold(self, cells: Sequence[Cell], period: Period) -> type_of_value:
        """The figure's value from the cells of its rows: a number, or one for each key that has a row."""
        counted = [cell for cell in cells if self.counts(cell)]
        if not self.by:
            return self.measure.fold(counted, period)
        groups: dict[str, list[Cell]] = {}
        for cell in counted:
            if cell["count"]:
                groups.setdefault(self.key(cell), []).append(cell)
        return {key: self.measure.fold(group, period) for key, group in sorted(groups.items())}

    def total(self, cells: Sequence[Cell], period: Period) -> int | Decimal | None:
        """What the shares of a breakdown are shares of: all its rows, counted as one."""
        if not (self.by and self.measure.gives_shares):
            return None
        return self.measure.fold([cell for cell in cells if self.counts(cell)], period)


def percent(part: int | Decimal, base: int | Decimal) -> Decimal | None:
    """`part` of `base` in per cent, one decimal, half away from zero; None of a base of zero."""
    if not base:
        return None
    return (Decimal(part) * 100 / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def unknown_last(codes: Iterable[str], value: Mapping[str, int | Decimal], order: Sequence[str]) -> list[str]:
    """Codes in the order to print: as written where there is an order, else the largest first; unknown last."""
    rank = {code: place for place, code in enumerate(order)}
    return sorted(codes, key=lambda code: (code == UNKNOWN, rank.get(code, len(rank)), -value[code], code))


def label_of(code: str, labels: Mapping[str, Text]) -> str:
    """The words for a code, whole or by its last part; a code that is a name is its own label."""
    last = code.rpartition("/")[2]
    if last == UNKNOWN:
        return str(labels.get(last, UNKNOWN_LABEL))
    return str(labels.get(code) or labels.get(last) or last)


def vocabulary(dimension: Dimension | None) -> Vocabulary:
    """The words for a dimension's codes; those that the coordinator edits are asked of the database."""
    if dimension is None:
        return {}
    return dimension.labels() if callable(dimension.labels) else dimension.labels
