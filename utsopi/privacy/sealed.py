"""Fields that are sealed in the database and stay sealed in memory until somebody opens one, on the record.

    class MemberIdentity(Record):
        chosen_name = SealedField(max_length=80)

    identity.chosen_name = "Noor"        sealed when it is saved, for this row and this field only
    identity.chosen_name                 <sealed>, in every list, template, file, log and debugger
    identity.chosen_name.open()          "Noor", after the trail has noted who looked

Nothing can be computed with such a field in the database: no look-up but isnull, no order, no F(), no update().
A row with a sealed field is saved with save() or bulk_create(), on a model whose key is a UUID.
"""

from contextlib import suppress
from importlib import import_module

from django.core import checks
from django.core.exceptions import FieldError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.db.models.sql.compiler import SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler
from django.utils.functional import cached_property

from .keyring import FIELD, Keyring, Locked, keyring
from .proofs import prove
from .tokens import CLASSES, Place, id_of, seal, unseal

SHOWN = "<sealed>"
WRITING = (SQLInsertCompiler, SQLUpdateCompiler, SQLDeleteCompiler)


class Sealed:
    """A sealed value, or a text on its way to be sealed. Whatever prints, writes or copies it gets `<sealed>`."""

    __slots__ = ("_token", "_text", "_place")

    def __init__(self, *, token: bytes | None = None, text: str | None = None, place: Place | None = None):
        self._token, self._text, self._place = token, text, place

    def open(self) -> str:
        """The text, after the trail has noted the look; if the trail cannot, nothing is handed out.

        Raises Locked without keys, WrongKey, Broken, and TypeError where it was read without its row."""
        if self._token is None:
            return self._text
        if self._place is None:
            raise TypeError("A sealed value opens on its record only, not from values() or values_list().")
        text = unseal(keyring(), self._token, self._place)
        # the trail stands on models of its own, which this module must not load while models are being made
        trail = import_module("utsopi.audit.log")
        trail.looked_at(self._place.model, self._place.row, self._place.field)
        return text

    @property
    def is_saved(self) -> bool:
        return self._token is not None

    @property
    def key_id(self) -> bytes:
        """The id of the key it is sealed with. Raises Broken for bytes that were never sealed."""
        return id_of(self._token)

    def test(self, keys: Keyring) -> None:
        """Returns where it opens with these keys; raises WrongKey or Broken. Hands nothing out: no look."""
        unseal(keys, self._token, self._place)

    def __repr__(self) -> str:
        return SHOWN

    def __str__(self) -> str:
        return SHOWN

    def __format__(self, spec: str) -> str:
        return SHOWN

    def __html__(self) -> str:
        return "&lt;sealed&gt;"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        raise TypeError("Sealed values are not carried anywhere.")


class _Token(bytes):
    """A token that save() made for its own row: the only thing the database is ever given."""


class _SealedColumn(Col):
    """The column as it is read; it may be selected, and stand nowhere else in a query."""

    def as_sql(self, compiler, connection):
        # while the list of columns is being written, a reading compiler has none yet
        if compiler.select is not None or isinstance(compiler, WRITING):
            raise FieldError(f"{self.target.name} is sealed: the database cannot compute with it.")
        return super().as_sql(compiler, connection)

    def get_group_by_cols(self):
        return []


class _IsNull(IsNull):
    """Whether there is a value at all: the one thing that may be asked of a sealed column."""

    def process_lhs(self, compiler, connection, lhs=None):
        return Col.as_sql(self.lhs, compiler, connection)


