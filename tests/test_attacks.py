"""Requests that nobody sends by mistake: each gets a clear refusal, none a fault, and none leads elsewhere."""

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from tests.accounts import PASSPHRASE
from tests.walk import WITHOUT_SESSION, addresses
from utsopi.team.access import PUBLIC

ADDRESSES = addresses()
FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
ENDS_SESSION = ("account_logout", "exit")
MARKUP = '"><svg onload=alert(1)>'
# every name that a form or an address of the house is known to use, and some that it does not
NAMES = [
    "period",
    "region",
    "start",
    "end",
    "code",
    "after",
    "next",
    "theme",
    "language",
    "year",
    "file_format",
    "files",
    "login",
    "password",
    "reason",
    "role",
    "account",
    "alias",
    "ends_on",
    "q",
    "page",
    "action",
    "model",
    "day",
    "number",
    "chosen_name",
    "email",
    "phone",
    "note",
    "text",
    "id_",
    "X",
]

pytestmark = pytest.mark.deep


def part(name: str, value: str, more: str = "") -> str:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'


# what cannot be read at all: sort of content and body
BROKEN = {
    "a NUL in a value": (FORM, "period=%00"),
    "a NUL in a name": (FORM, "a%00b=1"),
    "a NUL in a part": (FILES, part("a", "x\0y") + "--b--\r\n"),
    "no boundary": ("multipart/form-data", part("a", "x")),
    "a boundary of nonsense": ("multipart/form-data; boundary=\x7f\xff", part("a", "x")),
    "too many fields": (FORM, "&".join(f"a{n}=1" for n in range(1001))),
    "too many parts": (FILES, "".join(part(f"a{n}", "1") for n in range(1001)) + "--b--\r\n"),
    "too many files": (
        FILES,
        "".join(part(f"a{n}", "1", '; filename="x"') for n in range(101)) + "--b--\r\n",
    ),
    "a form of three megabytes": (FORM, "a=" + "x" * 3 * 2**20),
    "a field of three megabytes": (FILES, part("a", "x" * 3 * 2**20) + "--b--\r\n"),
    "an encoding that is none for text": (f"{FORM}; charset=rot13", "period=2024"),
    "an encoding nobody knows": (f"{FORM}; charset=x-unknown", "period=2024"),
    "another encoding": (f"{FILES}; charset=utf-16", part("a", "x") + "--b--\r\n"),
}
# what can be read and makes no sense
ODD = {
    "no UTF-8": (FORM, "&".join(f"{name}=%ff%fe%c0%80" for name in NAMES)),
    "half a surrogate": (FORM, "&".join(f"{name}=%ed%a0%80" for name in NAMES)),
    "endless numbers": (FORM, "&".join(f"{name}={'9' * 5000}" for name in NAMES)),
    "large numbers": (FORM, "&".join(f"{name}=99999999999999999999" for name in NAMES)),
    "a long text": (FORM, "&".join(f"{name}={'long ' * 2000}" for name in NAMES)),
    "markup": (FORM, "&".join(f"{name}=%22%3E%3Csvg%20onload%3Dalert(1)%3E" for name in NAMES)),
    "each name twice": (FORM, "&".join(f"{name}=1&{name}=2" for name in NAMES)),
    "line ends": (FORM, "&".join(f"{name}=a%0d%0aX-Evil:%201" for name in NAMES)),
    "words for SQL": (FORM, "&".join(f"{name}='%20OR%201=1;--" for name in NAMES)),
    "dates that are none": (FORM, "&".join(f"{name}=0000-00-00" for name in NAMES)),
    "a NUL in a file's name": (FILES, part("files", "x", '; filename="a\0b.xlsx"') + "--b--\r\n"),
    "base64 that is none": (
        FILES,
        '--b\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--b--\r\n',
    ),
    "half a form": (FILES, part("a", "x")[:40]),
    "nothing": (FORM, ""),
    "no sort of content": ("", "period=2024"),
    "JSON cut short": ("application/json", '{"a": '),
    "JSON without a bottom": ("application/json", "[" * 100_000),
    "bytes": ("application/octet-stream", "\x00\x80\xff"),
}


