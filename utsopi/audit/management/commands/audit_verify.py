import re

from django.core.management.base import BaseCommand, CommandError

from utsopi.audit.sealing import seal
from utsopi.audit.upkeep import check
from utsopi.audit.verifying import MAC_HEX, NO_CHAIN, Verification, newest_macs
from utsopi.privacy.keyring import Locked

SHOWN = 20
_ONE = f"({NO_CHAIN}|[0-9a-f]{{{MAC_HEX}}})"
MACS = re.compile(rf"{_ONE}\.{_ONE}")


class Command(BaseCommand):
    help = (
        "Holds the audit trail against its signatures. Ends with 1 and names the first bad entry where something "
        "is changed, missing, swapped or forged; says the newest signatures, for the board to keep elsewhere."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--newest", default="", help="what this command said as newest before, as the board has it"
        )

    def handle(self, *, newest: str, **options):
        if newest and not MACS.fullmatch(newest):
            raise CommandError(f"--newest is two signatures of {MAC_HEX} digits with a dot between them.")
        try:
            seal()
            found = check(newest)
        except Locked as locked:
            raise CommandError(
                f"The keys are locked, so nothing can be verified. {locked}", returncode=2
            ) from locked
        self._tell_of_locked(found)
        if found.problems:
            raise CommandError("\n".join(self._lines(found)))
        self.stdout.write(
            f"The trail is as it was written. Entries: {found.entries}. Newest: {newest_macs()}"
        )

    def _tell_of_locked(self, found: Verification) -> None:
        if found.locked:
            span = f"{min(found.locked)} to {max(found.locked)}"
            self.stdout.write(f"Written unsigned while the keys were locked: {len(found.locked)} ({span}).")

    @staticmethod
    def _lines(found: Verification) -> list[str]:
        lines = [f"The audit trail is not as it was written. First: {found.problems[0]}."]
        lines += [f"Also: {problem}." for problem in found.problems[1:SHOWN]]
        if len(found.problems) > SHOWN:
            lines.append(f"And {len(found.problems) - SHOWN} more.")
        if any(problem.kind == "unsigned" for problem in found.problems):
            lines.append(
                "Were the keys locked then? Whoever knows it runs: manage.py audit_seal --were-locked"
            )
        return lines
