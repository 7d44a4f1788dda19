"""Coming to an evening without a name. Who has the phrase has the place; nobody else learns who or where."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BinaryField, DateField, UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.ready import Blank, Ready

from .. import hours, phrases
from ..choices import ActivityStatus, State, VouchedBy
from ..models import Evening, Phrase, Registration, Vouch
from .places import free_one, hold
from .tickets import (
    Ticket,
    Who,
    facts_of,
    note,
    once_more,
    refuse_if_closed,
    refuse_if_over,
    still_to_come,
    ticket_for,
)

# what every visit asks, ready in SQL
_PHRASES = Ready(
    lambda: Phrase.objects.filter(
        fingerprint__in=[Blank("offered", BinaryField), Blank("brought", BinaryField)]
    )
)
_REGISTRATIONS = Ready(
    lambda: Registration.objects.filter(
        evening=Blank("evening", UUIDField),
        phrase__fingerprint__in=[Blank("offered", BinaryField), Blank("brought", BinaryField)],
    )
)
_INVITATIONS = Ready(
    lambda: Vouch.objects.filter(
        fingerprint=Blank("brought", BinaryField), is_used=False, ends_on__gte=Blank("today", DateField)
    )
)


# ── coming ────────────────────────────────────────────────────────────────────────────────────────


def come(
    *,
    evening: Evening,
    phrase: str = "",
    vouch: str = "",
    needs: Iterable[str] = (),
    is_first_time: bool = False,
    tell: str = "",
    language: str,
) -> Ticket:
    """A place at the evening, or one in the line. The same phrase has one ticket however often.

    `phrase` is the one she will come back with: offered by the page, or hers from before; without one a new one is
    made. `vouch` is an invitation phrase, used up by this, or one that was welcomed before, which then is her phrase
    here too. `tell` is a way to tell her of changes, sealed. Raises NotVouched, Closed, ValidationError.
    """
    facts = facts_of(needs, is_first_time, tell) | {"language": language}
    phrase = phrase or phrases.new_phrase(language)
    return once_more(lambda: _visitor(evening, phrase, vouch).come(evening, facts))


def ask_for_word(
    *,
    evening: Evening,
    phrase: str = "",
    needs: Iterable[str] = (),
    is_first_time: bool = False,
    tell: str = "",
    language: str,
) -> Ticket:
    """She wants a word with the team first: no place is taken and none is told until she is welcomed."""
    facts = facts_of(needs, is_first_time, tell) | {"language": language}
    phrase = phrase or phrases.new_phrase(language)

    def go() -> Ticket:
        who = _visitor(evening, phrase, "")
        if who.ticket and who.ticket.state != State.CANCELLED:
            return who.ticket
        refuse_if_closed(evening)
        return who.write(evening, facts, state=State.ASKED, line=None, vouched_by=VouchedBy.NOBODY)

    return once_more(go)


def change(*, ticket: Ticket, needs: Iterable[str], is_first_time: bool, tell: str | None = None) -> Ticket:
    """What she needs, and how to tell her; None leaves that as it is, an empty text takes it away."""
    registration = ticket.registration
    facts = facts_of(needs, is_first_time, tell or "")
    if tell is None:
        del facts["tell"], facts["tell_is_address"]
    refuse_if_over(registration.evening)
    with transaction.atomic():
        for name, value in facts.items():
            setattr(registration, name, value)
        registration.save(update_fields=list(facts))
        note(Action.CHANGE, registration, fields=sorted(facts))
    return ticket


def give_back(*, ticket: Ticket) -> Ticket:
    """Her place is the next one's, at once; how to tell her is forgotten. A second time changes nothing."""
    registration = ticket.registration
    with transaction.atomic():
        refuse_if_over(hold(registration.evening))
        registration = Registration.objects.select_related("evening__activity").get(pk=registration.pk)
        had = registration.state
        if had in (State.COMING, State.WAITING, State.ASKED):
            registration.state, registration.line, registration.tell = State.CANCELLED, None, None
            registration.is_news = registration.has_moved = False
            registration.save(update_fields=["state", "line", "tell", "is_news", "has_moved"])
            note(Action.CHANGE, registration, fields=["state"])
        if had == State.COMING:
            free_one(registration.evening)
    return Ticket(ticket.phrase, State(registration.state), registration)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def tickets(text: str) -> list[Ticket]:
    """What a phrase stands for at evenings that are not over, the next one first. One statement, whatever it is."""
    return still_to_come(phrases.tidy(text), phrase__fingerprint=phrases.fingerprint(text))


def ticket(text: str) -> Ticket | None:
    """The next of them."""
    return next(iter(tickets(text)), None)


def place_for(ticket: Ticket, now: datetime | None = None) -> str | None:
    """Where it is: for whoever has a place, from 24 hours before the beginning to the end; None else.

    The look is written down as nobody's, once a day."""
    now, activity = now or timezone.now(), ticket.evening.activity
    is_time = hours.place_told_from(activity) <= now < hours.ends_at(activity)
    is_held = activity.status != ActivityStatus.CANCELLED
    if ticket.state != State.COMING or not (is_time and is_held) or ticket.evening.place is None:
        return None
    with acting(None):
        return ticket.evening.place.open()


# ── inside ────────────────────────────────────────────────────────────────────────────────────────


def _visitor(evening: Evening, phrase: str, vouch: str) -> Who:
    """By her phrase, or by the one she brought where that is hers already. Three statements, whoever it is."""
    if phrases.normal(phrase) is None:
        raise ValidationError(_("A phrase has five words."), code="phrase")
    offered, brought = phrases.fingerprint(phrase), phrases.fingerprint(vouch)
    prints = {"offered": offered, "brought": brought}
    known = {bytes(one.fingerprint): one for one in _PHRASES.all(**prints)}
    there = {one.phrase_id: one for one in _REGISTRATIONS.all(evening=evening.pk, **prints)}
    invitation = _INVITATIONS.first(brought=brought, today=timezone.localdate())
    own = known.get(brought)
    if own is None or not (own.welcomed_on or own.pk in there):
        own, brought, vouch = known.get(offered) or Phrase(fingerprint=offered), offered, phrase
    text, registration = phrases.tidy(vouch), there.get(own.pk)
    ticket = ticket_for(text, registration, evening)
    return Who(text, own, None, ticket, *_who_vouches(own, registration, invitation))


def _who_vouches(phrase: Phrase, registration: Registration | None, invitation: Vouch | None):
    """The code, and the invitation where that is needed: whoever gave her place back was vouched for already."""
    if registration and registration.vouched_by:
        return registration.vouched_by, None
    if phrase.welcomed_on:
        return VouchedBy.WELCOMED, None
    return (VouchedBy.INVITATION, invitation) if invitation else (VouchedBy.NOBODY, None)
