"""From a path to tables: a folder of CSV, an .xlsx, a .zip of CSV, or one CSV called as its sheet."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from django.utils.translation import gettext as _

from .csv_tables import csv_table
from .report import WorkbookRefused
from .sheets import BY_NAME
from .tables import MOST_BYTES, Table, private_folder
from .xlsx_tables import open_archive, xlsx_tables

# what the export adds for people; nothing is read from it
READ_ME = "README.txt"
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@contextmanager
def opened(path: Path) -> Iterator[list[Table]]:
    """The tables at `path`, readable until the block ends. Raises WorkbookRefused."""
    with ExitStack() as stack:
        try:
            tables = _tables(path, stack)
        except OSError as error:
            raise WorkbookRefused(_("There is nothing readable at %(path)s.") % {"path": path}) from error
        if not tables:
            raise WorkbookRefused(_("There is no sheet in it."))
        yield tables


def _tables(path: Path, stack: ExitStack) -> list[Table]:
    if path.is_dir():
        return _in_folder(path)
    if not path.is_file():
        raise WorkbookRefused(_("There is nothing readable at %(path)s.") % {"path": path})
    with path.open("rb") as stream:
        start = stream.read(4)
    if start in _ARCHIVE:
        return _in_archive(path, stack)
    if start == _OLD_OFFICE:
        raise WorkbookRefused(
            _("This is an old .xls or protected by a password: save it as .xlsx without one.")
        )
    if path.suffix.lower() == ".csv" and path.stem in BY_NAME:
        _hold_size([path.stat().st_size])
        return [csv_table(path.stem, partial(path.open, "rb"))]
    raise WorkbookRefused(_("This is no workbook: neither an .xlsx, nor a .csv that is called as its sheet."))


def _in_folder(folder: Path) -> list[Table]:
    files = [path for path in sorted(folder.iterdir()) if not _is_ignored(path.name)]
    for path in files:
        _hold_name(path.name, path.is_file())
    _hold_size(path.stat().st_size for path in files)
    return [csv_table(path.stem, partial(path.open, "rb")) for path in files]


def _in_archive(path: Path, stack: ExitStack) -> list[Table]:
    archive = stack.enter_context(open_archive(path))
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        folder = stack.enter_context(TemporaryDirectory(prefix="workbook-", dir=private_folder()))
        return xlsx_tables(path, Path(folder))
    if any(name.lower().endswith(".csv") for name in names):
        return _in_zip(archive)
    raise WorkbookRefused(_("This is no .xlsx: another program's file, or one without sheets."))


def _in_zip(archive: ZipFile) -> list[Table]:
    """All CSV files of the archive, in whatever folders they lie."""
    tables: dict[str, Table] = {}
    for entry in archive.infolist():
        place = PurePosixPath(entry.filename)
        if entry.is_dir() or any(_is_ignored(part) for part in place.parts):
            continue
        _hold_name(place.name, True)
        if place.stem in tables:
            raise WorkbookRefused(_("The sheet %(name)s is in it twice.") % {"name": place.stem})
        tables[place.stem] = csv_table(place.stem, partial(archive.open, entry))
    return list(tables.values())


def _is_ignored(name: str) -> bool:
    return name == READ_ME or name == "__MACOSX" or name.startswith(".")


def _hold_name(name: str, is_file: bool) -> None:
    if not is_file or not name.lower().endswith(".csv"):
        raise WorkbookRefused(
            _("%(name)s is no .csv; a workbook is a folder of .csv, or one .xlsx.") % {"name": name}
        )


def _hold_size(sizes) -> None:
    if sum(sizes) > MOST_BYTES:
        raise WorkbookRefused(
            _("The files are too large: at most %(count)d MB.") % {"count": MOST_BYTES >> 20}
        )
