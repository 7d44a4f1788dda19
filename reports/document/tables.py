"""Tables: this year beside last year, with shares where there is a base."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figure import percent
from reports.reading import Reading
from reports.reading import Row as Line
from utsopi.directory.choices import UNKNOWN

from . import numbers
from .facts import Facts, total_of, written
from .parts import Row, Table


def single(facts: Facts, *groups: tuple[str, Sequence[str]]) -> Table:
    """Single figures under group heads, this year, last year and the change; an empty head prints no line."""
    facts = facts.beside(*(id_ for _head, ids in groups for id_ in ids))
    rows: list[Row] = []
    for head, ids in groups:
        ids = facts.present(*ids)
        if head and ids:
            rows.append(Row(head, level="head"))
        rows.extend(_single(facts, id_) for id_ in ids)
    heads = facts.heads if facts.last is None else (*facts.heads, pgettext("between two years", "Change"))
    return Table("", heads, tuple(rows), muted=(1,))


def _single(facts: Facts, id_: str, label: str = "", level: str = "row") -> Row:
    reading = facts.this[id_]
    cells = [written(reading, total_of(reading))]
    if facts.last is not None:
        cells += _beside(reading, total_of(reading), facts.value(id_, last=True))
    return Row(label or str(reading.figure.label), tuple(cells), level)


def _beside(reading: Reading, now, before) -> list[str]:
    changed = numbers.change(now, before, is_money=reading.figure.unit.is_money)
    return [written(reading, before), changed]


def breakdown(facts: Facts, id_: str, beside: Sequence[str] = ()) -> Table:
    """One breakdown: its lines, their shares where there is a base, last year's lines, the change, the total; then
    the single figures `beside` it, which are not in that total."""
    facts = facts.beside(id_)
    has_shares = _has_shares(facts, id_)
    lines = _lines(facts, id_)
    rows = [_line(facts, id_, line, has_shares) for line in lines]
    if not lines:
        rows = [_with_gap(_single(facts, id_, pgettext("the row of a total", "All")), has_shares)]
    elif has_shares:
        rows.append(_total(facts, id_))
    rows += [_with_gap(_single(facts, each), has_shares) for each in facts.present(*beside)]
    heads = [facts.heads[0], *([_("Share")] if has_shares else [])]
    if facts.last is not None:
        heads += [facts.heads[1], pgettext("between two years", "Change")]
    last_at = 2 if has_shares else 1
    return Table("", tuple(heads), tuple(rows), muted=(last_at,))


def _with_gap(row: Row, has_shares: bool) -> Row:
    """The row with a dash where a share would stand."""
    cells = (row.cells[0], *((numbers.NOTHING,) if has_shares else ()), *row.cells[1:])
    return Row(row.label, cells, row.level)


def _lines(facts: Facts, id_: str) -> list[Line]:
    """This year's lines, then those that only last year had, the unknown at the end."""
    lines = list(facts.rows(id_))
    before = facts.last.get(id_) if facts.last is not None else None
    if before is not None:
        here = {line.code for line in lines}
        lines += [Line(row.code, row.label, 0, None) for row in before.rows if row.code not in here]
    return sorted(lines, key=lambda line: line.code == UNKNOWN)


def _line(facts: Facts, id_: str, line: Line, has_shares: bool, level: str = "row") -> Row:
    reading = facts.this[id_]
    now = line.value if reading.collected else None
    cells = [written(reading, now)]
    if has_shares:
        cells.append(numbers.share(percent(line.value, total_of(reading))))
    if facts.last is not None:
        cells += _beside(reading, now, _last_part(facts, id_, line.code))
    return Row(line.label, tuple(cells), level)


def _last_part(facts: Facts, id_: str, code: str):
    before = facts.last.get(id_) if facts.last is not None else None
    return before.value.get(code, 0) if before is not None and before.collected else None


def _total(facts: Facts, id_: str, label: str = "") -> Row:
    row = _single(facts, id_, label or pgettext("the row of a total", "All"), "total")
    base = total_of(facts.this[id_])
    whole = numbers.share(Decimal(100)) if base else numbers.NOTHING
    return Row(row.label, (row.cells[0], whole, *row.cells[1:]), "total")


def nested(facts: Facts, outer: str, inner: str, corner: str) -> Table:
    """A breakdown with a finer one under each of its lines; the inner codes begin with the outer one."""
    facts = facts.beside(outer)
    finer = _lines(facts, inner)
    rows: list[Row] = []
    for line in _lines(facts, outer):
        rows.append(_line(facts, outer, line, True, "group"))
        own = [each for each in finer if each.code.startswith(f"{line.code}/")]
        rows.extend(_line(facts, inner, each, True, "sub") for each in own)
    rows.append(_total(facts, outer))
    heads = [facts.heads[0], _("Share")]
    if facts.last is not None:
        heads += [facts.heads[1], pgettext("between two years", "Change")]
    return Table(corner, tuple(heads), tuple(rows), muted=(2,), dense=True)


