"""What the support log puts on the calendar: the afternoons to come."""

from django.utils.translation import gettext as _

from utsopi.calendar import Entry, register

from .choices import SessionStatus
from .planning import afternoons_between

MOST = 20


@register("open_house")
def afternoons(period):
    planned = afternoons_between(period.start, period.end)
    coming = [each for each in planned if each.status == SessionStatus.PLANNED]
    return [Entry(each.held_on, "open_house", _("Open House"), each.city) for each in coming[:MOST]]
