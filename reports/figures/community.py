"""Listen To You and the members' meetings."""

from django.utils.translation import gettext_lazy as _

from events.choices import ActivityStatus, Kind, OrganisedBy
from members.choices import JoinedThrough
from reports.figure import Figure, Total, Twice, Unit
from reports.rows.activities import ACTIVITIES
from reports.rows.members import MEMBERSHIPS

TITLE = _("Community")

HELD = {"status": (ActivityStatus.HELD,)}
EVENINGS_HELD = {"kind": (Kind.LISTEN_TO_YOU,), **HELD}
MEETINGS_HELD = {"kind": (Kind.MEMBER_MEETING,), **HELD}


def _activities(id_: str, label, definition, unit: Unit, twice: Twice, **how) -> Figure:
    return Figure(id_, label, definition, unit=unit, twice=twice, rows=ACTIVITIES, **how)


FIGURES = (
    _activities(
        "listen_to_you.meetings_by_region",
        _("Listen To You meetings by region"),
        _("Meetings that were held, by the region of the place, dated by their first day."),
        Unit.MEETING,
        Twice.NOT_PEOPLE,
        only=EVENINGS_HELD,
        by=("region",),
    ),
    _activities(
        "listen_to_you.contacts_by_region",
        _("Listen To You contacts by region"),
        _(
            "Sex workers present at meetings that were held, added up. Guests who are no sex workers are left out."
        ),
        Unit.CONTACT,
        Twice.EACH_TIME,
        measure=Total("sex_workers"),
        only=EVENINGS_HELD,
        by=("region",),
    ),
    _activities(
        "listen_to_you.member_led_by_region",
        _("Listen To You meetings led by members"),
        _("Meetings that were held and organised by members, by the region of the place."),
        Unit.MEETING,
        Twice.NOT_PEOPLE,
        only={**EVENINGS_HELD, "organised_by": (OrganisedBy.MEMBERS,)},
        by=("region",),
    ),
    Figure(
        "listen_to_you.new_members_by_region",
        _("New members through Listen To You"),
        _(
            "Memberships that began in the period and came about through Listen To You, by the member's region."
        ),
        unit=Unit.MEMBER,
        twice=Twice.NO,
        rows=MEMBERSHIPS,
        only={"joined": (1,), "source": (JoinedThrough.LISTEN_TO_YOU,)},
        by=("region",),
    ),
    _activities(
        "listen_to_you.meetings_cancelled",
        _("Listen To You meetings cancelled"),
        _("Meetings that were announced for the period and did not take place."),
        Unit.MEETING,
        Twice.NOT_PEOPLE,
        only={"kind": (Kind.LISTEN_TO_YOU,), "status": (ActivityStatus.CANCELLED,)},
    ),
    _activities(
        "community.member_meetings",
        _("Members' meetings"),
        _("Members' meetings that were held, dated by their first day."),
        Unit.MEETING,
        Twice.NOT_PEOPLE,
        only=MEETINGS_HELD,
    ),
    _activities(
        "community.member_meeting_participants",
        _("Participants in members' meetings"),
        _(
            "People present at members' meetings that were held, added up. An unknown attendance adds nothing."
        ),
        Unit.PARTICIPANT,
        Twice.EACH_TIME,
        measure=Total("attendance"),
        only=MEETINGS_HELD,
    ),
)
