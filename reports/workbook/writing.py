"""The two forms of a workbook on disk. Both appear whole or not at all, and nobody else may read them."""

import csv
import os
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from django.utils.translation import gettext as _

from .csv_tables import guarded
from .declare import Sheet
from .kinds import Amount, Day
from .report import WorkbookRefused
from .sources import READ_ME
from .tables import private_folder

Content = Iterable[tuple[Sheet, Iterator[list[Any]]]]

XLSX_ROWS = 1_048_576  # the format has no more
# a spreadsheet counts its days from here on like everybody else, and its numbers exactly up to here
FIRST_SPREADSHEET_DAY = date(1900, 3, 1)
LARGEST_EXACT = 2**53


def write_folder(folder: Path, content: Content, notice: str) -> dict[str, int]:
    """One .csv for each sheet, also for those without rows, and the notice beside them; returns row counts."""
    with TemporaryDirectory(prefix=".export-", dir=folder.absolute().parent) as fresh:
        counts = {
            sheet.name: _write_csv(Path(fresh) / f"{sheet.name}.csv", sheet, rows) for sheet, rows in content
        }
        with _private(Path(fresh) / READ_ME) as file:
            file.write(notice + "\n")
        folder.mkdir(mode=0o700, exist_ok=True)
        for file in sorted(Path(fresh).iterdir()):
            os.replace(file, folder / file.name)
    return counts


def _write_csv(path: Path, sheet: Sheet, rows: Iterator[list[Any]]) -> int:
    count = 0
    with _private(path) as file:
        writer = csv.writer(file)
        writer.writerow(column.name for column in sheet.columns)
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is the number of rows
            writer.writerow(map(_csv_cell, row))
    return count


def _private(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return open(descriptor, "w", encoding="utf-8", newline="")


def _csv_cell(value: Any) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def write_xlsx(path: Path, content: Content, notice: str) -> dict[str, int]:
    """All sheets in one .xlsx with real dates and numbers; returns row counts."""
    from xlsxwriter import Workbook  # only here: the web process starts without it

    with TemporaryDirectory(prefix=".export-", dir=path.absolute().parent) as fresh:
        draft = Path(fresh) / "workbook.xlsx"
        options = {"constant_memory": True, "tmpdir": str(private_folder()), "strings_to_urls": False}
        with Workbook(str(draft), options) as book:
            book.set_properties({"title": notice, "comments": notice})
            formats = _formats(book)
            counts = {sheet.name: _write_sheet(book, formats, sheet, rows, notice) for sheet, rows in content}
        os.chmod(draft, 0o600)
        os.replace(draft, path)
    return counts


def _formats(book) -> dict[Any, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1}),
        Day: book.add_format({"num_format": "yyyy-mm-dd"}),
        Amount: book.add_format({"num_format": "0.00"}),
    }


def _write_sheet(book, formats: dict, sheet: Sheet, rows: Iterator[list[Any]], notice: str) -> int:
    page, count = book.add_worksheet(sheet.name), 0
    page.set_header(f"&C{notice}")
    page.set_footer(f"&C{notice}")
    page.freeze_panes(1, 0)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, max(12, len(column.name) + 2), formats.get(type(column.kind)))
        page.write_string(0, place, column.name, formats["head"])
    for count, row in enumerate(rows, 1):
        if count == XLSX_ROWS:
            raise WorkbookRefused(
                _("The sheet %(name)s is too long for .xlsx: use CSV.") % {"name": sheet.name}
            )
        for place, value in enumerate(row):
            _write_cell(page, count, place, value, formats)
    return count


def _write_cell(page, row: int, place: int, value: Any, formats: dict) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date) and value >= FIRST_SPREADSHEET_DAY:
        page.write_datetime(row, place, value, formats[Day])
    elif isinstance(value, Decimal):
        page.write_number(row, place, value, formats[Amount])
    elif isinstance(value, int) and value <= LARGEST_EXACT:
        page.write_number(row, place, value)
    else:
        page.write_string(row, place, str(value))
