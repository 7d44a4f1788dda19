"""The page of the trail, and the trail as a file."""

import json

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.directory.models import Installation
from utsopi.sheets import csv_download, csv_pieces
from utsopi.team.access import fresh, needs

from .alerts import alerts_table
from .choices import Action
from .forms import TrailForm
from .log import record
from .models import AuditEntry
from .reading import NEWEST_FIRST, accounts_in_trail, models_in_trail, page_of, table_of
from .sealing import seal
from .upkeep import last_check

COLUMNS = (
    "number",
    "day",
    "moment",
    "account",
    "role",
    "action",
    "model",
    "record",
    "fields",
    "counts",
    "reason",
    "request",
    "signature",
)


@needs("trail.read")
@require_safe
def trail(request):
    accounts = accounts_in_trail()
    form = TrailForm(request.GET, models_in_trail(), accounts)
    wanted = form.wanted()
    try:
        entries, older = page_of(wanted.entries(), request.GET.get("after", ""))
    except ValueError as error:
        raise Http404 from error
    query = urlencode(wanted.as_fields())
    context = {
        "heading": _("Trail"),
        "sentence": _("Who did what to which record. Names of fields and counts, never what stood in them."),
        "form": form,
        "wanted": wanted,
        "query": query,
        "table": table_of(entries, accounts, reverse("trail")),
        "older": f"?{query}&after={older}".replace("?&", "?") if older else "",
        "newest": f"?{query}" if "after" in request.GET else "",
        "alerts": alerts_table(accounts),
        "check": last_check(),
    }
    return render(request, "audit/trail.html", context, status=form.status)


@needs("trail.read")
@require_POST
@fresh
def trail_out(request):
    """The entries that the page was narrowed to, all of them, in codes."""
    form = TrailForm(request.POST, models_in_trail(), accounts_in_trail())
    if not form.is_valid():
        raise Http404
    seal()
    entries = form.wanted().entries()
    record(Action.EXPORT, AuditEntry._meta.label, by=request.user, counts={"rows": entries.count()})
    said = _("Demo: these records are made up.") if Installation.current().is_demo else ""
    rows = (_cells(entry) for entry in entries.order_by(*NEWEST_FIRST).iterator(chunk_size=500))
    name = f"trail-{timezone.localdate():%Y-%m-%d}-internal.csv"
    return csv_download(name, csv_pieces([*COLUMNS, "notice"] if said else COLUMNS, rows, said))


def _cells(entry: AuditEntry) -> list[str]:
    return [
        str(entry.number),
        entry.on.isoformat(),
        timezone.localtime(entry.at).isoformat(timespec="seconds") if entry.at else "",
        str(entry.by_id or ""),
        entry.role,
        entry.action,
        entry.model,
        str(entry.object_id or ""),
        ";".join(entry.fields),
        json.dumps(entry.counts) if entry.counts else "",
        entry.reason,
        entry.request_id,
        bytes(entry.mac).hex() if entry.mac else "",
    ]
