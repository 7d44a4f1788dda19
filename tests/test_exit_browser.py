"""Leaving, in a real Chromium: what Back, Forward, a second tab and the browser's stores show afterwards."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.accounts import PASSPHRASE
from tests.walk import addresses

AWAY = "https://www.meteo.be/"
BEFORE = "http://before.example/"
OUTSIDE = {AWAY: "Rain tomorrow", BEFORE: "What was open before"}
# one would end the session, the others are no pages
NO_PAGES = {"account_logout", "healthy", "a_feed", "a_picture", "a_leaflet"}


def answer_with(context, address: str, body: str) -> None:
    """Stands in for a site outside: nothing in the tests leaves this machine."""
    context.route(f"{address}**", lambda route: route.fulfill(content_type="text/html", body=body))


@pytest.fixture
def outside(context):
    """The sites outside, as they answer in this test; the list of all addresses that were asked for."""
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    for address, words in OUTSIDE.items():
        answer_with(context, address, f"<title>{words}</title><h1>{words}</h1>")
    return asked


@pytest.fixture
def visit(context, live_server, staff, client, settings, outside):
    """A function (page) that opens what was there before, and then a public page as somebody signed in."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    def begin(page):
        page.goto(BEFORE)
        page.goto(live_server.url + reverse("safety"))
        page.get_by_role("link", name="Français").click()
        page.wait_for_url("**/safety/fr/")
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/safety/en/")
        return page

    return begin


def entries(page) -> list[str]:
    """Every address in the tab's history, back and forward."""
    kept = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [entry["url"] for entry in kept["entries"] if entry["url"] != "about:blank"]


def press_leave(page) -> None:
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(AWAY)


def no_cookie_is_left(page, live_server) -> bool:
    for _try in range(300):
        if not page.context.cookies(live_server.url):
            return True
        page.wait_for_timeout(100)
    return False


def is_signed_out(page, live_server) -> bool:
    """Opened in another tab, a page of the office asks to sign in."""
    other = page.context.new_page()
    other.goto(live_server.url + "/")
    return other.url.startswith(live_server.url + "/in/")


def test_after_leaving_back_leads_to_what_was_there_before(page, live_server, visit):
    press_leave(visit(page))
    assert page.title() == "Rain tomorrow"
    assert entries(page) == [BEFORE, AWAY]
    page.go_back()
    assert (page.url, page.title()) == (BEFORE, "What was open before")
    page.go_forward()
    assert page.url == AWAY
    assert no_cookie_is_left(page, live_server)
    assert is_signed_out(page, live_server)


@pytest.mark.parametrize("browser_context_args", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_leaving_works_too_and_nothing_comes_back(page, live_server, visit):
    page.goto(live_server.url + "/")
    assert "Overview" in page.title()
    press_leave(visit(page))
    assert no_cookie_is_left(page, live_server)
    assert live_server.url + "/x/" not in entries(page)
    for address in ("/safety/en/", "/safety/fr/", "/safety/"):
        page.go_back()
        assert (page.url, page.title()) == (live_server.url + address, "Agenda")
    page.go_back()
    page.go_back()
    assert page.url.startswith(live_server.url + "/in/")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


@pytest.fixture
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, **getattr(request, "param", {})}


def test_shift_three_times_leaves(page, live_server, visit):
    visit(page)
    for _time in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(AWAY)
    assert no_cookie_is_left(page, live_server)


def test_capital_letters_do_not_leave(page, live_server, visit):
    visit(page)
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith("/safety/en/")


def test_the_button_is_first_for_the_keyboard_and_large_enough_for_a_thumb(page, live_server, db):
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(live_server.url + "/safety/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form').className") == "leave"
    page.evaluate("window.scrollTo(0, 99999)")
    box = page.get_by_role("button", name="Leave").bounding_box()
    assert box["height"] >= 44 and box["width"] >= 44
    assert 0 <= box["y"] < 60


def test_a_page_that_is_put_away_turns_blank_and_comes_back(page, live_server, db):
    page.goto(live_server.url + "/safety/en/")
    hidden = "h => { Object.defineProperty(document, 'hidden', {value: h, configurable: true});"
    hidden += " document.dispatchEvent(new Event('visibilitychange', {bubbles: true})); }"
    page.evaluate(hidden, True)
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    page.evaluate(hidden, False)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def fill_in(page, words: str) -> None:
    page.locator("[name=login]").fill("noor")
    page.locator("[name=password]").fill(words)
    page.locator("main form button").first.click()


