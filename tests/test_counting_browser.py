"""A card is given and known again, in a real browser."""

# ruff: noqa: F811  fixtures of other files are arguments here

import pytest

from support import codes
from tests.screens import flaws
from tests.test_counting import address, call, kim  # noqa: F401


@pytest.fixture
def at_the_desk(desk, kim, client, settings):
    """The browser, signed in as somebody of the helpdesk."""
    name = settings.SESSION_COOKIE_NAME
    desk.context.clear_cookies()
    desk.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": desk.url_of_house}])
    return desk


@pytest.fixture
def desk(desk, live_server):
    desk.url_of_house = live_server.url
    return desk


@pytest.mark.parametrize("width", [1280, 360])
def test_a_card_is_given_and_known_again_in_steps(transactional_db, at_the_desk, kim, axe, width):
    first, second = call(kim), call(kim)
    page = at_the_desk
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address("person", first))
    page.get_by_text("She would like a card").click()
    page.get_by_label("I told her all this, and she agrees").check()
    page.get_by_role("button", name="Give a card").click()
    page.get_by_role("heading", name="A plain card").wait_for()
    code = page.locator(".plain-card code").inner_text()

    page.goto(address("person", second))
    page.get_by_text("She has a card").click()
    page.get_by_label("Code on her card").fill("K7T-4QX-9")
    page.get_by_role("button", name="It is her").click()
    page.get_by_text("a character is wrong or missing").wait_for()
    assert flaws(page, axe) == []
    page.get_by_label("Code on her card").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="It is her").click()
    page.get_by_text(code).wait_for()
    second.refresh_from_db()
    assert second.person.code == codes.normal(code)
