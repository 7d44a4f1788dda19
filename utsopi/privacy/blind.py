"""Finding a member by her own exact address or number, without storing either where it can be read.

The column holds a keyed digest under a key of its own, so that changing the sealing keys leaves it alone. There
is no search for a part: a digest tells nothing of parts.
"""

import re
import unicodedata
from hashlib import sha256
from hmac import new as hmac

from django.core.exceptions import FieldError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.signals import pre_save

from .keyring import INDEX, derive, keyring
from .proofs import prove

DIGEST_BYTES = 16


def normal_email(text: str) -> str:
    """An address as one writes it to compare: capitals, width of letters and spaces around do not count."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normal_phone(text: str) -> str:
    """A number with its country, digits only: 0475 12 34 56, +32 (0)475/12.34.56 and 0032475123456 are one."""
    text = unicodedata.normalize("NFKC", text).replace("(0)", "").strip()
    digits = re.sub(r"\D", "", text)
    if not digits:
        return ""
    if text.startswith("+") or digits.startswith("00"):
        return "+" + digits.removeprefix("00")
    return "+32" + digits.removeprefix("0")


NORMALISED = {"email": normal_email, "phone": normal_phone}


class BlindIndexField(models.BinaryField):
    """The digest of the sealed field `source` beside it; empty where that is. Unique, and asked for with the
    text itself: `objects.filter(email_index="noor@example.org")`. It follows its source on every save."""

    description = "Keyed digest of sealed text"
    empty_strings_allowed = False

    def __init__(self, *args, source: str, kind: str, **kwargs):
        self.source, self.kind = source, kind
        super().__init__(*args, **kwargs | {"max_length": DIGEST_BYTES, "null": True, "unique": True})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "unique"):
            kwargs.pop(fixed)
        return name, path, args, kwargs | {"source": self.source, "kind": self.kind}

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            pre_save.connect(self._saved_together, sender=cls, dispatch_uid=(cls._meta.label, name))

    def digest(self, text: str) -> bytes | None:
        """None where nothing is left of the text. Raises Locked, and WrongKey for another house's key."""
        normal = NORMALISED[self.kind](text)
        if not normal:
            return None
        keys = keyring()
        prove(INDEX, keys.index_key, DEFAULT_DB_ALIAS)
        key = derive(keys.index_key, f"blind/v1|{self.model._meta.label_lower}.{self.source}")
        return hmac(key, normal.encode(), sha256).digest()[:DIGEST_BYTES]

    def follow(self, instance, text: str) -> None:
        """Called when the source is sealed."""
        setattr(instance, self.attname, self.digest(text))

    def pre_save(self, instance, add):
        value = getattr(instance, self.source)
        if value is None:
            setattr(instance, self.attname, None)
        elif not value.is_saved:  # this column's turn came before its source's
            self.follow(instance, value.open())
        return getattr(instance, self.attname)

    def _saved_together(self, sender, update_fields, **kwargs):
        if update_fields is not None and len({self.source, self.name} & set(update_fields)) == 1:
            raise ValueError(f"{self.source} and {self.name} are saved together or not at all.")

    def get_prep_value(self, value):
        return self.digest(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name):
        if lookup_name not in ("exact", "isnull"):
            raise FieldError(f"{self.source} can be looked up whole only.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is not dumped.")
