from django.core.management.base import BaseCommand

from utsopi.jobs import actions


class Command(BaseCommand):
    help = (
        "Starts abandoned jobs again, deletes old jobs with their files and sessions that are over, and does what"
        " each app does at night."
    )

    def handle(self, **options):
        gone = actions.housekeeping()
        self.stdout.write(f"Done. Old jobs deleted: {gone}.")
