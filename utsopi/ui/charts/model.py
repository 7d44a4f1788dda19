"""What a chart is drawn from: labels, numbers already rounded for print, and nothing that could be looked up."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

FILLS = ("c1", "c2", "c3", "hatch", "dots")
"""Series run dark, middle, light, then hatched, then dotted, so that a grey printer loses nothing."""

KINDS = {"main": "c1", "mid": "c2", "light": "c3", "rest": "hatch"}


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart. `text` is the number as printed; `kind` is main, accent or rest."""

    label: str
    value: float
    text: str
    kind: str = "main"


@dataclass(frozen=True)
class Segment:
    """One part of a share bar. `kind` empty: the fill follows from the place in the row."""

    label: str
    value: float
    text: str
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Series:
    """One layer of stacked columns; a value of None means that nothing is known for that month."""

    label: str
    values: Sequence[float | None]
    kind: str = ""


@dataclass(frozen=True)
class Panel:
    """One small chart of a strip; columns from index `accent_from` on are drawn in the accent."""

    title: str
    subtitle: str
    values: Sequence[float | None]
    accent_from: int | None = None


@dataclass(frozen=True)
class Closed:
    """A bracket over the columns `first` to `last` (indexes, both included) with a word on it."""

    first: int
    last: int
    text: str


def check(values: Iterable[float | None]) -> list[float]:
    """The known values, each finite and from zero up; raises ValueError for any other."""
    known = [value for value in values if value is not None]
    if bad := [value for value in known if not 0 <= value < math.inf]:
        raise ValueError(f"A chart begins at zero and cannot show {bad[0]!r}")
    return known


def fill(kind: str) -> str:
    """The fill for a kind: main, mid, light, rest, accent, or a fill's own name."""
    name = KINDS.get(kind, kind)
    if name not in (*FILLS, "accent", "open"):
        raise ValueError(f"No such kind of mark: {kind!r}")
    return name


def fills(kinds: Sequence[str]) -> list[str]:
    """A fill for each kind; an empty one takes the next fill that is due at its place."""
    due = islice(cycle(FILLS), len(kinds))
    return [fill(kind or usual) for kind, usual in zip(kinds, due, strict=True)]


def plain(value: float) -> str:
    """A number for the scale when the caller brings no format of his own: 12,500 or 2.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")
