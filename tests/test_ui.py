"""The shell, its components, the neutral pages and the files made elsewhere."""

import re
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as house
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation
from django.utils.formats import date_format, get_format

from tests.accounts import PASSPHRASE
from utsopi import nav
from utsopi.directory.models import Installation
from utsopi.periods import Period
from utsopi.team.roles import Role
from utsopi.ui.forms import BaseForm, PickerForm
from utsopi.ui.tables import Column, Table
from utsopi.ui.templatetags.ui import icon_names

VENDOR = house.BASE_DIR / "static" / "vendor"
TELLING = re.compile(r"utsopi|sex|union|travail|werker|escort|syndica|vakbond", re.I)
INLINE = re.compile(r"<style|<script(?![^>]* src=)|\son[a-z]+=|\sstyle=|javascript:", re.I)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def drawn(template: str, **context) -> str:
    return Template(template).render(Context(context))


def title_of(response) -> str:
    return re.search(r"<title>(.*?)</title>", response.text, re.S)[1].strip()


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["account_login", "account_logout"])
def test_a_page_for_anybody_tells_nothing(client, staff, name):
    response = (Client() if name == "account_login" else client).get(reverse(name))
    assert title_of(response) == "Agenda"
    assert not TELLING.search(response.text)
    assert not INLINE.search(response.text)
    assert '<html lang="en">' in response.text


def test_the_gallery_shows_every_component(client, staff):
    response = client.get(reverse("ui_gallery"))
    assert response.status_code == 200
    assert title_of(response) == "Gallery · Agenda"
    assert not INLINE.search(response.text)
    for css in ("notice bad", "stats", "table-box", "progress-panel", "empty", "facts", "picker", "summary"):
        assert f'class="{css}' in response.text or f" {css}" in response.text


def test_the_gallery_is_for_those_who_work_here(client, db):
    assert client.get(reverse("ui_gallery")).status_code == 302


def test_the_shell_costs_one_query_beside_session_and_account(client, staff, django_assert_num_queries):
    client.get(reverse("ui_gallery"))  # the first page of a session also stores a token in it
    with django_assert_num_queries(2):
        client.get(reverse("ui_gallery"))


def test_a_demo_says_so_on_every_page(client, staff):
    addresses = [reverse("ui_gallery"), reverse("account_logout"), "/no-such-page"]
    Installation.objects.update_or_create(id=1, defaults={"is_demo": False})
    assert not any("made up." in client.get(address).text.split("<h1>")[0] for address in addresses)
    Installation.objects.update(is_demo=True)
    assert all("Demo: every record" in client.get(address).text for address in addresses)


def test_an_address_that_leads_nowhere_gives_the_neutral_page(client, db):
    response = client.get("/no-such-page")
    assert (response.status_code, title_of(response)) == (404, "Agenda")
    assert "There is no page here" in response.text
    assert not TELLING.search(response.text)


def test_a_broken_page_is_explained_without_database_or_session(rf):
    response = get_resolver().resolve_error_handler(500)(rf.get("/"))
    assert (response.status_code, title_of(response)) == (500, "Agenda")
    assert "Something went wrong here" in response.text
    assert not TELLING.search(response.text)
    assert not INLINE.search(response.text)


def test_a_form_without_its_token_is_refused_with_a_way_on(staff):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)
    response = strict.post(reverse("set_theme"), {"theme": "dark"})
    assert response.status_code == 403
    assert "This page was open too long" in response.text


def sent_from(client, **headers):
    """The sign-in form, sent with its token by a browser that hides where it comes from."""
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(reverse("account_login")).text)[
        1
    ]
    typed = {"csrfmiddlewaretoken": token, "login": "noor", "password": PASSPHRASE}
    return client.post(reverse("account_login"), typed, headers={"Origin": "null", **headers})


