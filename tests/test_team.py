"""Accounts and cards, roles that take two people, second factors, and passphrases that are refused."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts import PASSPHRASE
from utsopi.audit.models import AuditEntry
from utsopi.team import actions, cards, words
from utsopi.team.factors import Factors
from utsopi.team.models import Card, Grant, User
from utsopi.team.roles import Role
from utsopi.team.validators import NotGuessed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "five lamps along the quay"


def digits(secret: str = SECRET) -> str:
    """What an authenticator app shows just now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def in_a_year():
    return timezone.localdate() + actions.A_YEAR


@pytest.fixture
def ada(make_account, client):
    """An administrator; `client` is signed in with her account."""
    account = make_account("ada", Role.ADMIN, alias="Ada")
    client.force_login(account)
    return account


def signed_in(account) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


def sign_in(name: str, passphrase: str = PASSPHRASE) -> tuple[Client, object]:
    browser = Client()
    return browser, browser.post(reverse("account_login"), {"login": name, "password": passphrase})


# ── a new account and its card ────────────────────────────────────────────────────────────────────


def made(client, **more):
    typed = {"alias": "Kim", "roles": ["helpdesk"], "ends_on": in_a_year().isoformat()} | more
    return client.post(reverse("team_new"), typed)


def test_a_card_leads_to_a_passphrase_and_in(client, ada):
    page = made(client)
    name, code = User.objects.get(alias="Kim").username, page.context["code"]
    assert re.fullmatch(r"[a-z]+-[a-z]+-\d\d", name)
    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)
    assert code in page.text
    browser = Client()
    typed_badly = {"login": f" {name.upper()} ", "code": code.lower().replace("-", " ")}
    assert browser.post(reverse("welcome"), typed_badly).url == reverse("welcome")
    chosen = browser.post(reverse("welcome"), {"passphrase": NEW, "again": NEW})
    assert chosen.url == "/"
    assert browser.get(reverse("me")).status_code == 200
    assert sign_in(name, NEW)[1].status_code == 302


def test_the_code_is_nowhere_in_the_database(client, ada):
    code = made(client).context["code"]
    stored = " ".join(str(row) for model in (Card, User, AuditEntry) for row in model.objects.values_list())
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_card_opens_once(client, ada):
    page = made(client)
    card = {"login": page.context["card"].account.username, "code": page.context["code"]}
    first, second = Client(), Client()
    first.post(reverse("welcome"), card)
    second.post(reverse("welcome"), card)
    assert first.post(reverse("welcome"), {"passphrase": NEW, "again": NEW}).url == "/"
    second.post(reverse("welcome"), {"passphrase": "another one of my own", "again": "another one of my own"})
    assert User.objects.get(alias="Kim").check_password(NEW)
    assert Client().post(reverse("welcome"), card).status_code == 422


def test_a_card_is_good_for_two_days(client, ada, time_machine):
    page = made(client)
    card = {"login": page.context["card"].account.username, "code": page.context["code"]}
    time_machine.move_to(timezone.now() + timedelta(hours=48, minutes=1))
    assert Client().post(reverse("welcome"), card).status_code == 422


def test_a_new_card_ends_the_one_before(client, ada, make_account):
    kim = make_account("kim", Role.MEMBER)
    _card, first = cards.ask_for_card(account=kim, by=ada)
    _card, second = cards.ask_for_card(account=kim, by=ada)
    assert cards.find("kim", first) is None
    assert cards.find("kim", second).account == kim


