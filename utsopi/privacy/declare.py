"""The declaration that every model carries: what each of its fields is, what for, and how long.

A field is one of three things. *Identifying*: it could tell who somebody is, alone or with little else.
*Coded*: it is counted, and holds a code, a date, an amount or a number. *Plumbing*: keys, references and
states that hold the house together. From these declarations come the register of processing, the sweep,
a person's copy and the leak tests; so a field that nobody declared stops the start.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.db.models import Model


class Kept(Enum):
    """How long a record stays, as the board decided; what sweeps it reads the same names."""

    WITH_THE_FIGURES = (
        "Never by default; the board may set the freeze of the year plus twelve months or later."
    )
    WITH_THE_MEMBER = "Intervals by number only stay; the identity goes 30 days after leaving."
    NOTE = "90 days after the question is settled, twelve months at most."
    CALL_BACK = "30 days after it is done, twelve months after it was due at the latest."
    REGISTRATION = "14 days after the evening."
    PHRASE = "Twelve months unused."
    BOOKS = "Seven years from 1 January after the book year."
    TWELVE_MONTHS = "Twelve months."
    WHILE_IN_USE = "As long as something refers to it."
    ACCOUNT = "Closed on the day, erased after twelve months."
    DAYS = "Hours to days: emptied by the housekeeping."
    WITH_ITS_RECORD = "As long as the record it belongs to."


@dataclass(frozen=True)
class Declares:
    """One model's declaration; the three lists hold field names separated by spaces, each name once.

    `shorter` says for single fields that they go sooner than their record.
    """

    purpose: str
    kept: Kept
    identifying: str = ""
    coded: str = ""
    plumbing: str = ""
    shorter: Mapping[str, Kept] = field(default_factory=dict)

    def names(self) -> list[str]:
        return f"{self.identifying} {self.coded} {self.plumbing}".split()


def fields_of(model: type[Model]) -> set[str]:
    """The names of the model's own columns and of its many-to-many fields."""
    return {field.name for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}


def problems_of(model: type[Model], declares: Declares | None) -> Iterable[tuple[str, str]]:
    """Pairs of an error number and a sentence; none where the declaration names each field exactly once."""
    if declares is None:
        yield "E001", "has no privacy declaration."
        return
    named, there = Counter(declares.names()), fields_of(model)
    for name in sorted(there - set(named)):
        yield "E002", f"does not declare the field '{name}'."
    for name in sorted(set(named) - there):
        yield "E003", f"declares '{name}', which is no field of it."
    for name in sorted(name for name, times in named.items() if times > 1):
        yield "E004", f"declares the field '{name}' {named[name]} times."
    if not declares.purpose:
        yield "E005", "does not say what its records are for."
    for name in sorted(sealed_fields_of(model) - set(declares.identifying.split())):
        yield "E006", f"seals '{name}' without declaring it identifying."
    for name in sorted(set(declares.shorter) - there):
        yield "E007", f"says how long '{name}' is kept, which is no field of it."


def sealed_fields_of(model: type[Model]) -> set[str]:
    """The names of the model's sealed fields."""
    return {field.name for field in model._meta.concrete_fields if getattr(field, "is_sealed", False)}


def identifying_fields() -> list[tuple[type[Model], str]]:
    """Every field of every table that could tell who somebody is, as model and name."""
    from .checks import declaration_of, declared_models  # checks stands on this module

    return [
        (model, name) for model in declared_models() for name in declaration_of(model).identifying.split()
    ]
