"""Chapter: members and the team."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import drawing, exhibits, numbers, words
from ..facts import Facts
from ..parts import BigNumber, Block, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount

TEAM = ("team.headcount_at_start", "team.headcount_at_end", "team.fte_at_start", "team.fte_at_end")


def chapter(facts: Facts) -> Chapter:
    sections = [_members(facts), _origins(facts)]
    if facts.present(*TEAM):
        sections.append(_team(facts))
    is_empty = not facts.collected("membership.members_at_end", *TEAM)
    return Chapter(_("Members and team"), _lead(facts), tuple(sections), is_empty)


def _lead(facts: Facts) -> str:
    start, end = facts.value("membership.members_at_start"), facts.value("membership.members_at_end")
    if start is None or end is None:
        return _("No membership was recorded for this period.")
    said = {"start": amount(Unit.MEMBER, start), "end": numbers.count(end)}
    if end > start:
        return _("The union began the period with %(start)s and ended it with %(end)s: it grew.") % said
    if end < start:
        return (
            _("The union began the period with %(start)s and ended it with %(end)s: it became smaller.")
            % said
        )
    return _("The union began and ended the period with the same number: %(start)s.") % said


def _members(facts: Facts) -> Section:
    blocks: list[Block | None] = [_big(facts), *_paragraphs(facts), _monthly(facts), _movement(facts)]
    return Section(_("Members"), _coming_and_going(facts), tuple(filter(None, blocks)))


def _origins(facts: Facts) -> Section:
    said = Paragraph(
        _(
            "Members say where they live or work, and how they found the union. Both are asked, neither has to be told."
        )
    )
    blocks = (said, _note(), _by_region(facts), _by_source(facts))
    return Section(_("Where members are, and how they came"), "", tuple(filter(None, blocks)))


def _big(facts: Facts) -> BigNumber | None:
    if not facts.collected("membership.members_at_end"):
        return None
    return BigNumber(
        facts.number("membership.members_at_end"), _("members"), _("on %(day)s") % {"day": facts.last_day}
    )


def _coming_and_going(facts: Facts) -> str:
    joined, left = facts.value("membership.joined"), facts.value("membership.left")
    if joined is None or left is None:
        return ""
    if not joined and not left:
        return _("Nobody joined and nobody left.")
    return _("%(joined)s joined in the period, and %(left)s left.") % {
        "joined": numbers.count(joined),
        "left": numbers.count(left),
    }


def _paragraphs(facts: Facts) -> list[Paragraph]:
    said = [
        _(
            "A member is counted on a day when her membership has begun and has not ended. Whoever comes back has "
            "a second membership, so that nobody's earlier years are lost and nobody is counted twice on one day."
        )
    ]
    growth = facts.value("membership.growth_percent")
    if growth is not None:
        said.append(
            _("Against the start of the period that is %(percent)s, of %(start)s.")
            % {
                "percent": numbers.signed_share(growth),
                "start": amount(Unit.MEMBER, facts.value("membership.members_at_start")),
            }
        )
    return [Paragraph(" ".join(reversed(said)))]


def _note() -> MarginNote:
    return MarginNote(
        _("Region."),
        _("Where a member lives or works, as she told it. Who gave none stands under unknown."),
    )


def _monthly(facts: Facts) -> Exhibit | None:
    values = facts.series("months.members")
    title = _month_title(values)
    chart = drawing.months(facts, [("", values)], title)
    if chart is None:
        return None
    return Exhibit(
        title, _("Members on the last day of each month, %(when)s.") % {"when": facts.when}, (chart,)
    )


def _month_title(values: list) -> str:
    if all(after >= before for before, after in zip(values, values[1:], strict=False)):
        return _("No month ended with fewer members than the one before")
    if all(after <= before for before, after in zip(values, values[1:], strict=False)):
        return _("No month ended with more members than the one before")
    return _("Members went up and down over the months")


def _by_region(facts: Facts) -> Exhibit | None:
    id_ = "membership.members_by_region"
    if id_ not in facts:
        return None
    found = words.region_finding(
        facts.this[id_],
        most=_("More than half of the members are %(where)s"),
        first=_("The largest group of members is %(where)s"),
    )
    return exhibits.of_breakdown(facts, id_, found, what=_("Members by region on the last day"))


def _by_source(facts: Facts) -> Exhibit | None:
    id_ = "membership.joined_by_source"
    if id_ not in facts:
        return None
    found = words.finding(
        facts.this[id_],
        most=_("More than half of the new members came one way: %(label)s"),
        first=_("The way most new members came: %(label)s"),
    )
    return exhibits.of_breakdown(facts, id_, found, what=_("New members by the way they came"))


def _movement(facts: Facts) -> Exhibit | None:
    names = ("members_at_start", "joined", "left", "members_at_end", "growth_percent")
    return exhibits.of_table(
        facts,
        _("From the first day to the last"),
        _("Members"),
        ("", [f"membership.{name}" for name in names]),
    )


def _team(facts: Facts) -> Section:
    note = MarginNote(_("Full-time posts."), _("Contracts added up: two half-time contracts are one post."))
    table = exhibits.of_table(facts, _("The team at the start and at the end"), _("Employees"), ("", TEAM))
    return Section(_("The team"), "", tuple(filter(None, (note, Paragraph(_team_said(facts)), table))))


def _team_said(facts: Facts) -> str:
    heads, posts = facts.value("team.headcount_at_end"), facts.value("team.fte_at_end")
    if heads is None:
        return _("The size of the team was not recorded for this period.")
    said = {"heads": amount(Unit.EMPLOYEE, heads), "posts": amount(Unit.POST, posts)}
    return (
        _(
            "At the end of the period the union had %(heads)s in %(posts)s. Volunteers are not in these numbers."
        )
        % said
    )
