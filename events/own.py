"""What the events tell a member on her own page: the evenings she comes to, and those she hosts."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Member
from members.parts import Part, register
from utsopi.directory.choices import language_label
from utsopi.ui.tables import Column, Table

from . import agenda
from .choices import State
from .models import Allowance, Registration
from .needs import Need

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
    rows = _registrations(member)
    columns = [Column("on", _("Day")), Column("city", _("City")), Column("state", _("How it stands"))]
    told = [_evening(each) for each in rows]
    empty = _(
        "You have no place at an evening just now, or you came by a phrase: then nobody knows it was you."
    )
    table = Table(columns, told, _("Your evenings"), empty=empty)
    return Part(
        table, reverse("own_evenings"), _("Evenings to come"), in_full=lambda: _in_full(member, table)
    )


def _registrations(member: Member):
    rows = Registration.objects.filter(member=member).select_related("evening__activity")
    return rows.order_by("-evening__activity__starts_on")


def _in_full(member: Member, table: Table) -> Table:
    """The same with all that she said when she came."""
    more = [
        Column("language", _("Language")),
        Column("first", _("First time")),
        Column("needs", _("What you need")),
        Column("tell", _("How to be told")),
        Column("told_on", _("Told on")),
    ]
    told = [_evening(each) | _said(each) for each in _registrations(member)]
    return Table([*table.columns, *more], told, table.caption, empty=table.empty)


def _said(registration: Registration) -> dict:
    return {
        "language": language_label(registration.language),
        "first": registration.is_first_time,
        "needs": ", ".join(str(Need(code).label) for code in registration.needs.split()),
        "tell": registration.tell.open() if registration.tell else "",
        "told_on": registration.told_on,
    }


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
