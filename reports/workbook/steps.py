"""What single sheets need beside their declaration: where a row can only be judged together with others.

A step gets a batch of rows after their references were found, and the whole import; it fills fields and notes
problems, with a fixed number of statements.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from members.models import Membership
from outreach.choices import EnvelopeStatus
from outreach.ledger import begun
from outreach.models import Area, Envelope, FollowUp
from support.choices import Channel, Service
from support.models import Category, Listing, Question, Request, Topic
from utsopi.directory.choices import Region
from utsopi.directory.models import name_key

from .checking import BATCH
from .declare import Sheet
from .kinds import Missing
from .settling import Import, Row
from .sheets import FOLLOW_UPS, INVITATIONS, MEMBERS, PROGRAMMES, QUESTIONS, REQUESTS, ROUNDS, VOUCHERS

# ── Members: the intervals of one member do not overlap ────────────────────────────────────────────


@dataclass(frozen=True)
class Interval:
    start: date
    end: date
    row: Row | None = None  # None: in the database only


def _note_intervals(rows: list[Row], run: Import) -> None:
    """Puts the intervals aside: they are compared when all are known."""
    intervals = run.notes.setdefault("intervals", {})
    for row in rows:
        if row.fields.get("member_id") and "started_on" in row.fields:
            intervals.setdefault(row.fields["member_id"], {})[row.fields["started_on"]] = row


def _hold_intervals(run: Import) -> None:
    intervals = run.notes.pop("intervals", {})
    members = list(intervals)
    for first in range(0, len(members), BATCH):
        some = members[first : first + BATCH]
        there: dict[UUID, list[Interval]] = {}
        known = Membership.objects.filter(member_id__in=some).values_list(
            "member_id", "started_on", "ended_on"
        )
        for member, start, end in known.iterator():
            if start not in intervals[member]:
                there.setdefault(member, []).append(Interval(start, end or date.max))
        for member in some:
            new = filter(None, map(_interval, intervals[member].values()))
            _hold_apart(sorted([*there.get(member, []), *new], key=lambda each: each.start), run)


def _interval(row: Row) -> Interval | None:
    """None where the row has a problem: it says it itself."""
    if row.read.is_faulty:
        return None
    known = row.there.fields if row.there else {}
    end = row.fields.get("ended_on", known.get("ended_on"))
    return Interval(row.fields["started_on"], end or date.max, row)


def _hold_apart(intervals: list[Interval], run: Import) -> None:
    longest = intervals[0]
    for each in intervals[1:]:
        if longest.end > each.start:
            at, column, other = (each, "joined_on", longest) if each.row else (longest, "left_on", each)
            reason = _("This overlaps with the same member's interval from %(day)s.") % {"day": other.start}
            at.row.read.problem(run.problems, MEMBERS, column, reason)
        longest = max(longest, each, key=lambda interval: interval.end)


# ── Requests and questions: categories belong to a door ────────────────────────────────────────────


def _service(channel: str) -> Service:
    return Channel(channel).service


def _hold_changed_doors(rows: list[Row], run: Import) -> None:
    """A request that moves to the other door may not leave questions behind under this one's categories."""
    moved = {
        row.there.pk: row
        for row in rows
        if row.there
        and row.has("channel")
        and _service(row.there.fields["channel"]) != _service(row.fields["channel"])
    }
    if not moved:
        return
    reading = run.readings.get(QUESTIONS.name)
    judged_themselves = reading.seen.rows if reading else {}
    left = Question.objects.filter(request_id__in=list(moved)).values_list("request_id", "reference")
    for request, reference in left.order_by("reference").iterator():
        if (reference,) not in judged_themselves:
            reason = _("Its question %(reference)s is listed under a category of the other service.")
            row = moved[request]
            row.read.problem(run.problems, REQUESTS, "channel", reason % {"reference": reference})


