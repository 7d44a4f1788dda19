"""A made-up house to look around in: the demo year, the weeks from today on, and accounts to sign in with."""

import os
import secrets
from datetime import time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from members.actions.charters import make_charter
from members.models import Member
from reports import weeks
from support.actions.plan import begin_rule
from support.choices import Weekday
from support.models import Request
from utsopi.directory.models import Installation
from utsopi.privacy.house import KeysElsewhere, is_unlocked, make_house_keys
from utsopi.team.actions import grant_by_command
from utsopi.team.models import User
from utsopi.team.roles import Role

LOGIN = "demo"
COLLEAGUE = "colleague"  # some things take two people
MEMBER = "member"  # who sees nothing but her own page
ROLES = (Role.COORDINATOR, Role.HELPDESK, Role.STEWARD, Role.ADMIN)  # so that everything can be seen
DEMO = Path(__file__).resolve().parents[2] / "demo"


class Command(BaseCommand):
    help = (
        "Loads the made-up year into an empty database, and tells how to sign in. Elsewhere it does nothing."
    )

    def handle(self, **options):
        is_new = not Installation.current().is_demo
        if is_new and not is_empty():
            return
        if told := make_keys_here():  # first, so that the trail is signed from its beginning
            self.stdout.write(told)
        if is_new:
            self.stdout.write("Loading the demo year; every record in it is made up ...")
            load()
        self.stdout.write(sign_in())


def make_keys_here() -> str:
    """Makes the keys of a house that has none yet; a line on what is closed where they cannot be had."""
    if is_unlocked():
        return ""
    try:
        make_house_keys()
    except (KeysElsewhere, OSError) as problem:
        return f"What is sealed stays closed: {problem}"
    return f"Keys for what is sealed were made in {settings.KEYS}."


def is_empty() -> bool:
    """Whether nobody has begun to use this database: no account, no member, no request."""
    return not any(model.objects.exists() for model in (User, Member, Request))


def load() -> None:
    """All of the demo or nothing; CommandError names the first problems of its files."""
    from reports.workbook import import_workbook

    vocabulary = (DEMO / "words.txt").read_text().split()
    words = " ".join(secrets.choice(vocabulary) for _ in range(5))
    with transaction.atomic():
        Installation.objects.update_or_create(id=1, defaults={"is_demo": True})
        account = somebody(LOGIN, words, *ROLES)
        report = import_workbook(DEMO / "2024", by=account)
        if report.problems:
            raise CommandError("; ".join(str(problem) for problem in report.problems[:10]))
        plan_afternoons(account)
        write_charter(account)
        colleague = somebody(COLLEAGUE, words, Role.COORDINATOR, Role.HELPDESK, Role.OUTREACH)
        member = somebody(MEMBER, words, Role.MEMBER)
        if is_unlocked():  # for much of it is sealed
            weeks.go_on(by=account, colleague=colleague, member=member)
        keep(words)


def somebody(login: str, words: str, *roles: Role) -> User:
    account = User.objects.create_user(login, password=words, alias=login.capitalize())
    for role in roles:
        grant_by_command(account=account, role=role)
    return account


def plan_afternoons(account) -> None:
    """Every Tuesday from two weeks ago on, so that there is one to come and one that nobody logged."""
    begin_rule(
        weekday=Weekday.TUESDAY,
        city="Brussels",
        opens_at=time(13),
        closes_at=time(17),
        first_on=timezone.localdate() - timedelta(weeks=2),
        by=account,
    )


def write_charter(account) -> None:
    """What whoever asks to join agrees to, in the languages of the office."""
    texts = {path.stem: path.read_text().strip() for path in sorted((DEMO / "charter").glob("*.txt"))}
    make_charter(version="demo", valid_from=timezone.localdate(), texts=texts, by=account)


def kept_in() -> Path:
    return settings.VAR / "demo_password"


def keep(words: str) -> None:
    path = kept_in()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(words)


def sign_in() -> str:
    """The line that tells how to sign in, or what to do where the passphrase was changed."""
    account = User.objects.filter(username=LOGIN).first()
    words = kept_in().read_text() if kept_in().exists() else ""
    if account and words and account.check_password(words):
        others = (
            f"The same opens {COLLEAGUE}, for what takes two people, and {MEMBER}, who has her own page only."
        )
        return f"Sign in as: {LOGIN}\nPassphrase: {words}\n{others}"
    return f"The passphrase of {LOGIN} was changed. To set a new one: ./run manage changepassword {LOGIN}"
