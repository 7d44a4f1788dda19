"""Reading CSV as people's programs save it: with or without a BOM, UTF-16, comma, semicolon or tab."""

import csv
import re
import zlib
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO
from zipfile import BadZipFile

from django.utils.translation import gettext as _

from .tables import LONGEST_LINE, MOST_CELLS, Table, Unreadable

SEPARATORS = ",;\t"
# what starts a formula in a spreadsheet; the export sets an apostrophe before it, the import takes it away
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def guarded(text: str) -> str:
    """As it may stand in a CSV file that somebody opens in a spreadsheet."""
    return f"'{text}" if DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def csv_table(name: str, open_file: Callable[[], BinaryIO]) -> Table:
    """The table in a file; `open_file` opens it for reading bytes."""

    def rows() -> Iterator[tuple[int, list[str]]]:
        number = 0
        try:
            with open_file() as stream:
                for number, row in enumerate(_records(stream), 1):
                    yield number, _checked(number, row)
        except csv.Error as error:
            reason = _(
                "This row cannot be taken apart: a quotation mark is missing, or a cell is far too long."
            )
            raise Unreadable(number + 1, "", reason) from error
        except UnicodeDecodeError as error:
            raise Unreadable(number + 1, "", _("This is not readable UTF-16 text.")) from error
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Unreadable(number + 1, "", _("The file is damaged from here on.")) from error

    return Table(name, rows)


def _records(stream: BinaryIO) -> Iterator[list[str]]:
    lines = _lines(_as_text(stream))
    first = next(lines, "")
    return csv.reader(chain([first], lines), delimiter=_separator(first), strict=True)


def _as_text(stream: BinaryIO) -> TextIOWrapper:
    mark = stream.read(2)
    stream.seek(0)
    if mark in _UTF_16:
        return TextIOWrapper(stream, "utf-16", newline="")
    # bytes that are no UTF-8 come through as half characters, so that the row is known when they are met
    return TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")


def _lines(text: TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error("line")
        yield line


def _separator(first: str) -> str:
    """The one that stands most often between the column names, which hold none of them."""
    return max(SEPARATORS, key=first.count)


def _checked(number: int, row: list[str]) -> list[str]:
    if len(row) > MOST_CELLS:
        raise Unreadable(number, "", _("This row has %(count)d cells.") % {"count": len(row)})
    text = "".join(row)
    if not text.isascii() and (found := _NOT_UTF_8.search(text)):
        byte = f"0x{ord(found[0]) - 0xDC00:02X}"
        reason = _("Byte %(byte)s is not UTF-8. In Excel, save the file as “CSV UTF-8”.") % {"byte": byte}
        raise Unreadable(number, text, reason)
    return [unguarded(cell) for cell in row] if "'" in text else row
