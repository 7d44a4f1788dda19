"""Closing the books of a programme, by two people and neither alone: one begins it, another one closes.

What does not reconcile is told in words and refuses both.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..balance import Balance, balance
from ..choices import LedgerAct, MissedBecause
from ..ledger import Line
from ..models import VoucherProgramme
from .books import PROGRAMME, book, hold, two


@transaction.atomic
def explain(*, programme: VoucherProgramme, because: str, pieces: int, by) -> None:
    """So many who were told did not collect, for a reason of MissedBecause; below zero takes back what was said.

    A count and a code, and no card: whose card it is, nobody knows.
    """
    programme = hold(programme, by=by)
    found = balance(programme)
    if because not in MissedBecause.values or pieces == 0:
        raise ValidationError(_("How many, and why?"))
    if pieces > max(found.unexplained, 0):
        raise ValidationError(_("There are not that many left without a reason."))
    if found.reasons.get(because, 0) + pieces < 0:
        raise ValidationError(_("There are not that many with this reason."))
    book(programme, [Line(LedgerAct.MISSED, pieces, reason=because)], by=by)


@transaction.atomic
def begin_closing(*, programme: VoucherProgramme, by) -> VoucherProgramme:
    """From now on nothing is booked until another person closes, or somebody refuses."""
    programme = hold(programme, by=by)
    _reconciled(programme)
    if programme.proposals.exists():
        raise ValidationError(_("Something of this programme still waits for a second person."))
    programme.closing_by = by
    programme.save(update_fields=["closing_by"])
    record(Action.CHANGE, PROGRAMME, by=by, object_id=programme.pk, fields=["closing_by"])
    return programme


@transaction.atomic
def close(*, programme: VoucherProgramme, by) -> VoucherProgramme:
    """The other person closes the books, for good."""
    programme = hold(programme, by=by, is_closing=True)
    if programme.closing_by is None:
        raise ValidationError(_("Nobody has begun to close these books."))
    two(programme.closing_by, by)
    found = _reconciled(programme)
    programme.closed_on = timezone.localdate()
    programme.save(update_fields=["closed_on"])
    line = Line(LedgerAct.CLOSED, found.given, found.amount, subject=programme.reference)
    book(programme, [line], by=programme.closing_by, second=by)
    return programme


@transaction.atomic
def refuse_closing(*, programme: VoucherProgramme, by) -> VoucherProgramme:
    """The books stay open; whoever began it may take it back herself."""
    programme = hold(programme, by=by, is_closing=True)
    if programme.closing_by_id is None:
        raise ValidationError(_("Nobody has begun to close these books."))
    programme.closing_by = None
    programme.save(update_fields=["closing_by"])
    record(Action.REVERT, PROGRAMME, by=by, object_id=programme.pk, fields=["closing_by"])
    return programme


def _reconciled(programme: VoucherProgramme) -> Balance:
    found = balance(programme)
    if not found.reconciles:
        raise ValidationError(found.problems)
    return found
