"""The log: requests newest first, narrowed to what is looked for; and the same as a file."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from utsopi.handed_out import xlsx_download
from utsopi.jobs.actions import enqueue
from utsopi.sheets import csv_download
from utsopi.team.access import fresh, may, needs
from utsopi.ui.paging import COUNTED

from .. import handing_out
from ..forms.log import LogForm
from ..lines import Shown, columns, page_of
from ..searching import Cursor
from .log_rows import drawn


@require_safe
@needs("log.read")
def log(request):
    form = LogForm(request.GET, request.user)
    shown = page_of(form.wanted(), _cursor(request.GET)) if form.is_valid() else None
    context = {
        "heading": _("Log"),
        "sentence": _("What was asked for, by date, in codes. Nobody here has a name."),
        "form": form,
        "shown": shown,
        "columns": columns(),
        "counted": COUNTED,
        "rows": drawn(shown.requests, timezone.localdate()) if shown else "",
        "may_export": may(request.user, "log.export"),
        **(_ways(form, shown) if shown else {}),
    }
    return render(request, "support/log.html", context, status=form.status)


def _cursor(query) -> Cursor | None:
    """Where the page begins: after or before a place; 404 for what is none."""
    try:
        if "before" in query:
            return Cursor.parse(query["before"], is_back=True)
        return Cursor.parse(query["after"]) if "after" in query else None
    except ValueError as error:
        raise Http404 from error


def _ways(form: LogForm, shown: Shown) -> dict:
    """The addresses of the pages before and after."""
    return {
        "newer": form.query(before=shown.newer) if shown.newer else "",
        "older": form.query(after=shown.older) if shown.older else "",
    }


@require_POST
@needs("log.export")
@fresh
def log_out(request):
    """All lines that the page was narrowed to. A large workbook is written while the page tells how far it is."""
    form, ending = LogForm(request.POST, request.user), request.POST.get("format")
    if ending not in ("csv", "xlsx") or not form.is_valid():
        raise Http404
    wanted = form.wanted()
    count = handing_out.how_many(wanted)
    if ending == "xlsx" and count > handing_out.AT_ONCE:
        job = enqueue("log_out", by=request.user, language=get_language(), **wanted.codes())
        return redirect("job_status", pk=job.pk)
    handing_out.note_down(ending, count, by=request.user)
    name = handing_out.file_name(ending)
    if ending == "csv":
        return csv_download(name, handing_out.as_csv(wanted))
    return xlsx_download(name, partial(handing_out.as_xlsx, wanted))
