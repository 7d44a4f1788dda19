"""The sealer: links new entries into their chain, in the order of their numbers, and prunes what is too old.

Writers never wait for it. An entry whose transaction ends late is linked later, behind higher numbers.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from utsopi.privacy.keyring import Locked, WrongKey

from .choices import Action, Series
from .log import record
from .models import AuditEntry, ChainLink, Checkpoint
from .signing import Signer

BATCH = 500
KEPT = timedelta(days=366)  # never less than the twelve months that the database insists on
EVERY = 60.0  # seconds
_ADVISORY_LOCK = 7_108_301  # any number: two sealers at once would both claim the next place


@dataclass(frozen=True)
class End:
    """Where a chain ends: the place for the next link, and the signature it builds on."""

    position: int
    mac: bytes


def seal() -> int:
    """Links all entries that no link stands for; returns how many. Raises Locked where there are no keys."""
    signer = Signer()
    with transaction.atomic():
        alone()
        return sum(_seal(signer, series) for series in Series.values)


def end_of(series: int) -> End:
    """The end of a chain; of one that was pruned whole, its checkpoint."""
    if link := ChainLink.objects.filter(series=series).order_by("-position").first():
        return End(link.position + 1, bytes(link.mac))
    return start_of(series)


def start_of(series: int) -> End:
    """What the oldest link that is still here builds on: the newest checkpoint, or nothing."""
    point = Checkpoint.objects.filter(series=series).order_by("-position").first()
    return End(point.position + 1, bytes(point.link_mac)) if point else End(0, b"")


def unlinked(series: int):
    """Entries that no link stands for, in the order of their numbers."""
    has_link = Exists(ChainLink.objects.filter(number=OuterRef("number")))
    return AuditEntry.objects.filter(~has_link, series=series).order_by("number")


def prune(today: date | None = None) -> int:
    """Deletes what is older than twelve months, each chain behind a signed checkpoint; returns how many entries.

    Whoever prunes must have verified first: what is gone cannot be looked into any more.
    """
    signer = Signer()
    with transaction.atomic():
        alone()
        for series in Series.values:
            _seal(signer, series)
        return sum(_prune(signer, series, (today or timezone.localdate()) - KEPT) for series in Series.values)


def vouch_for_unsigned(*, by=None) -> int:
    """Somebody says that the keys were locked until now: a signed entry names what was written unsigned.

    Returns how many entries that are; where there are none, nothing is written. Raises Locked.
    """
    Signer()
    with transaction.atomic():
        alone()
        unsigned = AuditEntry.objects.filter(mac=None).values_list("number", flat=True)
        known = vouched_for()
        numbers = sorted(number for number in unsigned if number not in known)
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            record(Action.UNLOCK, "audit.AuditEntry", by=by, counts={"unsigned": batch})
    return len(numbers)


def vouched_for() -> set[int]:
    """Numbers of entries that were written while the keys were locked, as signed entries say."""
    signer, found = Signer(), set()
    for entry in AuditEntry.objects.filter(action=Action.UNLOCK, model="audit.AuditEntry").exclude(mac=None):
        if bytes(entry.mac) == signer.entry(entry):
            found.update(entry.counts.get("unsigned", ()))
    return found


class _Clock:
    last = float("-inf")


def seal_now_and_then() -> None:
    """Seals at most once a minute; for houses where nothing happens by the clock."""
    if time.monotonic() - _Clock.last < EVERY:
        return
    _Clock.last = time.monotonic()
    # where it cannot be done now the entries wait; the page that was asked for comes all the same
    with suppress(WrongKey, OperationalError):
        seal_if_unlocked()


def seal_if_unlocked() -> None:
    """Seals; without keys the entries wait for them."""
    with suppress(Locked):
        seal()


def alone() -> None:
    """One sealer at a time. On SQLite a transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


def _seal(signer: Signer, series: int) -> int:
    end, links = end_of(series), []
    for entry in unlinked(series).iterator(chunk_size=BATCH):
        link = ChainLink(
            number=entry.number, series=series, position=end.position, entry_mac=signer.entry(entry)
        )
        link.mac = signer.link(link, end.mac)
        end = End(link.position + 1, link.mac)
        links.append(link)
    ChainLink.objects.bulk_create(links, batch_size=BATCH)
    return len(links)


def _prune(signer: Signer, series: int, before: date) -> int:
    """Takes away the oldest part of a chain, up to the first entry that is not old enough."""
    numbers = AuditEntry.objects.filter(series=series, on__gte=before).values("number")
    links = ChainLink.objects.filter(series=series).order_by("position")
    stays = links.filter(number__in=numbers).first()
    old = links.filter(position__lt=stays.position) if stays else links
    last = old.last()
    if last is None:
        return 0
    point = Checkpoint(
        series=series, position=last.position, number=_highest(old), link_mac=last.mac, entries=old.count()
    )
    point.on = timezone.localdate()
    point.mac = signer.checkpoint(point)
    point.save(force_insert=True)
    AuditEntry.objects.filter(number__in=old.values("number")).delete()
    ChainLink.objects.filter(series=series, position__lte=last.position).delete()
    return point.entries


def _highest(links) -> int:
    return links.order_by("-number").values_list("number", flat=True)[0]
