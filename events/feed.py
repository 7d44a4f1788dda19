"""The calendar for other programs: all that strangers may see as a feed, and one evening as a single entry.

Whoever looks over her shoulder reads "Appointment" and a city in the feed, and nothing but "Appointment" in a single
entry; no place, no address, nobody who organises. What is cancelled stays in the feed and says so, because
a program that has it already would go on showing it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.calendar import Entry, version_of

MADE_BY = "-//Agenda//Agenda//EN"
READ_AGAIN = timedelta(hours=12)


def feed(entries: Iterable[Entry]) -> bytes:
    """All of them, in the language that is switched on. The same entries give the same bytes all day."""
    from icalendar import Calendar  # slow to load

    entries = list(entries)
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Agenda")
    calendar.add("refresh-interval", READ_AGAIN)
    calendar.add("x-agenda-version", version_of(entries))
    for entry in entries:
        title = ", ".join(filter(None, [_("Appointment"), entry.city]))
        calendar.add_component(_event(entry, title))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def single(entry: Entry) -> bytes:
    """One entry for her own calendar: a day and hours, and no more."""
    from icalendar import Calendar  # slow to load

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add_component(_event(entry, _("Appointment")))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: Entry, title: str):
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.key}@agenda")
    event.add("dtstamp", datetime.combine(timezone.localdate(), time.min, UTC))
    event.add("summary", title)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("sequence", entry.revision)
    for name, moment in zip(("dtstart", "dtend"), _hours(entry), strict=True):
        event.add(name, moment)
    return event


def _hours(entry: Entry) -> tuple[datetime | date, datetime | date]:
    """From when to when by the clock of Brussels; whole days where no hour is known."""
    if entry.opens_at is None or entry.closes_at is None:
        return entry.on, entry.on + timedelta(days=1)
    zone = timezone.get_default_timezone()
    begins, ends = (datetime.combine(entry.on, at, zone) for at in (entry.opens_at, entry.closes_at))
    return begins, ends if ends > begins else ends + timedelta(days=1)
