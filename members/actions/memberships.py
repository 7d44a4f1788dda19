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

from ..choices import OPEN, JoiningState
from ..models import Joining, Mandate, Member, Membership, Presence

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
    """She is a member from that day on, for the first time or again: then it is a second interval. Where a request of
    hers waits, that is the answer to it.

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
        for waiting in Joining.objects.filter(member=member, state__in=OPEN):
            _answer(waiting, JoiningState.WELCOMED, by=by)
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

    One entry names what is different; nothing is written where all is as it was. A last interval that ends ends her
    mandates, as leaving does. Raises ValidationError where the days overlap with another interval, or end before
    they begin.
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
        if (
            membership.ended_on
            and not _others(membership).filter(started_on__gt=membership.started_on).exists()
        ):
            _end_mandates(membership.member, membership.ended_on)
        record(Action.CHANGE, Membership._meta.label, by=by, object_id=membership.pk, fields=changed)


def undo(*, membership: Membership, by) -> None:
    """The interval never was: it was written down by mistake. The request that led to it waits for a decision again;
    where none did, who she is goes as if she had left today.

    Raises ValidationError where she held a mandate in it, or was at an assembly: those would never have been either.
    """
    with transaction.atomic():
        _lock(membership.member)
        _refuse_what_hangs_on(membership)
        asked = request_behind(membership)
        gone, _each = Membership.objects.filter(pk=membership.pk).delete()
        if gone:
            Member.objects.filter(pk=membership.member_id).update(undone_on=timezone.localdate())
            record(Action.DELETE, Membership._meta.label, by=by, object_id=membership.pk)
        if gone and asked:
            _answer(asked, JoiningState.ASKED, by=by)


def request_behind(membership: Membership) -> Joining | None:
    """The request that was welcomed by this interval, where it is her last and she has not asked anew."""
    hers, own = Joining.objects.filter(member=membership.member_id), membership.member.memberships
    if own.filter(started_on__gt=membership.started_on).exists() or hers.filter(state__in=OPEN).exists():
        return None
    before = own.filter(started_on__lt=membership.started_on).order_by("-started_on").first()
    since = {"decided_on__gte": before.ended_on} if before else {}
    return hers.filter(state=JoiningState.WELCOMED, **since).order_by("-decided_on").first()


def _lock(member: Member) -> None:
    """Two who write about one member at once do so one after the other."""
    Member.objects.select_for_update().filter(pk=member.pk).first()


def _judge(made: Membership, name: str) -> None:
    """What the database refuses too, and days to come, in words."""
    if max(made.started_on, (made.ended_on or made.started_on + ONE_DAY) - ONE_DAY) > timezone.localdate():
        raise ValidationError(_("This day lies ahead. Write it down when it is there."), code=name)
    if made.ended_on and made.ended_on <= made.started_on:
        raise ValidationError(_("The day of leaving is not after the day of joining."), code="ended_on")
    others = _others(made)
    later = models.Q(ended_on=None) | models.Q(ended_on__gt=made.started_on)
    earlier = models.Q(started_on__lt=made.ended_on) if made.ended_on else models.Q()
    if others.filter(later & earlier).exists():
        raise ValidationError(_("She is a member on these days already."), code=name)


def _others(membership: Membership) -> models.QuerySet:
    return Membership.objects.filter(member=membership.member_id).exclude(pk=membership.pk)


def _refuse_what_hangs_on(membership: Membership) -> None:
    start, end = membership.started_on, membership.ended_on or date.max
    mandates = Mandate.objects.filter(member=membership.member_id, started_on__gte=start, started_on__lt=end)
    was_there = models.Q(member=membership.member_id) | models.Q(proxy=membership.member_id)
    days = {"assembly__held_on__gte": start, "assembly__held_on__lt": end}
    if mandates.exists() or Presence.objects.filter(was_there, **days).exists():
        raise ValidationError(
            _("She held a mandate or was at an assembly in these days. Take that back first.")
        )


def _answer(joining: Joining, state: JoiningState, *, by) -> None:
    is_open = state in OPEN
    joining.state, joining.decided_by = state, None if is_open else by
    joining.decided_on = None if is_open else timezone.localdate()
    joining.save(update_fields=["state", "decided_by", "decided_on"])
    record(Action.CHANGE, Joining._meta.label, by=by, object_id=joining.pk, fields=["state"])


def _end_mandates(member: Member, day: date) -> None:
    running = Mandate.objects.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=day), member=member)
    running.filter(started_on__gte=day).delete()
    running.update(ended_on=day)
