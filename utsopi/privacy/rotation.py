"""Changing the key that seals: a new one is put in front, every value is sealed anew, the old one is taken away.

Each row is sealed anew in a transaction of its own, while it is locked, so the house stays open; whatever is
interrupted goes on with the next call. The key files of a house that runs on read-only credentials are changed
by hand; all the rest is the same.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from .checks import declared_models
from .declare import sealed_fields_of
from .keyring import FIELD, KEY_BYTES, Keyring, WrongKey, keyring, write_keys
from .proofs import admit, dismiss_all_but, is_proven
from .tokens import Broken

AT_ONCE = 500  # rows held in memory while looking


@dataclass
class Outcome:
    """How many values were looked at and sealed anew, and the places of those that do not open."""

    seen: int = 0
    sealed_anew: int = 0
    broken: list[str] = field(default_factory=list)


def sealed_models() -> list[tuple[type, list[str]]]:
    """Every model with sealed fields, and their names."""
    found = [(model, sorted(sealed_fields_of(model))) for model in declared_models() if not model._meta.proxy]
    return [(model, names) for model, names in found if names]


def put_new_key_in_front() -> None:
    """Begins a change of keys, unless one has begun already (the file then holds two keys or more).

    The database learns of the new key first: whoever seals in the next instant finds it known there.
    """
    keys = keyring()
    if not any(is_proven(FIELD, key) for key in keys.field_keys):
        raise WrongKey("None of these field keys is one of this database.")
    if len(keys.field_keys) == 1:
        fresh = os.urandom(KEY_BYTES)
        admit(FIELD, fresh)
        write_keys(Path(settings.KEYS) / FIELD, [fresh, *keys.field_keys])
    newest = keyring().field_keys[0]
    admit(FIELD, newest)
    dismiss_all_but(FIELD, newest)


def seal_anew() -> Outcome:
    """Seals under the newest key what is not yet under it."""
    keys, outcome = keyring(), Outcome()
    for model, names in sealed_models():
        for pk in _stale_rows(model, names, keys, outcome):
            _seal_row_anew(model, names, pk, outcome)
    return outcome


def _stale_rows(model, names: list[str], keys: Keyring, outcome: Outcome) -> list:
    """Keys of the rows where something is not under the newest key."""
    stale = []
    rows = model._base_manager.order_by("pk").values_list("pk", *names)
    for pk, *values in rows.iterator(chunk_size=AT_ONCE):
        there = [value for value in values if value is not None]
        outcome.seen += len(there)
        if any(_key_or_nothing(value) != keys.newest_id for value in there):
            stale.append(pk)
    return stale


def _seal_row_anew(model, names: list[str], pk, outcome: Outcome) -> None:
    with transaction.atomic():
        record = model._base_manager.select_for_update().filter(pk=pk).first()
        if record is None:
            return  # erased in the meantime
        for name in names:
            value, newest = getattr(record, name), keyring().newest_id
            if value is None or _key_or_nothing(value) == newest:
                continue
            try:
                value.test(keyring())
            except (Broken, WrongKey):
                outcome.broken.append(f"{model._meta.label}.{name} of {pk}")
                continue
            # saving a value that was not touched seals it under the newest key
            record.save(update_fields=[name, *_followers(model, name)])
            outcome.sealed_anew += 1


def _followers(model, name: str) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if getattr(f, "source", None) == name]


def _key_or_nothing(value) -> bytes:
    try:
        return value.key_id
    except Broken:
        return b""


def values_by_key() -> Counter:
    """How many values are sealed under each key, by the id as people read it; empty for what is no token."""
    return Counter(_key_or_nothing(value).hex() for _place, value in _all_values())


def what_needs_an_old_key() -> tuple[int, list[str]]:
    """How many values there are, and the places of those that do not open with the newest key alone."""
    keys, seen, left = keyring().newest_only, 0, []
    for place, value in _all_values():
        seen += 1
        try:
            value.test(keys)
        except (Broken, WrongKey):
            left.append(place)
    return seen, left


def _all_values() -> Iterator[tuple[str, object]]:
    for model, names in sealed_models():
        for record in model._base_manager.only("pk", *names).iterator(chunk_size=AT_ONCE):
            for name in names:
                if (value := getattr(record, name)) is not None:
                    yield f"{model._meta.label}.{name} of {record.pk}", value


def drop_old_keys() -> int:
    """Takes the old keys out of the file and returns how many. ValueError while anything still needs one."""
    keys = keyring()
    if what_needs_an_old_key()[1]:
        raise ValueError("Something is still sealed under an old key.")
    if len(keys.field_keys) > 1:
        write_keys(Path(settings.KEYS) / FIELD, keys.field_keys[:1])
    return len(keys.field_keys) - 1
