"""What every answer carries, and what none of them tells: headers, titles, cookies, addresses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.walk import addresses, patterns
from utsopi.discretion.headers import ALWAYS, WITH_CAMERA

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
TWO_YEARS = "max-age=63072000; includeSubDomains; preload"
EXACTLY = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, noarchive",
    "Cache-Control": "private, no-store",
}
# put together here, so that they can be looked for everywhere else
TELLING = re.compile(r"utsopi|sex|union|travail|werk|escort|syndica|vakbond|umbrella|parapluie", re.I)
INLINE = re.compile(r"<style|<script(?![^>]* src=)|\son[a-z]+\s*=|\sstyle\s*=|javascript:", re.I)
ADDRESSES = addresses()


@pytest.fixture
def as_in_production(settings):
    """Cookies and https as in a real installation; ask with secure=True."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63072000, True
    settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME = "__Host-s", "__Host-l"
    settings.SESSION_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True


# where the browser itself reads a card with its camera
READ_CARDS = frozenset({"voucher_card_hand", "voucher_day_at", "voucher_day_card", "voucher_day_back"})


def wrong_in(response, permissions: str = ALWAYS["Permissions-Policy"]) -> dict:
    """The headers that are not as they must be."""
    given = {name: response.get(name) for name in EXACTLY}
    wrong = {name: value for name, value in given.items() if value != EXACTLY[name]}
    policy = set(response.get("Content-Security-Policy", "").split("; "))
    if policy != set(POLICY.split("; ")):
        wrong["Content-Security-Policy"] = policy
    if response.get("Strict-Transport-Security") != TWO_YEARS:
        wrong["Strict-Transport-Security"] = response.get("Strict-Transport-Security")
    if response.get("Permissions-Policy") != permissions:
        wrong["Permissions-Policy"] = response.get("Permissions-Policy")
    if not re.fullmatch(r"[0-9a-f]{16}", response.get("X-Request-ID", "")):
        wrong["X-Request-ID"] = response.get("X-Request-ID")
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin"):
        if name in response:
            wrong[name] = response[name]
    return wrong


def test_every_route_has_a_name_and_is_walked():
    assert len(ADDRESSES) == len(list(patterns())) > 20
    assert None not in ADDRESSES


# to nobody and of what no view takes the answer is quick; HEAD makes the whole page of GET once more, to send its head
WALKS = [
    *(("nobody", method) for method in ("get", "head", "post", "put", "delete", "trace", "options")),
    *(("staff", method) for method in ("get", "post", "put", "delete", "trace", "options")),
    pytest.param("staff", "head", marks=pytest.mark.deep),
]


@pytest.mark.parametrize(("who", "method"), WALKS)
def test_every_answer_carries_exactly_these_headers_and_tells_nothing(method, who, staff, as_in_production):
    browser = Client() if who == "nobody" else signed_in(staff)
    wrong, telling = {}, {}
    for name, path in ADDRESSES.items():
        response = getattr(browser, method)(path, secure=True)
        may_read = name in READ_CARDS and response.status_code in (200, 422)
        permissions = WITH_CAMERA if may_read else ALWAYS["Permissions-Policy"]
        found = wrong_in(response, permissions)
        wrong |= {(name, response.status_code): found} if found else {}
        telling |= {(name, part): text for part, text in told(response).items() if TELLING.search(text)}
        if who == "staff" and name in ("account_logout", "exit"):
            browser = signed_in(staff)
    assert (wrong, telling) == ({}, {})


def signed_in(account) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/no-such-page", 404),
        ("/static/no-such-file.css", 404),
        ("/%00", 400),
        ("/%ff%fe", 404),
        ("/figures/%00/", 400),
        ("/?period=%00", 400),
    ],
)
def test_answers_to_what_is_not_there_carry_them_too(path, status, db, as_in_production):
    response = Client().get(path, secure=True)
    assert (response.status_code, wrong_in(response)) == (status, {})


def test_a_fault_carries_them_too(db, as_in_production, monkeypatch):
    monkeypatch.setattr("utsopi.discretion.views.best_language", lambda request: 1 / 0)
    response = Client(raise_request_exception=False).get("/safety/", secure=True)
    assert (response.status_code, wrong_in(response)) == (500, {})


def test_a_foreign_host_carries_them_too(db, as_in_production):
    response = Client(headers={"host": "evil.example"}).get("/in/", secure=True)
    assert (response.status_code, wrong_in(response)) == (400, {})


def test_without_encryption_there_is_only_the_way_to_it(db, as_in_production):
    response = Client().get("/in/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/in/")
    assert {name: response[name] for name in EXACTLY} == EXACTLY


