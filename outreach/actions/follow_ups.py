"""Needs told on a round: opened, done, put off, made into a support request. Nobody has a name in any of it.

What must not be raises ValidationError with words; its `code` names the field they belong to, where it is one.
"""

from datetime import date, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from support.actions.log import begin_request
from support.actions.mending import merge_people
from support.choices import Channel
from support.models import Person, Request
from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import FollowUpChannel, RoundStatus
from ..models import FollowUp, Round

SOON = timedelta(weeks=1)  # how long a need waits where nobody said another day
FURTHEST = timedelta(days=180)  # how far ahead somebody may put it off
# how she asks from now on; somebody met in person has no such way yet, so whoever clicks says it
BY_CHOICE = (Channel.PHONE, Channel.MESSAGING, Channel.EMAIL)
ASKS_BY = {FollowUpChannel.MESSAGING: Channel.MESSAGING, FollowUpChannel.PHONE: Channel.PHONE}


def open_follow_up(*, round: Round, need: str, channel: str, by) -> FollowUp:
    """A need told on this round, by somebody of whom nothing else is known (an anonymous person of its own).

    Opened on the day of the round, due a week from today. Raises ValidationError.
    """
    if round.status == RoundStatus.CANCELLED:
        raise ValidationError(_("This round was cancelled: nobody was met on it."))
    if round.status == RoundStatus.PLANNED:
        raise ValidationError(_("This round has not begun: nobody was met on it yet."))
    made = FollowUp(round=round, need=need, channel=channel, opened_on=round.held_on)
    made.due_on = max(round.held_on, timezone.localdate()) + SOON
    made.clean_fields(exclude=["person", "round"])
    with transaction.atomic():
        made.person = Person.objects.create()
        made.save(force_insert=True)
        record(Action.CREATE, FollowUp._meta.label, by=by, object_id=made.pk)
    return made


def close_follow_up(*, follow_up: FollowUp, by) -> None:
    """Somebody saw to it, today."""
    today = max(timezone.localdate(), follow_up.opened_on)
    _change(follow_up, by, closed_on=follow_up.closed_on or today)


def reopen_follow_up(*, follow_up: FollowUp, by) -> None:
    """It was not done after all: it is due again. Raises ValidationError for one that became a request."""
    if follow_up.became_id:
        raise ValidationError(_("It became a request: go on with it there."))
    _change(follow_up, by, closed_on=None)


def put_off_follow_up(*, follow_up: FollowUp, due_on: date, by) -> None:
    """Another day, today at the earliest. Raises ValidationError."""
    today = timezone.localdate()
    if follow_up.closed_on:
        raise ValidationError(_("It is done already."))
    if due_on < today:
        raise ValidationError(_("This day is over."), code="due_on")
    if due_on > today + FURTHEST:
        raise ValidationError(
            _("That is more than half a year from now. Choose an earlier day."), code="due_on"
        )
    _change(follow_up, by, due_on=due_on)


def make_request(*, follow_up: FollowUp, channel: str = "", by) -> Request:
    """A support request of today by the person of the follow-up, which is done with it; the one that is there if it
    became one before. `channel` is needed where she was met in person. Raises ValidationError."""
    with transaction.atomic():
        held = (
            FollowUp.objects.select_for_update(of=("self",))
            .select_related("became", "person")
            .get(pk=follow_up.pk)
        )
        if held.became is not None:
            return held.became
        way = ASKS_BY.get(held.channel, channel)
        if way not in BY_CHOICE:
            raise ValidationError(_("Say in which way she asks."), code="channel")
        made = begin_request(key=uuid4(), channel=way, received_on=timezone.localdate(), by=by)
        merge_people(kept=held.person, gone=made.person, by=by)
        made.refresh_from_db(fields=["person"])
        _change(held, by, became=made, closed_on=held.closed_on or max(timezone.localdate(), held.opened_on))
    return made


def _change(follow_up: FollowUp, by, **values) -> None:
    """Keeps what is different, with one entry; nothing where all is as it was."""
    changed = [name for name, value in values.items() if getattr(follow_up, name) != value]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(follow_up, name, values[name])
        follow_up.save(update_fields=changed)
        record(Action.CHANGE, FollowUp._meta.label, by=by, object_id=follow_up.pk, fields=changed)
