"""Members in a real browser: coming back in few clicks, an assembly by keyboard and by thumb, pages open to all."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from members.actions import assemblies as verbs
from members.actions.identity import set_identity
from members.assembling import quorum_of
from members.models import Mandate, Member, Membership
from tests.screens import flaws, larger_letters, too_wide

CLICKS = 5


@pytest.fixture
def today(live_server):
    return timezone.localdate()


def a_member(number: str, today, left: int | None = None, **more) -> Member:
    made = Member.objects.create(reference=number)
    Membership.objects.create(
        member=made,
        started_on=today - timedelta(days=400),
        ended_on=left and today - timedelta(days=left),
        left_because="moved_on" if left else "",
        **{
            "language": "nl",
            "region": "flanders",
            "joined_through": "outreach",
            "is_sex_worker": True,
            **more,
        },
    )
    return made


@pytest.fixture
def house(today):
    """Members who stayed, left and hold mandates, and an assembly today."""
    for number in range(1, 7):
        made = a_member(f"M{number}", today, is_effective=number < 6)
        set_identity(
            member=made, values={"chosen_name": f"Made-up {number}", "name_on_lists": "chosen"}, by=None
        )
    gone = a_member("M7", today, left=100)
    Mandate.objects.create(member=made, kind="board", title="Treasurer", started_on=today)
    rules = {"quorum_percent": 50, "most_proxies": 1, "only_effective": True}
    assembly = verbs.call(held_on=today, title="General assembly", by=None, **rules)
    return made, gone, assembly


def addresses(house) -> list[str]:
    made, gone, assembly = house
    interval = gone.memberships.get()
    one_by_one = [
        ("member", made), ("member", gone), ("member_begin", gone), ("member_leave", made), ("mandate_give", made),
        ("mandate", made.mandates.get()), ("membership", interval), ("membership_undo", interval),
        ("assembly", assembly), ("assembly_edit", assembly), ("attendance", assembly),
    ]  # fmt: skip
    lists = ("members", "members_day", "members_flow", "mandates", "assemblies", "assembly_new")
    return [
        *map(reverse, lists),
        reverse("members") + "?region=abroad",
        reverse("members") + "?region=mars",
        *(reverse(name, args=[each.pk]) for name, each in one_by_one),
    ]


def test_she_comes_back_in_few_clicks(desk, today):
    gone = a_member("M7", today, left=100)
    a_member("M8", today)
    clicks = 0

    def click(what) -> None:
        nonlocal clicks
        clicks += 1
        what.click()

    desk.goto("/members/")
    desk.keyboard.press("/")
    desk.keyboard.type("m7")
    desk.keyboard.press("Enter")
    click(desk.get_by_role("link", name="She joins again"))
    assert desk.get_by_label("Region").input_value() == "flanders"
    click(desk.get_by_label("Open House"))
    click(desk.get_by_role("button", name="She joins again"))
    desk.get_by_text("She is a member again.").wait_for()
    assert clicks <= CLICKS
    told = gone.memberships.order_by("started_on").values_list("ended_on", "joined_through", "region")
    assert list(told) == [
        (today - timedelta(days=100), "outreach", "flanders"),
        (None, "open_house", "flanders"),
    ]
    desk.goto("/members/flow/")
    assert "It adds up: 1 + 0 joined + 1 came back − 1 left" not in desk.inner_text("main")
    desk.get_by_role("link", name="1", exact=True).first.wait_for()


def test_an_assembly_by_keyboard_and_by_thumb(desk, house):
    _made, _gone, assembly = house
    desk.goto(reverse("assembly", args=[assembly.pk]))
    quorum = desk.locator("#quorum")
    expect(quorum).to_contain_text("0 of 3, 3 are missing")
    desk.keyboard.press("/")
    for number in ("m1", "M2"):
        desk.keyboard.type(number)
        desk.keyboard.press("Enter")
        desk.get_by_role("button", name=f"Take off {number.upper()}").wait_for()
        desk.wait_for_function(
            "() => document.activeElement.name === 'number' && !document.activeElement.value"
        )
    expect(quorum).to_contain_text("2 of 3, 1 is missing")
    desk.get_by_role("link", name="By proxy M3").click()
    desk.keyboard.type("M1")
    desk.keyboard.press("Enter")
    desk.get_by_text("The quorum is reached: 3 of the 3").wait_for()
    desk.get_by_label("Number").fill("M4")
    desk.get_by_label("Votes through").fill("M1")
    desk.keyboard.press("Enter")
    desk.get_by_text("She carries as many proxies as one may.").wait_for()
    assert desk.get_by_label("Number").input_value() == "M4"
    desk.get_by_role("button", name="There M5").click()
    desk.get_by_role("button", name="Take off M5").wait_for()
    assert desk.evaluate("document.activeElement.value") == str(Member.objects.get(reference="M5").pk)
    assert (quorum_of(assembly).present, quorum_of(assembly).by_proxy) == (3, 1)
    desk.get_by_role("button", name="Close").click()
    desk.get_by_role("button", name="Open again").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_open_to_everybody_and_fit_the_screen(desk, house, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in addresses(house):
        desk.goto(address)
        found[address] = flaws(desk, axe)
    assert found == dict.fromkeys(addresses(house), [])


def test_text_twice_as_large_still_fits(desk, house):
    desk.set_viewport_size({"width": 640, "height": 800})
    for address in addresses(house):
        desk.goto(address)
        larger_letters(desk)
        assert too_wide(desk) == [], address


def test_the_pages_are_valid_html(client, staff, house, vnu, tmp_path):
    for number, address in enumerate(addresses(house)):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    (tmp_path / "names.html").write_bytes(client.post(reverse("members_names")).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


def test_the_list_to_sign_prints_on_pages_that_each_say_what_they_are(desk, house, today):
    for number in range(10, 60):
        a_member(f"M{number}", today, is_effective=True)
    long = a_member("M60", today, is_effective=True)
    name = "A name as long as it may be, " * 2 + "to the end"
    set_identity(member=long, values={"chosen_name": name, "name_on_lists": "chosen"}, by=None)
    desk.goto(reverse("attendance", args=[house[-1].pk]))
    desk.get_by_role("button", name="With the names").click()
    desk.get_by_text("to the end").wait_for()
    pages = [page.extract_text() for page in PdfReader(BytesIO(desk.pdf(prefer_css_page_size=True))).pages]
    assert len(pages) == 3
    assert "Made-up 1" in pages[0] or "M10" in pages[0]  # the first is no heading alone
    for number, text in enumerate(pages, start=1):
        assert "Signature" in text and "General assembly, " in text and f"{number} / 3" in text
    assert "Who chairs" in pages[-1] and "to the end" in "".join(pages)


def test_without_javascript_an_assembly_is_a_plain_page(browser, live_server, house, client, staff, settings):
    _made, _gone, assembly = house
    context = browser.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url, "httpOnly": True}]
    )
    page = context.new_page()
    page.goto(live_server.url + reverse("assembly", args=[assembly.pk]))
    page.get_by_role("button", name="There M1").click()
    page.get_by_role("link", name="By proxy M2").click()
    page.get_by_label("Votes through").fill("M1")
    page.get_by_role("button", name="There", exact=True).click()
    expect(page.locator("#count")).to_contain_text("votes through M1")
    context.close()
