"""Background work without a queue: one child process at a time does what waits, then ends."""

import fcntl
import signal
import subprocess
import sys
from contextlib import contextmanager
from threading import Thread

from django.conf import settings

from .models import Job
from .running import perform


def start() -> None:
    """Starts a child that works until nothing waits. If one is at work already, the new one ends at once."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  # nosec B603
    Thread(target=child.wait, daemon=True).start()  # or it stays in the process table when it has ended


def work() -> None:
    """What the child does. It looks again after letting go, for an order that came in between."""
    while Job.objects.claimable().exists():
        with _lock() as mine:
            if not mine:
                return
            while job := Job.objects.claimable().order_by("queued_at").first():
                _within_the_time_limit(job)


def somebody_works() -> bool:
    """Whether a child is alive; the kernel lets go of the lock however it dies."""
    with _lock() as mine:
        return not mine


def _within_the_time_limit(job: Job) -> None:
    """A job that hangs ends the child; its row goes stale, and it counts as an attempt."""
    signal.alarm(settings.CELERY_TASK_TIME_LIMIT)
    try:
        perform(job.pk)
    finally:
        signal.alarm(0)


@contextmanager
def _lock():
    """True for one process at a time."""
    with (settings.VAR / "jobs.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
