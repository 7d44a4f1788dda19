"""Signing in with a real Chromium: a code of an app, a passkey, a card, and a lock that loses nothing."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.accounts import PASSPHRASE
from tests.screens import faults
from utsopi.team import cards, sessions
from utsopi.team.models import Session
from utsopi.team.roles import Role

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def digits() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


@pytest.fixture
def house(page, live_server):
    """A browser page on the running application, nobody signed in; what the browser complained of in `.faults`.
    Passkeys need a name and not a number for this machine."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    page.faults = []
    page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    goto = page.goto
    page.goto = lambda path, **kw: goto(address + path, **kw)
    return page


@pytest.fixture
def phone(house):
    """A phone with a passkey store, opened by finger."""
    protocol = house.context.new_cdp_session(house)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def credentials():
        return protocol.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})[
            "credentials"
        ]

    return credentials


def sign_in(page, name: str = "kim", at: str = "account_login") -> None:
    page.goto(reverse(at))
    page.get_by_label("Login name").fill(name)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_locked(name: str = "kim") -> None:
    Session.objects.filter(account__username=name).update(
        last_seen_at=timezone.now() - sessions.IDLE - sessions.NOTED_EVERY
    )


def attack_from_here(name: str) -> None:
    """So many wrong passwords from this machine's own address that it takes none any more."""
    for each in range(30):
        answer = Client().post(reverse("account_login"), {"login": name, "password": f"wrong {each}"})
    assert answer.context["form"].errors["__all__"] == [
        "Too many tries. Wait five minutes, or sign in with a passkey."
    ]


def test_somebody_signs_in_with_the_code_of_her_app(house, make_account):
    TOTP.activate(make_account("kim", alias="Kim"), SECRET)
    sign_in(house)
    house.wait_for_url("**" + reverse("mfa_authenticate"))
    house.get_by_label("Code").fill(digits())
    house.get_by_role("button", name="Sign in", exact=True).click()
    house.wait_for_url("**/")
    expect(house.locator(".me summary")).to_contain_text("Kim")
    assert house.faults == []


def test_somebody_of_the_team_sets_up_a_passkey_and_comes_back_with_it_alone(
    house, phone, make_account, settings
):
    settings.SECOND_FACTOR_FORCED = True
    make_account("kim", alias="Kim")
    sign_in(house)
    house.wait_for_url("**" + reverse("second_factor"))
    house.get_by_role("link", name="A passkey").click()
    house.get_by_role("button", name="Make the passkey").click()
    house.get_by_role("heading", name="Recovery codes").wait_for()
    house.get_by_role("link", name="I wrote them down").click()
    house.wait_for_url("**/")
    kept = phone()
    assert (len(kept), kept[0]["isResidentCredential"], kept[0]["rpId"]) == (1, True, "localhost")
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    house.locator(".me summary").click()
    house.get_by_role("button", name="Sign out").click()
    attack_from_here("sam")
    house.goto(reverse("account_login"))
    house.get_by_role("button", name="Sign in with a passkey").click()
    house.locator(".me summary").wait_for()
    expect(house.locator(".me summary")).to_contain_text("Kim")
    assert house.faults == []


def test_what_was_being_typed_survives_the_lock_and_is_saved_after_a_passkey(house, phone, make_account):
    kim = make_account("kim", alias="Kim")
    sign_in(house)
    house.locator(".me summary").wait_for()
    house.goto(reverse("mfa_add_webauthn"))
    house.get_by_role("button", name="Make the passkey").click()
    house.get_by_role("heading", name="Recovery codes").wait_for()
    for name, unlock in (("Kim of the quay", "Use a passkey"), ('Kim <of> the "hill"', "Go on")):
        house.goto(reverse("me"))
        house.get_by_label("Alias").fill(name)
        make_locked()
        house.get_by_role("button", name="Save").click()
        house.get_by_role("heading", name="Are you still there?").wait_for()
        if unlock == "Go on":
            house.get_by_label("Passphrase").fill(PASSPHRASE)
        house.get_by_role("button", name=unlock, exact=True).click()
        house.get_by_role("heading", name="Your page").wait_for()
        kim.refresh_from_db()
        assert kim.alias == name
    told = [
        fault for fault in house.faults if "423" not in fault
    ]  # the browser notes the status, as it should
    assert told == []


def test_a_card_leads_in_by_a_passkey_alone(house, phone, make_account):
    member = make_account("kim", Role.MEMBER)
    _card, code = cards.ask_for_card(account=member, by=None)
    house.goto(reverse("welcome"))
    house.get_by_label("Login name").fill("kim")
    house.get_by_label("Code").fill(code)
    house.get_by_role("button", name="Go on").click()
    house.get_by_role("button", name="Use a passkey instead").click()
    house.wait_for_url("**" + reverse("second_factor"))
    house.goto(reverse("me"))
    assert house.url.endswith(reverse("second_factor"))
    house.get_by_role("link", name="A passkey").click()
    house.get_by_role("button", name="Make the passkey").click()
    house.get_by_role("heading", name="Recovery codes").wait_for()
    member.refresh_from_db()
    assert not member.has_usable_password()
    house.goto(reverse("me"))
    assert "You have none; you sign in with a passkey." in house.content()


def test_without_script_a_card_and_a_code_still_lead_in(browser, live_server, make_account):
    kim = make_account("kim", alias="Kim")
    TOTP.activate(kim, SECRET)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("account_login"))
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Login name").fill("kim")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(digits())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(live_server.url + "/")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_accounts_have_no_barriers(scheme, house, make_account, axe):
    kim = make_account("kim", *Role, alias="Kim")
    house.emulate_media(color_scheme=scheme)
    house.set_viewport_size({"width": 390, "height": 844})
    found = {}
    for name in ("account_login", "round_in", "welcome"):
        house.goto(reverse(name))
        found |= violations(house, axe, name)
    sign_in(house)
    house.locator(".me summary").wait_for(state="attached")
    names = (
        "me",
        "me_passphrase",
        "second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "team",
        "team_new",
    )
    for path in [*map(reverse, names), reverse("team_account", args=[kim.pk])]:
        house.goto(path)
        found |= violations(house, axe, path)
    make_locked()
    house.goto(reverse("me"))
    found |= violations(house, axe, "locked")
    assert found == {}


def violations(page, axe: str, name: str) -> dict:
    return {(name, rule): where for rule, where in faults(page, axe)}
