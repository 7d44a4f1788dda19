"""The report to make and to download."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from reports.chosen import years_recorded
from reports.forms import ReportForm
from reports.making import Format
from utsopi.directory.choices import region_label
from utsopi.jobs.actions import enqueue, reap
from utsopi.jobs.models import Job
from utsopi.jobs.status import Status, status_of
from utsopi.periods import Period

SHOWN = 10


@dataclass(frozen=True)
class Ordered:
    """A report that somebody ordered, in words, with how far it is."""

    job: Job
    words: str
    status: Status


def report(request):
    form = ReportForm(request.POST or None, years=years_recorded())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        job = enqueue("annual_report", by=request.user, **{**asked, "region": asked["region"] or None})
        return redirect("job_status", pk=job.pk)
    context = {
        "heading": _("Report"),
        "sentence": _(
            "The annual report, made from the records. It holds exact small numbers: internal only."
        ),
        "form": form,
        "ordered": ordered_by(request.user),
    }
    return render(request, "reports/report.html", context, status=form.status)


def ordered_by(user) -> list[Ordered]:
    reap()
    jobs = Job.objects.filter(by=user, kind="annual_report").order_by("-queued_at")[:SHOWN]
    return [Ordered(job, _in_words(job.args), status_of(job)) for job in jobs]


def _in_words(args: dict) -> str:
    words = [
        Period.parse(args["period"]).label,
        region_label(args["region"]) if args["region"] else _("all regions"),
        str(get_language_info(args["language"])["name_translated"]),
        Format(args["file_format"]).name,
    ]
    return " · ".join(words)
