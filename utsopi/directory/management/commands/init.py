"""Begins a real house. ./run init brings the database up to date first, then calls this."""

import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from utsopi.directory.begin import FirstAccount, HasBegun, IsDemo, begin, refuse
from utsopi.directory.models import Installation
from utsopi.privacy.house import KeysElsewhere
from utsopi.privacy.keyring import Locked, WrongKey

ELSEWHERE = "To begin elsewhere, give another folder or database: UTSOPI_VAR=... or DATABASE_URL=..."


class Command(BaseCommand):
    help = (
        "Begins a real, empty house: its name, its languages, its keys and the first account. "
        "What is not given as an option is asked."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organisation", help="the name that stands on reports")
        parser.add_argument("--languages", help="codes with commas between, as they are offered: fr,nl,en")

    def handle(self, organisation=None, languages=None, **options):
        try:
            refuse(Installation.current())
            first = begin(
                organisation or self._asked("Name of the organisation", "UTSOPI"),
                self._codes(languages or self._asked("Languages of the team", "fr,nl,en")),
            )
        except IsDemo:
            raise CommandError(f"This house holds the made-up year. {ELSEWHERE}") from None
        except HasBegun as what:
            raise CommandError(f"This house has begun: there are {what}. {ELSEWHERE}") from None
        except ValidationError as wrong:
            raise CommandError("; ".join(wrong.messages)) from None
        except (Locked, WrongKey, KeysElsewhere, FileExistsError, OSError) as problem:
            raise CommandError(f"The keys could not be made: {problem} Nothing was changed.") from None
        self._tell(first)

    def _asked(self, words: str, default: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Give --organisation and --languages, or call this where it can ask.")
        return input(f"{words} [{default}]: ").strip() or default

    def _codes(self, text: str) -> list[str]:
        codes = list(dict.fromkeys(code.strip() for code in text.split(",") if code.strip()))
        known = [code for code, _name in settings.OFFICE_LANGUAGES]
        if not codes or set(codes) - set(known):
            raise CommandError(f"Languages are {', '.join(known)}, with commas between.")
        return codes

    def _tell(self, first: FirstAccount) -> None:
        told = [
            "The house is ready and empty. This card is shown once; it is good for 48 hours and one use:",
            "",
            f"    Page        {reverse('welcome')}",
            f"    Login name  {first.login}",
            f"    Code        {first.code}",
            "",
            "With it you set your passphrase. You are its administrator: invite a second person next, as",
            "coordinator or for the board, who then agrees to all further roles.",
        ]
        if first.made_keys:
            told += [
                "",
                f"The keys lie in {settings.KEYS}. Copy the lines of these files on paper twice, for two people, each",
                "in a sealed envelope. Without them nothing that is sealed can ever be opened again.",
            ]
        self.stdout.write("\n".join(told))
