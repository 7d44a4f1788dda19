"""Columns over months: stacked with a scale, or bare for a small place."""

from collections.abc import Callable, Sequence

from .canvas import Canvas, Svg, fit
from .measure import text_width
from .model import check, fill, plain
from .theme import Theme

FULL = 0.56  # the part of its step that a column takes


def columns(
    labels: Sequence[str],
    values: Sequence[float | None],
    *,
    theme: Theme,
    width: float,
    height: float,
    title: str,
    desc: str,
    kinds: Sequence[str] = (),
    fmt: Callable[[float], str] = plain,
    prefix: str = "",
) -> Svg:
    """Single columns on a base line without a scale; the highest and the lowest carry their number.

    width, height: pt or px, everything included. labels: short ones, J F M. kinds: one a column, main if empty.
    """
    known = check(values)
    chosen = [fill(kind) for kind in kinds or ["main"] * len(values)]

    def draw(canvas: Canvas) -> Svg:
        base, head = height - theme.tiny * 1.7, theme.text * 1.25
        unit = (base - head) / (max(known, default=0) or 1)
        stand(canvas, (0, canvas.width), base, unit, values, chosen)
        canvas.line(0, base, canvas.width, base, "axis", 0.8)
        letters(canvas, (0, canvas.width), height - theme.tiny * 0.35, labels)
        ends = _ends(values)
        number_columns(canvas, (0, canvas.width), base, unit, values, ends, fmt)
        return canvas.finish(height, title, desc, prefix)

    return fit(theme, width, draw)


def sparkline(
    values: Sequence[float | None],
    *,
    theme: Theme,
    width: float,
    height: float,
    title: str,
    desc: str = "",
    labels: Sequence[str] | None = None,
    prefix: str = "",
) -> Svg:
    """Bare columns from zero, the last known one dark, for a place where the number stands beside it.

    labels: letters under the columns; without them the columns take the whole height.
    """
    known = check(values)
    last = max((place for place, value in enumerate(values) if value is not None), default=-1)

    def draw(canvas: Canvas) -> Svg:
        base = height - (theme.tiny * 1.5 if labels else 0)
        span = (0, canvas.width)
        chosen = ["c1" if place == last else "c2" for place in range(len(values))]
        stand(canvas, span, base, base / (max(known, default=0) or 1), values, chosen, part=0.8)
        letters(canvas, span, height - theme.tiny * 0.3, labels or ())
        return canvas.finish(height, title, desc, prefix)

    return fit(theme, width, draw)


def middles(span: tuple[float, float], count: int) -> list[float]:
    """The middles of `count` equal steps between two places."""
    step = (span[1] - span[0]) / max(count, 1)
    return [span[0] + (place + 0.5) * step for place in range(count)]


def stand(canvas, span, base, unit, values, chosen, part=FULL):
    """Columns on the line `base`, each `unit` high for one; nothing for None and for zero."""
    wide = part * (span[1] - span[0]) / max(len(values), 1)
    for middle, value, kind in zip(middles(span, len(values)), values, chosen, strict=True):
        if value:
            canvas.box(middle - wide / 2, base - value * unit, wide, value * unit, kind)


def letters(canvas, span, y, labels):
    """The names of the steps, as large as they may be without touching, 6.8 pt at least in print:
    whole, else their first letters, else every second, third or sixth of these."""
    if not labels:
        return
    theme, step = canvas.theme, (span[1] - span[0]) / len(labels)
    widest = max(text_width(label, 1, theme.stretch) for label in labels)
    if widest * theme.tiny > step - 2:
        labels = [str(label)[:1] for label in labels]
        widest = max(text_width(label, 1, theme.stretch) for label in labels)
    size = theme.small if widest * theme.small < step - 3 else theme.tiny
    every = next(n for n in (1, 2, 3, 6, len(labels)) if widest * size < n * step or n >= len(labels))
    for middle, label in list(zip(middles(span, len(labels)), labels, strict=True))[::every]:
        canvas.text(middle, y, label, size=size, tone="muted", anchor="middle")


def number_columns(canvas, span, base, unit, values, places, fmt):
    """Numbers over the columns at `places`, kept inside the span."""
    theme = canvas.theme
    for place in places:
        words = fmt(values[place])
        half = text_width(words, theme.small, theme.stretch) / 2
        middle = middles(span, len(values))[place]
        anchor, x = "middle", middle
        if middle - half < 0:
            anchor, x = "start", 0
        elif middle + half > canvas.width:
            anchor, x = "end", canvas.width
        y = base - values[place] * unit - theme.small * 0.4
        canvas.text(x, y, words, size=theme.small, bold=True, anchor=anchor)


def _ends(values) -> list[int]:
    """Where the highest and the lowest known value stand first; one place when all are the same."""
    known = [place for place, value in enumerate(values) if value is not None]
    if not known:
        return []
    return sorted({max(known, key=lambda p: values[p]), min(known, key=lambda p: values[p])})
