"""A table is declared once, as columns, and used for the screen and for files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

NOTHING = "–"


@dataclass(frozen=True)
class Column:
    """`key` finds the value in a row (a mapping's key, else an attribute). `hint` stands under the label.
    `link` is the key of an address in the same row: on screen the value then leads there."""

    key: str
    label: str
    numeric: bool = False
    hint: str = ""
    link: str = ""


@dataclass(frozen=True)
class Cell:
    """A value as it is printed on a page."""

    text: str
    numeric: bool
    href: str


@dataclass
class Table:
    """Columns and rows; `caption` names the table to people who hear it, `total` is a last row set apart,
    `empty` the sentence where there are no rows."""

    columns: list[Column]
    rows: Iterable[Any]
    caption: str
    total: Any = None
    empty: str = ""
    _body: list[list[Cell]] | None = field(default=None, init=False, repr=False)

    def body(self) -> list[list[Cell]]:
        """All rows as cells; the rows are read once, so a generator is enough."""
        if self._body is None:
            self._body = [self._cells(row) for row in self.rows]
        return self._body

    def foot(self) -> list[Cell]:
        return self._cells(self.total) if self.total is not None else []

    def head(self) -> list[str]:
        """The labels, for the first line of a file."""
        return [str(column.label) for column in self.columns]

    def values(self) -> Iterator[Sequence[Any]]:
        """Each row as plain values, for a file; rows are not kept. A named tuple of just these columns is its own."""
        keys = tuple(column.key for column in self.columns)
        for row in self.rows:
            yield row if getattr(row, "_fields", None) == keys else [value_of(row, key) for key in keys]

    def _cells(self, row) -> list[Cell]:
        return [
            Cell(
                shown(value_of(row, column.key)),
                column.numeric,
                (value_of(row, column.link) or "") if column.link else "",
            )
            for column in self.columns
        ]


def value_of(row: Any, key: str) -> Any:
    """The value under `key`; None where a mapping lacks it. A method is called."""
    value = row.get(key) if isinstance(row, Mapping) else getattr(row, key)
    return value() if callable(value) else value


def shown(value: Any) -> str:
    """A value in the words and marks of the language that is switched on; nothing is a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | float | Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    if isinstance(value, datetime):
        return date_format(localtime(value), "SHORT_DATETIME_FORMAT")
    return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value)
