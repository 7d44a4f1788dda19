"""Brackets over months that were closed, with their words kept clear of the columns and of one another."""

from collections.abc import Sequence
from itertools import pairwise

from .canvas import Canvas
from .columns import middles
from .measure import text_width
from .model import Closed

Span = tuple[float, float]


def _ends(span: Span, count: int, mark: Closed) -> Span:
    places, reach = middles(span, count), (span[1] - span[0]) / count * 0.43
    return places[mark.first] - reach, places[mark.last] + reach


def _words(canvas: Canvas, span: Span, count: int, mark: Closed) -> Span:
    """From where to where the words run: over the middle of their bracket, inside the span."""
    left, right = _ends(span, count, mark)
    wide = text_width(mark.text, canvas.theme.small, canvas.theme.stretch)
    start = min(max((left + right - wide) / 2, span[0]), span[1] - wide)
    return start, start + wide


def _levels(canvas: Canvas, span: Span, count: int, closed: Sequence[Closed]) -> list[int]:
    """How many lines each word is raised, so that it does not touch the word before it."""
    levels = [0]
    for before, after in pairwise(_words(canvas, span, count, mark) for mark in closed):
        levels.append(levels[-1] + 1 if after[0] < before[1] + 4 else 0)
    return levels


def bracket_line(canvas: Canvas, span: Span, tops: Sequence[float], closed: Sequence[Closed]) -> float:
    """The lowest height at which all brackets and their words are clear of the columns' totals."""
    places, reach = middles(span, len(tops)), (span[1] - span[0]) / len(tops) / 2
    free = []
    for mark in closed:
        left, right = _ends(span, len(tops), mark)
        start, end = _words(canvas, span, len(tops), mark)
        left, right = min(left, start) - reach, max(right, end) + reach
        free += [top for top, place in zip(tops, places, strict=True) if left < place < right]
    return min(free) - canvas.theme.small * 2.1


def bracket_top(canvas: Canvas, span: Span, count: int, closed: Sequence[Closed], line: float) -> float:
    """How high up the words reach when the brackets are drawn at `line`."""
    return line - (max(_levels(canvas, span, count, closed)) + 1) * canvas.theme.small * 1.3


def draw_brackets(canvas: Canvas, span: Span, count: int, closed: Sequence[Closed], line: float):
    """Draws all brackets at the height `line`."""
    levels = _levels(canvas, span, count, closed) if closed else ()
    for mark, level in zip(closed, levels, strict=True):
        left, right = _ends(span, count, mark)
        for ends in ((left, line, right, line), (left, line, left, line + 4), (right, line, right, line + 4)):
            canvas.line(*ends, "muted-line", 0.6)
        start, end = _words(canvas, span, count, mark)
        y = line - 4 - level * canvas.theme.small * 1.3
        canvas.text((start + end) / 2, y, mark.text, size=canvas.theme.small, tone="muted", anchor="middle")
