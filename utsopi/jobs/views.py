"""Progress, file and second try of a job; only for the account that ordered it."""

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from . import files
from .actions import KEPT, reap, retry
from .choices import State
from .models import Job
from .status import status_of


def own(request, pk) -> Job:
    return get_object_or_404(Job, pk=pk, by=request.user)


@require_GET
def job_status(request, pk):
    """The page, or only its panel where htmx asks."""
    if not settings.REDIS_URL:
        reap()
    job = own(request, pk)
    status = status_of(job)
    template = "jobs/panel.html" if "HX-Request" in request.headers else "jobs/status.html"
    told = _("You may leave this page. The work goes on, and what comes out stays for %(days)s days.")
    context = {"job": job, "status": status, "heading": status.label, "sentence": told % {"days": KEPT.days}}
    return render(request, template, context)


@require_GET
def job_file(request, pk):
    job = own(request, pk)
    path = files.path_of(job)
    if job.state != State.DONE or path is None:
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_POST
def job_retry(request, pk):
    job = own(request, pk)
    retry(job)
    return redirect("job_status", pk=job.pk)
