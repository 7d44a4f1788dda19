"""Doing one job: claim its row, give signs of life, finish in one update."""

import logging
import traceback
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

from django.db import OperationalError, connections
from django.utils import timezone, translation

from utsopi.audit.context import acting

from . import files
from .choices import Failure, State
from .models import Job
from .registry import UnknownKind, kind_of

log = logging.getLogger("utsopi.jobs")
SIGN_OF_LIFE = 5.0  # seconds
SHOWN_WITHIN = 0.3  # seconds between two writes when steps follow quickly


class Superseded(Exception):
    """Somebody else has taken this job on; this attempt stops."""


class JobRun:
    """One attempt at a job, as the function that does the work sees it."""

    def __init__(self, job: Job):
        self.job = job
        self.by = job.by
        self.result: Path | None = None
        self.progress = {"step": "", "done": 0, "total": 0}
        self.changed, self.superseded = Event(), Event()

    def step(self, message, done: int = 0, total: int = 0) -> None:
        """Says what is being done, and how far it is: `done` of `total`.

        `message` is a string marked for translation (gettext_noop or gettext_lazy); it is kept untranslated and
        shown in the language of whoever looks. Costs nothing: another thread writes it, so that it shows during
        a long transaction too. Raises Superseded where another worker has taken over.
        """
        if self.superseded.is_set():
            raise Superseded
        with translation.override(None):
            text = str(message)[:200]
        self.progress = {"step": text, "done": min(done, total), "total": total}
        self.changed.set()

    def file(self, name: str) -> Path:
        """A private empty file for what comes out; `name` is what it is called when downloaded.

        A name that is only an ending (".pdf") gets the kind of the job in front. The last file asked for is the
        result.
        """
        self.result = files.fresh(self.job, f"{self.job.kind}{name}" if name.startswith(".") else name)
        return self.result


def claim(pk: UUID) -> Job | None:
    """Takes the job on, or returns None where somebody else has it or it is over: one guarded update."""
    job = Job.objects.filter(pk=pk).first()
    if job is None:
        return None
    mine = Job.objects.filter(pk=pk, attempt=job.attempt).claimable()
    started = {"attempt": job.attempt + 1, "heartbeat_at": timezone.now()}
    if not mine.update(state=State.RUNNING, step="", done=0, total=0, **started):
        return None
    job.refresh_from_db()
    return job


def perform(pk: UUID, *, signs_of_life: bool = True) -> bool:
    """Does the job if it can be claimed; False if not. A job that raises ends failed, and this returns True."""
    job = claim(pk)
    if job is None:
        return False
    run = JobRun(job)
    writer = Thread(target=_give_signs_of_life, args=[run, over := Event()], daemon=True)
    if signs_of_life:
        writer.start()
    try:
        outcome = _outcome(run)
    finally:
        over.set()
        run.changed.set()
        if signs_of_life:
            writer.join()
    _mine(job).update(heartbeat_at=timezone.now(), finished_at=timezone.now(), **run.progress | outcome)
    return True


def _outcome(run: JobRun) -> dict:
    """Does the work; the fields that tell how it ended."""
    try:
        with acting(run.by, request_id=run.job.pk.hex):
            kind_of(run.job.kind).work(run, **run.job.args)
    except UnknownKind:
        return {"state": State.FAILED, "error": Failure.UNKNOWN}
    except Superseded:
        return {}  # the row is somebody else's by now: nothing will be written to it
    except Exception as problem:
        _log(run.job, problem)
        return {"state": State.FAILED, "error": Failure.BROKE}
    if run.result is None:
        return {"state": State.DONE}
    run.result.chmod(0o600)  # whoever wrote it may have put a new file in its place
    return {"state": State.DONE, "result": str(run.result.relative_to(files.root()))}


def _log(job: Job, problem: Exception) -> None:
    """Where it broke and on what kind of error, not its message: that may quote a record."""
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    log.error("job %s (%s) failed at %s: %s", job.pk, job.kind, place, type(problem).__name__)


def _mine(job: Job):
    """The row, as long as this attempt is the one that counts."""
    return Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING)


def _give_signs_of_life(run: JobRun, over: Event) -> None:
    """Writes progress soon after it changed, else a heartbeat; on its own connection, outside any transaction."""
    try:
        while not over.is_set() and not run.superseded.is_set():
            run.changed.wait(SIGN_OF_LIFE)
            run.changed.clear()
            if over.is_set():
                return
            _write_progress(run)
            over.wait(SHOWN_WITHIN)
    finally:
        connections.close_all()


def _write_progress(run: JobRun) -> None:
    try:
        if not _mine(run.job).update(heartbeat_at=timezone.now(), **run.progress):
            run.superseded.set()
    except OperationalError:  # SQLite is being written to, or the database is away: the next sign will do
        connections.close_all()
