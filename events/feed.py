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

from .agenda import city_label

MADE_BY = "-//Agenda//Agenda//EN"
READ_AGAIN = timedelta(hours=12)
# by rule, as programs on phones and in offices read it: not all of them know the names of zones, or lists of days
BRUSSELS = """BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def feed(entries: Iterable[Entry]) -> bytes:
    """All of them, in the language that is switched on. The same entries give the same bytes all day."""
    entries = list(entries)
    titles = [", ".join(filter(None, [_("Appointment"), city_label(entry.city)])) for entry in entries]
    calendar = _calendar([_event(*pair) for pair in zip(entries, titles, strict=True)])
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Agenda")
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", READ_AGAIN)  # what older programs read instead
    calendar.add("x-agenda-version", version_of(entries))
    return calendar.to_ical()


def single(entry: Entry) -> bytes:
    """One entry for her own calendar: a day and hours, and no more."""
    return _calendar([_event(entry, _("Appointment"))]).to_ical()


def _calendar(events: list):
    """With the zone that their hours are in, where one has hours."""
    from icalendar import Calendar, Timezone  # slow to load

    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    if any(isinstance(event.decoded("dtstart"), datetime) for event in events):
        calendar.add_component(Timezone.from_ical(BRUSSELS))
    for event in events:
        calendar.add_component(event)
    return calendar


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
