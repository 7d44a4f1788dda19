"""The key to the fills: only where a label does not fit beside the thing itself."""

from collections.abc import Sequence

from .canvas import Canvas, Px, Svg, fit
from .measure import text_width
from .model import fills
from .theme import Theme


def key(
    labels: Sequence[str],
    *,
    theme: Theme,
    width: float,
    title: str,
    kinds: Sequence[str] = (),
    prefix: str = "",
) -> Svg:
    """A row of swatches with words, for several share bars that have one order of segments.

    kinds: as in Segment; empty takes the fills in their usual order.
    """
    chosen = fills(kinds or [""] * len(labels))

    def draw(canvas: Canvas) -> Svg:
        return canvas.finish(draw_key(canvas, labels, chosen), title, "", prefix)

    return fit(theme, width, draw)


def draw_key(canvas: Canvas, labels: Sequence[str], chosen: Sequence[str], left: float = 0) -> float:
    """Puts the key at the top of a canvas; returns the height that it takes."""
    theme = canvas.theme
    swatch, line = theme.text, theme.text * 1.65
    x, y = left, 0.0
    for label, kind in zip(labels, chosen, strict=True):
        wide = swatch * 1.6 + text_width(label, theme.text, theme.stretch)
        if x > left and x + wide > canvas.width:
            x, y = left, y + line
        canvas.box(Px(x), y + (line - swatch) / 2, Px(swatch * 1.2), swatch, kind)
        canvas.text(Px(x + swatch * 1.8), y + line / 2 + theme.text * 0.35, label)
        x += wide + swatch * 2
    return y + line
