"""Goes through both chains and says what is not as it was written, the first bad entry first."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection, transaction

from .choices import Series
from .models import AuditEntry, ChainLink, Checkpoint
from .sealing import BATCH, End, alone, end_of, start_of, unlinked, vouched_for
from .signing import Signer, same

MAC_HEX = 32  # digits of each newest signature that the board is told: 128 bits
NO_CHAIN = "-"
SEARCHES = 20  # changed entries for which it is found out whose columns they hold


@dataclass(frozen=True)
class Problem:
    """What is wrong with the entry of that number; None where no entry can be named. `kind` is one of: changed,
    missing, swapped, forged, unsigned, broken link, checkpoint, cut off."""

    number: int | None
    kind: str
    text: str

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.text}"
            if self.number is None
            else f"entry {self.number} {self.kind}: {self.text}"
        )


@dataclass
class Verification:
    """What was looked at: how many entries, which of them unsigned because the keys were locked, what is wrong."""

    entries: int = 0
    locked: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def verify(newest: str = "") -> Verification:
    """Holds every entry, link and checkpoint against its signature. Raises Locked where there are no keys.

    `newest` is what newest_macs() said once: where that is not in the chains any more, their end was cut off or
    they were written anew. Reads in batches, and nothing is repaired.
    """
    looker = _Looker()
    with _held_still():
        for series in Series.values:
            looker.checkpoints(series)
            looker.chain(series)
            looker.not_yet_linked(series)
        looker.found.problems += _cut_off(newest)
    looker.found.problems.sort(key=lambda problem: (problem.number is None, problem.number))
    return looker.found


@contextmanager
def _held_still() -> Iterator[None]:
    """Nobody seals or prunes meanwhile; whoever writes entries does not wait. (On SQLite that would be the same
    lock, and whoever prunes there is the one who verified.)"""
    if connection.vendor == "sqlite":
        yield
        return
    with transaction.atomic():
        alone()
        yield


def newest_macs() -> str:
    """The newest signature of each chain, for the board to keep outside of this house."""
    return ".".join(end_of(series).mac.hex()[:MAC_HEX] or NO_CHAIN for series in Series.values)


class _Looker:
    def __init__(self):
        self.signer, self.vouched = Signer(), vouched_for()
        self.found, self.searches = Verification(), SEARCHES

    def say(self, number: int | None, kind: str, text: str) -> None:
        self.found.problems.append(Problem(number, kind, text))

    def checkpoints(self, series: int) -> None:
        for point in Checkpoint.objects.filter(series=series).order_by("position"):
            if not same(point.mac, self.signer.checkpoint(point)):
                self.say(
                    point.number,
                    "checkpoint",
                    "the checkpoint behind which it was pruned is forged or changed",
                )

    def chain(self, series: int) -> None:
        end, before = start_of(series), 0
        for links in _batches(ChainLink.objects.filter(series=series).order_by("position").iterator(BATCH)):
            entries = AuditEntry.objects.in_bulk([link.number for link in links])
            for link in links:
                self.place(link, end.position, before)
                if not same(link.mac, self.signer.link(link, end.mac)):
                    self.say(link.number, "broken link", "its link does not build on the link before it")
                self.entry(link, entries.get(link.number))
                end, before = End(link.position + 1, bytes(link.mac)), link.number

    def place(self, link: ChainLink, expected: int, before: int) -> None:
        if missing := link.position - expected:
            text = f"{missing} of the chain are gone between entry {before or 'nothing'} and this one"
            self.say(link.number, "broken link", text)

    def entry(self, link: ChainLink, entry: AuditEntry | None) -> None:
        """An entry against what its link says of it."""
        self.found.entries += 1
        if entry is None:
            self.say(link.number, "missing", "it was written and linked, and is not there any more")
        elif not same(link.entry_mac, self.signer.entry(entry)):
            self.differs(entry)
        else:
            self.signature(entry)

    def differs(self, entry: AuditEntry) -> None:
        if other := self.belongs_to(entry):
            self.say(entry.number, "swapped", f"it holds what was written as entry {other}")
        else:
            self.say(entry.number, "changed", "it does not hold what was written")

    def belongs_to(self, entry: AuditEntry) -> int | None:
        """The number under which just these columns were linked, if any. Asked for the first few only: each
        answer goes through the whole chain."""
        if not self.searches:
            return None
        self.searches -= 1
        for number, mac in ChainLink.objects.values_list("number", "entry_mac").iterator(BATCH):
            if number != entry.number and same(mac, self._as(entry, number)):
                return number
        return None

    def _as(self, entry: AuditEntry, number: int) -> bytes:
        return self.signer.entry(entry, number)

    def signature(self, entry: AuditEntry) -> None:
        """The signature that the entry got when it was written."""
        if entry.mac is None and entry.number in self.vouched:
            self.found.locked.append(entry.number)
        elif entry.mac is None:
            self.say(
                entry.number, "unsigned", "it has no signature, and nobody vouches that the keys were locked"
            )
        elif not same(entry.mac, self.signer.entry(entry)):
            self.say(entry.number, "forged", "it was not written by this house: its signature is wrong")

    def not_yet_linked(self, series: int) -> None:
        for entry in unlinked(series).iterator(BATCH):
            self.found.entries += 1
            self.signature(entry)


def _batches(links: Iterable[ChainLink]) -> Iterator[list[ChainLink]]:
    links = iter(links)
    while batch := list(islice(links, BATCH)):
        yield batch


def _cut_off(newest: str) -> Iterator[Problem]:
    """The signatures that were kept outside, each of them still in its chain?"""
    for series, told in zip(Series.values, newest.split("."), strict=False):
        if told and told != NO_CHAIN and not _is_there(series, told):
            text = (
                f"no link of the chain carries the signature {told}: its end is gone, or it was written anew"
            )
            yield Problem(None, "cut off", text)


def _is_there(series: int, told: str) -> bool:
    kept = ChainLink.objects.filter(series=series).values_list("mac", flat=True)
    pruned = Checkpoint.objects.filter(series=series).values_list("link_mac", flat=True)
    return any(bytes(mac).hex().startswith(told) for macs in (kept, pruned) for mac in macs.iterator())
