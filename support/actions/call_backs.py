"""Promises to come back to somebody: made, kept, put off, handed over, taken back, and wiped when their time is over.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.team.models import Grant, User
from utsopi.team.roles import MAY

from ..agreed import CALL_BACK
from ..choices import Way
from ..models import CallBack, Request
from .log import NotHers

KEPT = timedelta(days=30)  # after it is done
LONGEST = timedelta(days=365)  # after it was due, done or not
FURTHEST = timedelta(days=180)  # how far ahead somebody may promise


def colleagues(day: date | None = None) -> models.QuerySet[User]:
    """The accounts that may keep a promise on that day (today), by name."""
    roles = Grant.objects.in_force_on(day or timezone.localdate()).filter(role__in=MAY["call_back"])
    found = User.objects.filter(is_active=True, pk__in=roles.values("account"))
    return found.order_by("alias", "username")


def promise(
    *,
    request: Request,
    due_on: date,
    way: str,
    reach: str = "",
    hours: str = "",
    owner,
    agreed_text: str,
    key: UUID | None = None,
    by,
) -> CallBack:
    """A promise to the person of this request, after she was told the text of this version and agreed to it.

    Sent again under the same `key` it is the one that is there. Raises ValidationError, NotHers.
    """
    if key and (there := CallBack.objects.filter(pk=key).first()):
        if there.request_id != request.pk:
            raise NotHers(str(key))
        return there
    _judge_day(due_on)
    _judge_owner(owner)
    if agreed_text != CALL_BACK:
        raise ValidationError(
            _("Tell her first what we keep, and ask whether she agrees."), code="agreed_text"
        )
    if way != Way.SHE_COMES and not reach:
        raise ValidationError(_("Without a number or an address there is no way to reach her."), code="reach")
    with transaction.atomic():
        made = CallBack(pk=key or uuid4(), request=request, due_on=due_on, way=way, owner=owner)
        made.reach, made.hours = (None if way == Way.SHE_COMES else reach), hours or None
        made.agreed_text = agreed_text
        made.save(force_insert=True)
        record(Action.CREATE, CallBack._meta.label, by=by, object_id=made.pk)
    return made


def keep_promise(*, call_back: CallBack, by) -> None:
    """Somebody came back to her, today. Number and address go 30 days from now."""
    _change(call_back, by, done_on=call_back.done_on or timezone.localdate())


def undo_kept(*, call_back: CallBack, by) -> None:
    """It was not done after all: it is due again."""
    _change(call_back, by, done_on=None)


def put_off(*, call_back: CallBack, due_on: date, by) -> None:
    """Another day, today at the earliest. Raises ValidationError."""
    _judge_day(due_on)
    _judge_open(call_back)
    _change(call_back, by, due_on=due_on)


def hand_over(*, call_back: CallBack, owner, by) -> None:
    """A colleague keeps the promise from now on. Raises ValidationError for somebody who may not."""
    _judge_owner(owner)
    _judge_open(call_back)
    _change(call_back, by, owner=owner)


def take_back(*, call_back: CallBack, by) -> None:
    """She wants it no more: the promise and how to reach her are erased at once."""
    with transaction.atomic():
        gone, _each = CallBack.objects.filter(pk=call_back.pk).delete()
        if gone:
            record(Action.ERASE, CallBack._meta.label, by=by, object_id=call_back.pk)


def sweep_call_backs() -> int:
    """Erases what was done 30 days ago, and what was due a year ago; returns how many."""
    today = timezone.localdate()
    over = Q(done_on__lte=today - KEPT) | Q(due_on__lte=today - LONGEST)
    with transaction.atomic():
        gone, _each = CallBack.objects.filter(over).delete()
        if gone:
            record(Action.ERASE, CallBack._meta.label, by=None, counts={"call_backs": gone})
    return gone


def _change(call_back: CallBack, by, **values) -> None:
    """Keeps what is different, with one entry; nothing where all is as it was."""
    changed = [name for name, value in values.items() if getattr(call_back, name) != value]
    if not changed:
        return
    with transaction.atomic():
        if CallBack.objects.filter(pk=call_back.pk).update(**values):
            record(Action.CHANGE, CallBack._meta.label, by=by, object_id=call_back.pk, fields=changed)
    for name, value in values.items():
        setattr(call_back, name, value)


def _judge_day(day: date) -> None:
    today = timezone.localdate()
    if day < today:
        raise ValidationError(_("This day is over."), code="due_on")
    if day > today + FURTHEST:
        raise ValidationError(
            _("That is more than half a year from now. Choose an earlier day."), code="due_on"
        )


def _judge_owner(owner) -> None:
    if not colleagues().filter(pk=owner.pk).exists():
        raise ValidationError(_("This colleague keeps no promises here."), code="owner")


def _judge_open(call_back: CallBack) -> None:
    if call_back.done_on:
        raise ValidationError(_("It is done already."))
