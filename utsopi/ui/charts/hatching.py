"""Hatching and dots: real lines and circles for print, where patterns are not drawn; patterns for the screen."""

from collections.abc import Iterator

PATTERNS = {
    "hatch": 'width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="paper" width="5" height="5"/><line class="mark" x1="0" y1="0" x2="0" y2="5"/>',
    "dots": 'width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="paper" width="5" height="5"/><circle class="dot" cx="2.5" cy="2.5" r="0.8"/>',
}


def stripes(
    x: float, y: float, width: float, height: float, apart: float = 3.2
) -> Iterator[tuple[float, float, float, float]]:
    """Rising lines (x1, y1, x2, y2) at 45°, `apart` from one another along the edge, cut at the box."""
    reach = apart
    while reach < width + height:
        low, high = max(0.0, reach - height), min(reach, width)
        yield x + low, y + reach - low, x + high, y + reach - high
        reach += apart


def dots(
    x: float, y: float, width: float, height: float, apart: float = 3.2
) -> Iterator[tuple[float, float]]:
    """The middles of dots in a brick bond, none nearer to the edge than their own size."""
    across, down = int((width - 1) / apart) + 1, int((height - 1) / apart) + 1
    left, top = (width - (across - 1) * apart) / 2, (height - (down - 1) * apart) / 2
    for row in range(down):
        odd = row % 2
        for place in range(across - odd if across > 1 else across):
            yield x + left + place * apart + (apart / 2 if odd and across > 1 else 0), y + top + row * apart
