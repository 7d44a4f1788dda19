"""What is to be finished, in numbers, each with the page where it is done: wings register what they count, and the
first pages show it. Nothing is known of them here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

MOST = 99  # what is counted; beyond it is many


@dataclass(frozen=True)
class Waits:
    """Something that waits: how much in words, where it is done, and whether it is late."""

    icon: str
    words: str
    href: str
    is_late: bool = False


Source = Callable[..., Waits | None]
_SOURCES: dict[str, Source] = {}


def register(name: str) -> Callable[[Source], Source]:
    """Decorates a function that tells an account what of a wing's waits for it, None where nothing does or it may not
    know; one statement at most. A name registers once."""

    def keep(source: Source) -> Source:
        if _SOURCES.setdefault(name, source) is not source:
            raise ValueError(f"Something called {name!r} waits already.")
        return source

    return keep


def registered(account) -> Iterable[Waits]:
    """What waits for this account in all wings that registered, in the order in which they did."""
    return filter(None, [source(account) for source in _SOURCES.values()])


def counted(rows: QuerySet) -> int:
    """How many, and no further than one more than is said. One statement."""
    return rows.order_by()[: MOST + 1].count()


def waits(icon: str, words: str, count: int, href: str, *, is_late: bool = False) -> Waits | None:
    """`words` with `count` in them (%(count)s); None where it is none."""
    if not count:
        return None
    shown = _("more than %(most)s") % {"most": MOST} if count > MOST else count
    return Waits(icon, words % {"count": shown}, href, is_late)
