"""Envelopes that one person alone saw through: she made the card, handed it over, and gave the envelope for it.

Where few people hold several roles that happens, and nothing refuses it in the street. The two who close the books,
and the auditor, are told which they are.
"""

from collections import defaultdict
from dataclasses import dataclass

from .choices import LedgerAct
from .models import LedgerEntry, VoucherProgramme

STEPS = (LedgerAct.CARD, LedgerAct.CARD_OUT, LedgerAct.GIVEN)


@dataclass(frozen=True)
class SeenByOne:
    """An envelope that was given, by its number, and the initials of the one account behind all three steps."""

    number: str
    initials: str


def seen_by_one(programme: VoucherProgramme) -> list[SeenByOne]:
    """By number of the envelope; one statement. A lost card that two people replaced was seen by two."""
    found = [_of_one(card) for card in _cards(programme).values()]
    return sorted(filter(None, found), key=lambda each: (len(each.number), each.number))


def _cards(programme: VoucherProgramme) -> dict[str, dict[str, LedgerEntry]]:
    """By card the newest line of each step; of a giving that was undone there is none."""
    lines = LedgerEntry.objects.filter(programme=programme, act__in=(*STEPS, LedgerAct.RETURNED))
    cards: dict[str, dict[str, LedgerEntry]] = defaultdict(dict)
    for line in lines.only("act", "card", "subject", "by", "second", "initials").order_by("number"):
        if line.act == LedgerAct.RETURNED:
            cards[line.card].pop(LedgerAct.GIVEN, None)
        else:
            cards[line.card][line.act] = line
    return cards


def _of_one(steps: dict[str, LedgerEntry]) -> SeenByOne | None:
    people = {line.by for line in steps.values()} | {line.second for line in steps.values()} - {None}
    if len(steps) < len(STEPS) or len(people) != 1 or None in people:
        return None
    given = steps[LedgerAct.GIVEN]
    return SeenByOne(given.subject, given.initials)