def test_a_wrong_card_and_an_unknown_name_get_the_same_page(client, ada, make_account):
    cards.ask_for_card(account=make_account("kim", Role.MEMBER), by=ada)
    pages = [
        Client().post(reverse("welcome"), {"login": name, "code": "22222-22222"})
        for name in ("kim", "nobody")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    shown = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert shown[0] == shown[1]


def test_a_forgotten_passphrase_is_replaced_by_a_card_and_the_second_factor_stays(ada, make_account):
    kim = make_account("kim", Role.HELPDESK)
    TOTP.activate(kim, SECRET)
    card, code = cards.ask_for_card(account=kim, by=ada)
    browser = Client()
    browser.post(reverse("welcome"), {"login": "kim", "code": code})
    assert browser.post(reverse("welcome"), {"passphrase": NEW, "again": NEW}).url == reverse(
        "mfa_authenticate"
    )
    assert browser.get(reverse("me")).status_code == 302
    assert browser.post(reverse("mfa_authenticate"), {"code": digits()}).url == "/"


def test_lost_factors_of_the_team_take_two_people(ada, make_account, client):
    kim, sam = make_account("kim", Role.HELPDESK), make_account("sam", Role.COORDINATOR)
    TOTP.activate(kim, SECRET)
    card, code = cards.ask_for_card(account=kim, by=ada, clears_factors=True)
    assert (code, cards.find("kim", "")) == ("", None)
    for somebody in (ada, kim):
        with pytest.raises(actions.NotAllowed):
            cards.draw(card=card, by=somebody)
    page = signed_in(sam).post(reverse("team_draw", args=[card.pk]))
    cards.use(card=cards.find("kim", page.context["code"]), passphrase=NEW)
    assert Authenticator.objects.count() == 0
    with pytest.raises(actions.NotAllowed):
        cards.draw(card=card, by=sam)


def test_a_card_is_in_the_trail_with_who_drew_it(client, ada):
    made(client)
    entries = AuditEntry.objects.filter(object_id=User.objects.get(alias="Kim").pk)
    assert list(entries.order_by("number").values_list("action", "by__username")) == [
        ("invite", "ada"),
        ("invite", "ada"),
    ]


# ── a role takes two people ───────────────────────────────────────────────────────────────────────


def held(account) -> frozenset:
    account.forget_roles()
    return account.roles_on(timezone.localdate())


def test_a_role_that_was_asked_for_holds_only_when_somebody_else_approved(client, ada, make_account):
    kim, sam = make_account("kim", ()), make_account("sam", Role.BOARD)
    client.post(
        reverse("team_ask", args=[kim.pk]), {"role": "coordinator", "ends_on": in_a_year().isoformat()}
    )
    asked = Grant.objects.get(account=kim)
    assert held(kim) == frozenset()
    client.post(reverse("team_approve", args=[asked.pk]))
    assert held(kim) == frozenset()
    signed_in(sam).post(reverse("team_approve", args=[asked.pk]))
    assert held(kim) == {"coordinator"}
    asked.refresh_from_db()
    assert (asked.granted_by, asked.approved_by) == (ada, sam)


def test_nobody_approves_her_own_role_whoever_asked(ada, make_account):
    bea = make_account("bea", Role.ADMIN)
    asked = actions.ask_for_role(account=ada, role=Role.COORDINATOR, ends_on=in_a_year(), by=bea)
    with pytest.raises(actions.NotAllowed):
        actions.approve(grant=asked, by=ada)
    assert held(ada) == {"admin"}


def test_the_database_itself_refuses_one_person_as_two(ada, make_account):
    kim, today = make_account("kim", ()), timezone.localdate()
    row = {"account": kim, "role": "board", "starts_on": today, "ends_on": in_a_year(), "approved_on": today}
    for two in ({"granted_by": ada, "approved_by": ada}, {"granted_by": ada, "approved_by": kim}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(**row, **two)


def test_the_first_administrator_makes_the_second_person_alone_and_nothing_else(db):
    first, kim = User.objects.create_user("first"), User.objects.create_user("kim")
    sam = User.objects.create_user("sam")
    actions.grant_by_command(account=first, role=Role.ADMIN)
    ask = {"ends_on": in_a_year(), "by": first}
    actions.ask_for_role(account=kim, role=Role.HELPDESK, **ask)
    actions.ask_for_role(account=first, role=Role.BOARD, **ask)
    assert (held(kim), held(first)) == (frozenset(), {"admin"})
    second = actions.ask_for_role(account=kim, role=Role.BOARD, **ask)
    assert held(kim) == {"board"}
    actions.revoke(grant=second, by=first)
    actions.ask_for_role(account=sam, role=Role.BOARD, **ask)
    assert held(sam) == frozenset()  # once there was a second person the exception never comes back


def test_a_role_is_decided_once(ada, make_account):
    kim, sam = make_account("kim", ()), make_account("sam", Role.BOARD)
    asked = actions.ask_for_role(account=kim, role=Role.HOST, ends_on=in_a_year(), by=ada)
    actions.refuse(grant=asked, by=sam)
    with pytest.raises(actions.NotAllowed):
        actions.approve(grant=asked, by=sam)
    assert held(kim) == frozenset()


def test_the_last_administrator_stays_one(ada, make_account):
    with pytest.raises(actions.NotAllowed):
        actions.revoke(grant=ada.grants.get(), by=ada)
    with pytest.raises(actions.NotAllowed):
        actions.close_account(account=ada, by=ada)
    assert (held(ada), User.objects.get(pk=ada.pk).is_active) == ({"admin"}, True)
    actions.revoke(grant=make_account("bea", Role.ADMIN).grants.get(), by=ada)


@pytest.mark.parametrize(
    "wrong", [{"role": "root"}, {"role": ""}, {"ends_on": "2999-01-01"}, {"ends_on": "2020-01-01"}]
)
def test_a_role_that_is_none_or_lasts_too_long_is_not_asked_for(wrong, client, ada, make_account):
    kim = make_account("kim", ())
    typed = {"role": "host", "ends_on": in_a_year().isoformat()} | wrong
    client.post(reverse("team_ask", args=[kim.pk]), typed)
    assert kim.grants.count() == 0


def test_a_coordinator_ends_sessions_in_an_emergency_and_gives_no_roles(client, staff, make_account):
    kim = make_account("kim", Role.OUTREACH)
    browser = signed_in(kim)
    client.post(reverse("team_end_sessions", args=[kim.pk]))
    assert browser.get("/").status_code == 302
    asked = client.post(
        reverse("team_ask", args=[kim.pk]), {"role": "admin", "ends_on": in_a_year().isoformat()}
    )
    assert (asked.status_code, held(kim)) == (404, {"outreach"})


def test_a_closed_account_that_opens_again_has_no_role(client, ada, make_account):
    kim = make_account("kim", Role.BOARD)
    client.post(reverse("team_close", args=[kim.pk]))
    client.post(reverse("team_open", args=[kim.pk]))
    kim.refresh_from_db()
    assert (kim.is_active, held(kim)) == (True, frozenset())


def test_acts_on_the_team_ask_for_a_fresh_proof_and_then_go_on(client, ada, make_account, time_machine):
    kim = make_account("kim", Role.BOARD)
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    address = reverse("team_close", args=[kim.pk])
    assert client.post(address).status_code == 401
    assert User.objects.get(pk=kim.pk).is_active
    client.post(address, {"proof-passphrase": PASSPHRASE})
    assert not User.objects.get(pk=kim.pk).is_active


def test_the_pages_of_the_team_name_no_member_and_no_figure(client, ada, make_account):
    kim = make_account("kim", Role.MEMBER)
    for address in (reverse("team"), reverse("team_new"), reverse("team_account", args=[kim.pk])):
        assert client.get(address).status_code == 200


def test_whoever_runs_the_server_gives_a_role_by_command(make_account, capsys):
    kim = make_account("kim", ())
    call_command("grant", "kim", "admin")
    assert held(kim) == {"admin"}


# ── second factors ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def forced(settings):
    """As in a real installation, where the team must have a second factor."""
    settings.SECOND_FACTOR_FORCED = True


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEMBER])
def test_everybody_but_a_member_sets_up_a_second_factor_first(role, forced, make_account):
    make_account("kim", role)
    browser, _answer = sign_in("kim")
    for name in ("overview", "me", "set_theme"):
        assert browser.get(reverse(name)).url == reverse("second_factor")
    assert browser.get(reverse("second_factor")).status_code == 200
    browser.get(reverse("mfa_activate_totp"))
    secret = browser.session["mfa.totp.secret"]
    activated = browser.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert activated.url == reverse("mfa_view_recovery_codes")
    assert browser.get(reverse("mfa_view_recovery_codes")).text.count("<li><code>") == 10
    assert browser.get(reverse("overview")).status_code == 200


