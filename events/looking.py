"""Phrases that a page is asked for: whoever is wrong too often today is not looked up for any more.

What is right counts for nothing, so that a whole house behind one address can come; and no count holds a moment.
Forty wrong ones a day from each of a thousand networks, tried on two hundred phrases that open something, would find
one in about four hundred years.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from utsopi.team.limits import count_today, too_many_today

from .actions.coming import tickets
from .actions.tickets import NotVouched, Ticket


class TooMany(Exception):
    """Too many wrong phrases, or too many who asked for a word, from this network today."""


def look_up(request, text: str) -> list[Ticket]:
    """The tickets of a phrase, the next evening first. Raises TooMany."""
    with wrong_ones_counted(request):
        found = tickets(text)
        if not found:
            count_today(request, "phrase")
    return found


@contextmanager
def wrong_ones_counted(request) -> Iterator[None]:
    """Around come(): a phrase that does not vouch for her counts as a wrong one. Raises TooMany."""
    if too_many_today(request, "phrase"):
        raise TooMany
    try:
        yield
    except NotVouched:
        count_today(request, "phrase")
        raise


@contextmanager
def askers_counted(request) -> Iterator[None]:
    """Around ask_for_word(): no network fills the coordinator's list by itself. Raises TooMany."""
    if too_many_today(request, "word"):
        raise TooMany
    yield
    count_today(request, "word")
