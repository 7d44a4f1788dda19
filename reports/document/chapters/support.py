"""Chapter: personal support, at the Open House and at the helpdesk."""

from django.utils.translation import gettext as _

from reports.figure import Unit, percent
from reports.reading import Row
from support.choices import Channel, Outcome

from .. import drawing, exhibits, numbers, tables, words
from ..facts import Facts, add, known
from ..parts import BigNumber, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount
from ..words import Finding
from .doors import COUNTED, DOORS, both_doors, door_names, finding_of, merged, questions, requests


def chapter(facts: Facts) -> Chapter:
    sections = (_doors(facts), _asked(facts), _who(facts), _others(facts))
    return Chapter(
        _("Personal support"),
        _lead(facts),
        sections,
        is_empty=not facts.collected(*(f"{door}.requests" for door in DOORS)),
    )


def _lead(facts: Facts) -> str:
    asked = requests(facts)
    if not asked:
        return _("No request for support was recorded for this period.")
    return _(
        "In this period somebody asked the union for support %(times)s. This chapter follows the %(questions)s in "
        "those requests from the two doors to an answer."
    ) % {"times": amount(Unit.TIME, asked), "questions": amount(Unit.QUESTION, questions(facts))}


# ── The two doors ─────────────────────────────────────────────────────────────────────────────────


def _doors(facts: Facts) -> Section:
    asked = requests(facts)
    big = BigNumber(numbers.count(asked), _("requests"), _("for support, at both doors")) if asked else None
    note = MarginNote(
        _("Request and question."),
        _(
            "A request is one time somebody asked. A question is one thing she asked about. The two are never added."
        ),
    )
    blocks = (
        big,
        *map(Paragraph, _doors_said(facts)),
        note,
        _monthly(facts),
        _one_at_a_time(facts),
        _channel(facts),
        _overview(facts),
        _outcomes(facts),
    )
    return Section(_("Two doors"), "", tuple(filter(None, blocks)))


def _doors_said(facts: Facts) -> list[str]:
    if not requests(facts):
        return [_("Nothing was recorded at either door.")]
    house, desk = (facts.value(f"{door}.requests") or 0 for door in DOORS)
    said = [
        _(
            "The Open House is the slow way in: an afternoon at the office, no appointment. It saw %(requests)s."
        )
        % {"requests": amount(Unit.REQUEST, house)}
    ]
    if (held := facts.value("open_house.sessions_held")) is not None:
        said[0] += " " + _("The door was open on %(held)s; %(cancelled)s were announced and cancelled.") % {
            "held": amount(Unit.AFTERNOON, held),
            "cancelled": numbers.count(facts.value("open_house.sessions_cancelled")),
        }
    channels = [row for row in facts.rows("helpdesk.requests_by_channel") if row.value]
    desk_said = _("The helpdesk is the quick way, from anywhere. It took in %(requests)s.") % {
        "requests": amount(Unit.REQUEST, desk)
    }
    if len(channels) > 1:
        desk_said += " " + _("By channel: %(channels)s.") % {"channels": words.told(channels)}
    return [*said, desk_said]


def _channels(facts: Facts) -> list[tuple[str, list]]:
    """Each channel that anything came through, month by month, the Open House last."""
    order = [*(channel for channel in Channel if channel is not Channel.OPEN_HOUSE), Channel.OPEN_HOUSE]
    series = [
        (
            str(channel.label),
            [facts.part("months.requests", f"{month}/{channel}") for month in facts.period.months()],
        )
        for channel in order
    ]
    return [(label, values) for label, values in series if any(values)]


def _monthly(facts: Facts) -> Exhibit | None:
    series = _channels(facts)
    if len(series) > 3:  # a fourth layer cannot be told apart: what is not a voice is put together
        merged = [sum(values) for values in zip(*(values for _label, values in series[1:-1]), strict=True)]
        series = [series[0], (_("In writing"), merged), series[-1]]
    title = words.best_month(facts, facts.series("months.requests"))
    chart = drawing.months(facts, series, title)
    if chart is None:
        return None
    line = _("Requests by the month of arrival and by channel, %(when)s. Base: %(base)s.") % {
        "when": facts.when,
        "base": amount(Unit.REQUEST, requests(facts)),
    }
    return Exhibit(title, line, (chart,))


