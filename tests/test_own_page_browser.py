"""A member's own pages in a real browser: on a phone, in both themes and with large letters, however much is kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.member_coming import come_as_member
from members.actions.identity import set_identity
from members.models import Assembly, Member, Presence
from tests.evenings import a_member, an_evening
from tests.screens import flaws, larger_letters, too_wide
from utsopi.team.roles import Role

PAGES = ("own_record", "own_copy", "own_correct", "own_leave")
LONG = "Marie-Claire-Antoinette Vandenbroucke-Van-Cauwenberghe-de-la-Très-Longue-Rivière"


@pytest.fixture
def hers(live_server, make_account, browser, settings):
    """A function that opens a window on a phone, signed in as a member of whom much is kept."""
    account = make_account("quiet.lamp.42", Role.MEMBER)
    member = a_member(account=account)
    told = {"chosen_name": LONG[:80], "legal_name": LONG, "email": f"{'very.long.address' * 3}@example.org"}
    set_identity(member=member, values=told, by=None)
    today = timezone.localdate()
    for week in (1, 7):
        evening = an_evening(today + timedelta(weeks=week))
        come_as_member(evening=evening, member=member, needs=["low_noise", "child"], language="fr")
    held = Assembly.objects.create(held_on=today, title="The general assembly of a long name, second call")
    Presence.objects.create(
        assembly=held, member=member, present_as="by_proxy", proxy=Member.objects.create()
    )
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(account)
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url, "httpOnly": True}

    def open_window(theme: str = "light"):
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, color_scheme=theme, base_url=live_server.url
        )
        context.add_cookies([cookie])
        return context.new_page()

    return open_window


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_they_fit_a_phone_and_are_open_to_everybody(theme, hers, axe):
    page, found = hers(theme), {}
    for name in PAGES:
        page.goto(reverse(name))
        found[name] = flaws(page, axe), too_wide(page)
    assert found == dict.fromkeys(PAGES, ([], []))


def test_text_twice_as_large_still_fits(hers):
    page = hers()
    for name in PAGES:
        page.goto(reverse(name))
        larger_letters(page)
        assert too_wide(page) == [], name


def test_her_places_are_given_back_with_one_tap_more_when_she_leaves(hers):
    page = hers()
    page.goto(reverse("own_leave"))
    page.get_by_label("I give these places back").check()
    page.get_by_label("Yes, I want to leave").check()
    page.get_by_role("button", name="End my membership").click()
    page.get_by_text("your places are given back").wait_for()
    assert page.get_by_text("You gave your place back.").count() == 2
