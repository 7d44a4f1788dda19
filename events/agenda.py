"""What strangers read of the calendar, in the language that is switched on: the coming six months, their cities and
hours, and how many places are left. It says the same on the page, in the feed and in the picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import UUIDField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from utsopi import calendar
from utsopi.calendar import Entry
from utsopi.directory.choices import language_name
from utsopi.periods import Period
from utsopi.ready import Blank, Ready

from .choices import ActivityStatus, Kind
from .models import Evening

SHOWN = timedelta(days=183)
FEW = 3  # places left that are said in another colour
KEY = 8  # characters of a key; see planned.key_of
OF_A_KEY = frozenset("0123456789abcdef")
ON_THE_PAGE = (ActivityStatus.PLANNED, ActivityStatus.CANCELLED)
_CALLED = Ready(
    lambda: Evening.objects.filter(
        activity__id__gte=Blank("first", UUIDField),
        activity__id__lte=Blank("last", UUIDField),
        activity__kind=Kind.LISTEN_TO_YOU,
        activity__status__in=ON_THE_PAGE,
    ).select_related("activity")
)
CITIES = {
    "Brussels": gettext_lazy("Brussels"),
    "Ghent": gettext_lazy("Ghent"),
    "Antwerp": gettext_lazy("Antwerp"),
    "Liège": gettext_lazy("Liège"),
}


@dataclass(frozen=True)
class Line:
    """An entry with its words. `places_left` is None where there is no limit."""

    entry: Entry
    places_left: int | None = None

    @property
    def city(self) -> str:
        return city_label(self.entry.city)

    @property
    def hours(self) -> str:
        return hours_label(self.entry.opens_at, self.entry.closes_at)

    @property
    def day(self) -> str:
        return day_label(self.entry.on)

    @property
    def weekday(self) -> str:
        return capfirst(date_format(self.entry.on, "D"))

    @property
    def languages(self) -> str:
        return languages_label(self.entry.languages)

    @property
    def is_evening(self) -> bool:
        """Whether somebody can register for it."""
        return self.entry.kind == Kind.LISTEN_TO_YOU

    @property
    def places(self) -> str:
        return places_label(self.places_left)

    @property
    def mood(self) -> str:
        """The class of its places: many, few or full."""
        if not self.places_left:
            return "full"
        return "few" if self.places_left <= FEW else "many"


def coming_months(today: date | None = None) -> Period:
    """Today and what comes within six months."""
    today = today or timezone.localdate()
    return Period(today, today + SHOWN)


def lines(period: Period) -> list[Line]:
    """Everything public in the period, in the order of days, with the places that are left."""
    dated = Evening.objects.filter(activity__starts_on__range=(period.start, period.end))
    counted = dated.filter(places_left__isnull=False).values_list("activity_id", "places_left")
    left = {_key(activity): places for activity, places in counted}
    return [Line(entry, left.get(entry.key)) for entry in calendar.public(period)]


def by_month(shown: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under the names of their months; with the year where that is another than now."""
    months: dict[tuple[int, int], list[Line]] = {}
    for line in shown:
        months.setdefault((line.entry.on.year, line.entry.on.month), []).append(line)
    return [(_month(group[0].entry.on), group) for group in months.values()]


def cities_of(shown: Iterable[Line]) -> list[tuple[str, str]]:
    """The cities of the lines, as they are stored and as they are said, in the order of what is said."""
    found = {line.entry.city for line in shown if line.entry.city}
    return sorted(((city, city_label(city)) for city in found), key=lambda pair: pair[1])


def evening_called(key: str) -> Evening | None:
    """The evening that strangers' pages call by this key, cancelled ones too. One statement."""
    if len(key) != KEY or not OF_A_KEY.issuperset(key):
        return None
    first, last = (UUID(key + digit * (32 - KEY)) for digit in "0f")
    return _CALLED.first(first=first, last=last)


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def city_label(city: str) -> str:
    return str(CITIES.get(city, city))


def hours_label(opens_at: time | None, closes_at: time | None) -> str:
    """“19:00 to 22:00”; as much of it as is known."""
    if opens_at is None:
        return ""
    told = {"opens": f"{opens_at:%H:%M}", "closes": closes_at and f"{closes_at:%H:%M}"}
    return _("%(opens)s to %(closes)s") % told if closes_at else _("from %(opens)s") % told


def languages_label(codes: str) -> str:
    return capfirst(listed([language_name(code) for code in codes.split()]))


def day_label(day: date) -> str:
    """“Thursday 3 December”, as a heading."""
    return capfirst(day_words(day))


def day_words(day: date) -> str:
    """The same inside a sentence."""
    weekday = date_format(day, "l")
    if get_language() != "en":  # only there a weekday is written large wherever it stands
        weekday = weekday.lower()
    told = date_format(day, "MONTH_DAY_FORMAT")
    if day.day == 1 and get_language() == "fr":
        told = told.replace("1", "1er", 1)
    return _("%(weekday)s %(day)s") % {"weekday": weekday, "day": told}


def places_label(left: int | None) -> str:
    """“7 places”; empty where there is no limit."""
    if left is None:
        return ""
    return ngettext("%(count)s place", "%(count)s places", left) % {"count": left} if left else _full()


def listed(words: Sequence[str]) -> str:
    """“a, b and c”."""
    if len(words) < 2:
        return "".join(words)
    return _("%(some)s and %(last)s") % {"some": ", ".join(words[:-1]), "last": words[-1]}


def _full() -> str:
    return _("Full; there is a waiting list")


def _month(day: date) -> str:
    name = "F" if day.year == timezone.localdate().year else "YEAR_MONTH_FORMAT"
    return capfirst(date_format(day, name))


def _key(activity: UUID) -> str:
    return activity.hex[:KEY]
