"""Horizontal bars: one row a thing, the number behind the bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .canvas import NARROW, Canvas, Svg, fit
from .measure import text_width, wrap
from .model import Bar, check, fill, plain
from .scale import ticks
from .theme import Theme

LABELS = 214  # pt, on the report's full width of 493
SMALL = 300  # below this width a printed chart has no scale and shorter rows


@dataclass(frozen=True)
class _Plan:
    """Where everything goes. `above`: the label stands over its bar instead of before it."""

    left: float
    unit: float
    row: float
    bar: float
    above: bool
    scale: Sequence[float]


def bars(
    rows: Sequence[Bar],
    *,
    theme: Theme,
    width: float,
    title: str,
    desc: str,
    fmt: Callable[[float], str] = plain,
    label_width: float | None = None,
    prefix: str = "",
) -> Svg:
    """One bar a row in the order given, rows of kind "rest" last.

    width: pt in print, px on screen. fmt: prints the scale's numbers. label_width: to set several
    charts in line; else 214 pt at full width and what the longest label needs in small charts.
    """
    check(row.value for row in rows)
    ordered = sorted(rows, key=lambda row: row.kind == "rest")

    def draw(canvas: Canvas) -> Svg:
        plan = _plan(ordered, canvas, label_width, fmt)
        labels = [_lines(row, plan, canvas) for row in ordered]
        top = theme.small + 7.5 if plan.scale else 0
        bottom = top + sum(_height(lines, plan, theme) for lines in labels)
        _draw_scale(canvas, plan, top, bottom, fmt)
        for row, lines in zip(ordered, labels, strict=True):
            _draw_row(canvas, plan, row, lines, top)
            top += _height(lines, plan, theme)
        return canvas.finish(bottom + 2, title, desc, prefix)

    return fit(theme, width, draw)


def _plan(rows, canvas, label_width, fmt) -> _Plan:
    theme = canvas.theme
    above = theme.fluid and canvas.width <= NARROW
    small = not theme.fluid and canvas.width < SMALL
    left = 0 if above else label_width or _label_width(rows, canvas, small)
    peak = max((row.value for row in rows), default=0)
    numbers = max((text_width(row.text, theme.text, theme.figures) for row in rows), default=0)
    unit = max(canvas.width - left - numbers - 8, 10) / (peak or 1)
    row, bar = (theme.text * 1.8, 8) if small else (theme.row, theme.bar)
    scaled = not small and not theme.fluid
    return _Plan(left, unit, row, bar, above, _scale(peak, unit, theme, fmt) if scaled else ())


def _label_width(rows, canvas, small):
    theme, width = canvas.theme, canvas.width
    if not small:
        return LABELS if width >= 480 and not theme.fluid else width * 0.44
    longest = max((text_width(row.label, theme.text, theme.stretch) for row in rows), default=0)
    return min(longest + 10, width * 0.45)


def _scale(peak, unit, theme, fmt):
    """As many steps, five at most, as leave their numbers apart."""
    for most in (5, 4, 3, 2, 1):
        values = ticks(peak, most)
        widest = max(text_width(fmt(value), theme.small) for value in values)
        if len(values) < 2 or values[1] * unit > widest + 10:
            break
    return values


def _draw_scale(canvas, plan, top, bottom, fmt):
    size = canvas.theme.small - 0.5
    for value in plan.scale:
        x = plan.left + value * plan.unit
        canvas.text(x, size, fmt(value), size=size, tone="muted", anchor="middle")
        canvas.line(x, top - 3, x, bottom, "grid" if value else "axis", 0.5 if value else 0.8)


def _lines(row, plan, canvas):
    room = canvas.width if plan.above else plan.left - 10
    return wrap(row.label, room, canvas.theme.text, canvas.theme.stretch)


def _height(lines, plan, theme):
    step = theme.line(theme.text)
    return step * len(lines) + plan.bar + 14 if plan.above else plan.row + step * (len(lines) - 1)


def _draw_row(canvas, plan, row, lines, top):
    theme = canvas.theme
    step = theme.line(theme.text)
    over = step * (len(lines) - 1)
    first, middle = top + theme.text, top + step * len(lines) + 4 + plan.bar / 2
    if not plan.above:
        middle = top + (plan.row + over) / 2
        first = middle - over / 2 + theme.text * 0.34
    for number, words in enumerate(lines):
        canvas.text(0, first + number * step, words, bold=row.kind == "accent")
    end = plan.left + row.value * plan.unit
    if row.value:
        canvas.box(plan.left, middle - plan.bar / 2, row.value * plan.unit, plan.bar, fill(row.kind))
    canvas.text(
        end, middle + theme.text * 0.34, row.text, bold=True, shift=6 if row.value or not plan.above else 0
    )
