"""The auditor's view: envelopes by serial, the ledger line by line and held against its signatures, and the files."""

import tempfile
from pathlib import Path

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.privacy.keyring import Locked
from utsopi.sheets import csv_download
from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import page_of

from .. import statement
from ..alone import seen_by_one
from ..book_lines import envelopes_of, ledger_of
from ..models import Envelope, LedgerEntry, VoucherProgramme
from ..verifying import Verification, verify


@require_safe
@needs("voucher.serials")
def voucher_envelopes(request, pk):
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    rows = Envelope.objects.filter(programme=programme).select_related("token").order_by("number")
    page = page_of(request, rows)
    may_void = may(request.user, "voucher.void") and not programme.closed_on
    context = {
        "heading": _("Envelopes"),
        "sentence": programme.title,
        "programme": programme,
        "table": envelopes_of(page.rows, may_void=may_void),
        "alone": seen_by_one(programme),
        "page": page,
    }
    return render(request, "outreach/voucher_envelopes.html", context)


@require_safe
@needs("voucher.serials")
def voucher_ledger(request, pk):
    programme = get_object_or_404(VoucherProgramme, pk=pk)
    page = page_of(request, LedgerEntry.objects.filter(programme=programme).order_by("-number"))
    context = {
        "heading": _("Ledger"),
        "sentence": programme.title,
        "programme": programme,
        "table": ledger_of(page.rows),
        "page": page,
        "verified": _verified(programme),
    }
    return render(request, "outreach/voucher_ledger.html", context)


def _verified(programme: VoucherProgramme) -> Verification | None:
    """None while the house is locked."""
    try:
        return verify([programme])
    except Locked:
        return None


@require_POST
@needs("voucher.serials")
@fresh
def voucher_out(request, pk):
    """The statement for the funder: serials and sums, and no person."""
    programme = get_object_or_404(VoucherProgramme.objects.select_related("funder"), pk=pk)
    ending = request.POST.get("format")
    if ending not in ("csv", "pdf"):
        raise Http404
    statement.note_down(programme, ending, by=request.user)
    name = statement.file_name(programme, ending)
    if ending == "csv":
        return csv_download(name, statement.as_csv(programme))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        statement.as_pdf(programme, path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)
