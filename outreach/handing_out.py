"""The list of rounds as a file: exactly the lines that the page shows, all pages, in the same order and words."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.handed_out import csv_of, xlsx_of

from .models import Round
from .round_lines import Wanted, found, table_of


def file_name(ending: str) -> str:
    """With the day it is handed out on."""
    return f"rounds-{timezone.localdate():%Y-%m-%d}-internal.{ending}"


def note_down(ending: str, wanted: Wanted, *, by) -> None:
    """The entry in the trail that so many rounds left the house."""
    counts = {"rows": found(wanted).count()}
    record(Action.EXPORT, Round._meta.label, by=by, fields=[ending], counts=counts)


def as_csv(wanted: Wanted) -> Iterator[str]:
    """The text of the file in pieces."""
    return csv_of(table_of(found(wanted)))


def as_xlsx(wanted: Wanted, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    return xlsx_of(table_of(found(wanted)), path, name=_("Rounds"), frozen=2)
