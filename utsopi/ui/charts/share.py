"""One bar cut into shares. Every part carries its number: inside, under it, or at the end of a leader line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .canvas import Canvas, Svg, fit
from .measure import text_width, wrap
from .model import Segment, check, fills
from .theme import Theme

NO_BREAK = "\u00a0"
THIN, THIN_BELOW = 11, 200  # pt: the bar's height in print where the drawing is narrower than this
PAD = 6  # before a number inside its part


class Line(NamedTuple):
    words: str
    bold: bool

    @property
    def tone(self):
        return "ink" if self.bold else "muted"


@dataclass(frozen=True)
class _Part:
    """A segment in its place: x and width in the canvas's own units."""

    segment: Segment
    x: float
    width: float
    fill: str

    @property
    def middle(self):
        return self.x + self.width / 2

    @property
    def end(self):
        return self.x + self.width


def share_bar(
    segments: Sequence[Segment],
    *,
    theme: Theme,
    width: float,
    title: str,
    desc: str,
    named: bool = True,
    prefix: str = "",
) -> Svg:
    """A bar of the full width, 24 pt high. named: labels and notes go below; otherwise only the numbers
    of parts too small to hold them do, and the labels belong in a `key`. Parts of nothing are only named.
    """
    whole = sum(check(segment.value for segment in segments))

    def draw(canvas: Canvas) -> Svg:
        thin = not theme.fluid and width < THIN_BELOW
        if thin:
            canvas.theme = replace(theme, share=THIN)
        parts = _parts(segments, whole, canvas)
        for part in parts:
            _draw_part(canvas, part)
        if not parts:
            canvas.box(0, 0, canvas.width, canvas.theme.share, "open")
        low = _name(canvas, parts, thin) if named else _number_parts(canvas, parts)
        low = _name_nothing(canvas, [segment for segment in segments if not segment.value], low)
        return canvas.finish(low + theme.small * 0.4, title, desc, prefix)

    return fit(theme, width, draw)


def _parts(segments, whole, canvas) -> list[_Part]:
    chosen = fills([segment.kind for segment in segments])
    shown = [(segment, kind) for segment, kind in zip(segments, chosen, strict=True) if segment.value]
    gap = canvas.theme.gap
    room = canvas.width - gap * (len(shown) - 1)
    parts, x = [], 0.0
    for segment, kind in shown:
        part = _Part(segment, x, room * segment.value / whole, kind)
        parts.append(part)
        x = part.end + gap
    return parts


def _holds_number(part, theme) -> bool:
    wide = text_width(part.segment.text, theme.text + 1, theme.figures)
    return part.fill not in ("hatch", "dots") and wide + 2 * PAD <= part.width and theme.share > THIN


def _draw_part(canvas, part):
    theme = canvas.theme
    canvas.box(part.x, 0, part.width, theme.share, part.fill)
    if _holds_number(part, theme):
        size = theme.text + 1
        y = theme.share / 2 + size * 0.35
        canvas.text(part.x, y, part.segment.text, size=size, bold=True, tone=f"on-{part.fill}", shift=PAD)


def _number_parts(canvas, parts) -> float:
    """Numbers under the parts that cannot hold them, moved apart where they would touch."""
    theme = canvas.theme
    small = [part for part in parts if not _holds_number(part, theme)]
    widths = [text_width(part.segment.text, theme.small, theme.stretch) for part in small]
    y = theme.share + theme.small * 1.3
    for part, middle in zip(small, _spread([p.middle for p in small], widths, canvas.width), strict=True):
        canvas.text(
            part.middle,
            y,
            part.segment.text,
            size=theme.small,
            bold=True,
            anchor="middle",
            shift=middle - part.middle,
        )
    return y if small else theme.share


def _spread(middles: list[float], widths: list[float], room: float, apart: float = 4) -> list[float]:
    """The middles, moved as little as keeps texts of these widths apart and inside the room."""
    placed: list[float] = []
    for middle, wide in zip(middles, widths, strict=True):
        least = wide / 2 if not placed else placed[-1] + (widths[len(placed) - 1] + wide) / 2 + apart
        placed.append(max(middle, least))
    right = room
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], right - widths[place] / 2)
        right = placed[place] - widths[place] / 2 - apart
    return placed


def _name(canvas, parts, thin) -> float:
    return (thin and _name_thin(canvas, parts)) or _name_parts(canvas, parts)


def _name_thin(canvas, parts) -> float:
    """Number over name under each part, the last one set to the bar's end; 0 when they do not fit."""
    theme = canvas.theme
    widths = [_widest((part.segment.text, part.segment.label), theme) for part in parts]
    if sum(widths) + 6 * len(parts) > canvas.width:
        return 0
    spots = _spread([p.x + w / 2 for p, w in zip(parts, widths, strict=True)], widths, canvas.width)
    y = theme.share + theme.small * 1.3
    for part, spot, wide in zip(parts, spots, widths, strict=True):
        start = spot - wide / 2
        anchor, x = ("end", canvas.width) if part is parts[-1] and start < part.x else ("start", start)
        canvas.text(x, y, part.segment.text, size=theme.small, bold=True, anchor=anchor)
        below = y + theme.line(theme.small)
        canvas.text(x, below, part.segment.label, size=theme.small, tone="muted", anchor=anchor)
    return y + theme.line(theme.small)


