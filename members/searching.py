"""Finding members by codes: by number, by how they stand on a day or what they did in a period, and by what is told
of the interval. What is sealed is not searched. A line of the list is an interval; of whoever asked it is her asking.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from .choices import OPEN, Side, Status
from .models import Joining, Mandate, Member, Membership, active_on

FEW = 1000
_OTHERS = Membership.objects.filter(member=OuterRef("member")).order_by()
LATER = Exists(_OTHERS.filter(started_on__gt=OuterRef("started_on")))
# intervals never overlap: what came before has ended
EARLIER = Exists(_OTHERS.filter(started_on__lt=OuterRef("started_on"), ended_on__isnull=False))


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; what is empty narrows nothing. `number` is how it begins. `day` is that of
    Status.MEMBER, `start` and `end` are those of what somebody did in a period; `language` is one, or a Side."""

    today: date
    number: str = ""
    status: str = ""
    day: date | None = None
    start: date | None = None
    end: date | None = None
    region: str | None = None
    language: str = ""
    source: str = ""
    mandate: str = ""
    effective: bool | None = None
    sex_worker: bool | None = None

    @property
    def is_of_asking(self) -> bool:
        return self.status == Status.ASKED


def found(wanted: Wanted) -> QuerySet:
    """All that are wanted, whoever joined or asked last first: Memberships, or Joinings of those who asked."""
    narrowed = [_told(wanted), _numbered(wanted), _mandated(wanted)]
    if wanted.is_of_asking:
        return Joining.objects.filter(*narrowed, member__isnull=False, state__in=OPEN).order_by(
            "-asked_on", "-id"
        )
    return Membership.objects.filter(*narrowed, _standing(wanted)).order_by("-started_on", "-id")


def _standing(wanted: Wanted) -> Q:
    """One interval for each: the one of that day, or the last; of a period each that begins or ends in it."""
    period = {"gte": wanted.start, "lte": wanted.end}
    began, ended = (
        Q(**{f"{name}__{how}": day for how, day in period.items() if day})
        for name in ("started_on", "ended_on")
    )
    return {
        Status.MEMBER: lambda: active_on(wanted.day or wanted.today),
        Status.LEFT: lambda: Q(ended_on__lte=wanted.today) & ~LATER,
        Status.JOINED: lambda: began & ~EARLIER,
        Status.REJOINED: lambda: began & EARLIER,
        Status.WENT: lambda: ended & Q(ended_on__isnull=False),
    }.get(wanted.status, lambda: Q(~LATER))()


def _told(wanted: Wanted) -> Q:
    """What is told of the interval, or was told on asking."""
    lookups = {
        "region": wanted.region,
        "joined_through": wanted.source or None,
        "is_sex_worker": wanted.sex_worker,
        "is_effective": None if wanted.is_of_asking else wanted.effective,
    }
    told = Q(**{name: value for name, value in lookups.items() if value is not None})
    if wanted.language == Side.NEITHER:
        return told & ~Q(language__in=[Side.FRENCH, Side.DUTCH])
    return told & Q(language=wanted.language) if wanted.language else told


def _mandated(wanted: Wanted) -> Q:
    """Whoever holds such a mandate on the day, today where none is asked for."""
    if not wanted.mandate:
        return Q()
    held = Mandate.objects.filter(active_on(wanted.day or wanted.today), kind=wanted.mandate).order_by()
    return Q(member__in=held.values("member"))


def _numbered(wanted: Wanted) -> Q | Exists:
    """How a number begins, as it was typed or in capitals; in the form that each database has an index for. Few members
    are named by their keys; where many begin so, whoever is looked at is asked. One statement."""
    if not wanted.number:
        return Q()
    condition = Q()
    for typed in {wanted.number, wanted.number.upper()}:
        if connection.vendor == "postgresql":
            condition |= Q(reference__startswith=typed)
        else:
            condition |= Q(reference__gte=typed, reference__lt=f"{typed}\U0010ffff")
    begin_so = Member.objects.filter(condition)
    few = list(begin_so.values_list("pk", flat=True)[: FEW + 1])
    return Q(member__in=few) if len(few) <= FEW else Exists(begin_so.filter(pk=OuterRef("member")))
