"""The first reading: every cell against its column, every row against itself and the rows before it. No database.

What was read is kept on disk between the two readings, so that memory does not grow with the workbook.
"""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import Any

from django.utils.translation import gettext as _

from .declare import Column, Sheet
from .kinds import NEEDED, Missing, Odd, Wrong
from .report import Problems
from .tables import MOST_ROWS, Table, Unreadable, private_folder

BATCH = 500  # rows held at once, and rows for each statement where the database allows as many


class Spool:
    """Things put aside in order, to be taken up again batch by batch, any number of times."""

    def __init__(self):
        self._file = TemporaryFile(prefix="workbook-", dir=private_folder())  # noqa: SIM115 - closed by close()
        self._waiting: list[Any] = []

    def add(self, thing: Any) -> None:
        self._waiting.append(thing)
        if len(self._waiting) == BATCH:
            self._put_down()

    def _put_down(self) -> None:
        pickle.dump(self._waiting, self._file, pickle.HIGHEST_PROTOCOL)
        self._waiting = []

    def batches(self) -> Iterator[list[Any]]:
        self._put_down()
        self._file.seek(0)
        while batch := self._next():
            yield batch

    def _next(self) -> list[Any] | None:
        try:
            return pickle.load(self._file)  # noqa: S301  # nosec B301 - our own nameless file
        except EOFError:
            return None

    def close(self) -> None:
        self._file.close()


@dataclass
class Read:
    """One row as read: its number, and for each column a value or why there is none."""

    number: int
    values: dict[str, Any]
    is_faulty: bool = False

    def problem(
        self, problems: Problems, sheet: Sheet, column: str, reason: str, value: object = None
    ) -> None:
        """Notes a problem; `value` is what stands in the cell, where it is not the value that was read."""
        self.is_faulty = True
        shown = self.values.get(column) if value is None else value
        shown = "; ".join(shown) if isinstance(shown, tuple) else "" if isinstance(shown, Missing) else shown
        problems.add(sheet.name, self.number, column, shown, reason)


@dataclass
class Seen:
    """What the first reading keeps of a sheet: the row of each key, and what other sheets need to know.

    `is_whole` is False where part of the sheet could not be read, so that a key may be missing here.
    """

    rows: dict[tuple, int] = field(default_factory=dict)
    remembered: dict[tuple, Any] = field(default_factory=dict)
    together: dict[tuple, int] = field(default_factory=dict)
    is_whole: bool = True


@dataclass
class Reading:
    """One sheet after the first reading."""

    sheet: Sheet
    spool: Spool = field(default_factory=Spool)
    seen: Seen = field(default_factory=Seen)
    columns: dict[int, Column | None] = field(default_factory=dict)  # by place in the row; None: a wrong name
    absent: set[str] = field(default_factory=set)
    filled: int = 0


def read_sheet(sheet: Sheet, table: Table, problems: Problems) -> Reading:
    """Reads all rows of `table`. Problems go to `problems`; rows with one are kept, marked as faulty."""
    reading = Reading(sheet)
    try:
        rows = table.rows()
        _read_header(reading, rows, problems)
        for number, cells in rows:
            _read_row(reading, number, cells, problems)
    except Unreadable as stop:
        problems.add(sheet.name, stop.row, "", stop.value, stop.reason)
        reading.seen.is_whole = False
    return reading


def _read_header(reading: Reading, rows: Iterator, problems: Problems) -> None:
    number, cells = next(rows, (0, []))
    if number != 1 or not any(str(cell).strip() for cell in cells):
        raise Unreadable(1, "", _("The first row must hold the names of the columns."))
    reading.absent = set(reading.sheet.by_name)
    for place, cell in enumerate(cells):
        if name := _written(cell).strip():
            reading.columns[place] = _column(reading, name, problems)
    for name in (column.name for column in reading.sheet.columns if column.is_needed):
        if name in reading.absent:
            problems.add(reading.sheet.name, 1, name, "", _("This column is missing."))
            reading.seen.is_whole = False


def _column(reading: Reading, name: str, problems: Problems) -> Column | None:
    if name in reading.absent:
        reading.absent.remove(name)
        return reading.sheet.by_name[name]
    known = name in reading.sheet.by_name
    reason = _("This column stands twice.") if known else _("This sheet has no such column.")
    problems.add(reading.sheet.name, 1, name, name, reason)
    return None


def _read_row(reading: Reading, number: int, cells: list, problems: Problems) -> None:
    if not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in cells):
        return
    reading.filled += 1
    if reading.filled > MOST_ROWS:
        raise Unreadable(number, "", _("More than %(count)d rows.") % {"count": MOST_ROWS})
    row = Read(number, {name: Missing.ABSENT for name in reading.absent})
    _read_cells(reading, row, cells, problems)
    _hold_rules(reading.sheet, row, problems)
    _hold_key(reading, row, problems)
    reading.spool.add(row)


def _read_cells(reading: Reading, row: Read, cells: list, problems: Problems) -> None:
    row.is_faulty = any(reading.sheet.by_name[name].is_needed for name in row.values)
    for place, column in reading.columns.items():
        cell = cells[place] if place < len(cells) else None
        if column:
            try:
                row.values[column.name] = _value(column, cell)
            except Wrong as wrong:
                row.values[column.name] = Missing.FAULTY
                row.problem(problems, reading.sheet, column.name, wrong, value=cell)
    for place in range(len(cells)):
        if place not in reading.columns and (isinstance(cells[place], Odd) or _written(cells[place]).strip()):
            reason = _("This cell stands under no column.")
            row.problem(problems, reading.sheet, "", reason, value=cells[place])


def _value(column: Column, cell: Any) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if column.is_needed:
            raise Wrong(NEEDED)
        return column.kind.empty
    return column.kind.read(cell)


def _written(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _hold_rules(sheet: Sheet, row: Read, problems: Problems) -> None:
    for rule in sheet.rules:
        values = [row.values[name] for name in rule.columns]
        if not any(isinstance(value, Missing) for value in values) and rule.is_broken(*values):
            row.problem(problems, sheet, rule.columns[-1], rule.reason)


def _hold_key(reading: Reading, row: Read, problems: Problems) -> None:
    sheet, seen = reading.sheet, reading.seen
    values = [row.values[column.name] for column in sheet.key_columns]
    if any(isinstance(value, Missing) for value in values):
        return
    key = sheet.identities(row.values, sheet.key_columns)
    if key in seen.rows:
        reason = _("This key stands already in row %(row)d.") % {"row": seen.rows[key]}
        row.problem(problems, sheet, sheet.key_columns[0].name, reason, value="; ".join(map(str, values)))
        return
    seen.rows[key] = row.number
    if sheet.remembers:
        seen.remembered[key] = row.values[sheet.remembers]
    _hold_once(reading, row, problems)


def _hold_once(reading: Reading, row: Read, problems: Problems) -> None:
    values = tuple(row.values[name] for name in reading.sheet.once)
    if not values or any(isinstance(value, Missing) or not value for value in values):
        return
    if reading.seen.together.setdefault(values, row.number) != row.number:
        row.problem(problems, reading.sheet, reading.sheet.once[-1], reading.sheet.once_reason)
