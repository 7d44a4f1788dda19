"""Readings as they stand on a page: words, tables and charts. It sees readings only and cannot query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from utsopi.periods import Period
from utsopi.ui.charts import SCREEN, Bar, Segment, Series, bars, months, share_bar, sparkline
from utsopi.ui.tables import Column, Table

from .document.numbers import count, money, plain, share
from .figure import Figure, Twice, Unit
from .figures import FIGURES
from .reading import Reading, Readings

MOST_BARS = 8
HALF, WIDE = 520, 760  # px, the widths that charts are drawn for


@dataclass(frozen=True)
class Line:
    """A figure on a list: its words, its number now and a year before."""

    reading: Reading
    value: str
    before: str
    href: str


def number(value: Any, unit: Unit) -> str:
    return plain(value, is_money=unit.is_money, is_percent=unit is Unit.PERCENT)


def value_text(reading: Reading, least: Reading | None = None) -> str:
    """A single number as printed; of a breakdown what all its rows come to, where they may be added. People of whom
    one may be in it twice are so many at most; `least` says how many they are at least."""
    if not reading.collected:
        return _("not collected")
    value = reading.base_value if reading.is_breakdown else reading.value
    return _bounded(reading, value, least) if value is not None else "–"


def _bounded(reading: Reading, value, least: Reading | None) -> str:
    most = {"count": number(value, reading.figure.unit)}
    if reading.figure.twice is not Twice.WITHOUT_CODE:
        return most["count"]
    if least is None:
        return _("at most %(count)s") % most
    if least.value == value:
        return most["count"]
    return _("at least %(least)s, at most %(count)s") % {
        **most,
        "least": number(least.value, least.figure.unit),
    }


def least_of(figure: Figure) -> str:
    """The id of the figure that says how many people there were at least; empty where none does."""
    counts_all = figure.id.rpartition(".")[2] in ("people", "people_by_region", "people_by_origin")
    least = f"{figure.chapter}.people_at_least"
    return least if counts_all and least in FIGURES else ""


def before_of(reading: Reading, last: Readings | None) -> Reading | None:
    """The same figure a year before, where anything of the kind was recorded then."""
    before = last.get(reading.figure.id) if last else None
    return before if before and before.collected else None


def base_line(reading: Reading, least: Reading | None = None) -> str:
    """What a breakdown is a breakdown of, with its unit; `least` as in value_text."""
    unit = str(reading.figure.unit.label)
    if reading.base_value is None:
        return _("Unit: %(unit)s") % {"unit": unit}
    return _("Base: %(count)s %(unit)s") % {
        "count": _bounded(reading, reading.base_value, least),
        "unit": unit,
    }


def breakdown_table(
    reading: Reading, before: Reading | None = None, links: dict[str, str] | None = None
) -> Table:
    """The rows of a breakdown with their shares, last year beside this one."""
    unit, links = reading.figure.unit, links or {}
    columns = [Column("label", reading.figure.label, link="href"), Column("value", unit.label, numeric=True)]
    if reading.base_value is not None:
        columns.append(Column("share", _("Share"), numeric=True))
    if before:
        columns.append(Column("before", _("A year before"), numeric=True))
    rows = [
        {
            "label": row.label,
            "value": number(row.value, unit),
            "share": share(row.share),
            "before": number(before.value.get(row.code, 0), unit) if before else "",
            "href": links.get(row.code, ""),
        }
        for row in reading.rows
    ]
    total = None
    if reading.base_value is not None and rows:
        total = {
            "label": pgettext("the row of a total", "All"),
            "value": number(reading.base_value, unit),
            "share": share(Decimal(100)) if reading.base_value else "–",
            "before": number(before.base_value, unit) if before else "",
        }
    return Table(columns, rows, str(reading.figure.label), total=total, empty=_("Nothing was recorded."))


def breakdown_chart(reading: Reading, *, width: int = HALF, most: int = MOST_BARS):
    """Horizontal bars; what does not fit is gathered in a last, hatched bar."""
    unit = reading.figure.unit
    shown, rest = reading.rows[:most], reading.rows[most:]
    drawn = [Bar(row.label, float(row.value), number(row.value, unit)) for row in shown]
    if rest and reading.figure.measure.gives_shares:
        together = sum(row.value for row in rest)
        drawn.append(Bar(_("All others"), float(together), number(together, unit), "rest"))
    return bars(
        drawn,
        theme=SCREEN,
        width=width,
        title=str(reading.figure.label),
        desc=described(reading),
        fmt=money if unit.is_money else count,
    )


def region_chart(reading: Reading):
    """One bar in parts; unknown and abroad are parts of it."""
    unit = reading.figure.unit
    parts = [Segment(row.label, float(row.value), number(row.value, unit)) for row in reading.rows]
    return share_bar(
        parts, theme=SCREEN, width=HALF, title=str(reading.figure.label), desc=described(reading)
    )


def described(reading: Reading) -> str:
    """The text alternative of a chart: every row with its number."""
    unit = reading.figure.unit
    rows = "; ".join(f"{row.label} {number(row.value, unit)}" for row in reading.rows)
    return rows or _("Nothing was recorded.")


# ── Month by month ────────────────────────────────────────────────────────────────────────────────


def month_labels(period: Period) -> list[str]:
    return [str(MONTHS_3[int(month[5:])]).capitalize() for month in period.months()]


def by_month(reading: Reading, period: Period, codes: Iterable[str] | None = None) -> list[int]:
    """The number of each month of the period; of the given codes together, or of all."""
    wanted = None if codes is None else set(codes)
    found = dict.fromkeys(period.months(), 0)
    for key, value in reading.value.items():
        month, _slash, code = key.partition("/")
        if wanted is None or code in wanted:
            found[month] += value
    return list(found.values())


def months_chart(reading: Reading, parts: Sequence[tuple[str, Iterable[str]]]):
    """Stacked columns; each part is a label and the codes that it gathers."""
    period = reading.period
    series = [Series(label, by_month(reading, period, codes)) for label, codes in parts]
    labels = month_labels(period)
    desc = "; ".join(
        f"{label}: " + ", ".join(f"{month} {value}" for month, value in zip(labels, one.values, strict=True))
        for (label, _codes), one in zip(parts, series, strict=True)
    )
    return months(labels, series, theme=SCREEN, width=WIDE, title=str(reading.figure.label), desc=desc)


def months_table(reading: Reading, parts: Sequence[tuple[str, Iterable[str]]]) -> Table:
    """The same numbers as the columns, a month a row."""
    period = reading.period
    columns = [by_month(reading, period, codes) for _label, codes in parts]
    labels = month_labels(period)
    return Table(
        [
            Column("month", _("Month")),
            *(Column(f"c{n}", label, numeric=True) for n, (label, _c) in enumerate(parts)),
        ],
        [
            {"month": labels[place], **{f"c{n}": values[place] for n, values in enumerate(columns)}}
            for place in range(len(labels))
        ],
        str(reading.figure.label),
        total={
            "month": pgettext("the row of a total", "All"),
            **{f"c{n}": sum(v) for n, v in enumerate(columns)},
        },
    )


def spark(reading: Reading):
    """A small picture of the months, for a tile; nothing where there is one month only."""
    values = by_month(reading, reading.period)
    if len(values) < 2:
        return ""
    return sparkline(values, theme=SCREEN, width=150, height=30, title=str(reading.figure.label))