def _one_at_a_time(facts: Facts) -> Exhibit | None:
    panels = [
        (label, amount(Unit.REQUEST, sum(values)), values) for label, values in reversed(_channels(facts))
    ]
    afternoons = facts.series("months.sessions_held")
    if any(afternoons):
        panels = [*panels[:3], (_("Open House"), amount(Unit.AFTERNOON, sum(afternoons)), afternoons)]
    title = _("The same months, one way in at a time")
    chart = drawing.strip(facts, panels, title) if len(panels) > 1 else None
    if chart is None:
        return None
    return Exhibit(title, _("Number in each month, one scale for all; the highest month is named."), (chart,))


def _overview(facts: Facts) -> Exhibit:
    note = _(
        "“At most” counts different codes: who came twice without a code is in it twice. “At least” counts only "
        "codes that are certain."
    )
    columns = list(zip(door_names(), DOORS, strict=True))
    ids = [f"{door}.{name}" for door in DOORS for name in COUNTED]
    line = exhibits.base(facts.beside(*ids), _("Requests, people and questions"))
    return Exhibit(
        _("Both doors in one table"), line, table=tables.doors(facts, columns, COUNTED), notes=(note,)
    )


# ── What was asked ────────────────────────────────────────────────────────────────────────────────


def _asked(facts: Facts) -> Section:
    note = MarginNote(
        _("Not a survey."),
        _("Topics show what the union is asked about. They do not measure what sex workers in Belgium need."),
    )
    blocks = (
        Paragraph(_asked_said(facts)),
        note,
        _topics(facts),
        *_by_door(facts),
    )
    return Section(_("What people asked"), "", tuple(filter(None, blocks)))


def _asked_said(facts: Facts) -> str:
    rows = known(merged(facts, [f"{door}.questions_by_topic" for door in DOORS], by_last_part=True))
    if len(rows) < 3:
        return _("Each question has one topic and one outcome.")
    return _(
        "Each question has one topic and one outcome. The topics met most, at both doors together: %(topics)s."
    ) % {"topics": words.told(rows[:3])}


def _topics(facts: Facts) -> Exhibit | None:
    rows = merged(facts, [f"{door}.questions_by_topic" for door in DOORS], by_last_part=True)
    found = finding_of(rows, _("The question asked most: %(label)s"))
    chart = drawing.bars_of(rows, found.title, accent=found.code, width=drawing.WIDE, most=12)
    if chart is None:
        return None
    line = _("Questions by topic, both doors together, %(when)s. Base: %(base)s.") % {
        "when": facts.when,
        "base": amount(Unit.QUESTION, sum(row.value for row in rows)),
    }
    return Exhibit(found.title, line, (chart,), notes=(_("Every topic stands in the tables of each door."),))


def _outcomes(facts: Facts) -> Exhibit | None:
    """How questions ended, at each door."""
    handled = sum(facts.part(f"{door}.questions_by_outcome", Outcome.HANDLED) for door in DOORS)
    asked = questions(facts)
    if not asked:
        return None
    title = _("%(percent)s of the questions were answered in the house") % {
        "percent": numbers.share(percent(handled, asked))
    }
    return both_doors(
        facts, "questions_by_outcome", title, _("Questions by outcome"), _("Outcome"), Unit.QUESTION
    )


def _by_door(facts: Facts) -> list[Exhibit | None]:
    return [_categories(facts, door, head) for door, head in zip(DOORS, door_names(), strict=True)]


def _categories(facts: Facts, door: str, head: str) -> Exhibit | None:
    id_ = f"{door}.questions_by_category"
    if not facts.collected(id_):
        return None
    found = words.finding(
        facts.this[id_],
        most=_("%(door)s: more than half of the questions were of one kind"),
        first=_("%(door)s: the largest group is %(label)s"),
        door=head,
    )
    return _category_exhibit(facts, door, head, found)


def _category_exhibit(facts: Facts, door: str, head: str, found: Finding) -> Exhibit:
    id_, finer = f"{door}.questions_by_category", f"{door}.questions_by_topic"
    chart = drawing.bars(facts, id_, found.title, accent=found.code, width=drawing.WIDE)
    line = words.base_line(
        facts, facts.this[id_], _("%(door)s: questions by category and topic") % {"door": head}
    )
    table = tables.nested(facts, id_, finer, _("Category and topic"))
    return Exhibit(found.title, line, (chart,) if chart else (), table)


def _channel(facts: Facts) -> Exhibit | None:
    id_ = "helpdesk.requests_by_channel"
    if not facts.collected(id_):
        return None
    found = words.finding(
        facts.this[id_],
        most=_("More than half of the helpdesk's requests came one way: %(label)s"),
        first=_("The helpdesk was reached most by one way: %(label)s"),
    )
    return exhibits.of_breakdown(facts, id_, found, what=_("Helpdesk requests by channel"))