@dataclass(frozen=True)
class Offer:
    """Which topics are listed under which categories."""

    categories: dict[tuple[str, str], UUID]
    topics: dict[str, UUID]
    listed: set[tuple[UUID, UUID]]

    @classmethod
    def now(cls) -> "Offer":
        return cls(
            {
                (service, code): pk
                for service, code, pk in Category.objects.values_list("service", "code", "pk")
            },
            dict(Topic.objects.values_list("code", "pk")),
            set(Listing.objects.values_list("category_id", "topic_id")),
        )


def _find_topics(rows: list[Row], run: Import) -> None:
    if "offer" not in run.notes:
        run.notes["offer"] = Offer.now()
    services = _services(rows, run)
    for row in rows:
        service = services.get(row.read.values["request"])
        if service and row.has("category"):
            _find_topic(row, service, run)


def _services(rows: list[Row], run: Import) -> dict[str, Service]:
    """The door of each request that the rows name: as the workbook has it, else as the database has it."""
    reading = run.readings.get(REQUESTS.name)
    told = reading.seen.remembered if reading else {}
    named = {row.read.values["request"] for row in rows if row.has("request")}
    channels = {request: told[(request,)] for request in named if (request,) in told}
    if others := named - set(channels):
        found = Request.objects.filter(reference__in=others).values_list("reference", "channel")
        channels.update(found.iterator())
    return {request: _service(code) for request, code in channels.items() if not isinstance(code, Missing)}


def _find_topic(row: Row, service: Service, run: Import) -> None:
    offer: Offer = run.notes["offer"]
    category = offer.categories.get((service, row.read.values["category"]))
    topic = offer.topics.get(row.read.values["topic"]) if row.has("topic") else None
    if category is None:
        reason = _("Not a category of this service: %(service)s.") % {"service": service.label}
        row.read.problem(run.problems, QUESTIONS, "category", reason)
    elif row.has("topic") and not _may_stand(row, category, topic, offer):
        reason = _("This topic is not listed under this category.")
        row.read.problem(run.problems, QUESTIONS, "topic", reason)
    row.fields.update(category_id=category, topic_id=topic)


def _may_stand(row: Row, category: UUID, topic: UUID | None, offer: Offer) -> bool:
    """Listed today; or listed so when the question was asked, and the topic has moved since."""
    then = row.there and (row.there.fields["category_id"], row.there.fields["topic_id"])
    return topic is not None and ((category, topic) in offer.listed or (category, topic) == then)


# ── Rounds: one area lies in one region ────────────────────────────────────────────────────────────


def _find_areas(rows: list[Row], run: Import) -> None:
    if "areas" not in run.notes:
        run.notes["areas"] = {area.key: area for area in Area.objects.all()}
    fresh: list[Area] = []
    completed: dict[UUID, Area] = {}
    for row in rows:
        if row.has("area"):
            _find_area(row, fresh, completed, run)
    Area.objects.bulk_create(fresh)
    Area.objects.bulk_update(completed.values(), ["region"])
    run.count_also(Area, created=len(fresh), changed=len(completed))


def _find_area(row: Row, fresh: list[Area], completed: dict[UUID, Area], run: Import) -> None:
    name, region = row.read.values["area"], row.read.values["region"] if row.has("region") else ""
    areas, key = run.notes["areas"], name_key(name)
    if key not in areas:
        areas[key] = Area(name=name, key=key, region=region)
        fresh.append(areas[key])
    area = areas[key]
    if region and not area.region:
        area.region = region
        if area not in fresh:
            completed[area.pk] = area
    elif region and area.region != region:
        reason = _("This area lies in one region: %(region)s.") % {"region": Region(area.region).label}
        row.read.problem(run.problems, ROUNDS, "region", reason)
    row.fields["area_id"] = area.pk


# ── Follow-ups: a request comes from one of them ───────────────────────────────────────────────────


def _hold_one_source(rows: list[Row], run: Import) -> None:
    """Against follow-ups in the database that the workbook does not speak of; its own were compared before."""
    asking = {row.fields["became_id"]: row for row in rows if row.fields.get("became_id")}
    if not asking:
        return
    told = run.readings[FOLLOW_UPS.name].seen.rows
    sources = FollowUp.objects.filter(became_id__in=list(asking)).values_list("became_id", "reference")
    for request, reference in sources.iterator():
        if (reference,) not in told:
            asking[request].read.problem(run.problems, FOLLOW_UPS, "became", FOLLOW_UPS.once_reason)


def _let_requests_go(changed: Iterator[list[UUID]]) -> None:
    """Takes the requests off follow-ups that change, so that two of them may swap theirs."""
    for some in changed:
        FollowUp.objects.filter(pk__in=some).update(became=None)


# ── Vouchers: kept here once a ledger has begun; one envelope for each person and programme ─────────


def _hold_programmes(rows: list[Row], run: Import) -> None:
    _hold_books(PROGRAMMES, {row.there.pk: [row] for row in rows if row.there}, run)


def _hold_invitations(rows: list[Row], run: Import) -> None:
    _hold_books(INVITATIONS, _by_programme(rows), run)


def _hold_envelopes(rows: list[Row], run: Import) -> None:
    _hold_books(VOUCHERS, _by_programme(rows), run)
    _hold_one_each(rows, run)


def _by_programme(rows: list[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        if programme := row.fields.get("programme_id"):
            found.setdefault(programme, []).append(row)
    return found


def _hold_books(sheet: Sheet, programmes: dict[UUID, list[Row]], run: Import) -> None:
    """What a ledger tells of is changed by what stands in it next, not by a workbook."""
    for programme in begun(programmes):
        for row in filter(_differs, programmes[programme]):
            row.read.problem(
                run.problems, sheet, "programme", _("The ledger of this programme is kept here.")
            )


def _differs(row: Row) -> bool:
    if row.there is None or row.there.fields != row.there.fields | row.fields:
        return True
    return any(wanted != set(row.there.links.get(name, ())) for name, wanted in row.links.items())


def _hold_one_each(rows: list[Row], run: Import) -> None:
    """Against envelopes in the database that the workbook does not speak of; its own were compared before."""
    asking = {
        (row.fields["programme_id"], row.fields["person_id"]): row
        for row in rows
        if row.fields.get("programme_id") and row.fields.get("person_id")
    }
    if not asking:
        return
    told = run.readings[VOUCHERS.name].seen.rows
    issued = Envelope.objects.filter(
        status=EnvelopeStatus.ISSUED,
        programme_id__in={programme for programme, _person in asking},
        person_id__in={person for _programme, person in asking},
    ).values_list("programme_id", "person_id", "programme__reference", "number")
    for programme, person, reference, number in issued.iterator():
        if (reference, number) not in told and (row := asking.get((programme, person))):
            row.read.problem(run.problems, VOUCHERS, "person", VOUCHERS.once_reason)


def _let_go(changed: Iterator[list[UUID]]) -> None:
    """Takes the persons off envelopes that change, so that two of them may swap theirs."""
    for some in changed:
        Envelope.objects.filter(pk__in=some).update(person=None)


STEPS: dict[str, Callable[[list[Row], Import], None]] = {
    MEMBERS.name: _note_intervals,
    REQUESTS.name: _hold_changed_doors,
    QUESTIONS.name: _find_topics,
    ROUNDS.name: _find_areas,
    FOLLOW_UPS.name: _hold_one_source,
    PROGRAMMES.name: _hold_programmes,
    INVITATIONS.name: _hold_invitations,
    VOUCHERS.name: _hold_envelopes,
}
# when all rows of the sheet were seen, before any is written
AFTER_ALL: dict[str, Callable[[Import], None]] = {MEMBERS.name: _hold_intervals}
BEFORE_CHANGES: dict[str, Callable[[Iterator[list[UUID]]], None]] = {
    FOLLOW_UPS.name: _let_requests_go,
    VOUCHERS.name: _let_go,
}
