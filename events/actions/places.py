"""The places of an evening: taken one by one, given to the next in line, never more of them than there are.

Taking one is a single guarded UPDATE and waits for nobody longer than that. Whoever goes to the end of the line,
or moves it, holds the evening's row meanwhile, so that a place that comes free is given to exactly one.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Max, Q
from django.utils.translation import ngettext_lazy

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import ActivityStatus, Kind, State
from ..models import Evening, Registration


def take_place(evening: Evening) -> tuple[State, int | None]:
    """COMING, or WAITING with the place in the line. Belongs in the transaction that writes the registration."""
    if _took_one(evening):
        return State.COMING, None
    _held(evening).only("pk").get()
    if _took_one(evening):  # one came free just before we had the row
        return State.COMING, None
    last = _of(evening, State.WAITING).aggregate(last=Max("line"))["last"]
    return State.WAITING, (last or 0) + 1


def hold(evening: Evening) -> Evening:
    """The evening with its activity as they are now; its places stay as they are until the transaction is over."""
    return _held(evening).select_related("activity").get()


def free_one(evening: Evening) -> None:
    """A place came free: the next in line has it, or it is left. The evening is held by whoever calls."""
    if not _move_up(evening, 1):
        Evening.objects.filter(pk=evening.pk).update(places_left=F("places_left") + 1)


def set_capacity(*, evening: Evening, capacity: int | None, by) -> Evening:
    """So many places from now on; None is no limit. More of them go to those in line at once.

    Raises ValidationError where more have a place already than there would be."""
    with transaction.atomic():
        evening = hold(evening)
        taken, waiting = _of(evening, State.COMING).count(), _of(evening, State.WAITING).count()
        if capacity is not None and capacity < taken:
            words = ngettext_lazy(
                "%(taken)s person has a place already.", "%(taken)s people have a place already.", "taken"
            )
            raise ValidationError(words, params={"taken": taken}, code="taken")
        left = None if capacity is None else capacity - taken
        moved = _move_up(evening, waiting if left is None else left)
        evening.capacity, evening.places_left = capacity, None if left is None else left - moved
        evening.save(update_fields=["capacity", "places_left"])
        record(Action.CHANGE, evening._meta.label, by=by, object_id=evening.pk, fields=["capacity"])
    return evening


def free_all(*, evening: Evening) -> int:
    """Every place of an evening that is cancelled; returns how many people wanted to come. Those who left a way
    to be told keep it until they are forgotten, and are to be told once more. Belongs in the transaction of the
    verb that cancels."""
    with transaction.atomic():
        evening = hold(evening)
        wanted = _of(evening, State.COMING, State.WAITING, State.ASKED)
        freed = wanted.update(state=State.CANCELLED, line=None, told_on=None, is_news=False, has_moved=False)
        Evening.objects.filter(pk=evening.pk).update(places_left=F("capacity"))
    return freed


def next_after(evening: Evening) -> Evening | None:
    """The next evening that takes place, in the same city if there is one there."""
    activity = evening.activity
    later = Evening.objects.filter(
        activity__kind=Kind.LISTEN_TO_YOU, activity__status=ActivityStatus.PLANNED
    ).filter(
        Q(activity__starts_on__gt=activity.starts_on)
        | Q(activity__starts_on=activity.starts_on, activity__opens_at__gt=activity.opens_at)
        if activity.opens_at
        else Q(activity__starts_on__gt=activity.starts_on)
    )
    later = later.select_related("activity").order_by("activity__starts_on", "activity__opens_at", "pk")
    return later.filter(activity__city=activity.city).first() or later.first()


def _held(evening: Evening):
    return Evening.objects.select_for_update(of=["self"]).filter(pk=evening.pk)


def _took_one(evening: Evening) -> bool:
    """Without a limit there is nothing to subtract from, but the row is held all the same: whoever sets a limit
    meanwhile must count us."""
    open_to_us = Q(places_left__gt=0) | Q(places_left__isnull=True)
    return bool(Evening.objects.filter(open_to_us, pk=evening.pk).update(places_left=F("places_left") - 1))


def _move_up(evening: Evening, most: int) -> int:
    """The first `most` of the line have a place, and are to be told where they left a way; returns how many there
    were."""
    first = list(_of(evening, State.WAITING).order_by("line").values_list("pk", flat=True)[:most])
    is_news = ExpressionWrapper(Q(tell__isnull=False), output_field=BooleanField())
    return Registration.objects.filter(pk__in=first).update(state=State.COMING, line=None, is_news=is_news)


def _of(evening: Evening, *states: State):
    return Registration.objects.filter(evening=evening, state__in=states)
