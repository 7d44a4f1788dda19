"""Chapter: rounds in the street and online, and vouchers."""

from django.utils.translation import gettext as _

from outreach.choices import ObservedKind
from reports.figure import Unit

from .. import drawing, exhibits, numbers, tables, words
from ..facts import Facts
from ..parts import BigNumber, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount

ROUNDS, CONTACTS = "outreach.rounds_by_area", "outreach.people_reached_by_area"
ONLINE, BROKEN_OFF = "outreach.virtual_people_reached", "outreach.rounds_suspended"
MATERIALS, SEEN = "outreach.materials_by_item", "outreach.observations_by_kind"
NEEDS, FOLLOWED = "outreach.follow_ups_by_need", "outreach.people_followed_up"
VOUCHERS = tuple(
    f"vouchers.{name}"
    for name in ("invited", "not_collected", "envelopes_issued", "recipients", "amount_issued")
)


def chapter(facts: Facts) -> Chapter | None:
    sections = []
    if ROUNDS in facts:
        sections += [_rounds(facts), _seen_and_given(facts)]
    if facts.present(*VOUCHERS):
        sections.append(_vouchers(facts))
    is_empty = not facts.collected(ROUNDS, *VOUCHERS)
    return Chapter(_("Outreach and vouchers"), _lead(facts), tuple(sections), is_empty) if sections else None


def _lead(facts: Facts) -> str:
    rounds = facts.value(ROUNDS)
    if not rounds:
        return _("No street round was recorded for this period.")
    return _("The outreach team walked %(rounds)s and met people %(contacts)s in the street.") % {
        "rounds": amount(Unit.ROUND, rounds),
        "contacts": amount(Unit.TIME, facts.value(CONTACTS)),
    }


# ── Rounds ────────────────────────────────────────────────────────────────────────────────────────


def _rounds(facts: Facts) -> Section:
    big = (
        BigNumber(facts.number(CONTACTS), _("contacts"), _("on street rounds"))
        if facts.value(CONTACTS)
        else None
    )
    note = MarginNote(
        _("Contact."),
        _(
            "One person met on one round. Somebody met on five evenings is five contacts: nobody is asked her name."
        ),
    )
    blocks = (big, Paragraph(_rounds_said(facts)), note, _monthly(facts), _areas(facts))
    return Section(_("Rounds"), "", tuple(filter(None, blocks)))


def _rounds_said(facts: Facts) -> str:
    if not facts.collected(ROUNDS):
        return _("Nothing was recorded of outreach in this period.")
    said = []
    if rounds := facts.value(ROUNDS):
        per = round(facts.value(CONTACTS) / rounds, 1)
        said.append(
            _("On %(rounds)s in the street the team made %(contacts)s: about %(per)s a round.")
            % {
                "rounds": amount(Unit.ROUND, rounds),
                "contacts": amount(Unit.CONTACT, facts.value(CONTACTS)),
                "per": numbers.count(round(per)),
            }
        )
    if online := facts.value(ONLINE):
        said.append(_("Online there were %(contacts)s more.") % {"contacts": amount(Unit.CONTACT, online)})
    if broken := facts.value(BROKEN_OFF):
        said.append(_("Broken off: %(rounds)s.") % {"rounds": amount(Unit.ROUND, broken)})
    return " ".join(said) or _("No round was held in the street.")


def _monthly(facts: Facts) -> Exhibit | None:
    rounds, contacts = facts.series("months.rounds_held"), facts.series("months.contacts")
    if not any(contacts):
        return None
    title = words.best_month(facts, contacts)
    chart = drawing.months(facts, [("", contacts)], title)
    if chart is None:
        return None
    base = {"when": facts.when, "rounds": amount(Unit.ROUND, sum(rounds))}
    line = _("Contacts on street rounds in each month, %(when)s. Base: %(rounds)s held.") % base
    return Exhibit(title, line, (chart,))


def _areas(facts: Facts) -> Exhibit:
    """Where the rounds went: rounds and contacts by area, side by side."""
    found = words.finding(
        facts.this[CONTACTS],
        most=_("More than half of the contacts were made in one area: %(label)s"),
        first=_("The area with most contacts: %(label)s"),
    )
    heads = (_("Rounds"), _("Contacts"))
    bars = [
        drawing.bars(facts, id_, f"{found.title}. {head}", accent=found.code, caption=head)
        for id_, head in zip((ROUNDS, CONTACTS), heads, strict=True)
    ]
    line = _("Street rounds held and contacts made, by area, %(when)s. Base: %(rounds)s, %(contacts)s.") % {
        "when": facts.when,
        "rounds": amount(Unit.ROUND, facts.value(ROUNDS)),
        "contacts": amount(Unit.CONTACT, facts.value(CONTACTS)),
    }
    columns = list(zip(heads, (ROUNDS, CONTACTS), strict=True))
    beside = (_("Broken off; online"), (BROKEN_OFF, ONLINE))
    table = tables.side_by_side(facts, _("Area"), columns, below=beside, is_part=False)
    return Exhibit(found.title, line, tuple(filter(None, bars)), table, is_pair=True)


