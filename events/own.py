"""What the events tell a member on her own page: the evenings she comes to, and those she hosts."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from members.parts import Part, register
from utsopi.ui.tables import Column, Table

from . import agenda
from .choices import State
from .models import Allowance, Registration

STATES = {
    State.COMING: gettext_lazy("You have a place."),
    State.WAITING: gettext_lazy("You are on the waiting list."),
    State.ASKED: gettext_lazy("We keep in mind that you want to talk first."),
    State.CANCELLED: gettext_lazy("You gave your place back."),
    State.DECLINED: gettext_lazy("You have no place at this evening."),
}


@register("1 evenings")
def evenings(member: Member) -> Part:
    """Her registrations as a member, until two weeks after the evening."""
    rows = Registration.objects.filter(member=member).select_related("evening__activity")
    rows = rows.order_by("-evening__activity__starts_on")
    columns = [Column("on", _("Day")), Column("city", _("City")), Column("state", _("How it stands"))]
    told = [_evening(each) for each in rows]
    empty = _(
        "You have no place at an evening just now, or you came by a phrase: then nobody knows it was you."
    )
    return Part(
        Table(columns, told, _("Your evenings"), empty=empty), reverse("own_evenings"), _("Evenings to come")
    )


def _evening(registration: Registration) -> dict:
    activity = registration.evening.activity
    return {
        "on": activity.starts_on,
        "city": agenda.city_label(activity.city),
        "state": str(STATES[State(registration.state)]),
    }


@register("2 hosting")
def hosting(member: Member) -> Part:
    """Evenings that she hosted, with what she is owed for each."""
    rows = Allowance.objects.filter(member=member).select_related("activity").order_by("-activity__starts_on")
    columns = [
        Column("on", _("Day")),
        Column("city", _("City")),
        Column("amount", _("Allowance, €"), numeric=True),
        Column("paid_on", _("Paid on")),
    ]
    told = [
        {
            "on": each.activity.starts_on,
            "city": agenda.city_label(each.activity.city),
            "amount": each.amount,
            "paid_on": each.paid_on,
        }
        for each in rows
    ]
    return Part(Table(columns, told, _("Evenings you host"), empty=_("None so far.")))
