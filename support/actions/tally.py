"""A tally sheet: what was ticked on paper on one day, at one door, entered as one."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import Channel, Outcome
from ..models import Category, Listing, OpenHouseSession, Person, Question, Request, Topic
from ..planning import Planned, afternoons_between
from .afternoons import end_afternoon, open_afternoon

MOST = 500  # ticks on one sheet


@dataclass(frozen=True)
class Ticked:
    """How often a topic was ticked for a region; an empty region is that nobody asked."""

    topic: Topic
    region: str
    count: int


def enter_sheet(
    *, key: UUID, channel: str, received_on: date, ticked: Sequence[Ticked], city: str = "", by
) -> bool:
    """For each tick an anonymous person with a request and one question, all or nothing; False where the sheet
    under `key` was entered before.

    At the Open House they belong to the afternoon in `city`, which is opened and ended for them unless it is open.
    Raises ValidationError, with the field's name as its code.
    """
    ticks = [(each.topic, each.region) for each in ticked for _time in range(each.count)]
    _refuse(received_on, ticks)
    try:
        with transaction.atomic():
            if _is_there(key):
                return False
            _enter(key, Channel(channel), received_on, ticks, city, by)
    except IntegrityError:  # it came twice at once
        if not _is_there(key):
            raise
        return False
    return True


def _refuse(received_on: date, ticks: list) -> None:
    if received_on > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="received_on")
    if not ticks:
        raise ValidationError(_("Nothing is counted on this sheet yet."))
    if len(ticks) > MOST:
        raise ValidationError(_("A sheet takes %(most)s ticks at most. Enter it in parts.") % {"most": MOST})


def _is_there(key: UUID) -> bool:
    return Request.objects.filter(pk=derived(key, "request", 0)).exists()


def derived(key: UUID, kind: str, place: int) -> UUID:
    """The key of a row of the sheet: the same each time, and to whoever does not hold the sheet's key, random."""
    made = hmac.digest(key.bytes, f"{kind}/{place}".encode(), "sha256")
    return UUID(bytes=made[:16], version=4)


def _enter(key: UUID, channel: Channel, day: date, ticks: list, city: str, by) -> None:
    categories = _categories(channel, day, {topic for topic, _region in ticks})
    was = _planned(day, city) if channel == Channel.OPEN_HOUSE else None
    session, number = _opened(day, city, was, by) if channel == Channel.OPEN_HOUSE else (None, None)
    told = {"logged_by": by, "logged_on": timezone.localdate()}
    people = Person.objects.bulk_create(
        Person(pk=derived(key, "person", place), region=region)
        for place, (_topic, region) in enumerate(ticks)
    )
    requests = Request.objects.bulk_create(
        Request(
            pk=derived(key, "request", place),
            person=person,
            channel=channel,
            received_on=day,
            session=session,
            number=number and number + place,
            **told,
        )
        for place, person in enumerate(people)
    )
    Question.objects.bulk_create(
        Question(
            pk=derived(key, "question", place),
            request=request,
            topic=topic,
            category=categories[topic.pk],
            outcome=Outcome.HANDLED,
            **told,
        )
        for place, (request, (topic, _region)) in enumerate(zip(requests, ticks, strict=True))
    )
    record(Action.CREATE, Request._meta.label, by=by, counts={"requests": len(ticks)})
    if session is not None and not (was and was.is_open):
        end_afternoon(session=session, by=by)


def _categories(channel: Channel, day: date, topics: set[Topic]) -> dict[UUID, Category]:
    """The category of each topic at this door. Raises ValidationError for one that is not offered on that day."""
    offered = Category.objects.offered_on(day), Topic.objects.offered_on(day)
    listings = Listing.objects.filter(
        service=channel.service, topic__in=topics & set(offered[1]), category__in=offered[0]
    )
    found = {each.topic_id: each.category for each in listings.select_related("category")}
    if missing := [topic.label for topic in topics if topic.pk not in found]:
        raise ValidationError(
            _("Not offered here on that day: %(topics)s") % {"topics": ", ".join(sorted(missing))}
        )
    return found


def _planned(day: date, city: str) -> Planned | None:
    """The afternoon in that city, as the plan has it."""
    place = city.strip().casefold()
    return next((each for each in afternoons_between(day, day) if each.city.casefold() == place), None)


def _opened(day: date, city: str, was: Planned | None, by) -> tuple[OpenHouseSession, int]:
    """The afternoon, open, and the number of its next visitor."""
    rule, city = (was.rule, was.city) if was else (None, city.strip())
    session = open_afternoon(held_on=day, city=city, rule=rule, by=by)
    last = session.requests.aggregate(last=Max("number"))["last"] or 0
    return session, last + 1
