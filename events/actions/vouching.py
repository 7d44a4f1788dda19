"""Vouching for somebody: an invitation phrase to hand on, and a word with the team first."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from .. import phrases
from ..choices import GivenBy, State, VouchedBy
from ..models import Evening, Registration, Vouch
from ..telling import tell_soon
from .places import hold, take_place
from .tickets import note, refuse_if_closed


def make_vouch(*, given_by: GivenBy, ends_on: date, language: str, phrase: str = "", by) -> str:
    """An invitation phrase, good once and until that day: the given one, or a new one. It is told now and never
    again."""
    if ends_on < timezone.localdate():
        raise ValidationError(_("This day is over."), code="over")
    phrase = phrase or phrases.new_phrase(language)
    with transaction.atomic():
        vouch = Vouch.objects.create(
            fingerprint=phrases.fingerprint(phrase),
            given_by=given_by,
            made_on=timezone.localdate(),
            ends_on=ends_on,
        )
        record(Action.CREATE, Vouch._meta.label, by=by, object_id=vouch.pk)
    return phrase


def asked(evening: Evening):
    """Those who want a word first, in no order that would tell who came first: needs and language, no more."""
    found = Registration.objects.filter(evening=evening, state=State.ASKED)
    return found.only("needs", "language", "is_first_time", "evening").order_by("pk")


def welcome(*, registration: Registration, by) -> Registration:
    """She had her word: a place, or one in the line, and where she left a way to be told she is told so. A second
    time changes nothing. Raises Closed."""
    with transaction.atomic():
        registration = _held(registration)
        if registration.state == State.ASKED:
            refuse_if_closed(registration.evening)
            registration.state, registration.line = take_place(registration.evening)
            registration.vouched_by, registration.is_news = VouchedBy.WORD, registration.tell is not None
            registration.save(update_fields=["state", "line", "vouched_by", "is_news"])
            note(Action.CHANGE, registration, fields=["state"], by=by)
            tell_soon(by=by)
    return registration


def decline(*, registration: Registration, by) -> Registration:
    """She is not welcomed to this evening. Only who asked can be declined."""
    with transaction.atomic():
        registration = _held(registration)
        if registration.state == State.ASKED:
            registration.state = State.DECLINED
            registration.save(update_fields=["state"])
            note(Action.CHANGE, registration, fields=["state"], by=by)
    return registration


def _held(registration: Registration) -> Registration:
    """As it is now, with its evening held."""
    evening = hold(registration.evening)
    registration = Registration.objects.get(pk=registration.pk)
    registration.evening = evening
    return registration
