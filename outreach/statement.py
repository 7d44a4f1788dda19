"""The statement for a funder: what was granted, the sums, each envelope by serial. No person and no card."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from utsopi import pdf
from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Installation
from utsopi.paper import fonts, stylesheet
from utsopi.sheets import csv_pieces
from utsopi.ui.tables import shown

from .actions.books import PROGRAMME
from .balance import Balance, balance
from .chain import days_of, state_of, terms_of
from .choices import EnvelopeStatus, MissedBecause
from .models import LedgerEntry, VoucherProgramme

NONE = Decimal("0.00")


def file_name(programme: VoucherProgramme, ending: str) -> str:
    """With the reference of the programme, and the day it is handed out on."""
    safe = re.sub(r"[^A-Za-z0-9_-]", "-", programme.reference)
    return f"vouchers-{safe}-{timezone.localdate():%Y-%m-%d}.{ending}"


def note_down(programme: VoucherProgramme, ending: str, *, by) -> None:
    """The entry in the trail that the statement left the house."""
    count = programme.envelopes.count()
    record(Action.EXPORT, PROGRAMME, by=by, object_id=programme.pk, fields=[ending], counts={"rows": count})


def as_csv(programme: VoucherProgramme) -> Iterator[str]:
    """Each envelope, then the sums; what a line is stands in its first cell."""
    head = [_("line"), _("envelope"), _("state"), _("given on"), _("pieces"), _("euros"), _("what it is")]
    envelopes = (
        [_("envelope"), number, EnvelopeStatus(status).label, issued_on or "", 1, amount, said_of(programme)]
        for number, status, amount, issued_on in _envelopes(programme)
    )
    return csv_pieces(head, [*envelopes, *_sum_lines(programme)])


def _sum_lines(programme: VoucherProgramme) -> Iterator[list]:
    for label, pieces, amount in sums_of(balance(programme)):
        yield [_("sum"), "", label, "", _plain(pieces), _plain(amount), said_of(programme)]


def _plain(value):
    return "" if value is None else value


def said_of(programme: VoucherProgramme) -> str:
    """What a statement says of itself: closed when, or provisional; and made up, where it is."""
    said = [f"{programme.title} ({programme.reference})", state_of(programme)]
    if not programme.closed_on:
        said.append(_("provisional"))
    if Installation.current().is_demo:
        said.append(_("Demo: these records are made up."))
    return "; ".join(said)


def sums_of(found: Balance) -> list[tuple]:
    """Label, pieces and euros; None where there are none of the kind."""
    euros = found.euros
    return [
        (_("Budget"), None, found.budget),
        (_("Bought"), None, found.bought),
        (_("Prepared"), found.prepared, found.prepared * found.per_person),
        (_("Given"), found.given, found.amount),
        (_("Void"), found.void, euros.get(EnvelopeStatus.VOID, NONE)),
        (_("Left over"), found.left, euros.get(EnvelopeStatus.LEFT, NONE)),
        (_("Told about it"), found.invited, None),
        (_("Not collected"), found.not_collected, None),
        *(
            (_("Not collected: %(reason)s") % {"reason": str(MissedBecause(code).label).lower()}, count, None)
            for code, count in found.reasons.items()
        ),
    ]


def as_pdf(programme: VoucherProgramme, path: Path) -> int:
    """Writes the statement as a tagged PDF and returns its number of pages."""
    return pdf.render_apart(as_html(programme), path, fonts=fonts())


def as_html(programme: VoucherProgramme) -> str:
    """The statement as one document that needs nothing else, in the language that is switched on."""
    found = balance(programme)
    last = LedgerEntry.objects.filter(programme=programme).order_by("-number").first()
    context = {
        "language": get_language(),
        "style": stylesheet("statement.css"),
        "house": Installation.current().organisation,
        "said": said_of(programme),
        "programme": programme,
        "days": days_of(programme),
        "terms": [(label, shown(value)) for label, value in terms_of(programme)],
        "sums": [(label, _printed(pieces), _printed(amount)) for label, pieces, amount in sums_of(found)],
        "balance": found,
        "by_card": programme.tokens.exists(),
        "envelopes": [
            (number, EnvelopeStatus(status).label, shown(issued_on) if issued_on else "", shown(amount))
            for number, status, amount, issued_on in _envelopes(programme)
        ],
        "last": last,
        "mac": bytes(last.mac).hex() if last else "",
        "today": timezone.localdate(),
    }
    return render_to_string("outreach/statement.html", context)


def _printed(value) -> str:
    return "" if value is None else shown(value)


def _envelopes(programme: VoucherProgramme):
    rows = programme.envelopes.order_by("number")
    return rows.values_list("number", "status", "amount", "issued_on")
