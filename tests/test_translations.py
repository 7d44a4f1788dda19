"""Every message has its translation: all of them in French and Dutch, and in Spanish, Portuguese, Romanian
and Albanian those that visitors and members read."""

import ast
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import polib
import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.formats import date_format, get_format

from tests.messages import (
    BASE,
    FOR_ALL,
    MARKED_ELSEWHERE,
    Message,
    calls,
    in_template,
    is_for_all,
    literal,
    said,
    said_to_all,
    sources,
    tree,
    written_in,
)
from utsopi.team.access import PUBLIC
from utsopi.team.pages import PAGES
from utsopi.team.roles import Role

OFFICE = ("fr", "nl")  # the source is English
MORE = ("es", "pt", "ro", "sq")

# Words of Django and allauth on the same pages, said our way. allauth has no Portuguese that is neither of
# Brazil nor of Portugal, so there its words would stay English.
BORROWED = {
    "Authenticator code",
    "Enter a valid date.",
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Incorrect code.",
    "The password is too similar to the %(verbose_name)s.",
    "This password is too common.",
    "This password is too short. It must contain at least %d character.",
    "You cannot deactivate two-factor authentication.",
    "You cannot generate recovery codes without having two-factor authentication enabled.",
}
# Django's Portuguese and Romanian begin them with a capital
MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
}

# and some say them as a title would; there is little Albanian in Django
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
DAYS |= {day[:3] for day in DAYS}
TONGUES = {"Albanian", "Dutch", "English", "French", "Portuguese", "Romanian", "Spanish", "Another language"}

PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|</?\w+>")
# "sexta-feira" is a day of the week
TELLING = re.compile(
    r"utsopi|\bsex(?!ta)|\bseks|prostit|sindi[ck]|uniune|trabajador|trabalhador|lucrăt|punëtor", re.I
)


def expected(language: str) -> set[Message]:
    return set(said()) if language in OFFICE else said_to_all()


# ── what the catalogues say ───────────────────────────────────────────────────────────────────────


def catalogue(language: str) -> Path:
    return BASE / "utsopi" / "locale" / language / "LC_MESSAGES" / "django.po"


@cache
def entries(language: str) -> tuple[polib.POEntry, ...]:
    return tuple(entry for entry in polib.pofile(str(catalogue(language))) if not entry.obsolete)


def key(entry: polib.POEntry) -> Message:
    return entry.msgctxt, entry.msgid


