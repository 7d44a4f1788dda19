"""The log as a file: exactly the lines that the page shows, all pages, in the same order and words."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.handed_out import csv_of, xlsx_of

from .lines import count_of, table_of
from .models import Request
from .searching import Wanted, found

AT_ONCE = 10_000  # lines of a workbook; more are a job


def file_name(ending: str) -> str:
    return f"log-{timezone.localdate():%Y-%m-%d}-internal.{ending}"


def how_many(wanted: Wanted) -> int:
    return count_of(found(wanted))


def note_down(ending: str, count: int, *, by) -> None:
    """The entry in the trail that this many lines left the house."""
    record(Action.EXPORT, Request._meta.label, by=by, fields=[ending], counts={"rows": count})


def as_csv(wanted: Wanted) -> Iterator[str]:
    """The text of the file in pieces; each is made when it is asked for."""
    return csv_of(table_of(found(wanted)))


def as_xlsx(wanted: Wanted, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    return xlsx_of(table_of(found(wanted)), path, name=_("Log"), frozen=2)
