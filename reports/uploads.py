"""A workbook that somebody sent through the browser: kept privately beside its job, and gone with it."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from utsopi.jobs.files import root
from utsopi.jobs.models import Job

ENDINGS = (".xlsx", ".csv", ".zip")
SHEET_NAME = re.compile(r"[a-z_]{1,40}\.csv", re.ASCII)


def folder_of(job: Job) -> Path:
    """Where a job's upload lies; the job's own housekeeping removes it, because it bears the job's key."""
    return root() / f"{job.pk}-upload"


def keep(job: Job, uploads: Sequence[UploadedFile]) -> None:
    """Stores what was sent. Only CSV files keep their names, since a sheet is known by its file's name."""
    folder = folder_of(job)
    folder.mkdir(mode=0o700)
    for upload in uploads:
        with (folder / _stored_name(upload.name)).open("xb") as file:
            for chunk in upload.chunks():
                file.write(chunk)


def source_of(job: Job) -> Path | None:
    """What the importer is to read: the one workbook, or the folder of CSV files; None if it is gone."""
    files = sorted(folder_of(job).glob("*"))
    if not files:
        return None
    return files[0] if files[0].name.startswith("workbook.") else folder_of(job)


def _stored_name(name: str) -> str:
    lowered = Path(name).name.lower()
    return lowered if SHEET_NAME.fullmatch(lowered) else f"workbook{Path(lowered).suffix}"
