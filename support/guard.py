"""The guard of the notes: finds in a text what could tell who somebody is, or lead to her.

It looks at the text alone, keeps nothing and asks nobody. Its patterns (support/finding) go over a few words at
most, so that no text can be made to slow it down.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .finding import addresses, names, numbers

MARK = "[…]"
BLANK = "\0"  # neither letter nor digit nor space: no pattern reads on over it


class Kind(TextChoices):
    """What can be found, and what it is called."""

    MAIL = "mail", _("an e-mail address")
    WEB = "web", _("a web address or the name of an account")
    BANK = "bank", _("a bank account")
    NATIONAL = "national", _("a national number")
    COMPANY = "company", _("a company number")
    TELEPHONE = "telephone", _("a telephone number")
    NAME = "name", _("a name")


MAY_STAY = frozenset({Kind.NAME})  # after somebody has looked at it; all else has to go

# in this order: what is found already is no part of anything that comes after
FINDERS = (
    (Kind.MAIL, addresses.mails_in),
    (Kind.WEB, addresses.webs_in),
    (Kind.BANK, numbers.banks_in),
    (Kind.NATIONAL, numbers.nationals_in),
    (Kind.COMPANY, numbers.companies_in),
    (Kind.TELEPHONE, numbers.telephones_in),
    (Kind.NAME, names.names_in),
)


@dataclass(frozen=True)
class Found:
    """A part of a text, from the character at `start` up to `end`, and what it looks like."""

    kind: Kind
    start: int
    end: int


def found_in(text: str) -> list[Found]:
    """What the text should not say, in its order; no two parts overlap."""
    found: list[Found] = []
    # what was found leaves a gap, beside which something else may come to light
    while here := _found_once(text):
        found += here
        for each in here:
            text = text[: each.start] + BLANK * (each.end - each.start) + text[each.end :]
    return sorted(found, key=lambda each: each.start)


def _found_once(text: str) -> list[Found]:
    """What the first finder finds that finds anything."""
    for kind, spans_in in FINDERS:
        if here := [Found(kind, start, end) for start, end in spans_in(text)]:
            return here
    return []


def struck(text: str, found: list[Found]) -> str:
    """The text with a mark in the place of each found part; `found` as found_in() gave it for this text."""
    parts, at = [], 0
    for each in found:
        parts += [text[at : each.start], MARK]
        at = each.end
    return "".join([*parts, text[at:]])
