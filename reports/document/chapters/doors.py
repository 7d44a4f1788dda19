"""The two doors of personal support, put together or side by side."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.figure import Unit, percent
from reports.reading import Row
from utsopi.directory.choices import UNKNOWN

from .. import drawing, tables, words
from ..facts import Facts, add, known
from ..parts import Exhibit
from ..units import amount
from ..words import Finding

DOORS = ("open_house", "helpdesk")
COUNTED = (
    "sessions_held",
    "sessions_cancelled",
    "requests",
    "people",
    "people_at_least",
    "questions",
    "people_referred_out",
    "requests_referred_in",
    "requests_with_other_organisation",
)


def door_names() -> tuple[str, str]:
    return _("Open House"), _("Helpdesk")


def requests(facts: Facts):
    return add(*(facts.value(f"{door}.requests") for door in DOORS))


def questions(facts: Facts):
    return add(*(facts.value(f"{door}.questions") for door in DOORS))


def merged(facts: Facts, ids: Sequence[str], *, by_last_part: bool = False) -> list[Row]:
    """Breakdowns of one kind added line by line, with shares of their whole; the largest first."""
    labels: dict[str, str] = {}
    values: dict[str, int] = {}
    for row in (row for id_ in ids for row in facts.rows(id_)):
        code = row.code.rpartition("/")[2] if by_last_part else row.code
        labels.setdefault(code, row.label)
        values[code] = values.get(code, 0) + row.value
    whole = sum(values.values())
    rows = [Row(code, labels[code], value, percent(value, whole)) for code, value in values.items()]
    return sorted(rows, key=lambda row: (row.code == UNKNOWN, -row.value, row.label))


def finding_of(rows: Sequence[Row], first: str) -> Finding:
    top = [row for row in known(rows) if row.value == rows[0].value] if rows else []
    if len(top) == 1:
        return Finding(first % {"label": top[0].label}, top[0].code)
    return Finding(_("Several stand level at the top") if top else _("There were none"))


def both_doors(facts: Facts, name: str, title: str, what: str, corner: str, unit: Unit) -> Exhibit | None:
    """One breakdown at both doors: a bar of shares for each, then their table."""
    columns = [(head, f"{door}.{name}") for head, door in zip(door_names(), DOORS, strict=True)]
    if not facts.collected(*(id_ for _head, id_ in columns)):
        return None
    bars, bases = [], []
    codes = list(dict.fromkeys(row.code for _head, id_ in columns for row in facts.rows(id_)))
    for head, id_ in columns:
        base = amount(unit, facts.value(id_))
        bases.append(base)
        named = f"{title}. {head}"
        bars.append(
            drawing.share_bar(
                facts.rows(id_), named, codes=codes, width=drawing.CAPTIONED, caption=head, base=base
            )
        )
    line = _("%(what)s, %(when)s. Bases: %(bases)s; shares to one decimal.") % {
        "what": what,
        "when": facts.when,
        "bases": words.listed(bases),
    }
    table = tables.side_by_side(facts, corner, columns)
    return Exhibit(title, line, tuple(filter(None, bars)), table)
