"""A member is a set of intervals: she joins, leaves, and comes back; and what was written down wrongly is put right.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Mandate, Member, Membership

ONE_DAY = timedelta(days=1)
FACTS = ("region", "language", "joined_through", "is_sex_worker", "is_effective")


def begin(
    *,
    member: Member,
    on: date,
    region: str,
    language: str,
    joined_through: str,
    is_sex_worker: bool,
    is_effective: bool = False,
    by,
) -> Membership:
    """She is a member from that day on, for the first time or again: then it is a second interval.

    Raises ValidationError where she is a member on that day or a later one, and for a day to come.
    """
    made = Membership(
        member=member,
        started_on=on,
        region=region,
        language=language,
        joined_through=joined_through,
        is_sex_worker=is_sex_worker,
        is_effective=is_effective,
    )
    with transaction.atomic():
        _lock(member)
        _judge(made, "on")
        made.save(force_insert=True)
        record(Action.CREATE, Membership._meta.label, by=by, object_id=made.pk, fields=["started_on"])
    return made


def leave(*, member: Member, on: date, because: str, by) -> Membership:
    """From that day on she is no member, nor holds a mandate; on the day she joined she still was one.

    Raises ValidationError where she is none on the day before, and for a day to come.
    """
    with transaction.atomic():
        _lock(member)
        found = member.memberships.filter(ended_on=None, started_on__lte=on).first()
        if found is None:
            raise ValidationError(_("She is not a member on this day."), code="on")
        found.ended_on, found.left_because = max(on, found.started_on + ONE_DAY), because
        _judge(found, "on")
        found.save(update_fields=["ended_on", "left_because"])
        _end_mandates(member, found.ended_on)
        record(
            Action.CHANGE,
            Membership._meta.label,
            by=by,
            object_id=found.pk,
            fields=["ended_on", "left_because"],
        )
    return found


def stay(*, membership: Membership, by) -> None:
    """She did not leave after all: the interval goes on. Her mandates stay as they are.

    Raises ValidationError where she has come back since.
    """
    correct(membership=membership, ended_on=None, left_because="", by=by)


def correct(*, membership: Membership, by, **values) -> None:
    """Puts right what was written down: days, reason, and what is told of the interval (FACTS).

    One entry names what is different; nothing is written where all is as it was. Raises ValidationError where
    the days overlap with another interval, or end before they begin.
    """
    changed = [name for name, value in values.items() if getattr(membership, name) != value]
    if not changed:
        return
    with transaction.atomic():
        _lock(membership.member)
        for name in changed:
            setattr(membership, name, values[name])
        _judge(membership, "started_on")
        membership.save(update_fields=changed)
        record(Action.CHANGE, Membership._meta.label, by=by, object_id=membership.pk, fields=changed)


def undo(*, membership: Membership, by) -> None:
    """The interval never was: it was written down by mistake."""
    with transaction.atomic():
        gone, _each = Membership.objects.filter(pk=membership.pk).delete()
        if gone:
            record(Action.DELETE, Membership._meta.label, by=by, object_id=membership.pk)


def _lock(member: Member) -> None:
    """Two who write about one member at once do so one after the other."""
    Member.objects.select_for_update().filter(pk=member.pk).first()


def _judge(made: Membership, name: str) -> None:
    """What the database refuses too, and days to come, in words."""
    if max(made.started_on, (made.ended_on or made.started_on + ONE_DAY) - ONE_DAY) > timezone.localdate():
        raise ValidationError(_("This day lies ahead. Write it down when it is there."), code=name)
    if made.ended_on and made.ended_on <= made.started_on:
        raise ValidationError(_("The day of leaving is not after the day of joining."), code="ended_on")
    others = Membership.objects.filter(member=made.member_id).exclude(pk=made.pk)
    later = models.Q(ended_on=None) | models.Q(ended_on__gt=made.started_on)
    earlier = models.Q(started_on__lt=made.ended_on) if made.ended_on else models.Q()
    if others.filter(later & earlier).exists():
        raise ValidationError(_("She is a member on these days already."), code=name)


def _end_mandates(member: Member, day: date) -> None:
    running = Mandate.objects.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=day), member=member)
    running.filter(started_on__gte=day).delete()
    running.update(ended_on=day)
