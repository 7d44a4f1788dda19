"""Coming without a name, in real browsers: Chromium and Firefox, with and without JavaScript, in private windows."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.coming import come, ticket
from events.choices import ActivityStatus, State
from events.models import Activity, Registration
from events.planned import key_of
from tests import firefox
from tests.conftest import free_port, missing
from tests.evenings import PLACE, a_vouch, an_evening
from tests.screens import flaws, larger_letters, too_wide
from tests.test_exit_browser import AWAY, BEFORE, EMPTY, STORES, answer_with, entries

WRONG = "bread cork lamp honey tissue"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_javascript(request) -> bool:
    return request.param


@pytest.fixture
def private_window(browser, has_javascript):
    """A function that opens a new private window on a small phone; nothing is left of the one before."""

    def open_window():
        context = browser.new_context(
            java_script_enabled=has_javascript, viewport={"width": 320, "height": 568}
        )
        answer_with(context, AWAY, "<title>Rain tomorrow</title>")
        answer_with(context, BEFORE, "<title>What was open before</title>")
        return context.new_page()

    return open_window


@pytest.fixture
def evening(live_server):
    """One place, in a week."""
    return an_evening(capacity=1, languages="fr en")


def begins_in(evening, hours: int) -> None:
    """Moves the evening, as no clock of a browser's server can be moved."""
    moment = timezone.localtime() + timedelta(hours=hours)
    day, hour = moment.date(), moment.time().replace(second=0, microsecond=0)
    Activity.objects.filter(pk=evening.activity_id).update(
        starts_on=day, ends_on=day, opens_at=hour, closes_at=None
    )


def link_to(evening) -> str:
    return f'a[href="/a/en/{key_of(evening.activity)}/"]'


def look(page, live_server, phrase: str) -> None:
    page.goto(f"{live_server.url}/a/en/t/")
    page.fill("#words", phrase)
    page.click(".come button")
    page.wait_for_selector(".five")


def comes(page, live_server, evening, vouch: str) -> str:
    """Three taps from the list: the evening, the phrase, "I come". Returns the phrase that is her ticket."""
    page.goto(f"{live_server.url}/a/en/")
    page.click(link_to(evening))
    page.fill("#words", vouch)
    page.click("[value=come]")
    page.wait_for_selector(".five")
    return page.inner_text(".five")


def test_from_a_private_window_to_the_place_and_back(private_window, live_server, evening):
    page = private_window()
    phrase = comes(page, live_server, evening, a_vouch())
    expect(page.locator("main")).to_contain_text("You have a place.")
    assert page.context.cookies() == []
    page.context.close()

    waiting = come(evening=evening, vouch=a_vouch(), language="fr")
    page = private_window()
    look(page, live_server, phrase)
    assert PLACE not in page.content() and "The place appears here from" in page.inner_text("main")
    begins_in(evening, 25)
    look(page, live_server, phrase)
    assert PLACE not in page.content()
    begins_in(evening, 23)
    look(page, live_server, phrase)
    assert page.inner_text(".where") == PLACE

    page.click("[value=give]")
    page.click("[value=given]")
    page.wait_for_selector("text=You gave your place back.")
    assert PLACE not in page.content()
    assert (ticket(phrase).state, ticket(waiting.phrase).state) == (State.CANCELLED, State.COMING)
    look(page, live_server, waiting.phrase)
    assert page.inner_text(".where") == PLACE
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("has_javascript", [True], indirect=True)
def test_nothing_is_stored_and_back_leads_out(private_window, live_server, evening):
    page = private_window()
    page.goto(BEFORE)
    phrase = comes(page, live_server, evening, a_vouch())
    page.click("main details summary")
    page.check("#low_noise1")
    page.click("[value=change]")
    page.wait_for_selector("text=Changed.")
    assert Registration.objects.get().needs == "low_noise"
    assert page.evaluate(STORES) == EMPTY
    assert len(entries(page)) == 2
    told = [address for address in entries(page) if any(word in address for word in phrase.split())]
    assert told == []
    page.go_back()
    assert page.title() == "What was open before"
    page.context.close()


@pytest.mark.parametrize("has_javascript", [True], indirect=True)
def test_the_way_out_is_first_for_the_keys_drawn_last_and_stays_in_reach(
    private_window, live_server, evening
):
    page = private_window()
    phrase = comes(page, live_server, evening, a_vouch())
    page.evaluate("scrollTo(0, 99999)")
    page.evaluate("document.activeElement.blur()")
    page.goto(f"{live_server.url}/a/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form').className") == "leave"
    page.evaluate("scrollTo(0, 99999)")
    way_out, mark = (
        page.get_by_role("button", name="Leave").bounding_box(),
        page.locator(".brand").bounding_box(),
    )
    assert way_out["height"] >= 44 and 0 <= way_out["y"] < 20 and way_out["x"] > mark["x"]
    assert page.locator(".visit-top").bounding_box()["height"] == pytest.approx(64, abs=1.5)
    look(page, live_server, phrase)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url(AWAY)
    page.context.close()


