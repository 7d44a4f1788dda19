"""The pages in a real browser: checked by axe and the Nu checker, and walked through as the coordinator does."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.workbook import import_workbook
from support.models import Request
from tests.screens import flaws, larger_letters, too_wide
from tests.test_pages import DEMO, MADE_UP

ADDRESSES = (
    "/",
    "/?period=1999",
    "/figures/",
    "/figures/helpdesk.questions_by_topic/",
    "/figures/membership.members_at_end/?region=brussels",
    "/figures/helpdesk.requests/rows/",
    "/report/",
    "/records/",
)


@pytest.fixture
def year_2024(transactional_db):
    assert import_workbook(DEMO, by=None).ok


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_open_to_everybody_and_fit_the_screen(desk, year_2024, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in ADDRESSES:
        desk.goto(address)
        found[address] = flaws(desk, axe)
    assert found == dict.fromkeys(ADDRESSES, [])


def test_pages_are_valid_html(client, staff, year_2024, vnu, tmp_path):
    for number, address in enumerate(ADDRESSES):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


def test_text_twice_as_large_still_fits(desk, year_2024):
    desk.set_viewport_size({"width": 640, "height": 800})
    for address in ADDRESSES:
        desk.goto(address)
        larger_letters(desk)
        assert too_wide(desk) == [], address


def test_the_coordinator_brings_a_year_in_and_reads_a_figure(desk, database_for_children):
    desk.goto("/records/")
    desk.get_by_label("Workbook").set_input_files(sorted(MADE_UP.glob("*.csv")))
    desk.get_by_role("button", name="Check the workbook").click()
    desk.get_by_role("link", name="See the outcome").click(timeout=120_000)
    assert Request.objects.count() == 0
    desk.get_by_role("button", name="Bring these records in").click()
    desk.get_by_role("link", name="See the outcome").click(timeout=120_000)
    desk.get_by_role("link", name="See the figures").click()
    desk.get_by_label("Period").select_option("2027")
    desk.get_by_role("button", name="Show").click()
    figure = desk.get_by_role("link", name="126", exact=True)
    figure.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Members at the end")


def test_the_coordinator_makes_a_report_and_fetches_it(desk, year_2024, database_for_children):
    desk.goto("/report/")
    desk.get_by_label("Kind of file").select_option("json")
    desk.get_by_role("button", name="Make the report").click()
    with desk.expect_download(timeout=120_000) as download:
        desk.get_by_role("link", name="Fetch the file").click(timeout=120_000)
    figures = json.loads(Path(download.value.path()).read_text())["figures"]
    assert figures["vouchers.amount_issued"]["value"] == 18025
    desk.goto("/report/")
    expect(desk.get_by_text("Ready")).to_have_count(1)


def test_everything_works_without_javascript(browser, live_server, client, staff, year_2024, settings):
    context = browser.new_context(java_script_enabled=False)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
    }
    context.add_cookies([{**cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/?period=2024")
    page.get_by_text("Show as a table").first.click()
    page.get_by_role("cell", name="63").first.wait_for()
    page.get_by_role("link", name="Figures", exact=True).first.click()
    page.get_by_role("link", name="Helpdesk: Questions by topic").click()
    page.get_by_role("link", name="The rows behind it").click()
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("row")).to_have_count(51)
    context.close()
