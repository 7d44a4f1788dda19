"""Chapter: where the money came from and where it went."""

from django.utils.translation import gettext as _

from .. import exhibits, numbers, words
from ..facts import Facts
from ..parts import BigNumber, Chapter, MarginNote, Paragraph, Section

TOTAL, GRANTS, COSTS = "funding.grants_total", "funding.grants_by_funder", "funding.costs_by_category"


def chapter(facts: Facts) -> Chapter | None:
    if GRANTS not in facts:
        return None
    return Chapter(_("Funding"), _lead(facts), (_section(facts),))


def _lead(facts: Facts) -> str:
    if not len(facts.period.whole_years()):
        return _("Grants and costs are kept by calendar year, and no whole year lies in this period.")
    grants = facts.value(TOTAL)
    if not grants:
        return _("No grant was recorded for this period.")
    return _("Funders gave %(sum)s. This chapter says who they are, and what the work cost.") % {
        "sum": numbers.money(grants)
    }


def _section(facts: Facts) -> Section:
    grants = words.finding(
        facts.this[GRANTS],
        most=_("More than half came from one funder: %(label)s"),
        first=_("The largest grant came from %(label)s"),
    )
    costs = words.finding(
        facts.this[COSTS],
        most=_("More than half was spent on one thing: %(label)s"),
        first=_("The largest cost: %(label)s"),
    )
    blocks = (
        BigNumber(facts.number(TOTAL), _("in grants")) if facts.value(TOTAL) else None,
        Paragraph(_said(facts)),
        MarginNote(
            _("Whole years."), _("Only calendar years that lie wholly inside the period are counted.")
        ),
        exhibits.of_breakdown(
            facts, GRANTS, grants, what=_("Grants by funder"), beside=_is_round(facts, GRANTS)
        ),
        exhibits.of_breakdown(facts, COSTS, costs, what=_("Costs by category"), beside=False),
    )
    return Section(_("Grants and costs"), "", tuple(filter(None, blocks)))


def _is_round(facts: Facts, id_: str) -> bool:
    """Whether all amounts are whole euros: then they fit beside a chart."""
    return all(row.value == int(row.value) for row in facts.rows(id_))


def _said(facts: Facts) -> str:
    grants, costs = facts.value(TOTAL), facts.value(COSTS)
    said = []
    if grants is not None:
        said.append(_("Grants came to %(sum)s.") % {"sum": numbers.money(grants)})
    if costs is not None:
        said.append(_("Costs came to %(sum)s.") % {"sum": numbers.money(costs)})
    if grants is not None and costs is not None:
        said.append(_("The two are not a balance: gifts, fees and what was carried over are not in them."))
    return " ".join(said) or _("Nothing of the kind was recorded.")
