"""How far a job is, in words for the page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from . import files
from .actions import is_abandoned
from .choices import State
from .models import Job
from .registry import UnknownKind, kind_of

STOPPED = "stopped"  # a state only on the page: the row says running, but nobody works on it any more


@dataclass(frozen=True)
class Status:
    """What {% progress %} shows. `state` is one of State, or STOPPED; `done` of `total` are 0 while unknown.

    `done_url` is where the outcome is, `done_label` what that way is called; both empty where there is none.
    """

    label: str
    state: str
    step: str
    done: int
    total: int
    message: str
    done_url: str
    done_label: str

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)

    @property
    def is_stale(self) -> bool:
        return self.state == STOPPED


def status_of(job: Job) -> Status:
    """The state of `job` for the person who ordered it, in her language."""
    state = STOPPED if is_abandoned(job) else job.state
    step = _(job.step) if job.step else _("Starting")
    message = _message(job, state)
    return Status(_label(job), state, step, job.done, job.total, message, *_way_to_the_outcome(job))


def _label(job: Job) -> str:
    try:
        return str(kind_of(job.kind).label)
    except UnknownKind:
        return job.kind


def _message(job: Job, state: str) -> str:
    if state == STOPPED:
        return _("The work stopped before its end. Nothing was lost.")
    if state == State.QUEUED and job.attempt:
        return _("It was interrupted and starts again by itself.")
    return job.get_error_display() if state == State.FAILED else ""


def _way_to_the_outcome(job: Job) -> tuple[str, str]:
    if job.state != State.DONE:
        return "", ""
    if page := kind_of(job.kind).page:
        return reverse(page, args=[job.pk]), _("See the outcome")
    if files.path_of(job):
        return reverse("job_file", args=[job.pk]), _("Fetch the file")
    return "", ""
