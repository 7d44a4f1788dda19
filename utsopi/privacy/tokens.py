"""Text sealed for one place: a field of one row. Elsewhere, altered, or under another key it does not open.

0x01 ‖ key id (4) ‖ nonce (12) ‖ AES-256-GCM(padded text), associated data v1|app.model.field|row
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from .keyring import Keyring

VERSION = b"\x01"
ID_BYTES, NONCE_BYTES, TAG_BYTES = 4, 12, 16
HEAD = len(VERSION) + ID_BYTES + NONCE_BYTES
# bytes of padded text: a name is as long as any other name, a short note as long as a middling one
CLASSES = (128, 512, 2048, 8192)
END_OF_TEXT = b"\x80"


class Broken(Exception):
    """What is stored is not what was sealed at this place: altered, moved, or never sealed at all."""


@dataclass(frozen=True)
class Place:
    """Where a text belongs: `model` as "members.MemberIdentity", the field's name and the key of the row."""

    model: str
    field: str
    row: UUID

    def __str__(self) -> str:
        return f"{self.model}.{self.field} of {self.row}"

    @property
    def data(self) -> bytes:
        """The associated data that binds a token to this place."""
        return f"v1|{self.model.lower()}.{self.field}|{self.row}".encode()


def seal(keys: Keyring, text: str, place: Place) -> bytes:
    """A token that opens to `text` at `place` only, under the newest key. ValueError where it is too long."""
    head, nonce = VERSION + keys.newest_id, os.urandom(NONCE_BYTES)
    return head + nonce + keys.cipher(keys.newest_id).encrypt(nonce, _padded(text.encode()), place.data)


def unseal(keys: Keyring, token: bytes, place: Place) -> str:
    """The text sealed at `place`. Raises WrongKey for an unknown key, Broken for anything else that is wrong."""
    sealed_with, nonce = id_of(token), token[HEAD - NONCE_BYTES : HEAD]
    try:
        return _text(keys.cipher(sealed_with).decrypt(nonce, token[HEAD:], place.data))
    except InvalidTag:
        raise Broken(f"The sealed {place} does not open at its place.") from None


def id_of(token: bytes) -> bytes:
    """The id of the key a token was sealed with. Raises Broken for bytes that are no token."""
    if token[:1] != VERSION or len(token) - HEAD - TAG_BYTES not in CLASSES:
        raise Broken("These bytes were never sealed here.")
    return token[1 : 1 + ID_BYTES]


def _padded(data: bytes) -> bytes:
    for size in CLASSES:
        if len(data) < size:
            return (data + END_OF_TEXT).ljust(size, b"\0")
    raise ValueError(f"Text of more than {CLASSES[-1] - 1} bytes cannot be sealed.")


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").removesuffix(END_OF_TEXT).decode()
