"""Tables that leave the house: CSV a piece at a time, XLSX in memory that does not grow."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

from django.http import StreamingHttpResponse

from .safe_text import defused

A_PIECE = 500  # rows
NARROWEST, WIDEST = 12, 40  # characters


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[Any]], said: str = "") -> Iterator[str]:
    """The text of a CSV file, the line of labels by itself first. Texts are defused; what the file says about
    itself is a last column, on every line: `head` names it then."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    lines, end = iter(rows), [said] if said else []
    while True:
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(_safe(row) + end for row in islice(lines, A_PIECE))
        if not buffer.tell():
            return


def _safe(row: Sequence[Any]) -> list[Any]:
    return [defused(cell) if isinstance(cell, str) else cell for cell in row]


def csv_download(name: str, pieces: Iterator[str]) -> StreamingHttpResponse:
    """An answer that sends the pieces as they are made."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=disposition)


def write_xlsx(
    path: Path,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    said: Sequence[str],
    name: str,
    widths: Sequence[int] = (),
    frozen: int = 0,
) -> int:
    """One sheet called `name` with real dates and a filter; how many rows it has. `title` and what the file says
    about itself stand on top, and the latter on every printed page. `widths` are characters, by the labels where
    there are none; a last column of more than WIDEST breaks its lines. `frozen` columns stay in sight."""
    import xlsxwriter  # a heavy library: only where a sheet is written

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": title, "comments": " ".join(said)})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        _set_up(book, sheet, widths or [max(NARROWEST, len(label) + 2) for label in head], " ".join(said))
        top = [title, *said]
        for number, text in enumerate(top):
            sheet.write_string(number, 0, text, bold)
        sheet.write_row(len(top), 0, head, bold)
        sheet.freeze_panes(len(top) + 1, frozen)
        sheet.repeat_rows(len(top))
        count = _write_rows(sheet, rows, len(top) + 1)
        sheet.autofilter(len(top), 0, len(top) + count, len(head) - 1)
    return count


def _set_up(book, sheet, widths: Sequence[int], said: str) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width, wrapped if width > WIDEST else None)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + said.replace("&", "&&") + "&R&P / &N")


def _write_rows(sheet, rows: Iterable[Sequence[Any]], first: int) -> int:
    number = first
    for number, row in enumerate(rows, first + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number - 1, place, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(number - 1, place, cell)
            elif cell is not None:
                sheet.write(number - 1, place, cell)
    return number - first