@pytest.fixture(params=["nobody", "a coordinator"])
def everywhere(request, make_account):
    """A function (method, query, data, sort of content) → answer by route: of every page to a coordinator, and to
    nobody of the public ones and of one that is not."""
    account = make_account("noor") if request.param == "a coordinator" else None
    walked = {name: path for name, path in ADDRESSES.items() if account or name in (*PUBLIC, "overview")}

    def ask(method: str = "POST", query: str = "", data: bytes = b"", content_type: str = "") -> dict:
        browser, answers = Client(raise_request_exception=False), {}
        for name, path in walked.items():
            if account and not browser.cookies.get(house.SESSION_COOKIE_NAME):
                browser.force_login(account)
            answers[name] = browser.generic(method, f"{path}?{query}", data, content_type)
            if name in ENDS_SESSION:
                browser = Client(raise_request_exception=False)
        return answers

    return ask


def sent(body) -> dict:
    kind, text = body
    return {"data": text.encode("latin-1", "replace"), "content_type": kind}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_refused_on_every_page(what, everywhere):
    answers = everywhere(**sent(BROKEN[what]))
    assert {name for name, page in answers.items() if page.status_code not in (400, 413)} == set()


@pytest.mark.parametrize("what", ODD)
def test_what_makes_no_sense_breaks_no_page(what, everywhere):
    answers = everywhere(**sent(ODD[what]))
    assert {name: page.status_code for name, page in answers.items() if page.status_code >= 500} == {}
    assert [name for name, page in answers.items() if MARKUP in said(page) or "X-Evil" in page] == []


@pytest.mark.parametrize("what", [name for name, (kind, _body) in ODD.items() if kind == FORM])
def test_what_makes_no_sense_in_an_address_breaks_no_page(what, everywhere):
    answers = everywhere("GET", ODD[what][1])
    assert {name: page.status_code for name, page in answers.items() if page.status_code >= 500} == {}
    assert [name for name, page in answers.items() if MARKUP in said(page) or "X-Evil" in page] == []


def said(response) -> str:
    return "" if response.streaming else response.content.decode("utf-8", "replace")


@pytest.mark.parametrize("query", ["a=%00", "%00=a", "&".join(f"a{n}=" for n in range(1001))])
def test_an_address_that_cannot_be_read_is_refused(query, everywhere):
    assert {page.status_code for page in everywhere("GET", query).values()} == {400}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "PROPFIND"])
def test_other_methods_are_refused_everywhere(method, client, staff):
    answers = [client.generic(method, path) for path in ADDRESSES.values()]
    assert {(page.status_code, page["Allow"]) for page in answers} == {(405, "GET, HEAD, POST")}
    assert all("This cannot be done here" in page.text for page in answers)


@pytest.mark.parametrize(
    "path", ["/%00", "/figures/%00/", "/%ff%fe", "/..%2f..%2fetc/passwd", "/static/../run", "/\\evil"]
)
def test_odd_paths_lead_nowhere(path, client, staff):
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    ("length", "status"), [("9" * 5000, 413), ("99999999999", 413), ("-1", 400), ("none", 400), ("1e9", 400)]
)
def test_a_length_that_lies_is_refused(length, status, db):
    browser = Client(raise_request_exception=False)
    answer = browser.post("/in/", b"a=1", content_type=FORM, headers={"content-length": length})
    assert answer.status_code == status


# ── elsewhere ─────────────────────────────────────────────────────────────────────────────────────

HOSTS = [
    "evil.example",
    "testserver.evil.example",
    "testserver, evil.example",
    "user@testserver",
    "a b",
    "testserver:x",
]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example/",
    " //evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/\r\nSet-Cookie: a=b",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_request_for_another_host_is_refused(host, db):
    answer = Client(headers={"host": host}).get("/in/")
    assert (answer.status_code, host in answer.text) == (400, False)


