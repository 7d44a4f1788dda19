"""Changes the key that seals. Once a year, and whenever somebody who holds the keys leaves."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.privacy import rotation
from utsopi.privacy.keyring import FIELD, Locked, WrongKey, keyring

MODEL = "privacy.KeyCheck"


class Command(BaseCommand):
    help = (
        "Puts a new key in front and seals every value anew; called again, it goes on where it was interrupted. "
        "Then --check, a new copy on paper, and --finish, which takes the old keys away."
    )

    def add_arguments(self, parser):
        step = parser.add_mutually_exclusive_group()
        step.add_argument("--check", action="store_true", help="counts what is not under the newest key")
        step.add_argument("--finish", action="store_true", help="takes the old keys out of the file")

    def handle(self, check: bool, finish: bool, **options):
        try:
            (self.count if check else self.finish if finish else self.rotate)()
        except (Locked, WrongKey) as problem:
            raise CommandError(f"{problem} The keys are looked for in {settings.KEYS}.") from None
        except PermissionError:
            raise CommandError(
                f"The file {FIELD} cannot be written here. Put a line of 64 random hexadecimal digits before its "
                "others where it is kept (openssl rand -hex 32), restart, and call this again."
            ) from None

    def rotate(self):
        rotation.put_new_key_in_front()
        outcome = rotation.seal_anew()
        counts = {"seen": outcome.seen, "sealed_anew": outcome.sealed_anew, "broken": len(outcome.broken)}
        record(Action.KEY_ROTATION, MODEL, by=None, counts=counts, with_moment=True)
        self._stop_for(outcome.broken, "do not open and were left as they are")
        self.stdout.write(
            f"{outcome.sealed_anew} of {outcome.seen} values were sealed anew under {keyring().newest_id.hex()}. "
            "Next: rotate_keys --check, a new copy on paper, then rotate_keys --finish."
        )

    def count(self):
        seen, left = rotation.what_needs_an_old_key()
        self._stop_for(left, "are not under the newest key")
        self.stdout.write(f"All {seen} values open with the newest key alone; no old key is needed.")

    def finish(self):
        self.count()
        gone = rotation.drop_old_keys()
        record(Action.KEY_ROTATION, MODEL, by=None, counts={"taken_away": gone}, with_moment=True)
        self.stdout.write(
            f"{gone} old keys were taken away. Keep them on paper until the last backup made under them is "
            "erased (35 days), then burn them."
        )

    def _stop_for(self, places: list[str], what: str):
        for place in places[:20]:
            self.stderr.write(place)
        if places:
            raise CommandError(f"{len(places)} values {what}.")
