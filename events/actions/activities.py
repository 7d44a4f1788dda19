"""Planning, changing and cancelling what takes place, and saying afterwards how many came."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.directory.models import Organisation

from ..choices import ActivityStatus, Audience, CancelledBecause, Kind, OrganisedBy, PartnerRole, State
from ..models import Activity, ActivityPart, ActivityPartner, Evening, HostLink, Registration
from ..telling import tell_soon
from .moving import as_shown, differs, place_was_told, tell_of_it
from .places import free_all, set_capacity

HOUR_NAMES = ("opens_at", "closes_at")
FACTS = (
    *("title", "starts_on", "ends_on", *HOUR_NAMES, "languages"),
    *("city", "region", "organised_by", "audience", "level"),
)
SEALED = ("place", "duty_phone")
COUNTS = ("attendance", "sex_workers", "first_timers", "non_members")
HOW_COUNTED = ("is_estimated", "estimate_reason", "is_not_counted")
USUAL_AUDIENCE = {
    Kind.LISTEN_TO_YOU: Audience.SEX_WORKERS,
    Kind.MEMBER_MEETING: Audience.MEMBERS,
    Kind.WORKSHOP: Audience.SEX_WORKERS,
    Kind.COMMUNITY_EVENT: Audience.SEX_WORKERS,
    Kind.TRAINING: Audience.PROFESSIONALS,
    Kind.PUBLIC_EVENT: Audience.PUBLIC,
    Kind.SITE_VISIT: Audience.PROFESSIONALS,
    Kind.ADVOCACY_MEETING: Audience.POLICYMAKERS,
}


# ── before ────────────────────────────────────────────────────────────────────────────────────────


def plan(
    *,
    kind: Kind,
    title: str,
    starts_on: date,
    ends_on: date | None = None,
    audience: str = "",
    organised_by: str = OrganisedBy.TEAM,
    partners: Iterable[Organisation] = (),
    counterparts: Iterable[Organisation] = (),
    place: str = "",
    duty_phone: str = "",
    capacity: int | None = None,
    closes_before: int = 0,
    key: UUID | None = None,
    by,
    **facts,
) -> Activity:
    """Something new; `facts` of opens_at, closes_at, languages, city, region, level. An evening has a place and a
    duty phone, both sealed, and places. The same key makes it once. Raises ValidationError."""
    activity = Activity(
        pk=key or uuid4(),
        kind=kind,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on or starts_on,
        audience=audience or USUAL_AUDIENCE[Kind(kind)],
        organised_by=organised_by,
        status=ActivityStatus.PLANNED,
        **_known(facts, HOUR_NAMES + ("languages", "city", "region", "level")),
    )
    with transaction.atomic():
        if key and (there := Activity.objects.filter(pk=key).first()):
            return there
        activity.full_clean()
        activity.save(force_insert=True)
        _link(activity, partners, counterparts)
        if activity.kind == Kind.LISTEN_TO_YOU:
            _new_evening(activity, place, duty_phone, capacity, closes_before)
        record(Action.CREATE, activity._meta.label, by=by, object_id=activity.pk)
    return activity


def change(
    *,
    activity: Activity,
    partners: Iterable[Organisation] | None = None,
    counterparts: Iterable[Organisation] | None = None,
    by,
    **facts,
) -> Activity:
    """Writes the given facts of FACTS and no others; None leaves partners as they are. Of an evening also place and
    duty_phone (an empty text takes them away) and closes_before. Whoever wants to come and asked for it is told where
    day, hour, city or a place that was told already is another. Raises ValidationError."""
    own = {name: facts.pop(name) for name in (*SEALED, "closes_before") if name in facts}
    with transaction.atomic():
        activity = held(activity)
        before = as_shown(activity)
        for name, value in _known(facts, FACTS).items():
            setattr(activity, name, value)
        activity.full_clean()
        changed = differs(activity, before)
        activity.save(update_fields=[*facts, "revision"])
        HostLink.follow(activity)
        _link(activity, partners, counterparts)
        place_moved = bool(own) and _change_evening(activity, own)
        tell_of_it(activity, changed, place_moved=place_moved, by=by)
        people = [] if partners is None and counterparts is None else ["partners"]
        fields = sorted([*facts, *own, *people])
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=fields)
    return activity


def copy(*, activity: Activity, starts_on: date, key: UUID | None = None, by) -> Activity:
    """The same once more on another day, planned, without its counts. The same key makes it once."""
    with transaction.atomic():
        if key and (there := Activity.objects.filter(pk=key).first()):
            return there
        made = copied(activity, [starts_on], keys=[key or uuid4()])[0]
        record(Action.CREATE, made._meta.label, by=by, object_id=made.pk)
    return made


def copied(activity: Activity, days: list[date], *, keys: list[UUID] | None = None, series=None) -> list:
    """Rows like this one on other days. The place is opened once, which the trail notes. Belongs in the transaction
    of the verb that wants them."""
    evening = evening_of(activity)
    sealed = {name: _opened(evening, name) for name in SEALED} if evening else {}
    links, parts = list(activity.partner_links.all()), list(activity.parts.all())
    made = []
    for key, day in zip(keys or [uuid4() for _each in days], days, strict=True):
        made.append(_one_like(activity, key, day, series))
        _copy_belongings(made[-1], evening, sealed, links, parts)
    return made


def set_parts(*, activity: Activity, parts: Iterable[dict], by) -> list[ActivityPart]:
    """The parts of a larger event in their order, each with a title, a unit, and how many there were or that nobody
    counted; those that are not told any more go. Raises ValidationError."""
    with transaction.atomic():
        told = _write_parts(held(activity), parts)
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=["parts"])
    return told


# ── after ─────────────────────────────────────────────────────────────────────────────────────────


def hold(*, activity: Activity, parts: Iterable[dict] | None = None, by, **counts) -> Activity:
    """It took place. `counts` of COUNTS and HOW_COUNTED; what is not given stays as it is, None is not known.

    At an evening for sex workers all who came are, unless their number is given too. Raises ValidationError where
    it has not begun yet, was cancelled, or says that nobody counted and gives a count."""
    with transaction.atomic():
        activity = held(activity)
        _refuse_if_not_held(activity)
        if counts.get("is_not_counted"):
            counts = dict.fromkeys(COUNTS) | counts
        if _is_for_sex_workers(activity) and "attendance" in counts and counts.get("sex_workers") is None:
            counts["sex_workers"] = counts["attendance"]
        for name, value in _known(counts, COUNTS + HOW_COUNTED).items():
            setattr(activity, name, value)
        activity.status = ActivityStatus.HELD
        activity.full_clean()
        activity.save(update_fields=["status", *counts])
        if parts is not None:
            _write_parts(activity, parts)
        fields = sorted(["status", *counts, *(["parts"] if parts is not None else [])])
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=fields)
    return activity


def cancel(*, activity: Activity, because: CancelledBecause, by) -> int:
    """It does not take place: every place is free again. Returns how many people had wanted to come. A second time
    changes nothing. Raises ValidationError where a headcount says that it was held."""
    with transaction.atomic():
        activity = held(activity)
        if activity.status == ActivityStatus.CANCELLED:
            return 0
        if any(getattr(activity, name) is not None for name in COUNTS):
            raise ValidationError(_("There is a headcount: it was held."), code="held")
        activity.status, activity.cancelled_because = ActivityStatus.CANCELLED, because
        activity.revision += 1
        activity.full_clean()
        activity.save(update_fields=["status", "cancelled_because", "revision"])
        evening = evening_of(activity)
        freed = free_all(evening=evening) if evening else 0
        tell_soon(by=by)
        fields = ["status", "cancelled_because"]
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=fields)
    return freed


def may_uncancel(activity: Activity) -> bool:
    """Whether nobody was told: no place was taken away, so that nobody read that there is none."""
    lost = Registration.objects.filter(evening__activity=activity, state=State.CANCELLED)
    return activity.status == ActivityStatus.CANCELLED and not lost.exists()


def uncancel(*, activity: Activity, by) -> Activity:
    """It is planned again. Raises ValidationError where somebody lost her place by the cancelling."""
    with transaction.atomic():
        activity = held(activity)
        if activity.status != ActivityStatus.CANCELLED:
            return activity
        if not may_uncancel(activity):
            words = _("Somebody may have read already that it does not take place. Plan a new one instead.")
            raise ValidationError(words, code="told")
        activity.status, activity.cancelled_because = ActivityStatus.PLANNED, ""
        activity.revision += 1
        activity.save(update_fields=["status", "cancelled_because", "revision"])
        fields = ["status", "cancelled_because"]
        record(Action.CHANGE, activity._meta.label, by=by, object_id=activity.pk, fields=fields)
    return activity


def set_places(*, activity: Activity, capacity: int | None, closes_before: int, by) -> Evening:
    """How many can come to an evening, None for no limit, and how many hours before it nobody registers any more.
    Raises ValidationError where more have a place already."""
    with transaction.atomic():
        evening = _own_evening(activity)
        if evening.capacity != capacity:
            set_capacity(evening=evening, capacity=capacity, by=by)
            tell_soon(by=by)
        if evening.closes_before != closes_before:
            change(activity=activity, closes_before=closes_before, by=by)
    return evening


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def held(activity: Activity) -> Activity:
    """The row as it is now, to be changed by nobody else until the transaction is over."""
    return Activity.objects.select_for_update().get(pk=activity.pk)


def evening_of(activity: Activity) -> Evening | None:
    return Evening.objects.filter(activity=activity).first()


def _new_evening(activity: Activity, place: str, duty_phone: str, capacity: int | None, closes_before: int):
    """What it has besides, with every place free."""
    sealed = {"place": place or None, "duty_phone": duty_phone or None}
    places = {"capacity": capacity, "places_left": capacity, "closes_before": closes_before}
    return Evening.objects.create(activity=activity, **sealed, **places)


def _own_evening(activity: Activity) -> Evening:
    """What an evening has besides; one from a workbook has nothing yet."""
    if activity.kind != Kind.LISTEN_TO_YOU:
        raise ValidationError(_("Only an evening has a place of its own."), code="place")
    return Evening.objects.get_or_create(activity=activity)[0]


def _known(facts: dict, names: tuple[str, ...]) -> dict:
    if unknown := set(facts) - set(names):
        raise TypeError(f"An activity has no {', '.join(sorted(unknown))}.")
    return facts


def _link(activity: Activity, partners, counterparts) -> None:
    """Those that are given in place of those that were; None leaves them."""
    roles = {PartnerRole.PARTNER: partners, PartnerRole.COUNTERPART: counterparts}
    told = {role: list(dict.fromkeys(who)) for role, who in roles.items() if who is not None}
    activity.partner_links.filter(role__in=told).delete()
    there = set(activity.partner_links.values_list("organisation", flat=True))
    for role, organisations in told.items():
        for organisation in organisations:
            if organisation.pk in there:
                raise ValidationError(
                    _("%(name)s stands there twice."), params={"name": organisation.name}, code="partners"
                )
            there.add(organisation.pk)
            ActivityPartner.objects.create(activity=activity, organisation=organisation, role=role)


def _write_parts(activity: Activity, parts: Iterable[dict]) -> list[ActivityPart]:
    activity.parts.all().delete()
    told = [ActivityPart(activity=activity, place=place, **part) for place, part in enumerate(parts)]
    for part in told:
        part.full_clean()
    return ActivityPart.objects.bulk_create(told)


def _change_evening(activity: Activity, own: dict) -> bool:
    """Says whether it is somewhere else than was told by now."""
    evening = _own_evening(activity)
    evening.activity = activity
    moves = "place" in own and place_was_told(evening) and _opened(evening, "place") != own["place"]
    if moves:
        activity.revision += 1
        activity.save(update_fields=["revision"])
    for name, value in own.items():
        setattr(evening, name, value or None if name in SEALED else value)
    evening.save(update_fields=list(own))
    return moves


def _opened(evening: Evening, name: str) -> str | None:
    sealed = getattr(evening, name)
    return sealed.open() if sealed is not None else None


def _one_like(activity: Activity, key: UUID, day: date, series) -> Activity:
    lasts: timedelta = activity.ends_on - activity.starts_on
    facts = {name: getattr(activity, name) for name in FACTS} | {"starts_on": day, "ends_on": day + lasts}
    made = Activity(pk=key, kind=activity.kind, status=ActivityStatus.PLANNED, series=series, **facts)
    made.full_clean()
    made.save(force_insert=True)
    return made


def _copy_belongings(made: Activity, evening: Evening | None, sealed: dict, links: list, parts: list) -> None:
    """Partners, parts without their counts, and of an evening its place and how many can come."""
    ActivityPartner.objects.bulk_create(
        ActivityPartner(activity=made, organisation_id=link.organisation_id, role=link.role) for link in links
    )
    ActivityPart.objects.bulk_create(
        ActivityPart(activity=made, place=part.place, title=part.title, unit=part.unit) for part in parts
    )
    if evening:
        places = {"capacity": evening.capacity, "places_left": evening.capacity}
        Evening.objects.create(activity=made, closes_before=evening.closes_before, **places, **sealed)


def _refuse_if_not_held(activity: Activity) -> None:
    if activity.starts_on > timezone.localdate():
        raise ValidationError(_("It has not begun yet."), code="early")
    if activity.status == ActivityStatus.CANCELLED:
        raise ValidationError(_("It was cancelled. Take that back first."), code="cancelled")


def _is_for_sex_workers(activity: Activity) -> bool:
    return activity.kind == Kind.LISTEN_TO_YOU and activity.audience == Audience.SEX_WORKERS
