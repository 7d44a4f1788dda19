"""Rounds, what hangs on them, and the vouchers."""

from django.db.models import (
    Count,
    Q,
    Sum,
)
from django.utils.translation import gettext_lazy as _

from outreach.choices import EnvelopeStatus, InvitationOutcome, Mode, Need, ObservedKind, RoundStatus
from outreach.models import Envelope, FollowUp, Handout, Invitation, Material, Observation, Round
from reports.figure import Column, Dimension, Rows

from .common import COUNT, YearMonth, in_period, labels_of, of

_ROUND_DIMENSIONS = {
    "area": lambda path: Dimension(f"{path}area__name"),
    "mode": lambda path: Dimension.of(f"{path}mode", Mode),
    "status": lambda path: Dimension.of(f"{path}status", RoundStatus),
    "month": lambda path: Dimension(YearMonth(f"{path}held_on")),
}


def _round_dimensions(path: str, *names: str) -> dict[str, Dimension]:
    return {name: _ROUND_DIMENSIONS[name](path) for name in names}


_ROUND_COLUMNS = (
    Column("held_on", _("date")),
    Column("area__name", _("area")),
    Column("mode", _("mode")),
    Column("status", _("status")),
)


def _of_round(*more: Column) -> tuple[Column, ...]:
    return tuple(Column(f"round__{column.lookup}", column.label) for column in _ROUND_COLUMNS) + more


ROUNDS = Rows(
    "rounds",
    of(Round, "held_on"),
    {**COUNT, "people_reached": Sum("people_reached")},
    _round_dimensions("", "area", "mode", "status", "month"),
    region="area__region",
    columns=(*_ROUND_COLUMNS, Column("people_reached", _("contacts"))),
)

HANDOUTS = Rows(
    "handouts",
    of(Handout, "round__held_on"),
    {**COUNT, "quantity": Sum("quantity")},
    {
        "material": Dimension("material__code", labels_of(Material)),
        **_round_dimensions("round__", "status", "month"),
    },
    region="round__area__region",
    columns=_of_round(Column("material__label", _("material")), Column("quantity", _("quantity"))),
)

OBSERVATIONS = Rows(
    "observations",
    of(Observation, "round__held_on"),
    {**COUNT, "times": Sum("count")},
    {
        "kind": Dimension.of("kind", ObservedKind),
        **_round_dimensions("round__", "status", "month"),
    },
    region="round__area__region",
    columns=_of_round(Column("kind", _("kind")), Column("count", _("times"))),
)

_FOLLOW_UP_COLUMNS = _of_round(
    Column("need", _("need")), Column("opened_on", _("opened on")), Column("closed_on", _("done on"))
)

FOLLOW_UPS = Rows(
    "follow_ups",
    of(FollowUp, "round__held_on"),
    COUNT,
    {"need": Dimension.of("need", Need)},
    region="round__area__region",
    columns=_FOLLOW_UP_COLUMNS,
)

PEOPLE_FOLLOWED_UP = Rows(
    "people_followed_up",
    of(FollowUp, "round__held_on"),
    {"count": Count("person", distinct=True)},
    region="round__area__region",
    columns=_FOLLOW_UP_COLUMNS,
)

ENVELOPES = Rows(
    "envelopes",
    lambda period: Envelope.objects.filter(in_period("issued_on")(period), status=EnvelopeStatus.ISSUED),
    {
        **COUNT,
        "amount": Sum("amount"),
        "recipients": Count("person", distinct=True) + Count("id", filter=Q(person__isnull=True)),
    },
    columns=(
        Column("issued_on", _("handed over on")),
        Column("amount", _("amount")),
        Column("status", _("status")),
    ),
)

INVITATIONS = Rows(
    "invitations",
    of(Invitation, "invited_on"),
    COUNT,
    {"outcome": Dimension.of("outcome", InvitationOutcome)},
    columns=(
        Column("invited_on", _("invited on")),
        Column("outcome", _("outcome")),
        Column("reason", _("reason")),
    ),
)
