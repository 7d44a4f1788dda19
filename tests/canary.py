"""A made-up word in every field that tells who somebody is, and how to find it again in whatever shape."""

import io
import secrets
import zipfile
from base64 import b64encode
from dataclasses import dataclass
from functools import cached_property

from pypdf import PdfReader

from utsopi.privacy.declare import identifying_fields

STARTS_A_ZIP, STARTS_A_PDF = b"PK\x03\x04", b"%PDF"


@dataclass(frozen=True)
class Canary:
    """`word` is what is looked for, `value` what stands in the field; `place` is "app.Model.field"."""

    place: str
    word: str
    value: str

    @cached_property
    def shapes(self) -> set[bytes]:
        """The word as text, in two bytes a letter, in hexadecimal, and in base64 wherever it may begin."""
        found = set()
        for text in {self.word, self.word.upper()}:
            plain = text.encode()
            for raw in (plain, text.encode("utf-16-le"), text.encode("utf-16-be")):
                found |= {raw, raw.hex().encode(), *in_base64(raw)}
        return found


def in_base64(raw: bytes) -> set[bytes]:
    """What base64 of anything around `raw` holds of it, for each of the three ways to begin."""
    found = set()
    for before in range(3):
        whole = len(raw) + before - (len(raw) + before) % 3
        coded = b64encode(b"\0" * before + raw)[: whole * 4 // 3]
        found.add(coded[4 if before else 0 :])
    return found


def hatch(place: str) -> Canary:
    """A word of letters that no encoding of addresses or pages changes; of a telephone, twelve digits."""
    if place.endswith(".phone"):
        word = "324" + "".join(secrets.choice("123456789") for _ in range(8))
        return Canary(place, word, "+" + word)
    word = "qz" + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(14))
    if place.endswith(".email"):
        return Canary(place, word, f"{word}@canary.example")
    return Canary(place, word, word if place.endswith(".username") else f"Zoé {word} & “co”")


def one_for_each_field() -> dict[str, Canary]:
    """A canary for each field that is declared identifying, by "app.Model.field"."""
    places = [f"{model._meta.label}.{name}" for model, name in identifying_fields()]
    return {place: hatch(place) for place in places}


def handed_on(place: str, words: str) -> list[Canary]:
    """What was shown once to be handed on, as it is and as addresses and forms spell it."""
    spelled = dict.fromkeys(
        (words, words.replace(" ", "+"), words.replace(" ", "%20"), words.replace(" ", "-"))
    )
    return [Canary(place, each, words) for each in spelled]


def places_in(data: bytes, canaries) -> set[str]:
    """The fields whose canary is somewhere in `data`; looks into archives and PDFs too."""
    texts = list(unpacked(data))
    return {one.place for one in canaries for shape in one.shapes if any(shape in text for text in texts)}


def unpacked(data: bytes):
    yield data
    if data.startswith(STARTS_A_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unpacked(archive.read(name))
    if data.startswith(STARTS_A_PDF):
        pdf = PdfReader(io.BytesIO(data))
        yield str(pdf.metadata).encode()
        for page in pdf.pages:
            yield page.extract_text().encode()
        for _name, contents in pdf.attachments.items():
            for content in contents:
                yield from unpacked(content)
