"""What the support log puts on the calendar: the afternoons to come."""

from django.utils.translation import gettext as _

from utsopi.calendar import Entry, register

from .choices import SessionStatus
from .models import OpenHouseSession


@register("open_house")
def afternoons(period):
    planned = OpenHouseSession.objects.filter(
        held_on__range=(period.start, period.end), status=SessionStatus.PLANNED
    )
    return [
        Entry(held_on, "open_house", _("Open House"), city)
        for held_on, city in planned.order_by("held_on").values_list("held_on", "city")[:20]
    ]
