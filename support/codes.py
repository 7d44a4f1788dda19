"""The code on a plain card: six random characters and one that catches whatever is misread or swapped.

It is an identifier, not a password: knowing it opens nothing. 29 characters, and 29 is prime, so that the check
catches every single error and every swap of two neighbours.
"""

import secrets

from utsopi.records import PLAIN_ALPHABET

from .models.log import CODE_LENGTH

PARTS = (3, 6)  # where the hyphens stand: K7T-4QX-9


def new_code() -> str:
    """A code as it is stored, without hyphens. That nobody has it is for the database to say."""
    drawn = "".join(secrets.choice(PLAIN_ALPHABET) for _ in range(CODE_LENGTH - 1))
    return drawn + check_of(drawn)


def normal(text: str) -> str:
    """What somebody typed as it would be stored: small letters, spaces and hyphens do not count."""
    return "".join(character for character in text.upper() if character.isalnum())


def is_well_formed(code: str) -> bool:
    """Whether a normal code can be one of ours: of all other texts of its length three in a hundred are."""
    return len(code) == CODE_LENGTH and set(code) <= set(PLAIN_ALPHABET) and code[-1] == check_of(code[:-1])


def shown(code: str) -> str:
    """The code as it stands on the card."""
    first, second = PARTS
    return f"{code[:first]}-{code[first:second]}-{code[second:]}"


def check_of(drawn: str) -> str:
    """The character that catches whatever is misread or swapped in up to 28 characters of the plain alphabet."""
    places = (place * PLAIN_ALPHABET.index(character) for place, character in enumerate(drawn, start=1))
    return PLAIN_ALPHABET[sum(places) % len(PLAIN_ALPHABET)]