def test_a_member_is_not_forced(forced, make_account):
    make_account("kim", Role.MEMBER)
    assert sign_in("kim")[0].get(reverse("me")).status_code == 200


def test_the_demo_offers_it_and_says_why(make_account):
    make_account("kim", Role.COORDINATOR)
    browser, _answer = sign_in("kim")
    assert browser.get("/").status_code == 200
    assert "here a second way is offered" in browser.get(reverse("second_factor")).text


def test_whoever_must_have_a_factor_does_not_give_up_the_last_one(forced, make_account):
    kim = make_account("kim", Role.BOARD)
    TOTP.activate(kim, SECRET)
    browser = signed_in(kim)
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=kim).count() == 1


@pytest.fixture
def kim(make_account):
    """Somebody of the team with an app and recovery codes."""
    account = make_account("kim", Role.COORDINATOR)
    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    return account


def second_step(code: str):
    browser, answer = sign_in("kim")
    assert answer.url == reverse("mfa_authenticate")
    return browser, browser.post(reverse("mfa_authenticate"), {"code": code})


def test_a_passphrase_alone_is_not_enough(kim):
    browser, _answer = sign_in("kim")
    assert browser.get(reverse("overview")).status_code == 302


def test_a_code_of_the_app_opens_once(kim):
    code = digits()
    assert second_step(code)[1].url == "/"
    again = second_step(code)[1]
    assert (again.status_code, "Incorrect code" in again.text) == (200, True)