def side_by_side(
    facts: Facts,
    corner: str,
    columns: Sequence[tuple[str, str]],
    below: tuple[str, Sequence[str]] | None = None,
    is_part: bool = True,
) -> Table:
    """Breakdowns by the same thing in neighbouring columns: (head, figure id), each with share and last year.
    `below` is a last line, its label and a single figure for each column; shares only where it `is_part` of them."""
    columns = [(head, id_) for head, id_ in columns if id_ in facts]
    ids = [id_ for _head, id_ in columns]
    facts = facts.beside(*ids)
    lines = _union(_lines(facts, id_) for id_ in ids)
    rows = [
        Row(label, _across(facts, ids, [_part(facts, id_, code) for id_ in ids])) for code, label in lines
    ]
    rows.append(
        Row(
            pgettext("the row of a total", "All"),
            _across(facts, ids, [_whole(facts, id_) for id_ in ids]),
            "total",
        )
    )
    if below:
        label, figures = below
        rows.append(Row(label, _across(facts, ids, [_whole(facts, id_) for id_ in figures], shares=is_part)))
    heads: list[str] = []
    muted: list[int] = []
    for head, id_ in columns:
        heads += [f"{head}, {facts.heads[0]}", *([_("Share")] if _has_shares(facts, id_) else [])]
        if facts.last is not None:
            muted.append(len(heads))
            heads.append(facts.heads[1])
    return Table(corner, tuple(heads), tuple(rows), emphasis=None, muted=tuple(muted), dense=True)


def doors(facts: Facts, columns: Sequence[tuple[str, str]], names: Sequence[str]) -> Table:
    """The same single figures of neighbouring things: a column for each (head, the beginning of its ids), a line for
    each name; a dash where the one has no such figure."""
    facts = facts.beside(*(f"{start}.{name}" for _head, start in columns for name in names))
    heads: list[str] = []
    muted: list[int] = []
    for head, _start in columns:
        heads.append(f"{head}, {facts.heads[0]}")
        if facts.last is not None:
            muted.append(len(heads))
            heads.append(facts.heads[1])
    rows = [_across_doors(facts, [f"{start}.{name}" for _head, start in columns]) for name in names]
    return Table("", tuple(heads), tuple(filter(None, rows)), emphasis=None, muted=tuple(muted))


def _across_doors(facts: Facts, ids: Sequence[str]) -> Row | None:
    present = facts.present(*ids)
    if not present:
        return None
    cells: list[str] = []
    for id_ in ids:
        cells.append(facts.number(id_) if id_ in present else numbers.NOTHING)
        if facts.last is not None:
            before = facts.value(id_, last=True)
            cells.append(written(facts.this[id_], before) if id_ in present else numbers.NOTHING)
    return Row(str(facts.this[present[0]].figure.label), tuple(cells))


def _has_shares(facts: Facts, id_: str) -> bool:
    return facts.this[id_].figure.measure.gives_shares


def _union(groups: Iterable[list[Line]]) -> list[tuple[str, str]]:
    found = {line.code: line.label for group in groups for line in group}
    return sorted(found.items(), key=lambda item: item[0] == UNKNOWN)


def _across(
    facts: Facts, ids: Sequence[str], pairs: Sequence[tuple], *, shares: bool = True
) -> tuple[str, ...]:
    """One line's cells: for each breakdown this year's number, its share, and last year's."""
    cells: list[str] = []
    for id_, (now, before) in zip(ids, pairs, strict=True):
        reading = facts.this[id_]
        base = total_of(reading)
        cells.append(_written(reading, now))
        if _has_shares(facts, id_):
            cells.append(
                numbers.share(percent(now, base)) if shares and now is not None and base else numbers.NOTHING
            )
        if facts.last is not None:
            cells.append(_written(reading, before))
    return tuple(cells)


def _written(reading: Reading, value) -> str:
    """As written(); a dash where there is no sum of what was collected, as of different countries."""
    return numbers.NOTHING if value is None and reading.collected else written(reading, value)


def _part(facts: Facts, id_: str, code: str) -> tuple:
    now = facts.part(id_, code) if facts.this[id_].collected else None
    return now, _last_part(facts, id_, code)


def _whole(facts: Facts, id_: str) -> tuple:
    return total_of(facts.this[id_]), facts.value(id_, last=True)
