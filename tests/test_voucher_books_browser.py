"""The vouchers' books in a real browser: open to everybody, and two people who prepare envelopes in two sessions."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from outreach.actions import second, vouchers
from outreach.models import Envelope, VoucherProgramme
from tests.screens import flaws, larger_letters, too_wide

from .vouchers import EACH, TODAY, handed, organisation, prepared


@pytest.fixture
def other(make_account):
    return make_account("ada", "board", alias="Ada Low")


@pytest.fixture
def books(transactional_db, staff, other):
    """A programme in the middle of its time, cards beyond its budget, and something of each kind that waits."""
    title = "Food and winter clothes for Brussels and Antwerp"
    programme = prepared(staff, other, envelopes=6, people=8, title=title)
    cards = handed(programme, staff, 4)
    vouchers.give(token=cards[0], on=TODAY, by=staff)
    vouchers.make_cards(programme=programme, count=20, by=staff)
    second.propose_to_void(envelope=programme.envelopes.get(number="E004"), because="damaged", by=other)
    second.propose_to_replace(token=cards[1], by=staff)
    return programme


def addresses(programme) -> list[str]:
    of_one = ("programme", "edit", "bought", "prepare", "leave", "envelopes", "ledger")
    envelope = programme.envelopes.get(number="E005")
    return [
        *(reverse(f"voucher{name}") for name in ("s", "_new", "_waiting")),
        *(reverse(f"voucher_{name}", args=[programme.pk]) for name in of_one),
        reverse("voucher_void", args=[envelope.pk]),
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_the_books_are_open_to_everybody_and_fit_the_screen(desk, books, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    for address in addresses(books):
        desk.goto(address)
        assert flaws(desk, axe) == [], address


def test_the_books_are_valid_html_and_fit_with_text_twice_as_large(desk, books, client, vnu, tmp_path):
    for number, address in enumerate(addresses(books)):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []
    desk.set_viewport_size({"width": 640, "height": 800})
    for address in addresses(books):
        desk.goto(address)
        larger_letters(desk)
        assert too_wide(desk) == [], address


def test_a_programme_is_planned_bought_for_and_prepared_by_two_in_two_sessions(
    desk, browser, live_server, other, settings
):
    organisation("Cocof")
    desk.goto("/vouchers/")
    desk.get_by_role("link", name="New programme").click()
    desk.get_by_label("Title").fill("Winter")
    desk.get_by_label("Funder").select_option("Cocof")
    desk.get_by_label("Budget in euros").fill("1750")
    desk.get_by_label("Euros for each person").fill("175")
    desk.get_by_label("First day").fill("2026-11-01")
    desk.get_by_label("Last day").fill("2026-12-31")
    desk.get_by_role("button", name="Save").click()
    desk.get_by_role("link", name="Write down an invoice").click()
    desk.get_by_label("Number of the invoice").fill("F-7")
    desk.get_by_label("How many vouchers").fill("35")
    desk.get_by_label("Euros on the invoice").fill("1750")
    desk.get_by_role("button", name="Write it into the ledger").click()
    desk.get_by_role("link", name="Prepare envelopes").click()
    desk.get_by_label("How many envelopes").fill("3")
    desk.get_by_role("button", name="Ask the second person").click()
    expect(desk.get_by_text("It waits for a second person")).to_be_visible()
    assert Envelope.objects.count() == 0

    session = Client()
    session.force_login(other)
    name = settings.SESSION_COOKIE_NAME
    hers = browser.new_context()
    hers.add_cookies([{"name": name, "value": session.cookies[name].value, "url": live_server.url}])
    page = hers.new_page()
    page.goto(f"{live_server.url}/vouchers/")
    page.get_by_role("link", name="1 thing waits for you").click()
    page.get_by_role("button", name="I agree").click()
    expect(page.get_by_text("It stands in the ledger with both of you.")).to_be_visible()
    hers.close()

    desk.get_by_role("link", name="Ledger").click()
    expect(desk.get_by_text("Verified just now: all 4 lines are as they were written.")).to_be_visible()
    assert VoucherProgramme.objects.get().envelopes.filter(status="prepared", amount=EACH).count() == 3
