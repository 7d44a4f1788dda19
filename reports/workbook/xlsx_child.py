"""Reads one .xlsx in a process of its own, with little memory and little time, and writes it down as plain JSON.

Run as a file, never imported: it knows no Django and no secret. Arguments: the .xlsx and an empty folder. It
writes 0.jsonl, 1.jsonl, … one for each sheet in order, with a line [row, [cells]] for each row that is not empty,
and prints {"sheets": [names]} or {"refused": code}. A cell is a text, a number, true or false, null, or an object:
{"day": "2024-05-03"}, or {"odd": code, "shown": text} for what no column can use.
"""

import datetime
import json
import re
import resource
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

MEBIBYTE = 2**20
MOST_MEMORY = 1024 * MEBIBYTE  # a sheet of a million rows and twenty columns takes about half
MOST_SECONDS = 60  # of processor time; a year of records takes well under one
MOST_WRITTEN = 1024 * MEBIBYTE
CHUNK = MEBIBYTE

# what makes a second look at a sheet's XML necessary: a formula, or a cell that shows an error
SUSPICIOUS = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']""")
LONGEST_SUSPICION = 64
ROOM_IN_NAME = re.compile(r"([A-Z]+)([0-9]+)")


class Refused(Exception):
    """The file cannot be read; the argument is a code that the parent has words for."""


def limit() -> None:
    """Takes memory, time and disk away before the file is touched."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_AS, MOST_MEMORY),
    ):
        with suppress(ValueError, OSError):  # macOS knows some of them only by name
            resource.setrlimit(what, (most, most))


def plain(value):
    """One of calamine's values as JSON."""
    if value == "" or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return {"day": value.date().isoformat()}
        return {"odd": "time", "shown": value.isoformat(sep=" ")}
    if isinstance(value, datetime.date):
        return {"day": value.isoformat()}
    if isinstance(value, (datetime.time, datetime.timedelta)):
        return {"odd": "time", "shown": str(value)}
    return value


class OddCells:
    """Finds the cells whose value calamine leaves out: formulas never computed, and errors.

    `found` maps a row to its odd cells by column, both from 0.
    """

    def __init__(self):
        self.found: dict[int, dict[int, dict]] = {}
        self.row = self.column = -1
        self.kind, self.has_formula, self.text = "", False, None

    def scan(self, stream) -> dict[int, dict[int, dict]]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ParseFile(stream)
        return self.found

    def _refuse(self, *args):
        raise Refused("damaged")

    def _start(self, name, attributes):
        name = name.rpartition(" ")[2]
        if name == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1
        elif name == "c":
            self.column = column_of(attributes["r"]) if "r" in attributes else self.column + 1
            self.kind, self.has_formula, self.text = attributes.get("t", "n"), False, None
        elif name == "f":
            self.has_formula = True
        elif name == "v":
            self.text = ""

    def _data(self, data):
        if self.text is not None:
            self.text += data

    def _end(self, name):
        if name.rpartition(" ")[2] != "c":
            return
        if self.kind == "e":
            self._note("error")
        elif self.has_formula and not self.text and not (self.kind == "str" and self.text is not None):
            self._note("formula")  # an empty text is a stored value, too
        self.text = None

    def _note(self, code):
        shown = {"odd": code, "shown": (self.text or "").strip()[:80]}
        self.found.setdefault(self.row, {})[self.column] = shown


def column_of(reference: str) -> int:
    """From 0: A is 0, AA is 26."""
    found = ROOM_IN_NAME.fullmatch(reference)
    if not found or len(found[1]) > 3:
        raise Refused("damaged")
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def looks_suspicious(stream) -> bool:
    """Whether the XML holds a formula or an error; refuses what calamine and expat may read differently."""
    before, suspicious = b"", False
    while chunk := stream.read(CHUNK):
        text = before + chunk
        if b"\0" in chunk or b"<!DOCTYPE" in text:
            raise Refused("damaged")
        suspicious = suspicious or bool(SUSPICIOUS.search(text))
        before = text[-LONGEST_SUSPICION:]
    return suspicious


def small_xml(archive, name):
    data = archive.read(name)
    if b"\0" in data or b"<!DOCTYPE" in data:
        raise Refused("damaged")
    return ElementTree.fromstring(data)  # noqa: S314  # nosec B314 - no document type, hence no entities


def local(mapping, name):
    """An attribute by its name without its namespace."""
    return next((value for key, value in mapping.items() if key.rpartition("}")[2] == name), "")


def parts_by_sheet(archive) -> dict[str, str]:
    """The file inside the archive that holds each sheet."""
    targets = {
        each.get("Id"): each.get("Target", "") for each in small_xml(archive, "xl/_rels/workbook.xml.rels")
    }
    sheets = (e for e in small_xml(archive, "xl/workbook.xml").iter() if e.tag.rpartition("}")[2] == "sheet")
    found = {}
    for sheet in sheets:
        target = targets.get(local({k: v for k, v in sheet.attrib.items() if "}" in k}, "id"), "")
        found[sheet.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def odd_cells(archive, part: str) -> dict[int, dict[int, dict]]:
    with archive.open(part) as stream:
        if not looks_suspicious(stream):
            return {}
    with archive.open(part) as stream:
        return OddCells().scan(stream)


def rows_of(sheet, odd):
    """Row number from 1 and cells, of all rows that hold something."""
    indent = [""] * (sheet.start or (0, 0))[1]
    for number, values in enumerate(sheet.iter_rows()):
        cells = [*indent, *map(plain, values)]
        if here := odd.pop(number, None):
            cells = overlaid(cells, here)
        if any(cell != "" for cell in cells):
            yield number + 1, cells
    for number in sorted(odd):
        yield number + 1, overlaid([], odd[number])


def overlaid(cells, odd):
    cells = cells + [""] * (max(odd) + 1 - len(cells))
    for column, cell in odd.items():
        cells[column] = cell
    return cells


def write_down(source: str, folder: Path) -> list[str]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_path(source) as book, zipfile.ZipFile(source) as archive:
        parts = parts_by_sheet(archive)
        for number, sheet in enumerate(book.sheets_metadata):
            with open(folder / f"{number}.jsonl", "w", encoding="utf-8") as out:
                # a sheet that is only a chart has no rows; its name is told all the same
                if sheet.typ == SheetTypeEnum.WorkSheet:
                    odd = odd_cells(archive, parts[sheet.name])
                    for row in rows_of(book.get_sheet_by_name(sheet.name), odd):
                        out.write(json.dumps(row) + "\n")
        return book.sheet_names


def answer(source: str, folder: Path) -> dict:
    try:
        return {"sheets": write_down(source, folder)}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": "large"}
    except Exception:  # whatever a hostile file provokes: the parent says it in words
        return {"refused": "damaged"}


if __name__ == "__main__":
    limit()
    print(json.dumps(answer(sys.argv[1], Path(sys.argv[2]))))
