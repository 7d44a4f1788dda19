from django.core.management.base import BaseCommand

from utsopi.jobs import actions


class Command(BaseCommand):
    help = "Starts abandoned jobs again, and deletes old jobs with their files and sessions that are over."

    def handle(self, **options):
        gone = actions.housekeeping()
        self.stdout.write(f"Done. Old jobs deleted: {gone}.")
