"""Round numbers for axes. Every axis begins at zero."""

import math

STEPS = (1, 2, 5, 10)
HALVES = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


def nice(at_least: float, multiples: tuple[float, ...] = STEPS) -> float:
    """The smallest multiple × 10^n that is not below `at_least`; 1 for nothing."""
    if at_least <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(at_least))
    found = next(m * power for m in multiples if m * power >= at_least * (1 - 1e-9))
    return int(found) if found >= 1 and found == int(found) else found


def step_for(peak: float, most: int) -> float:
    """A step of 1, 2 or 5 × 10^n with which at most `most` steps reach `peak`; things counted stay whole."""
    step = nice(peak / most)
    return max(step, 1) if peak >= 1 or peak == 0 else step


def ticks(peak: float, most: int = 5, *, cover: bool = False) -> list[float]:
    """0, step, 2 × step … up to the last one below or at `peak`; with `cover`, up to the first at or above."""
    step = step_for(peak, most)
    count = math.ceil(peak / step - 1e-9) if cover else math.floor(peak / step + 1e-9)
    return [number * step for number in range(max(count, 1 if cover else 0) + 1)]


def half_and_whole(peak: float) -> tuple[float, float]:
    """Two round values for a small chart, the second the double of the first and not below `peak`."""
    half = nice(peak / 2, HALVES)
    if peak >= 1 and half < 10:
        half = math.ceil(half)
    return half, 2 * half