def test_our_own_form_counts_though_it_sends_no_referrer(make_account):
    make_account("noor")
    assert sent_from(Client(enforce_csrf_checks=True)).status_code == 302
    assert sent_from(Client(enforce_csrf_checks=True), **{"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_a_form_of_another_site_is_refused(make_account):
    make_account("noor")
    assert sent_from(Client(enforce_csrf_checks=True), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_somebody_signs_in_with_a_browser(page, live_server, make_account):
    make_account("noor", alias="Noor")
    page.goto(live_server.url + reverse("account_login") + "?next=" + reverse("ui_gallery"))
    page.get_by_label("Login name").fill("noor")
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**" + reverse("ui_gallery"))
    assert page.locator(".me summary").inner_text().split() == ["English", "Noor"]


# ── choices ───────────────────────────────────────────────────────────────────────────────────────


def test_light_or_dark_stays_chosen(client, staff):
    gallery = reverse("ui_gallery")
    response = client.post(reverse("set_theme"), {"theme": "dark", "next": gallery})
    assert response.url == gallery
    assert '<html lang="en" data-theme="dark">' in client.get(gallery).text
    client.post(reverse("set_theme"), {"theme": "purple"})
    assert 'data-theme="dark"' in client.get(gallery).text
    client.post(reverse("set_theme"), {"theme": ""})
    assert "data-theme" not in client.get(gallery).text


def test_a_choice_never_leads_to_another_site(client, staff):
    response = client.post(reverse("set_theme"), {"theme": "dark", "next": "https://example.org/"})
    assert response.url == "/"


def test_the_language_stays_chosen(client, staff):
    client.post(reverse("set_language"), {"language": "fr", "next": "/"})
    assert '<html lang="fr"' in client.get(reverse("ui_gallery")).text


def test_the_side_bar_offers_only_pages_that_exist_and_may_be_opened(monkeypatch, make_account):
    entries = (nav.Entry("nowhere", "Nowhere", "info"), nav.Entry("ui_gallery", "Gallery", "eye"))
    monkeypatch.setattr(nav, "GROUPS", (entries,))
    gallery = reverse("ui_gallery")
    noor, kim = make_account("noor"), make_account("kim", Role.MEMBER)
    assert nav.links(gallery + "/more", noor) == [
        nav.Link(gallery, "Gallery", "eye", is_here=True, is_parted=False)
    ]
    assert nav.links("/ui/galleryish", noor) == [
        nav.Link(gallery, "Gallery", "eye", is_here=False, is_parted=False)
    ]
    assert nav.links(gallery, kim) == []


def test_on_a_phone_the_most_used_pages_stand_under_the_thumb(client, make_account):
    def tabs(role):
        client.force_login(make_account(role, role))
        nav = client.get(reverse("overview")).text.partition('<nav class="thumb"')[2]
        return re.findall(r"</svg> ([^<]+)</a>", nav.partition("</nav>")[0])

    assert tabs(Role.COORDINATOR) == ["Overview", "On a round", "Menu"]
    assert tabs(Role.HELPDESK) == ["Overview", "Afternoon", "Helpdesk", "Menu"]
    assert tabs(Role.AUDITOR) == []


def test_a_line_parts_the_groups_of_the_side_bar_and_never_stands_alone(make_account):
    def first_of_groups(role):
        return [link.label for link in nav.links("/", make_account(role, role)) if link.is_parted]

    assert first_of_groups(Role.COORDINATOR) == ["Log", "Figures"]
    assert first_of_groups(Role.ADMIN) == ["Team"]
    assert first_of_groups(Role.MEMBER) == []


# ── components ────────────────────────────────────────────────────────────────────────────────────


def test_what_people_wrote_is_escaped():
    html = drawn(
        "{% panel name %}{{ name }}{% endpanel %}{% facts pairs %}", name="<b>", pairs=[("<i>", "<u>")]
    )
    assert not re.search("<[biu]>", html)


def test_a_picture_must_be_our_own_markup():
    with pytest.raises(TypeError):
        drawn('{% chart "By month" svg %}', svg="<svg></svg>")


def test_an_icon_that_is_not_there_is_noticed():
    with pytest.raises(LookupError):
        drawn('{% icon "unicorn" %}')


def test_every_icon_named_in_a_template_is_in_the_sprite():
    templates = (house.BASE_DIR / "templates").rglob("*.html")
    named = {name for file in templates for name in re.findall(r'\{% icon "([^"]+)" %\}', file.read_text())}
    assert named | {entry.icon for group in nav.GROUPS for entry in group} <= icon_names()


@pytest.mark.parametrize(("is_grave", "look"), [(True, "btn-danger"), (False, "btn-primary")])
def test_a_page_that_asks_first_has_a_way_back(is_grave, look):
    words = {"heading": "Erase?", "confirm_label": "Erase it", "back_url": "/records"}
    html = render_to_string("ui/confirm.html", {**words, "is_grave": is_grave})
    assert f'<button class="btn {look}">Erase it</button>' in html
    assert 'href="/records"' in html


@pytest.mark.parametrize(
    ("state", "asks_again"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_progress_is_asked_for_only_while_there_is_some(state, asks_again):
    job = {"state": state, "step": "Counting", "done": 1, "total": 2, "message": ""}
    assert ("data-hx-get" in drawn('{% progress job url="/x" %}', job=job)) is asks_again


class Form(BaseForm):
    day = forms.DateField(label="Day")
    note = forms.CharField(label="Note", required=False)


def test_a_form_counts_on_top_what_is_wrong_and_loses_nothing():
    form = Form({"day": "31 <February>", "note": "kept"})
    html = drawn("{% fields form %}", form=form)
    assert form.status == 422
    assert "One thing to put right." in html
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert '<a href="#id_day">Day</a>' in html
    assert 'aria-invalid="true" aria-describedby="id_day_error"' in html
    assert 'value="31 &lt;February&gt;"' in html
    assert 'value="kept"' in html


def test_a_fresh_form_says_what_may_be_left_out():
    html = drawn("{% fields form %}", form=Form())
    assert Form().status == 200
    assert html.count("(optional)") == 1
    assert "alert" not in html


# ── tables, periods, dates ────────────────────────────────────────────────────────────────────────

PEOPLE = [Column("region", "Region"), Column("people", "People", numeric=True), Column("day", "Day")]


def test_a_table_is_declared_once_for_screen_and_file():
    rows = [{"region": "Ghent", "people": 1250, "day": date(2024, 3, 1)}, {"region": "Liège", "people": None}]
    table = Table(PEOPLE, rows, "People", total={"region": "All", "people": Decimal("1250.5")})
    assert table.head() == ["Region", "People", "Day"]
    assert list(table.values()) == [["Ghent", 1250, date(2024, 3, 1)], ["Liège", None, None]]
    assert [[cell.text for cell in row] for row in table.body()] == [
        ["Ghent", "1,250", "01/03/2024"],
        ["Liège", "–", "–"],
    ]
    assert [cell.text for cell in table.foot()] == ["All", "1,250.5", "–"]


def test_a_table_reads_its_rows_once():
    table = Table(PEOPLE, ({"region": name} for name in "ab"), "People")
    assert (len(table.body()), len(table.body())) == (2, 2)


def test_an_empty_address_chooses_the_newest_year_and_all_regions():
    assert PickerForm({}, years=[2024, 2023]).choice() == (Period.year(2024), None)


def test_a_period_and_a_region_can_be_chosen():
    picked = PickerForm({"period": "2023-Q2", "region": "unknown"}, years=[2024, 2023]).choice()
    assert picked == (Period.quarter(2023, 2), "unknown")


def test_own_days_count_instead_of_the_period():
    days = {"period": "2024", "start": "2024-05-03", "end": "2024-06-01"}
    form = PickerForm(days, years=[2024])
    assert form.choice() == (Period(date(2024, 5, 3), date(2024, 6, 1)), None)


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "1066"},
        {"start": "2024-05-03"},
        {"start": "2024-05-03", "end": "2024-05-01"},
        {"region": "Mars"},
    ],
)
def test_what_cannot_be_chosen_falls_back_and_says_so(asked):
    form = PickerForm(asked, years=[2024])
    assert form.choice() == (Period.year(2024), None)
    assert 'class="error"' in drawn("{% picker form %}", form=form)


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_dates_are_written_as_in_belgium(language):
    with translation.override(language):
        assert date_format(date(2024, 3, 1), "SHORT_DATE_FORMAT") == "01/03/2024"
        assert date_format(date(2024, 3, 1)).lower().startswith("1 ma")
        assert get_format("FIRST_DAY_OF_WEEK") == 1


# ── files made elsewhere ──────────────────────────────────────────────────────────────────────────


def listed() -> dict[str, str]:
    rows = re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (VENDOR / "VENDOR.md").read_text(), re.M)
    return dict(rows)


def test_every_file_made_elsewhere_is_the_one_that_was_listed():
    found = {
        path.relative_to(VENDOR).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent.name != "licences" and path.name != "VENDOR.md"
    }
    assert found == listed()


def test_every_file_made_elsewhere_has_its_licence_beside_it():
    licences = re.findall(r"`(licences/[^`]+\.txt)`", (VENDOR / "VENDOR.md").read_text())
    assert len(licences) == len(listed())
    assert all((VENDOR / name).stat().st_size > 100 for name in licences)


def test_no_style_or_script_asks_another_site():
    for path in [
        *Path(house.BASE_DIR / "static").rglob("*.css"),
        *Path(house.BASE_DIR / "static").rglob("*.js"),
    ]:
        assert "sourceMappingURL" not in path.read_text()
        assert not re.search(r"url\(\s*[\"']?https?:|@import", path.read_text())
