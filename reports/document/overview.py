"""The year in figures: one spread of large numbers, each with a line on it and a small chart."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.figure import Unit
from reports.reading import Row

from . import drawing, numbers, words
from .chapters import advocacy, community, doors, education, funding, outreach, press
from .facts import Facts, add
from .parts import Drawing, Tile
from .units import amount

LONGEST_LABEL = 32  # letters; in full in the chapters


def pages(facts: Facts) -> tuple[tuple[tuple[Tile, ...], ...], ...]:
    """Two pages of rows of tiles; rows without any tile are left out."""
    left = (
        (_hero(facts),),
        (_questions(facts), _afternoons(facts), _rounds(facts)),
        (_contacts(facts), _vouchers(facts), _material(facts)),
    )
    right = (
        (_members(facts), _evenings(facts)),
        (_meetings(facts), _press(facts), _students(facts)),
        (_grants(facts),),
    )
    return tuple(tuple(row for row in map(_present, page) if row) for page in (left, right))


def _present(row: Iterable[Tile | None]) -> tuple[Tile, ...]:
    return tuple(filter(None, row))


def _short(rows: Iterable[Row]) -> list[Row]:
    return [replace(row, label=Truncator(row.label).chars(LONGEST_LABEL)) for row in rows]


def _small_bars(rows: Iterable[Row], title: str, width: float) -> Drawing | None:
    return drawing.bars_of(_short(rows), title, width=width, most=4)


def _hero(facts: Facts) -> Tile:
    unit = _("Requests for support")
    house, desk = (facts.value(f"{door}.requests") for door in doors.DOORS)
    if house is None and desk is None:
        return Tile(unit, numbers.not_collected(), _("Nothing was recorded."), is_hero=True)
    line = _("%(house)s at the Open House, %(desk)s at the helpdesk") % {
        "house": numbers.count(house or 0),
        "desk": numbers.count(desk or 0),
    }
    chart = drawing.columns(
        facts, facts.series("months.requests"), _("Requests by month"), width=drawing.HALF, height=160
    )
    return Tile(unit, numbers.count(add(house, desk)), line, chart, is_hero=True)


def _questions(facts: Facts) -> Tile:
    parts = [
        Row(door, head, facts.value(f"{door}.questions") or 0, None)
        for door, head in zip(doors.DOORS, doors.door_names(), strict=True)
    ]
    unit = _("Questions in those requests")
    chart = drawing.share_bar(parts, unit, width=drawing.THIRD)
    return Tile(unit, numbers.count(doors.questions(facts)), _("One request can hold several."), chart)


def _afternoons(facts: Facts) -> Tile | None:
    held, cancelled = (facts.value(f"open_house.sessions_{name}") for name in ("held", "cancelled"))
    if "open_house.sessions_held" not in facts:
        return None
    unit = _("Open House afternoons")
    line = _("held, and %(cancelled)s cancelled.") % {"cancelled": numbers.count(cancelled)}
    chart = _squares(held or 0, (held or 0) + (cancelled or 0), unit, f"{numbers.count(held)} {line}")
    return Tile(unit, numbers.count(held), line, chart)


def _squares(full, total, unit: str, words_: str) -> Drawing | None:
    return drawing.units(full, total, unit, words_, width=drawing.THIRD, a_row=14) if total <= 140 else None


def _rounds(facts: Facts) -> Tile | None:
    if outreach.ROUNDS not in facts:
        return None
    unit = _("Street rounds")
    line = _("held, and %(broken)s broken off.") % {"broken": numbers.count(facts.value(outreach.BROKEN_OFF))}
    chart = drawing.columns(facts, facts.series("months.rounds_held"), unit)
    return Tile(unit, numbers.count(facts.value(outreach.ROUNDS)), line, chart)


def _contacts(facts: Facts) -> Tile | None:
    if outreach.CONTACTS not in facts:
        return None
    unit = _("Contacts on those rounds")
    chart = _small_bars(facts.rows(outreach.CONTACTS), unit, drawing.THIRD)
    return Tile(unit, numbers.count(facts.value(outreach.CONTACTS)), _("Met twice, counted twice."), chart)


def _vouchers(facts: Facts) -> Tile | None:
    if "vouchers.amount_issued" not in facts:
        return None
    unit = _("Vouchers")
    line = _("in %(envelopes)s.") % {
        "envelopes": amount(Unit.ENVELOPE, facts.value("vouchers.envelopes_issued"))
    }
    invited, missed = facts.value("vouchers.invited"), facts.value("vouchers.not_collected")
    taken_up = _("invitations taken up, of %(all)s") % {"all": numbers.count(invited)}
    said = f"{numbers.count(invited - missed)} {taken_up}" if invited else ""
    chart = _squares(invited - missed, invited, unit, said) if invited else None
    return Tile(unit, numbers.money(facts.value("vouchers.amount_issued")), line, chart)


def _material(facts: Facts) -> Tile | None:
    if outreach.MATERIALS not in facts:
        return None
    unit = _("Pieces given out")
    line = _("on rounds in the street and online.")
    chart = _small_bars(facts.rows(outreach.MATERIALS), unit, drawing.THIRD)
    return Tile(unit, numbers.count(facts.value(outreach.MATERIALS)), line, chart)


def _members(facts: Facts) -> Tile:
    start, end = (facts.value(f"membership.members_at_{moment}") for moment in ("start", "end"))
    line = ""
    if start is not None and end is not None:
        said = {"start": numbers.count(start), "change": numbers.change(end, start)}
        line = _("%(start)s at the start: %(change)s.") % said
    unit = _("Members on %(day)s") % {"day": facts.last_day}
    chart = _small_bars(facts.rows("membership.members_by_region"), unit, drawing.HALF)
    return Tile(unit, numbers.count(end), line, chart)


def _evenings(facts: Facts) -> Tile:
    unit = _("Listen To You contacts")
    held = facts.value(community.EVENINGS)
    line = _("in %(meetings)s.") % {"meetings": amount(Unit.MEETING, held)} if held is not None else ""
    chart = _small_bars(facts.rows(community.CONTACTS), unit, drawing.HALF)
    return Tile(unit, numbers.count(facts.value(community.CONTACTS)), line, chart)


def _meetings(facts: Facts) -> Tile | None:
    if advocacy.LEVELS not in facts:
        return None
    unit = _("Meetings on policy")
    chart = _small_bars(facts.rows(advocacy.LEVELS), unit, drawing.THIRD)
    return Tile(
        unit, numbers.count(facts.value(advocacy.LEVELS)), _("with policy makers and other parties."), chart
    )


def _press(facts: Facts) -> Tile | None:
    if press.NL not in facts:
        return None
    unit = _("Belgian press articles")
    dutch, french = facts.value(press.NL), facts.value(press.FR)
    line = _("%(dutch)s in Dutch, %(french)s in French.") % {
        "dutch": numbers.count(dutch),
        "french": numbers.count(french),
    }
    rows = [row for row in _short(doors.merged(facts, (press.NL, press.FR))) if row.value]
    chart = drawing.share_bar(rows, unit, width=drawing.THIRD)
    return Tile(unit, numbers.count(add(dutch, french)), line, chart)


def _students(facts: Facts) -> Tile | None:
    if education.ASKED not in facts:
        return None
    unit = _("Requests from students")
    asked, granted = facts.value(education.ASKED), facts.value(education.GRANTED)
    line = _("%(granted)s granted.") % {"granted": numbers.count(granted)}
    chart = _squares(granted or 0, asked or 0, unit, line)
    return Tile(unit, numbers.count(asked), line, chart)


def _grants(facts: Facts) -> Tile | None:
    if funding.GRANTS not in facts:
        return None
    unit = _("Grants received")
    rows = _short(facts.rows(funding.GRANTS))
    chart = drawing.share_bar(rows, unit, money=True)
    known = words.known(rows)
    line = _("from %(count)s funders.") % {"count": numbers.count(len(known))} if len(known) > 1 else ""
    return Tile(unit, numbers.money(facts.value(funding.TOTAL)), line, chart)


def heading(facts: Facts) -> str:
    return (
        _("The year in figures")
        if facts.whole_year
        else pgettext("a report's overview", "The period in figures")
    )
