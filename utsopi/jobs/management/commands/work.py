from django.core.management.base import BaseCommand

from utsopi.jobs import embedded


class Command(BaseCommand):
    help = "Does the jobs that wait, one after the other, then ends. The application starts it by itself."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        embedded.work()
