from django.core.management.base import BaseCommand

from utsopi import mail
from utsopi.jobs.actions import do_morning_work


class Command(BaseCommand):
    help = (
        "Mails whoever asked to be reminded: the team of what is due today, visitors of an evening that is near or "
        "cancelled. Nobody is told twice, however often it runs. For houses without a queue."
    )

    def handle(self, **options):
        if not mail.is_on():
            self.stdout.write("This house sends no mail: EMAIL_URL is not set.")
            return
        self.stdout.write(f"Done. Mails sent: {do_morning_work()}.")
