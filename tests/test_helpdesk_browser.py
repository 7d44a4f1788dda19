"""The helpdesk in a real browser: how many clicks and keys a request takes, a pile of mails, and the telephone that
rings while somebody sits opposite."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from support.actions.afternoons import open_afternoon
from support.models import Draft, Question, Request
from tests.accounts import PASSPHRASE
from tests.screens import flaws, sent, too_wide
from utsopi.team.models import Session
from utsopi.team.roles import Role

LONG_AGO = timedelta(minutes=45)  # after which a session is locked


@pytest.fixture
def hana(transactional_db, make_account):
    return make_account("hana", Role.HELPDESK)


@pytest.fixture
def desk(page, live_server, hana, client, settings):
    """A page of hers; `desk.goto` opens addresses of the house, `desk.clicks` counts those of click()."""
    client.force_login(hana)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    goto = page.goto
    page.goto = lambda address, **kw: goto(live_server.url + address, **kw)
    page.clicks = 0
    return page


def click(desk, found) -> None:
    found.click()
    desk.clicks += 1


def chip(desk, name: str, value: str):
    return desk.locator(f'input[name="{name}"][value="{value}"]')


def saved(desk) -> None:
    sent(desk)
    desk.locator("[data-steps] [data-when=saved]").wait_for()


def type_key(desk, name: str, value: str) -> int:
    """Presses the keys that are printed on a chip; how many."""
    keys = chip(desk, name, value).get_attribute("data-key")
    for key in keys:
        desk.keyboard.press(key)
    expect(chip(desk, name, value)).to_be_checked()
    return len(keys)


def asked() -> list[tuple]:
    rows = Question.objects.values_list(
        "topic__code", "request__channel", "request__person__region", "outcome"
    )
    return sorted(rows)


# ── how quick ─────────────────────────────────────────────────────────────────────────────────────


def test_from_the_first_page_a_request_takes_five_clicks_and_no_typing(desk):
    desk.goto("/")
    click(desk, desk.get_by_role("link", name="New request"))
    click(desk, chip(desk, "channel", "phone"))
    click(desk, chip(desk, "region", "brussels"))
    click(desk, chip(desk, "topic", "fines"))
    click(desk, desk.get_by_role("button", name="Save"))
    saved(desk)
    assert desk.clicks == 5
    assert asked() == [("fines", "phone", "brussels", "handled")]


def test_by_keys_alone_it_takes_six(desk):
    desk.goto("/figures/")  # wherever she is, even where there is nothing for her
    desk.goto("/members/")
    desk.keyboard.press("n")
    desk.wait_for_url("**/helpdesk/**")
    pressed = 2  # n and Enter
    for name, value in (("channel", "phone"), ("region", "flanders"), ("topic", "fines")):
        pressed += type_key(desk, name, value)
    desk.keyboard.press("Enter")
    saved(desk)
    assert pressed == 6
    assert asked() == [("fines", "phone", "flanders", "handled")]


def test_without_a_mouse_and_without_shortcuts_tab_and_arrows_do(desk):
    desk.goto(reverse("desk_preference"))
    desk.get_by_label("One key does what a button does").uncheck()
    desk.get_by_role("button", name="Save").click()
    desk.goto(reverse("helpdesk"))
    desk.keyboard.press("t")
    expect(chip(desk, "channel", "phone")).not_to_be_checked()
    chip(desk, "channel", "phone").focus()
    desk.keyboard.press("Space")
    while desk.evaluate("document.activeElement.name") != "topic":
        desk.keyboard.press("Tab")
    desk.keyboard.press("Space")
    while desk.evaluate("document.activeElement.value") != "next":
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    saved(desk)
    assert [each[1] for each in asked()] == ["phone"]


def test_several_questions_of_one_request(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "email")
    type_key(desk, "topic", "fines")
    desk.keyboard.press("+")
    type_key(desk, "topic", "stalking")
    desk.keyboard.press("Enter")
    saved(desk)
    assert [each[:2] for each in asked()] == [("fines", "email"), ("stalking", "email")]
    assert Request.objects.count() == 1
    expect(desk.locator("[data-today] > li")).to_have_count(1)


def test_five_mails_of_a_backlog_keep_their_channel_and_day_and_take_four_keys_each(desk):
    day = timezone.localdate() - timedelta(days=3)
    desk.goto(reverse("helpdesk"))
    desk.get_by_role("link", name="Enter a backlog").click()
    type_key(desk, "channel", "email")
    desk.get_by_label("Date").fill(day.isoformat())
    desk.get_by_label("Date").press("Escape")
    for topic in ("fines", "stalking", "competition", "local_regulations", "sort_later"):
        pressed = type_key(desk, "region", "wallonia") + type_key(desk, "topic", topic)
        desk.keyboard.press("Enter")
        assert pressed + 1 == 4
    saved(desk)
    assert Request.objects.filter(received_on=day, channel="email").count() == 5
    assert len(asked()) == 5


def test_on_a_keyboard_whose_digits_want_shift_the_row_of_digits_does_it(desk):
    desk.goto(reverse("helpdesk"))
    number, letter = chip(desk, "topic", "fines").get_attribute("data-key")
    desk.evaluate(
        "code => dispatchEvent(new KeyboardEvent('keydown', {key: '&', code}))".replace(
            "dispatchEvent", "document.body.dispatchEvent"
        ).replace("code}", "code, bubbles: true}"),
        f"Digit{number}",
    )
    desk.keyboard.press(letter)
    expect(chip(desk, "topic", "fines")).to_be_checked()


# ── nothing is lost ───────────────────────────────────────────────────────────────────────────────


def test_what_is_half_done_survives_a_reload(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "phone")
    type_key(desk, "region", "abroad")
    desk.locator("#id_note").fill("Asks again on Friday")
    desk.locator("#id_note").press("Escape")
    saved(desk)
    desk.reload()
    expect(desk.get_by_text("This goes on where you left it.")).to_be_visible()
    expect(chip(desk, "channel", "phone")).to_be_checked()
    expect(chip(desk, "region", "abroad")).to_be_checked()
    assert desk.locator("#id_note").input_value() == "Asks again on Friday"
    type_key(desk, "topic", "fines")
    desk.keyboard.press("Enter")
    desk.locator("[data-today] > li").wait_for()  # the guard looks at the note first
    saved(desk)
    assert (asked(), Draft.objects.count()) == ([("fines", "phone", "abroad", "handled")], 0)
    expect(desk.get_by_text("This goes on where you left it.")).to_be_hidden()
    desk.reload()
    assert desk.url.endswith(reverse("helpdesk"))
    expect(chip(desk, "channel", "phone")).not_to_be_checked()


def test_what_goes_on_can_be_left_for_something_new_and_stays_half_done(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "email")
    saved(desk)
    desk.reload()
    desk.get_by_role("link", name="Start anew").click()
    desk.locator(".half-done").get_by_role("link", name="E-mail").wait_for()
    expect(chip(desk, "channel", "email")).not_to_be_checked()
    desk.reload()
    expect(chip(desk, "channel", "email")).not_to_be_checked()


def test_a_reload_in_a_pile_of_mails_keeps_channel_and_day(desk):
    desk.goto(reverse("helpdesk"))
    desk.get_by_role("link", name="Enter a backlog").click()
    type_key(desk, "channel", "email")
    type_key(desk, "topic", "fines")
    desk.keyboard.press("Enter")
    saved(desk)
    desk.reload()
    expect(chip(desk, "channel", "email")).to_be_checked()
    expect(chip(desk, "topic", "fines")).not_to_be_checked()
    expect(desk.locator("[name=backlog]")).to_have_count(1)


def test_a_promise_to_call_back_is_one_tap_from_a_request_that_is_not_saved_yet(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "phone")
    type_key(desk, "topic", "fines")
    desk.get_by_role("button", name="Call back").click()
    desk.get_by_role("heading", name="Promise to come back to her").wait_for()
    assert desk.url.endswith(reverse("call_back_new", args=[Request.objects.get().pk]))
    assert asked() == [("fines", "phone", "", "handled")]


def test_instead_of_a_number_in_a_note_there_is_a_promise(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "phone")
    type_key(desk, "topic", "fines")
    desk.locator("#id_note").fill("Ring 0470 11 22 33 on Friday")
    desk.get_by_role("button", name="Make a call-back instead").click()
    desk.get_by_role("heading", name="Promise to come back to her").wait_for()
    assert "0470" not in Question.objects.get().note.open()


def test_while_the_house_cannot_be_reached_the_page_says_so_and_sends_it_once_later(desk):
    desk.goto(reverse("helpdesk"))
    desk.context.set_offline(True)
    type_key(desk, "channel", "phone")
    type_key(desk, "topic", "fines")
    desk.keyboard.press("Enter")
    desk.get_by_text("The house cannot be reached.").wait_for()
    assert Request.objects.count() == 0
    desk.context.set_offline(False)
    saved(desk)
    assert asked() == [("fines", "phone", "", "handled")]
    assert Request.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_is_sent(desk):
    desk.goto(reverse("helpdesk"))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert")).to_contain_text("Choose how it came.")
    assert Request.objects.count() == 0


def test_what_the_house_refuses_stands_in_the_fields_again(desk):
    desk.goto(reverse("helpdesk"))
    type_key(desk, "channel", "phone")
    type_key(desk, "topic", "fines")
    type_key(desk, "outcome", "referred")
    desk.locator("#id_organisation").fill("Nobody has heard of it")
    desk.locator("#id_organisation").press("Escape")
    desk.keyboard.press("Enter")
    desk.get_by_text("No organisation goes by this name.").wait_for()
    expect(chip(desk, "topic", "fines")).to_be_checked()
    assert desk.locator("#id_organisation").input_value() == "Nobody has heard of it"
    expect(desk.locator("[data-today] > li")).to_have_count(0)
    assert Request.objects.count() == 0


# ── interrupted ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def afternoon(hana):
    return open_afternoon(held_on=timezone.localdate(), city="Brussels", by=hana)


def half_of_a_visitor(desk) -> None:
    """Visitor 1 sits there; her question is chosen and not added yet."""
    desk.goto(reverse("afternoon"))
    desk.get_by_role("button", name="New visitor").first.click()
    type_key(desk, "region", "brussels")
    type_key(desk, "topic", "taxes_and_vat")
    saved(desk)


def a_call_about_fines(desk) -> None:
    desk.keyboard.press("n")
    desk.wait_for_url("**/helpdesk/**")
    type_key(desk, "channel", "phone")
    type_key(desk, "topic", "fines")
    desk.keyboard.press("Enter")


def the_visitor_is_as_she_was(desk) -> None:
    desk.wait_for_url("**/afternoon/**")
    expect(chip(desk, "topic", "taxes_and_vat")).to_be_checked()
    expect(chip(desk, "region", "brussels")).to_be_checked()


def test_the_telephone_rings_and_one_key_leads_back_to_the_visitor(desk, afternoon):
    half_of_a_visitor(desk)
    a_call_about_fines(desk)
    saved(desk)
    expect(desk.get_by_role("link", name="Back to Visitor 1")).to_be_visible()
    desk.keyboard.press("Escape")
    the_visitor_is_as_she_was(desk)
    desk.keyboard.press("Enter")
    saved(desk)
    assert [each[:2] for each in asked()] == [("fines", "phone"), ("taxes_and_vat", "open_house")]


def test_of_two_visitors_half_done_the_key_leads_back_to_the_one_who_waits(desk, afternoon):
    half_of_a_visitor(desk)
    for _each in range(3):
        desk.get_by_role("button", name="New visitor").first.click()
        type_key(desk, "topic", "library")
    saved(desk)
    desk.locator("[data-visitors]").get_by_role("link", name="Visitor 2").click()
    a_call_about_fines(desk)
    saved(desk)
    desk.keyboard.press("Escape")
    desk.get_by_role("heading", name="Visitor 2").wait_for()


def test_on_a_phone_the_request_is_in_sight_however_much_is_half_done(desk, afternoon):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(reverse("afternoon"))
    for _each in range(5):
        desk.get_by_role("button", name="New visitor").first.click()
        desk.locator(".chip:has([value=library])").click()
    saved(desk)
    desk.goto(reverse("helpdesk"))
    dock = desk.locator(".desk-dock .chip-row").first.bounding_box()
    channel = desk.locator(".chip:has([value=phone])").bounding_box()
    assert channel["y"] + channel["height"] < dock["y"]
    expect(desk.locator(".desk-dock kbd:visible")).to_have_count(0)
    assert too_wide(desk) == []


def test_saving_with_two_clicks_is_saving_once(desk):
    desk.goto(reverse("helpdesk"))
    chip(desk, "channel", "phone").click()
    chip(desk, "topic", "fines").click()
    desk.get_by_role("button", name="Save").dblclick()
    saved(desk)
    expect(desk.locator("[role=alert]:visible")).to_have_count(0)
    assert len(asked()) == 1


def test_nothing_is_lost_across_an_idle_lock_and_a_reload(desk, afternoon):
    half_of_a_visitor(desk)
    desk.keyboard.press("n")
    desk.wait_for_url("**/helpdesk/**")
    Session.objects.update(last_seen_at=timezone.now() - LONG_AGO)
    type_key(desk, "channel", "phone")
    desk.get_by_role("dialog").get_by_label("Passphrase").fill(PASSPHRASE)
    desk.get_by_role("button", name="Go on").click()
    saved(desk)
    type_key(desk, "topic", "fines")
    desk.keyboard.press("Enter")
    saved(desk)
    assert [each[:2] for each in asked()] == [("fines", "phone")]
    desk.keyboard.press("Escape")
    the_visitor_is_as_she_was(desk)
    desk.reload()
    the_visitor_is_as_she_was(desk)


def test_a_call_on_a_locked_session_asks_who_is_there_and_goes_on_to_the_new_request(desk, afternoon):
    half_of_a_visitor(desk)
    Session.objects.update(last_seen_at=timezone.now() - LONG_AGO)
    desk.keyboard.press("n")
    desk.get_by_label("Passphrase").fill(PASSPHRASE)
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name="Helpdesk").wait_for()
    desk.wait_for_load_state()  # and hears her keys
    desk.keyboard.press("Escape")
    the_visitor_is_as_she_was(desk)


def test_while_somebody_may_sit_opposite_the_page_tells_nothing_of_what_others_asked(desk, afternoon):
    half_of_a_visitor(desk)
    a_call_about_fines(desk)
    saved(desk)
    beside = desk.locator(".desk-list")
    assert "Fines" not in beside.inner_text() and "Taxes" not in beside.inner_text()
    desk.reload()
    assert "Fines" not in beside.inner_text() and "Taxes" not in beside.inner_text()
    assert "Telephone" in beside.inner_text() and "Visitor 1" in beside.inner_text()


# ── for everybody ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_its_pages_are_open_to_everybody_and_fit_the_screen(desk, afternoon, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    half_of_a_visitor(desk)
    pages = [
        "/",
        reverse("helpdesk"),
        reverse("helpdesk") + "?backlog=1",
        reverse("tally"),
        reverse("tally_enter", args=["helpdesk"]),
        reverse("desk_preference"),
    ]
    found = {}
    for address in pages:
        desk.goto(address)
        if address.startswith(reverse("helpdesk") + "?"):
            chip(desk, "outcome", "referred").check(force=True)
        found[address] = flaws(desk, axe)
    assert found == dict.fromkeys(pages, [])
