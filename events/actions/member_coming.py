"""Coming to an evening as a member who signed in: without a phrase, and vouched for by her membership."""

from collections.abc import Iterable

from django.utils import timezone

from members.models import Member, Membership

from ..choices import VouchedBy
from ..models import Evening, Registration
from .tickets import Ticket, Who, facts_of, once_more, still_to_come, ticket_for


def come_as_member(
    *,
    evening: Evening,
    member: Member,
    needs: Iterable[str] = (),
    is_first_time: bool = False,
    tell: str = "",
    language: str,
) -> Ticket:
    """A place at the evening, or one in the line; a member has one ticket however often. For members of today who do
    the work themselves: the evenings are for nobody else. Raises NotVouched, Closed, ValidationError."""
    facts = facts_of(needs, is_first_time, tell) | {"language": language}
    return once_more(lambda: _member(evening, member).come(evening, facts))


def tickets_of(member: Member) -> list[Ticket]:
    """What a member who came as such has, the next evening first."""
    return still_to_come("", member=member)


def _member(evening: Evening, member: Member) -> Who:
    today = timezone.localdate()
    is_one = Membership.objects.active_on(today).filter(member=member, is_sex_worker=True).exists()
    there = Registration.objects.filter(evening=evening, member=member).first()
    vouched_by = VouchedBy.MEMBER if is_one else VouchedBy.NOBODY
    return Who(member=member, ticket=ticket_for("", there, evening), vouched_by=vouched_by)
