"""How it stands with a ticket just now, for the page that shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property

from . import agenda, hours
from .actions.coming import place_for
from .actions.places import next_after
from .actions.tickets import Ticket
from .choices import ActivityStatus, State
from .models import Evening
from .planned import key_of

WANTED = (State.COMING, State.WAITING, State.ASKED)


@dataclass
class Standing:
    """A ticket with its evening in words. `place` is where it is, for whom and when it may be told."""

    ticket: Ticket
    place: str | None

    @property
    def evening(self) -> Evening:
        return self.ticket.evening

    @property
    def key(self) -> str:
        return key_of(self.evening.activity)

    @property
    def how(self) -> str:
        """Its state; `off` where the evening does not take place."""
        is_off = self.evening.activity.status == ActivityStatus.CANCELLED
        return "off" if is_off else self.ticket.state.value

    @property
    def is_wanted(self) -> bool:
        """Whether there is something to change or to give back."""
        return self.how != "off" and self.ticket.state in WANTED

    @property
    def day(self) -> str:
        return agenda.day_label(self.evening.activity.starts_on)

    @property
    def hours(self) -> str:
        activity = self.evening.activity
        return agenda.hours_label(activity.opens_at, activity.closes_at)

    @property
    def city(self) -> str:
        return agenda.city_label(self.evening.activity.city)

    @cached_property
    def before_her(self) -> int:
        return self.ticket.before_her()

    @cached_property
    def told_from(self) -> datetime:
        """From when on the place is told, by the clock of Brussels."""
        return timezone.localtime(hours.place_told_from(self.evening.activity))

    @property
    def told_day(self) -> str:
        return agenda.day_words(self.told_from.date())

    @property
    def told_time(self) -> str:
        return f"{self.told_from:%H:%M}"

    @property
    def is_time(self) -> bool:
        """Whether the place would be told by now."""
        return self.told_from <= timezone.now()

    @property
    def has_tell(self) -> bool:
        """Whether she left a way to be told of changes; it is not opened for that."""
        return self.ticket.registration.tell is not None

    @cached_property
    def next_one(self) -> str:
        """The key of the next evening, in the same city if there is one; empty where none is planned."""
        following = next_after(self.evening)
        return key_of(following.activity) if following else ""

    @property
    def needs(self) -> list[str]:
        return self.ticket.registration.needs.split()


def standing(ticket: Ticket) -> Standing:
    """As it is at this moment; opening the place is written down as nobody's look."""
    return Standing(ticket, place_for(ticket))
