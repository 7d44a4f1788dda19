"""The cover: an umbrella seen from above, one panel a month, the white of it as large as its number."""

from collections.abc import Sequence
from math import cos, pi, sin, sqrt

from .canvas import Canvas, Svg, number
from .model import check
from .theme import REPORT

DARK, LIGHT, RED = ("#a4132b", "#9c1128"), ("#ffffff", "#f3dfdd"), "#b3152f"
CLOTH, WHITE = 0.975, 0.945  # where the cloth and the largest white end; the ribs end at 1
DIP = 0.9  # how far the hem bends inwards, as the control point's distance between two ribs


def umbrella(
    values12: Sequence[int],
    labels: Sequence[str],
    *,
    size: float,
    title: str,
    desc: str = "",
    prefix: str = "",
) -> Svg:
    """A square drawing, `size` pt a side, for a red ground; panels run with the clock from the top.

    The white area of a panel is in proportion to its number, the month with most all but fills its panel.
    desc empty: the labels with their numbers.
    """
    if not len(check(values12)) == len(values12) == len(labels) == 12:
        raise ValueError("Twelve months, each with a value and a label")
    canvas = Canvas(REPORT, size)
    most = max(values12) or 1
    for place in range(12):
        _panel(canvas, place, CLOTH, DARK[place % 2])
    for place in range(12):
        _rib(canvas, place)
    for place, value in enumerate(values12):
        if value:
            _panel(canvas, place, WHITE * sqrt(value / most), LIGHT[place % 2])
    middle = number(size / 2)
    canvas.marks.append(f'<circle cx="{middle}" cy="{middle}" r="{number(size * 0.011)}" fill="{RED}"/>')
    spoken = desc or ", ".join(f"{label} {value}" for label, value in zip(labels, values12, strict=True))
    return canvas.finish(size, title, spoken, prefix)


def _spot(canvas, turn, distance):
    """A place `turn` twelfths of a turn from the top, in parts of the rib's length from the middle."""
    reach = (canvas.width / 2 - canvas.width * 0.008) * distance
    angle = turn * pi / 6
    return canvas.width / 2 + reach * sin(angle), canvas.width / 2 - reach * cos(angle)


def _panel(canvas, place, reach, colour):
    at = [_spot(canvas, *spot) for spot in ((place, reach), (place + 1, reach))]
    bend = _spot(canvas, place + 0.5, DIP * reach)
    (x1, y1), (x2, y2), (bx, by) = [tuple(map(number, spot)) for spot in (*at, bend)]
    middle = number(canvas.width / 2)
    path = f"M{middle} {middle}L{x1} {y1}Q{bx} {by} {x2} {y2}Z"
    canvas.marks.append(f'<path d="{path}" fill="{colour}"/>')


def _rib(canvas, place):
    (x1, y1), (x2, y2) = [tuple(map(number, _spot(canvas, place, far))) for far in (0, 1)]
    line = number(canvas.width * 0.0022)
    canvas.marks.append(
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{LIGHT[1]}" stroke-width="{line}"/>'
        f'<circle cx="{x2}" cy="{y2}" r="{number(canvas.width * 0.006)}" fill="{LIGHT[0]}"/>'
    )
