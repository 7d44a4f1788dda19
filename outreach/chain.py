"""Where a programme's vouchers are, for its page: the list of programmes, the chain from the invoice on, its terms."""

from decimal import Decimal

from django.db.models import Count, DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from utsopi.ui.tables import Column, Table

from .balance import Balance, cents
from .choices import EnvelopeStatus
from .models import VoucherProgramme

_GIVEN = Q(envelopes__status=EnvelopeStatus.ISSUED)


def listed() -> QuerySet:
    """Programmes, open ones first and the newest on top, each with how many envelopes and euros were given."""
    given = Count("envelopes", filter=_GIVEN)
    amount = Coalesce(Sum("envelopes__amount", filter=_GIVEN), Value(Decimal(0)), output_field=DecimalField())
    found = VoucherProgramme.objects.select_related("funder").annotate(given=given, amount=amount)
    return found.order_by("-closed_on", "-starts_on", "-reference")


def table_of(programmes) -> Table:
    """A line for each of those that listed() gives, each with the way to its page."""
    columns = [
        Column("title", _("Programme"), link="href"),
        Column("funder", _("Funder")),
        Column("days", _("Days")),
        Column("state", _("State")),
        Column("budget", _("Budget, €"), numeric=True),
        Column("given", _("Given"), numeric=True),
        Column("amount", _("Given, €"), numeric=True),
    ]
    rows = [
        {
            "title": each.title,
            "href": reverse("voucher_programme", args=[each.pk]),
            "funder": each.funder.name,
            "days": days_of(each),
            "state": state_of(each),
            "budget": each.budget,
            "given": each.given,
            "amount": cents(each.amount),
        }
        for each in programmes
    ]
    return Table(columns, rows, _("Programmes of vouchers"))


def days_of(programme: VoucherProgramme) -> str:
    """From its first to its last day, as far as they are known."""
    first, last = programme.starts_on, programme.ends_on
    if not (first and last):
        return date_format(first or last, "SHORT_DATE_FORMAT") if first or last else ""
    return f"{date_format(first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"


def state_of(programme: VoucherProgramme) -> str:
    """Whether its books are open, being closed, or closed and since when."""
    if programme.closed_on:
        return _("Closed on %(day)s") % {"day": date_format(programme.closed_on, "SHORT_DATE_FORMAT")}
    return _("Being closed") if programme.closing_by_id else _("Books open")


def terms_of(programme: VoucherProgramme) -> list[tuple]:
    """Label and value; two statements for the partners."""
    links = programme.partner_links.select_related("organisation").order_by("organisation__name")
    partners = [
        _("%(name)s (at most %(quota)s)") % {"name": link.organisation, "quota": link.quota}
        if link.quota
        else str(link.organisation)
        for link in links
    ]
    return [
        (_("Number"), programme.reference),
        (_("Funder"), programme.funder.name),
        (_("Budget, €"), programme.budget),
        (_("For each person, €"), programme.amount_per_person),
        (_("Days"), days_of(programme)),
        (_("Partners"), ", ".join(partners)),
        (_("State"), state_of(programme)),
    ]


def chain_of(found: Balance) -> Table:
    """From the invoice to where the vouchers are now; what was bought is the sum of all below it."""
    shown = [row for row in _places(found) if row["pieces"] or row["amount"]]
    columns = [
        Column("where", _("Where they are")),
        Column("pieces", _("Envelopes"), numeric=True),
        Column("amount", _("Euros"), numeric=True),
    ]
    total = {
        "where": _("Bought"),
        "pieces": found.prepared + found.in_stock,
        "amount": sum((row["amount"] for row in shown), Decimal(0)),
    }
    return Table(
        columns,
        shown,
        _("From the invoice to the hand"),
        total=total if shown else None,
        empty=_("Nothing was bought yet."),
    )


def _places(found: Balance) -> list[dict]:
    """Where vouchers can be, each with its envelopes and euros."""
    euros = {state: found.euros.get(state, Decimal(0)) for state in EnvelopeStatus.values}
    loose = found.stock - euros[EnvelopeStatus.IN_STOCK]
    rows = [
        (_("In the stock, in no envelope"), None, loose),
        (_("In envelopes, not prepared"), found.in_stock, euros[EnvelopeStatus.IN_STOCK]),
        (_("Prepared, waiting"), found.waiting, euros[EnvelopeStatus.PREPARED]),
        (_("Given"), found.given, euros[EnvelopeStatus.ISSUED]),
        (_("Void"), found.void, euros[EnvelopeStatus.VOID]),
        (_("Left over"), found.left, euros[EnvelopeStatus.LEFT]),
    ]
    return [{"where": where, "pieces": pieces, "amount": amount} for where, pieces, amount in rows]