class SealedAttribute(DeferredAttribute):
    """Takes text and gives Sealed, bound to its row at the moment it is asked for."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if instance is None or value is None or not value.is_saved:
            return value
        return Sealed(token=value._token, place=self.field.place(instance))

    def __set__(self, instance, value):
        if isinstance(value, Sealed):
            value = self._own(instance, value)
        elif value is not None:
            value = Sealed(text=self.field.checked(value))
        instance.__dict__[self.field.attname] = value

    def _own(self, instance, value: Sealed) -> Sealed:
        if value._place is not None and value._place != self.field.place(instance):
            raise TypeError(
                f"{self.field.name}: a sealed value stays at its place; open it to copy its text."
            )
        return Sealed(token=value._token) if value.is_saved else value


class SealedField(models.BinaryField):
    """Text of at most `max_length` characters, sealed with the newest key when its row is saved."""

    description = "Sealed text"
    descriptor_class = SealedAttribute
    empty_strings_allowed = False
    is_sealed = True

    def place(self, instance) -> Place:
        return Place(instance._meta.label, self.name, instance.pk)

    def checked(self, text) -> str:
        """The text itself. Raises TypeError for anything but text, ValueError where it is too long."""
        if not isinstance(text, str):
            raise TypeError(f"{self.name} takes text.")
        if len(text) > self.max_length:
            raise ValueError(f"{self.name} takes {self.max_length} characters at most.")
        text.encode()  # half of a character (a lone surrogate) is refused now, not when it is saved
        return text

    # ── into the database ──

    def pre_save(self, instance, add):
        value = getattr(instance, self.attname)
        if value is None:
            return None
        place = self.place(instance)
        if value.is_saved:
            token = self._kept(instance, value._token, place)
        else:
            token = self._fresh(instance, value._text, place)
        instance.__dict__[self.attname] = Sealed(token=token)
        return _Token(token)

    def _fresh(self, instance, text: str, place: Place) -> bytes:
        keys = _proven_keys(instance)
        for index in self._indexes(instance):
            index.follow(instance, text)
        return seal(keys, text, place)

    def _kept(self, instance, token: bytes, place: Place) -> bytes:
        """An untouched token as it is, if it opens here; sealed anew where the keys have changed since it was
        read, so that a slow save does not bring back an old key. Without keys it is kept unseen."""
        with suppress(Locked):
            keys = _proven_keys(instance)
            text = unseal(keys, token, place)
            if id_of(token) != keys.newest_id:
                return seal(keys, text, place)
        return token

    def _indexes(self, instance):
        return [f for f in instance._meta.concrete_fields if getattr(f, "source", None) == self.name]

    def get_prep_value(self, value):
        if value is not None and not isinstance(value, _Token):
            raise TypeError(f"{self.name} is sealed: it is written by save() and bulk_create() only.")
        return value

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.get_prep_value(value)
        return value if value is None else connection.Database.Binary(bytes(value))

    def get_placeholder(self, value, compiler, connection):
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self.name} is sealed: the database cannot compute it.")
        return super().get_placeholder(value, compiler, connection)

    # ── out of the database ──

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(token=bytes(value))

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return _IsNull
        raise FieldError(f"{self.name} is sealed: it cannot be searched.")

    def get_transform(self, lookup_name):
        raise FieldError(f"{self.name} is sealed: the database cannot compute with it.")

    def get_col(self, alias, output_field=None):
        return _SealedColumn(alias, self, output_field)

    @cached_property
    def cached_col(self):
        return _SealedColumn(self.model._meta.db_table, self)

    # ── elsewhere ──

    def clean(self, value, model_instance):
        return value  # what may be in it was judged when it was assigned

    def to_python(self, value):
        raise TypeError(f"{self.name} is sealed: it is not loaded from a file.")

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is sealed: it is not dumped.")

    def check(self, **kwargs):
        return [*super().check(**kwargs), *self._check_length(), *self._check_key()]

    def _check_length(self):
        if not self.max_length or self.max_length * 4 >= CLASSES[-1]:
            limit = CLASSES[-1] // 4 - 1
            yield checks.Error(
                f"A sealed field needs a max_length of {limit} at most.", obj=self, id="privacy.E010"
            )

    def _check_key(self):
        if not isinstance(self.model._meta.pk, models.UUIDField):
            yield checks.Error(
                "A sealed field binds to its row by a UUID that is there before it is saved.",
                obj=self,
                id="privacy.E011",
            )


def _proven_keys(instance) -> Keyring:
    """The keys, once the newest has proved to be one of this database's."""
    keys = keyring()
    prove(FIELD, keys.field_keys[0], instance._state.db or DEFAULT_DB_ALIAS)
    return keys
