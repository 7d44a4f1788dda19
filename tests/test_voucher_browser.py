"""A voucher day in a real browser: two clicks an envelope, a scanner that types wherever the focus is, answers that
get lost; cards on paper; and books that two people close."""

import re
import time

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from outreach.actions import second, vouchers
from outreach.cards import shown
from outreach.choices import EnvelopeStatus, TokenState
from outreach.models import Envelope, LedgerEntry, Token
from tests.screens import flaws
from utsopi.team.roles import Role

from .vouchers import handed, organisation, prepared

SECONDS = 10  # for one envelope


@pytest.fixture
def kim(transactional_db, make_account):
    return make_account("kim", Role.COORDINATOR, alias="Kim Maes")


@pytest.fixture
def noor(transactional_db, make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


@pytest.fixture
def hana(transactional_db, make_account):
    return make_account("hana", Role.HELPDESK, alias="Hana")


@pytest.fixture
def programme(kim, noor):
    return prepared(kim, noor, envelopes=9)


@pytest.fixture
def browser_of(live_server, settings, new_context):
    """A function (account, **options of a context) → a page of her own, whose clicks are counted in `clicks`."""

    def open_one(account, **options):
        client = Client()
        client.force_login(account)
        name = settings.SESSION_COOKIE_NAME
        context = new_context(base_url=live_server.url, **options)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.clicks = 0
        return page

    return open_one


@pytest.fixture
def table(browser_of, hana, programme):
    """The page of the day at a table."""
    return at_the_table(browser_of(hana), programme)


def at_the_table(page, programme):
    page.goto(reverse("voucher_day_at", args=[programme.pk]))
    page.locator("#card").wait_for()
    return page


def click(page, found) -> None:
    found.click()
    page.clicks += 1


def answer(page, kind: str):
    found = page.locator(f"[data-place] .answer.{kind}")
    found.wait_for()
    return found


def given() -> list[str]:
    found = Envelope.objects.filter(status=EnvelopeStatus.ISSUED)
    return sorted(found.values_list("number", flat=True))


# ── how much it takes ─────────────────────────────────────────────────────────────────────────────


def test_three_envelopes_take_two_clicks_each_and_less_than_ten_seconds(table, programme, kim):
    for number, card in enumerate(handed(programme, kim, 3), start=1):
        began, table.clicks = time.monotonic(), 0
        table.keyboard.type(shown(card.serial).lower())
        click(table, table.get_by_role("button", name="Give", exact=True))
        assert answer(table, "yes").locator(".number").inner_text() == f"E00{number}"
        click(table, table.get_by_role("link", name="Given"))
        answer(table, "idle")
        assert table.clicks == 2
        assert time.monotonic() - began < SECONDS
        assert table.locator("[data-total]").inner_text() == str(number)
    assert given() == ["E001", "E002", "E003"]
    expect(table.locator("[data-list] > li b")).to_have_text(["E003", "E002", "E001"])


def test_a_scanner_alone_does_a_whole_day_without_a_click(table, programme, kim):
    first, other, last = handed(programme, kim, 3)
    for card, number in ((first, "E001"), (other, "E002")):
        table.keyboard.type(card.serial)
        table.keyboard.press("Enter")
        table.locator("[data-place] .number", has_text=number).wait_for()
    table.get_by_role("heading", level=1).click()  # the focus is nowhere
    table.keyboard.type(last.serial)
    table.keyboard.press("Enter")
    table.locator("[data-place] .number", has_text="E003").wait_for()
    table.keyboard.press("Enter")
    answer(table, "idle")
    assert given() == ["E001", "E002", "E003"]


def test_a_serial_that_begins_with_a_key_of_the_side_bar_leads_nowhere(table):
    table.get_by_role("heading", level=1).click()
    table.keyboard.type("n")
    assert table.locator("#card").input_value() == "n"
    assert table.url.endswith("/day/")


def test_red_has_one_reason_and_the_next_card_is_scanned_at_once(table, programme, kim):
    first, other = handed(programme, kim, 2)
    for text, words in (
        (first.serial, None),
        (first.serial, "This card was used today already, for envelope E001."),
        (first.serial[:-1], "This is mistyped, or no card of ours. Read it once more."),
        (other.serial, None),
    ):
        table.keyboard.type(text)
        table.keyboard.press("Enter")
        found = answer(table, "no" if words else "yes")
        if words:
            assert found.locator(".why").inner_text() == words
            assert found.locator(".word").inner_text() == "No envelope"
    assert given() == ["E001", "E002"]


def test_what_was_not_handed_over_is_taken_back_with_a_reason(table, programme, kim):
    (card,) = handed(programme, kim)
    table.keyboard.type(card.serial)
    table.keyboard.press("Enter")
    answer(table, "yes").get_by_text("Not handed over").click()
    table.locator("[data-place]").get_by_role("button", name="She did not want it").click()
    answer(table, "idle")
    assert table.locator("[data-total]").inner_text() == "0"
    expect(table.locator("[data-list] > li")).to_have_count(0)
    assert LedgerEntry.objects.get(act="returned").reason == "declined"
    assert Token.objects.get().state == TokenState.HANDED


# ── answers that get lost, two tables ─────────────────────────────────────────────────────────────


def test_an_answer_that_got_lost_is_asked_for_again_and_is_the_same(table, programme, kim):
    (card,) = handed(programme, kim)
    lost = []

    def lose_the_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    table.route("**/day/card/", lose_the_first)
    table.keyboard.type(card.serial)
    table.keyboard.press("Enter")
    assert answer(table, "yes").locator(".number").inner_text() == "E001"
    assert (lost, given()) == ([200], ["E001"])


def test_without_a_line_nothing_is_green_and_no_second_card_is_asked_about(table, programme, kim):
    first, other = handed(programme, kim, 2)
    table.context.set_offline(True)
    table.keyboard.type(first.serial)
    table.keyboard.press("Enter")
    table.get_by_text("Hand nothing over before this is green.").wait_for()
    table.keyboard.type(other.serial)
    table.keyboard.press("Enter")
    table.context.set_offline(False)
    assert answer(table, "yes").locator(".number").inner_text() == "E001"
    assert Token.objects.filter(state=TokenState.USED).get() == first


def test_two_tables_share_the_envelopes_and_the_total_of_the_day(
    browser_of, programme, kim, hana, make_account
):
    tables = [
        at_the_table(browser_of(each), programme) for each in (hana, make_account("ines", Role.HELPDESK))
    ]
    for place, card in enumerate(handed(programme, kim, 4)):
        table = tables[place % 2]
        table.keyboard.type(card.serial)
        table.keyboard.press("Enter")
        table.locator("[data-place] .number", has_text=f"E00{place + 1}").wait_for()
        assert table.locator("[data-total]").inner_text() == str(place + 1)
    assert given() == ["E001", "E002", "E003", "E004"]


def test_without_script_it_takes_two_clicks_as_well(browser_of, hana, programme, kim):
    first, _other = handed(programme, kim, 2)
    page = at_the_table(browser_of(hana, java_script_enabled=False), programme)
    for kind in ("yes", "no"):
        page.locator("#card").fill(first.serial)
        click(page, page.get_by_role("button", name="Give", exact=True))
        answer(page, kind)
        click(page, page.get_by_role("link", name="Given" if kind == "yes" else "Next card"))
    assert (page.clicks, given()) == (4, ["E001"])


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────


def test_cards_are_handed_over_on_a_phone_one_after_the_other(browser_of, programme, kim, make_account):
    partner = organisation("A partner")
    programme.partner_links.create(organisation=partner, quota=5)
    cards = vouchers.make_cards(programme=programme, count=2, by=kim)
    phone = browser_of(make_account("ola", Role.OUTREACH), viewport={"width": 390, "height": 844})
    phone.goto(reverse("voucher_card_hand"))
    phone.get_by_label("A partner").check()
    for count, card in enumerate(cards, start=1):
        phone.locator("#card").fill(shown(card.serial))
        phone.keyboard.press("Enter")
        phone.locator("[data-place] [data-words]", has_text=f"A partner: {count} of 5").wait_for()
    expect(phone.locator("[data-list] > li")).to_have_count(2)
    assert Token.objects.filter(organisation=partner, state=TokenState.HANDED).count() == 2


def test_twelve_cards_print_on_two_sheets_of_a4_with_nothing_else(browser_of, programme, kim):
    vouchers.make_cards(programme=programme, count=12, by=kim)
    page = browser_of(kim)
    page.goto(reverse("voucher_cards_sheet", args=[programme.pk]))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.emulate_media(media="print")
    seen = page.locator("main").inner_text().split()
    assert sorted(seen) == sorted(
        part for card in Token.objects.all() for part in shown(card.serial).split("-")
    )


# ── closing ───────────────────────────────────────────────────────────────────────────────────────


def test_two_accounts_close_the_books(browser_of, programme, kim, noor):
    first, _other = handed(programme, kim, 2)
    vouchers.give(token=first, on=programme.starts_on, by=kim)
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    address = reverse("voucher_closing", args=[programme.pk])
    one, another = browser_of(kim), browser_of(noor)
    one.goto(address)
    expect(one.get_by_role("button", name="Begin closing")).to_have_count(0)
    one.get_by_label("Why", exact=True).select_option("not_come")
    one.get_by_role("button", name="Add").click()
    one.get_by_role("button", name="Begin closing").click()
    one.get_by_text("You began it.").wait_for()
    expect(one.get_by_role("button", name="Confirm and close")).to_have_count(0)
    another.goto(address)
    another.get_by_text("Kim Maes began it.").wait_for()
    another.get_by_role("button", name="Confirm and close").click()
    another.get_by_text("By two people: KM NO.").wait_for()
    programme.refresh_from_db()
    assert programme.closed_on is not None


# ── for everybody ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_day_is_open_to_everybody_and_fits_the_screen(
    browser_of, hana, kim, programme, axe, theme, width
):
    (card,) = handed(programme, kim)
    page = browser_of(hana, viewport={"width": width, "height": 800}, color_scheme=theme)
    at_the_table(page, programme)
    assert flaws(page, axe) == [], page.url
    for kind in ("yes", "no"):
        page.keyboard.type(card.serial)
        page.keyboard.press("Enter")
        answer(page, kind)
        assert flaws(page, axe) == [], page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_cards_and_closing_are_open_to_everybody_and_fit(browser_of, kim, noor, programme, axe, theme, width):
    vouchers.make_cards(programme=programme, count=11, by=kim)
    page = browser_of(kim, viewport={"width": width, "height": 800}, color_scheme=theme)
    for name in ("voucher_cards", "voucher_cards_sheet", "voucher_card_lost", "voucher_closing"):
        page.goto(reverse(name, args=[programme.pk]))
        assert flaws(page, axe) == [], page.url
    page.goto(reverse("voucher_card_hand"))
    assert flaws(page, axe) == [], page.url


def test_the_pages_are_valid_html(client, hana, kim, programme, vnu, tmp_path):
    vouchers.make_cards(programme=programme, count=3, by=kim)
    addresses = [reverse("voucher_card_hand")]
    names = ("voucher_cards", "voucher_cards_sheet", "voucher_card_lost", "voucher_closing", "voucher_day_at")
    addresses += [reverse(name, args=[programme.pk]) for name in names]
    for number, address in enumerate(addresses):
        client.force_login(hana if address.endswith("/day/") else kim)
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []
