"""What looks like a slip when something is entered. It is said once and forbids nothing."""

from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from utsopi import calendar
from utsopi.periods import Period

from .choices import ActivityStatus, Kind
from .models import Activity

SUNDAY = 6


@dataclass(frozen=True)
class Doubt:
    """`code` tells doubts apart, so that each is said once."""

    code: str
    words: str


def on_day(day: date, city: str, own: Activity | None = None) -> list[Doubt]:
    """Of planning something on that day in that city; `own` is the row itself where there is one."""
    found = [Doubt("sunday", _("This is a Sunday."))] if day.weekday() == SUNDAY else []
    return found + [
        Doubt("same_day", _("On the same day in %(city)s: %(what)s.") % {"city": city, "what": what})
        for what in _beside(day, city, own)
    ]


def on_hours(opens_at: time | None, closes_at: time | None) -> list[Doubt]:
    """An end before the beginning is right for what goes on past midnight, and else a slip."""
    if opens_at is None or closes_at is None or closes_at > opens_at:
        return []
    words = _("It ends at %(ends)s, at or before its beginning at %(begins)s: on the next day?")
    return [Doubt("hours", words % {"begins": f"{opens_at:%H:%M}", "ends": f"{closes_at:%H:%M}"})]


def on_counts(
    *,
    attendance: int | None,
    sex_workers: int | None = None,
    first_timers: int | None = None,
    non_members: int | None = None,
    **_more,
) -> list[Doubt]:
    """Of parts that are more than the whole; what is not known is no doubt."""
    parts = {
        "sex_workers": (sex_workers, _("More sex workers than people present.")),
        "first_timers": (first_timers, _("More people for the first time than people present.")),
        "non_members": (non_members, _("More people who are not members than people present.")),
    }
    return [
        Doubt(code, words)
        for code, (count, words) in parts.items()
        if count is not None and attendance is not None and count > attendance
    ]


def _beside(day: date, city: str, own: Activity | None) -> list[str]:
    """What else there is on that day in that city, of this wing and of others that put something on the calendar."""
    if not city:
        return []
    here = Activity.objects.filter(starts_on__lte=day, ends_on__gte=day, city__iexact=city)
    here = here.exclude(status=ActivityStatus.CANCELLED).exclude(pk=own and own.pk)
    others = [
        entry.label
        for entry in calendar.coming(Period(day, day))
        if entry.kind not in Kind.values and entry.city.casefold() == city.casefold()
    ]
    return [str(activity.get_kind_display()) for activity in here] + others
