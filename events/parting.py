"""Places of a member who leaves: they stay hers, since whoever comes need not be a member; she may give them back, and
when her account goes they do, as she could not look where it is any more."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from members.models import Member
from members.parting import Held, register

from . import agenda
from .actions.coming import give_back
from .actions.member_coming import tickets_of
from .actions.tickets import Ticket
from .choices import State

HELD = (State.COMING, State.WAITING, State.ASKED)


def lines(member: Member) -> list[str]:
    """The evenings to come at which she has a place, or one in the line. One statement."""
    days = [each.evening.activity for each in _held(member)]
    return [f"{date_format(each.starts_on, 'l j F')}, {agenda.city_label(each.city)}" for each in days]


def give_all_back(member: Member) -> None:
    """Each of her places is the next one's."""
    for ticket in _held(member):
        with suppress(ValidationError):  # it began meanwhile
            give_back(ticket=ticket)


def _held(member: Member) -> list[Ticket]:
    return [each for each in tickets_of(member) if each.state in HELD]


register("evenings", Held(lines, give_all_back))
