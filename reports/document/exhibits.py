"""Figures with their tables, as the chapters use them. Each returns None where the report has no such figure."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from . import drawing, tables, words
from .facts import Facts
from .parts import Exhibit
from .words import Finding


def of_breakdown(
    facts: Facts,
    id_: str,
    found: Finding,
    *,
    what: str = "",
    notes: Sequence[str] = (),
    beside: bool = True,
    also: Sequence[str] = (),
) -> Exhibit | None:
    """Bars and the table of one breakdown: side by side, or one below the other where labels are long. The
    single figures `also` stand below the table's total."""
    if id_ not in facts:
        return None
    reading = facts.this[id_]
    chart = drawing.bars(
        facts, id_, found.title, accent=found.code, width=drawing.HALF if beside else drawing.WIDE
    )
    return Exhibit(
        found.title,
        words.base_line(facts, reading, what or str(reading.figure.label)),
        drawings=(chart,) if chart else (),
        table=tables.breakdown(facts, id_, also),
        notes=tuple(notes),
        beside=beside,
    )


def of_table(
    facts: Facts, title: str, what: str, *groups: tuple[str, Sequence[str]], notes=()
) -> Exhibit | None:
    """A table of single figures, this year beside last year, in the text column."""
    if not any(facts.present(*ids) for _head, ids in groups):
        return None
    table = tables.single(facts, *groups)
    beside = facts.beside(*(id_ for _head, ids in groups for id_ in ids))
    return Exhibit(title, base(beside, what), table=table, notes=tuple(notes))


def base(facts: Facts, what: str) -> str:
    """The line under the title of a table of several figures."""
    if facts.last is None:
        return _("%(what)s, %(when)s.") % {"what": what, "when": facts.when}
    return _("%(what)s, %(when)s beside the same days of the year before.") % {
        "what": what,
        "when": facts.when,
    }
