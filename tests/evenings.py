"""Evenings for tests, with who comes to them. Made up, all of it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from events.actions.coming import come
from events.actions.places import free_all
from events.actions.vouching import make_vouch
from events.choices import ActivityStatus, Audience, GivenBy, Kind, OrganisedBy
from events.models import Activity, Evening, Registration
from members.models import Member, Membership

BRUSSELS = ZoneInfo("Europe/Brussels")
PLACE = "The blue door, 12 Made-up Lane"
A_DAY = timedelta(days=1)


def an_evening(on: date | None = None, *, capacity: int | None = None, **fields) -> Evening:
    """In a week from seven to ten in the evening unless told otherwise; fields of Evening and of Activity."""
    on = on or timezone.localdate() + timedelta(days=7)
    own = {name: fields.pop(name) for name in ("place", "duty_phone", "closes_before") if name in fields}
    told = {
        "kind": Kind.LISTEN_TO_YOU,
        "title": "Listen To You",
        "starts_on": on,
        "ends_on": on,
        "opens_at": time(19),
        "closes_at": time(22),
        "city": "Brussels",
        "organised_by": OrganisedBy.TEAM,
        "audience": Audience.SEX_WORKERS,
        "status": ActivityStatus.PLANNED,
    }
    activity = Activity.objects.create(**told | fields)
    return Evening.objects.create(
        activity=activity, capacity=capacity, places_left=capacity, **{"place": PLACE} | own
    )


def a_vouch(days: int = 30) -> str:
    """An invitation phrase that the team made just now."""
    ends_on = timezone.localdate() + timedelta(days=days)
    return make_vouch(given_by=GivenBy.TEAM, ends_on=ends_on, language="en", by=None)


def a_member(*, is_sex_worker: bool = True, left: bool = False, account=None) -> Member:
    member = Member.objects.create(account=account)
    today = timezone.localdate()
    Membership.objects.create(
        member=member,
        started_on=today - timedelta(days=400),
        ended_on=today - timedelta(days=1) if left else None,
        language="fr",
        joined_through="listen_to_you",
        is_sex_worker=is_sex_worker,
    )
    return member


def in_brussels(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS)


def comes(evening: Evening, **how):
    """Somebody comes by an invitation of her own, or as `how` says."""
    return come(evening=evening, language="en", **{"vouch": a_vouch()} | how)


def fill(evening: Evening, count: int) -> list:
    """So many come."""
    return [comes(evening) for _each in range(count)]


def states(evening: Evening) -> list[str]:
    """How its registrations stand, in the order of the codes."""
    found = Registration.objects.filter(evening=evening)
    return sorted(found.values_list("state", flat=True))


def left(evening: Evening) -> int | None:
    """How many places are left; None where there is no limit."""
    return Evening.objects.get(pk=evening.pk).places_left


def cancel(evening: Evening) -> int:
    """It is cancelled, as the activity's own verb does it; how many that concerns."""
    evening.activity.status = ActivityStatus.CANCELLED
    evening.activity.save()
    return free_all(evening=evening)


def hold_it(evening: Evening) -> None:
    """It took place."""
    evening.activity.status = ActivityStatus.HELD
    evening.activity.save()
