"""The keys of a new house."""

from pathlib import Path

from django.conf import settings

from .keyring import AUDIT, FIELD, INDEX, Keyring, keyring, make_keys
from .models import KeyCheck
from .proofs import prove


class KeysElsewhere(Exception):
    """This database was begun with keys that are not here; new ones would open nothing of it."""


def make_house_keys() -> None:
    """Makes the key files and has the database know them.

    Raises FileExistsError where there are keys, KeysElsewhere where the database belongs to others.
    """
    if KeyCheck.objects.exists() and not is_unlocked():
        raise KeysElsewhere(
            "This database was begun with other keys. Bring those back; new ones open nothing."
        )
    make_keys(Path(settings.KEYS))
    prove_all(keyring())


def is_unlocked() -> bool:
    """Whether every key file is there."""
    return all((Path(settings.KEYS) / name).exists() for name in (FIELD, INDEX, AUDIT))


def prove_all(keys: Keyring) -> None:
    """Holds each kind of key against the database; WrongKey where one is not its own."""
    prove(FIELD, keys.field_keys[0])
    prove(INDEX, keys.index_key)
    prove(AUDIT, keys.audit_key)
