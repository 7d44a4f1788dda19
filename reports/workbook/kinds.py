"""How a cell becomes a value: one small class for each kind of column, and which kind a model field asks for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support.choices import Origin, origin_of_country
from utsopi.directory.choices import OTHER_LANGUAGE
from utsopi.directory.models import OrganisationName, name_key
from utsopi.periods import FIRST_YEAR, LAST_YEAR

from .codes import COUNTRIES, LANGUAGES

LIST_SEPARATOR = ";"
YES_NO = {"yes": True, "no": False}
NEEDED = gettext_lazy("This must be filled.")
IS_DATE = gettext_lazy("A date stands here, where a text or a number is expected.")
IS_YES_NO = gettext_lazy("A yes or no stands here, where a text or a number is expected.")
BAD_CHARACTER = gettext_lazy("A control character is hidden in this cell; type it anew.")
NOT_WHOLE = gettext_lazy("This must be a whole number, written in digits.")
NOT_NEGATIVE = gettext_lazy("This may not be negative.")
NOT_DATE = gettext_lazy("This must be a date, as in 2024-05-03.")
ONE_ORGANISATION = gettext_lazy("One organisation only; its name holds no semicolon.")


class Wrong(ValueError):
    """The cell cannot be read as its column asks; the message is the reason, for people."""


class Missing(Enum):
    """Why a row has no value in a column."""

    ABSENT = "the sheet has no such column"
    FAULTY = "the cell could not be read"


@dataclass(frozen=True)
class Odd:
    """A spreadsheet cell that holds nothing a column can use; `code` says what it is."""

    code: str
    shown: str = ""

    REASONS = {
        "formula": gettext_lazy(
            "This formula has no stored value: open the file in a spreadsheet, save it again."
        ),
        "error": gettext_lazy("This cell shows an error."),
        "time": gettext_lazy("A time of day stands here; only dates are kept."),
    }

    @property
    def reason(self) -> str:
        return str(self.REASONS[self.code])

    def __str__(self) -> str:
        return self.shown


def trimmed(cell: str) -> str:
    """Without spaces around it. Raises Wrong where a control character or half a character is inside."""
    text = cell.strip()
    if not text.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs") for c in text):
        raise Wrong(BAD_CHARACTER)
    return text


def text_of(cell: Any) -> str:
    """A text or a number as text; a whole number has no point."""
    if isinstance(cell, str):
        return trimmed(cell)
    if isinstance(cell, Odd):
        raise Wrong(cell.reason)
    if isinstance(cell, bool):
        raise Wrong(IS_YES_NO)
    if isinstance(cell, date):
        raise Wrong(IS_DATE)
    return "" if cell is None else str(cell)


def check_year(year: int) -> None:
    """Raises Wrong for a year that no period can hold: a slip of the finger, such as 0204."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise Wrong(_("The year must lie between %(first)d and %(last)d.") % years)


class Kind:
    """One kind of column. `empty` is what an empty cell means; `path` leads the export to the value."""

    empty: Any = None

    def read(self, cell: Any) -> Any:
        """The value of a filled cell. Raises Wrong."""
        raise NotImplementedError

    def identity(self, value: Any) -> Any:
        """What two values share when they name the same thing."""
        return value

    def path(self, field: str) -> str:
        return field

    def write(self, value: Any) -> Any:
        """What stands in the cell for a value that the database holds: text, number, date or None."""
        return value


@dataclass(frozen=True)
class Text(Kind):
    longest: int
    empty = ""

    def read(self, cell):
        text = text_of(cell)
        if len(text) > self.longest:
            raise Wrong(_("At most %(count)d characters.") % {"count": self.longest})
        return text


@dataclass(frozen=True)
class Name(Text):
    """A text that counts as the same whatever its capitals and spaces; `longest_key` is its key's room."""

    longest_key: int = 0

    def read(self, cell):
        text = super().read(cell)
        if len(name_key(text)) > self.longest_key:  # capitals of some scripts are written out as two or three
            raise Wrong(_("At most %(count)d characters.") % {"count": self.longest})
        return text

    def identity(self, value):
        return name_key(value)

    @classmethod
    def like(cls, model: type[models.Model], **more):
        """With the room that the model's `name` and `key` have."""
        name, key = model._meta.get_field("name"), model._meta.get_field("key")
        return cls(longest=name.max_length, longest_key=key.max_length, **more)


@dataclass(frozen=True)
class OneOf(Kind):
    """A closed vocabulary."""

    codes: tuple[str, ...]
    empty = ""

    def read(self, cell):
        text = text_of(cell)
        if text not in self.codes:
            raise Wrong(_("Not one of: %(codes)s.") % {"codes": ", ".join(self.codes)})
        return text


class Language(Kind):
    empty = ""

    def read(self, cell):
        text = text_of(cell)
        if text not in LANGUAGES and text != OTHER_LANGUAGE:
            raise Wrong(_("Not a language: two small letters of ISO 639-1, or other."))
        return text


class Country(Kind):
    empty = ""

    def read(self, cell):
        text = text_of(cell)
        if text not in COUNTRIES:
            raise Wrong(_("Not a country: two capital letters of ISO 3166."))
        return text


class OriginGroup(Country):
    """A country or a group; only the group is kept."""

    def read(self, cell):
        text = text_of(cell)
        return text if text in Origin.values else str(origin_of_country(super().read(text)).value)


class YesNo(Kind):
    def read(self, cell):
        if isinstance(cell, bool):
            return cell
        try:
            return YES_NO[text_of(cell)]
        except KeyError:
            raise Wrong(_("This must be yes or no.")) from None

    def write(self, value):
        return "yes" if value else "no"


class Day(Kind):
    def read(self, cell):
        day = cell if isinstance(cell, date) else self._parsed(text_of(cell))
        check_year(day.year)
        return day

    @staticmethod
    def _parsed(text: str) -> date:
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise Wrong(NOT_DATE)


@dataclass(frozen=True)
class Whole(Kind):
    """A count, from 0 up to what the database's column holds on every database."""

    most: int

    def read(self, cell):
        text = text_of(cell)
        if re.fullmatch(r"-\d+([.,]\d+)?", text, re.ASCII):
            raise Wrong(NOT_NEGATIVE)
        # the length first: Python refuses to convert thousands of digits
        if not re.fullmatch(r"\d+", text, re.ASCII):
            raise Wrong(NOT_WHOLE)
        if len(text.lstrip("0")) > len(str(self.most)) or int(text) > self.most:
            raise Wrong(_("At most %(most)d.") % {"most": self.most})
        return int(text)


@dataclass(frozen=True)
class Year(Whole):
    def read(self, cell):
        year = super().read(cell)
        check_year(year)
        return year


@dataclass(frozen=True)
class Amount(Kind):
    """A number with at most `places` decimals, point or comma, never negative."""

    digits: int
    places: int

    def read(self, cell):
        # a spreadsheet's sums carry the noise of binary fractions: 0.30000000000000004 is 0.3
        text = repr(round(cell, 6)) if isinstance(cell, float) else text_of(cell)
        if not re.fullmatch(r"-?\d{1,40}([.,]\d{1,40})?", text, re.ASCII):
            raise Wrong(_("This must be an amount, as in 175.00."))
        value = abs(Decimal(text.replace(",", ".")))
        if text.startswith("-") and value:
            raise Wrong(NOT_NEGATIVE)
        if value != (rounded := value.quantize(Decimal(1).scaleb(-self.places))):
            raise Wrong(_("At most %(count)d decimals.") % {"count": self.places})
        if value >= Decimal(10) ** (self.digits - self.places):
            raise Wrong(_("This number is too large."))
        return rounded


@dataclass(frozen=True)
class NamesOf(Kind):
    """Several organisations between semicolons, each counted once; kept as rows of the table `through`."""

    through: type[models.Model]
    owner: str
    empty = ()

    def read(self, cell):
        name, names = Name.like(OrganisationName), {}
        for part in text_of(cell).split(LIST_SEPARATOR):
            if text := name.read(part):
                names.setdefault(name_key(text), text)
        return tuple(names.values())

    def write(self, value: Iterable[str]):
        return "; ".join(value) or None


def kind_of(field: models.Field) -> Kind:
    """The kind that a plain model field asks for: its vocabulary, its length, its range."""
    if field.choices:
        return OneOf(tuple(code for code, _label in field.flatchoices))
    if isinstance(field, models.DateField):
        return Day()
    if isinstance(field, models.BooleanField):
        return YesNo()
    if isinstance(field, models.DecimalField):
        return Amount(field.max_digits, field.decimal_places)
    if isinstance(field, models.IntegerField):
        # the strictest database's range: SQLite would take more
        return Whole(BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()][1])
    return Text(field.max_length)