# ── Who asked ─────────────────────────────────────────────────────────────────────────────────────


def _who(facts: Facts) -> Section:
    note = MarginNote(
        _("People."),
        _("Different codes: at most so many people. Nobody is asked for a name."),
    )
    blocks = (
        Paragraph(_people_said(facts)),
        note,
        both_doors(
            facts,
            "people_by_region",
            _region_title(facts),
            _("People by the region where they live or work"),
            _("Region"),
            Unit.PERSON,
        ),
        both_doors(
            facts,
            "people_by_origin",
            _known_title(facts, "people_by_origin", _("Where people come from: %(label)s leads")),
            _("People by origin"),
            _("Origin"),
            Unit.PERSON,
        ),
        both_doors(
            facts,
            "requests_by_first_this_year",
            _known_title(facts, "requests_by_first_this_year", _("First time this year? %(label)s leads")),
            _("Requests by whether it was the first this year"),
            _("First this year"),
            Unit.REQUEST,
        ),
    )
    return Section(_("Who asked, and from where"), "", tuple(filter(None, blocks)))


def _people_said(facts: Facts) -> str:
    said = []
    for door, head in zip(DOORS, door_names(), strict=True):
        at_least, at_most = facts.value(f"{door}.people_at_least"), facts.value(f"{door}.people")
        if not at_most:
            continue
        counted = {"door": head, "most": amount(Unit.PERSON, at_most), "least": numbers.count(at_least)}
        same = _("%(door)s: %(most)s.") % counted
        said.append(
            same if at_least == at_most else _("%(door)s: at least %(least)s and at most %(most)s.") % counted
        )
    if not said:
        return _("Nobody's request was recorded in this period.")
    return " ".join([*said, _("Who asked at both doors is counted at both, so the two are not added.")])


def _region_title(facts: Facts) -> str:
    house, desk = (_leader(facts, f"{door}.people_by_region") for door in DOORS)
    if house and desk and house.code != desk.code:
        said = {"house": house.label, "desk": desk.label}
        return _("Most at the Open House: %(house)s; most at the helpdesk: %(desk)s") % said
    if house and desk:
        return _("At both doors the largest group is %(where)s") % {
            "where": words.where(house.code, house.label)
        }
    return _("No one region leads at both doors")


def _leader(facts: Facts, id_: str) -> Row | None:
    """The largest line; None where several are as large, or nothing is known."""
    rows = known(facts.rows(id_))
    if not rows or (len(rows) > 1 and rows[1].value == rows[0].value):
        return None
    return rows[0]


def _known_title(facts: Facts, name: str, first: str) -> str:
    rows = merged(facts, [f"{door}.{name}" for door in DOORS])
    leading = known(rows)
    if not leading:
        return _("It is not known for any of them") if rows else _("There were none")
    return finding_of(leading, first).title


# ── With whom ─────────────────────────────────────────────────────────────────────────────────────


def _others(facts: Facts) -> Section:
    note = MarginNote(
        _("Involvement."),
        _("One organisation taking part in one question. A question may have two."),
    )
    ids = [f"{door}.involvements_by_organisation" for door in DOORS]
    blocks = [Paragraph(_others_said(facts)), note]
    for id_, head in zip(ids, door_names(), strict=True):
        if facts.collected(id_):
            found = words.finding(facts.this[id_], first=_("Met most often: %(label)s"))
            blocks.append(
                exhibits.of_breakdown(
                    facts, id_, found, what=_("%(door)s: involvements by organisation") % {"door": head}
                )
            )
    return Section(_("With whom"), "", tuple(filter(None, blocks)), on_new_page=False)


def _others_said(facts: Facts) -> str:
    shared = add(*(facts.value(f"{door}.requests_with_other_organisation") for door in DOORS))
    if not shared:
        return _("No request was answered together with another organisation, or passed on to one.")
    said = _("Another organisation took part in %(requests)s, as a partner or as the right address.") % {
        "requests": amount(Unit.REQUEST, shared)
    }
    passed = add(*(facts.value(f"{door}.people_referred_out") for door in DOORS))
    sent = add(*(facts.value(f"{door}.requests_referred_in") for door in DOORS))
    return " ".join(
        [
            said,
            _(
                "Over both doors, %(people)s were passed on, and %(requests)s came from somebody whom others had sent."
            )
            % {"people": amount(Unit.PERSON, passed), "requests": amount(Unit.REQUEST, sent)},
        ]
    )