def words(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@cache  # asked for each message, and a catalogue takes a third of a second to read
def forms(language: str) -> int:
    told = polib.pofile(str(catalogue(language))).metadata["Plural-Forms"]
    return int(re.search(r"nplurals=(\d)", told)[1])


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_nothing_is_left_untranslated(language):
    there = {key(entry) for entry in entries(language) if all(words(entry))}
    assert sorted(map(str, expected(language) - there)) == []


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_nothing_is_translated_that_nobody_says(language):
    more = {text for _context, text in {key(entry) for entry in entries(language)} - expected(language)}
    assert sorted(more - BORROWED - MONTHS - DAYS - TONGUES) == []


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_nothing_was_guessed_and_left(language):
    assert [entry.msgid for entry in entries(language) if entry.fuzzy] == []


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_every_plural_has_all_its_forms(language):
    wrong = [e.msgid for e in entries(language) if e.msgid_plural and len(words(e)) != forms(language)]
    assert wrong == []


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_what_is_filled_in_stands_in_the_translation_too(language):
    wrong = []
    for entry in entries(language):
        asked = Counter(PLACE.findall(entry.msgid_plural or entry.msgid))
        # a singular may leave its number out: "one thing"
        loose = [asked, Counter(PLACE.findall(entry.msgid))]
        for n, text in enumerate(words(entry)):
            if Counter(PLACE.findall(text)) not in (loose if n == 0 else loose[:1]):
                wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("language", [*OFFICE, *MORE])
def test_what_is_read_at_run_time_is_what_was_written(language):
    def contents(found):
        return {key(entry): words(entry) for entry in found if all(words(entry))}

    compiled = polib.mofile(str(catalogue(language).with_suffix(".mo")))
    assert contents(compiled) == contents(entries(language))


# ── what an extractor would not see ───────────────────────────────────────────────────────────────


def test_no_message_is_put_together_where_it_is_said():
    hidden = {
        (written_in(path), ast.unparse(call))
        for path in sources(".py")
        for call in calls(tree(path))
        if literal(call) is None
    }
    assert hidden == set(MARKED_ELSEWHERE.items())


def test_no_message_hides_inside_a_formatted_text():
    hidden = [
        (written_in(path), ast.unparse(call))
        for path in sources(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
        for call in calls(node)
    ]
    assert hidden == []


def test_gettext_goes_by_no_other_name():
    hidden = [
        (written_in(path), each.asname)
        for path in sources(".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.asname not in (None, "_")
    ]
    assert hidden == []


# ── what visitors and members see ─────────────────────────────────────────────────────────────────


def pages_for_all() -> list[str]:
    found = []
    for name in sorted({*PUBLIC, *(name for name, needed in PAGES.items() if needed in ("self", "here"))}):
        try:
            found.append(reverse(name))
        except NoReverseMatch:  # of one record
            continue
    return found


@pytest.fixture
def member(make_account, client):
    account = make_account("ana", Role.MEMBER)
    client.force_login(account)
    return account


def drawn_from(response) -> set[str]:
    """Our own templates that have words in them, of those the page was drawn from."""
    names = {f"templates/{template.name}" for template in response.templates if template.name}
    return {name for name in names if (BASE / name).exists() and in_template(BASE / name)}


def test_the_written_list_names_every_template_that_they_see(client, member):
    seen = set()
    for browser in (Client(), client):
        for address in pages_for_all():
            seen |= drawn_from(browser.get(address))
    seen |= drawn_from(client.post("/in/", {"login": "ana"}))
    seen |= drawn_from(client.get("/nowhere/"))
    assert "templates/team/me.html" in seen
    assert sorted(name for name in seen if not is_for_all(name)) == []


def test_every_name_on_the_written_list_is_there():
    def is_there(name: str) -> bool:
        return (
            any((BASE / name).parent.glob(f"{Path(name).name}*"))
            if name[-1] == "_"
            else (BASE / name).exists()
        )

    assert [name for name in FOR_ALL if not is_there(name)] == []


@pytest.mark.parametrize("language", MORE)
def test_what_django_and_allauth_say_is_said_our_way(language):
    with translation.override(language):
        assert [
            text for text in BORROWED if translation.gettext(text) == text and " character" not in text
        ] == []
        assert translation.ngettext(
            "This password is too short. It must contain at least %d character.", "", 15
        )


@pytest.mark.parametrize("language", MORE)
def test_no_word_for_all_tells_what_the_house_is(language):
    assert [text for entry in entries(language) for text in words(entry) if TELLING.search(text)] == []


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("es-ES", "es", "Iniciar sesión"),
        ("pt-PT", "pt", "Iniciar sessão"),
        ("pt-BR", "pt", "Iniciar sessão"),
        ("ro-MD", "ro", "Conectare"),
    ],
)
def test_signing_in_speaks_the_visitors_language(asked, language, words, client, db):
    page = client.get("/in/", headers={"accept-language": asked}).text
    assert f'<html lang="{language}"' in page
    assert f"<h1>{words}</h1>" in page


def offered(page: str) -> list[str]:
    return re.findall(r'name="language" value="(\w+)"', page)


def test_visitors_and_members_choose_among_all_languages_and_the_office_among_its_own(client, staff):
    assert offered(Client().get("/in/").text) == ["en", "fr", "nl", "es", "pt", "ro", "sq"]
    assert offered(client.get("/me/").text) == ["en", "fr", "nl", "es", "pt", "ro", "sq"]
    assert offered(client.get("/").text) == ["en", "fr", "nl"]


def test_the_first_page_of_a_member_speaks_her_language(client, member):
    client.post(reverse("set_language"), {"language": "ro", "next": "/"})
    page = client.get("/").text
    assert '<html lang="ro"' in page
    assert "<h1>Început</h1>" in page
    assert offered(page) == ["en", "fr", "nl", "es", "pt", "ro", "sq"]


def test_a_page_of_the_office_is_english_where_it_is_not_written_in_her_language(client, staff):
    client.post(reverse("set_language"), {"language": "es", "next": "/"})
    page = client.get("/report/")
    assert '<html lang="en"' in page.text
    assert page["Content-Language"] == "en"
    assert '<html lang="es"' in client.get("/me/").text


def test_a_report_is_written_in_no_other_language_than_the_offices(client, staff):
    options = re.search(r'<select name="language".*?</select>', client.get("/report/").text, re.S)[0]
    assert re.findall(r'<option value="(\w+)"', options) == ["en", "fr", "nl"]


def test_the_page_on_what_stays_behind_speaks_what_was_chosen_before(client, db):
    client.post(reverse("set_language"), {"language": "pt", "next": "/in/"})
    assert client.get("/safety/", headers={"accept-language": "nl"})["Content-Language"] == "pt"


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("es", "5 de marzo de 2024", "5 de marzo"),
        ("pt", "5 de março de 2024", "5 de março"),
        ("ro", "5 martie 2024", "5 martie"),
    ],
)
def test_days_are_written_as_the_language_writes_them(language, long, short):
    day = date(2024, 3, 5)
    with translation.override(language):
        assert date_format(day, "DATE_FORMAT") == long
        assert date_format(day, "MONTH_DAY_FORMAT") == short
        assert date_format(day, "SHORT_DATE_FORMAT") == "05/03/2024"
        assert get_format("FIRST_DAY_OF_WEEK") == 1
