from django.core.management.base import BaseCommand, CommandError

from utsopi.audit.sealing import prune, seal
from utsopi.audit.upkeep import check
from utsopi.privacy.keyring import Locked


class Command(BaseCommand):
    help = (
        "Deletes audit entries older than twelve months, behind a signed checkpoint, if the trail is whole."
    )

    def handle(self, **options):
        try:
            seal()
            if problems := check().problems:
                raise CommandError(f"Nothing was pruned, the trail is not as it was written: {problems[0]}.")
            self.stdout.write(f"Entries pruned: {prune()}.")
        except Locked as locked:
            raise CommandError(f"The keys are locked, so nothing can be pruned. {locked}") from locked
