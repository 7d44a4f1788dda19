"""A role given by whoever runs the server: the way back in when nobody is left who may give one."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from utsopi.team.actions import grant_by_command
from utsopi.team.models import User
from utsopi.team.roles import Role


class Command(BaseCommand):
    help = "Gives an account a role, at once and for a year or until a day. It stands in the trail."

    def add_arguments(self, parser):
        parser.add_argument("login", help="the login name")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--until", type=date.fromisoformat, help="the last day, as 2027-06-30")

    def handle(self, *, login, role, until, **options):
        account = User.objects.filter(username=login).first()
        if account is None:
            raise CommandError(f"There is no account {login}. The page of the team lists them.")
        grant = grant_by_command(account=account, role=role, ends_on=until)
        self.stdout.write(f"{login} is {role} until {grant.ends_on}.")