def test_signing_in_and_its_mistakes_leave_one_entry(page, live_server, make_account, outside):
    make_account("noor")
    page.goto(BEFORE)
    page.goto(live_server.url + "/in/")
    fill_in(page, "wrong words, many of them")
    page.get_by_text("do not go together").wait_for()
    assert len(entries(page)) == 2
    fill_in(page, PASSPHRASE)
    page.wait_for_url(lambda url: "/in/" not in url)
    assert len(entries(page)) == 2


def test_a_page_of_the_office_does_not_come_back_after_signing_out(page, live_server, visit):
    page.goto(live_server.url + "/")
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/in/**")
    page.go_back()
    page.wait_for_url("**/in/**")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


STORES = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length, readable: document.cookie,
})"""
EMPTY = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "readable": ""}


def test_no_page_stores_anything_or_asks_another_host(desk, live_server, outside):
    wrong = []
    for name, path in addresses().items():
        if name in NO_PAGES:
            continue
        answer = desk.goto(
            path
        )  # waits for all it asks for; to wait for silence costs half a second more a page
        if desk.evaluate(STORES) != EMPTY or answer.status >= 500:
            wrong.append((name, answer.status))
    assert wrong == []
    assert [url for url in outside if not url.startswith((live_server.url + "/", "data:"))] == []


def test_after_leaving_the_browsers_stores_are_empty_even_if_something_lay_there(page, live_server, visit):
    visit(page)
    page.evaluate("localStorage.setItem('x', 'y')")
    press_leave(page)
    assert no_cookie_is_left(page, live_server)
    page.goto(live_server.url + "/safety/en/")
    assert page.evaluate(STORES) == EMPTY


@pytest.mark.parametrize("path", ["/in/", "/language/", "/out/"])
def test_a_form_on_another_site_is_refused(path, page, live_server, visit, outside):
    visit(page)
    trap = f"<form method=post action='{live_server.url}{path}'><input name=language value=fr></form>"
    page.context.unroute(f"{BEFORE}**")
    answer_with(page.context, BEFORE, trap)
    page.goto(BEFORE)
    with page.expect_navigation() as led:
        page.evaluate("document.forms[0].submit()")
    assert led.value.status == 403
    assert not is_signed_out(page, live_server)


@pytest.fixture
def another_time(playwright, browser_type_launch_args, tmp_path):
    """A function that opens the same browser profile again, as after a restart that restores the last session."""

    def open_profile(*, restoring: bool):
        given = browser_type_launch_args
        options = [*given["args"], "--restore-last-session"] if restoring else given["args"]
        return playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"),
            **{**given, "args": options},
            ignore_default_args=["about:blank"] if restoring else None,
        )

    return open_profile


def wait_until_written_down(page, profile: Path, address: str) -> None:
    """Chromium writes its session down every two seconds and a half."""
    for _try in range(300):
        if any(address.encode() in file.read_bytes() for file in profile.glob("Default/Sessions/Session_*")):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{address} is not in the session of the browser")


@pytest.mark.parametrize("leaves", [False, True])
def test_a_tab_restored_after_leaving_shows_nothing(
    leaves, another_time, live_server, staff, client, settings, tmp_path
):
    settings.LEAVE_FOR = live_server.url + "/healthy"
    name = settings.SESSION_COOKIE_NAME
    context = another_time(restoring=False)
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.pages[0]
    page.goto(live_server.url + reverse("me"))
    if leaves:
        page.get_by_role("button", name="Leave").click()
        page.wait_for_url("**/healthy")
    wait_until_written_down(page, tmp_path / "profile", live_server.url + ("/healthy" if leaves else "/me/"))
    context.close()
    context = another_time(restoring=True)
    restored = [each.url.removeprefix(live_server.url) for each in context.pages]
    kept = [each["name"] for each in context.cookies()]
    context.close()
    # without leaving the page does come back: the test can tell the difference
    assert (restored, kept) == ((["/healthy"], []) if leaves else (["/me/"], [name]))
