"""A strip of small charts that share one scale."""

from collections.abc import Callable, Sequence

from .canvas import NARROW, Canvas, Svg, fit
from .columns import letters, middles, number_columns, stand
from .measure import text_width, wrap
from .model import Panel, check, plain
from .scale import half_and_whole
from .theme import Theme

MOST = 4
APART = 16  # pt or px between two panels


def strip(
    labels: Sequence[str],
    panels: Sequence[Panel],
    *,
    theme: Theme,
    width: float,
    title: str,
    desc: str,
    fmt: Callable[[float], str] = plain,
    prefix: str = "",
) -> Svg:
    """Up to four panels side by side (two a row on a phone); only the highest month has its number.

    labels: one letter a month. The scale's two values stand at the far right. ValueError for five panels.
    """
    if not 1 <= len(panels) <= MOST:
        raise ValueError("Between one and four panels")
    peak = max((value for panel in panels for value in check(panel.values)), default=0)
    scale = half_and_whole(peak)

    def draw(canvas: Canvas) -> Svg:
        a_row = _a_row(canvas, panels)
        top = 0.0
        for start in range(0, len(panels), a_row):
            top = _draw_row(canvas, labels, panels[start : start + a_row], a_row, scale, top, fmt)
        return canvas.finish(top, title, desc, prefix)

    return fit(theme, width, draw)


def _a_row(canvas, panels) -> int:
    """All in one row, or two a row where a screen is too narrow for the longest word."""
    theme = canvas.theme
    words = [word for panel in panels for word in str(panel.title).split()]
    longest = max((text_width(word, theme.text, theme.stretch) for word in words), default=0)
    tight = canvas.width <= NARROW or longest > canvas.width / len(panels) - 2 * APART
    return min(2, len(panels)) if theme.fluid and tight else len(panels)


def _draw_row(canvas, labels, panels, a_row, scale, top, fmt) -> float:
    """One row of panels; returns where the next may begin."""
    theme = canvas.theme
    right = canvas.width - max(text_width(fmt(value), theme.small, theme.figures) for value in scale) - 6
    wide = (right - APART * (a_row - 1)) / a_row
    heads = [_head(panel, wide, theme) for panel in panels]
    base = top + max(map(len, heads)) * theme.line(theme.text) + theme.small * 1.2 + _plot(theme)
    for place, (panel, head) in enumerate(zip(panels, heads, strict=True)):
        left = place * (wide + APART)
        _write_head(canvas, left, top, head)
        _draw_panel(canvas, (left, left + wide), base, scale[1], panel, fmt)
        letters(canvas, (left, left + wide), base + theme.tiny * 1.4, labels)
    _write_scale(canvas, base, scale, fmt)
    return base + theme.tiny * 1.8 + (10 if theme.fluid else 0)


def _plot(theme):
    return theme.plot * 0.46


def _head(panel, wide, theme) -> list[tuple[str, bool]]:
    said = [(panel.title, True), (panel.subtitle, False)]
    return [
        (words, bold) for text, bold in said if text for words in wrap(text, wide, theme.text, theme.stretch)
    ]


def _write_head(canvas, left, top, head):
    theme = canvas.theme
    for number, (words, bold) in enumerate(head):
        y = top + theme.text + number * theme.line(theme.text)
        canvas.text(left, y, words, bold=bold, tone="ink" if bold else "muted")


def _draw_panel(canvas, span, base, peak, panel, fmt):
    theme = canvas.theme
    unit = _plot(theme) / peak
    for value in (peak, peak / 2):
        canvas.line(span[0], base - value * unit, span[1], base - value * unit)
    accent = len(panel.values) if panel.accent_from is None else panel.accent_from
    chosen = ["accent" if place >= accent else "c1" for place in range(len(panel.values))]
    stand(canvas, span, base, unit, panel.values, chosen)
    canvas.line(span[0], base, span[1], base, "axis", 0.6)
    if highest := max(check(panel.values), default=0):
        place = list(panel.values).index(highest)
        _number(canvas, span, base, unit, panel.values, place, fmt)


def _number(canvas, span, base, unit, values, place, fmt):
    theme, words = canvas.theme, fmt(values[place])
    half, middle = text_width(words, theme.small, theme.stretch) / 2, middles(span, len(values))[place]
    if span[0] <= middle - half and middle + half <= span[1]:
        number_columns(canvas, span, base, unit, values, [place], fmt)
        return
    anchor, x = ("start", span[0]) if middle - half < span[0] else ("end", span[1])
    y = base - values[place] * unit - theme.small * 0.4
    canvas.text(x, y, words, size=theme.small, bold=True, anchor=anchor)


def _write_scale(canvas, base, scale, fmt):
    theme = canvas.theme
    for value in scale:
        y = base - value / scale[1] * _plot(theme) + theme.small * 0.34
        canvas.text(canvas.width, y, fmt(value), size=theme.small, tone="muted", anchor="end")
