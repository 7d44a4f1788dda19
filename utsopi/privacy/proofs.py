"""Holding the keys against the database they belong to, before anything is written with them."""

from time import monotonic

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from .keyring import WrongKey, derive, key_id
from .models import KeyCheck

# another process may have changed the keys: what was proven is asked again after this many seconds
PROVEN_FOR = 60
_proven: dict[tuple[str, bytes], float] = {}


def proof_of(purpose: str, key: bytes) -> bytes:
    return derive(key, f"utsopi/key-check/v1|{purpose}")


def prove(purpose: str, key: bytes, using: str = DEFAULT_DB_ALIAS) -> None:
    """Returns where `key` is one of this database's for `purpose`; raises WrongKey where it is not.

    The first key that a new database meets becomes its own. What was proven is remembered once it is
    committed, so that this costs a query once a minute.
    """
    proof = proof_of(purpose, key)
    known = (str(connections[using].settings_dict["NAME"]), proof)
    if _proven.get(known, 0) > monotonic():
        return
    if not is_proven(purpose, key, using):
        if KeyCheck.objects.using(using).filter(purpose=purpose).exists():
            raise WrongKey(f"The key {key_id(key).hex()} ({purpose}) is not one of this database.")
        admit(purpose, key, using)
    transaction.on_commit(lambda: _proven.update({known: monotonic() + PROVEN_FOR}), using=using)


def is_proven(purpose: str, key: bytes, using: str = DEFAULT_DB_ALIAS) -> bool:
    return KeyCheck.objects.using(using).filter(proof=proof_of(purpose, key), purpose=purpose).exists()


def admit(purpose: str, key: bytes, using: str = DEFAULT_DB_ALIAS) -> None:
    """From now on `key` is one of this database's."""
    KeyCheck.objects.using(using).get_or_create(
        proof=proof_of(purpose, key), defaults={"purpose": purpose, "key_id": key_id(key).hex()}
    )


def dismiss_all_but(purpose: str, key: bytes, using: str = DEFAULT_DB_ALIAS) -> None:
    """From now on nothing is written with any other key of `purpose`."""
    KeyCheck.objects.using(using).filter(purpose=purpose).exclude(proof=proof_of(purpose, key)).delete()
    _proven.clear()


def forget() -> None:
    """What this process remembers as proven; for tests, which take their database back."""
    _proven.clear()
