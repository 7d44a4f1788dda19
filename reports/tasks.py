"""What takes longer than a page may: making a report, checking and bringing in records, handing them out."""

import json
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from utsopi.audit.log import record
from utsopi.audit.models import Action
from utsopi.jobs.models import Job
from utsopi.jobs.registry import job
from utsopi.periods import Period

from . import uploads

STEPS = {
    "count": (gettext_noop("Counting the records"), 1),
    "write": (gettext_noop("Drawing and writing the report"), 2),
}


@job("annual_report", label=_("Annual report"))
def annual_report(run, *, period: str, region: str | None, language: str, file_format: str) -> None:
    """Makes one report file. The period travels as its code."""
    from .making import make_report

    def step(name: str) -> None:
        message, number = STEPS[name]
        run.step(message, number, len(STEPS) + 1)

    path = run.file(f"report-{period}{'-' + region if region else ''}-{language}-internal.{file_format}")
    make_report(
        path,
        period=Period.parse(period),
        region=region,
        language=language,
        file_format=file_format,
        step=step,
    )
    record(Action.REPORT, "reports.Report", by=run.by, fields=[file_format], with_moment=True)


@job("check_records", label=_("Checking the workbook"), page="import_outcome")
def check_records(run, *, language: str) -> None:
    """A dry run over what was uploaded with this job."""
    _bring_in(run, run.job, language, dry_run=True)


@job("import_records", label=_("Bringing in the records"), page="import_outcome")
def import_records(run, *, checked: str, language: str) -> None:
    """Brings in what the job `checked` has checked; it is checked once more, for the database moves on."""
    _bring_in(run, Job.objects.get(pk=UUID(checked)), language, dry_run=False)


def _bring_in(run, uploaded_with: Job, language: str, *, dry_run: bool) -> None:
    from .workbook import WorkbookRefused, import_workbook

    outcome: dict = {"refused": "", "report": None}
    with translation.override(language):
        try:
            source = uploads.source_of(uploaded_with)
            if source is None:
                raise WorkbookRefused(
                    translation.gettext("The workbook is no longer here. Please send it again.")
                )
            report = import_workbook(source, by=run.by, dry_run=dry_run, progress=run.step)
            outcome["report"] = report.to_dict()
        except WorkbookRefused as refusal:
            outcome["refused"] = str(refusal)
    run.file(".json").write_text(json.dumps(outcome), encoding="utf-8")


@job("export_records", label=_("Handing out the records"))
def export_records(run, *, year: int | None) -> None:
    """Writes the records of one year, or all, as a workbook."""
    from .workbook import export_workbook

    run.step(gettext_noop("Writing the workbook"))
    export_workbook(run.file(f"records-{year or 'all'}-internal.xlsx"), year=year, by=run.by)
