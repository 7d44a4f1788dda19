"""The list of members as a file: exactly the lines that the page was narrowed to, in words and without a name."""

from collections.abc import Iterator
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.handed_out import csv_of, xlsx_of

from .lines import table_of
from .models import Member

AT_ONCE = 20_000  # lines of a workbook; more are a CSV only


def file_name(ending: str) -> str:
    """With the day it is handed out on."""
    return f"members-{timezone.localdate():%Y-%m-%d}-internal.{ending}"


def note_down(ending: str, count: int, *, by) -> None:
    """The entry in the trail that this many lines left the house."""
    record(Action.EXPORT, Member._meta.label, by=by, fields=[ending], counts={"rows": count})


def as_csv(rows: QuerySet) -> Iterator[str]:
    """The text of the file in pieces; each is made when it is asked for."""
    return csv_of(table_of(rows, timezone.localdate()))


def as_xlsx(rows: QuerySet, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    return xlsx_of(table_of(rows, timezone.localdate()), path, name=_("Members"), frozen=1)
