"""Records in and out as a workbook: the coordinator has no shell."""

import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports import uploads
from reports.chosen import years_recorded
from reports.forms import UploadForm
from utsopi.jobs import files
from utsopi.jobs.actions import enqueue
from utsopi.jobs.choices import State
from utsopi.jobs.models import Job
from utsopi.ui.tables import Column, Table

if TYPE_CHECKING:
    from reports.workbook import ImportReport

PROBLEMS_SHOWN = 500


def records(request):
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            job = enqueue("check_records", by=request.user, language=get_language())
            uploads.keep(job, form.cleaned_data["files"])
        return redirect("job_status", pk=job.pk)
    context = {
        "heading": _("Records"),
        "sentence": _("Bring the records of a year in as a workbook, or take them out."),
        "form": form,
        "years": years_recorded(with_plans=True),
    }
    return render(request, "reports/records.html", context, status=form.status)


@require_POST
def take_out(request):
    year = request.POST.get("year", "")
    if year and year not in map(str, years_recorded(with_plans=True)):
        raise Http404
    job = enqueue("export_records", by=request.user, year=int(year) if year else None)
    return redirect("job_status", pk=job.pk)


def import_outcome(request, pk):
    """What a check found, with the way to bring the records in; or what was brought in."""
    from reports.workbook import ImportReport  # all that reads and checks workbooks: not at the start

    job, outcome = _own_outcome(request, pk)
    report = ImportReport.from_dict(outcome["report"]) if outcome["report"] else None
    is_check = job.kind == "check_records"
    context = {
        "heading": _("Check of the workbook") if is_check else _("Records brought in"),
        "job": job,
        "refused": outcome["refused"],
        "report": report,
        "is_check": is_check,
        "may_import": bool(is_check and report and report.ok and uploads.source_of(job)),
        "sheets": _sheets(report) if report else None,
        "problems": _problems(report) if report else None,
        "problems_left_out": max(report.problem_count - PROBLEMS_SHOWN, 0) if report else 0,
    }
    return render(request, "reports/import_outcome.html", context)


@require_POST
def bring_in(request, pk):
    checked, outcome = _own_outcome(request, pk)
    if checked.kind != "check_records" or not outcome["report"] or outcome["report"]["problem_count"]:
        raise Http404
    job = enqueue("import_records", by=request.user, checked=str(checked.pk), language=get_language())
    return redirect("job_status", pk=job.pk)


def _own_outcome(request, pk) -> tuple[Job, dict]:
    kinds = ("check_records", "import_records")
    job = get_object_or_404(Job, pk=pk, by=request.user, kind__in=kinds, state=State.DONE)
    path = files.path_of(job)
    if path is None:
        raise Http404
    return job, json.loads(path.read_text(encoding="utf-8"))


def _sheets(report: "ImportReport") -> Table:
    columns = [
        Column("sheet", _("Sheet")),
        Column("created", _("New"), numeric=True),
        Column("changed", _("Changed"), numeric=True),
        Column("unchanged", _("As before"), numeric=True),
    ]
    rows = [{"sheet": name, **vars(counts)} for name, counts in {**report.sheets, **report.also}.items()]
    return Table(columns, rows, _("Rows by sheet"), empty=_("The workbook holds no rows."))


def _problems(report: "ImportReport") -> Table:
    columns = [
        Column("sheet", _("Sheet")),
        Column("row", _("Row"), numeric=True),
        Column("column", _("Column")),
        Column("value", _("Value")),
        Column("reason", _("What is wrong")),
    ]
    return Table(columns, report.problems[:PROBLEMS_SHOWN], _("Problems in the workbook"))
