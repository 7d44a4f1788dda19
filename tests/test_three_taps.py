"""Coming takes three taps of a thumb on a small phone, counted by the phone itself; a fourth would fail here."""

import pytest

from events.choices import State
from events.models import Registration
from events.planned import key_of
from tests.evenings import a_vouch, an_evening

SMALL = {"width": 360, "height": 640}


@pytest.fixture
def phone(browser):
    """A function that opens a page of an old phone; whatever its screen feels is in the list it returns beside it."""

    def open_one(**how):
        context = browser.new_context(viewport=SMALL, has_touch=True, is_mobile=True, **how)
        return context.new_page()

    return open_one


class Thumb:
    """Taps what can be seen, and counts."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, what: str) -> None:
        self.page.tap(what)
        self.taps += 1


@pytest.mark.parametrize("has_javascript", [True, False])
def test_from_the_list_to_the_ticket_are_three_taps(phone, live_server, has_javascript):
    evening, vouch = an_evening(), a_vouch()
    page = phone(java_script_enabled=has_javascript)
    thumb = Thumb(page)
    page.goto(f"{live_server.url}/a/en/")
    thumb.tap(f'a[href="/a/en/{key_of(evening.activity)}/"]')
    page.wait_for_selector("#words")
    thumb.tap("#words")
    page.keyboard.type(vouch)
    thumb.tap("[value=come]")
    page.wait_for_selector(".five")
    assert thumb.taps == 3 and Registration.objects.get().state == State.COMING
    page.context.close()


def test_the_way_out_can_be_seen_on_every_page_at_every_height(phone, live_server):
    evening = an_evening()
    key = key_of(evening.activity)
    page = phone()
    for path in (
        "/a/sq/",
        f"/a/sq/{key}/",
        "/a/sq/t/",
        "/a/sq/00000000/",
        "/h/nothing/",
        "/j/sq/",
        "/safety/sq/",
    ):
        page.goto(f"{live_server.url}{path}")
        for height in (0, 99999):
            page.evaluate(f"scrollTo(0, {height})")
            box = page.locator("form.leave button").bounding_box()
            assert box["height"] >= 44 and box["width"] >= 44, path
            assert box["y"] >= 0 and box["y"] + box["height"] <= SMALL["height"], path
            assert box["x"] + box["width"] > SMALL["width"] * 0.9, path  # the side of most thumbs
    page.context.close()
