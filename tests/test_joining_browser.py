"""From the public form to her own page by a card, with a phone in her hand and axe at each step."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members.actions.charters import make_charter
from members.models import Joining, Member
from tests.accounts import account_with
from tests.screens import flaws, larger_letters, too_wide
from tests.test_exit_browser import AWAY, answer_with, no_cookie_is_left
from utsopi.team.roles import Role

NEW_WORDS = "amber kettle under the bridge"


@pytest.fixture
def phone(browser, live_server):
    """A function that opens a private window on a phone, with or without JavaScript."""

    def open_window(**how):
        context = browser.new_context(viewport={"width": 390, "height": 844}, **how)
        answer_with(context, AWAY, "<title>Rain tomorrow</title>")
        return context.new_page()

    return open_window


@pytest.fixture
def charter(live_server):
    texts = {"en": "We look after each other."}
    return make_charter(
        version="2026-1", valid_from=timezone.localdate() - timedelta(days=1), texts=texts, by=None
    )


def holds_up(page, axe) -> None:
    """Nothing is wider than the phone, and everybody can use it."""
    assert flaws(page, axe) == []


def asks(page, live_server, axe) -> str:
    page.goto(f"{live_server.url}/j/en/")
    holds_up(page, axe)
    page.fill("[name=chosen_name]", "Mirela")
    page.check("[name=agreed]")
    page.click("button.big")
    page.wait_for_selector(".five")
    return page.inner_text(".five")


def signs_in(page, live_server, login: str, words: str) -> None:
    page.goto(f"{live_server.url}/in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", words)
    page.click("main .btn-primary")
    page.wait_for_url(f"{live_server.url}/")


def test_from_the_public_form_to_her_own_page_by_card(phone, live_server, charter, axe, desk):
    hers = phone()
    code = asks(hers, live_server, axe)
    holds_up(hers, axe)
    assert hers.context.cookies() == []

    # the coordinator welcomes her
    desk.goto("/members/joining/")
    desk.click("table.data a")
    desk.click("text=Welcome her")
    desk.wait_for_selector("text=She is a member.")
    hers.goto(f"{live_server.url}/j/en/c/")
    hers.fill("#code", code)
    hers.click("button.big")
    hers.wait_for_selector("text=You are welcome.")
    holds_up(hers, axe)

    # somebody at the desk draws the card for her code
    account_with("hana", [Role.HELPDESK])
    helpdesk = phone(color_scheme="dark")
    signs_in(helpdesk, live_server, "hana", "a lamp in the window")
    helpdesk.goto(f"{live_server.url}/members/joining/card/")
    holds_up(helpdesk, axe)
    helpdesk.fill("[name=code]", code)
    helpdesk.click("main .btn-primary")
    helpdesk.wait_for_selector(".card-to-give")
    holds_up(helpdesk, axe)
    _address, login, secret = helpdesk.locator(".card-to-give code").all_inner_texts()

    # with it she signs in, without e-mail, and is on her own page
    hers.goto(f"{live_server.url}/welcome/")
    hers.fill("[name=login]", login)
    hers.fill("[name=code]", secret.lower())
    hers.click("main .btn-primary")
    hers.fill("[name=passphrase]", NEW_WORDS)
    hers.fill("[name=again]", NEW_WORDS)
    hers.click("main .btn-primary")
    hers.wait_for_selector("text=Your places, and what is coming")
    holds_up(hers, axe)
    hers.click("text=Your record")
    hers.wait_for_selector("text=Member since")
    assert Member.objects.get().reference in hers.inner_text("main")
    holds_up(hers, axe)
    hers.click("text=See it and put it right")
    hers.wait_for_selector("[name=hours]")
    assert hers.input_value("[name=chosen_name]") == "Mirela"
    holds_up(hers, axe)
    hers.fill("[name=hours]", "after two")
    hers.click("main .btn-primary")
    hers.wait_for_selector("text=Saved.")

    # and the way out forgets all of it
    hers.click(".leave button")
    hers.wait_for_url(AWAY)
    assert no_cookie_is_left(hers, live_server)


def test_without_javascript_she_asks_and_takes_it_back(phone, live_server, charter):
    hers = phone(java_script_enabled=False)
    hers.goto(f"{live_server.url}/j/en/")
    hers.fill("[name=chosen_name]", "Mirela")
    hers.click("button.big")
    expect(hers.locator("main")).to_contain_text("Without your yes we may not keep anything.")
    hers.check("[name=agreed]")
    hers.click("button.big")
    hers.click("text=See how it stands")
    expect(hers.locator("main")).to_contain_text("The team has your request.")
    hers.click("text=Take my request back")
    hers.click("text=Yes, erase it")
    expect(hers.locator("main")).to_contain_text("It is erased")
    assert Joining.objects.count() == 0 and hers.context.cookies() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_the_team_hold_up_on_a_phone(theme, desk, charter, axe):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": 390, "height": 844})
    for address in (
        "/members/joining/",
        "/members/joining/new/",
        "/members/charters/",
        "/members/charters/new/",
    ):
        desk.goto(address)
        holds_up(desk, axe)
    desk.fill("#id_version", "2026-2")
    desk.click("main .btn-primary")
    desk.wait_for_selector("text=2026-2")


def test_twice_as_large_letters_fit(phone, live_server, charter):
    hers = phone()
    hers.goto(f"{live_server.url}/j/fr/")
    larger_letters(hers)
    assert too_wide(hers) == []
