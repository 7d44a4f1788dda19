"""Members and the team."""

from django.utils.translation import gettext_lazy as _

from reports.figure import Figure, Only, Twice, Unit, percent
from reports.rows.members import MEMBERSHIPS, TEAM_AT_END, TEAM_AT_START

TITLE = _("Members and team")


def growth(at_start: int, at_end: int):
    """Members at the end against the start, in per cent; None where there were none at the start."""
    return percent(at_end - at_start, at_start)


def _members(name: str, label, definition, **how) -> Figure:
    return Figure(
        f"membership.{name}", label, definition, unit=Unit.MEMBER, twice=Twice.NO, rows=MEMBERSHIPS, **how
    )


def _team(name: str, label, definition, unit: Unit, rows) -> Figure:
    return Figure(
        f"team.{name}",
        label,
        definition,
        unit=unit,
        twice=Twice.NO,
        rows=rows,
        measure=Only(name.partition("_")[0]),
    )


FIGURES = (
    _members(
        "members_at_start",
        _("Members at the start"),
        _("Memberships that ran on the day before the period. Supporters without membership are left out."),
        only={"active_at_start": (1,)},
    ),
    _members(
        "members_at_end",
        _("Members at the end"),
        _(
            "Memberships that ran on the last day of the period. "
            "Whoever left is counted until the day before leaving."
        ),
        only={"active_at_end": (1,)},
    ),
    _members(
        "joined",
        _("Joined"),
        _("Memberships that began in the period. Somebody who came back is counted again."),
        only={"joined": (1,)},
    ),
    _members(
        "left",
        _("Left"),
        _("Memberships whose first day without membership lies in the period."),
        only={"left": (1,)},
    ),
    Figure(
        "membership.growth_percent",
        _("Growth in members"),
        _("Members at the end against members at the start. Not stated where there were none at the start."),
        unit=Unit.PERCENT,
        twice=Twice.NO,
        inputs=("membership.members_at_end", "membership.members_at_start"),
        formula=lambda at_end, at_start: growth(at_start, at_end),
    ),
    _members(
        "members_by_region",
        _("Members by region"),
        _("Members at the end, by the region they gave. Unknown and abroad are rows of their own."),
        only={"active_at_end": (1,)},
        by=("region",),
    ),
    _members(
        "joined_by_source",
        _("Joined, by the way they came"),
        _("Memberships that began in the period, by how the person found the union."),
        only={"joined": (1,)},
        by=("source",),
    ),
    _team(
        "headcount_at_start",
        _("Employees at the start"),
        _(
            "People employed, by the latest record on or before the day before the period. Volunteers are left out."
        ),
        Unit.EMPLOYEE,
        TEAM_AT_START,
    ),
    _team(
        "fte_at_start",
        _("Full-time posts at the start"),
        _(
            "Contracts added up in full-time posts, by the latest record on or before the day before the period."
        ),
        Unit.POST,
        TEAM_AT_START,
    ),
    _team(
        "headcount_at_end",
        _("Employees at the end"),
        _("People employed, by the latest record on or before the last day. Volunteers are left out."),
        Unit.EMPLOYEE,
        TEAM_AT_END,
    ),
    _team(
        "fte_at_end",
        _("Full-time posts at the end"),
        _("Contracts added up in full-time posts, by the latest record on or before the last day."),
        Unit.POST,
        TEAM_AT_END,
    ),
)
