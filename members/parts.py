"""What other wings tell a member on her own page and in her copy. They register here; nothing is known of them."""

from collections.abc import Callable
from dataclasses import dataclass

from utsopi.ui.tables import Table

from .models import Member


@dataclass(frozen=True)
class Part:
    """A table under its caption, and a page where she changes what stands in it, if there is one. `in_full` makes
    the table of her copy, where more is kept than her page shows."""

    table: Table
    address: str = ""
    label: str = ""
    in_full: Callable[[], Table] | None = None


Source = Callable[[Member], Part]
_SOURCES: dict[str, Source] = {}


def register(name: str) -> Callable[[Source], Source]:
    """Decorates a function that gives a member's part; a name registers once."""

    def keep(source: Source) -> Source:
        if _SOURCES.setdefault(name, source) is not source:
            raise ValueError(f"There is a part called {name!r} already.")
        return source

    return keep


def parts_of(member: Member) -> list[Part]:
    """All of them, in the order of their names."""
    return [_SOURCES[name](member) for name in sorted(_SOURCES)]
