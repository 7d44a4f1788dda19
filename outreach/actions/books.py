"""What each verb of the vouchers shares: the programme's row held, its books opened, two people, lines written."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from .. import ledger
from ..balance import taken_over
from ..ledger import Line
from ..models import Envelope, VoucherProgramme

PROGRAMME = "outreach.VoucherProgramme"


def hold(programme: VoucherProgramme, *, by, is_closing: bool = False) -> VoucherProgramme:
    """The programme's row, held until the transaction ends, its books opened: of a programme that came from a
    workbook the first lines say how its envelopes stood. ValidationError where the books are closed, or are being
    closed unless that is what the caller is about."""
    programme = VoucherProgramme.objects.select_for_update().get(pk=programme.pk)
    if programme.closed_on:
        raise ValidationError(_("The books of this programme are closed."), code="closed")
    if programme.closing_by_id and not is_closing:
        raise ValidationError(_("The books of this programme are being closed."), code="closed")
    if not ledger.begun([programme.pk]) and (lines := taken_over(programme)):
        ledger.write(programme, lines, by=by)
    return programme


def two(by, second) -> None:
    """ValidationError where these are not two people."""
    if by is None or second is None or by.pk == second.pk:
        raise ValidationError(_("This takes two people."), code="two")


def lines_of(act: str, envelopes: Iterable[Envelope], reason: str = "", **more) -> list[Line]:
    """A line for each envelope."""
    return [Line(act, 1, each.amount, subject=each.number, reason=reason, **more) for each in envelopes]


def book(programme: VoucherProgramme, lines: list[Line], *, by, second=None) -> None:
    """Writes the lines, and one entry into the trail that says how far the ledger goes now."""
    number = ledger.write(programme, lines, by=by, second=second)
    record(Action.CHANGE, PROGRAMME, by=by, object_id=programme.pk, counts={"line": number})
