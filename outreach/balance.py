"""What a programme's books say: counted from the ledger, held against the envelopes, cards and invitations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .choices import EnvelopeStatus, InvitationOutcome, LedgerAct, MissedBecause, TokenState
from .ledger import CENT, Line
from .models import Envelope, Invitation, LedgerEntry, Token, VoucherProgramme

# what a workbook says in words, as it would be said in codes
IN_CODES = {
    "not reached again": MissedBecause.NOT_REACHED,
    "did not come": MissedBecause.NOT_COME,
    "did not want it any more": MissedBecause.NOT_WANTED,
    "moved away": MissedBecause.MOVED,
    "card lost": MissedBecause.CARD_LOST,
    "no reason given": MissedBecause.UNKNOWN,
    "no reason known": MissedBecause.UNKNOWN,
}
_FILLED = (EnvelopeStatus.PREPARED, EnvelopeStatus.ISSUED, EnvelopeStatus.VOID, EnvelopeStatus.LEFT)


@dataclass(frozen=True)
class Balance:
    """Counts of envelopes and of people who were told, and euros.

    `prepared` are all that ever were; `waiting` those that are neither given nor void nor left; `stock` what was
    bought and is in no prepared envelope; `euros` what envelopes hold, by state. `reasons` holds how many did not
    collect by code; `problems` says in words what does not reconcile, and is empty where all does.
    """

    prepared: int
    given: int
    void: int
    left: int
    in_stock: int
    amount: Decimal
    bought: Decimal
    stock: Decimal
    cards: int
    invited: int
    reasons: dict[str, int]
    euros: dict[str, Decimal]
    per_person: Decimal
    budget: Decimal
    problems: list[str] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return self.prepared - self.given - self.void - self.left

    @property
    def not_collected(self) -> int:
        return self.invited - self.given

    @property
    def unexplained(self) -> int:
        """How many did not collect and have no reason yet; below zero where there are too many reasons."""
        return self.not_collected - sum(self.reasons.values())

    @property
    def reconciles(self) -> bool:
        return not self.problems


def cents(amount: Decimal) -> Decimal:
    """With two places, which a sum in SQLite loses."""
    return Decimal(amount).quantize(CENT)


def in_euros(amount: Decimal) -> str:
    """As it is written in a sentence, in the language that is switched on: € 18,025.00."""
    return f"€ {number_format(cents(amount), force_grouping=True)}"


def balance(programme: VoucherProgramme) -> Balance:
    """Four statements, whatever the size of the programme."""
    booked, (envelopes, euros) = _booked(programme), _envelopes(programme)
    sums = booked or _sums_of(taken_over(programme))
    cards, invited = _cards(programme)
    invited += Invitation.objects.filter(programme=programme).count()
    found = Balance(
        prepared=sums.pieces(LedgerAct.PREPARED) + sums.filled_before,
        given=sums.pieces(LedgerAct.GIVEN)
        - sums.pieces(LedgerAct.RETURNED)
        + sums.taken(EnvelopeStatus.ISSUED),
        void=sums.pieces(LedgerAct.VOID) + sums.taken(EnvelopeStatus.VOID),
        left=sums.pieces(LedgerAct.LEFT) + sums.taken(EnvelopeStatus.LEFT),
        in_stock=envelopes[EnvelopeStatus.IN_STOCK],
        amount=cents(sums.given_amount),
        bought=cents(sums.amount(LedgerAct.INVOICE) + sums.amount(LedgerAct.TAKEN)),
        stock=cents(sums.stock),
        cards=cards,
        invited=invited,
        reasons=sums.reasons,
        euros=euros,
        per_person=programme.amount_per_person,
        budget=programme.budget,
    )
    found.problems.extend(_problems(found, envelopes))
    return found


def taken_over(programme: VoucherProgramme) -> list[Line]:
    """The first lines of a programme that came from a workbook: its envelopes as they stand, and why invitations
    were not taken up, as far as that is told in words we have a code for."""
    envelopes = Envelope.objects.filter(programme=programme).order_by("number")
    lines = [
        Line(LedgerAct.TAKEN, 1, amount, subject=number, reason=status, on=issued_on)
        for number, amount, status, issued_on in envelopes.values_list(
            "number", "amount", "status", "issued_on"
        )
    ]
    reasons = Counter(
        IN_CODES.get(reason.strip().lower().rstrip("."))
        for reason in Invitation.objects.filter(
            programme=programme, outcome=InvitationOutcome.NOT_COLLECTED
        ).values_list("reason", flat=True)
    )
    known = [(code, pieces) for code, pieces in sorted(reasons.items(), key=str) if code]
    return lines + [Line(LedgerAct.MISSED, pieces, reason=code) for code, pieces in known]


class Sums:
    """Pieces and euros of the ledger's lines, by act and reason."""

    def __init__(self, rows):
        self._pieces, self._amounts = Counter(), Counter()
        for act, reason, pieces, amount in rows:
            self._pieces[act, reason] += pieces
            self._amounts[act, reason] += amount

    def __bool__(self):
        return bool(self._pieces)

    def pieces(self, act: str) -> int:
        return sum(pieces for (of, _reason), pieces in self._pieces.items() if of == act)

    def amount(self, act: str) -> Decimal:
        return sum((amount for (of, _reason), amount in self._amounts.items() if of == act), Decimal(0))

    def taken(self, status: str) -> int:
        """How many envelopes came in that state."""
        return self._pieces[LedgerAct.TAKEN, status]

    @property
    def filled_before(self) -> int:
        return sum(map(self.taken, _FILLED))

    @property
    def given_amount(self) -> Decimal:
        taken = self._amounts[LedgerAct.TAKEN, EnvelopeStatus.ISSUED]
        return self.amount(LedgerAct.GIVEN) - self.amount(LedgerAct.RETURNED) + taken

    @property
    def stock(self) -> Decimal:
        """Euros that were bought and are in no prepared envelope."""
        came = self.amount(LedgerAct.INVOICE) + self._amounts[LedgerAct.TAKEN, EnvelopeStatus.IN_STOCK]
        return came - self.amount(LedgerAct.PREPARED)

    @property
    def reasons(self) -> dict[str, int]:
        told = {reason: pieces for (act, reason), pieces in self._pieces.items() if act == LedgerAct.MISSED}
        return {code: told[code] for code in MissedBecause.values if told.get(code)}


