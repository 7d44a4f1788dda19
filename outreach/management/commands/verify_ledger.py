from django.core.management.base import BaseCommand, CommandError

from outreach.models import VoucherProgramme
from outreach.verifying import Verification, verify
from utsopi.privacy.keyring import Locked

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Holds the ledgers of the voucher programmes against their signatures. Ends with 1 and names the first bad "
        "line where one is changed, missing or swapped; says the newest signatures, to be kept outside of this house."
    )

    def add_arguments(self, parser):
        parser.add_argument("programme", nargs="?", help="the reference of one programme; all without it")

    def handle(self, *, programme: str | None, **options):
        chosen = None
        if programme and not (chosen := VoucherProgramme.objects.filter(reference=programme)):
            raise CommandError(f"There is no voucher programme {programme}.")
        try:
            found = verify(chosen)
        except Locked as locked:
            raise CommandError(
                f"The keys are locked, so nothing can be verified. {locked}", returncode=2
            ) from locked
        if found.problems:
            raise CommandError("\n".join(self._lines(found)))
        self.stdout.write(f"The ledgers are as they were written. Lines: {found.lines}.")
        for reference, newest in found.newest.items():
            self.stdout.write(f"{reference}: {newest}")

    @staticmethod
    def _lines(found: Verification) -> list[str]:
        lines = [f"The ledger is not as it was written. First: {found.problems[0]}."]
        lines += [f"Also: {problem}." for problem in found.problems[1:SHOWN]]
        if len(found.problems) > SHOWN:
            lines.append(f"And {len(found.problems) - SHOWN} more.")
        return lines
