"""Guessing: nobody learns who has an account, nobody locks somebody else out, and no address is kept."""

import re
import time
from statistics import median

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.accounts import PASSPHRASE
from tests.at_once import at_once
from utsopi.audit.models import AuditEntry
from utsopi.team import cards, limits
from utsopi.team.roles import Role

ATTACKER, HOME = "203.0.113.7", "198.51.100.20"


def tries(name: str, passphrase: str, address: str = ATTACKER, browser: Client | None = None):
    typed = {"login": name, "password": passphrase}
    return (browser or Client()).post(reverse("account_login"), typed, REMOTE_ADDR=address)


def shown(answer) -> str:
    """The page without what differs from one session to the next."""
    return re.sub(r'value="[^"]*"', "", answer.text)


def test_a_known_an_unknown_and_a_closed_account_give_the_same_page(make_account):
    make_account("kim")
    make_account("lou", is_active=False)
    wrong = [shown(tries(name, "not the passphrase")) for name in ("kim", "nobody", "lou")]
    wrong.append(shown(tries("lou", PASSPHRASE)))
    assert "Login name and passphrase do not go together." in wrong[0]
    assert len(set(wrong)) == 1


def test_known_and_unknown_names_take_as_long(make_account, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    kim = make_account("kim")
    kim.set_password(PASSPHRASE)
    kim.save()
    taken: dict[str, list[float]] = {"kim": [], "nobody": []}
    tries("nobody", "to warm up")
    for _each in range(5):
        for name, times in taken.items():
            begun = time.perf_counter()
            tries(name, "not the passphrase")
            times.append(time.perf_counter() - begun)
    known, unknown = (median(times) for times in taken.values())
    assert 0.6 < known / unknown < 1.67
    assert unknown > 0.02  # a hash was made for the unknown one too


def test_cards_take_as_long_for_names_that_are_not_there(make_account, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    cards.ask_for_card(account=make_account("kim", Role.MEMBER), by=None)
    cards.find("nobody", "to warm up")
    taken: dict[str, list[float]] = {"kim": [], "nobody": []}
    for _each in range(3):
        for name, times in taken.items():
            begun = time.perf_counter()
            assert cards.find(name, "22222-22222") is None
            times.append(time.perf_counter() - begun)
    assert 0.6 < median(taken["kim"]) / median(taken["nobody"]) < 1.67


@pytest.mark.parametrize("wrong", [70, pytest.param(1000, marks=pytest.mark.deep)])  # both limits are below
def test_a_thousand_wrong_passwords_from_one_address_keep_the_owner_out_nowhere_else(wrong, make_account):
    make_account("kim")
    browser = Client()
    for each in range(wrong):
        tries("kim", f"wrong {each}", browser=browser)
    assert tries("kim", PASSPHRASE, HOME).status_code == 302
    refused = tries("kim", PASSPHRASE)
    assert refused.status_code in (200, 429)


def test_the_ways_of_colleagues_with_passkeys_stay_open_at_that_address(make_account):
    make_account("kim")
    for each in range(40):
        tries("kim", f"wrong {each}")
    asked = Client().get(
        reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}, REMOTE_ADDR=ATTACKER
    )
    assert asked.status_code == 200
    assert asked.json()["request_options"]["publicKey"]["challenge"]
    answered = Client().post(reverse("mfa_login_webauthn"), {"credential": "{}"}, REMOTE_ADDR=ATTACKER)
    assert answered.status_code != 429


def test_right_ones_do_not_count_as_tries(make_account):
    make_account("kim")
    assert {tries("kim", PASSPHRASE).status_code for _each in range(12)} == {302}


def test_codes_of_cards_cannot_be_tried_on_and_on(make_account):
    _card, code = cards.ask_for_card(account=make_account("kim", Role.MEMBER), by=None)
    for _each in range(6):
        Client().post(reverse("welcome"), {"login": "kim", "code": "22222-22222"}, REMOTE_ADDR=ATTACKER)
    blocked = Client().post(reverse("welcome"), {"login": "kim", "code": code}, REMOTE_ADDR=ATTACKER)
    assert "Too many tries" in blocked.text
    elsewhere = Client().post(reverse("welcome"), {"login": "kim", "code": code}, REMOTE_ADDR=HOME)
    assert elsewhere.status_code == 302


# ── what is kept of an address ────────────────────────────────────────────────────────────────────


def everything_stored() -> str:
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told += [str(row) for row in cursor.fetchall()]
    return " ".join(told)


def test_no_address_is_stored_anywhere(make_account):
    make_account("kim")
    for each in range(8):
        tries("kim", f"wrong {each}")
    tries("kim", PASSPHRASE, HOME)
    assert ":rl:" in everything_stored()  # the counts are there
    assert [address for address in (ATTACKER, HOME) if address in everything_stored()] == []


def address(**meta) -> str:
    return limits.address_of(RequestFactory().get("/", **meta))


def test_an_address_counts_by_a_key_of_the_day(time_machine):
    time_machine.move_to("2026-03-01T12:00:00+01:00")
    today = address(REMOTE_ADDR=HOME)
    assert today == address(REMOTE_ADDR=HOME)
    assert re.fullmatch(r"[0-9a-f]{64}", today)
    time_machine.move_to("2026-03-02T12:00:00+01:00")
    assert address(REMOTE_ADDR=HOME) != today


@pytest.mark.django_db(transaction=True)
def test_what_is_tried_at_once_is_counted_one_by_one():
    asked = RequestFactory().get("/", REMOTE_ADDR=ATTACKER)
    at_once(*[lambda: [limits.count_today(asked, "phrase") for _time in range(5)]] * 8)
    assert limits.too_many_today(asked, "phrase")
    cache.clear()
    at_once(*[lambda: limits.count_today(asked, "taken")] * 4)
    assert not limits.too_many_today(asked, "taken")


def test_a_network_of_ipv6_counts_as_one_address():
    assert address(REMOTE_ADDR="2001:db8:1:2::1") == address(REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert address(REMOTE_ADDR="2001:db8:1:2::1") != address(REMOTE_ADDR="2001:db8:1:3::1")


def test_nobody_says_herself_where_she_comes_from_unless_our_proxy_does(settings):
    said = {"REMOTE_ADDR": ATTACKER, "HTTP_X_FORWARDED_FOR": "9.9.9.9, 198.51.100.20"}
    assert address(**said) == address(REMOTE_ADDR=ATTACKER)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address(**said) == address(REMOTE_ADDR=HOME)


# ── what is written down ──────────────────────────────────────────────────────────────────────────


def test_a_row_of_wrong_tries_is_one_entry_for_known_and_unknown_alike(make_account):
    kim = make_account("kim")
    for each in range(4):
        tries("kim", f"wrong {each}")
    cache.clear()
    for each in range(4):
        tries("nobody", f"wrong {each}", HOME)
    entries = AuditEntry.objects.filter(action="denied", model="team.User").order_by("number")
    assert [(entry.object_id, entry.by_id) for entry in entries] == [(kim.pk, None), (None, None)]


def test_signing_in_and_out_is_written_down(make_account):
    kim, browser = make_account("kim"), Client()
    tries("kim", PASSPHRASE, browser=browser)
    browser.post(reverse("account_logout"))
    acts = AuditEntry.objects.filter(by=kim).order_by("number").values_list("action", flat=True)
    assert list(acts) == ["sign_in", "sign_out"]


@pytest.mark.parametrize(
    "path", ["/signup/", "/in/signup/", "/password/reset/", "/accounts/login/", "/admin/"]
)
def test_there_is_no_other_door(path, client, db):
    assert client.get(path).status_code == 404
