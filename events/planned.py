"""What the events put on the calendar: everything planned, by its kind."""

from utsopi.calendar import Entry, register

from .choices import ActivityStatus, Kind
from .models import Activity


@register("activities")
def activities(period):
    planned = Activity.objects.filter(
        starts_on__range=(period.start, period.end), status=ActivityStatus.PLANNED
    )
    return [
        Entry(starts_on, kind, str(Kind(kind).label), city)
        for starts_on, kind, city in planned.order_by("starts_on").values_list("starts_on", "kind", "city")[
            :20
        ]
    ]
