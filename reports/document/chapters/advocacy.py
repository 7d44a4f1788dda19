"""Chapter: meetings with those who make the rules."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import exhibits, words
from ..facts import Facts
from ..parts import BigNumber, Chapter, MarginNote, Paragraph, Section
from ..units import amount

LEVELS = "advocacy.contact_moments_by_level"


def chapter(facts: Facts) -> Chapter | None:
    return Chapter(_("Advocacy"), _lead(facts), (_section(facts),)) if LEVELS in facts else None


def _lead(facts: Facts) -> str:
    moments = facts.value(LEVELS)
    if not moments:
        return _("No meeting with policy makers or other parties was recorded for this period.")
    return _("Rules on sex work are made at several tables. The union sat at them %(times)s.") % {
        "times": amount(Unit.TIME, moments)
    }


def _section(facts: Facts) -> Section:
    found = words.finding(
        facts.this[LEVELS],
        most=_("More than half of the meetings were at one level: %(label)s"),
        first=_("The level with most meetings: %(label)s"),
    )
    blocks = (
        BigNumber(facts.number(LEVELS), _("contact moments")) if facts.value(LEVELS) else None,
        Paragraph(_said(facts)),
        MarginNote(
            _("Contact moment."),
            _("One meeting with one party on one day. A series of meetings counts each."),
        ),
        exhibits.of_breakdown(facts, LEVELS, found, what=_("Contact moments by level")),
    )
    return Section(_("At which tables"), "", tuple(filter(None, blocks)))


def _said(facts: Facts) -> str:
    rows = [row for row in facts.rows(LEVELS) if row.value]
    if not rows:
        return _("Nothing of the kind was recorded. A meeting is counted here once it has taken place.")
    return _("Counted are meetings that took place, by the level of those at the table: %(levels)s.") % {
        "levels": words.told(rows)
    }
