"""The code by which somebody who asked to join comes back, without e-mail: ten characters in two halves, like the
number of a parcel. Capitals, blanks and dashes do not count.

Ten of 29 characters are 48 bits: whoever guesses must ask us, may be wrong only so often a day, and learns no name
from a hit. The house keeps a keyed fingerprint, so that no copy of the database can be asked instead.
"""

import secrets
from hashlib import sha256
from hmac import new as hmac

from django.core.signing import BadSignature, Signer

from utsopi.privacy.keyring import INDEX, derive, keyring
from utsopi.privacy.proofs import prove
from utsopi.records import PLAIN_ALPHABET

from .models.joining import PRINT_BYTES

CHARACTERS = 10
LONGEST = 40  # characters that are read at all
_offers = Signer(salt="members.code")


def new_code() -> str:
    """A code as it is shown: K7TQX-9MPWD."""
    characters = "".join(secrets.choice(PLAIN_ALPHABET) for _ in range(CHARACTERS))
    return f"{characters[: CHARACTERS // 2]}-{characters[CHARACTERS // 2 :]}"


def fingerprint(text: str) -> bytes:
    """What is stored of a code, 16 bytes; of a text that is none too, so that looking for it costs the same.

    Raises Locked without keys, and WrongKey for those of another house."""
    keys = keyring()
    prove(INDEX, keys.index_key)
    plain = "".join(one for one in text[:LONGEST].upper() if one.isalnum())
    return hmac(derive(keys.index_key, "joining/v1"), plain.encode(), sha256).digest()[:PRINT_BYTES]


def offer() -> str:
    """A new code for a form to carry, signed: a form that is sent twice asks once."""
    return _offers.sign(new_code())


def taken_up(offered: str) -> str:
    """The code that was offered; a new one where it was not offered by us."""
    try:
        return _offers.unsign(offered)
    except BadSignature:
        return new_code()
