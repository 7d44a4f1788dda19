"""Which keys this database was sealed with: proofs that only the right key can give, never a key."""

from django.db import models

from .declare import Declares, Kept


class KeyCheck(models.Model):
    """A key that may be used here. `proof` follows from the key and from nothing else, and tells nothing of it."""

    proof = models.BinaryField(primary_key=True, max_length=32)
    purpose = models.CharField(max_length=12)
    key_id = models.CharField(max_length=8)

    privacy = Declares(
        "Refusing keys that are not those of this database.",
        Kept.WHILE_IN_USE,
        plumbing="proof purpose key_id",
    )
