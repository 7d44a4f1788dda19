"""A round on a phone, interrupted: signed out in the middle, two phones at once; and all of it within a thumb."""

import pytest

from outreach.counting import counted_on
from tests import test_round_browser as walked
from tests.accounts import PASSPHRASE
from tests.test_round_browser import on, phone_of
from utsopi.team.models import Session

ola, area, phone, round = walked.ola, walked.area, walked.phone, walked.round

A_THUMB = 44  # pixels of a page, at least
SIZES = """() => [...document.querySelectorAll("button, a:not(.skip), summary")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.ariaLabel || each.textContent.trim(), each.getBoundingClientRect()])
  .map(([name, { width, height }]) => [name, width, height])"""


def test_a_session_that_was_ended_in_the_middle_loses_nothing(phone, round, ola):
    on(phone, round).tap("One more: Contacts").is_sent()
    Session.objects.all().delete()
    phone.tap("One more: Contacts", times=2)
    phone.page.wait_for_selector("text=You were signed out. What you counted stays here")
    phone.shows(reached=3)
    assert counted_on(round).reached == 1
    with phone.page.context.expect_page() as opened:
        phone.page.get_by_role("link", name="Sign in").tap()
    page = opened.value
    page.locator("[name=login]").fill(ola.username)
    page.locator("[name=password]").fill(PASSPHRASE)
    page.locator("[name=password]").press("Enter")
    page.wait_for_selector("[data-round]")
    phone.page.evaluate("() => steps.retry()")  # she comes back to this tab
    phone.is_sent()
    assert counted_on(round).sums == {"reached": 3}


def test_the_same_round_on_two_phones_adds_up(phone, round, browser, live_server, client, settings):
    other = on(phone_of(browser, live_server, client, settings), round)
    on(phone, round)
    phone.line(False).tap("One more: Contacts", times=2)
    other.tap("One more: Contacts", times=3).tap("Ten more: Condoms").is_sent()
    phone.line(True)
    phone.shows(**{"reached": 5, "material-condoms": 10})
    assert counted_on(round).sums == {"reached": 5, "material-condoms": 10}
    other.page.context.close()


@pytest.mark.parametrize("size", [(360, 640), (390, 844)])
def test_every_button_is_as_large_as_a_thumb_and_taking_back_is_in_reach(phone, round, size):
    phone.page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    on(phone, round).tap("One more: Contacts").is_sent()
    assert [each for each in phone.page.evaluate(SIZES) if min(each[1:]) < A_THUMB] == []
    for name in ("[data-undo]", "[data-finish]"):
        box = phone.page.locator(name).bounding_box()
        assert size[1] * 2 / 3 < box["y"] and box["y"] + box["height"] <= size[1]
