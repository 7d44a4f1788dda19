"""Things that take place again and again: made together, each can be changed by itself, or with all that follow."""

from collections.abc import Iterable
from datetime import date
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import ActivityStatus, Rule
from ..models import Activity
from ..repeating import days_after
from .activities import FACTS, SEALED, change, copied, evening_of, held

SHARED = tuple(name for name in FACTS if name not in ("starts_on", "ends_on")) + SEALED


def repeat(
    *,
    activity: Activity,
    rule: Rule,
    until: date | None = None,
    times: int | None = None,
    but_not: Iterable[date] = (),
    by,
) -> list[Activity]:
    """The same on the days after it, up to `until` or so many `times`, but not on the days named; all share one
    series. A day that the series has already is left out, so that a second time makes nothing twice.

    Raises ValidationError where neither or both ends are given."""
    if (until is None) == (times is None):
        raise ValidationError(_("Say until when, or how often."), code="until")
    days = days_after(activity.starts_on, rule, until=until, times=times)
    with transaction.atomic():
        activity = held(activity)
        activity.series = activity.series or uuid4()
        activity.save(update_fields=["series"])
        there = set(Activity.objects.filter(series=activity.series).values_list("starts_on", flat=True))
        days = [day for day in days if day not in there | set(but_not)]
        made = copied(activity, days, series=activity.series) if days else []
        record(
            Action.CREATE,
            activity._meta.label,
            by=by,
            object_id=activity.pk,
            fields=["series"],
            counts={"made": len(made)},
        )
    return made


def rest_of_series(activity: Activity):
    """Those of its series that come after it and are still planned."""
    later = Activity.objects.filter(series=activity.series, starts_on__gt=activity.starts_on)
    planned = later.filter(status=ActivityStatus.PLANNED)
    return planned.order_by("starts_on") if activity.series else planned.none()


def change_rest_of_series(*, activity: Activity, by, **facts) -> list[Activity]:
    """This one and those that come after it; returns all that were changed. What somebody had set apart stays: a
    later one whose fact was not the same as here keeps its own. Days are each one's own and are not taken."""
    if wrong := set(facts) - set(SHARED):
        raise TypeError(f"A series does not share {', '.join(sorted(wrong))}.")
    with transaction.atomic():
        activity = held(activity)
        before, changed = _values(activity, facts), []
        for each in rest_of_series(activity):
            same = {name for name, value in _values(each, facts).items() if value == before[name]}
            if same:
                changed.append(change(activity=each, by=by, **{name: facts[name] for name in same}))
        changed.insert(0, change(activity=activity, by=by, **facts))
    return changed


def _values(activity: Activity, facts: dict) -> dict:
    """What stands there now; sealed facts are opened, and the trail notes it."""
    evening = evening_of(activity) if set(facts) & set(SEALED) else None
    sealed = {name: getattr(evening, name, None) for name in SEALED if name in facts}
    plain = {name: getattr(activity, name) for name in facts if name not in SEALED}
    return plain | {name: value.open() if value else "" for name, value in sealed.items()}
