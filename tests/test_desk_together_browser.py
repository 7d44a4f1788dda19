"""Both doors in one day, in a real browser: two colleagues at one afternoon, a pause in the middle, and the day as a
hand count, as figures and as a file."""

# ruff: noqa: F811  fixtures of other files are arguments here

import csv
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.reading import read
from support.actions.afternoons import end_afternoon
from support.actions.drafts import keep_draft
from support.models import Draft, Question, Request
from tests.accounts import PASSPHRASE
from tests.screens import too_wide
from tests.test_afternoon_browser import Desk, asked, at, sam, session, signed_in  # noqa: F401
from utsopi.periods import Period
from utsopi.team.models import Session
from utsopi.team.roles import Role

A_PAUSE = timedelta(minutes=45)  # after which a session is locked


@pytest.fixture
def desk(page, live_server, sam, client, settings) -> Desk:
    """Sam's, signed in a moment ago."""
    client.logout()
    client.post(reverse("account_login"), {"login": "sam", "password": PASSPHRASE})
    signed_in(page.context, client, settings, live_server.url)
    return Desk(page, live_server.url)


@pytest.fixture
def colleague(browser, live_server, make_account, settings):
    """Kim, in a browser of her own."""
    kim, context = Client(), browser.new_context()
    kim.force_login(make_account("kim", Role.HELPDESK))
    signed_in(context, kim, settings, live_server.url)
    yield Desk(context.new_page(), live_server.url)
    context.close()


def is_numbered(desk, number: int) -> None:
    desk.page.get_by_role("heading", name=f"Visitor {number}", exact=True).wait_for()
    desk.is_saved()


# ── two at one afternoon ──────────────────────────────────────────────────────────────────────────


def test_two_colleagues_log_into_one_afternoon_and_no_number_is_given_twice(desk, colleague, session):
    for each in (desk, colleague):
        each.goto(at(session))
    for each, number, topic in ((desk, 1, "Library"), (colleague, 2, "Taxes, VAT"), (desk, 3, "Library")):
        each.press("New visitor")
        is_numbered(each, number)
        each.choose(topic)
        each.press("Add question")
        each.is_saved()
    assert sorted(Request.objects.values_list("number", "logged_by__username")) == [
        (1, "sam"),
        (2, "kim"),
        (3, "sam"),
    ]
    colleague.goto(at(session))
    expect(colleague.page.locator("[data-visitors] > li")).to_have_count(3)
    expect(colleague.page.locator(".page-head")).to_contain_text("3 visitors, 3 questions")


def test_two_colleagues_may_add_to_one_visitor(desk, colleague, session):
    desk.goto(at(session)).press("New visitor")
    desk.is_saved()
    colleague.goto(at(session))
    desk.choose("Library")
    colleague.choose("Taxes, VAT")
    for each in (desk, colleague):
        each.press("Add question")
        each.is_saved()
    assert (Request.objects.count(), asked()) == (1, ["library", "taxes_and_vat"])


def test_whoever_goes_on_after_a_colleague_ended_it_is_told_and_led_to_where_it_is_opened_again(
    desk,
    session,
    make_account,
):
    desk.goto(at(session)).press("New visitor")
    desk.choose("Library")
    desk.is_saved()
    end_afternoon(session=session, by=make_account("kim", Role.HELPDESK))
    desk.press("Add question")
    desk.page.get_by_text("This afternoon has ended.").wait_for()
    assert desk.page.locator("[name=topic]:checked").input_value() == "library"
    desk.is_saved().page.get_by_role("link", name="Look at it, or open it again").click()
    desk.page.get_by_role("heading", name="Open it again").wait_for()
    assert (asked(), Draft.objects.count()) == ([], 1)


# ── a pause in the middle ─────────────────────────────────────────────────────────────────────────


def a_pause() -> None:
    Session.objects.update(last_seen_at=timezone.now() - A_PAUSE)


def it_is_still_she(desk) -> None:
    desk.page.get_by_label("Passphrase").fill(PASSPHRASE)
    desk.page.keyboard.press("Enter")


def test_after_a_pause_one_key_still_leads_back_to_the_visitor(desk, session):
    desk.goto(at(session)).keys("v", "b")
    desk.choose("Taxes, VAT")
    desk.is_saved().keys("n")
    desk.page.get_by_role("heading", name="Helpdesk").wait_for()
    desk.keys("t", "2", "d", "Enter")
    desk.is_saved()
    a_pause()
    desk.keys("Escape")
    it_is_still_she(desk)
    is_numbered(desk, 1)
    assert desk.page.locator("[name=topic]:checked").input_value() == "taxes_and_vat"
    assert desk.page.locator("[name=region]:checked").input_value() == "brussels"


def test_a_key_that_leads_on_is_not_forgotten_over_the_question_whether_it_is_still_she(desk, session):
    desk.goto(at(session)).keys("v")
    desk.is_saved()
    a_pause()
    held = []
    desk.page.route("**/draft/", lambda route: route.continue_() if held else held.append(route))
    with desk.page.expect_request("**/draft/"):
        desk.choose("Taxes, VAT")
    desk.keys("n")  # the choice is on its way when the telephone rings
    held[0].continue_()
    it_is_still_she(desk)
    desk.page.get_by_role("heading", name="Helpdesk").wait_for()
    desk.keys("Escape")
    is_numbered(desk, 1)
    assert desk.page.locator("[name=topic]:checked").input_value() == "taxes_and_vat"


# ── a day by hand ─────────────────────────────────────────────────────────────────────────────────

# written down as on paper: region, topic, outcome of each question, by visitor or by call
AT_THE_DOOR = (
    [("Brussels", "Taxes, VAT", "Answered here"), ("Brussels", "Library", "Answered here")],
    [("Wallonia", "Labour rules", "Still open")],
    [("Not asked", "Sort later", "Answered here")],
)
BY_PHONE = (
    [("Flanders", "Fines", "Answered here"), ("Flanders", "Stalking", "Answered here")],
    [("Not asked", "Fines", "Still open")],
)


def a_day(desk, session) -> None:
    desk.goto(at(session))
    for visitor in AT_THE_DOOR:
        desk.press("New visitor")
        desk.choose(visitor[0][0])
        for _region, topic, outcome in visitor:
            desk.choose(topic)
            desk.choose(outcome)
            desk.press("Add question")
    desk.is_saved().goto(reverse("helpdesk"))
    for call in BY_PHONE:
        desk.choose("Telephone")
        desk.choose(call[0][0])
        for place, (_region, topic, outcome) in enumerate(call):
            desk.choose(topic)
            desk.choose(outcome)
            desk.press("Save" if place == len(call) - 1 else "Question")
    desk.is_saved()


def counted(name: str) -> dict:
    today = timezone.localdate()
    found = read(name, Period(today, today)).value
    return {key.rpartition("/")[2]: number for key, number in found.items() if number}


def test_a_day_by_hand_is_the_same_in_a_hand_count_in_the_figures_and_in_the_file(desk, session, tmp_path):
    a_day(desk, session)
    assert counted("open_house.people_by_region") == {"brussels": 1, "wallonia": 1, "unknown": 1}
    assert counted("helpdesk.people_by_region") == {"flanders": 1, "unknown": 1}
    assert counted("open_house.questions_by_topic") == {
        "taxes_and_vat": 1,
        "library": 1,
        "labour_framework": 1,
        "sort_later": 1,
    }
    assert counted("helpdesk.questions_by_topic") == {"fines": 2, "stalking": 1}
    desk.goto(reverse("log") + "?region=flanders")
    desk.page.get_by_text("1 request", exact=False).first.wait_for()
    desk.goto(reverse("log"))
    with desk.page.expect_download() as download:
        desk.press("CSV")
    download.value.save_as(tmp_path / "log.csv")
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    by_hand = Counter(
        ("Open House" if day is AT_THE_DOOR else "Telephone", line[0], line[2])
        for day in (AT_THE_DOOR, BY_PHONE)
        for asked_by_one in day
        for line in asked_by_one
    )
    said = {"Unknown": "Not asked", "Answered in the house": "Answered here"}
    in_the_file = Counter(
        tuple(said.get(line[name], line[name]) for name in ("Channel", "Region", "Outcome")) for line in lines
    )
    assert in_the_file == by_hand
    assert {line["Date"] for line in lines} == {timezone.localdate().isoformat()}
    assert Question.objects.count() == len(lines) == 7


# ── in every language ─────────────────────────────────────────────────────────────────────────────

CUT = """() => [...document.querySelectorAll(".chip, .btn")].filter(
  (each) => each.offsetParent && each.scrollWidth > each.clientWidth + 1).map((each) => each.textContent.trim())"""


@pytest.mark.parametrize("language", ["fr", "nl"])
@pytest.mark.parametrize("width", [390, 320])
def test_on_a_phone_no_word_is_cut_in_the_longer_languages(desk, session, settings, language, width):
    name = settings.LANGUAGE_COOKIE_NAME
    desk.page.context.add_cookies([{"name": name, "value": language, "url": desk.address}])
    desk.page.set_viewport_size({"width": width, "height": 844})
    desk.goto(at(session)).page.locator("[data-new] button:visible").click()
    desk.is_saved()
    cut = {}
    for address in (at(session), reverse("helpdesk"), reverse("guides"), reverse("tally")):
        desk.goto(address)
        assert desk.page.locator("html").get_attribute("lang") == language
        cut[address] = [*too_wide(desk.page), *desk.page.evaluate(CUT)]
    assert cut == dict.fromkeys(cut, [])


def test_on_a_phone_much_that_is_half_done_scrolls_in_a_line_of_its_own(desk, session, sam):
    for _each in range(6):
        keep_draft(key=uuid4(), door="helpdesk", codes={"channel": "phone"}, by=sam)
    desk.page.set_viewport_size({"width": 390, "height": 844})
    desk.goto(at(session)).page.locator("[data-new] button:visible").click()
    desk.is_saved()
    box = desk.page.get_by_role("heading", name="Half done").bounding_box()
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    assert too_wide(desk.page) == []
