"""What was counted on a round so far: taps added up, and bags weighed against each other.

Each thing that is counted goes by one name: its kind, and behind a dash its code ("reached", "material-condoms").
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Sum

from .choices import Need, ObservedKind, TapKind
from .models import Material, Round

MOST = 999  # of anything on one round

REACHED, FIRST = TapKind.REACHED.value, TapKind.FIRST.value


def name_of(kind: str, code: str = "") -> str:
    """What a thing that is counted is called on the page and in taps: its kind, and its code where the kind has any."""
    return f"{kind}-{code}" if code else str(kind)


def kind_and_code(name: str) -> tuple[str, str]:
    """The kind and the code in such a name; the code is empty where there is none."""
    kind, _dash, code = name.partition("-")
    return kind, code


def known_names(materials: Iterable[Material]) -> frozenset[str]:
    """Everything that can be counted."""
    return frozenset(
        {REACHED, FIRST}
        | {name_of(TapKind.MATERIAL, each.code) for each in materials}
        | {name_of(TapKind.OBSERVATION, code) for code in ObservedKind.values}
        | {name_of(TapKind.NEED, code) for code in Need.values}
    )


@dataclass(frozen=True)
class Bag:
    """How many of a material went out and came back; what is not known is None."""

    out: int | None = None
    back: int | None = None

    @property
    def handed(self) -> int | None:
        """Out minus back, where both are known."""
        return None if self.out is None or self.back is None else self.out - self.back


@dataclass(frozen=True)
class Handed:
    """How much of one material was handed out, and what its bag says."""

    quantity: int
    bag: Bag


@dataclass(frozen=True)
class Counted:
    """`sums` by name, nothing below zero; `bags` by the material's code. Without `has_first` or `has_reached` nobody
    said how many: that is a zero for contacts, and not known for the first of them."""

    sums: Counter
    bags: dict[str, Bag] = field(default_factory=dict)
    has_first: bool = True
    has_reached: bool = True

    @property
    def reached(self) -> int:
        """Contacts: each first contact is one."""
        return max(self.sums[REACHED], self.sums[FIRST])

    @property
    def first(self) -> int | None:
        return self.sums[FIRST] if self.has_first else None

    def handed(self, code: str) -> int:
        """Pieces of a material: by its bag where both numbers are known, else as tapped."""
        by_bag = self.bags.get(code, Bag()).handed
        return self.sums[name_of(TapKind.MATERIAL, code)] if by_bag is None else by_bag

    def handouts(self) -> dict[str, Handed]:
        """By the material's code; only those of which something is known."""
        codes = self.of(TapKind.MATERIAL).keys() | {code for code, bag in self.bags.items() if bag != Bag()}
        return {code: Handed(self.handed(code), self.bags.get(code, Bag())) for code in sorted(codes)}

    def of(self, kind: TapKind) -> dict[str, int]:
        """Code and number of each thing of this kind that was counted at all."""
        found = ((kind_and_code(name), number) for name, number in self.sums.items() if number)
        return {code: number for (its_kind, code), number in found if its_kind == kind}


def counted_on(round: Round) -> Counted:
    """While the round is open its taps, else what was put down. Two statements; three of a closed one."""
    bags = {each.material.code: each for each in round.handouts.select_related("material")}
    sums = _tapped(round) if round.is_open else _put_down(round, bags)
    return Counted(
        sums,
        {code: Bag(each.bag_out, each.bag_back) for code, each in bags.items()},
        has_first=round.is_open or round.first_contacts is not None,
    )


def _tapped(round: Round) -> Counter:
    """No more of anything than a form would take: each need becomes a row of its own when the round is closed."""
    rows = round.taps.values_list("kind", "code").annotate(sum=Sum("amount"))
    return Counter({name_of(kind, code): min(MOST, max(0, number)) for kind, code, number in rows.order_by()})


def _put_down(round: Round, handouts: dict) -> Counter:
    sums = Counter({name_of(TapKind.MATERIAL, code): each.quantity for code, each in handouts.items()})
    sums.update({name_of(TapKind.OBSERVATION, each.kind): each.count for each in round.observations.all()})
    sums[REACHED], sums[FIRST] = round.people_reached or 0, round.first_contacts or 0
    return sums
