"""The keys of this house: to make them once, to see which there are, to hold them against the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from utsopi.privacy.house import KeysElsewhere, make_house_keys, prove_all
from utsopi.privacy.keyring import AUDIT, FIELD, FILES, INDEX, Locked, WrongKey, key_id, keyring
from utsopi.privacy.proofs import is_proven
from utsopi.privacy.rotation import values_by_key

PAPER = (
    "Copy the lines of these files on paper twice, for coordinator and chair, each in a sealed envelope. "
    "Without them nothing that is sealed can ever be opened again. They belong in no backup of the database."
)


class Command(BaseCommand):
    help = "make: the key files of a new house. show: which keys there are, never the keys. check: whether all is well."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["make", "show", "check"])

    def handle(self, what: str, **options):
        try:
            {"make": self.make, "show": self.show, "check": self.hold}[what]()
        except Locked as missing:
            raise CommandError(f"{missing} They are looked for in {settings.KEYS}.") from None
        except (WrongKey, KeysElsewhere, FileExistsError) as problem:
            raise CommandError(str(problem)) from None

    def make(self):
        make_house_keys()
        self.stdout.write(f"The keys lie in {settings.KEYS}. {PAPER}")

    def show(self):
        keys, counted = keyring(), values_by_key()
        for key in keys.field_keys:
            state = "newest" if key == keys.field_keys[0] else "old"
            self._line(FIELD, key, f"{state}, {counted[key_id(key).hex()]} values")
        self._line(INDEX, keys.index_key)
        self._line(AUDIT, keys.audit_key)

    def _line(self, purpose: str, key: bytes, more: str = ""):
        known = "known to the database" if is_proven(purpose, key) else "not yet known to the database"
        self.stdout.write(f"{purpose:11}{key_id(key).hex()}  {', '.join(filter(None, [more, known]))}")

    def hold(self):
        keys = keyring()
        prove_all(keys)
        ours = {one.hex() for one in keys.ids}
        if others := {name: n for name, n in values_by_key().items() if name not in ours}:
            told = ", ".join(f"{name or 'none'} ({count})" for name, count in others.items())
            raise CommandError(f"Values sealed under keys that are not here: {told}.")
        if open_files := [path.name for path in _paths() if path.stat().st_mode & 0o077]:
            raise CommandError(
                f"Others on this machine may read {', '.join(open_files)}. Try: chmod go= {settings.KEYS}/*"
            )
        self.stdout.write("The keys are those of this database, and every sealed value is under one of them.")


def _paths() -> list[Path]:
    return [Path(settings.KEYS) / name for name in FILES]
