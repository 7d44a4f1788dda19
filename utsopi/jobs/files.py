"""What jobs write: private files below VAR/files, one folder for each attempt."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from .models import Job


def root() -> Path:
    folder = settings.VAR / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def fresh(job: Job, name: str) -> Path:
    """An empty file of mode 0600 called `name`, in a folder that only this attempt writes to."""
    if name != Path(name).name or name.startswith("."):
        raise ValueError("The name of a result is a plain file name.")
    folder = root() / f"{job.pk}-{job.attempt}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    return path


def path_of(job: Job) -> Path | None:
    """The file that came out of a job, if there is one and it is still there."""
    path = root() / job.result if job.result else None
    return path if path and path.is_file() else None


def remove(job: Job) -> None:
    for folder in root().glob(f"{job.pk}-*"):
        shutil.rmtree(folder, ignore_errors=True)


def without_a_job(*, older_than: timedelta) -> Iterator[Path]:
    """Folders that no job knows any more: a database was restored, or an account's rows were erased."""
    known = {str(pk) for pk in Job.objects.values_list("pk", flat=True)}
    before = time.time() - older_than.total_seconds()
    for folder in root().iterdir():
        if folder.name[:36] not in known and folder.stat().st_mtime < before:
            yield folder
