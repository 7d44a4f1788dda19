"""Recognition words: to know, within one year, whether somebody was counted already who carries no card.

She chooses a word and a colour. What is stored is a fingerprint under a key of that year, which lies in a file
beside the other keys and never in the database. With the key gone, nobody can test a word any more.
"""

import os
import unicodedata
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from django.conf import settings

from utsopi.privacy.keyring import KEY_BYTES, Locked, derive, keyring, keys_in, write_keys

from .models.log import WORD_BYTES

SHORTEST = 3  # letters or digits, once it is normal
# as slow as a look-up may be while somebody waits: whoever had the key would need years for a list of words
SLOW = {"time_cost": 3, "memory_cost": 64 * 1024, "parallelism": 1, "hash_len": 32, "type": Type.ID}


def normal(word: str) -> str:
    """The word as it is compared: letters and digits only, without capitals and accents."""
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(character for character in unicodedata.normalize("NFKD", plain) if character.isalnum())


def fingerprint(word: str, colour: str, year: int) -> bytes:
    """WORD_BYTES that stand for a word and a colour in one year. Slow. Raises Locked without the year's key."""
    key = derive(_key_of(year), f"recognise/v1|{year}")
    slow = hash_secret_raw(f"{normal(word)}|{colour}".encode(), key[:16], **SLOW)
    return hmac(key, slow, sha256).digest()[:WORD_BYTES]


def has_key(year: int) -> bool:
    """Whether the key of the year lies where it should."""
    return _file(year).exists()


def make_key(year: int) -> None:
    """A new key for a year that has none; the caller sees to it that nobody else makes one meanwhile.

    Raises Locked where the house's other keys are away too, or nothing can be written beside them.
    """
    keyring()
    try:
        write_keys(_file(year), [os.urandom(KEY_BYTES)])
    except OSError:
        raise Locked(f"The key file {_file(year).name} cannot be written.") from None


def delete_key(year: int) -> None:
    """From now on no word of the year can be tested. Raises OSError where the file cannot be taken away."""
    _file(year).unlink(missing_ok=True)


def _key_of(year: int) -> bytes:
    return keys_in(_file(year))[0]


def _file(year: int) -> Path:
    return Path(settings.KEYS) / f"recognise_{year}"
