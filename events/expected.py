"""How many want to come to an evening and what they need, added up: never who, and nothing by person."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from .choices import Need, State
from .models import Evening, Registration


@dataclass(frozen=True)
class Expected:
    """Of those who have a place: how many, for how many it is the first time, and needs with how many have them."""

    coming: int
    first_timers: int
    waiting: int
    needs: list[tuple[str, int]]
    places: int | None  # None: no limit

    @property
    def facts(self) -> list[tuple[str, int]]:
        """In words, each with its number."""
        told = [(_("Have a place"), self.coming), (_("For the first time"), self.first_timers)]
        limit = [] if self.places is None else [(_("Places in all"), self.places)]
        return told + [(_("On the waiting list"), self.waiting)] + limit


def expected(evening: Evening) -> Expected:
    """As it is at this moment; one query."""
    rows = Registration.objects.filter(evening=evening, state__in=(State.COMING, State.WAITING))
    rows = list(rows.values_list("state", "needs", "is_first_time").annotate(count=Count("pk")).order_by())
    coming = [row for row in rows if row[0] == State.COMING]
    needed = [
        (str(need.label), sum(count for _state, needs, _first, count in coming if need in needs.split()))
        for need in Need
    ]
    return Expected(
        coming=sum(row[3] for row in coming),
        first_timers=sum(row[3] for row in coming if row[2]),
        waiting=sum(row[3] for row in rows if row[0] == State.WAITING),
        needs=[(label, count) for label, count in needed if count],
        places=evening.capacity,
    )