def _name_parts(canvas, parts) -> float:
    """Blocks under the wide parts, leader lines to the names of the narrow ones; returns the lowest line."""
    blocks = _blocks(canvas, parts)
    low = canvas.theme.share
    for part, block in blocks.items():
        low = max(low, _write_block(canvas, part, block))
    led = [part for part in parts if part not in blocks]
    return _lead(canvas, led, blocks, low) if led else low


def _blocks(canvas, parts) -> dict[_Part, list[Line]]:
    """The lines under each part that has room for them, up to the next part or the next leader line."""
    blocks, limit = {}, canvas.width + 6
    for part in reversed(parts):
        room = limit - part.x - 6
        if _fits(part, room, canvas.theme):
            blocks[part] = _block(part, room, canvas.theme)
        limit = part.x if part in blocks else part.middle
    return {part: blocks[part] for part in parts if part in blocks}


def _block(part, room, theme) -> list[Line]:
    segment = part.segment
    names = wrap(segment.label, room, theme.small, theme.stretch) if segment.label else []
    lines = [Line(words, True) for words in names]
    if not _holds_number(part, theme):
        lines.append(Line(segment.text, True))
    notes = wrap(segment.note, room, theme.small, theme.stretch) if segment.note else []
    return lines + [Line(words, False) for words in notes]


def _fits(part, room, theme) -> bool:
    """Whole words, a name on two lines at most, and not a tower of notes."""
    words = [*f"{part.segment.label} {part.segment.note}".split(), part.segment.text]
    if (
        part.width < 4 * theme.small
        or max(text_width(word, theme.small, theme.stretch) for word in words) > room
    ):
        return False
    block = _block(part, room, theme)
    return sum(line.bold for line in block) <= 3 and len(block) <= 5


def _write_block(canvas, part, block) -> float:
    theme = canvas.theme
    y = theme.share + theme.small * 0.25
    for line in block:
        y += theme.line(theme.small)
        canvas.text(part.x, y, line.words, size=theme.small, bold=line.bold, tone=line.tone)
    return y


def _lead(canvas, led, blocks, low) -> float:
    """Leader lines. Those in the right half write to their left, the others to their right, so that
    no line crosses a word; each has a line of its own."""
    theme, half = canvas.theme, canvas.width / 2
    from_left = [part for part in reversed(led) if part.middle < half]
    from_right = [part for part in led if part.middle >= half]
    left = max((part.middle for part in from_left), default=0) + 8 * bool(from_left)
    right = min((part.middle for part in from_right), default=canvas.width) - 8 * bool(from_right)
    entries = [(part, _words(part, right - part.middle - 10, theme)) for part in from_left]
    entries += [(part, _words(part, part.middle - left - 10, theme)) for part in from_right]
    y = theme.share if _stays_clear(canvas, entries, blocks) else low
    for part, lines in entries:
        y = _write_led(canvas, part, lines, y, -1 if part.middle >= half else 1)
    return max(y, low)


def _words(part, room, theme) -> list[str]:
    segment = part.segment
    said = f"{segment.label} {str(segment.text).replace(' ', NO_BREAK)}".strip()
    return wrap(f"{said} · {segment.note}" if segment.note else said, room, theme.small, theme.stretch)


def _stays_clear(canvas, entries, blocks) -> bool:
    """True when the led names can begin right under the bar, beside the blocks."""
    theme = canvas.theme
    ends = [part.x + _widest((line.words for line in block), theme) for part, block in blocks.items()]
    reach = max(ends, default=0) + 12
    return all(
        part.middle >= canvas.width / 2 and part.middle - _widest(lines, theme) - 10 > reach
        for part, lines in entries
    )


def _widest(lines, theme) -> float:
    return max((text_width(line, theme.small, theme.stretch) for line in lines), default=0)


def _write_led(canvas, part, lines, y, side) -> float:
    theme = canvas.theme
    step = theme.line(theme.small)
    first = y + step * 1.1
    level = first - theme.small * 0.33
    canvas.line(part.middle, theme.share + 1, part.middle, level, "muted-line", 0.5)
    canvas.elbow(part.middle, level, 6 * side)
    for number, words in enumerate(lines):
        anchor = "end" if side < 0 else "start"
        canvas.text(
            part.middle,
            first + number * step,
            words,
            size=theme.small,
            bold=True,
            anchor=anchor,
            shift=9 * side,
        )
    return first + (len(lines) - 1) * step


def _name_nothing(canvas, segments, low) -> float:
    """Parts of nothing have no place in the bar, but they are said."""
    theme = canvas.theme
    words = " · ".join(f"{segment.label} {segment.text}".strip() for segment in segments)
    for line in wrap(words, canvas.width, theme.small, theme.stretch) if words else ():
        low += theme.line(theme.small) * 1.1
        canvas.text(0, low, line, size=theme.small, tone="muted")
    return low
