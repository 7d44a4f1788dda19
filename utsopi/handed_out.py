"""A list as a file, with what every file of the house says about itself."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import FileResponse
from django.utils.translation import gettext as _

from .directory.models import Installation
from .notices import notices
from .sheets import csv_pieces, write_xlsx
from .ui.tables import Table


def csv_of(table: Table) -> Iterator[str]:
    """The text of the file in pieces; each is made when it is asked for."""
    return csv_pieces([*table.head(), _("notice")], table.values(), " ".join(said_here()))


def xlsx_of(table: Table, path: Path, *, name: str, frozen: int) -> int:
    """Writes the workbook; how many lines it has. Its first `frozen` columns stay in sight."""
    head, rows = table.head(), table.values()
    return write_xlsx(path, head, rows, title=name, said=said_here(), name=name, frozen=frozen)


def xlsx_download(name: str, write: Callable[[Path], int]) -> FileResponse:
    """An answer with what `write` writes, in a file that is gone from the disk once it is sent."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def said_here() -> list[str]:
    """The notices of the records that stand here."""
    return notices(is_demo=Installation.current().is_demo)
