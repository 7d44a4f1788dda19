"""The list of members as a file: exactly the lines that the page was narrowed to, in words and without a name."""

from collections.abc import Iterator
from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Installation
from utsopi.notices import notices
from utsopi.sheets import csv_pieces, write_xlsx

from .lines import table_of
from .models import Member

AT_ONCE = 20_000  # lines of a workbook; more are a CSV only


def file_name(ending: str) -> str:
    return f"members-{timezone.localdate():%Y-%m-%d}-internal.{ending}"


def note_down(ending: str, count: int, *, by) -> None:
    """The entry in the trail that this many lines left the house."""
    record(Action.EXPORT, Member._meta.label, by=by, fields=[ending], counts={"rows": count})


def as_csv(rows: QuerySet) -> Iterator[str]:
    """The text of the file in pieces; each is made when it is asked for."""
    table = table_of(rows, timezone.localdate())
    return csv_pieces([*table.head(), _("notice")], table.values(), " ".join(_said()))


def as_xlsx(rows: QuerySet, path: Path) -> int:
    """Writes the workbook; how many lines it has."""
    table = table_of(rows, timezone.localdate())
    return write_xlsx(
        path, table.head(), table.values(), title=_("Members"), said=_said(), name=_("Members"), frozen=1
    )


def _said() -> list[str]:
    return notices(is_demo=Installation.current().is_demo)
