"""The ticket that somebody comes with, whatever she has it by: how it stands, who has one, and how it is written.

Whatever is done with one is written down as done by nobody, with the day and without the hour, whoever did it: the
trail of a year must not say who went to which evening.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Member
from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.ready import Blank, Ready, insert

from .. import hours
from ..choices import ActivityStatus, Need, State, VouchedBy
from ..models import Evening, Phrase, Registration, Vouch
from .places import take_place

_EVENINGS = Ready(lambda: Evening.objects.filter(pk=Blank("evening", UUIDField)).select_related("activity"))


class NotVouched(ValidationError):
    """Nobody vouches for her: the phrase she brought is none of ours, was used, or its time is over. Which of
    these it is stays untold."""

    def __init__(self):
        super().__init__(_("This phrase opens nothing. Look whether every word is right."), code="vouch")


class Closed(ValidationError):
    """Nobody can register for this evening any more, or the evening is over; the message says why."""


class Overtaken(IntegrityError):
    """Somebody used the invitation just now: it may have been she, with the same form sent twice."""


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


@dataclass
class Who:
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

    def come(self, evening: Evening, facts: dict) -> Ticket:
        """A place, or one in the line; what she has already stays. Belongs in the verb's transaction. Raises
        NotVouched, Closed."""
        if self.has_her_answer:
            return self.ticket
        self._use_up()
        state, line = take_place(evening)
        refuse_if_closed(evening)
        return self.write(evening, facts, state=state, line=line, vouched_by=self.vouched_by)

    def write(self, evening: Evening, facts: dict, **how) -> Ticket:
        registration = self.ticket.registration if self.ticket else Registration(member=self.member)
        registration.evening = evening
        if self.phrase:
            registration.phrase = self._used_today(facts["language"])
        for name, value in (facts | how | {"is_news": False, "has_moved": False}).items():
            setattr(registration, name, value)
        is_new = registration._state.adding
        _write(registration)
        note(Action.CREATE if is_new else Action.CHANGE, registration, fields=["state"])
        return Ticket(self.text, State(registration.state), registration)

    def _use_up(self) -> None:
        """The invitation is used in this transaction, by one alone. Raises NotVouched."""
        if not self.vouched_by:
            raise NotVouched
        unused = self.invitation and Vouch.objects.filter(pk=self.invitation.pk, is_used=False)
        if unused is not None and not unused.update(is_used=True):
            raise Overtaken

    def _used_today(self, language: str) -> Phrase:
        self.phrase.language = self.phrase.language or language
        self.phrase.last_used_on = timezone.localdate()
        _write(self.phrase)
        return self.phrase


def once_more(go: Callable[[], Ticket]) -> Ticket:
    """In a transaction of its own. Two who send the same at the same moment are one: the second finds what the
    first has written."""
    try:
        with transaction.atomic():
            return go()
    except IntegrityError:
        with transaction.atomic():
            return go()


def ticket_for(text: str, registration: Registration | None, evening: Evening) -> Ticket | None:
    """The ticket of a registration that was read for this evening."""
    if registration is None:
        return None
    registration.evening = evening
    return Ticket(text, State(registration.state), registration)


def still_to_come(text: str, **whose) -> list[Ticket]:
    """Tickets for evenings that are not over, the next one first. One statement."""
    found = Registration.objects.select_related("evening__activity").filter(**whose)
    ordered = found.order_by("evening__activity__starts_on", "evening__activity__opens_at")
    now = timezone.now()
    listed = [Ticket(text, State(one.state), one) for one in ordered]
    return [one for one in listed if hours.ends_at(one.evening.activity) > now]


def facts_of(needs: Iterable[str], is_first_time: bool, tell: str) -> dict:
    """The fields of a registration for what somebody says of herself. Raises ValidationError."""
    codes, tell = sorted(set(needs)), tell.strip()
    if not set(codes) <= set(Need.values):
        raise ValidationError(_("This is none of the needs on the list."), code="needs")
    if len(tell) > Registration._meta.get_field("tell").max_length:
        raise ValidationError(_("This is too long to be an address or a number."), code="tell")
    told = {"tell": tell or None, "tell_is_address": _is_address(tell)}
    return {"needs": " ".join(codes), "is_first_time": is_first_time, **told}


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


def refuse_if_over(evening: Evening) -> None:
    """Raises Closed for an evening with its activity that is over."""
    if hours.ends_at(evening.activity) <= timezone.now():
        raise Closed(_("This evening is over."), code="over")


def note(action: Action, registration: Registration, *, fields: Iterable[str], by=None) -> None:
    """One entry of the trail, on the day and without the hour."""
    record(action, registration._meta.label, by=by, object_id=registration.pk, fields=fields)


def _write(record: Phrase | Registration) -> None:
    insert(record) if record._state.adding else record.save()


def _is_address(tell: str) -> bool:
    """Whether we can write there by ourselves."""
    try:
        validate_email(tell)
    except ValidationError:
        return False
    return True
