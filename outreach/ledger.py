"""The ledger of a voucher programme: each line signed by the house, and tied to the line before it.

The first half of a line's signature is its seal: it covers all that the line says, and its number. The second half
is its link: it covers the seal and the whole signature of the line before. So a changed line, a missing one and two
that changed places are told apart. One writer at a time: whoever writes holds the programme's row.
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from utsopi.privacy.keyring import keyring

from .models import LedgerEntry, VoucherProgramme

HALF = 16  # bytes of the seal, and of the link
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """What is to be written: an act of choices.LedgerAct, how many pieces, euros, and serials of what it is about.
    `on` is today unless it happened on another day."""

    act: str
    pieces: int = 0
    amount: Decimal = Decimal(0)
    subject: str = ""
    card: str = ""
    reason: str = ""
    on: date | None = None


TOLD = tuple(field.name for field in fields(Line))


class Signer:
    """Holds the key for one act or one verification. Raises Locked where the house has no keys."""

    def __init__(self):
        self._keys = keyring()

    @cached_property
    def _key(self) -> bytes:
        return self._keys.derived(self._keys.audit_key, "outreach/ledger/v1")

    def seal(self, entry: LedgerEntry, number: int | None = None) -> bytes:
        """`number` asks for the seal that the line would have under another number."""
        said = json.dumps(_said(entry, number), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hmac.digest(self._key, b"line|" + said.encode(), "sha256")[:HALF]

    def link(self, seal: bytes, before: bytes) -> bytes:
        """`before` is the whole signature of the line before, empty for the first one."""
        return hmac.digest(self._key, b"link|" + seal + before, "sha256")[:HALF]


def write(programme: VoucherProgramme, lines: Iterable[Line], *, by, second=None) -> int:
    """Adds lines and returns the number of the last one. The caller holds the programme's row, in a transaction.

    `by` and `second` are accounts; the database refuses the same one twice, and one alone where two are needed.
    """
    signer = Signer()
    number, before = _end_of(programme)
    entries = []
    for line in lines:
        number += 1
        entry = _entry(programme, number, line, by, second)
        seal = signer.seal(entry)
        entry.mac = before = seal + signer.link(seal, before)
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries)
    return number


def begun(programmes: Iterable[UUID]) -> set[UUID]:
    """Those of these programmes, by key, whose ledger has a first line. One query, none for no programme."""
    return set(
        LedgerEntry.objects.filter(programme__in=list(programmes), number=1).values_list(
            "programme_id", flat=True
        )
    )


def initials(*accounts) -> str:
    """Of whoever acted: "KM", "KM AB"; of an alias of one word its first two letters."""
    return " ".join(_initials(str(account)) for account in accounts if account is not None)


def _initials(alias: str) -> str:
    words = alias.replace("-", " ").split()
    letters = [word[0] for word in words] if len(words) > 1 else list(alias)
    return "".join(letters[:2]).upper()


def _entry(programme, number: int, line: Line, by, second) -> LedgerEntry:
    told = {name: getattr(line, name) for name in TOLD} | {"on": line.on or timezone.localdate()}
    return LedgerEntry(
        programme=programme,
        number=number,
        by=getattr(by, "pk", None),
        second=getattr(second, "pk", None),
        initials=initials(by, second),
        **told,
    )


def _end_of(programme: VoucherProgramme) -> tuple[int, bytes]:
    last = LedgerEntry.objects.filter(programme=programme).order_by("-number").only("number", "mac").first()
    return (last.number, bytes(last.mac)) if last else (0, b"")


def _said(entry: LedgerEntry, number: int | None) -> dict:
    """All that a line says; amounts and dates in one form, whichever database they come from."""
    return {
        "programme": str(entry.programme_id),
        "number": entry.number if number is None else number,
        "on": entry.on.isoformat(),
        "act": str(entry.act),
        "pieces": entry.pieces,
        "amount": str(Decimal(entry.amount).quantize(CENT)),
        "subject": entry.subject,
        "card": entry.card,
        "reason": str(entry.reason),
        "by": str(entry.by or ""),
        "second": str(entry.second or ""),
        "initials": entry.initials,
    }
