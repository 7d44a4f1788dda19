"""When something begins and ends, and what depends on it, as moments; the days and hours are those of Brussels.

"24 hours before" are hours that pass, also in the nights when the clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from .models import Activity

PLACE_TOLD_BEFORE = timedelta(hours=24)
A_DAY = timedelta(days=1)


def begins_at(activity: Activity) -> datetime:
    """The beginning; that of the day where no hour is known."""
    return _moment(activity.starts_on, activity.opens_at or time.min)


def ends_at(activity: Activity) -> datetime:
    """The end; that of the day where no hour is known. An hour before the one it began at is of the next day."""
    if activity.closes_at is None:
        return _moment(activity.ends_on + A_DAY, time.min)
    is_past_midnight = activity.starts_on == activity.ends_on and activity.closes_at <= (
        activity.opens_at or time.min
    )
    return _moment(activity.ends_on + is_past_midnight * A_DAY, activity.closes_at)


def place_told_from(activity: Activity) -> datetime:
    """From when on whoever has a place is told where it is."""
    return begins_at(activity) - PLACE_TOLD_BEFORE


def registering_ends_at(day: date, hour: time | None, closes_before: int) -> datetime:
    """From when on nobody can register for what begins then; `closes_before` are hours."""
    return _moment(day, hour or time.min) - timedelta(hours=closes_before)


def _moment(day: date, hour: time) -> datetime:
    """In UTC, in which an hour more is always an hour later."""
    return datetime.combine(day, hour, timezone.get_default_timezone()).astimezone(UTC)
