"""What outreach puts on the staff's calendar: the rounds to come, by area."""

from django.utils.translation import gettext as _

from utsopi.calendar import Entry, register

from .choices import RoundStatus
from .models import Round


@register("rounds")
def rounds(period):
    """Those that are planned in the period and were neither begun nor cancelled."""
    planned = Round.objects.filter(held_on__range=(period.start, period.end), status=RoundStatus.PLANNED)
    return [
        Entry(held_on, "round", _("Round, %(area)s") % {"area": area})
        for held_on, area in planned.values_list("held_on", "area__name")
    ]
