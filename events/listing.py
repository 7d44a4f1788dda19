"""What is coming and what is past, month by month, and what still wants to be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.text import capfirst

from .choices import ActivityStatus, Kind, State
from .models import Activity

ASKED_FOR = timedelta(days=90)  # how long a headcount is asked for once it was held
MOST_WANTING = 12


@dataclass(frozen=True)
class Month:
    """A month with what takes place in it, in order."""

    name: str
    activities: list[Activity]


def coming(found, today: date) -> list[Month]:
    """From today on, the next first; evenings with how many come, wait and asked."""
    return _months(_counted(found.filter(ends_on__gte=today)).order_by("starts_on", "opens_at", "pk"))


def past(found, year: int, today: date) -> list[Month]:
    """Of a year, before today, the last first."""
    over = found.filter(ends_on__lt=today, starts_on__year=year)
    return _months(over.order_by("-starts_on", "-opens_at", "pk"))


def wants_to_be_told(today: date) -> list[Activity]:
    """Was it held? The latest first, and no more than fit on a page."""
    return list(not_told_yet(today).order_by("-starts_on", "pk")[:MOST_WANTING])


def not_told_yet(today: date):
    """Those that are over and still planned, and evenings held of late without a headcount."""
    not_told = Q(status=ActivityStatus.PLANNED)
    no_count = Q(
        status=ActivityStatus.HELD,
        kind=Kind.LISTEN_TO_YOU,
        attendance=None,
        is_not_counted=False,
        starts_on__gte=today - ASKED_FOR,
    )
    return Activity.objects.filter(not_told | no_count, ends_on__lt=today)


def _counted(found):
    def so_many(state: State):
        return Count("evening__registrations", filter=Q(evening__registrations__state=state))

    return found.annotate(
        how_many_come=so_many(State.COMING),
        how_many_wait=so_many(State.WAITING),
        how_many_asked=so_many(State.ASKED),
    )


def _months(activities: Iterable[Activity]) -> list[Month]:
    def first(activity: Activity) -> date:
        return activity.starts_on.replace(day=1)

    return [
        Month(capfirst(date_format(month, "YEAR_MONTH_FORMAT")), list(those))
        for month, those in groupby(activities, first)
    ]
