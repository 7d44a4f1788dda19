"""Chapter: the meetings of sex workers among themselves, and of the members."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import drawing, exhibits, numbers, tables, words
from ..facts import Facts
from ..parts import BigNumber, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount

EVENINGS = "listen_to_you.meetings_by_region"
CONTACTS = "listen_to_you.contacts_by_region"
LED = "listen_to_you.member_led_by_region"
NEW = "listen_to_you.new_members_by_region"
CANCELLED = "listen_to_you.meetings_cancelled"
MEETINGS = ("community.member_meetings", "community.member_meeting_participants")


def chapter(facts: Facts) -> Chapter:
    sections = (_evenings(facts), _meetings(facts), _members_meetings(facts))
    return Chapter(_("Community"), _lead(facts), sections, not facts.collected(EVENINGS, *MEETINGS))


def _lead(facts: Facts) -> str:
    held = facts.value(EVENINGS)
    if not held:
        return _("No Listen To You meeting was held in this period.")
    return _("Sex workers met at Listen To You in %(meetings)s, which came to %(contacts)s.") % {
        "meetings": amount(Unit.MEETING, held),
        "contacts": amount(Unit.CONTACT, facts.value(CONTACTS)),
    }


def _evenings(facts: Facts) -> Section:
    blocks = [
        BigNumber(facts.number(CONTACTS), _("contacts"), _("at Listen To You"))
        if facts.collected(CONTACTS)
        else None,
        Paragraph(_said(facts)),
        MarginNote(
            _("Contact."), _("One sex worker at one meeting. Who comes to five meetings is five contacts.")
        ),
        _monthly(facts),
        _by_region(
            facts,
            CONTACTS,
            _("Contacts by the region of the place"),
            _("More than half of the contacts were %(where)s"),
            _("Most contacts were %(where)s"),
        ),
    ]
    return Section(_("Listen To You"), "", tuple(filter(None, blocks)))


def _meetings(facts: Facts) -> Section:
    said = _(
        "A meeting is prepared by the team or by members themselves. Some who come decide to join the union."
    )
    blocks = [
        Paragraph(said),
        MarginNote(_("Led by members."), _("Meetings that members organised, among all that were held.")),
        _by_region(
            facts,
            EVENINGS,
            _("Meetings held, by the region of the place"),
            _("More than half of the meetings were %(where)s"),
            _("Most meetings were %(where)s"),
        ),
        _by_region(
            facts,
            LED,
            _("Meetings organised by members, by the region of the place"),
            _("More than half of the meetings that members led were %(where)s"),
            _("Members led most meetings %(where)s"),
        ),
        _by_region(
            facts,
            NEW,
            _("New members who came through Listen To You, by their region"),
            _("More than half of those who joined this way are %(where)s"),
            _("Most of those who joined this way are %(where)s"),
        ),
    ]
    return Section(_("Meetings, and what came of them"), "", tuple(filter(None, blocks)))


def _said(facts: Facts) -> str:
    if not facts.collected(EVENINGS):
        return _("Nothing was recorded of Listen To You in this period.")
    said = [_("At Listen To You sex workers talk with one another, close to where they work.")]
    led, held = facts.value(LED), facts.value(EVENINGS)
    if held:
        said.append(
            _("Of the %(held)s, members led %(led)s.")
            % {"held": amount(Unit.MEETING, held), "led": numbers.count(led or 0)}
        )
    if cancelled := facts.value(CANCELLED):
        said.append(
            _("Announced and then cancelled: %(count)s.") % {"count": amount(Unit.MEETING, cancelled)}
        )
    elif cancelled == 0:
        said.append(_("No announced meeting was cancelled."))
    joined = facts.value(NEW)
    if joined:
        said.append(_("Through these meetings came %(new)s.") % {"new": amount(Unit.MEMBER, joined)})
    return " ".join(said)


def _monthly(facts: Facts) -> Exhibit | None:
    values = facts.series("months.evening_contacts")
    title = words.best_month(facts, values)
    chart = drawing.months(facts, [("", values)], title)
    if chart is None:
        return None
    return Exhibit(
        title, _("Listen To You contacts in each month, %(when)s.") % {"when": facts.when}, (chart,)
    )


def _by_region(facts: Facts, id_: str, what: str, most: str, first: str) -> Exhibit | None:
    if id_ not in facts:
        return None
    return exhibits.of_breakdown(
        facts, id_, words.region_finding(facts.this[id_], most=most, first=first), what=what
    )


def _members_meetings(facts: Facts) -> Section:
    title = _("Members' meetings")
    if not facts.collected(*MEETINGS):
        return Section(
            title, "", (Paragraph(_("Nothing was recorded of members' meetings in this period.")),)
        )
    held, present = (facts.value(id_) for id_ in MEETINGS)
    said = _(
        "The members decide about their union. They met in %(meetings)s, with %(participants)s in all."
    ) % {
        "meetings": amount(Unit.MEETING, held),
        "participants": amount(Unit.PARTICIPANT, present),
    }
    note = MarginNote(
        _("Participants."), _("Added up over the meetings; an unknown attendance adds nothing.")
    )
    ids = (CANCELLED, *MEETINGS)
    table = Exhibit(
        _("Meetings in one table"),
        exhibits.base(facts.beside(*ids), _("Meetings and participants")),
        table=tables.single(facts, ("", ids)),
    )
    return Section(title, "", (Paragraph(said), note, table))
