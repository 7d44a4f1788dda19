"""The log as a file: exactly the lines that the page shows, all pages, in the same order and words."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Installation
from utsopi.notices import notices
from utsopi.sheets import csv_pieces, write_xlsx

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
    table = table_of(found(wanted))
    return csv_pieces([*table.head(), _("notice")], table.values(), " ".join(_said()))


def as_xlsx(wanted: Wanted, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    table = table_of(found(wanted))
    return write_xlsx(
        path, table.head(), table.values(), title=_("Log"), said=_said(), name=_("Log"), frozen=2
    )


def _said() -> list[str]:
    return notices(is_demo=Installation.current().is_demo)
