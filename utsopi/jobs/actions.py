"""Ordering work, starting it again, and cleaning up after it."""

import logging
import re
import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from utsopi.audit.upkeep import keep_trail
from utsopi.team.sessions import SessionStore

from . import embedded, files
from .choices import Failure, State
from .models import ATTEMPTS, Job
from .registry import half_hourly_work, kind_of, morning_work, nightly_work

log = logging.getLogger("utsopi.jobs")
KEPT = timedelta(days=7)  # how long a finished job and its file stay
CODE = re.compile(r"[\w.:+-]{0,80}", re.ASCII)
# after this long an order that still waits is sent once more: its message may be lost, its child may have died
SENT_AGAIN_AFTER = {"queue": timedelta(minutes=10), "embedded": timedelta(seconds=10)}


def enqueue(kind: str, *, by, **args) -> Job:
    """Orders work of `kind` for the account `by`; it starts once the transaction is through.

    `args` are numbers, codes, ISO dates and ids, or lists of them, never text about people: ValueError else.
    """
    kind_of(kind)
    if not all(_is_code(value) for value in args.values()):
        raise ValueError("The arguments of a job are numbers, codes and ids.")
    job = Job.objects.create(kind=kind, args=args, by=by)
    transaction.on_commit(lambda: _send(job))
    return job


def retry(job: Job) -> bool:
    """Queues a failed or abandoned job again, with all its attempts; False if it is neither."""
    again = Job.objects.filter(pk=job.pk).filter(Q(state=State.FAILED) | Q(pk__in=_abandoned().values("pk")))
    fresh = {"attempt": 0, "error": "", "queued_at": timezone.now(), "finished_at": None}
    if not again.update(state=State.QUEUED, sent_at=None, step="", done=0, total=0, **fresh):
        return False
    transaction.on_commit(lambda: _send(job))
    return True


def reap() -> int:
    """Gives work that its worker left behind back to the queue, or up after the last attempt.

    Sends again what still waits after long. Returns how many were abandoned. Beat calls it every minute; where
    there is no queue, the page that shows the progress does.
    """
    abandoned = _abandoned()
    given_up = abandoned.filter(attempt__gte=ATTEMPTS).update(
        state=State.FAILED, error=Failure.GIVEN_UP, finished_at=timezone.now()
    )
    back = abandoned.filter(attempt__lt=ATTEMPTS).update(state=State.QUEUED, sent_at=None)
    late = timezone.now() - SENT_AGAIN_AFTER["queue" if settings.REDIS_URL else "embedded"]
    for job in Job.objects.filter(Q(sent_at=None) | Q(sent_at__lt=late), state=State.QUEUED):
        _send(job)
    return given_up + back


def is_abandoned(job: Job) -> bool:
    """Whether nobody works on this running job any more."""
    return job.state == State.RUNNING and _abandoned().filter(pk=job.pk).exists()


def housekeeping() -> int:
    """Reaps, then deletes finished jobs older than KEPT, with their files, and sessions that are over; does what the
    apps do each night; seals, verifies and prunes the audit trail.

    Returns the number of jobs deleted.
    """
    reap()
    old = list(Job.objects.filter(finished_at__lt=timezone.now() - KEPT))
    for job in old:
        files.remove(job)
    for folder in files.without_a_job(older_than=KEPT):
        shutil.rmtree(folder, ignore_errors=True)
    Job.objects.filter(pk__in=[job.pk for job in old]).delete()
    SessionStore.clear_expired()
    _do(nightly_work())
    keep_trail()
    return len(old)


def do_morning_work() -> int:
    """What the apps do each morning; done once, however often this is called. Returns how many mails went out."""
    return sum(filter(None, _do(morning_work())))


def do_half_hourly_work() -> None:
    """What the apps do each half hour of the day."""
    _do(half_hourly_work())


def _do(works: dict[str, Callable[[], object]]) -> list:
    """What each of them returned. What breaks is told, without the message of the error, which may quote a record;
    the others go on."""
    done = []
    for name, work in works.items():
        try:
            done.append(work())
        except Exception as problem:
            log.error("%s failed: %s", name, type(problem).__name__)
    return done


def _is_code(value) -> bool:
    if isinstance(value, list):
        return all(_is_code(each) for each in value)
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None
    return value is None or isinstance(value, int | bool)


def _abandoned():
    """Stale rows; without a queue the lock tells surely whether a worker lives, however long it is silent."""
    if not settings.REDIS_URL and embedded.somebody_works():
        return Job.objects.none()
    return Job.objects.stale()


def _send(job: Job) -> None:
    """Hands the order to whoever works. Where the queue cannot be reached the row waits for the next reap()."""
    Job.objects.filter(pk=job.pk).update(sent_at=timezone.now())
    if not settings.REDIS_URL:
        embedded.start()
    elif not _publish(job):
        Job.objects.filter(pk=job.pk).update(sent_at=None)


def _publish(job: Job) -> bool:
    from kombu.exceptions import OperationalError  # only where there is a queue: Celery is slow to load

    from utsopi.celery import app, perform_job

    try:
        with app.connection_for_write(settings.REDIS_URL, connect_timeout=2) as connection:
            perform_job.apply_async([str(job.pk)], connection=connection, retry=False)
    except (OperationalError, OSError):
        return False
    return True
