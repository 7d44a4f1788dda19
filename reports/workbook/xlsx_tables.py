"""Reading .xlsx: the archive's own list first, then a child process with little memory and little time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from .kinds import Odd
from .report import WorkbookRefused
from .tables import (
    MOST_CELLS,
    MOST_ENTRIES,
    MOST_PACKED,
    MOST_RATIO,
    MOST_UNPACKED,
    RATIO_COUNTS_FROM,
    Table,
    Unreadable,
)

CHILD = Path(__file__).with_name("xlsx_child.py")
LONGEST_WAIT = 120  # seconds; the child's own limit of processor time ends it sooner
LISTED = b"PK\x01\x02"  # stands before each entry in the archive's list


def open_archive(path: Path) -> ZipFile:
    """The archive, held against its limits by what its own list says. Raises WorkbookRefused."""
    if path.stat().st_size > MOST_PACKED:
        raise WorkbookRefused(
            _("The file is too large: at most %(count)d MB.") % {"count": MOST_PACKED >> 20}
        )
    if _times_in(path, LISTED) > MOST_ENTRIES:
        raise WorkbookRefused(too_much())
    try:
        archive = ZipFile(path)
    except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise WorkbookRefused(damaged()) from error
    try:
        _hold_against_limits(archive.infolist())
    except WorkbookRefused:
        archive.close()
        raise
    return archive


def damaged() -> str:
    return _("The file is damaged or was cut off: it cannot be read as a workbook.")


def too_much() -> str:
    return _("The file unpacks to far more than a workbook of records can hold.")


def _times_in(path: Path, mark: bytes) -> int:
    times, before = 0, b""
    with path.open("rb") as stream:
        while chunk := stream.read(2**20):
            times += (before + chunk).count(mark)
            before = chunk[1 - len(mark) :]
    return times


def _hold_against_limits(entries: list[ZipInfo]) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked > packed * MOST_RATIO):
        raise WorkbookRefused(too_much())
    if any(entry.flag_bits & 1 for entry in entries):
        raise WorkbookRefused(_("The file is protected by a password: save it without one."))


def xlsx_tables(path: Path, folder: Path) -> list[Table]:
    """The sheets of the file, written down in `folder` first. Raises WorkbookRefused."""
    names = _read_apart(path, folder)
    return [_table(name, folder / f"{number}.jsonl") for number, name in enumerate(names)]


def _read_apart(path: Path, folder: Path) -> list[str]:
    # no settings, no database address, no key: the child needs none of them
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    command = [sys.executable, "-I", str(CHILD), str(path.resolve()), str(folder)]
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603 - our own program, no shell
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST_WAIT, env=environment
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"refused": "large"}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"refused": "large"}
    if "refused" in answer:
        raise WorkbookRefused(damaged() if answer["refused"] == "damaged" else too_much())
    return answer["sheets"]


def _table(name: str, path: Path) -> Table:
    def rows() -> Iterator[tuple[int, list]]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                number, cells = json.loads(line)
                if len(cells) > MOST_CELLS and any(cell != "" for cell in cells[MOST_CELLS:]):
                    raise Unreadable(number, "", _("This row has %(count)d cells.") % {"count": len(cells)})
                yield number, [_cell(cell) if isinstance(cell, dict) else cell for cell in cells[:MOST_CELLS]]

    return Table(name, rows)


def _cell(cell: dict) -> date | Odd:
    return date.fromisoformat(cell["day"]) if "day" in cell else Odd(cell["odd"], cell["shown"])
