"""The rows behind a figure, as a table of coded columns, page by page in a fixed number of queries."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.utils.translation import get_language

from utsopi.directory.choices import UNKNOWN_LABEL, language_label
from utsopi.ui.tables import Column, Table

from .figure import Column as CodedColumn

A_PAGE = 50
WITH_LABELS = ("en", "fr", "nl")


@dataclass(frozen=True)
class Page:
    """Some of the rows, and the key of the last one where there are more after it."""

    table: Table
    after: UUID | None


def page_of(
    rows: QuerySet, columns: tuple[CodedColumn, ...], caption: str, after: UUID | None = None
) -> Page:
    """The page that begins after the row with that key; newest first. An unknown key begins at the top."""
    first = columns[0].lookup
    rows = rows.order_by(f"-{first}", "-id")
    if (
        after
        and (stands := rows.model.objects.filter(id=after).values_list(first, flat=True).first()) is not None
    ):
        rows = rows.filter(Q(**{f"{first}__lt": stands}) | Q(**{first: stands}, id__lt=after))
    lookups = [_lookup(column.lookup) for column in columns]
    found = list(rows.values_list("id", *lookups)[: A_PAGE + 1])
    printed = [_printed(rows.model, columns, values) for _id, *values in found[:A_PAGE]]
    return Page(
        Table([Column(column.lookup, column.label) for column in columns], printed, caption),
        found[A_PAGE - 1][0] if len(found) > A_PAGE else None,
    )


def _lookup(lookup: str) -> str:
    """A label is kept in each language of the office: the one that is switched on."""
    if not lookup.endswith("__label"):
        return lookup
    language = (get_language() or "en")[:2]
    return f"{lookup}_{language if language in WITH_LABELS else 'en'}"


def _printed(model: type[Model], columns: tuple[CodedColumn, ...], values: list) -> dict[str, object]:
    return {
        column.lookup: _words(model, column.lookup, value)
        for column, value in zip(columns, values, strict=True)
    }


def _words(model: type[Model], lookup: str, value):
    """A code in words; what nobody wrote down says so."""
    if value is None or value == "":
        return str(UNKNOWN_LABEL)
    if lookup.rpartition("__")[2] == "language":
        return language_label(value)
    field = field_at(model, _lookup(lookup))
    return str(dict(field.flatchoices).get(value, value)) if field.flatchoices else value


def field_at(model: type[Model], lookup: str):
    """The field at the end of a lookup. Raises FieldDoesNotExist where the way leads nowhere."""
    *way, last = lookup.split("__")
    for name in way:
        model = model._meta.get_field(name).related_model
        if model is None:
            raise FieldDoesNotExist(lookup)
    return model._meta.get_field(last)
