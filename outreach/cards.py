"""Cards that stand for an envelope: what is printed on them, and finding one by what was scanned or typed.

Seven random characters and one that catches whatever is misread; one longer than the code of a person, so that
nobody takes the one for the other.
"""

import secrets

from support.codes import check_of, normal
from utsopi.records import PLAIN_ALPHABET

from .models import Token

LENGTH, HALF = 8, 4


def new_serial() -> str:
    """A serial as it is stored. That no card has it is for the database to say."""
    drawn = "".join(secrets.choice(PLAIN_ALPHABET) for _ in range(LENGTH - 1))
    return drawn + check_of(drawn)


def shown(serial: str) -> str:
    """The serial as it stands on the card: K7T4-QX92."""
    return f"{serial[:HALF]}-{serial[HALF:]}"


def is_well_formed(text: str) -> bool:
    """Whether what was typed can be one of ours at all; if not, something was misread."""
    serial = normal(text)
    return (
        len(serial) == LENGTH and set(serial) <= set(PLAIN_ALPHABET) and serial[-1] == check_of(serial[:-1])
    )


def look_up(text: str) -> Token | None:
    """The card with that serial; small letters, blanks and hyphens do not count. One query, none for a misread."""
    if not is_well_formed(text):
        return None
    cards = Token.objects.select_related("programme", "organisation", "envelope")
    return cards.filter(serial=normal(text)).first()
