"""Envelopes and lines of the ledger as tables: serials, states, days and sums."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from utsopi.ui.tables import Column, Table

from .cards import shown
from .choices import BackBecause, EnvelopeStatus, LedgerAct, MissedBecause, VoidBecause
from .models import Envelope, LedgerEntry

_REASONS = {
    LedgerAct.VOID: VoidBecause,
    LedgerAct.RETURNED: BackBecause,
    LedgerAct.MISSED: MissedBecause,
    LedgerAct.TAKEN: EnvelopeStatus,
}


def envelopes_of(envelopes: Iterable[Envelope], *, may_void: bool) -> Table:
    """By serial; a prepared one has a way to make it void."""
    columns = [
        Column("number", _("Envelope")),
        Column("state", _("State")),
        Column("amount", _("Euros"), numeric=True),
        Column("issued_on", _("Given on")),
        Column("card", _("Card")),
    ]
    if may_void:
        columns.append(Column("void", _("Void?"), link="href"))
    rows = [_envelope(each, may_void) for each in envelopes]
    return Table(columns, rows, _("Envelopes by serial"), empty=_("No envelope was prepared yet."))


def _envelope(each: Envelope, may_void: bool) -> dict:
    is_way = may_void and each.status == EnvelopeStatus.PREPARED
    return {
        "number": each.number,
        "state": each.get_status_display(),
        "amount": each.amount,
        "issued_on": each.issued_on,
        "card": shown(each.token.serial) if each.token else None,
        "void": _("Make void") if is_way else None,
        "href": reverse("voucher_void", args=[each.pk]) if is_way else "",
    }


def ledger_of(lines: Iterable[LedgerEntry]) -> Table:
    """The lines as they are given, with reasons in words and cards as they are printed."""
    columns = [
        Column("number", _("Line")),
        Column("on", _("Day")),
        Column("act", _("What")),
        Column("subject", _("Serial")),
        Column("card", _("Card")),
        Column("pieces", _("Pieces"), numeric=True),
        Column("amount", _("Euros"), numeric=True),
        Column("reason", _("Reason")),
        Column("initials", _("By")),
    ]
    return Table(
        columns, [_line(each) for each in lines], _("Ledger, the newest line first"), empty=_("No line yet.")
    )


def _line(each: LedgerEntry) -> dict:
    return {
        "number": each.number,
        "on": each.on,
        "act": each.get_act_display(),
        "subject": each.subject,
        "card": shown(each.card) if each.card else None,
        "pieces": each.pieces or None,
        "amount": each.amount or None,
        "reason": reason_of(each.act, each.reason),
        "initials": each.initials,
    }


def reason_of(act: str, code: str) -> str:
    """A line's reason in words."""
    known = _REASONS.get(act)
    return str(known(code).label) if known and code in known.values else code
