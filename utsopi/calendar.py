"""The one calendar of what is coming: wings register what they put on it; here nothing is known of them.

The team's first page, the public list, the feed, the programme as a picture: all read this, so that what one says
the others say too. An entry says when and where in the coarsest way that is of use: a day, hours, a city, and a word
for what it is; never a place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256

from utsopi.periods import Period


@dataclass(frozen=True)
class Entry:
    """Something on a day. `kind` is the code of what it is, `label` the team's words for it.

    What is public has `public_label`, words that tell a stranger nothing, and a `key` of eight characters that
    stays its own, also when it is cancelled. `languages` are codes parted by spaces. `revision` goes up with each
    change that somebody may have read before.
    """

    on: date
    kind: str
    label: str
    city: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    languages: str = ""
    is_cancelled: bool = False
    public_label: str = ""
    key: str = ""
    revision: int = 0

    @property
    def order(self) -> tuple:
        return self.on, self.opens_at or time.min, self.kind, self.label, self.key


Source = Callable[[Period], Iterable[Entry]]
_SOURCES: dict[str, Source] = {}


def register(name: str) -> Callable[[Source], Source]:
    """Decorates a function that gives a wing's entries of a period, cancelled ones too; a name registers once."""

    def keep(source: Source) -> Source:
        if _SOURCES.setdefault(name, source) is not source:
            raise ValueError(f"The calendar already has entries called {name!r}.")
        return source

    return keep


def coming(period: Period, most: int = 20) -> list[Entry]:
    """What is planned in the period and not cancelled, in the order of days, `most` entries at the most."""
    return [entry for entry in _all(period) if not entry.is_cancelled][:most]


def public(period: Period) -> list[Entry]:
    """What strangers may see of the period, cancelled ones too, in the order of days."""
    return [entry for entry in _all(period) if entry.public_label]


def version_of(entries: Iterable[Entry]) -> str:
    """Eight characters that change when anything in the entries does, in whatever language they are told."""
    told = [
        (
            entry.on,
            entry.kind,
            entry.city,
            entry.opens_at,
            entry.closes_at,
            entry.languages,
            entry.is_cancelled,
        )
        for entry in entries
    ]
    return sha256(repr(told).encode()).hexdigest()[:8]


def _all(period: Period) -> list[Entry]:
    return sorted(
        (entry for source in _SOURCES.values() for entry in source(period)), key=lambda one: one.order
    )
