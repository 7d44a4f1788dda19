"""The first day of a real house: its name, its languages, its keys, and one account. All of it or nothing."""

from collections.abc import Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from utsopi.privacy.checks import declaration_of, declared_models
from utsopi.privacy.declare import Kept
from utsopi.privacy.house import is_unlocked, make_house_keys, prove_all
from utsopi.privacy.keyring import FILES, keyring
from utsopi.team.actions import A_YEAR, make_account
from utsopi.team.cards import ask_for_card
from utsopi.team.roles import Role

from .models import Installation

NO_RECORDS = {Kept.WHILE_IN_USE, Kept.DAYS}  # vocabularies that come with the program, and passing notes


class HasBegun(Exception):
    """There is somebody or something in this house already."""


class IsDemo(Exception):
    """This house is made up; a real one does not begin on top of it."""


@dataclass(frozen=True)
class FirstAccount:
    """What the first person needs to come in; the code is shown once and kept nowhere."""

    login: str
    code: str
    made_keys: bool


def begin(organisation: str, languages: Sequence[str]) -> FirstAccount:
    """Names the house, makes its keys where there are none, and an administrator with a card.

    `languages` are codes of settings.OFFICE_LANGUAGES. Raises IsDemo, HasBegun, and what the keys raise
    (WrongKey, FileExistsError, KeysElsewhere); afterwards nothing is there that was not there before.
    """
    with transaction.atomic(), _no_half_keys():
        house = Installation.objects.select_for_update().get_or_create(id=1)[0]
        refuse(house)
        made_keys = not is_unlocked()
        if made_keys:
            make_house_keys()
        else:
            prove_all(keyring())
        house.organisation, house.languages = organisation, " ".join(languages)
        house.full_clean()
        house.save()
        until = timezone.localdate() + A_YEAR
        account = make_account(alias="", roles=[Role.ADMIN], ends_on=until, by=None)
        _card, code = ask_for_card(account=account, by=None)
    return FirstAccount(account.username, code, made_keys)


def refuse(house: Installation) -> None:
    """Raises IsDemo or HasBegun where this is no empty house."""
    if house.is_demo:
        raise IsDemo
    for model in declared_models():
        if declaration_of(model).kept not in NO_RECORDS and model._default_manager.exists():
            raise HasBegun(str(model._meta.verbose_name_plural))


@contextmanager
def _no_half_keys():
    """Key files that came into being inside are taken away again if the rest fails."""
    folder = Path(settings.KEYS)
    was_there, there = folder.exists(), {name for name in FILES if (folder / name).exists()}
    try:
        yield
    except BaseException:
        for name in set(FILES) - there:
            (folder / name).unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):
                folder.rmdir()
        raise
