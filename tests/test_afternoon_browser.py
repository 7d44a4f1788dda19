"""An afternoon in a real browser: how many clicks it takes, what the one opposite sees, and that nothing is lost."""

import os
import signal
import subprocess
import sys
from datetime import time as hour
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.reading import read
from support.actions.afternoons import open_afternoon
from support.actions.plan import begin_rule
from support.models import Draft, OpenHouseSession, Person, Question, Request
from tests.accounts import PASSPHRASE
from tests.conftest import free_port, wait_for_port
from tests.screens import flaws, larger_letters, sent, too_wide
from utsopi.periods import Period
from utsopi.team.models import Session
from utsopi.team.roles import Role

BASE = Path(__file__).resolve().parent.parent
TOPICS = {"Taxes, VAT": "taxes_and_vat", "Library": "library", "Labour rules": "labour_framework"}


class Desk:
    """Sam at her desk: what she presses is counted."""

    def __init__(self, page, address: str):
        self.page, self.address, self.clicks = page, address, 0

    def goto(self, path: str):
        self.page.goto(self.address + path)
        return self

    def press(self, name: str):
        self.page.get_by_role("button", name=name).first.click()
        self.clicks += 1

    def choose(self, label: str):
        self.page.get_by_role("radio", name=label, exact=True).first.click()
        self.clicks += 1

    def keys(self, *keys: str):
        """Once the page is there with its scripts: a key that is pressed before is heard by nobody."""
        self.page.wait_for_load_state()
        for key in keys:
            self.page.keyboard.press(key)

    def writes(self, note: str):
        """Until her pause is long enough that the page keeps what she wrote."""
        kept = f"note={quote_plus(note)}"  # the guard is asked about it at another address

        def is_kept(answer):
            return answer.url.endswith("/draft/") and kept in (answer.request.post_data or "")

        with self.page.expect_response(is_kept):
            self.page.locator("#id_note").fill(note)
        return self

    def is_saved(self):
        sent(self.page)
        return self


@pytest.fixture
def sam(transactional_db, make_account, client):
    account = make_account("sam", Role.HELPDESK)
    client.force_login(account)
    return account


@pytest.fixture
def session(sam) -> OpenHouseSession:
    return open_afternoon(held_on=timezone.localdate(), city="Brussels", by=sam)