def _booked(programme) -> Sums:
    lines = LedgerEntry.objects.filter(programme=programme).order_by()
    grouped = lines.values_list("act", "reason").annotate(pieces=Sum("pieces"), sum=Sum("amount"))
    return Sums(grouped)


def _sums_of(lines: list[Line]) -> Sums:
    return Sums((line.act, line.reason, line.pieces, line.amount) for line in lines)


def _envelopes(programme) -> tuple[Counter, dict[str, Decimal]]:
    grouped = Envelope.objects.filter(programme=programme).order_by()
    rows = list(grouped.values_list("status").annotate(count=Count("id"), sum=Sum("amount")))
    return (
        Counter({status: count for status, count, _sum in rows}),
        {status: cents(sum_) for status, _count, sum_ in rows},
    )


def _cards(programme) -> tuple[int, int]:
    """Cards that may still bring an envelope or did, and people who have one: a replaced card is one person's."""
    handed = Q(state__in=(TokenState.HANDED, TokenState.USED))
    counted = Token.objects.filter(programme=programme).aggregate(
        cards=Count("id", filter=~Q(state=TokenState.VOID)), handed=Count("id", filter=handed)
    )
    return counted["cards"], counted["handed"]


def _problems(found: Balance, envelopes: Counter) -> Iterator[str]:
    yield from _of_envelopes(found)
    yield from _of_money(found)
    yield from _of_people(found)
    yield from _of_rows(found, envelopes)


def _of_envelopes(found: Balance) -> Iterator[str]:
    if found.waiting:
        yield ngettext(
            "One prepared envelope is neither given nor void nor left over.",
            "%(count)s prepared envelopes are neither given nor void nor left over.",
            found.waiting,
        ) % {"count": found.waiting}
    if found.in_stock:
        yield ngettext(
            "One envelope is in the stock and was never prepared.",
            "%(count)s envelopes are in the stock and were never prepared.",
            found.in_stock,
        ) % {"count": found.in_stock}


def _of_money(found: Balance) -> Iterator[str]:
    due = found.given * found.per_person
    if found.amount != due:
        yield _("Given: %(given)s × %(each)s = %(due)s, but the envelopes held %(amount)s.") % {
            "given": found.given,
            "each": in_euros(found.per_person),
            "due": in_euros(due),
            "amount": in_euros(found.amount),
        }
    if found.amount > found.budget:
        yield _("%(amount)s were given, and the budget is %(budget)s.") % {
            "amount": in_euros(found.amount),
            "budget": in_euros(found.budget),
        }


def _of_people(found: Balance) -> Iterator[str]:
    if found.not_collected < 0:
        yield _("More were given (%(given)s) than were told about it (%(invited)s).") % {
            "given": found.given,
            "invited": found.invited,
        }
    elif found.unexplained > 0:
        yield ngettext(
            "One person was told and did not collect, without a reason.",
            "%(count)s people were told and did not collect, without a reason.",
            found.unexplained,
        ) % {"count": found.unexplained}
    elif found.unexplained < 0:
        yield ngettext(
            "There is one reason more than people who did not collect.",
            "There are %(count)s reasons more than people who did not collect.",
            -found.unexplained,
        ) % {"count": -found.unexplained}


def _of_rows(found: Balance, envelopes: Counter) -> Iterator[str]:
    pairs = (
        (EnvelopeStatus.PREPARED, found.waiting),
        (EnvelopeStatus.ISSUED, found.given),
        (EnvelopeStatus.VOID, found.void),
        (EnvelopeStatus.LEFT, found.left),
    )
    for status, told in pairs:
        if envelopes[status] != told:
            yield _("%(state)s: the ledger says %(told)s, the envelopes say %(there)s.") % {
                "state": status.label,
                "told": told,
                "there": envelopes[status],
            }
