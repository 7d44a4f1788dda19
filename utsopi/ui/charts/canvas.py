"""The drawing board: the marks of both looks, and the frame around them."""

import html
import re
from collections.abc import Callable
from hashlib import sha256

from .hatching import PATTERNS, dots, stripes
from .theme import Theme

NARROW, WIDE = 270, 480
"""Screen drawings are laid out for these widths in px and stretch from there: a phone, and anything wider."""

# Stands for the drawing's name until that is known; no label can hold it, because of the next line.
_NAME = "\0"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Svg(str):
    """Finished mark-up: templates print it as it is."""

    __slots__ = ()

    def __html__(self):
        return self


class Px(float):
    """A place or a length that stays what it is when the drawing stretches."""

    __slots__ = ()


def number(value: float) -> str:
    """A coordinate: at most three decimals, none that say nothing."""
    return f"{round(value, 3) + 0:.3f}".rstrip("0").rstrip(".")


def escape(text: object) -> str:
    return html.escape(_FORBIDDEN.sub("", str(text)))


class Canvas:
    """Collects marks. Places across are in units of `width`, places down in pt or px from the top."""

    def __init__(self, theme: Theme, width: float, name: str = ""):
        self.theme, self.width, self.name = theme, width, name
        self.marks: list[str] = []

    def across(self, value: float) -> str:
        if self.theme.fluid and not isinstance(value, Px):
            return f"{number(100 * value / self.width)}%"
        return number(value)

    def box(self, x: float, y: float, width: float, height: float, fill: str):
        """A filled rectangle; light, hatched, dotted and open ones carry an outline inside their edge."""
        if self.theme.fluid:
            self._screen_box(x, y, width, height, fill)
        elif fill in ("c1", "c2", "accent"):
            self._rect(x, y, width, height, f'fill="{self.theme.colours[fill]}"')
        else:
            self._outlined(x, y, width, height, fill)

    def _rect(self, x, y, width, height, attributes):
        place = f'x="{self.across(x)}" y="{number(y)}"'
        size = f'width="{self.across(width)}" height="{number(height)}"'
        self.marks.append(f"<rect {place} {size} {attributes}/>")

    def _outlined(self, x, y, width, height, fill):
        colours = self.theme.colours
        inside = colours["c3"] if fill == "c3" else "none"
        edge = colours["accent-line" if fill == "open-accent" else "outline"]
        line = min(0.6, width / 2, height / 2)
        place = (x + line / 2, y + line / 2, width - line, height - line)
        self._rect(*place, f'fill="{inside}" stroke="{edge}" stroke-width="{number(line)}"')
        if fill == "hatch":
            self._stripes(place)
        elif fill == "dots":
            self._dots(place)

    def _stripes(self, place):
        ends = stripes(*place)
        path = "".join(f"M{number(a)} {number(b)}L{number(c)} {number(d)}" for a, b, c, d in ends)
        self.marks.append(f'<path d="{path}" fill="none" {self.theme.stroke("mark", 0.5)}/>')

    def _dots(self, place):
        colour = self.theme.colours["mark"]
        for x, y in dots(*place):
            self.marks.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="0.4" fill="{colour}"/>')

    def _screen_box(self, x, y, width, height, fill):
        paint = f' fill="url(#{_NAME}-{fill})"' if fill in ("hatch", "dots") else ""
        outlined = fill not in ("c1", "c2", "accent")
        inset = 0.5 if outlined and height > 1 else 0
        self._rect(x, y + inset, width, height - 2 * inset, f'class="{fill}"{paint}')

    def line(self, x1: float, y1: float, x2: float, y2: float, tone: str = "grid", width: float = 0.5):
        ends = f'x1="{self.across(x1)}" y1="{number(y1)}" x2="{self.across(x2)}" y2="{number(y2)}"'
        self.marks.append(f"<line {ends} {self.theme.stroke(tone, width)}/>")

    def elbow(self, x: float, y: float, length: float):
        """A short level line from `x` that keeps its length; to the left when negative."""
        if not self.theme.fluid:
            return self.line(x, y, x + length, y, "muted-line", 0.5)
        move = f' transform="translate({number(length)} 0)"' if length < 0 else ""
        place = f'x="{self.across(x)}" y="{number(y - 0.5)}" width="{number(abs(length))}" height="1"'
        return self.marks.append(f'<rect {place}{move} class="elbow"/>')

    def text(self, x, y, words, *, size=None, tone="ink", bold=False, anchor="start", shift=0.0):
        """Words on the base line `y`; `shift` moves them by so many pt or px whatever the stretch."""
        size = size or self.theme.text
        if shift and not self.theme.fluid:
            x, shift = x + shift, 0
        where = f'x="{self.across(x)}" y="{number(y)}"' + (f' dx="{number(shift)}"' if shift else "")
        family = f' font-family="{escape(self.theme.family)}"' if self.theme.family else ""
        look = f'font-size="{number(size)}"{family}' + (' font-weight="600"' if bold else "")
        place = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.marks.append(
            f"<text {where} {look}{place} {self.theme.text_colour(tone)}>{escape(words)}</text>"
        )

    def finish(self, height: float, title: str, desc: str, prefix: str = "") -> Svg:
        """The whole drawing, with its name and description; the ids come from the content and `prefix`."""
        body = "".join(self.marks)
        content = "\n".join((body, self.name, str(title), str(desc), str(self.width), str(height)))
        name = f"{prefix or 'chart'}-{sha256(content.encode()).hexdigest()[:10]}"
        words = f'<title id="{name}-t">{escape(title)}</title>'
        words += f'<desc id="{name}-d">{escape(desc)}</desc>' if desc else ""
        said = f'role="img" aria-labelledby="{name}-t"' + (f' aria-describedby="{name}-d"' if desc else "")
        body = f"{self._patterns(body)}{body}".replace(_NAME, name)
        return Svg(f"<svg {self._size(height)} {said}>{words}{body}</svg>")

    def _size(self, height):
        space = 'xmlns="http://www.w3.org/2000/svg"'
        if self.theme.fluid:
            return f'{space} class="{f"chart {self.name}".strip()}" width="100%" height="{number(height)}"'
        width, height = number(self.width), number(height)
        return f'{space} width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}"'

    def _patterns(self, body: str) -> str:
        used = [kind for kind in PATTERNS if f"#{_NAME}-{kind})" in body]
        patterns = (f'<pattern id="{_NAME}-{kind}" {PATTERNS[kind]}</pattern>' for kind in used)
        return f"<defs>{''.join(patterns)}</defs>" if used else ""


def fit(theme: Theme, width: float, draw: Callable[[Canvas], Svg]) -> Svg:
    """One drawing in print; on a screen one for phones and, from 480 px, one for wider boxes beside it."""
    if not theme.fluid:
        return draw(Canvas(theme, width))
    if width < WIDE:
        return draw(Canvas(theme, min(width, NARROW)))
    both = draw(Canvas(theme, NARROW, "chart-narrow")) + draw(Canvas(theme, WIDE, "chart-wide"))
    return Svg(f'<div class="charts">{both}</div>')
