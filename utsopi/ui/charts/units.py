"""One square for one person or thing."""

from collections.abc import Callable
from math import ceil

from .canvas import NARROW, Canvas, Px, Svg, fit
from .model import Segment, check, fill, plain
from .share import share_bar
from .theme import Theme

CAP = 400
FILLED = 0.72  # the side of a square as a part of its step


def units(
    filled: int,
    total: int,
    *,
    theme: Theme,
    width: float,
    title: str,
    desc: str,
    per_row: int = 28,
    names: tuple[str, str] = ("", ""),
    kind: str = "main",
    accent_open: bool = False,
    fmt: Callable[[float], str] = plain,
    prefix: str = "",
) -> Svg:
    """`total` squares, the first `filled` of them solid, the others open.

    Above 400 squares nobody counts: then a share bar of two, labelled with `names`. On a phone a row
    holds half as many. accent_open: the open ones are the point. ValueError when filled exceeds total.
    """
    check((filled, total))
    if filled > total:
        raise ValueError(f"{filled} of {total}")
    if total > CAP:
        parts = [Segment(names[0], filled, fmt(filled), kind=kind)]
        parts.append(Segment(names[1], total - filled, fmt(total - filled), kind="light"))
        return share_bar(parts, theme=theme, width=width, title=title, desc=desc, prefix=prefix)
    empty = "open-accent" if accent_open else "open"

    def draw(canvas: Canvas) -> Svg:
        a_row = ceil(per_row / 2) if theme.fluid and canvas.width <= NARROW else per_row
        step = canvas.width / (a_row - 1 + FILLED)
        for place in range(total):
            x, y = place % a_row * step, place // a_row * step
            side = Px(step * FILLED)
            canvas.box(Px(x), y, side, side, fill(kind) if place < filled else empty)
        rows = max(ceil(total / a_row), 1)
        return canvas.finish((rows - 1 + FILLED) * step + 0.5, title, desc, prefix)

    return fit(theme, width, draw)
