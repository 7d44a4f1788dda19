"""Signatures of entries, links and checkpoints. Everything is signed as one line of JSON in a fixed form."""

import hmac
import json
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

from utsopi.privacy.keyring import keyring

from .models import AuditEntry, ChainLink, Checkpoint


class Signer:
    """Holds the keys for as long as one act or one verification takes. Raises Locked where there are none."""

    def __init__(self):
        self._keys = keyring()

    @cached_property
    def entry(self):
        return partial(_signed, self._key("entry"), _of_entry)

    @cached_property
    def link(self):
        return partial(_signed, self._key("link"), _of_link)

    @cached_property
    def checkpoint(self):
        return partial(_signed, self._key("checkpoint"), _of_checkpoint)

    def _key(self, what: str) -> bytes:
        return self._keys.derived(self._keys.audit_key, f"audit/{what}/v1")


def same(one: bytes | None, other: bytes | None) -> bool:
    """Whether two signatures are there and alike."""
    return one is not None and other is not None and hmac.compare_digest(bytes(one), bytes(other))


def _signed(key: bytes, told, *args, **kwargs) -> bytes:
    line = json.dumps(told(*args, **kwargs), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(key, line.encode(), "sha256")


def _of_entry(entry: AuditEntry, number: int | None = None) -> dict[str, Any]:
    """Every column but the signature; `number` asks for the signature that it would have under another number."""
    return {
        "number": entry.number if number is None else number,
        "series": int(entry.series),
        "on": entry.on.isoformat(),
        "at": _moment(entry.at),
        "by": _text(entry.by_id),
        "role": entry.role,
        "action": str(entry.action),
        "model": entry.model,
        "object_id": _text(entry.object_id),
        "fields": entry.fields,
        "counts": entry.counts,
        "reason": str(entry.reason),
        "request_id": entry.request_id,
    }


def _of_link(link: ChainLink, before: bytes) -> dict[str, Any]:
    """`before` is the signature of the link before it, empty for the first of its chain."""
    return {
        "number": link.number,
        "series": int(link.series),
        "position": link.position,
        "entry_mac": bytes(link.entry_mac).hex(),
        "before": bytes(before).hex(),
    }


def _of_checkpoint(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "series": int(checkpoint.series),
        "position": checkpoint.position,
        "number": checkpoint.number,
        "link_mac": bytes(checkpoint.link_mac).hex(),
        "entries": checkpoint.entries,
        "on": checkpoint.on.isoformat(),
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _text(value) -> str | None:
    return None if value is None else str(value)
