"""Reading figures: the only place that computes. Each kind of rows is queried once, whatever is read of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, F, QuerySet

from utsopi.directory.models import Installation
from utsopi.periods import Period

from .figure import (
    Cell,
    Column,
    Figure,
    Rows,
    label_of,
    percent,
    type_of_value,
    unknown_last,
    vocabulary,
)
from .figures import FIGURES
from .wording import counted_as, words_on

INTERNAL = "internal"
AUDIENCES = (INTERNAL,)


class NotForThisAudience(ValueError):
    """Figures for the public are refused until small numbers are protected."""


@dataclass(frozen=True)
class Row:
    """One line of a breakdown: a code, its words, its number and its share of all in per cent, or None."""

    code: str
    label: str
    value: int | Decimal
    share: Decimal | None


@dataclass(frozen=True)
class Reading:
    """A figure read for a period. `collected` is False where nothing of the kind was recorded in it at all,
    so that a zero can be told from a question nobody asked."""

    figure: Figure
    period: Period
    region: str | None
    value: type_of_value
    base_value: int | Decimal | None = None
    collected: bool = True
    labels: Mapping = field(default_factory=dict)

    @property
    def is_breakdown(self) -> bool:
        return isinstance(self.value, dict)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines of a breakdown in the order to print; none for a single number."""
        if not isinstance(self.value, dict):
            return ()
        dimension = self.figure.told_apart_by
        return tuple(
            Row(
                code,
                label_of(code, self.labels),
                self.value[code],
                None if self.base_value is None else percent(self.value[code], self.base_value),
            )
            for code in self._ordered(dimension.order if dimension else ())
        )

    def _ordered(self, order: tuple[str, ...]) -> Iterable[str]:
        if self.figure.chapter == "months":
            return sorted(self.value)
        return unknown_last(self.value, self.value, order)


class Readings(Mapping[str, Reading]):
    """What was read of one period and region, by the figure's id."""

    def __init__(self, period: Period, region: str | None, readings: dict[str, Reading]):
        self.period, self.region, self._readings = period, region, readings

    def __getitem__(self, id_: str) -> Reading:
        return self._readings[id_]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)


@dataclass(frozen=True)
class Report:
    """A period's readings beside those of the same days a year before, where anything was recorded then."""

    this: Readings
    last: Readings | None
    organisation: str
    is_demo: bool
    audience: str = INTERNAL

    @property
    def period(self) -> Period:
        return self.this.period

    @property
    def region(self) -> str | None:
        return self.this.region


def check_audience(audience: str) -> None:
    if audience not in AUDIENCES:
        raise NotForThisAudience(audience)


def can_be_read(figure: Figure, region: str | None) -> bool:
    """Whether the figure can be narrowed to the region; all can where none is given."""
    if region is None:
        return True
    if figure.inputs:
        return all(can_be_read(FIGURES[id_], region) for id_ in figure.inputs)
    return figure.by_region and figure.rows.region is not None


def read(id_: str, period: Period, region: str | None = None, audience: str = INTERNAL) -> Reading:
    """One figure. Raises KeyError for an unknown id or one that cannot be narrowed to the region."""
    return read_all(period, region, audience, figures=[FIGURES[id_]])[id_]


def read_all(
    period: Period,
    region: str | None = None,
    audience: str = INTERNAL,
    figures: Iterable[Figure] | None = None,
    words: dict | None = None,
) -> Readings:
    """All given figures (by default every one that a report lists) with one query for each kind of rows.

    `words` keeps the vocabularies that were asked of the database, for the next call to use.
    """
    check_audience(audience)
    if figures is None:
        figures = (figure for figure in FIGURES.values() if figure.listed)
    wanted = [figure for figure in figures if can_be_read(figure, region)]
    counted = _with_inputs(wanted)
    labels = _words(wanted, {} if words is None else words)
    cells = {
        rows: _merged(
            _cells(rows, [figure for figure in counted if figure.rows is rows], period, region),
            rows,
            labels,
            period,
        )
        for rows in dict.fromkeys(figure.rows for figure in counted)
    }
    recorded = _recorded(cells, period, region)
    values = {figure.id: figure.fold(cells[figure.rows], period) for figure in counted}
    return Readings(
        period,
        region,
        {figure.id: _reading(figure, period, region, values, cells, recorded, labels) for figure in wanted},
    )


def _words(figures: Iterable[Figure], known: dict) -> dict:
    """The words for the lines of all breakdowns; each vocabulary is asked for once."""
    for dimension in (figure.told_apart_by for figure in figures if figure.by):
        if id(dimension.labels) not in known:
            known[id(dimension.labels)] = vocabulary(dimension)
    return known


def read_report(period: Period, region: str | None = None, audience: str = INTERNAL) -> Report:
    """Everything that a report prints: all figures and the months, with the year before beside them."""
    house, before, words = Installation.current(), period.last_year(), {}
    this = read_all(period, region, audience, FIGURES.values(), words)
    last = read_all(before, region, audience, FIGURES.values(), words) if before else None
    if last is not None and not any(reading.collected for reading in last.values()):
        last = None
    return Report(this, last, house.organisation, house.is_demo, audience)


