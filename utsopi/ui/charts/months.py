"""Months as stacked columns with a scale, totals on top and a bracket over closed ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .brackets import bracket_line, bracket_top, draw_brackets
from .canvas import NARROW, Canvas, Px, Svg, fit
from .columns import FULL, letters, middles
from .key import draw_key
from .measure import text_width
from .model import Closed, Series, check, fills, plain
from .scale import ticks
from .theme import Theme

MOST = 3


@dataclass(frozen=True)
class _Plan:
    """Where everything goes: the plot's edges, the scale, the totals, and the height of the brackets."""

    left: float
    right: float
    top: float
    base: float
    scale: Sequence[float]
    totals: Sequence[float | None]
    brackets: float = 0

    @property
    def span(self):
        return self.left, self.right

    @property
    def unit(self):
        return (self.base - self.top) / self.scale[-1]


def months(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    theme: Theme,
    width: float,
    title: str,
    desc: str,
    closed: Sequence[Closed] = (),
    fmt: Callable[[float], str] = plain,
    prefix: str = "",
) -> Svg:
    """One column a month, the first series at the bottom; a key on top when there are several.

    At most three series (ValueError for more, and for one that is not as long as `labels`). A month
    that is None in every series stays empty. fmt: prints totals and scale.
    """
    _check(labels, series)
    totals = [_total(values) for values in zip(*(line.values for line in series), strict=True)]
    chosen = fills([line.kind for line in series])

    def draw(canvas: Canvas) -> Svg:
        plan = _plan(canvas, totals, series, chosen, closed, fmt)
        _draw_scale(canvas, plan, fmt)
        for place, middle in enumerate(middles(plan.span, len(labels))):
            _stack(canvas, plan, middle, [line.values[place] for line in series], chosen)
        _draw_totals(canvas, plan, fmt)
        draw_brackets(canvas, plan.span, len(labels), closed, plan.brackets)
        height = plan.base + theme.small * 1.75
        letters(canvas, plan.span, height - theme.small * 0.35, labels)
        return canvas.finish(height, title, desc, prefix)

    return fit(theme, width, draw)


def _check(labels, series):
    if not 1 <= len(series) <= MOST:
        raise ValueError("Between one and three series")
    for line in series:
        check(line.values)
        if len(line.values) != len(labels):
            raise ValueError(f"{line.label}: {len(line.values)} values for {len(labels)} labels")


def _total(values) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _key(canvas, series, chosen, fmt, left) -> float:
    if len(series) == 1:
        return 0
    sums = [fmt(sum(check(line.values))) for line in series]
    words = [f"{line.label}, {total}" for line, total in zip(series, sums, strict=True)]
    return draw_key(canvas, words, chosen, 0 if canvas.theme.fluid else left) + canvas.theme.text


def _plan(canvas, totals, series, chosen, closed, fmt) -> _Plan:
    theme = canvas.theme
    plot = 130 if theme.fluid and canvas.width <= NARROW else theme.plot
    scale = ticks(max(check(totals), default=0), 4, cover=True)
    left = max(text_width(fmt(value), theme.small, theme.figures) for value in scale) + 7
    top = _key(canvas, series, chosen, fmt, left) + theme.small * 1.3
    plan = _Plan(left, canvas.width, top, top + plot, scale, totals)
    if not closed:
        return plan
    line = bracket_line(canvas, plan.span, [plan.base - (t or 0) * plan.unit for t in totals], closed)
    line = min(line, plan.top + theme.small * 1.55)
    lower = max(top - theme.small * 1.3 - bracket_top(canvas, plan.span, len(totals), closed, line), 0)
    return replace(plan, top=top + lower, base=plan.base + lower, brackets=line + lower)


def _draw_scale(canvas, plan, fmt):
    size = canvas.theme.small
    for value in plan.scale:
        y = plan.base - value * plan.unit
        canvas.text(Px(plan.left - 7), y + size * 0.34, fmt(value), size=size, tone="muted", anchor="end")
        canvas.line(Px(plan.left), y, canvas.width, y, "grid" if value else "axis", 0.5 if value else 0.8)


def _stack(canvas, plan, middle, values, chosen):
    wide = FULL * (plan.right - plan.left) / len(plan.totals)
    reached = 0.0
    for value, kind in zip(values, chosen, strict=True):
        if not value:
            continue
        gap = canvas.theme.gap if reached else 0
        high = max(value * plan.unit - gap, 0.3)
        canvas.box(middle - wide / 2, plan.base - (reached + value) * plan.unit, wide, high, kind)
        reached += value


def _draw_totals(canvas, plan, fmt):
    """All totals where they fit side by side, else only the highest."""
    theme = canvas.theme
    known = [(place, total) for place, total in enumerate(plan.totals) if total is not None]
    step = (plan.right - plan.left) / len(plan.totals)
    widest = max((text_width(fmt(total), theme.small, theme.figures) for _place, total in known), default=0)
    if widest > step - 2:
        known = [max(known, key=lambda pair: pair[1])]
    for place, total in known:
        middle, y = middles(plan.span, len(plan.totals))[place], plan.base - total * plan.unit
        spill = middle + text_width(fmt(total), theme.small, theme.figures) / 2 > plan.right
        x, anchor = (plan.right, "end") if spill else (middle, "middle")
        canvas.text(x, y - theme.small * 0.5, fmt(total), size=theme.small, bold=True, anchor=anchor)
