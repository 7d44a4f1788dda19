"""Phrases of five everyday words: the ticket of somebody who comes without a name. They read like a shopping list.

Each language has 256 words of its own, no two of them alike in their first four letters, and only those four count:
*carrot*, *Carrots* and *CARROT,* are the same. So a phrase is read without knowing its language, and is found again
by whoever cannot spell it. Five different words out of 256 are just under 40 bits: enough because whoever guesses
must ask us, may be wrong only so often a day (looking.py), and no copy of the database can be asked instead, as it
holds fingerprints under a key that lies elsewhere.
"""

import re
import unicodedata
from functools import cache
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path
from secrets import SystemRandom

from django.core.signing import BadSignature, Signer

from utsopi.privacy.keyring import INDEX, derive, keyring
from utsopi.privacy.proofs import prove

from .models.coming import PRINT_BYTES

WORDS = 5
COUNTED = 4  # letters of a word
LONGEST = 200  # characters that are read at all
WITHOUT_LIST = "en"  # whose words are given where a language has no list yet
LISTS = Path(__file__).parent / "words"
LETTERS = re.compile(r"[^\W\d_]+")
# letters that are no other letter with a mark
SPELLED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i"})

_choose = SystemRandom()
_offers = Signer(salt="events.phrase")


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The words of a language, in its alphabet."""
    path = LISTS / f"{language}.txt"
    listed = path if path in LISTS.iterdir() else LISTS / f"{WITHOUT_LIST}.txt"
    return tuple(listed.read_text(encoding="utf-8").split())


def new_phrase(language: str) -> str:
    """Five different words of that language with spaces between, as they are shown."""
    return " ".join(_choose.sample(word_list(language), WORDS))


def normal(text: str) -> tuple[str, ...] | None:
    """The five words without capitals and accents, in their order; None where there are not five.

    Whatever is no letter parts words: spaces, commas, hyphens, numbers in front of a list."""
    words = _words(text)
    return words if len(words) == WORDS else None


def tidy(text: str) -> str:
    """A phrase as somebody typed it, the way it is shown: small letters, one space between words. It is read as the
    same phrase again."""
    return " ".join(LETTERS.findall(_typed(text).lower()))


def fingerprint(text: str) -> bytes:
    """What is stored of a phrase, 16 bytes; of a text that is none too, so that looking for it costs the same.

    Raises Locked without keys, and WrongKey for those of another house."""
    keys = keyring()
    prove(INDEX, keys.index_key)
    counted = " ".join(word[:COUNTED] for word in _words(text))
    return hmac(derive(keys.index_key, "phrase/v1"), counted.encode(), sha256).digest()[:PRINT_BYTES]


def offer(language: str) -> str:
    """A new phrase for a form to carry, signed: whoever sends the form twice gets the same ticket twice, and nobody
    can try phrases by sending forms."""
    return _offers.sign(new_phrase(language))


def taken_up(offered: str) -> str:
    """The phrase that was offered; empty where it was not offered by us, so that a new one is made."""
    try:
        return _offers.unsign(offered)
    except BadSignature:
        return ""


def _typed(text: str) -> str:
    """Without what cannot be seen: soft hyphens and marks of direction come along when something is pasted."""
    seen = "".join(each for each in text[:LONGEST] if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFC", seen)


def _words(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", _typed(text).casefold().translate(SPELLED))
    marked_off = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(LETTERS.findall(marked_off))