def counted_from(figure: Figure) -> Rows:
    """The rows that a figure counts; of a computed one those of its first input."""
    return figure.rows or counted_from(FIGURES[figure.inputs[0]])


def columns_behind(figure: Figure) -> tuple[Column, ...]:
    """The coded columns of the rows that a figure counts."""
    return counted_from(figure).columns


def rows_behind(
    figure: Figure, period: Period, region: str | None = None, code: str | None = None
) -> QuerySet:
    """The records that a figure counts, of one line of it where a code is given."""
    while figure.rows is None:
        figure = FIGURES[figure.inputs[0]]
    kept = dict(figure.only)
    if code is not None:
        kept |= {
            name: _stored(part)
            for name, part in zip(figure.by, code.split("/", len(figure.by) - 1), strict=True)
        }
    rows = figure.rows.narrowed(period, region)
    if code is not None:
        kept |= _with_merged(figure, kept, period)
    for name, values in kept.items():
        rows = rows.alias(**{f"d_{name}": _expression(figure.rows, name, period)}).filter(
            **{f"d_{name}__in": values}
        )
    return rows


# ── How it is computed ────────────────────────────────────────────────────────────────────────────


def _stored(code: str) -> tuple:
    """How a code of a breakdown may stand in the rows: what is unknown is empty there, or nothing at all."""
    return ("", "unknown") if code == "unknown" else (code,)


def _with_merged(figure: Figure, kept: Mapping[str, tuple], period: Period) -> dict[str, tuple]:
    """For the last part of a line: its code, and those that the period counts as it."""
    name, dimension = figure.by[-1], figure.told_apart_by
    moved = counted_as(vocabulary(dimension), period.end)
    return {name: (*kept[name], *(code for code, into in moved.items() if into in kept[name]))}


def _with_inputs(figures: Iterable[Figure]) -> list[Figure]:
    """The figures that are counted: those given, and what the computed ones are computed from."""
    counted: dict[str, Figure] = {}
    for figure in figures:
        for part in [FIGURES[id_] for id_ in figure.inputs] or [figure]:
            counted[part.id] = part
    return list(counted.values())


def _expression(rows: Rows, name: str, period: Period):
    resolved = rows.dimensions[name].resolve(period)
    return F(resolved) if isinstance(resolved, str) else resolved


def _cells(rows: Rows, figures: Iterable[Figure], period: Period, region: str | None) -> list[Cell]:
    """The rows grouped by everything that the figures tell apart, with everything that they add up."""
    needed = [figure.needs() for figure in figures]
    dimensions = sorted(set().union(*(names for names, _ in needed)))
    measures = sorted(set().union(*(names for _, names in needed)))
    queryset = rows.narrowed(period, region).order_by()
    aggregates = {f"m_{name}": rows.measures[name] for name in measures}
    if not dimensions:
        found = [queryset.aggregate(**aggregates).values()]
    else:
        grouped = queryset.annotate(**{f"d_{name}": _expression(rows, name, period) for name in dimensions})
        names = [f"d_{name}" for name in dimensions]
        found = grouped.values(*names).annotate(**aggregates).values_list(*names, *aggregates)
    cells = [dict(zip([*dimensions, *measures], row, strict=True)) for row in found]
    return [cell for cell in cells if cell["count"]]


def _merged(cells: list[Cell], rows: Rows, labels: Mapping, period: Period) -> list[Cell]:
    """The cells with each code as the one that the period counts it as."""
    for name, dimension in rows.dimensions.items():
        if moved := counted_as(labels.get(id(dimension.labels), {}), period.end):
            cells = [{**cell, name: moved[cell[name]]} if cell.get(name) in moved else cell for cell in cells]
    return cells


def _recorded(cells: Mapping[Rows, list[Cell]], period: Period, region: str | None) -> set[str]:
    """The names of those rows of which anything at all was recorded in the period, wherever it was."""
    if region is None:
        return {rows.name for rows, found in cells.items() if found}
    exists = {rows.name: Exists(rows.queryset(period).order_by()) for rows in cells}
    found = Installation.objects.values(**exists).first() or {}
    return {name for name, there in found.items() if there}


def _reading(figure, period, region, values, cells, recorded, labels) -> Reading:
    """Puts a figure's value together; a computed one from its inputs."""
    sources = [FIGURES[id_] for id_ in figure.inputs] or [figure]
    value = figure.formula(*(values[id_] for id_ in figure.inputs)) if figure.formula else values[figure.id]
    return Reading(
        figure,
        period,
        region,
        value,
        base_value=None if figure.formula else figure.total(cells[figure.rows], period),
        collected=any(source.rows.name in recorded for source in sources),
        labels=words_on(labels[id(figure.told_apart_by.labels)], period.end) if figure.by else {},
    )
