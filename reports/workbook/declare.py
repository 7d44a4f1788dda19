"""What a sheet, a column and a rule are; the sheets themselves stand in sheets.py."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from .kinds import Kind, NamesOf, kind_of
from .pointers import Pointer, Settled


@dataclass(frozen=True)
class Column:
    """One column: its name in the workbook, the model's field, and how its cells are read."""

    name: str
    field: str
    kind: Kind | None
    is_key: bool = False
    is_needed: bool = False


def key(name: str, field: str = "", kind: Kind | None = None) -> Column:
    """A column of the key; always filled. The field is called as the column where none is named."""
    return Column(name, field or name, kind, is_key=True, is_needed=True)


def must(name: str, field: str = "", kind: Kind | None = None) -> Column:
    """A column that must be filled."""
    return Column(name, field or name, kind, is_needed=True)


def may(name: str, field: str = "", kind: Kind | None = None) -> Column:
    """A column whose cells may be empty: not known."""
    return Column(name, field or name, kind)


@dataclass(frozen=True)
class Rule:
    """Something that must not be between the columns of one row; the problem is shown at the last of them."""

    columns: tuple[str, ...]
    is_broken: Callable[..., bool]
    reason: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows are records of `model`.

    `once` names columns that, where all are filled, may not stand twice together. `remembers` names a column
    that the rows of another sheet need to be judged. The model's own rules stay the database's.
    """

    name: str
    model: type[models.Model]
    declared: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    once: tuple[str, ...] = ()
    once_reason: str = ""
    remembers: str = ""
    columns: tuple[Column, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "columns", tuple(self._with_kind(column) for column in self.declared))

    def _with_kind(self, column: Column) -> Column:
        kind = column.kind or kind_of(self.model._meta.get_field(column.field))
        return Column(column.name, column.field, kind, column.is_key, column.is_needed)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def key_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)

    @cached_property
    def lists(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if isinstance(column.kind, NamesOf))

    @cached_property
    def pointers(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if isinstance(column.kind, Pointer))

    @cached_property
    def plain(self) -> tuple[Column, ...]:
        """Columns whose value is stored as it was read."""
        others = (NamesOf, Pointer, Settled)
        return tuple(
            column
            for column in self.columns
            if self.is_stored(column) and not isinstance(column.kind, others)
        )

    @cached_property
    def attnames(self) -> tuple[str, ...]:
        """The model's columns that this sheet fills, the key's first; a row is stored as a tuple of them."""
        stored = [column for column in self.columns if self.is_stored(column)]
        stored.sort(key=lambda column: not column.is_key)
        return tuple(self.attname(column) for column in stored)

    def is_stored(self, column: Column) -> bool:
        """Whether the column is one of the model's own: not a list, and not a field of another record."""
        return not isinstance(column.kind, NamesOf) and "__" not in column.field

    def attname(self, column: Column) -> str:
        return self.model._meta.get_field(column.field).attname

    def identities(self, values: dict[str, Any], columns: tuple[Column, ...]) -> tuple:
        return tuple(column.kind.identity(values[column.name]) for column in columns)
