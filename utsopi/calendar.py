"""The one calendar of what is coming: wings register what they put on it; here nothing is known of them.

An entry says when and where in the coarsest way that is of use: a day, a city, and a word for what it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from utsopi.periods import Period


@dataclass(frozen=True, order=True)
class Entry:
    """Something that is planned on a day; `kind` is the code of what it is, `label` the words for it."""

    on: date
    kind: str
    label: str
    city: str = ""


Source = Callable[[Period], Iterable[Entry]]
_SOURCES: dict[str, Source] = {}


def register(name: str) -> Callable[[Source], Source]:
    """Decorates a function that gives a wing's planned entries of a period; a name registers once."""

    def keep(source: Source) -> Source:
        if _SOURCES.setdefault(name, source) is not source:
            raise ValueError(f"The calendar already has entries called {name!r}.")
        return source

    return keep


def coming(period: Period, most: int = 20) -> list[Entry]:
    """What is planned in the period, in the order of days, `most` entries at the most."""
    found = sorted(entry for source in _SOURCES.values() for entry in source(period))
    return found[:most]
