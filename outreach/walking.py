"""Whose a round is and for how long, what is still to be done about one, and what a new one begins with."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from utsopi.directory.models import Organisation
from utsopi.team.access import may

from .choices import RoundStatus
from .models import Area, Round

A_DAY = timedelta(days=1)
NOON = 12
LOOKED_BACK = timedelta(days=365)  # for the areas and partners that are used most
MOST_AREAS, MOST_PARTNERS = 8, 8


def first_day_seen() -> date:
    """Until noon yesterday's rounds are seen by whoever walked them, from noon on only today's."""
    now = timezone.localtime()
    return now.date() if now.hour >= NOON else now.date() - A_DAY


def rounds_of(account) -> QuerySet[Round]:
    """Those that the account may see and change: its own ones until noon of the next day, planned ones of these
    days, and all of them for whoever may put rounds right afterwards."""
    if may(account, "round.change"):
        return Round.objects.all()
    first = first_day_seen()
    is_recent = Q(held_on__gte=first) | Q(logged_on__gte=first)
    own = Q(logged_by=account) & is_recent & ~Q(status=RoundStatus.PLANNED)
    return Round.objects.filter(own | Q(pk__in=planned_now().values("pk")))


def planned_now() -> QuerySet[Round]:
    """Planned for today; before noon also those of yesterday, because a night has two dates."""
    days = (first_day_seen(), timezone.localdate())
    return Round.objects.filter(status=RoundStatus.PLANNED, held_on__range=days)


def open_of(account) -> Round | None:
    """The round that she counts on."""
    return rounds_of(account).filter(is_open=True, logged_by=account).order_by("-held_on", "id").first()


def left_open() -> QuerySet[Round]:
    """Rounds of an earlier day that nobody has closed: from last night, as a rule."""
    return _listed(Round.objects.filter(is_open=True, held_on__lt=timezone.localdate()))


def never_begun() -> QuerySet[Round]:
    """Planned for an earlier day, and neither walked nor cancelled."""
    past = Round.objects.filter(status=RoundStatus.PLANNED, held_on__lt=timezone.localdate())
    return _listed(past.filter(held_on__gte=timezone.localdate() - LOOKED_BACK))


def _listed(rounds: QuerySet) -> QuerySet:
    return rounds.select_related("area").order_by("held_on", "area__name")


@dataclass(frozen=True)
class Usual:
    """What a new round begins with: areas and partners, most used first, and who walked along the last time."""

    areas: list[Area]
    partners: list[Organisation]
    last_partners: frozenset[str]  # keys


def usual(account) -> Usual:
    """Costs three statements, four where there was a last time."""
    since = timezone.localdate() - LOOKED_BACK
    last = _last_partners(account)
    recent = Q(rounds__held_on__gte=since) & ~Q(rounds__status=RoundStatus.CANCELLED)
    areas = Area.objects.filter(is_hidden=False).annotate(used=Count("rounds", filter=recent))
    used = Count("round_links", filter=Q(round_links__round__held_on__gte=since))
    walked = Organisation.objects.filter(is_hidden=False).annotate(used=used).filter(used__gt=0)
    partners = list(walked.order_by("-used", "name")[:MOST_PARTNERS])
    missing = last - {each.pk for each in partners}
    partners += Organisation.objects.filter(pk__in=missing) if missing else []
    return Usual(list(areas.order_by("-used", "name")), partners, frozenset(map(str, last)))


def _last_partners(account) -> set:
    held = Round.objects.filter(status__in=(RoundStatus.HELD, RoundStatus.SUSPENDED))
    newest = ("-held_on", "-logged_on", "id")
    own = held.filter(logged_by=account).order_by(*newest)
    last = own.values("pk")[:1] if own.exists() else held.order_by(*newest).values("pk")[:1]
    return set(
        Organisation.objects.filter(
            round_links__round__in=list(last.values_list("pk", flat=True))
        ).values_list("pk", flat=True)
    )
