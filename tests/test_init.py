"""The first day of a real house: whole or not at all, and never on top of something."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.models import Member
from utsopi.directory import begin as beginning
from utsopi.directory.models import Installation
from utsopi.privacy.keyring import FILES, make_keys
from utsopi.privacy.models import KeyCheck
from utsopi.team.cards import find
from utsopi.team.models import Card, Grant, User


@pytest.fixture
def empty(db, settings, tmp_path):
    """A database that was just migrated, on a machine without keys; the folder where they will lie."""
    settings.KEYS = tmp_path / "keys"
    KeyCheck.objects.all().delete()
    return settings.KEYS


def init(**options) -> str:
    told = StringIO()
    call_command("init", **{"organisation": "Our union", "languages": "nl,fr"} | options, stdout=told)
    return told.getvalue()


def card_in(told: str) -> tuple[str, str]:
    lines = dict(line.split(None, 1) for line in told.splitlines() if line.startswith("    "))
    return told.split("Login name")[1].split()[0], lines["Code"].strip()


def nothing_is_there(folder: Path) -> bool:
    rows = sum(model.objects.count() for model in (User, Grant, Card, KeyCheck))
    return (rows, Installation.current().organisation, folder.exists()) == (0, "UTSOPI", False)


def test_a_house_begins_with_a_name_keys_and_one_administrator(empty):
    login, code = card_in(init())
    house, account = Installation.current(), User.objects.get()
    assert (house.organisation, house.languages, house.is_demo) == ("Our union", "nl fr", False)
    assert (account.username, account.has_usable_password()) == (login, False)
    assert list(account.grants.values_list("role", "granted_by")) == [("admin", None)]
    assert find(login, code).account == account
    assert {path.name for path in empty.iterdir()} == set(FILES)
    assert {path.stat().st_mode & 0o777 for path in empty.iterdir()} == {0o600}


def test_no_record_of_anybody_is_in_it(empty):
    init()
    assert Member.objects.count() == 0


def test_only_the_languages_of_the_house_are_offered(empty, client):
    init()
    page = client.get("/in/").text
    offered = [code for code in ("en", "fr", "nl") if f'name="language" value="{code}"' in page]
    assert offered == ["fr", "nl"]


def test_keys_that_are_there_are_used(empty):
    make_keys(empty)
    before = {path.name: path.read_bytes() for path in empty.iterdir()}
    assert "The keys lie in" not in init()
    assert {path.name: path.read_bytes() for path in empty.iterdir()} == before


def test_it_is_refused_on_top_of_the_made_up_year(empty):
    Installation.objects.update(is_demo=True)
    with pytest.raises(CommandError, match="made-up year"):
        init()
    assert nothing_is_there(empty)


def test_it_is_refused_a_second_time(empty):
    init()
    with pytest.raises(CommandError, match="has begun"):
        init(organisation="Another")
    assert (User.objects.count(), Installation.current().organisation) == (1, "Our union")


def test_it_is_refused_where_records_were_brought_in_already(empty):
    Member.objects.create(reference="M-1")
    with pytest.raises(CommandError, match="has begun: there are members"):
        init()


@pytest.mark.parametrize("languages", ["klingon", "fr,,xx", ","])
def test_languages_must_be_known(languages, empty):
    with pytest.raises(CommandError, match="Languages are en, fr, nl"):
        init(languages=languages)
    assert nothing_is_there(empty)


def test_a_name_that_is_too_long_changes_nothing(empty):
    with pytest.raises(CommandError):
        init(organisation="x" * 81)
    assert nothing_is_there(empty)


@pytest.mark.parametrize("step", ["make_account", "ask_for_card", "make_house_keys"])
def test_whatever_fails_nothing_is_left_half_done(step, empty, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no room on the disk")

    monkeypatch.setattr(beginning, step, fail)
    with pytest.raises(CommandError, match="no room on the disk"):
        init()
    assert nothing_is_there(empty)


def test_half_a_set_of_keys_is_not_completed(empty):
    make_keys(empty)
    (empty / FILES[0]).unlink()
    with pytest.raises(CommandError, match="keys already"):
        init()
    assert {path.name for path in empty.iterdir()} == set(FILES[1:])
    assert User.objects.count() == 0


def test_without_somebody_to_ask_it_asks_for_options(empty):
    with pytest.raises(CommandError, match="Give --organisation"):
        init(organisation=None)


def test_the_card_opens_the_house(empty):
    login, code = card_in(init())
    browser = Client()
    answer = browser.post("/welcome/", {"login": login, "code": code})
    assert answer.status_code in (200, 302)
    assert code not in answer.get("Location", "")
