"""What the events put on the calendar: everything planned, by its kind; evenings also for strangers."""

from django.utils.translation import gettext as _

from utsopi.calendar import Entry, register

from .choices import ActivityStatus, Kind
from .models import Activity

ON_IT = (ActivityStatus.PLANNED, ActivityStatus.CANCELLED)
WANTED = ("pk", "starts_on", "kind", "city", "opens_at", "closes_at", "languages", "status", "revision")


@register("activities")
def activities(period):
    found = Activity.objects.filter(starts_on__range=(period.start, period.end), status__in=ON_IT)
    return [_entry(activity) for activity in found.only(*WANTED).order_by("starts_on")]


def _entry(activity: Activity) -> Entry:
    is_evening = activity.kind == Kind.LISTEN_TO_YOU
    return Entry(
        activity.starts_on,
        activity.kind,
        str(Kind(activity.kind).label),
        activity.city,
        activity.opens_at,
        activity.closes_at,
        activity.languages,
        is_cancelled=activity.status == ActivityStatus.CANCELLED,
        public_label=_("An evening to talk") if is_evening else "",
        key=key_of(activity) if is_evening else "",
        revision=activity.revision,
    )


def key_of(activity: Activity) -> str:
    """Eight characters of its random key, by which strangers' pages call it."""
    return activity.pk.hex[:8]
