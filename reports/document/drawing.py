"""Charts of readings, each with a text alternative computed from the same numbers."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.dates import MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.reading import Row
from utsopi.directory.choices import UNKNOWN
from utsopi.ui import charts
from utsopi.ui.charts import REPORT, Bar, Panel, Segment, Series

from . import numbers
from .facts import Facts
from .parts import Drawing

MM = 72 / 25.4
WIDE, CAPTIONED, HALF, THIRD = (round(width * MM, 1) for width in (174, 146, 84, 54))
LONGEST = 12  # bars in one chart; the rest is gathered in a last one
PARTS = 5  # segments in one share bar
MOST_SQUARES = 400


def bars(
    facts: Facts, id_: str, title: str, *, accent: str = "", width: float = HALF, caption: str = ""
) -> Drawing | None:
    """A breakdown as horizontal bars; the line whose code is `accent` in red, unknown and the rest hatched."""
    if id_ not in facts:
        return None
    money = facts.this[id_].figure.unit.is_money
    return bars_of(facts.rows(id_), title, accent=accent, width=width, money=money, caption=caption)


def bars_of(
    rows: Sequence[Row],
    title: str,
    *,
    accent: str = "",
    width: float = HALF,
    money: bool = False,
    most: int = LONGEST,
    caption: str = "",
) -> Drawing | None:
    """As bars(), from lines that are already at hand; None where there is nothing to draw."""
    rows = gathered(rows, most, money=money)
    if not any(row.value for row in rows):
        return None

    def fmt(value) -> str:
        return numbers.plain(_rounded(value), is_money=money)

    drawn = [Bar(row.label, float(row.value), fmt(row.value), _kind(row.code, accent)) for row in rows]
    svg = charts.bars(drawn, theme=REPORT, width=width, title=title, desc=described(rows, money), fmt=fmt)
    return Drawing(svg, caption)


def gathered(rows: Sequence[Row], most: int, *, money: bool = False) -> list[Row]:
    """At most so many lines: the smallest are put together in one, before the unknown."""
    unknown = [row for row in rows if row.code == UNKNOWN]
    others = sorted((row for row in rows if row.code != UNKNOWN), key=lambda row: -row.value)
    room = most - len(unknown)
    if len(others) <= room:
        return [row for row in rows if row.code != UNKNOWN] + unknown
    kept, rest = others[: room - 1], others[room - 1 :]
    label = _("All others, none above %(most)s") % {"most": numbers.plain(rest[0].value, is_money=money)}
    return [*kept, Row("", label, sum(row.value for row in rest), _share_of(rest)), *unknown]


def _share_of(rows: Sequence[Row]) -> Decimal | None:
    shares = [row.share for row in rows]
    return None if None in shares else sum(shares, Decimal())


def _kind(code: str, accent: str) -> str:
    if code in ("", UNKNOWN):
        return "rest"
    return "accent" if code == accent else "main"


def _rounded(value):
    return int(value) if value == int(value) else value


def share_bar(
    rows: Sequence[Row],
    title: str,
    *,
    codes: Sequence[str] = (),
    width: float = WIDE,
    money: bool = False,
    caption: str = "",
    base: str = "",
) -> Drawing | None:
    """Lines as parts of a whole; None where the whole is nothing. `codes` gives each line its place among the
    fills, so that two bars agree; the unknown is always dotted."""
    rows = [row for row in gathered(rows, PARTS, money=money) if row.value]
    if not rows:
        return None
    order = [code for code in codes or [row.code for row in rows] if code != UNKNOWN]
    segments = [
        Segment(
            row.label, float(row.value), numbers.plain(row.value, is_money=money), kind=_fill(row.code, order)
        )
        for row in rows
    ]
    svg = charts.share_bar(segments, theme=REPORT, width=width, title=title, desc=described(rows, money))
    return Drawing(svg, caption, base)


def _fill(code: str, order: Sequence[str]) -> str:
    fills = ("c1", "c2", "c3", "hatch", "dots")
    return fills[order.index(code) % len(fills)] if code in order else "dots"


def months(
    facts: Facts, series: Sequence[tuple[str, Sequence]], title: str, *, width: float = WIDE
) -> Drawing | None:
    """Columns month by month, one layer for each (label, numbers); None where there is nothing, or one month."""
    keys = list(facts.period.months())
    if not 2 <= len(keys) <= 12 or not any(any(values) for _label, values in series):
        return None
    layers = [Series(label, [float(value) for value in values]) for label, values in series]
    desc = "; ".join(
        f"{label}: {_monthly(keys, values)}" if label else _monthly(keys, values) for label, values in series
    )
    names = [month_name(key) for key in keys]
    return Drawing(charts.months(names, layers, theme=REPORT, width=width, title=title, desc=desc, fmt=_fmt))


def strip(facts: Facts, panels: Sequence[tuple[str, str, Sequence]], title: str) -> Drawing | None:
    """Up to four small monthly charts on one scale: (title, subtitle, numbers)."""
    keys = list(facts.period.months())
    panels = [panel for panel in panels if any(panel[2])][:4]
    if not panels or not 2 <= len(keys) <= 12:
        return None
    drawn = [Panel(name, below, [float(value) for value in values]) for name, below, values in panels]
    desc = "; ".join(f"{name}: {_monthly(keys, values)}" for name, _below, values in panels)
    initials = [month_initial(key) for key in keys]
    return Drawing(charts.strip(initials, drawn, theme=REPORT, width=WIDE, title=title, desc=desc, fmt=_fmt))


def units(
    full: int, total: int, title: str, desc: str, *, width: float = WIDE, a_row: int = 28, open_is_point=False
) -> Drawing | None:
    """A square for each of `total`, the first `full` of them solid. None where there are none, or where they
    are too many to be seen one by one."""
    if not 0 < total <= MOST_SQUARES or full > total:
        return None
    svg = charts.units(
        full,
        total,
        theme=REPORT,
        width=width,
        title=title,
        desc=desc,
        per_row=a_row,
        accent_open=open_is_point,
    )
    return Drawing(svg)


def columns(
    facts: Facts, values: Sequence, title: str, *, width: float = THIRD, height: float = 62
) -> Drawing | None:
    """Months without a scale, for the year in figures; the highest and the lowest carry their number."""
    keys = list(facts.period.months())
    if not 2 <= len(keys) <= 12 or not any(values):
        return None
    names, desc = [month_initial(key) for key in keys], _monthly(keys, values)
    drawn = [float(value) for value in values]
    svg = charts.columns(
        names, drawn, theme=REPORT, width=width, height=height, title=title, desc=desc, fmt=_fmt
    )
    return Drawing(svg)


def umbrella(facts: Facts, title: str, *, size: float) -> Drawing | None:
    """The cover's umbrella: a panel for each of twelve months, its white as large as that month's requests."""
    keys = list(facts.period.months())
    if len(keys) != 12:
        return None
    values = facts.series("months.requests")
    names = [month_name(key) for key in keys]
    return Drawing(charts.umbrella(values, names, size=size, title=title, desc=_monthly(keys, values)))


def month_name(key: str) -> str:
    return str(MONTHS_3[int(key[5:])]).capitalize().rstrip(".")


def month_initial(key: str) -> str:
    return month_name(key)[:1]


def _fmt(value: float) -> str:
    return numbers.count(_rounded(value))


def _monthly(keys: Sequence[str], values: Sequence) -> str:
    several = len({key[:4] for key in keys}) > 1
    words = (f"{month_name(key)} {key[:4]}" if several else month_name(key) for key in keys)
    return ", ".join(f"{word} {numbers.count(value)}" for word, value in zip(words, values, strict=True))


def described(rows: Sequence[Row], money: bool = False) -> str:
    """All lines in words: “Brussels 26 (61.9 %); Flanders 8 (19.0 %)”."""
    said = []
    for row in rows:
        share = f" ({numbers.share(row.share)})" if row.share is not None else ""
        said.append(f"{row.label} {numbers.plain(row.value, is_money=money)}{share}")
    return "; ".join(said) or pgettext("a chart without any bars", "empty")