@pytest.mark.parametrize(
    "name", ["x-forwarded-host", "x-host", "x-original-url", "x-rewrite-url", "forwarded"]
)
def test_a_header_that_names_another_host_or_page_changes_nothing(name, db):
    answer = Client(headers={name: "evil.example"}).get("/")
    assert (answer.status_code, answer["Location"].startswith("/in/")) == (302, True)
    assert "evil" not in answer["Location"]


def stays_here(location: str) -> bool:
    parts = urlsplit(location)
    return not parts.scheme and not parts.netloc and re.match(r"/(?![/\\])", location) is not None


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("url_name", ["set_language", "set_theme", "account_logout"])
def test_no_form_leads_to_another_site(url_name, target, client, staff):
    fields = {"next": target, "language": "fr", "theme": "dark"}
    answer = client.post(reverse(url_name), fields, query_params={"next": target})
    assert stays_here(answer["Location"])
    assert "a" not in answer.cookies


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(target, client, make_account):
    make_account("noor")
    typed = {"login": "noor", "password": PASSPHRASE, "next": target}
    answer = client.post(reverse("account_login"), typed, query_params={"next": target})
    assert (answer.status_code, stays_here(answer["Location"])) == (302, True)
    assert "evil" not in answer["Location"]


def test_a_page_that_asks_to_sign_in_first_leads_back_to_itself_only(client, db):
    location = client.get("//evil.example/figures/").get("Location", "/")
    assert stays_here(location)


# ── forms of others ───────────────────────────────────────────────────────────────────────────────


def test_no_form_counts_without_its_token(make_account):
    account, taken = make_account("noor"), {}
    for name, path in ADDRESSES.items():
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(account)
        taken[name] = strict.post(path, {"language": "fr"}).status_code
    assert {name for name, status in taken.items() if status != 403} == {"exit", *WITHOUT_SESSION}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example", "file://"]
)
def test_no_form_of_another_site_counts_even_with_a_token(origin, make_account):
    account = make_account("noor")
    strict = Client(enforce_csrf_checks=True, headers={"origin": origin, "sec-fetch-site": "cross-site"})
    strict.force_login(account)
    page = strict.get("/ui/gallery").text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert strict.post("/ui/theme", {"theme": "dark", "csrfmiddlewaretoken": token}).status_code == 403


# ── what the code must not do ─────────────────────────────────────────────────────────────────────

UNSAFE_CODE = (
    r"mark_safe|\.raw\(|\.extra\(|RawSQL|\beval\(|\bexec\(|pickle|shell=True|fields\s*=\s*[\"']__all__"
)
UNSAFE_PAGE = r"\|\s*safe\b|autoescape off|\{%\s*filter"
UNSAFE_SCRIPT = r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function"


def lines_with(pattern: str, *globs: str) -> list[str]:
    found = []
    for glob in globs:
        for path in house.BASE_DIR.glob(glob):
            text = path.read_text()
            found += [
                f"{path.relative_to(house.BASE_DIR)}: {hit.group()}" for hit in re.finditer(pattern, text)
            ]
    return sorted(found)


def test_no_page_prints_what_was_not_escaped():
    assert lines_with(UNSAFE_PAGE, "templates/**/*.html") == []


# a style sheet of our own; rows of an import, in a nameless file that no other process can open
LOOKED_AT = {"utsopi/paper.py: mark_safe", "reports/workbook/checking.py: pickle"}


def test_no_code_builds_sql_markup_or_programs_from_text():
    apps = ("members", "support", "events", "outreach", "reports", "utsopi")
    assert set(lines_with(UNSAFE_CODE, *(f"{app}/**/*.py" for app in apps))) == LOOKED_AT


def test_no_script_writes_markup_into_the_page():
    assert lines_with(UNSAFE_SCRIPT, "static/js/*.js") == []
