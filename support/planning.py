"""Which afternoons there are: the days that a rule plans, less those that are closed, and what was done by hand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .choices import SessionStatus
from .models import Closure, OpenHouseRule, OpenHouseSession

A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Planned:
    """One afternoon. Without a `session` it stands in the rule only; one without a `rule` was made by hand or
    brought in by a workbook, and nobody wrote down its hours."""

    held_on: date
    city: str
    opens_at: time | None
    closes_at: time | None
    rule: OpenHouseRule | None
    session: OpenHouseSession | None
    status: SessionStatus

    @property
    def is_never_logged(self) -> bool:
        """Once its day is over: nobody has said whether it was held."""
        return self.status == SessionStatus.PLANNED

    @property
    def is_open(self) -> bool:
        return self.session is not None and self.session.is_open

    @property
    def words(self) -> str:
        """Its day, hours and city; the year where it is not this one."""
        form = "l j F" if self.held_on.year == timezone.localdate().year else "l j F Y"
        told = {"day": date_format(self.held_on, form), "city": self.city}
        if self.opens_at is None:
            return _("%(day)s, %(city)s") % told
        hours = {"opens": f"{self.opens_at:%H:%M}", "closes": f"{self.closes_at:%H:%M}"}
        return _("%(day)s, %(opens)s to %(closes)s, %(city)s") % (told | hours)

    @property
    def stands(self) -> str:
        """How it stands, in words."""
        if self.is_open:
            return _("Open now")
        if self.status == SessionStatus.CANCELLED and self.session.cancelled_because:
            why = self.session.get_cancelled_because_display()
            return _("Cancelled: %(why)s") % {"why": why}
        return str(self.status.label)


def afternoons_between(start: date, end: date) -> list[Planned]:
    """Every afternoon from `start` to `end`, both days included, in the order of days; three statements."""
    sessions = OpenHouseSession.objects.filter(held_on__range=(start, end)).select_related("rule")
    touched = [afternoon_of(session) for session in sessions]
    taken = _taken(touched)
    rules = OpenHouseRule.objects.filter(Q(last_on=None) | Q(last_on__gte=start), first_on__lte=end)
    closures = list(Closure.objects.filter(first_on__lte=end, last_on__gte=start))
    untouched = [
        Planned(day, rule.city, rule.opens_at, rule.closes_at, rule, None, SessionStatus.PLANNED)
        for rule in rules
        for day in days_of(rule, start, end)
        if not _is_closed(closures, day) and not taken[day] & {rule.pk, _place(rule.city)}
    ]
    return sorted(touched + untouched, key=lambda one: (one.held_on, one.opens_at or time.min, one.city))


def days_of(rule: OpenHouseRule, start: date, end: date) -> list[date]:
    """The days from `start` to `end` on which the rule holds, closed ones too."""
    first, last = max(start, rule.first_on), min(end, rule.last_on or end)
    first += timedelta(days=(rule.weekday - first.weekday()) % 7)
    return [first + n * A_WEEK for n in range((last - first) // A_WEEK + 1)]


def afternoon_of(session: OpenHouseSession) -> Planned:
    """The afternoon that a session is, with the hours of its rule."""
    rule = session.rule
    hours = (rule.opens_at, rule.closes_at) if rule else (None, None)
    return Planned(session.held_on, session.city, *hours, rule, session, SessionStatus(session.status))


def _taken(touched: list[Planned]) -> dict[date, set]:
    """For each day the rules, or where there was none the cities, in whose place a session stands."""
    taken = defaultdict(set)
    for one in touched:
        taken[one.held_on].add(one.rule.pk if one.rule else _place(one.city))
    return taken


def _place(city: str) -> str:
    return city.strip().casefold()


def _is_closed(closures: list[Closure], day: date) -> bool:
    return any(closure.first_on <= day <= closure.last_on for closure in closures)
