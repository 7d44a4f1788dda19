"""What every record of the house has in common."""

import secrets
import uuid

from django.db import models

# no 0/O, 1/I/L, E, U: what is read aloud or copied by hand is not misread
PLAIN_ALPHABET = "23456789ABCDFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A reference for a record born in the browser: ten random characters that tell nothing, not even when."""
    return "N" + "".join(secrets.choice(PLAIN_ALPHABET) for _ in range(9))


class Record(models.Model):
    """A row with a random key: uuid4, because a key with the time in it would say when somebody came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Referenced(Record):
    """A record that people and workbooks call by a reference of their own, unique in its model."""

    reference = models.CharField(max_length=40, unique=True, default=new_reference)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference
