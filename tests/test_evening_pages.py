"""The pages of visitors: what is coming, one evening, and that they leave no trace. No cookie, no session."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as given
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from events import agenda
from events.actions.coming import come
from events.choices import ActivityStatus
from events.models import Registration
from events.planned import key_of
from tests.evenings import PLACE, a_vouch, an_evening
from tests.test_headers import INLINE, TELLING
from tests.visits import act, address, comes, phrase_on, shown_statements, tickets, words_of
from utsopi.discretion.logs import is_told

LANGUAGES = [code for code, _name in given.LANGUAGES]
WRONG = "bread cork lamp honey tissue"


@pytest.fixture
def visitor():
    """A browser that asks about forgeries as a real one does, and brings nothing."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def has_place(visitor, db):
    """A phrase that has the only place of an evening in a week; the evening is .evening of its ticket."""
    return come(evening=an_evening(capacity=1), vouch=a_vouch(), language="en")


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_speaks_the_language_of_its_path(language, visitor, db):
    an_evening(languages="fr sq")
    page = visitor.get(f"/a/{language}/")
    assert (page.status_code, page["Content-Language"]) == (200, language)
    assert f'<html lang="{language}">' in page.text
    assert re.findall(r'hreflang="(\w+)"', page.text) == LANGUAGES


@pytest.mark.parametrize(
    ("asked", "language"), [("sq-AL,en;q=0.5", "sq"), ("ja", "en"), ("", "en"), ("nl", "nl")]
)
def test_without_a_path_it_speaks_the_browsers_language(asked, language, visitor, db):
    visitor.cookies["l"] = "ro"  # what was chosen elsewhere is not even read
    assert visitor.get("/a/", headers={"accept-language": asked})["Content-Language"] == language


@pytest.mark.parametrize("path", ["/a/sq/00000000/", "/a/sq/no/such/page/"])
def test_a_page_that_is_not_there_leads_to_the_list_and_to_no_sign_in(path, visitor, db):
    page = visitor.get(path)
    assert page.status_code == 404 and 'class="leave"' in page.text
    start = re.search(r'class="btn btn-plain" href="([^"]+)"', page.text)[1]
    assert start in ("/a/sq/", "/a/en/") and visitor.get(start).status_code == 200


def test_a_language_that_is_not_spoken_is_no_page(visitor, db):
    for path in ("/a/tlh/", "/a/tlh/t/", "/a/en/00000000/", "/a/en/zzzzzzzz/", "/a/en/000/"):
        assert visitor.get(path).status_code == 404


def test_six_months_are_shown_by_month_evenings_and_afternoons_together(visitor, db):
    today = timezone.localdate()
    an_evening(today + timedelta(days=5), city="Ghent", languages="nl en")
    an_evening(today + timedelta(days=150), opens_at=None, closes_at=None)
    an_evening(today + timedelta(days=190), city="Antwerp")
    an_evening(today - timedelta(days=1), city="Liège")
    said = words_of(visitor.get("/a/en/"))
    assert "Ghent, 19:00 to 22:00 Dutch and English" in said
    assert "Antwerp" not in said and "Liège" not in said
    assert said.count("An evening to talk") == 2


def test_a_city_leaves_the_others_out_and_no_word_of_an_address_is_repeated(visitor, db):
    an_evening(city="Ghent")
    an_evening(city="Brussels")
    ghent = visitor.get("/a/en/", {"city": "Ghent"})
    assert (ghent.text.count("<h3>"), 'aria-current="true">Ghent' in ghent.text) == (1, True)
    other = visitor.get("/a/en/", {"city": "<b>Somewhere"})
    assert (other.status_code, other.text.count("<h3>"), "Somewhere" in other.text) == (200, 2, False)


def test_places_are_said_only_where_there_is_a_limit(visitor, db):
    for city, capacity in (("Brussels", None), ("Ghent", 7), ("Antwerp", 2), ("Liège", 0)):
        an_evening(city=city, capacity=capacity)
    page = visitor.get("/a/en/").text
    found = re.findall(r'class="places (\w+)">([^<]+)<', page)
    assert sorted(found) == [
        ("few", "2 places"),
        ("full", "Full; there is a waiting list"),
        ("many", "7 places"),
    ]


def test_what_is_cancelled_is_struck_said_and_leads_nowhere(visitor, db):
    evening = an_evening(status=ActivityStatus.CANCELLED, capacity=5)
    page = visitor.get("/a/en/")
    assert "<del>An evening to talk</del>" in page.text and "Cancelled" in page.text
    assert address(evening) not in page.text and "5 places" not in page.text
    assert "This evening does not take place." in words_of(visitor.get(address(evening)))


def test_nothing_planned_is_said(visitor, db):
    assert "Nothing is planned yet" in words_of(visitor.get("/a/en/"))


def test_a_hundred_evenings_cost_as_many_statements_as_ten(visitor, db):
    def fill(count):
        for number in range(count):
            an_evening(timezone.localdate() + timedelta(days=number + 1), capacity=3)

    fill(10)
    ten = shown_statements(lambda: visitor.get("/a/en/"))
    fill(90)
    assert shown_statements(lambda: visitor.get("/a/en/")) == ten <= 7


# ── one evening ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_has_three_facts_no_field_for_a_name_and_one_button(visitor, db):
    page = visitor.get(address(an_evening(languages="fr en")))
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page.text))
    assert fields == {"phrase", "opened", "words", "needs", "is_first_time", "tell"}
    assert page.text.count('class="btn btn-primary big"') == 1
    said = words_of(page)
    assert "French and English" in said and "19:00 to 22:00" in said and "Brussels" in said
    assert "Coming without registering is fine too." in said
    assert "two weeks after the evening" in said


def test_no_page_tells_a_place_before_its_time_or_what_the_house_is(visitor, db):
    evening = an_evening()
    pages = [visitor.get("/a/en/"), visitor.get(address(evening)), visitor.get(tickets())]
    pages.append(comes(visitor, evening, a_vouch()))
    pages.append(visitor.post(tickets(), {"words": phrase_on(pages[-1])}))
    for page in pages:
        assert PLACE not in page.text and "blue door" not in page.text
        assert not TELLING.search(page.text)
        assert not INLINE.search(page.text)
        assert re.findall(r"<title>(.*?)</title>", page.text) == ["Agenda"]


# ── no cookie, no forgery, no trace ───────────────────────────────────────────────────────────────


def every_answer(visitor) -> list:
    evening = an_evening()
    came = comes(visitor, evening, a_vouch())
    words = {"words": phrase_on(came), "key": key_of(evening.activity)}
    return [
        visitor.get("/a/"),
        visitor.get("/a/fr/"),
        visitor.get("/a/tlh/"),
        visitor.get("/a/nothing/there/at/all/"),
        visitor.get(address(evening)),
        came,
        comes(visitor, evening, WRONG),
        visitor.get(tickets()),
        visitor.post(tickets(), words),
        visitor.post(tickets(), {**words, "do": "give"}),
        visitor.post(tickets(), {**words, "do": "given"}),
        visitor.post("/a/en/"),
        visitor.post(tickets(), words, headers={"sec-fetch-site": "cross-site"}),
    ]


def test_no_answer_sets_a_cookie_or_depends_on_one(visitor, db):
    for answer in every_answer(visitor):
        assert answer.cookies.output() == ""
        assert "cookie" not in answer.get("Vary", "").lower()
    assert visitor.cookies.output() == ""


def test_who_is_signed_in_is_nobody_there(client, staff, db):
    evening = an_evening()
    before = client.session.get_expiry_age(), dict(client.session.items())
    with CaptureQueriesContext(connection) as asked:
        page = comes(client, evening, a_vouch())
    assert "You have a place." in words_of(page)
    assert not [one["sql"] for one in asked if "session" in one["sql"] or "team_user" in one["sql"]]
    assert (client.session.get_expiry_age(), dict(client.session.items())) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://testserver:81"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    ],
)
def test_a_form_from_elsewhere_is_refused(headers, visitor, has_place):
    path = address(an_evening())
    assert visitor.post(path, {"words": a_vouch(), "do": "come"}, headers=headers).status_code == 403
    answer = visitor.post(tickets(), {"words": has_place.phrase, "do": "given"}, headers=headers)
    assert answer.status_code == 403
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"origin": "null"},
        {},
    ],
)
def test_a_form_of_ours_is_taken_from_new_browsers_and_old_ones(headers, visitor, has_place):
    assert visitor.post(tickets(), {"words": has_place.phrase}, headers=headers).status_code == 200


def test_no_line_of_a_log_tells_of_a_visitor(visitor, db):
    for answer in every_answer(visitor):
        if answer.status_code < 400 or answer.status_code == 422:
            assert not is_told(answer.wsgi_request)


def test_while_the_keys_are_away_coming_is_closed_and_the_list_goes_on(visitor, db, without_keys):
    evening = an_evening(place=None)
    assert "An evening to talk" in words_of(visitor.get("/a/en/"))
    page = visitor.get(address(evening))
    assert (page.status_code, "Registering is closed just now." in words_of(page)) == (200, True)
    assert "<form method" not in page.text.partition("<main")[2]
    answer = visitor.post(address(evening), {"words": WRONG, "do": "come"})
    assert (answer.status_code, "Registering is closed just now." in words_of(answer)) == (503, True)
    answer = visitor.post(tickets(), {"words": WRONG})
    assert (answer.status_code, "Tickets cannot be looked up just now." in words_of(answer)) == (503, True)


def test_pages_are_valid_html(visitor, has_place, vnu, tmp_path):
    waiting = come(evening=has_place.evening, vouch=a_vouch(), language="fr")
    an_evening(status=ActivityStatus.CANCELLED)
    pages = [
        visitor.get("/a/fr/"),
        visitor.get(address(has_place.evening)),
        comes(visitor, has_place.evening, WRONG),
        visitor.get(tickets()),
        visitor.post(tickets(), {"words": WRONG}),
        visitor.post(tickets(), {"words": has_place.phrase}),
        visitor.post(tickets(), {"words": waiting.phrase}),
        act(visitor, has_place, "give"),
        act(visitor, has_place, "given"),
    ]
    for number, page in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(page.content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_weekday_is_written_large_in_a_heading_and_inside_a_sentence_only_in_english(language):
    with translation.override(language):
        heading, inside = agenda.day_label(date(2026, 12, 3)), agenda.day_words(date(2026, 12, 3))
    assert heading[0].isupper() and inside[0].islower() is (language != "en")


@pytest.mark.parametrize(
    "language, told",
    [
        ("en", "Friday 1 January"),
        ("fr", "Vendredi 1er janvier"),
        ("nl", "Vrijdag 1 januari"),
        ("es", "Viernes 1 de enero"),
        ("pt", "Sexta-feira, 1 de janeiro"),
        ("ro", "Vineri, 1 ianuarie"),
        ("sq", "E premte, 1 janar"),
    ],
)
def test_the_first_of_a_month_is_said_as_each_language_says_it(language, told):
    with translation.override(language):
        assert agenda.day_label(date(2027, 1, 1)) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_the_end_of_a_year_six_months_are_shown_and_the_next_year_is_named(language, visitor, db):
    with time_machine.travel(datetime(2027, 11, 30, 12, tzinfo=UTC), tick=False):
        an_evening(date(2027, 12, 31))
        an_evening(date(2028, 1, 1))
        an_evening(date(2028, 2, 29))
        an_evening(date(2028, 5, 31))  # the last day shown: a leap year
        an_evening(date(2028, 6, 1))
        page = visitor.get(f"/a/{language}/").text
        assert [date(*map(int, day.split("-"))) for day in re.findall(r'datetime="([^"]+)"', page)] == [
            date(2027, 12, 31),
            date(2028, 1, 1),
            date(2028, 2, 29),
            date(2028, 5, 31),
        ]
        months = re.findall(r'class="month">([^<]+)<', page)
        assert [month.endswith("2028") for month in months] == [False, True, True, True]
