"""What other wings still hold for a member who leaves. They register here; nothing is known of them."""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Member


@dataclass(frozen=True)
class Held:
    """`lines` tells in words what is still hers, each thing a line; `give_back` lets all of it go to others."""

    lines: Callable[[Member], list[str]]
    give_back: Callable[[Member], None]


_HELD: dict[str, Held] = {}


def register(name: str, held: Held) -> None:
    """A name registers once."""
    if _HELD.setdefault(name, held) is not held:
        raise ValueError(f"Something called {name!r} is held already.")


def still_hers(member: Member) -> list[str]:
    """All that is held for her, in the order of the names."""
    return [line for name in sorted(_HELD) for line in _HELD[name].lines(member)]


def give_back(member: Member) -> None:
    """Nothing is held for her any more."""
    for name in sorted(_HELD):
        _HELD[name].give_back(member)