def test_a_recovery_code_opens_once(kim):
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert second_step(code)[1].url == "/"
    assert second_step(code)[1].status_code == 200


def test_the_secret_of_the_app_lies_sealed_and_another_key_does_not_open_it(kim, settings):
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert SECRET not in stored
    assert Factors().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert Factors().decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Exception, match="SECRET_KEY is not the one"):
        Factors().decrypt(stored)


def test_a_new_factor_ends_all_other_sessions_and_stands_on_her_page(make_account):
    other, browser = signed_in(make_account("sam")), Client()
    browser.force_login(User.objects.get(username="sam"))
    browser.get(reverse("mfa_activate_totp"))
    with_commit = browser.session["mfa.totp.secret"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda call, **more: call())
        browser.post(reverse("mfa_activate_totp"), {"code": digits(with_commit)})
    assert other.get(reverse("me")).status_code == 302
    assert "changed how to sign in to" in browser.get(reverse("me")).text


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", "null", '{"id": 1}', '{"response": {"userHandle": "AA"}}', "x" * 9999]
)
@pytest.mark.parametrize("door", ["mfa_login_webauthn", "mfa_add_webauthn", "mfa_authenticate"])
def test_a_passkey_that_is_no_passkey_is_refused_without_a_fault(credential, door, kim):
    browser = sign_in("kim")[0] if door == "mfa_authenticate" else Client()
    if door == "mfa_add_webauthn":
        browser = signed_in(kim)
    browser.get(reverse(door), headers={"Accept": "application/json"})
    answer = browser.post(reverse(door), {"credential": credential, "passwordless": "on"})
    assert answer.status_code in (200, 302)
    assert Authenticator.objects.filter(type="webauthn").count() == 0
    assert browser.get(reverse("overview")).status_code == (200 if door == "mfa_add_webauthn" else 302)


# ── passphrases ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "bad",
    [
        "too short",
        "passwordpassword",
        "Correct Horse Battery Staple",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyuiopasdfghjkl",
        "123456789012345678",
        "utsopi utsopi utsopi!",
        "kim-from-the-quay kim-from-the-quay",
        "agenda utsopi welcome 12",
    ],
)
def test_a_passphrase_that_others_would_try_is_refused(bad, make_account):
    browser = signed_in(make_account("kim-from-the-quay", alias="Kim"))
    answer = browser.post(reverse("me_passphrase"), {"passphrase": bad, "again": bad})
    assert answer.status_code == 422
    assert User.objects.get().check_password(PASSPHRASE)


def test_two_that_differ_are_refused(client, staff):
    answer = client.post(reverse("me_passphrase"), {"passphrase": NEW, "again": NEW + "s"})
    assert (answer.status_code, answer.context["form"].errors["again"]) == (
        422,
        ["The two are not the same."],
    )


@pytest.mark.parametrize(
    "good", [NEW, "pasted $tring 0f any kind ✓", "x1 " * 3 + "y2 z3 q9 w8 m7", "a lamp " * 9 + "and moth"]
)
def test_any_long_one_is_taken_signs_and_spaces_too(good, client, staff):
    assert client.post(reverse("me_passphrase"), {"passphrase": good, "again": good}).status_code == 302
    assert sign_in("noor", good)[1].status_code == 302


def test_what_we_propose_passes_and_is_hard_to_guess(db):
    assert len(words.all_words()) == len(set(words.all_words())) > 1024
    for _each in range(50):
        proposed = words.a_passphrase()
        NotGuessed().validate(proposed, User(username="kim"))
        assert len(proposed) >= 15
        assert len(proposed.split()) == 4


def test_a_passphrase_of_nothing_but_the_account_is_refused(db):
    with pytest.raises(ValidationError):
        NotGuessed().validate("amber-canoe-47 amber canoe", User(username="amber-canoe-47"))
