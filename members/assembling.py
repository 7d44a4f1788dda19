"""Who may come to an assembly and vote in it, and whether enough of them are there."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from .choices import PresentAs
from .models import Assembly, Membership, Presence

MOST_SHOWN = 600  # members of one assembly on one page; of more only those whose number is looked for


def may_come(assembly: Assembly) -> QuerySet[Membership]:
    """The memberships that run on the day of the assembly."""
    return Membership.objects.active_on(assembly.held_on)


def may_vote(assembly: Assembly) -> QuerySet[Membership]:
    """Those of them that vote."""
    return may_come(assembly).filter(is_effective=True) if assembly.only_effective else may_come(assembly)


@dataclass(frozen=True)
class Quorum:
    """Of `voters` who may vote `present` are there and `by_proxy` are voted for; `needed` must be, of both."""

    voters: int
    present: int
    by_proxy: int
    percent: int

    @property
    def counted(self) -> int:
        return self.present + self.by_proxy

    @property
    def needed(self) -> int:
        """The smallest number that is not less than the share."""
        return -(-self.voters * self.percent // 100)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.counted)

    @property
    def is_reached(self) -> bool:
        """Where nobody may vote nothing can be decided."""
        return self.voters > 0 and not self.missing


def quorum_of(assembly: Assembly) -> Quorum:
    """In two statements."""
    votes = Presence.objects.filter(assembly=assembly, member__in=may_vote(assembly).values("member"))
    ways = list(votes.values_list("present_as", flat=True))
    present, by_proxy = (ways.count(way) for way in (PresentAs.PRESENT, PresentAs.BY_PROXY))
    return Quorum(may_vote(assembly).count(), present, by_proxy, assembly.quorum_percent)


@dataclass(frozen=True)
class Seat:
    """A member on the day of the assembly; `present_as` is empty where she is not there, `carries` how many vote
    through her."""

    key: UUID
    number: str
    votes: bool
    present_as: str
    proxy: str
    carries: int


def seats_of(assembly: Assembly) -> list[Seat]:
    """Everybody who may come, first those who vote, by number; MOST_SHOWN and one at the most."""
    hers = Presence.objects.filter(assembly=assembly, member=OuterRef("member"))
    rows = may_come(assembly).annotate(
        there=Subquery(hers.values("present_as")), through=Subquery(hers.values("proxy__reference"))
    )
    names = ("member_id", "member__reference", "is_effective", "there", "through")
    read = rows.order_by("-is_effective", "member__reference").values_list(*names)[: MOST_SHOWN + 1]
    carried = Counter(assembly.presences.exclude(proxy=None).values_list("proxy", flat=True))
    seats = [
        Seat(key, of, votes or not assembly.only_effective, there or "", through or "", carried[key])
        for key, of, votes, there, through in read
    ]
    return sorted(seats, key=lambda seat: (not seat.votes, *_by_number(seat.number)))


def _by_number(reference: str) -> tuple:
    """M2 before M10, as people look for them."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    return letters, int(digits or 0), reference
