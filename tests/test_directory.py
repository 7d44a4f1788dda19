"""The directory: organisations by any of their names, what they do, and two that turn out to be one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from reports.models import Grant
from support.models import Category, Involvement, Person, Question, Request, Topic
from tests.screens import flaws, larger_letters, too_wide
from utsopi.audit.choices import Action
from utsopi.audit.models import AuditEntry
from utsopi.directory import actions
from utsopi.directory.choices import Need, Reach, Speaks
from utsopi.directory.finding import (
    all_names,
    find,
    find_or_none,
    most_used,
)
from utsopi.directory.models import Organisation, OrganisationNeed
from utsopi.team.roles import Role


@pytest.fixture
def by(make_account):
    return make_account("lou")


@pytest.fixture
def helpdesk(make_account, client):
    account = make_account("kim", Role.HELPDESK)
    client.force_login(account)
    return account


@pytest.fixture
def violett(by):
    return actions.add_organisation(name="Violett", needs=["health"], languages=["nl", "fr"], by=by)


@pytest.fixture
def violetta(by):
    return actions.add_organisation(
        name="Violetta", needs=["health", "talking"], languages=["es"], telephone="02 000 00 01", by=by
    )


@pytest.fixture
def question(db):
    return asked()


def asked() -> Question:
    request = Request.objects.create(
        received_on=date(2026, 3, 3), channel="phone", person=Person.objects.create(region="brussels")
    )
    category = Category.objects.filter(service="helpdesk").first()
    return Question.objects.create(
        request=request, category=category, topic=Topic.objects.first(), outcome="with_partner"
    )


def involve(question, *organisations):
    for organisation in organisations:
        Involvement.objects.create(question=question, organisation=organisation)


def names_of(organisation) -> set[str]:
    return set(organisation.names.values_list("name", flat=True))


def newest() -> AuditEntry:
    return AuditEntry.objects.filter(model="directory.Organisation").order_by("number").last()


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_organisation_is_added_once_and_written_down(violett, by):
    assert names_of(violett) == {"Violett"}
    assert {row.need for row in violett.needs.all()} == {"health"}
    assert {row.language for row in violett.languages.all()} == {"nl", "fr"}
    entry = newest()
    assert (entry.action, entry.object_id, entry.by_id) == (Action.CREATE, violett.pk, by.pk)
    with pytest.raises(ValidationError, match="violett is a name of Violett already"):
        actions.add_organisation(name=" violett ", by=by)
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["", " \u2003 ", "x" * 121, "\N{GREEK SMALL LETTER IOTA WITH DIALYTIKA AND TONOS}" * 100]
)
def test_what_is_no_name_is_refused(name, by):
    with pytest.raises(ValidationError):
        actions.add_organisation(name=name, by=by)
    assert not Organisation.objects.exists()


def test_a_new_name_keeps_the_old_one_as_an_alias(violett, by):
    actions.rename(organisation=violett, name="VIOLETT  Brussels", by=by)
    violett.refresh_from_db()
    assert violett.name == "VIOLETT Brussels"
    assert names_of(violett) == {"Violett", "VIOLETT Brussels"}
    actions.rename(organisation=violett, name="violett", by=by)
    violett.refresh_from_db()
    assert (violett.name, names_of(violett)) == ("violett", {"violett", "VIOLETT Brussels"})


def test_nobody_takes_the_name_of_somebody_else(violett, violetta, by):
    with pytest.raises(ValidationError, match="a name of Violetta already"):
        actions.rename(organisation=violett, name="VIOLETTA", by=by)
    with pytest.raises(ValidationError, match="a name of Violetta already"):
        actions.add_alias(organisation=violett, name="VIOLETTA", by=by)
    violett.refresh_from_db()
    assert (violett.name, names_of(violett), names_of(violetta)) == ("Violett", {"Violett"}, {"Violetta"})


def test_an_alias_goes_and_the_name_it_is_listed_under_stays(violett, by):
    alias = actions.add_alias(organisation=violett, name="Ghapro", by=by)
    assert find_or_none("GHAPRO") == violett
    actions.drop_alias(alias=alias, by=by)
    assert find_or_none("Ghapro") is None
    with pytest.raises(ValidationError):
        actions.drop_alias(alias=violett.names.get(), by=by)
    assert find_or_none("Violett") == violett


def test_what_the_database_refuses(violett):
    for broken in ({"need": "gossip"}, {"need": "health"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationNeed.objects.create(organisation=violett, **broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Nowhere", region="moon")


# ── finding ───────────────────────────────────────────────────────────────────────────────────────


def test_an_organisation_is_found_by_any_of_its_names_and_by_each_word_in_one(violett, violetta, by):
    actions.add_alias(organisation=violetta, name="Maison Rose", by=by)
    assert find("viol") == [violett, violetta]
    assert find("violett") == [violett]  # exactly its name
    assert find("ROSE") == find("maison r") == [violetta]
    assert find("olett") == find(" ") == find("") == find("%") == []
    assert all_names() == ["Maison Rose", "Violett", "Violetta"]


def test_a_hidden_one_is_offered_nowhere_and_known_by_its_whole_name(violett, violetta, by):
    actions.set_hidden(entry=violetta, is_hidden=True, by=by)
    assert find("viol") == [violett]
    assert all_names() == ["Violett"]
    assert find("violetta") == [find_or_none("violetta")] == [violetta]


def test_the_most_used_come_first_counted_once_an_hour(violett, violetta, by):
    assert most_used() == []
    involve(asked(), violetta)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert most_used() == [violetta]
        for _each in range(3):
            involve(asked(), violett)
        assert most_used() == [violetta]
        clock.shift(timedelta(hours=1, seconds=1))
        assert most_used() == [violett, violetta]
        assert most_used(1) == [violett]
        actions.set_hidden(entry=violett, is_hidden=True, by=by)
        assert most_used() == [violetta]


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────


def get(client, name="directory", /, *args, **query):
    return client.get(reverse(name, args=args), query)


def post(client, name, /, *args, **fields):
    return client.post(reverse(name, args=args), fields)


def shown(response) -> list[str]:
    return [entry.name for entry in response.context["entries"]]


def test_an_empty_directory_says_so(helpdesk, client):
    assert "No organisation is listed yet." in get(client).text
    assert "Nothing here fits all of that." in get(client, need="housing").text


def test_the_desk_searches_by_need_language_region_and_words(violett, violetta, by, helpdesk, client):
    actions.describe(entry=violett, region=Reach.COUNTRY, by=by)
    actions.describe(entry=violetta, region=Reach.FLANDERS, by=by)
    actions.add_alias(organisation=violetta, name="Maison Rose", by=by)
    for query, names in (
        ({}, ["Violett", "Violetta"]),
        ({"need": "talking"}, ["Violetta"]),
        ({"need": "health", "language": "nl"}, ["Violett"]),
        ({"region": "flanders"}, ["Violett", "Violetta"]),
        ({"region": "brussels"}, ["Violett"]),
        ({"region": "country"}, ["Violett"]),
        ({"text": "ros"}, ["Violetta"]),
        ({"text": "violett", "need": "talking", "region": "brussels"}, []),
    ):
        assert shown(get(client, **query)) == names, query


def test_names_stand_in_order_whatever_their_capitals(by, helpdesk, client):
    for name in ("equal", "Zorg", "Alias"):
        actions.add_organisation(name=name, by=by)
    assert shown(get(client)) == ["Alias", "equal", "Zorg"]


@pytest.mark.parametrize(
    "query", [{"need": "gossip"}, {"language": "xx"}, {"region": "moon"}, {"text": "x" * 121}]
)
def test_a_question_that_makes_no_sense_is_answered_with_words(query, helpdesk, client, violett):
    response = get(client, **query)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert shown(response) == ["Violett"]
    assert get(client, page="0").status_code == get(client, page="x").status_code == 404


@pytest.mark.parametrize("role", [Role.HELPDESK, Role.COORDINATOR])
def test_ten_and_a_hundred_cost_the_same(role, by, make_account, client):
    client.force_login(make_account("kim", role))
    costs = []
    for count in (10, 100):
        for number in range(Organisation.objects.count(), count):
            actions.add_organisation(
                name=f"No {number:03}", needs=Need.values, languages=Speaks.values, region="brussels", by=by
            )
        get(client)
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(get(client, need="health", language="fr", text="no"))) == min(count, 50)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 14
    second = get(client, page=2, need="health")
    assert shown(second)[0] == "No 050"
    assert (second.context["before"], second.context["after"]) == ("?page=1&need=health", "")


def test_a_hidden_one_is_found_by_whoever_may_change_it_only(violett, by, helpdesk, client, make_account):
    actions.set_hidden(entry=violett, is_hidden=True, by=by)
    assert shown(get(client)) == shown(get(client, hidden="1")) == []
    assert get(client, "directory_organisation", violett.pk).status_code == 404
    client.force_login(by)
    assert (shown(get(client)), shown(get(client, hidden="1"))) == ([], ["Violett"])
    assert "Hidden: nobody at the desk finds it." in get(client, "directory_organisation", violett.pk).text
    assert post(client, "directory_organisation_hide", violett.pk, show="1").status_code == 302
    assert post(client, "directory_organisation_hide", violett.pk, show="1").status_code == 302
    violett.refresh_from_db()
    assert not violett.is_hidden


def test_the_desk_reads_and_changes_nothing(violett, violetta, helpdesk, client):
    page = get(client, "directory_organisation", violett.pk)
    assert page.status_code == 200
    assert "<form" not in page.text.partition("<main")[2]
    for name in ("edit", "checked", "hide"):
        assert post(client, f"directory_organisation_{name}", violett.pk).status_code == 404
    for name in ("directory_alias", "directory_alias_drop", "directory_alias_list_under", "directory_merge"):
        assert post(client, name, violett.pk, name="Violett", gone=violetta.pk).status_code == 404
    assert get(client, "directory_organisation_new").status_code == 404
    client.logout()
    assert get(client).status_code == 302


def test_the_coordinator_adds_and_changes_one(staff, client):
    fields = {"name": "Maison Rose", "needs": ["health"], "region": "brussels", "website": "rose.example"}
    added = post(client, "directory_organisation_new", **fields, is_checked="on")
    rose = Organisation.objects.get()
    assert added.url == reverse("directory_organisation", args=[rose.pk])
    assert (rose.website, rose.checked_on) == ("https://rose.example", timezone.localdate())
    again = post(client, "directory_organisation_new", **fields)
    assert (again.status_code, "is a name of Maison Rose already" in again.text) == (422, True)
    changed = {"needs": ["legal", "talking"], "languages": ["ro"], "telephone": "+32 (0)2 000 00 00"}
    assert post(client, "directory_organisation_edit", rose.pk, **changed).status_code == 302
    rose.refresh_from_db()
    assert (rose.name, rose.region, rose.website, rose.dial) == ("Maison Rose", "", "", "+3220000000")
    assert {row.need for row in rose.needs.all()} == {"legal", "talking"}
    assert newest().fields == ["languages", "needs", "region", "telephone", "website"]


@pytest.mark.parametrize(
    "fields",
    [
        {"website": "javascript:alert(1)"},
        {"website": "ftp://rose.example"},
        {"telephone": "call me"},
        {"region": "moon"},
        {"needs": ["gossip"]},
        {"name": " "},
        {"name": "x" * 200},
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(fields, staff, client):
    response = post(client, "directory_organisation_new", **{"name": "Maison Rose", **fields})
    assert response.status_code == 422
    assert not Organisation.objects.exists()
    if "name" not in fields:
        assert 'value="Maison Rose"' in response.text


def test_the_coordinator_gives_and_takes_names(violett, violetta, staff, client):
    assert post(client, "directory_alias", violett.pk, name="Ghapro").status_code == 302
    assert post(client, "directory_alias", violett.pk, name="GHAPRO").status_code == 422
    assert post(client, "directory_alias", violett.pk, name="violetta").status_code == 422
    assert post(client, "directory_alias_list_under", violett.pk, name="Ghapro").status_code == 302
    violett.refresh_from_db()
    assert violett.name == "Ghapro"
    assert post(client, "directory_alias_drop", violett.pk, name="Ghapro").status_code == 422
    assert post(client, "directory_alias_drop", violett.pk, name="Violetta").status_code == 422  # another's
    assert post(client, "directory_alias_drop", violett.pk, name="Violett").status_code == 302
    assert post(client, "directory_alias_drop", violett.pk, name="Violett").status_code == 422  # gone already
    assert (names_of(violett), names_of(violetta)) == ({"Ghapro"}, {"Violetta"})


def test_a_merge_is_shown_before_it_is_done_and_done_once(violett, violetta, question, staff, client):
    involve(question, violett, violetta)
    page = get(client, "directory_merge", violett.pk, other="VIOLETTA")
    assert [cell.text for cell in page.context["table"].body()[0]] == ["Involvements", "1", "1"]
    assert Organisation.objects.count() == 2
    done = post(client, "directory_merge", violett.pk, gone=violetta.pk)
    assert done.url == reverse("directory_organisation", args=[violett.pk])
    assert "Violetta is this one now." in client.get(done.url).text
    for gone in (violetta.pk, violett.pk, uuid4(), "x", ""):
        assert post(client, "directory_merge", violett.pk, gone=gone).status_code == 422
    for other in ("Violetta", "nobody", ""):
        assert get(client, "directory_merge", violett.pk, other=other).status_code == 422
    assert get(client, "directory_merge", uuid4(), other="Violett").status_code == 404
    assert list(Organisation.objects.all()) == [violett]


def test_what_stops_a_merge_is_said_before(violett, violetta, staff, client):
    for organisation in (violett, violetta):
        Grant.objects.create(year=2026, funder=organisation, funder_group="City", amount=100)
    page = get(client, "directory_merge", violett.pk, other="Violetta").text
    assert "Put that right first." in page
    assert "Make one of them" not in page
    assert post(client, "directory_merge", violett.pk, gone=violetta.pk).status_code == 422
    assert Grant.objects.count() == 2


def test_a_name_that_asks_for_markup_gets_none(by, staff, client):
    odd = actions.add_organisation(name='<img src=x onerror="alert(1)">', by=by)
    pages = [get(client), get(client, "directory_organisation", odd.pk)]
    assert all("<img" not in page.text for page in pages)


def test_the_title_of_a_page_names_no_organisation(violett, staff, client):
    for name in ("directory_organisation", "directory_organisation_edit"):
        assert "<title>Directory · Agenda</title>" in get(client, name, violett.pk).text


# ── in the browser ────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def addresses(transactional_db, violett, violetta, question):
    involve(question, violett, violetta)
    own = f"/directory/{violett.pk}/"
    return [
        "/directory/",
        "/directory/?need=housing",
        "/directory/new/",
        own,
        f"{own}edit/",
        f"{own}merge/?other=violetta",
        f"{own}merge/?other=nobody",
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_its_pages_are_open_to_everybody_and_fit_the_screen(desk, addresses, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in addresses:
        desk.goto(address)
        found[address] = flaws(desk, axe)
        larger_letters(desk)
        assert too_wide(desk) == [], address
    assert found == dict.fromkeys(addresses, [])


def test_its_pages_are_valid_html(client, staff, addresses, vnu, tmp_path):
    for number, address in enumerate(addresses):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


def test_a_search_narrows_the_list_as_it_is_made(desk, addresses):
    desk.goto("/directory/")
    desk.get_by_role("search").get_by_text("Somebody to talk to").click()
    desk.get_by_role("link", name="Violett", exact=True).wait_for(state="detached")
    desk.wait_for_url("**need=talking&text=&language=&region=")
    desk.keyboard.press("/")
    desk.keyboard.type("nobody")
    desk.get_by_text("Nothing here fits all of that.").wait_for()
    desk.get_by_role("link", name="Show all").click()
    expect(desk.get_by_role("heading", level=2)).to_have_text(["Violett", "Violetta"])


def test_one_key_copies_how_to_reach_it(desk, addresses, violetta):
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"/directory/{violetta.pk}/")
    desk.keyboard.press("c")
    desk.get_by_role("button", name="Copied").wait_for()
    assert desk.evaluate("navigator.clipboard.readText()") == "Violetta\n02 000 00 01"
