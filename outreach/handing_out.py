"""The list of rounds as a file: exactly the lines that the page shows, all pages, in the same order and words."""

from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Installation
from utsopi.notices import notices
from utsopi.sheets import csv_pieces, write_xlsx

from .models import Round
from .round_lines import Wanted, found, table_of


def file_name(ending: str) -> str:
    return f"rounds-{timezone.localdate():%Y-%m-%d}-internal.{ending}"


def note_down(ending: str, wanted: Wanted, *, by) -> None:
    """The entry in the trail that so many rounds left the house."""
    counts = {"rows": found(wanted).count()}
    record(Action.EXPORT, Round._meta.label, by=by, fields=[ending], counts=counts)


def as_csv(wanted: Wanted) -> Iterator[str]:
    """The text of the file in pieces."""
    table = table_of(found(wanted))
    return csv_pieces([*table.head(), _("notice")], table.values(), " ".join(_said()))


def as_xlsx(wanted: Wanted, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    table, name = table_of(found(wanted)), _("Rounds")
    return write_xlsx(path, table.head(), table.values(), title=name, said=_said(), name=name, frozen=2)


def _said() -> list[str]:
    return notices(is_demo=Installation.current().is_demo)
