"""What every way of reading a workbook yields: tables of raw cells, row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

MEBIBYTE = 2**20
# a union's year is a few thousand rows; what is larger than this is no record workbook, or was not made by people
MOST_ROWS = 1_000_000
MOST_BYTES = 256 * MEBIBYTE  # of all CSV files together
# the shared strings, styles and sheets of any year fit many times; a browser's upload is held to the same
MOST_PACKED = 32 * MEBIBYTE
MOST_UNPACKED = 512 * MEBIBYTE
# spreadsheets pack to a tenth or a twentieth, bombs to a thousandth
MOST_RATIO, RATIO_COUNTS_FROM = 200, 32 * MEBIBYTE
MOST_ENTRIES = 2_000
# no sheet has half as many columns; a stray cell far to the right is named, a whole row of them is not
MOST_CELLS = 256
LONGEST_LINE = MEBIBYTE


class Unreadable(Exception):
    """A sheet cannot be read further; what came before it counts."""

    def __init__(self, row: int | None, value: object, reason: str):
        super().__init__(reason)
        self.row, self.value, self.reason = row, value, reason


@dataclass(frozen=True)
class Table:
    """One sheet as it lies in the file. `rows` yields the row's number, from 1, and its cells; empty rows may
    be missing. It raises Unreadable where the rest cannot be read."""

    name: str
    rows: Callable[[], Iterator[tuple[int, list[Any]]]]


def private_folder() -> Path:
    """Where records may lie for a moment: the application's own folder, which nobody else reads."""
    return Path(settings.FILE_UPLOAD_TEMP_DIR)