def test_style_and_script_may_be_kept_and_carry_the_rest(as_in_production, settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    response = Client().get("/static/js/exit.js", secure=True)
    assert (response.status_code, set(wrong_in(response))) == (200, {"Cache-Control"})
    assert "no-store" not in response["Cache-Control"]


# ── what nothing tells ────────────────────────────────────────────────────────────────────────────

PUBLIC_PAGES = [
    *("/in/", "/safety/", "/safety/fr/", "/safety/nl/", "/no-such-page", "/static/none.css", "/%00"),
    *("/a/", "/a/fr/", "/a/nl/", "/a/sq/t/"),
]


def told(response) -> dict[str, str]:
    """Where an outsider's eye falls: address, headers, cookies, and the head of the page with its title."""
    text = response.text if "html" in response.get("Content-Type", "") else ""
    return {
        "headers": str(dict(response.headers)),
        "cookies": response.cookies.output(),
        "head": text.partition("<body")[0],
        "title": "".join(re.findall(r"<title>(.*?)</title>", text, re.S)).strip(),
    }


def test_no_address_of_the_house_tells_what_it_is():
    assert [path for path in ADDRESSES.values() if TELLING.search(path)] == []


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_a_page_for_anybody_tells_nothing_at_all(path, db, as_in_production):
    response = Client().get(path, secure=True)
    assert told(response)["title"] == "Agenda"
    assert not TELLING.search(response.text)
    assert not INLINE.search(response.text)


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_the_way_out_is_the_first_thing_on_a_page_for_anybody(path, db):
    page = Client().get(path).text
    body = page.partition("<body")[2]
    first = re.search(r"<(a|button|input|select|textarea|summary)\b", body)
    assert body[: first.end()].rstrip().endswith("<button")
    assert '<form class="leave" method="post" action="/x/"' in body[: first.start()]


def test_a_page_of_the_office_has_neither_the_way_out_nor_its_script(client, staff):
    page = client.get(reverse("overview")).text
    assert 'class="leave"' not in page and "exit.js" not in page


def test_cookies_are_few_plain_and_closed(client, make_account, as_in_production):
    make_account("noor")
    page = client.get("/in/", secure=True)
    assert set(page.cookies) == {"__Host-s"}
    cookie = page.cookies["__Host-s"]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        True,
        "Lax",
        "/",
    )
    assert (cookie["domain"], cookie["max-age"]) == ("", "")
    client.post("/language/", {"language": "fr"}, secure=True)
    assert set(client.cookies) == {"__Host-s", "__Host-l"}


def test_the_page_on_what_stays_behind_leaves_no_cookie(client, db):
    for path in ("/safety/", "/safety/ro/"):
        assert client.get(path).cookies.output() == ""


@pytest.mark.parametrize(
    ("asked", "language"), [("ro-RO,en;q=0.5", "ro"), ("ja", "en"), ("", "en"), ("nl", "nl")]
)
def test_the_page_on_what_stays_behind_speaks_the_visitors_language(asked, language, client, db):
    response = client.get("/safety/", headers={"accept-language": asked})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text


def test_a_language_that_is_not_spoken_is_no_page(client, db):
    assert client.get("/safety/tlh/").status_code == 404


# ── leaving ───────────────────────────────────────────────────────────────────────────────────────


def test_leaving_ends_the_session_and_has_the_browser_forget(client, staff, as_in_production, settings):
    client.force_login(staff)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    response = strict.post("/x/", secure=True)
    assert (response.status_code, response.get("Location")) == (200, None)
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert {name: morsel["max-age"] for name, morsel in response.cookies.items()} == {
        "__Host-s": 0,
        "__Host-l": 0,
    }
    assert f'<meta http-equiv="refresh" content="0; url={settings.LEAVE_FOR}">' in response.text
    assert "<body></body>" in response.text
    assert client.get("/", secure=True).status_code == 302


def test_only_a_form_leaves(client, staff):
    assert client.get("/x/").status_code == 405
    assert client.get("/").status_code == 200


def test_who_is_not_signed_in_can_leave_too(client, db):
    assert client.post("/x/").status_code == 200


def test_where_leaving_leads_is_a_setting(client, db, settings):
    settings.LEAVE_FOR = "https://weather.example/?a=1&b=2"
    assert "url=https://weather.example/?a=1&amp;b=2" in client.post("/x/").text
    assert 'data-leave-for="https://weather.example/?a=1&amp;b=2"' in client.get("/in/").text