# ── What was seen, given and looked after ─────────────────────────────────────────────────────────


def _seen_and_given(facts: Facts) -> Section:
    seen = words.finding(
        facts.this[SEEN],
        most=_("More than half of what was seen was one thing: %(label)s"),
        first=_("Seen most often: %(label)s"),
    )
    given = words.finding(
        facts.this[MATERIALS],
        most=_("More than half of the pieces given out were one thing: %(label)s"),
        first=_("Given out most: %(label)s"),
    )
    needs = words.finding(
        facts.this[NEEDS],
        most=_("More than half of the follow-ups had one need: %(label)s"),
        first=_("The need met most: %(label)s"),
    )
    blocks = (
        Paragraph(_seen_said(facts)),
        MarginNote(
            _("Seen."), _("What a team noted on its rounds. More rounds see more; fewer would see less.")
        ),
        exhibits.of_breakdown(facts, SEEN, seen, what=_("What the teams saw, in times")),
        _strip(facts),
        exhibits.of_breakdown(facts, MATERIALS, given, what=_("Pieces given out")),
        exhibits.of_breakdown(facts, NEEDS, needs, what=_("Follow-ups by need"), also=(FOLLOWED,)),
    )
    return Section(_("What was seen, given and looked after"), "", tuple(filter(None, blocks)))


def _seen_said(facts: Facts) -> str:
    said = []
    if times := facts.value(SEEN):
        said.append(
            _("Teams noted something out of the ordinary %(times)s.") % {"times": amount(Unit.TIME, times)}
        )
    if pieces := facts.value(MATERIALS):
        said.append(_("They gave out %(pieces)s.") % {"pieces": amount(Unit.PIECE, pieces)})
    if needs := facts.value(NEEDS):
        people = amount(Unit.PERSON, facts.value(FOLLOWED))
        said.append(
            _("After a round, %(needs)s were made for %(people)s.")
            % {"needs": amount(Unit.FOLLOW_UP, needs), "people": people}
        )
    return " ".join(said) or _("Nothing of the kind was recorded.")


def _strip(facts: Facts) -> Exhibit | None:
    months = list(facts.period.months())
    panels = []
    for row in facts.rows(SEEN):
        label = str(ObservedKind(row.code).label) if row.code in ObservedKind.values else row.label
        values = [facts.part("months.observations", f"{month}/{row.code}") for month in months]
        panels.append((label, amount(Unit.TIME, row.value), values))
    title = words.best_month(facts, facts.series("months.observations"))
    chart = drawing.strip(facts, panels, title)
    if chart is None:
        return None
    line = _("What the teams saw, by month, %(when)s. One scale for all; the highest month is named.")
    return Exhibit(title, line % {"when": facts.when}, (chart,))


# ── Vouchers ──────────────────────────────────────────────────────────────────────────────────────


def _vouchers(facts: Facts) -> Section:
    note = MarginNote(
        _("Control."),
        _("The ledger holds a number, a sum and a day for each envelope. It can be audited without names."),
    )
    table = exhibits.of_table(
        facts, _("Vouchers in one table"), _("Invitations and envelopes"), ("", VOUCHERS)
    )
    blocks = (Paragraph(_vouchers_said(facts)), note, _taken_up(facts), table)
    return Section(_("Vouchers"), "", tuple(filter(None, blocks)), on_new_page=False)


def _vouchers_said(facts: Facts) -> str:
    issued = facts.value("vouchers.envelopes_issued")
    if not issued:
        return _("No envelope with vouchers was handed over in this period.")
    return _("The team handed over %(envelopes)s to %(people)s, worth %(sum)s in all.") % {
        "envelopes": amount(Unit.ENVELOPE, issued),
        "people": amount(Unit.PERSON, facts.value("vouchers.recipients")),
        "sum": numbers.money(facts.value("vouchers.amount_issued")),
    }


def _taken_up(facts: Facts) -> Exhibit | None:
    invited, missed = facts.value("vouchers.invited"), facts.value("vouchers.not_collected")
    if not invited:
        return None
    said = {"missed": numbers.count(missed), "invited": numbers.count(invited)}
    title = _("%(missed)s of %(invited)s invitations were not taken up") % said
    squares = _("%(missed)s open squares of %(invited)s.") % said
    chart = drawing.units(invited - missed, invited, title, squares, open_is_point=True)
    if chart is None:
        return None
    line = _("One square is one invitation, %(when)s; open squares, envelope not collected.") % {
        "when": facts.when
    }
    return Exhibit(title, line, (chart,))
