"""All rounds as a list: found by every code, page by page, in few statements; the same as a file; and one of them."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from outreach.actions.follow_ups import close_follow_up, open_follow_up
from outreach.models import Area, Handout, Material, Observation, Round, RoundPartner
from outreach.round_lines import columns
from tests.accounts import PASSPHRASE
from tests.screens import flaws
from tests.years import bring_in
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation
from utsopi.team.roles import Role

DAY = date(2026, 11, 17)
INTERNAL = "Internal: exact small numbers, not for publication."


@pytest.fixture
def today():
    with time_machine.travel(DAY, tick=False):
        yield DAY


@pytest.fixture
def helpdesk(today, make_account, client):
    account = make_account("kim", Role.HELPDESK)
    client.force_login(account)
    return account


def area_called(name: str, region: str = "brussels") -> Area:
    return Area.objects.get_or_create(name=name, defaults={"region": region})[0]


def walked(reference="", *, on=DAY, area="North Quarter", region="brussels", with_=(), **more) -> Round:
    """A round; what is not said is a held one in the street."""
    named = {"reference": reference} if reference else {}
    facts = {"mode": "street", "status": "held", **named, **more}
    made = Round.objects.create(held_on=on, area=area_called(area, region), **facts)
    for organisation in with_:
        RoundPartner.objects.create(round=made, organisation=organisation)
    return made


def lines(client, **query) -> list:
    page = client.get(reverse("rounds"), query)
    assert page.status_code == 200
    return [line for _coded, line in page.context["shown"].rounds]


def references(client, **query) -> str:
    return " ".join(line.reference for line in lines(client, **query))


# ── what stands there ─────────────────────────────────────────────────────────────────────────────


def test_a_round_stands_there_once_with_all_its_sums(client, helpdesk):
    partners = [Organisation.objects.create(name=name) for name in ("Violett", "Espace P")]
    made = walked("R1", with_=partners, people_reached=12, first_contacts=3)
    first, second = Material.objects.all()[:2]
    for material, quantity in ((first, 40), (second, 2)):
        Handout.objects.create(round=made, material=material, quantity=quantity)
    for kind, count in (("street_fight", 1), ("open_drug_use", 4)):
        Observation.objects.create(round=made, kind=kind, count=count)
    for _each in range(2):
        open_follow_up(round=made, need="health", channel="phone", by=helpdesk)
    assert [tuple(line) for line in lines(client)] == [
        (
            DAY,
            "R1",
            "North Quarter",
            "Brussels",
            "In the street",
            "Held",
            12,
            3,
            42,
            5,
            2,
            "Espace P; Violett",
        )
    ]
    text = client.get(reverse("rounds")).text
    assert "1 round" in text and text.count(reverse("rounds_one", args=[made.pk])) == 1


def test_nobody_reached_is_a_zero_and_nobody_counted_is_none(client, helpdesk):
    walked("R1", people_reached=0)
    walked("R2", on=DAY - timedelta(days=1))
    assert [line.contacts for line in lines(client)] == [0, None]


def test_how_it_stands_says_why(client, helpdesk):
    walked("R1", status="suspended", suspended_because="safety")
    walked("R2", status="cancelled", cancelled_because="weather", on=DAY - timedelta(days=1))
    walked("R3", is_open=True, on=DAY - timedelta(days=2))
    walked("R4", status="suspended", on=DAY - timedelta(days=3))
    told = [line.status for line in lines(client)]
    assert told == ["Broken off: Safety", "Cancelled: Weather", "Still open", "Broken off"]


def test_an_empty_list_says_so_and_one_in_which_nothing_fits_says_how_to_widen(client, helpdesk):
    assert "No round was planned or walked yet." in client.get(reverse("rounds")).text
    walked()
    page = client.get(reverse("rounds"), {"status": "cancelled", "mode": "street"})
    assert "No round fits all of this together." in page.text
    assert 'href="?mode=street"' in page.text


NARROWED = [
    ({}, "RA RB RC RD"),
    ({"when": "month"}, "RA RB"),
    ({"when": "2025"}, "RD"),
    ({"start": "2026-01-01", "end": "2026-10-31"}, "RC"),
    ({"status": "held"}, "RA RD"),
    ({"status": "open"}, "RA"),
    ({"status": "suspended"}, "RB"),
    ({"mode": "virtual"}, "RC"),
    ({"status": "held", "when": "2025"}, "RD"),
    ({"mode": "virtual", "status": "held"}, ""),
]


@pytest.fixture
def several(helpdesk):
    """Four rounds, each unlike the others."""
    violett = Organisation.objects.create(name="Violett")
    walked("RA", is_open=True)
    walked("RB", on=date(2026, 11, 1), status="suspended", suspended_because="safety", with_=[violett])
    walked("RC", on=date(2026, 2, 28), mode="virtual", status="cancelled", area="Harbour", region="flanders")
    walked("RD", on=date(2025, 12, 31), with_=[violett, Organisation.objects.create(name="Payoke")])


@pytest.mark.parametrize(("query", "expected"), NARROWED, ids=str)
def test_the_list_is_narrowed_by_every_code(query, expected, client, several):
    assert references(client, **query) == expected
    assert client.get(reverse("rounds"), query).context["shown"].count == len(expected.split())


def test_the_list_is_narrowed_by_area_and_by_who_walked_along(client, several):
    assert references(client, area=str(area_called("Harbour").pk)) == "RC"
    violett = Organisation.objects.get(name="Violett")
    assert references(client, partner=str(violett.pk)) == "RB RD"
    assert references(client, partner=str(violett.pk), status="held") == "RD"


def test_what_it_is_narrowed_to_stands_in_words(client, several):
    area = area_called("Harbour")
    form = client.get(reverse("rounds"), {"area": area.pk, "status": "open"}).context["form"]
    assert [(each.label, each.value) for each in form.filters()] == [
        ("Area", "Harbour"),
        ("How it went", "Still open"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"start": "2026-02-30"},
        {"start": "2026-03-01", "end": "2026-02-01"},
        {"area": "mars"},
        {"partner": "1 or 1=1"},
        {"status": "fun"},
        {"when": "1066"},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_shown_for_it(query, client, several):
    page = client.get(reverse("rounds"), query)
    assert (page.status_code, page.context["shown"]) == (422, None)


# ── page by page ──────────────────────────────────────────────────────────────────────────────────


def test_pages_hold_every_round_once_and_keep_the_filter(client, helpdesk):
    for number in range(120):
        walked(on=DAY - timedelta(days=number // 3))
    walked(mode="virtual")
    seen, address = [], "?mode=street"
    while address:
        page = client.get(reverse("rounds") + address)
        seen += [coded.key for coded, _line in page.context["shown"].rounds]
        address = page.context["older"]
    assert seen == list(
        Round.objects.filter(mode="street").order_by("-held_on", "-id").values_list("id", flat=True)
    )
    assert page.context["newer"] == "?mode=street&page=2"


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 12])
def test_a_page_that_is_none_is_not_found(number, client, helpdesk):
    assert client.get(reverse("rounds"), {"page": number}).status_code == 404


@pytest.mark.parametrize("query", [{}, {"status": "held", "when": "2026"}, {"partner": "one"}], ids=str)
def test_a_page_takes_the_same_statements_with_ten_and_with_a_hundred_rounds(query, client, helpdesk):
    partner = Organisation.objects.create(name="Violett")
    query = {name: str(partner.pk) if value == "one" else value for name, value in query.items()}

    def fill(count):
        for number in range(count):
            made = walked(area=f"Quarter {'ABCDEFGHIJ'[number % 10]}", with_=[partner], people_reached=3)
            Handout.objects.create(round=made, material=Material.objects.first(), quantity=2)
            Observation.objects.create(round=made, kind="street_fight", count=1)

    fill(10)
    client.get(reverse("rounds"), query)
    with CaptureQueriesContext(connection) as few:
        assert len(lines(client, **query)) == 10
    fill(90)
    with CaptureQueriesContext(connection) as many:
        assert len(lines(client, **query)) == 50
    assert len(few) == len(many) <= 8


# ── as a file ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def fresh(today, make_account, client):
    """Somebody of the helpdesk who has just signed in with her passphrase."""
    account = make_account("kim", Role.HELPDESK)
    client.post(reverse("account_login"), {"login": "kim", "password": PASSPHRASE})
    return account


def on_screen(client, **query) -> list[list[str]]:
    found, address = [], None
    page = client.get(reverse("rounds"), query)
    while True:
        for _coded, line in page.context["shown"].rounds:
            found.append(["" if cell is None else str(cell) for cell in line])
        if not (address := page.context["older"]):
            return found
        page = client.get(reverse("rounds") + address)


@pytest.mark.parametrize("query", [{}, {"mode": "street"}, {"status": "suspended"}], ids=str)
def test_both_files_hold_the_lines_of_all_pages_in_their_order(query, client, fresh):
    bring_in("made-up-year")
    for number in range(60):
        walked(on=DAY - timedelta(days=number), people_reached=number)
    screen = on_screen(client, **query)
    assert screen
    answer = client.post(reverse("rounds_out"), {"format": "csv", **query})
    head, *rows = csv.reader(io.StringIO(answer.getvalue().decode(), newline=""))
    assert head == [*(str(column.label) for column in columns()), "notice"]
    assert [row[:-1] for row in rows] == screen
    assert {row[-1] for row in rows} == {INTERNAL}
    book = client.post(reverse("rounds_out"), {"format": "xlsx", **query}).getvalue()
    sheet = load_workbook(io.BytesIO(book)).active
    cells = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], datetime)]
    as_text = [
        ["" if c is None else str(c.date() if isinstance(c, datetime) else c) for c in row] for row in cells
    ]
    assert as_text == screen


def test_what_was_taken_out_stands_in_the_trail(client, fresh):
    walked()
    client.post(reverse("rounds_out"), {"format": "csv"})
    entry = AuditEntry.objects.get(action="export")
    assert (entry.model, entry.by_id, entry.fields, entry.counts) == (
        "outreach.Round",
        fresh.pk,
        ["csv"],
        {"rows": 1},
    )


def test_a_file_wants_a_proof_that_it_is_still_she(client, fresh):
    walked()
    with time_machine.travel(datetime(2026, 11, 17, 0, 20, tzinfo=UTC), tick=False):
        answer = client.post(reverse("rounds_out"), {"format": "csv"})
    assert "text/csv" not in answer.headers["Content-Type"]
    assert not AuditEntry.objects.filter(action="export").exists()


@pytest.mark.parametrize("said", [{}, {"format": "pdf"}, {"format": "csv", "status": "fun"}], ids=str)
def test_no_such_file_is_not_found(said, client, fresh):
    assert client.post(reverse("rounds_out"), said).status_code == 404


# ── one of them ───────────────────────────────────────────────────────────────────────────────────


def test_one_round_shows_all_that_is_known_of_it_and_its_needs(client, helpdesk):
    made = walked(people_reached=0, with_=[Organisation.objects.create(name="Violett")])
    Observation.objects.create(round=made, kind="street_fight", count=7)
    done = open_follow_up(round=made, need="health", channel="phone", by=helpdesk)
    still = open_follow_up(round=made, need="health", channel="in_person", by=helpdesk)
    close_follow_up(follow_up=done, by=helpdesk)
    page = client.get(reverse("rounds_one", args=[made.pk]))
    facts = dict(page.context["facts"])
    assert (facts["Contacts"], facts["With"], facts["How it went"]) == (0, "Violett", "Held")
    assert [each.follow_up for each in page.context["needs"]] == [still, done]
    assert [row["count"] for row in page.context["seen"].rows] == [7]
    assert "Nothing was handed out" in page.text


@pytest.mark.parametrize(
    ("facts", "way"),
    [
        ({}, "round_correct"),
        ({"is_open": True}, "round_close"),
        ({"status": "planned"}, "round_cancel"),
        ({"status": "cancelled"}, None),
    ],
    ids=str,
)
def test_the_coordinator_is_led_to_what_can_be_done_about_it(facts, way, client, today, make_account):
    made = walked(**facts)
    client.force_login(make_account("ada", Role.COORDINATOR))
    text = client.get(reverse("rounds_one", args=[made.pk])).text
    ways = [
        name
        for name in ("round_correct", "round_close", "round_cancel")
        if reverse(name, args=[made.pk]) in text
    ]
    assert ways == ([way] if way else [])


def test_the_helpdesk_reads_and_changes_nothing(client, helpdesk):
    made = walked()
    text = client.get(reverse("rounds_one", args=[made.pk])).text
    assert reverse("round_correct", args=[made.pk]) not in text
    assert reverse("round_plan") not in client.get(reverse("rounds")).text


@pytest.mark.parametrize("role", ["member", "host", "outreach", "board", "auditor", "steward", "admin", ()])
def test_nobody_else_finds_the_rounds(role, client, db, make_account):
    made = walked()
    client.force_login(make_account("kim", role))
    for address in (reverse("rounds"), reverse("rounds_one", args=[made.pk]), reverse("rounds_season")):
        assert client.get(address).status_code == 404
    assert client.post(reverse("rounds_out"), {"format": "csv"}).status_code == 404


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def a_season(transactional_db, staff):
    """Rounds of all kinds, needs that are due and done, and the pages about them."""
    partner = Organisation.objects.create(name="Violett")
    made = walked(people_reached=12, first_contacts=3, with_=[partner])
    Handout.objects.create(round=made, material=Material.objects.first(), quantity=4, bag_out=9, bag_back=5)
    Observation.objects.create(round=made, kind="street_fight", count=2)
    walked(on=DAY - timedelta(days=9), status="suspended", suspended_because="safety", people_reached=2)
    walked(on=DAY - timedelta(days=20), status="cancelled", cancelled_because="weather")
    walked(is_open=True, area="Harbour", region="")
    for channel in ("phone", "in_person"):
        open_follow_up(round=made, need="health", channel=channel, by=staff)
    close_follow_up(follow_up=open_follow_up(round=made, need="health", channel="phone", by=staff), by=staff)
    need, area = made.follow_ups.first(), made.area
    return [
        reverse("rounds"),
        reverse("rounds") + "?status=cancelled&mode=virtual",
        reverse("rounds") + "?start=2026-03-01&end=2026-02-01",
        reverse("rounds_one", args=[made.pk]),
        reverse("rounds_season"),
        reverse("rounds_season_of", args=[area.pk]),
        reverse("rounds_season") + "?period=1999",
        reverse("follow_ups"),
        reverse("follow_up", args=[need.pk]),
        reverse("follow_up_new", args=[made.pk]),
        reverse("areas"),
        reverse("area", args=[area.pk]),
        reverse("area_new"),
        reverse("area_merge", args=[area_called("Harbour").pk]),
        reverse("materials"),
        reverse("material", args=[Material.objects.first().pk]),
        reverse("material_new"),
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_every_page_is_open_to_everybody_and_fits_the_screen(desk, a_season, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 844})
    found = {}
    for address in a_season:
        desk.goto(address)
        found[address] = flaws(desk, axe)
    assert found == dict.fromkeys(a_season, [])


def test_a_need_is_done_and_undone_with_keys_alone(desk, a_season):
    desk.goto(reverse("follow_ups"))
    before = desk.locator(".is-done li").count()
    desk.get_by_role("button", name="Done").first.focus()
    desk.keyboard.press("Enter")
    desk.get_by_text("For 30 days it can be undone").wait_for()
    expect(desk.locator(".is-done li")).to_have_count(before + 1)
    desk.get_by_role("button", name="Undo").first.focus()
    desk.keyboard.press("Enter")
    desk.get_by_text("It is due again.").wait_for()
    expect(desk.locator(".is-done li")).to_have_count(before)


def test_the_pages_are_valid_html(client, staff, a_season, vnu, tmp_path):
    for number, address in enumerate(a_season):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


# ── what makes no sense ───────────────────────────────────────────────────────────────────────────

FIELDS = (
    "when area status mode partner start end page need channel region period format due_on kept name municipality "
    "province is_hidden label_en label_fr label_nl"
)
ODD = [
    "",
    "99999999999999999999",
    "9" * 5000,
    "\ud7ff\u202e'\" OR 1=1;--",
    "x" * 3000,
    "0000-00-00",
    "-1",
    "%00",
]


@pytest.mark.parametrize("odd", ODD, ids=lambda text: text[:12])
def test_nothing_odd_breaks_a_page_about_rounds(odd, client, staff):
    made = walked(area="Harbour")
    need = open_follow_up(round=made, need="health", channel="in_person", by=staff)
    keys = {
        "rounds": [],
        "rounds_out": [],
        "rounds_season": [],
        "rounds_season_of": [made.area_id],
        "follow_ups": [],
        "follow_up_new": [made.pk],
        "follow_up_put_off": [need.pk],
        "follow_up_request": [need.pk],
        "area_new": [],
        "area": [made.area_id],
        "area_merge": [made.area_id],
        "material_new": [],
        "material": [Material.objects.first().pk],
    }
    client.raise_request_exception = False
    said = dict.fromkeys(FIELDS.split(), odd)
    answers = {
        (name, method.__name__): method(reverse(name, args=args), said).status_code
        for name, args in keys.items()
        for method in (client.get, client.post)
    }
    assert {each: status for each, status in answers.items() if status >= 500} == {}
