"""The keys of this house: what they are, where they lie, and what happens where they are missing.

Three files of their own, outside the database and its backups: `field_keys` (what seals text; newest first,
one a line), `index_key` (what finds a member by her own address) and `audit_key` (what signs the trail). They are
read again whenever the files change, so that taking them away locks the house at once, without a restart.
"""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
FIELD, INDEX, AUDIT = "field_keys", "index_key", "audit_key"
FILES = (FIELD, INDEX, AUDIT)


class Locked(Exception):
    """The keys are not here: what is sealed stays closed, all else works."""


class WrongKey(Exception):
    """The keys are not those of this database. Nothing is read, and above all nothing is written with them."""


def derive(key: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """`length` bytes for one purpose only (HKDF-SHA256), so that no two uses ever share a key."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose.encode()).derive(key)


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key and tell nothing of it; another key has another name."""
    return derive(key, "utsopi/key-id/v1", 4)


@dataclass(frozen=True, eq=False)
class Keyring:
    """All keys, 32 bytes each; `field_keys` newest first. Its text shows none of them."""

    field_keys: tuple[bytes, ...] = field(repr=False)
    index_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)

    @cached_property
    def ids(self) -> tuple[bytes, ...]:
        """The ids of the field keys, newest first."""
        return tuple(self._ciphers)

    @property
    def newest_id(self) -> bytes:
        return self.ids[0]

    def derived(self, key: bytes, purpose: str) -> bytes:
        """derive() of one of these keys, done once for as long as they are here."""
        if (key, purpose) not in self._derived:
            self._derived[key, purpose] = derive(key, purpose)
        return self._derived[key, purpose]

    @cached_property
    def _derived(self) -> dict[tuple[bytes, str], bytes]:
        return {}

    @cached_property
    def newest_only(self) -> "Keyring":
        """This keyring as it will be once the older field keys are gone."""
        return Keyring(self.field_keys[:1], self.index_key, self.audit_key)

    def cipher(self, wanted: bytes) -> AESGCM:
        """What seals and opens under the field key of that id; WrongKey where it is not among ours."""
        try:
            return self._ciphers[wanted]
        except KeyError:
            raise WrongKey(f"The key {wanted.hex()} is not among the keys of this house.") from None

    @cached_property
    def _ciphers(self) -> dict[bytes, AESGCM]:
        return {key_id(key): AESGCM(derive(key, "utsopi/seal/v1")) for key in self.field_keys}

    def __reduce__(self):
        raise TypeError("Keys are not carried anywhere.")


_read: tuple[tuple, Keyring] | None = None


def keyring() -> Keyring:
    """The keys as they lie now. Raises Locked where a file is missing, WrongKey where one holds no key."""
    global _read
    folder = Path(settings.KEYS)
    seen = tuple(_state(folder / name) for name in FILES)
    if _read is None or _read[0] != seen:
        _read = None  # keys that were taken away do not stay in memory either
        _read = seen, _load(folder)
    return _read[1]


def _state(path: Path) -> tuple:
    global _read
    try:
        found = os.stat(path)
    except OSError:
        _read = None
        raise Locked(f"There is no key file {path.name}.") from None
    return str(path), found.st_ino, found.st_mtime_ns, found.st_size


def _load(folder: Path) -> Keyring:
    field_keys, index_keys, audit_keys = (keys_in(folder / name) for name in FILES)
    if len(index_keys) != 1 or len(audit_keys) != 1:
        raise WrongKey("index_key and audit_key hold exactly one key each.")
    return Keyring(field_keys, index_keys[0], audit_keys[0])


def keys_in(path: Path) -> tuple[bytes, ...]:
    """The keys of one file, one a line as 64 hexadecimal digits (so that a copy on paper can be typed in)."""
    try:
        keys = tuple(bytes.fromhex(line) for line in path.read_text(encoding="ascii").split())
    except OSError:
        raise Locked(f"The key file {path.name} cannot be read.") from None
    except ValueError:
        raise WrongKey(f"The key file {path.name} holds something else than keys.") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys) or len(set(keys)) < len(keys):
        raise WrongKey(f"The key file {path.name} does not hold whole keys, each once.")
    return keys


def make_keys(folder: Path) -> None:
    """Makes the three files (0600) in a folder of their own (0700). Raises FileExistsError where one is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if there := [name for name in FILES if (folder / name).exists()]:
        raise FileExistsError(f"There are keys already: {', '.join(there)}.")
    folder.chmod(0o700)
    for name in FILES:
        write_keys(folder / name, [os.urandom(KEY_BYTES)])


def write_keys(path: Path, keys) -> None:
    """Writes one file whole or not at all; what stood there before is kept until the new one is on the disk."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(f"{key.hex()}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
