"""Outreach rounds and the vouchers handed out."""

from django.utils.translation import gettext_lazy as _

from outreach.choices import InvitationOutcome, Mode, RoundStatus
from reports.figure import Figure, Total, Twice, Unit
from reports.rows.outreach import (
    ENVELOPES,
    FOLLOW_UPS,
    HANDOUTS,
    INVITATIONS,
    OBSERVATIONS,
    PEOPLE_FOLLOWED_UP,
    ROUNDS,
)

TITLE = _("Outreach and vouchers")

HELD = {"status": (RoundStatus.HELD,)}
STREET = {"mode": (Mode.STREET,), **HELD}


def _figure(id_: str, label, definition, unit: Unit, twice: Twice, rows, **how) -> Figure:
    return Figure(id_, label, definition, unit=unit, twice=twice, rows=rows, **how)


FIGURES = (
    _figure(
        "outreach.rounds_by_area",
        _("Street rounds by area"),
        _("Rounds in the street that were held. Rounds broken off are counted apart."),
        Unit.ROUND,
        Twice.NOT_PEOPLE,
        ROUNDS,
        only=STREET,
        by=("area",),
    ),
    _figure(
        "outreach.people_reached_by_area",
        _("Contacts in the street by area"),
        _("People met on street rounds that were held, added up: contacts, not different people."),
        Unit.CONTACT,
        Twice.EACH_TIME,
        ROUNDS,
        measure=Total("people_reached"),
        only=STREET,
        by=("area",),
    ),
    _figure(
        "outreach.virtual_people_reached",
        _("Contacts online"),
        _("People reached on online rounds that were held, added up: contacts, not different people."),
        Unit.CONTACT,
        Twice.EACH_TIME,
        ROUNDS,
        measure=Total("people_reached"),
        only={"mode": (Mode.VIRTUAL,), **HELD},
    ),
    _figure(
        "outreach.rounds_suspended",
        _("Rounds broken off"),
        _("Rounds that began and were broken off, as a rule for the team's safety."),
        Unit.ROUND,
        Twice.NOT_PEOPLE,
        ROUNDS,
        only={"status": (RoundStatus.SUSPENDED,)},
    ),
    _figure(
        "outreach.materials_by_item",
        _("Material handed out"),
        _("Pieces handed out on rounds that were held."),
        Unit.PIECE,
        Twice.NOT_PEOPLE,
        HANDOUTS,
        measure=Total("quantity"),
        only=HELD,
        by=("material",),
    ),
    _figure(
        "outreach.observations_by_kind",
        _("What the teams saw"),
        _(
            "How often the team saw something on rounds that were held. It measures what was seen, not what happened."
        ),
        Unit.TIME,
        Twice.NOT_PEOPLE,
        OBSERVATIONS,
        measure=Total("times"),
        only=HELD,
        by=("kind",),
    ),
    _figure(
        "outreach.follow_ups_by_need",
        _("Follow-ups by need"),
        _("Needs that were looked after from rounds dated in the period. One person may have several."),
        Unit.FOLLOW_UP,
        Twice.EACH_TIME,
        FOLLOW_UPS,
        by=("need",),
    ),
    _figure(
        "outreach.people_followed_up",
        _("People followed up"),
        _("Different person codes behind the follow-ups of rounds dated in the period."),
        Unit.PERSON,
        Twice.WITHOUT_CODE,
        PEOPLE_FOLLOWED_UP,
    ),
    _figure(
        "vouchers.envelopes_issued",
        _("Envelopes handed over"),
        _("Envelopes of vouchers handed over in the period. Void ones and those in stock are left out."),
        Unit.ENVELOPE,
        Twice.NOT_PEOPLE,
        ENVELOPES,
    ),
    _figure(
        "vouchers.recipients",
        _("People who received vouchers"),
        _(
            "Different person codes behind the envelopes handed over; an envelope given against a token, "
            "without a person, counts as one."
        ),
        Unit.PERSON,
        Twice.WITHOUT_CODE,
        ENVELOPES,
        measure=Total("recipients"),
    ),
    _figure(
        "vouchers.amount_issued",
        _("Amount handed over"),
        _("Euros in the envelopes handed over in the period."),
        Unit.EURO,
        Twice.NOT_PEOPLE,
        ENVELOPES,
        measure=Total("amount"),
    ),
    _figure(
        "vouchers.invited",
        _("Invitations"),
        _("People told about a programme in the period, one invitation for each person and programme."),
        Unit.INVITATION,
        Twice.EACH_TIME,
        INVITATIONS,
    ),
    _figure(
        "vouchers.not_collected",
        _("Invitations not taken up"),
        _("Invitations made in the period after which no envelope was collected."),
        Unit.INVITATION,
        Twice.EACH_TIME,
        INVITATIONS,
        only={"outcome": (InvitationOutcome.NOT_COLLECTED,)},
    ),
)
