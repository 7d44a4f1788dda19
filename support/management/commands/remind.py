from django.core.management.base import BaseCommand

from support.reminders import is_mail_on, remind


class Command(BaseCommand):
    help = "Mails everybody of the team who wants it how many things are due today; once a day, however often it runs."

    def handle(self, **options):
        if not is_mail_on():
            self.stdout.write("This house sends no mail: EMAIL_URL is not set.")
            return
        self.stdout.write(f"Done. Mails sent: {remind()}.")
