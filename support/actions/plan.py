"""The rule of the Open House, and the days on which it is closed."""

from datetime import date, time, timedelta

from django.db import transaction

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Closure, OpenHouseRule

A_DAY = timedelta(days=1)


def begin_rule(
    *,
    weekday: int,
    city: str,
    opens_at: time,
    closes_at: time,
    first_on: date,
    last_on: date | None = None,
    by,
) -> OpenHouseRule:
    """Every week on this day from `first_on` on."""
    rule = OpenHouseRule(weekday=weekday, city=city, opens_at=opens_at, closes_at=closes_at)
    rule.first_on, rule.last_on = first_on, last_on
    rule.full_clean()
    with transaction.atomic():
        rule.save(force_insert=True)
        record(Action.CREATE, OpenHouseRule._meta.label, by=by, object_id=rule.pk)
    return rule


def change_rule(
    *, rule: OpenHouseRule, first_on: date, weekday: int, city: str, opens_at: time, closes_at: time, by
) -> OpenHouseRule:
    """Other days or hours from `first_on` on: the rule ends the day before and a new one begins, so that past
    afternoons keep their hours. What was done by hand for later days goes along where the new rule plans them."""
    last_on = rule.last_on
    with transaction.atomic():
        new = begin_rule(
            weekday=weekday,
            city=city,
            opens_at=opens_at,
            closes_at=closes_at,
            first_on=first_on,
            last_on=last_on,
            by=by,
        )
        later = rule.sessions.filter(held_on__gte=first_on)
        moved = [session.pk for session in later if session.held_on.weekday() == weekday]
        rule.sessions.filter(pk__in=moved).update(rule=new)
        end_rule(rule=rule, last_on=first_on - A_DAY, by=by)
    return new


def end_rule(*, rule: OpenHouseRule, last_on: date, by) -> None:
    """No afternoon after `last_on`. A rule that ends before it began goes; what was done by hand stays."""
    with transaction.atomic():
        if last_on < rule.first_on:
            key, _gone = rule.pk, rule.delete()
            record(Action.DELETE, OpenHouseRule._meta.label, by=by, object_id=key)
        elif rule.last_on != last_on:
            rule.last_on = last_on
            rule.save(update_fields=["last_on"])
            record(Action.CHANGE, OpenHouseRule._meta.label, by=by, object_id=rule.pk, fields=["last_on"])


def close_days(*, first_on: date, last_on: date, because: str, by) -> Closure:
    """No afternoon is planned on these days; the reason is a code of ClosedBecause."""
    closure = Closure(first_on=first_on, last_on=last_on, because=because)
    closure.full_clean()
    with transaction.atomic():
        closure.save(force_insert=True)
        record(Action.CREATE, Closure._meta.label, by=by, object_id=closure.pk)
    return closure


def open_days(*, closure: Closure, by) -> None:
    """Takes closed days back."""
    with transaction.atomic():
        key, _gone = closure.pk, closure.delete()
        record(Action.DELETE, Closure._meta.label, by=by, object_id=key)