@pytest.mark.parametrize("has_javascript", [True], indirect=True)
def test_her_own_calendar_is_told_only_when_asked_and_only_an_appointment(
    private_window, live_server, evening
):
    page = private_window()
    comes(page, live_server, evening, a_vouch())
    with page.expect_download() as download:
        page.click("text=in my calendar")
    said = download.value.path().read_text()
    assert "SUMMARY:Appointment" in said
    assert not [word for word in ("LOCATION", "evening", "talk", PLACE) if word in said]
    page.context.close()


def all_pages(page, live_server, evening):
    """Opens each page of a visitor in turn, and stays on it until the next is asked for."""
    waiting = an_evening(capacity=0, city="Ghent")
    an_evening(status=ActivityStatus.CANCELLED, city="Liège")
    page.goto(f"{live_server.url}/a/en/")
    yield "list"
    page.click(link_to(evening))
    yield "evening"
    page.click("[value=come]")
    page.wait_for_selector("[role=alert]")
    yield "wrong"
    phrase = comes(page, live_server, evening, a_vouch())
    page.click("main details summary")
    yield "ticket"
    page.click("[value=give]")
    page.wait_for_selector("[value=given]")
    yield "give"
    page.click("[value=show]")
    page.wait_for_selector(".five")
    comes(page, live_server, waiting, a_vouch())
    yield "waiting"
    begins_in(evening, 3)
    look(page, live_server, phrase)
    yield "place"
    page.goto(f"{live_server.url}/a/en/t/")
    yield "ask"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_are_open_to_everybody_and_fit_the_screen(page, live_server, evening, axe, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 844})
    found = {}
    for name in all_pages(page, live_server, evening):
        found[name] = flaws(page, axe)
    assert found == dict.fromkeys(found, [])
    assert len(found) == 8


def test_text_twice_as_large_still_fits(page, live_server, evening):
    page.set_viewport_size({"width": 640, "height": 844})
    for name in all_pages(page, live_server, evening):
        larger_letters(page)
        assert too_wide(page) == [], name


def test_a_form_on_another_site_is_refused(page, live_server, evening):
    phrase = come(evening=evening, vouch=a_vouch(), language="en").phrase
    fields = {"words": phrase, "key": key_of(evening.activity), "do": "given"}
    inputs = "".join(f"<input name='{name}' value='{value}'>" for name, value in fields.items())
    answer_with(page.context, BEFORE, f"<form method=post action='{live_server.url}/a/en/t/'>{inputs}</form>")
    page.goto(BEFORE)
    with page.expect_navigation() as led:
        page.evaluate("HTMLFormElement.prototype.submit.call(document.forms[0])")
    assert led.value.status == 403
    assert ticket(phrase).state == State.COMING


# ── Firefox ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fox(has_javascript, tmp_path):
    """A function that opens a private window of Firefox, as a context manager."""
    if not firefox.program():
        missing("firefox", "no Firefox here (apt-get install firefox-esr)")
    numbers = iter(range(9))
    return lambda: firefox.window(
        tmp_path / f"profile-{next(numbers)}", free_port(), has_javascript=has_javascript
    )


def comes_in_firefox(window, live_server, evening, vouch: str) -> str:
    window.goto(f"{live_server.url}/a/en/")
    window.click(link_to(evening))
    window.type("#words", vouch)
    window.click("[value=come]")
    return window.text(".five")


def look_in_firefox(window, live_server, phrase: str) -> None:
    window.goto(f"{live_server.url}/a/en/t/")
    window.type("#words", phrase)
    window.click(".come button")
    window.text(".five")


@pytest.mark.browser
def test_in_firefox_from_a_private_window_to_the_place_and_back(fox, live_server, evening, has_javascript):
    with fox() as window:
        phrase = comes_in_firefox(window, live_server, evening, a_vouch())
        assert "You have a place." in window.text("main")
        assert window.cookies() == []
    waiting = come(evening=evening, vouch=a_vouch(), language="fr")
    with fox() as window:
        look_in_firefox(window, live_server, phrase)
        assert PLACE not in window.text("main")
        begins_in(evening, 23)
        look_in_firefox(window, live_server, phrase)
        assert window.text(".where") == PLACE
        window.click("[value=give]")
        window.click("[value=given]")
        window.text(".five")
        assert "You gave your place back." in window.text("main")
        assert (ticket(phrase).state, ticket(waiting.phrase).state) == (State.CANCELLED, State.COMING)
        assert window.cookies() == []
        if has_javascript:
            assert window.run("return [localStorage.length, sessionStorage.length]") == [0, 0]
            assert window.run("return document.cookie") == ""
