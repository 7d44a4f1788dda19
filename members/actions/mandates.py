"""Mandates of members: given from a day, ended on another, and taken back where they were written down by mistake.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..models import Mandate, Member, Membership, active_on


def give(*, member: Member, kind: str, title: str = "", on: date, by) -> Mandate:
    """She holds the mandate from that day on. Raises ValidationError where she is no member on it, or holds the
    same one already."""
    made = Mandate(member=member, kind=kind, title=title, started_on=on)
    with transaction.atomic():
        Member.objects.select_for_update().filter(pk=member.pk).first()
        if not Membership.objects.filter(active_on(on), member=member).exists():
            raise ValidationError(_("She is not a member on this day."), code="on")
        if Mandate.objects.filter(active_on(on), member=member, kind=kind, title=title).exists():
            raise ValidationError(_("She holds this mandate already."), code="kind")
        made.save(force_insert=True)
        record(Action.CREATE, Mandate._meta.label, by=by, object_id=made.pk, fields=["kind"])
    return made


def end(*, mandate: Mandate, on: date | None, by) -> None:
    """From that day on she holds it no more; None: it goes on after all. Raises ValidationError for a day that is
    not after the one it began."""
    if on and on <= mandate.started_on:
        raise ValidationError(_("The day it ended is not after the day it began."), code="on")
    if on == mandate.ended_on:
        return
    with transaction.atomic():
        mandate.ended_on = on
        mandate.save(update_fields=["ended_on"])
        record(Action.CHANGE, Mandate._meta.label, by=by, object_id=mandate.pk, fields=["ended_on"])


def take_back(*, mandate: Mandate, by) -> None:
    """It never was: it was written down by mistake."""
    with transaction.atomic():
        gone, _each = Mandate.objects.filter(pk=mandate.pk).delete()
        if gone:
            record(Action.DELETE, Mandate._meta.label, by=by, object_id=mandate.pk)