def signed_in(context, client, settings, address: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@pytest.fixture
def desk(page, live_server, sam, client, settings) -> Desk:
    signed_in(page.context, client, settings, live_server.url)
    return Desk(page, live_server.url)


def at(session) -> str:
    return reverse("afternoon_at", args=[session.pk])


def asked() -> list[str]:
    return sorted(Question.objects.values_list("topic__code", flat=True))


# ── how much it takes ─────────────────────────────────────────────────────────────────────────────


def test_the_first_question_takes_four_clicks_and_each_further_one_two(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Brussels")
    desk.choose("Taxes, VAT")
    desk.press("Add question")
    assert desk.clicks == 4
    desk.page.get_by_role("heading", name="Second question: what is it about?").wait_for()
    desk.choose("Library")
    desk.press("Add question")
    assert desk.clicks == 6
    desk.is_saved()
    assert asked() == ["library", "taxes_and_vat"]
    assert (Person.objects.get().region, Request.objects.get().number) == ("brussels", 1)


def test_whoever_clicks_twice_means_it_once(desk, session):
    desk.goto(at(session))
    desk.page.get_by_role("button", name="New visitor").dblclick()
    desk.choose("Library")
    desk.page.locator("[data-add]").last.dblclick()
    expect(desk.page.locator("[role=alert]:visible")).to_have_count(0)
    desk.page.get_by_role("button", name="New visitor").dblclick()
    desk.is_saved()
    assert (Request.objects.count(), asked()) == (2, ["library"])


def test_opening_and_nobody_came_are_one_click_each(desk, sam):
    today = timezone.localdate()
    hours = {"opens_at": hour(13), "closes_at": hour(17)}
    begin_rule(weekday=today.weekday(), city="Brussels", first_on=today, **hours, by=sam)
    desk.goto("/afternoon/").press("Open the afternoon")
    desk.page.get_by_role("heading", name="The door is open").wait_for()
    desk.press("Nobody came this afternoon")
    desk.page.get_by_text("it was held, and nobody came").wait_for()
    assert read("open_house.sessions_held", Period(today, today)).value == 1
    assert desk.clicks == 2


def test_a_whole_afternoon_goes_by_keyboard_alone(desk, session):
    desk.goto(at(session)).keys("v", "b", "1", "b", "Enter", "1", "c", "p", "Enter")
    desk.keys("v", "f", "e", "y", "2", "a", "k")
    desk.page.keyboard.type("brings a friend next time")
    desk.keys("Enter")
    desk.is_saved()
    found = Question.objects.order_by("request__number", "outcome")
    assert [(each.request.number, each.outcome) for each in found] == [
        (1, "handled"),
        (1, "with_partner"),
        (2, "handled"),
    ]
    second = Request.objects.get(number=2)
    assert (second.person.region, second.person.origin, second.first_this_year) == ("flanders", "eu", "yes")
    assert found.last().note.open() == "brings a friend next time"


def test_keys_can_be_switched_off(desk, session):
    desk.goto("/desk/you/")
    desk.page.get_by_label("One key does what a button does").uncheck()
    desk.press("Save")
    desk.goto(at(session)).keys("v", "b")
    expect(desk.page.locator("kbd:visible")).to_have_count(0)
    assert not Request.objects.exists()


def test_figures_of_a_day_logged_by_hand_are_those_of_a_hand_count(desk, session):
    desk.goto(at(session))
    day = [
        ("Brussels", "Yes", ["Taxes, VAT", "Library"]),
        ("Brussels", "No", ["Labour rules"]),
        ("Wallonia", None, ["Taxes, VAT", "Labour rules", "Library"]),
        (None, None, ["Sort later"]),
    ]
    for region, first, topics in day:
        desk.press("New visitor")
        if region:
            desk.choose(region)
        if first:
            desk.choose(first)
        for topic in topics:
            desk.choose(topic)
            desk.press("Add question")
    desk.is_saved().page.get_by_role("link", name="End the afternoon").click()
    desk.press("End the afternoon")
    desk.page.get_by_role("heading", name="Open it again").wait_for()
    today = Period(timezone.localdate(), timezone.localdate())
    figures = {
        name: read(f"open_house.{name}", today)
        for name in ("requests", "people", "questions", "sessions_held")
    }
    assert {name: each.value for name, each in figures.items()} == {
        "requests": 4,
        "people": 4,
        "questions": 7,
        "sessions_held": 1,
    }
    regions = read("open_house.people_by_region", today).value
    assert (regions["brussels"], regions["wallonia"], regions["unknown"]) == (2, 1, 1)
    topics = {key: number for key, number in _by_topic(today).items() if number}
    assert topics == {"taxes_and_vat": 2, "library": 2, "labour_framework": 2, "sort_later": 1}


def _by_topic(period) -> dict:
    found = read("open_house.questions_by_topic", period).value
    return {key.rpartition("/")[2]: number for key, number in found.items()}


def test_undo_puts_the_question_back_as_it_was(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Library")
    desk.choose("Passed on")
    desk.press("Add question")
    desk.page.get_by_text("Added: Library.").wait_for()
    desk.press("Undo")
    desk.is_saved()
    assert asked() == []
    assert desk.page.locator("[name=topic]:checked").input_value() == "library"
    assert desk.page.locator("[name=outcome]:checked").input_value() == "referred"
    desk.press("Add question")
    desk.is_saved()
    assert (asked(), Draft.objects.count()) == (["library"], 0)


# ── what the one opposite sees ────────────────────────────────────────────────────────────────────


def test_of_the_visitor_before_nothing_is_left_in_the_page(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Wallonia")
    desk.choose("Exploitation")
    desk.writes("afraid to go home")
    desk.press("New visitor")
    desk.is_saved()
    content = desk.page.content()
    assert ("afraid to go home" in content, "Visitor</span> <b" in content) == (False, True)
    visitors = "Visitor 2 Not asked Visitor 1 half done"
    expect(desk.page.locator("[data-visitors]")).to_have_text(visitors, use_inner_text=True)
    expect(desk.page.locator("[name=topic]:checked")).to_have_count(0)
    desk.page.locator("[data-visitors] a").last.click()
    assert desk.page.locator("#id_note").input_value() == "afraid to go home"
    assert desk.page.locator("[name=region]:checked").input_value() == "wallonia"


def test_whom_to_call_stands_there_as_soon_as_the_topic_is_chosen(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    expect(desk.page.locator(".whom")).to_be_hidden()
    desk.choose("Exploitation")
    expect(desk.page.locator(".whom")).to_be_visible()
    desk.choose("Library")
    expect(desk.page.locator(".whom")).to_be_hidden()


# ── nothing is lost ───────────────────────────────────────────────────────────────────────────────


def test_half_a_question_survives_a_reload(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Library")
    desk.choose("Still open")
    desk.writes("about a book").is_saved().page.reload()
    assert desk.page.locator("[name=topic]:checked").input_value() == "library"
    assert desk.page.locator("[name=outcome]:checked").input_value() == "open"
    assert desk.page.locator("#id_note").input_value() == "about a book"
    desk.press("Add question")
    desk.is_saved()
    assert (asked(), Draft.objects.count()) == (["library"], 0)


def test_without_a_network_it_says_not_saved_and_catches_up(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.is_saved().page.context.set_offline(True)
    desk.choose("Brussels")
    desk.choose("Library")
    desk.press("Add question")
    desk.page.get_by_text("The house cannot be reached.").wait_for()
    assert desk.page.locator("[data-steps] [data-not-saved]").inner_text() >= "1"
    assert asked() == []
    desk.press("New visitor")
    desk.choose("Taxes, VAT")
    desk.press("Add question")
    desk.page.context.set_offline(False)
    desk.is_saved()
    assert asked() == ["library", "taxes_and_vat"]
    assert sorted(Request.objects.values_list("number", flat=True)) == [1, 2]


def test_after_a_long_pause_it_asks_whether_it_is_still_she_and_goes_on(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.is_saved()
    Session.objects.update(last_seen_at=timezone.now() - timedelta(minutes=40))
    desk.choose("Library")
    desk.page.get_by_role("heading", name="Is it still you?").wait_for()
    desk.page.get_by_label("Passphrase").fill("wrong")
    desk.press("Go on")
    desk.page.get_by_text("That is not your passphrase.").wait_for()
    desk.page.get_by_label("Passphrase").fill(PASSPHRASE)
    desk.press("Go on")
    desk.page.get_by_role("dialog").wait_for(state="hidden")
    desk.press("Add question")
    desk.is_saved()
    assert asked() == ["library"]


def test_a_note_with_a_number_is_stopped_before_it_is_added(desk, session):
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Library")
    desk.page.locator("#id_note").fill("call her on 0470 12 34 56")
    desk.press("Add question")  # before anybody could look at it
    desk.page.get_by_text("This looks like a telephone number.").wait_for()
    desk.page.get_by_text("Look again before it is saved").wait_for()
    desk.press("Add question")
    assert (asked(), desk.page.locator("[name=topic]:checked").input_value()) == ([], "library")
    instead = desk.page.get_by_role("link", name="Make a call-back instead")
    assert instead.get_attribute("href") == reverse("call_back_new", args=[Request.objects.get().pk])
    desk.press("Strike it out")
    desk.page.get_by_text("Look again before it is saved").wait_for(state="hidden")
    desk.press("Add question")
    desk.is_saved()
    assert "0470" not in Question.objects.get().note.open()
    assert not Draft.objects.exists()


class House:
    """A server process of the house that can be killed and started again on its port."""

    def __init__(self):
        self.port, self.process = free_port(), None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "utsopi.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self.process = subprocess.Popen([*command, "--workers", "1", "--threads", "2"], cwd=BASE, **quiet)
        wait_for_port(self.port)

    def kill(self) -> None:
        """At once, as when the power goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)


@pytest.fixture
def house(database_for_children, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings_browsed")
    house = House()
    house.start()
    yield house
    house.kill()


def test_a_server_killed_between_two_steps_loses_nothing(page, house, session, client, settings):
    signed_in(page.context, client, settings, house.address)
    desk = Desk(page, house.address).goto(at(session))
    desk.press("New visitor")
    desk.choose("Brussels")
    desk.choose("Library")
    desk.is_saved()
    house.kill()
    desk.press("Add question")
    desk.choose("Taxes, VAT")
    desk.press("Add question")
    page.get_by_text("The house cannot be reached.").wait_for()
    house.start()
    desk.is_saved()
    assert asked() == ["library", "taxes_and_vat"]
    assert Person.objects.get().region == "brussels"
    page.reload()
    expect(page.get_by_role("heading", name="Third question: what is it about?")).to_be_visible()


# ── for everybody ─────────────────────────────────────────────────────────────────────────────────


def test_everything_works_without_script(browser, live_server, session, client, settings):
    context = browser.new_context(java_script_enabled=False)
    signed_in(context, client, settings, live_server.url)
    desk = Desk(context.new_page(), live_server.url).goto(at(session))
    desk.press("New visitor")
    desk.choose("Brussels")
    desk.choose("Taxes, VAT")
    desk.press("Add question")
    desk.choose("Library")
    desk.press("Add question")
    assert asked() == ["library", "taxes_and_vat"]
    desk.press("Undo")
    assert asked() == ["taxes_and_vat"]
    desk.page.get_by_role("link", name="End the afternoon").click()
    desk.press("End the afternoon")
    assert not OpenHouseSession.objects.get().is_open
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(desk, session, axe, theme, width):
    desk.page.emulate_media(color_scheme=theme)
    desk.page.set_viewport_size({"width": width, "height": 844})
    found = {}

    def look(name):
        found[name] = flaws(desk.page, axe)

    desk.goto(at(session))
    look("empty")
    for topic in ("Exploitation", "Library"):
        desk.press("New visitor")
        desk.choose(topic)
        desk.choose("Passed on")
        look(f"working, {topic}")
    desk.press("Add question")
    desk.press("Add question")
    look("added, and nothing chosen")
    desk.is_saved().page.context.set_offline(True)
    desk.choose("Labour rules")
    desk.page.get_by_text("The house cannot be reached.").wait_for()
    look("offline")
    desk.page.context.set_offline(False)
    desk.is_saved()
    for path in (at(session) + "end/", "/afternoons/", "/afternoon/"):
        desk.goto(path)
        look(path)
    assert found == dict.fromkeys(found, [])


def test_on_a_phone_what_is_known_folds_to_a_line_and_opens_again(desk, session):
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("Brussels")
    topic = desk.page.locator(".chip:has([value=taxes_and_vat])").bounding_box()
    assert topic["y"] + 24 < desk.page.locator(".outcome").bounding_box()["y"]
    expect(desk.page.locator(".outcome kbd:visible, .add kbd:visible")).to_have_count(0)
    desk.press("Change")
    desk.choose("Elsewhere in the EU")
    desk.choose("Library")
    add = desk.page.locator("[data-add]").bounding_box()
    assert add["y"] + add["height"] <= 844
    desk.press("Add question")
    expect(desk.page.locator("[data-known-words]")).to_have_text("Brussels · Elsewhere in the EU")
    expect(desk.page.locator("[data-facts]")).to_be_hidden()
    desk.press("Change")
    expect(desk.page.locator("[data-facts]")).to_be_visible()


def test_text_twice_as_large_still_fits(desk, session):
    desk.page.set_viewport_size({"width": 640, "height": 844})
    desk.goto(at(session))
    desk.press("New visitor")
    desk.choose("With a partner")
    desk.is_saved()
    for path in (at(session), "/afternoons/", at(session) + "end/"):
        desk.goto(path)
        larger_letters(desk.page)
        assert too_wide(desk.page) == [], path


def test_all_topics_and_the_button_fit_the_screen(desk, session, height=860):
    desk.page.set_viewport_size({"width": 1280, "height": height})
    desk.goto(at(session))
    desk.press("New visitor")
    assert desk.page.evaluate("document.querySelector('[data-add]').getBoundingClientRect().bottom") <= height
