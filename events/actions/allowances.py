"""What members are owed for hosting, for the treasurer: by number, never by name."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Member
from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Activity, Allowance


def owe(*, activity: Activity, member: Member, amount: Decimal, by) -> Allowance:
    """An allowance for hosting, once for each host. The same again changes nothing; another amount is refused.
    Raises ValidationError."""
    made = Allowance(activity=activity, member=member, amount=amount)
    with transaction.atomic():
        Activity.objects.select_for_update().get(pk=activity.pk)
        there = Allowance.objects.filter(activity=activity, member=member).first()
        if there and there.amount == amount:
            return there
        if there:
            raise ValidationError(_("She is owed something for this one already."), code="member")
        made.full_clean()
        made.save(force_insert=True)
        record(Action.CREATE, made._meta.label, by=by, object_id=made.pk)
    return made


def pay(*, allowance: Allowance, paid_on: date, by) -> Allowance:
    """It was paid on that day; a second time changes nothing. Raises ValidationError for a day before
    the evening."""
    with transaction.atomic():
        allowance = _held(allowance)
        if paid_on < allowance.activity.starts_on:
            raise ValidationError(_("This day is before the evening."), code="paid_on")
        if allowance.paid_on is None:
            allowance.paid_on = paid_on
            allowance.save(update_fields=["paid_on"])
            _note(Action.CHANGE, allowance, by, fields=["paid_on"])
    return allowance


def unpay(*, allowance: Allowance, by) -> Allowance:
    """It was a mistake: it is still owed."""
    with transaction.atomic():
        allowance = _held(allowance)
        if allowance.paid_on is not None:
            allowance.paid_on = None
            allowance.save(update_fields=["paid_on"])
            _note(Action.CHANGE, allowance, by, fields=["paid_on"])
    return allowance


def drop(*, allowance: Allowance, by) -> None:
    """Nothing is owed after all. Raises ValidationError once it was paid."""
    with transaction.atomic():
        allowance = _held(allowance)
        if allowance.paid_on is not None:
            raise ValidationError(_("It was paid."), code="paid")
        _note(Action.DELETE, allowance, by)
        allowance.delete()


def _held(allowance: Allowance) -> Allowance:
    return Allowance.objects.select_for_update(of=["self"]).select_related("activity").get(pk=allowance.pk)


def _note(action: Action, allowance: Allowance, by, **more) -> None:
    record(action, allowance._meta.label, by=by, object_id=allowance.pk, **more)
