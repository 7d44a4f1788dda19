from django.core.management.base import BaseCommand, CommandError

from utsopi.audit.sealing import seal, vouch_for_unsigned
from utsopi.audit.verifying import newest_macs
from utsopi.privacy.keyring import Locked


class Command(BaseCommand):
    help = (
        "Links new entries of the audit trail into their chain, and says the newest signatures of the chain."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--were-locked",
            action="store_true",
            help="you vouch that the keys were locked until now: entries without a signature were written then",
        )

    def handle(self, *, were_locked: bool, **options):
        try:
            vouched = vouch_for_unsigned() if were_locked else 0
            linked = seal()
        except Locked as locked:
            raise CommandError(f"The keys are locked, so nothing can be sealed. {locked}") from locked
        if were_locked:
            self.stdout.write(f"Entries without a signature that are vouched for: {vouched}.")
        self.stdout.write(f"Entries linked: {linked}. Newest: {newest_macs()}")
