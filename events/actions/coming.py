"""Coming to an evening without a name. Who has the phrase has the place; nobody else learns who or where.

Whatever a visitor does is written down as done by nobody, with the day and without the hour, and so is what a
member does here: the trail of a year must not say who went to which evening.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import BinaryField, DateField, UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member, Membership
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.log import record
from utsopi.ready import Blank, Ready, insert

from .. import hours, phrases
from ..choices import ActivityStatus, Need, State, VouchedBy
from ..models import Evening, Phrase, Registration, Vouch
from .places import free_one, hold, take_place

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
_EVENINGS = Ready(lambda: Evening.objects.filter(pk=Blank("evening", UUIDField)).select_related("activity"))


class NotVouched(ValidationError):
    """Nobody vouches for her: the phrase she brought is none of ours, was used, or its time is over. Which of
    these it is stays untold."""

    def __init__(self):
        super().__init__(_("This phrase opens nothing. Look whether every word is right."), code="vouch")


class Closed(ValidationError):
    """Nobody can register for this evening any more, or the evening is over; the message says why."""


@dataclass(frozen=True)
class Ticket:
    """What a phrase stands for at one evening; the phrase is empty where a member came as such."""

    phrase: str
    state: State
    registration: Registration

    @property
    def evening(self) -> Evening:
        return self.registration.evening

    def before_her(self) -> int:
        """How many in the line come first; one query."""
        waiting = Registration.objects.filter(evening=self.evening, state=State.WAITING)
        return waiting.filter(line__lt=self.registration.line or 0).count()


# ── coming ────────────────────────────────────────────────────────────────────────────────────────


def come(
    *,
    evening: Evening,
    phrase: str = "",
    vouch: str = "",
    member: Member | None = None,
    needs: Iterable[str] = (),
    is_first_time: bool = False,
    tell: str = "",
    language: str,
) -> Ticket:
    """A place at the evening, or one in the line. The same phrase, or the same member, has one ticket however often.

    `phrase` is the one she will come back with: offered by the page, or hers from before; without one a new one is
    made. `vouch` is an invitation phrase, used up by this, or one that was welcomed before, which then is her phrase
    here too. `tell` is a way to tell her of changes, sealed. Raises NotVouched, Closed, ValidationError.
    """
    facts = _facts(needs, is_first_time, tell) | {"language": language}
    phrase = phrase or phrases.new_phrase(language)

    def go() -> Ticket:
        with transaction.atomic():
            who = _member(evening, member) if member else _visitor(evening, phrase, vouch)
            if who.has_her_answer:
                return who.ticket
            who.use_up()
            state, line = take_place(evening)
            refuse_if_closed(evening)
            return who.write(evening, facts, state=state, line=line, vouched_by=who.vouched_by)

    return _once_more(go)


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
    facts = _facts(needs, is_first_time, tell) | {"language": language}
    phrase = phrase or phrases.new_phrase(language)

    def go() -> Ticket:
        with transaction.atomic():
            who = _visitor(evening, phrase, "")
            if who.ticket and who.ticket.state != State.CANCELLED:
                return who.ticket
            refuse_if_closed(evening)
            return who.write(evening, facts, state=State.ASKED, line=None, vouched_by=VouchedBy.NOBODY)

    return _once_more(go)


def change(*, ticket: Ticket, needs: Iterable[str], is_first_time: bool, tell: str | None = None) -> Ticket:
    """What she needs, and how to tell her; None leaves that as it is, an empty text takes it away."""
    registration = ticket.registration
    facts = _facts(needs, is_first_time, tell or "")
    if tell is None:
        del facts["tell"], facts["tell_is_address"]
    _refuse_if_over(registration.evening)
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
        _refuse_if_over(hold(registration.evening))
        registration = Registration.objects.select_related("evening__activity").get(pk=registration.pk)
        had = registration.state
        if had in (State.COMING, State.WAITING, State.ASKED):
            registration.state, registration.line, registration.tell = State.CANCELLED, None, None
            registration.save(update_fields=["state", "line", "tell"])
            note(Action.CHANGE, registration, fields=["state"])
        if had == State.COMING:
            free_one(registration.evening)
    return Ticket(ticket.phrase, State(registration.state), registration)


# ── looking ───────────────────────────────────────────────────────────────────────────────────────


def tickets(text: str) -> list[Ticket]:
    """What a phrase stands for at evenings that are not over, the next one first. One statement, whatever it is."""
    found = _registrations().filter(phrase__fingerprint=phrases.fingerprint(text))
    return _still_to_come(phrases.tidy(text), found)


def ticket(text: str) -> Ticket | None:
    """The next of them."""
    return next(iter(tickets(text)), None)


def tickets_of(member: Member) -> list[Ticket]:
    """What a member who came as such has, the next evening first."""
    return _still_to_come("", _registrations().filter(member=member))


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


class _Overtaken(IntegrityError):
    """Somebody used the invitation just now: it may have been she, with the same form sent twice."""


@dataclass
class _Who:
    """Whoever wants to come: what she has already, and who vouches for her."""

    text: str = ""  # her phrase, as it is shown
    phrase: Phrase | None = None
    member: Member | None = None
    ticket: Ticket | None = None
    vouched_by: str = VouchedBy.NOBODY
    invitation: Vouch | None = None  # only if it is needed

    @property
    def has_her_answer(self) -> bool:
        """Whether her ticket stays as it is: also while she waits for a word, unless somebody vouches by now."""
        if self.ticket is None or self.ticket.state == State.CANCELLED:
            return False
        return self.ticket.state != State.ASKED or not self.vouched_by

    def use_up(self) -> None:
        """The invitation is used in this transaction, by one alone. Raises NotVouched."""
        if not self.vouched_by:
            raise NotVouched
        unused = self.invitation and Vouch.objects.filter(pk=self.invitation.pk, is_used=False)
        if unused is not None and not unused.update(is_used=True):
            raise _Overtaken

    def write(self, evening: Evening, facts: dict, **how) -> Ticket:
        registration = self.ticket.registration if self.ticket else Registration(member=self.member)
        registration.evening = evening
        if self.phrase:
            registration.phrase = self._used_today(facts["language"])
        for name, value in (facts | how).items():
            setattr(registration, name, value)
        is_new = registration._state.adding
        _write(registration)
        note(Action.CREATE if is_new else Action.CHANGE, registration, fields=["state"])
        return Ticket(self.text, State(registration.state), registration)

    def _used_today(self, language: str) -> Phrase:
        self.phrase.language = self.phrase.language or language
        self.phrase.last_used_on = timezone.localdate()
        _write(self.phrase)
        return self.phrase


def _write(record: Phrase | Registration) -> None:
    insert(record) if record._state.adding else record.save()


def _visitor(evening: Evening, phrase: str, vouch: str) -> _Who:
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
    ticket = _ticket(text, registration, evening)
    return _Who(text, own, None, ticket, *_who_vouches(own, registration, invitation))


def _ticket(text: str, registration: Registration | None, evening: Evening) -> Ticket | None:
    if registration is None:
        return None
    registration.evening = evening
    return Ticket(text, State(registration.state), registration)


def _who_vouches(phrase: Phrase, registration: Registration | None, invitation: Vouch | None):
    """The code, and the invitation where that is needed: whoever gave her place back was vouched for already."""
    if registration and registration.vouched_by:
        return registration.vouched_by, None
    if phrase.welcomed_on:
        return VouchedBy.WELCOMED, None
    return (VouchedBy.INVITATION, invitation) if invitation else (VouchedBy.NOBODY, None)


def _member(evening: Evening, member: Member) -> _Who:
    """As a member of today who does the work herself: the evenings are for nobody else."""
    today = timezone.localdate()
    is_one = Membership.objects.active_on(today).filter(member=member, is_sex_worker=True).exists()
    ticket = _ticket("", Registration.objects.filter(evening=evening, member=member).first(), evening)
    return _Who(member=member, ticket=ticket, vouched_by=VouchedBy.MEMBER if is_one else VouchedBy.NOBODY)


def _once_more(go: Callable[[], Ticket]) -> Ticket:
    """Two who send the same phrase at the same moment are one: the second finds what the first has written."""
    try:
        return go()
    except IntegrityError:
        return go()


def _registrations():
    return Registration.objects.select_related("evening__activity")


def _still_to_come(text: str, registrations) -> list[Ticket]:
    now = timezone.now()
    ordered = registrations.order_by("evening__activity__starts_on", "evening__activity__opens_at")
    found = [Ticket(text, State(one.state), one) for one in ordered]
    return [one for one in found if hours.ends_at(one.evening.activity) > now]


def _facts(needs: Iterable[str], is_first_time: bool, tell: str) -> dict:
    codes, tell = sorted(set(needs)), tell.strip()
    if not set(codes) <= set(Need.values):
        raise ValidationError(_("This is none of the needs on the list."), code="needs")
    if len(tell) > Registration._meta.get_field("tell").max_length:
        raise ValidationError(_("This is too long to be an address or a number."), code="tell")
    told = {"tell": tell or None, "tell_is_address": _is_address(tell)}
    return {"needs": " ".join(codes), "is_first_time": is_first_time, **told}


def _is_address(tell: str) -> bool:
    """Whether we can write there by ourselves."""
    try:
        validate_email(tell)
    except ValidationError:
        return False
    return True


def refuse_if_closed(evening: Evening) -> None:
    """Raises Closed where nobody can register any more, as the evening stands now."""
    refuse_if_it_is_closed(_EVENINGS.first(evening=evening.pk))


def refuse_if_it_is_closed(evening: Evening) -> None:
    """The same for an evening that was read just now with its activity."""
    activity = evening.activity
    if activity.status == ActivityStatus.CANCELLED:
        raise Closed(_("This evening does not take place."), code="cancelled")
    ends_at = hours.registering_ends_at(activity.starts_on, activity.opens_at, evening.closes_before)
    if ends_at <= timezone.now():
        raise Closed(_("It is too late to register for this evening."), code="late")


def _refuse_if_over(evening: Evening) -> None:
    if hours.ends_at(evening.activity) <= timezone.now():
        raise Closed(_("This evening is over."), code="over")


def note(action: Action, registration: Registration, *, fields: Iterable[str], by=None) -> None:
    """One entry of the trail, on the day and without the hour."""
    record(action, registration._meta.label, by=by, object_id=registration.pk, fields=fields)
