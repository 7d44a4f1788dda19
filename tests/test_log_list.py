"""The log as a list: found by every code, page by page, in few statements; and what it says where nothing fits."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import expect

from support import searching
from support.lines import page_of
from support.models import CallBack, Involvement, Listing, OpenHouseSession, Person, Question, Request
from support.searching import Cursor, Wanted
from tests.screens import flaws
from tests.years import bring_in
from utsopi.directory.models import Organisation, OrganisationName
from utsopi.team.roles import Role
from utsopi.ui import paging

DAY = date(2026, 11, 17)
TOPICS = {"fines": "rights_information", "stalking": "violence_threats", "sort_later": "sort_later"}


@pytest.fixture
def today():
    """The clock stands still on DAY."""
    with time_machine.travel(DAY, tick=False):
        yield DAY


@pytest.fixture
def helpdesk(today, make_account, client):
    """Somebody of the helpdesk; `client` is signed in with her account."""
    account = make_account("kim", Role.HELPDESK)
    client.force_login(account)
    return account


def asked(reference="", *topics, on=DAY, channel="phone", region="", outcome="handled", with_=(), **more):
    """A request with a question about each of the topics."""
    named = {"reference": reference} if reference else {}
    session = None
    if channel == "open_house":
        session = OpenHouseSession.objects.create(held_on=on, city="Brussels", status="held")
    person = Person.objects.create(region=region)
    made = Request.objects.create(
        received_on=on, channel=channel, person=person, session=session, **named, **more
    )
    for topic in topics or ("fines",):
        listing = Listing.objects.get(service="helpdesk", topic__code=topic)
        question = Question.objects.create(
            request=made, topic=listing.topic, category=listing.category, outcome=outcome
        )
        for organisation in with_:
            Involvement.objects.create(question=question, organisation=organisation)
    return made


def organisation(name: str, *aliases: str) -> Organisation:
    made = Organisation.objects.create(name=name)
    for each in (name, *aliases):
        OrganisationName.objects.create(organisation=made, name=each)
    return made


def references(client, **query) -> list[str]:
    """What the list shows, by reference, in its order."""
    page = client.get(reverse("log"), query)
    assert page.status_code == 200
    return [each.lines[0][1].reference for each in page.context["shown"].requests]


# ── what stands there ─────────────────────────────────────────────────────────────────────────────


def test_a_request_stands_there_once_with_a_line_for_each_of_its_questions(client, helpdesk):
    partner = organisation("Espace P")
    made = asked("S1", "fines", "sort_later", region="brussels", with_=[partner], first_this_year="yes")
    CallBack.objects.create(request=made, due_on=DAY, way="she_comes", agreed_text="1")
    page = client.get(reverse("log"))
    (request,) = page.context["shown"].requests
    assert {line.topic for _code, line in request.lines} == {"Fines", "To be sorted later"}
    (first, *_rest) = [line for _code, line in request.lines if line.topic == "Fines"]
    assert first[:4] == (DAY, "S1", "Telephone", "Brussels")
    assert first[5:] == ("Answered in the house", "Espace P", "Yes", DAY)
    assert page.text.count(reverse("log_request", args=[made.pk])) == 1
    assert "1 request" in page.text


def test_a_visitor_who_asked_nothing_yet_stands_there_too(client, helpdesk):
    asked("S1").questions.all().delete()
    assert references(client) == ["S1"]


def test_the_newest_day_comes_first(client, helpdesk):
    for number, days in enumerate((3, 1, 2)):
        asked(f"S{number}", on=DAY - timedelta(days=days))
    assert references(client) == ["S1", "S2", "S0"]


def test_an_empty_log_says_so_and_one_in_which_nothing_fits_says_how_to_widen(client, helpdesk):
    assert "Nothing was logged yet." in client.get(reverse("log")).text
    asked("S1", region="brussels")
    page = client.get(reverse("log"), {"region": "abroad", "left": "open"})
    assert "Nothing in the log fits all of this together." in page.text
    assert "Look without “Lives or works in”" in page.text
    assert 'href="?left=open"' in page.text


def test_no_note_no_card_and_nobody_of_the_team_stands_there(client, helpdesk, make_account):
    ada = make_account("adaword", Role.HELPDESK, alias="Adaalias")
    made = asked("S1", logged_by=ada)
    Person.objects.filter(pk=made.person_id).update(
        code="K7T4QX9", is_anonymous=False, told_on=DAY, agreed_text="1"
    )
    text = client.get(reverse("log")).text
    assert [word for word in ("K7T4QX9", "adaword", "Adaalias", "sealed") if word in text] == []


# ── what it can be narrowed to ────────────────────────────────────────────────────────────────────


@pytest.fixture
def log(helpdesk):
    """Five requests, each unlike the others."""
    violett, other = organisation("Violett", "Violet vzw"), organisation("Payoke")
    asked("SA", "fines", region="brussels", on=date(2026, 11, 17), logged_by=helpdesk)
    asked("SB", "stalking", region="flanders", channel="email", on=date(2026, 11, 16), with_=[violett])
    asked("SC", "sort_later", channel="open_house", on=date(2026, 10, 31), outcome="open")
    asked("SD", "fines", region="abroad", on=date(2025, 3, 1), outcome="referred", with_=[other, violett])
    due = asked("SE", "fines", "stalking", channel="messaging", on=date(2024, 2, 29))
    CallBack.objects.create(request=due, due_on=DAY, way="she_comes", agreed_text="1")
    done = Request.objects.get(reference="SA")
    CallBack.objects.create(request=done, due_on=DAY, done_on=DAY, way="she_comes", agreed_text="1")


NARROWED = [
    ({"reference": "SA"}, "SA"),
    ({"reference": "s"}, "SA SB SC SD SE"),
    ({"reference": "SX"}, ""),
    ({"when": "today"}, "SA"),
    ({"when": "week"}, "SA SB"),
    ({"when": "month"}, "SA SB"),
    ({"when": "year"}, "SA SB SC"),
    ({"when": "2025"}, "SD"),
    ({"start": "2025-03-01", "end": "2026-10-31"}, "SC SD"),
    ({"start": "2026-11-17"}, "SA"),
    ({"end": "2024-02-29"}, "SE"),
    ({"start": "2025-03-01", "end": "2025-03-01", "when": "today"}, "SD"),
    ({"door": "open_house"}, "SC"),
    ({"door": "helpdesk"}, "SA SB SD SE"),
    ({"door": "email"}, "SB"),
    ({"about": "helpdesk/rights_information/fines"}, "SA SD SE"),
    ({"about": "helpdesk/violence_threats"}, "SB SE"),
    ({"region": "brussels"}, "SA"),
    ({"region": "unknown"}, "SC SE"),
    ({"outcome": "referred"}, "SD"),
    ({"organisation": "violet VZW"}, "SB SD"),
    ({"organisation": "payok"}, "SD"),
    ({"left": "open"}, "SC"),
    ({"left": "due"}, "SE"),
    ({"left": "sort"}, "SC"),
    ({"mine": "on"}, "SA"),
    ({"region": "brussels", "left": "open"}, ""),
    ({"about": "helpdesk/rights_information/fines", "organisation": "violett", "when": "2025"}, "SD"),
    ({"mine": "on", "left": "due"}, ""),
    ({"reference": "S", "left": "due", "about": "helpdesk/violence_threats"}, "SE"),
]


@pytest.mark.parametrize(("few", "stretch"), [(searching.FEW, 1), (0, searching.A_STRETCH), (0, 1)])
@pytest.mark.parametrize(("query", "expected"), NARROWED, ids=lambda value: str(value))
def test_the_log_is_narrowed_by_every_code_however_many_have_it(
    query, expected, few, stretch, client, log, monkeypatch
):
    monkeypatch.setattr(searching, "FEW", few)
    monkeypatch.setattr(searching, "A_STRETCH", stretch)
    assert references(client, **query) == expected.split()
    page = client.get(reverse("log"), query)
    assert page.context["shown"].count == len(expected.split())


def test_the_reference_of_a_question_finds_its_request(client, log):
    question = Question.objects.get(request__reference="SB")
    assert references(client, reference=question.reference[:6].lower()) == ["SB"]


def test_a_question_that_a_colleague_added_to_my_request_or_i_to_hers_counts_as_mine(client, log, helpdesk):
    Question.objects.filter(request__reference="SD").update(logged_by=helpdesk)
    assert references(client, mine="on") == ["SA", "SD"]


def test_topic_and_outcome_are_those_of_one_question(client, helpdesk):
    both = asked("S1", "fines", "stalking")
    both.questions.filter(topic__code="stalking").update(outcome="open")
    assert references(client, about="helpdesk/rights_information/fines", left="open") == []
    assert references(client, about="helpdesk/violence_threats/stalking", left="open") == ["S1"]


def test_what_it_is_narrowed_to_stands_in_words_and_can_be_taken_away_one_by_one(client, log):
    page = client.get(reverse("log"), {"region": "abroad", "outcome": "referred", "mine": ""})
    told = [(each.label, each.value, each.without) for each in page.context["form"].filters()]
    assert told == [
        ("Lives or works in", "Abroad", "?outcome=referred"),
        ("What came of it", "Passed on", "?region=abroad"),
    ]
    assert "Abroad" in page.text and "Take all away" in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"start": "2026-02-30"}, "Enter a valid date."),
        ({"start": "2026-03-01", "end": "2026-02-01"}, "The last day lies before the first one."),
        ({"region": "mars"}, "Select a valid choice."),
        ({"about": "helpdesk/nothing"}, "Select a valid choice."),
        ({"when": "1066"}, "Select a valid choice."),
        ({"organisation": "nobody at all"}, "No organisation goes by this name."),
        ({"reference": "S1 or 1=1"}, "A reference has letters, numbers and hyphens only."),
        ({"reference": "S" * 41}, "at most 40 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_shown_for_it(query, said, client, log):
    page = client.get(reverse("log"), query)
    assert (page.status_code, page.context["shown"]) == (422, None)
    assert said in page.text


# ── page by page ──────────────────────────────────────────────────────────────────────────────────


def test_pages_hold_every_request_once_and_lead_back_the_same_way(client, staff):
    bring_in("made-up-year")
    whole = list(Request.objects.order_by("-received_on", "-id").values_list("id", flat=True))
    ways, address = [], ""
    while address is not None:
        page = client.get(reverse("log") + address)
        ways.append((address, [each.key for each in page.context["shown"].requests]))
        address = page.context["older"] or None
    assert [key for _address, keys in ways for key in keys] == whole
    assert len(ways) == 6 and len(ways[0][1]) == 50
    back = []
    while page.context["newer"]:
        page = client.get(reverse("log") + page.context["newer"])
        back.append([each.key for each in page.context["shown"].requests])
    assert back == [keys for _address, keys in reversed(ways[:-1])]


def test_what_is_logged_meanwhile_moves_no_page(client, staff):
    bring_in("made-up-year")
    first = client.get(reverse("log"))
    before = references_at(client, first.context["older"])
    Request.objects.filter(pk=first.context["shown"].requests[-1].key).delete()
    for _each in range(60):
        asked(on=date(2030, 1, 1))
    assert references_at(client, first.context["older"]) == before


def references_at(client, address: str) -> list[str]:
    page = client.get(reverse("log") + address)
    return [each.lines[0][1].reference for each in page.context["shown"].requests]


@pytest.mark.parametrize("place", ["", "x", "2026-01-01", "2026-01-01.x", "2026-13-01." + 32 * "0"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_place_that_is_none_is_not_found(way, place, client, helpdesk):
    assert client.get(reverse("log"), {way: place}).status_code == 404


def test_a_filter_goes_along_to_the_next_page(client, staff):
    bring_in("made-up-year")
    older = client.get(reverse("log"), {"door": "helpdesk", "page": "7"}).context["older"]
    assert older.startswith("?door=helpdesk&after=") and "page" not in older


def test_many_are_counted_up_to_a_thousand(db, monkeypatch, client, helpdesk):
    monkeypatch.setattr(paging, "COUNTED", 2)
    monkeypatch.setattr("support.views.log.COUNTED", 2)
    for _each in range(3):
        asked()
    assert "More than 2 requests, newest first" in client.get(reverse("log")).text


@pytest.mark.parametrize("after", [True, False])
def test_rare_things_far_back_are_found_from_wherever_one_looks(after, db, monkeypatch):
    monkeypatch.setattr(searching, "FEW", 0)
    monkeypatch.setattr(searching, "A_STRETCH", 2)
    for days in range(6):
        asked(f"S{days}", "stalking" if days >= 3 else "fines", on=DAY - timedelta(days=days))
    topic = Question.objects.get(request__reference="S5").topic_id
    cursor = Cursor(DAY + timedelta(days=1), uuid4()) if after else Cursor(date(2020, 1, 1), uuid4(), True)
    shown = page_of(Wanted(topic=topic), cursor)
    assert [each.lines[0][1].reference for each in shown.requests] == ["S3", "S4", "S5"]


# ── how much it costs, and for whom it is ─────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"about": "helpdesk/rights_information/fines"},
        {"region": "unknown", "door": "helpdesk"},
        {"left": "open", "when": "2026"},
        {"organisation": "e", "outcome": "with_partner"},
        {"mine": "on"},
        {"reference": "N"},
    ],
    ids=str,
)
def test_a_page_takes_at_most_eight_statements_the_same_with_ten_and_with_a_hundred_rows(
    query, client, helpdesk
):
    partner = organisation("Espace P")
    fill = {"with_": [partner], "outcome": "with_partner" if "organisation" in query else "open"}
    for _each in range(10):
        asked("", "fines", "stalking", logged_by=helpdesk, **fill)
    client.get(reverse("log"), query)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(reverse("log"), query).context["shown"].requests) == 10
    for _each in range(90):
        asked("", "fines", "stalking", logged_by=helpdesk, **fill)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(reverse("log"), query).context["shown"].requests) == 50
    assert len(few) == len(many) <= 8


@pytest.mark.parametrize("role", ["member", "host", "outreach", "board", "auditor", "steward", "admin", ()])
def test_nobody_else_finds_the_log(role, client, make_account):
    client.force_login(make_account("kim", role))
    assert client.get(reverse("log")).status_code == 404
    assert client.post(reverse("log_out"), {"format": "csv"}).status_code == 404


def test_without_an_account_the_log_leads_to_the_way_in(client, db):
    assert client.get(reverse("log")).url.startswith(reverse("account_login"))
    assert client.post(reverse("log_out")).url.startswith(reverse("account_login"))


def test_the_page_is_asked_for_and_never_sent_to(client, helpdesk):
    assert client.post(reverse("log")).status_code == 405


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────

LOOKED_AT = ("", "?left=open&region=abroad", "?start=2026-03-01&end=2026-02-01", "?organisation=violett")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_is_open_to_everybody_and_fits_the_screen(desk, staff, some_requests, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 844})
    found = {}
    for address in LOOKED_AT:
        desk.goto(reverse("log") + address)
        found[address] = flaws(desk, axe)
    assert found == dict.fromkeys(LOOKED_AT, [])


@pytest.fixture
def some_requests(transactional_db):
    violett = organisation("Violett")
    made = asked("SA", "fines", "sort_later", region="brussels", first_this_year="yes", with_=[violett])
    CallBack.objects.create(request=made, due_on=DAY, way="she_comes", agreed_text="1")
    asked("SB", "stalking", outcome="open", on=DAY - timedelta(days=1))


def test_a_slash_leads_to_the_search_and_enter_finds(desk, some_requests):
    desk.goto(reverse("log"))
    desk.keyboard.press("/")
    desk.keyboard.type("sb")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**reference=sb**")
    expect(desk.locator("tbody")).to_have_count(1)
    desk.get_by_role("link", name="Reference: sb").click()
    desk.wait_for_url("**/log/?")
    expect(desk.locator("tbody")).to_have_count(2)


def test_on_paper_stands_what_it_was_narrowed_to_in_one_line_and_no_form(desk, some_requests):
    desk.goto(reverse("log") + "?region=brussels&channel=phone")
    desk.emulate_media(media="print")
    line = desk.get_by_role("list", name="Narrowed to")
    assert line.is_visible() and line.bounding_box()["height"] < 40
    expect(desk.get_by_role("button", name="Find")).to_be_hidden()
    expect(desk.get_by_label("About")).to_be_hidden()
    expect(desk.get_by_text("Take all away")).to_be_hidden()
    desk.goto(reverse("log"))
    expect(desk.get_by_role("search")).to_be_hidden()


def test_on_a_phone_the_filters_are_folded_away_until_they_are_wanted(desk, some_requests):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(reverse("log"))
    expect(desk.get_by_label("About")).to_be_hidden()
    desk.get_by_text("Narrow", exact=True).click()
    desk.get_by_label("About").select_option("helpdesk/violence_threats/stalking")
    desk.get_by_role("button", name="Find").click()
    desk.wait_for_url("**about=**")
    expect(desk.locator("tbody")).to_have_count(1)
    desk.goto(reverse("log") + "?start=2026-03-01&end=2026-02-01")
    expect(desk.get_by_label("About")).to_be_visible()


def test_the_list_is_valid_html(client, staff, some_requests, vnu, tmp_path):
    for number, address in enumerate(LOOKED_AT):
        (tmp_path / f"{number}.html").write_bytes(client.get(reverse("log") + address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []
