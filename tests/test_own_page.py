"""A member's own page: what is kept, putting it right, a copy, who opened it, her evenings, leaving."""

from datetime import timedelta

import pytest
from django.conf import settings as given
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from events.models import Allowance, Registration
from events.planned import key_of
from members import codes
from members.actions.identity import set_identity
from members.models import Mandate
from tests.evenings import PLACE, a_member, an_evening
from tests.joining import a_request
from utsopi.audit.models import AuditEntry
from utsopi.team.limits import A_DAY
from utsopi.team.roles import Role

ONE_DAY = timedelta(days=1)
LANGUAGES = [code for code, _name in given.LANGUAGES]
PAGES = ("own_record", "own_correct", "own_copy", "own_leave", "own_evenings", "overview")
KEPT = {"chosen_name": "Mirela", "phone": "0475 12 34 56", "hours": "after two"}
SAID = {"chosen_name": "Mirela", "phone": "0475 12 34 56", "hours": "after two", "name_on_lists": "number"}


@pytest.fixture
def account(make_account, client):
    account = make_account("amber", Role.MEMBER)
    client.force_login(account)
    return account


@pytest.fixture
def member(account):
    member = a_member(account=account)
    set_identity(member=member, values=KEPT, by=None)
    return member


def opens(client, name: str, *args):
    return client.get(reverse(name, args=args))


def keeps(client, **said):
    return client.post(reverse("own_correct"), {k: v for k, v in (SAID | said).items() if v is not None})


def looks() -> list[tuple]:
    entries = AuditEntry.objects.filter(action="reveal").order_by("number")
    return [(entry.by and entry.by.username, entry.fields) for entry in entries]


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_has_the_way_out_a_title_that_tells_nothing_and_her_language(
    language, name, client, member
):
    client.cookies[given.LANGUAGE_COOKIE_NAME] = language
    with translation.override(language):
        page = opens(client, name)
    assert page.status_code == 200
    assert 'class="leave"' in page.text and "<title>Agenda</title>" in page.text
    assert f'<html lang="{language}"' in page.text
    assert 'class="side"' not in page.text


def test_the_first_page_of_a_member_leads_to_what_is_hers(client, member):
    page = opens(client, "overview")
    for name in ("own_record", "own_evenings", "me"):
        assert f'href="{reverse(name)}"' in page.text


def test_the_first_page_of_somebody_without_a_record_leads_nowhere_else(client, account):
    page = opens(client, "overview")
    assert reverse("own_evenings") not in page.text
    assert "No record is tied to this account." in opens(client, "own_record").text
    for name in ("own_correct", "own_copy", "own_leave", "own_evenings"):
        assert opens(client, name).status_code == 404


def test_the_record_shows_what_is_kept_but_not_the_words(client, member):
    page = opens(client, "own_record")
    assert member.reference in page.text and "kept, sealed" in page.text
    assert not [text for text in KEPT.values() if text in page.text]
    assert looks() == []


def test_her_record_costs_the_same_however_much_there_is(client, member):
    a_mandate(member)
    hosts(member, 1)
    opens(client, "own_record")
    with CaptureQueriesContext(connection) as few:
        opens(client, "own_record")
    for _each in range(9):
        a_mandate(member)
    hosts(member, 9)
    with CaptureQueriesContext(connection) as many:
        opens(client, "own_record")
    assert len(few) == len(many)


def a_mandate(member):
    return Mandate.objects.create(member=member, kind="host", started_on=timezone.localdate())


def hosts(member, count: int):
    for _each in range(count):
        Allowance.objects.create(activity=an_evening().activity, member=member, amount=50)


def test_evenings_she_hosts_and_her_mandates_stand_there(client, member):
    a_mandate(member)
    hosts(member, 1)
    page = opens(client, "own_record").text
    assert "Host of evenings" in page and "50" in page and "Evenings you host" in page


def test_who_opened_her_record_is_told_by_day_role_and_reason(client, member, make_account):
    noor = make_account("noor")
    other = Client()
    other.force_login(noor)
    other.post(reverse("member_who", args=[member.pk]), {"reason": "reach"})
    opens(client, "own_correct")
    rows = opens(client, "own_record").context["openings"].body()
    assert [[cell.text for cell in row][1:] for row in rows] == [
        ["Coordinator", "to reach you in the way you agreed to"]
    ]


# ── putting it right ──────────────────────────────────────────────────────────────────────────────


def test_the_form_shows_what_is_kept_to_her_and_it_is_one_look_of_her_own(client, member):
    page = opens(client, "own_correct")
    assert "Mirela" in page.text and "after two" in page.text
    assert looks() == [("amber", ["chosen_name", "phone", "hours"])]


def test_she_says_how_she_may_be_reached_by_each_way(client, member):
    said = {
        "email": "m@example.org",
        "may_write": "on",
        "write_name": "Ana",
        "may_call": "on",
        "call_name": "Bo",
    }
    assert keeps(client, hours="Tuesday", **said).status_code == 302
    kept = type(member.identity).objects.get()
    assert (kept.may_write, kept.may_call, kept.may_leave_message) == (True, True, False)
    assert (kept.write_name.open(), kept.call_name.open(), kept.hours.open()) == ("Ana", "Bo", "Tuesday")


def test_what_she_empties_is_taken_away_and_only_what_changed_is_written(client, member):
    keeps(client, phone="", hours="")
    kept = type(member.identity).objects.get()
    assert (kept.phone, kept.phone_index, kept.hours, kept.chosen_name.open()) == (None, None, None, "Mirela")
    entry = AuditEntry.objects.filter(action="change", model="members.MemberIdentity").get()
    assert entry.fields == ["hours", "phone"]


def test_saving_the_same_writes_nothing(client, member):
    before = AuditEntry.objects.filter(action="change").count()
    assert keeps(client).status_code == 302
    assert AuditEntry.objects.filter(action="change").count() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"chosen_name": ""}, "chosen_name"),
        ({"email": "nobody"}, "email"),
        ({"may_write": "on", "phone": ""}, "email"),
        ({"name_on_lists": "legal"}, "legal_name"),
        ({"name_on_lists": "moon"}, "name_on_lists"),
        ({"hours": "x" * 121}, "hours"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(said, field, client, member):
    page = keeps(client, **said)
    assert page.status_code == 422 and field in page.context["form"].errors


def test_an_address_of_somebody_else_is_refused_without_saying_so_and_not_tried_for_long(client, member):
    set_identity(member=a_member(), values={"chosen_name": "X", "email": "x@example.org"}, by=None)
    for _each in range(A_DAY["taken"]):
        page = keeps(client, email="x@example.org")
        assert page.status_code == 422 and "This cannot be kept here." in page.text
    assert keeps(client, email="free@example.org").status_code == 422
    assert keeps(client, hours="never").status_code == 302


def test_an_address_that_somebody_writes_down_in_the_same_moment_is_refused_in_words(
    client, member, monkeypatch
):
    set_identity(member=a_member(), values={"chosen_name": "X", "email": "x@example.org"}, by=None)
    monkeypatch.setattr("members.forms.own.OwnForm.taken", "")  # as if she had looked before it was there
    page = keeps(client, email="x@example.org")
    assert page.status_code == 422 and "This cannot be kept here." in page.text


def test_addresses_are_not_tried_for_longer_from_another_network(client, member):
    set_identity(member=a_member(), values={"chosen_name": "X", "email": "x@example.org"}, by=None)
    for each in range(A_DAY["taken"]):
        client.defaults["REMOTE_ADDR"] = f"203.0.{each}.7"
        assert keeps(client, email="x@example.org").status_code == 422
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert keeps(client, email="free@example.org").status_code == 422


def test_without_keys_nothing_is_opened_and_the_record_by_number_is_there(client, member, without_keys):
    assert opens(client, "own_record").status_code == 200
    for name in ("own_correct", "own_copy"):
        assert opens(client, name).status_code == 503


def test_somebody_who_has_nothing_kept_can_begin(client, account):
    member = a_member(account=account)
    assert opens(client, "own_correct").status_code == 200
    assert keeps(client).status_code == 302
    assert member.__class__.objects.get(pk=member.pk).identity.chosen_name.open() == "Mirela"


# ── a copy ────────────────────────────────────────────────────────────────────────────────────────


def test_the_copy_holds_all_of_it(client, member):
    a_mandate(member)
    page = opens(client, "own_copy").text
    for text in (*KEPT.values(), member.reference, "Host of evenings", "amber", "Who opened this record"):
        assert text in page


# ── evenings ──────────────────────────────────────────────────────────────────────────────────────


def comes(client, evening):
    return client.post(reverse("own_come", args=[key_of(evening.activity)]))


def test_a_member_comes_by_one_button_and_gives_her_place_back(client, member):
    evening = an_evening(capacity=1)
    assert "I come" in opens(client, "own_evenings").text
    comes(client, evening)
    page = opens(client, "own_evenings").text
    assert "You have a place." in page and PLACE not in page
    assert "You have a place." in opens(client, "own_record").text
    client.post(reverse("own_give", args=[key_of(evening.activity)]))
    assert Registration.objects.get().state == "cancelled"


def test_coming_twice_is_one_place(client, member):
    evening = an_evening(capacity=2)
    comes(client, evening)
    comes(client, evening)
    evening.refresh_from_db()
    assert evening.places_left == 1


def test_the_trail_says_neither_who_came_nor_when(client, member):
    comes(client, an_evening())
    entries = AuditEntry.objects.filter(model="events.Registration")
    assert [(entry.by, entry.at) for entry in entries] == [(None, None)]


def test_whoever_left_takes_no_place(client, account):
    a_member(account=account, left=True)
    evening = an_evening()
    assert "I come" not in opens(client, "own_evenings").text
    comes(client, evening)
    assert "Places are for members." in opens(client, "own_evenings").text
    assert Registration.objects.count() == 0


def test_an_evening_that_is_none_is_not_found(client, member):
    for name in ("own_come", "own_give"):
        assert client.post(reverse(name, args=["00000000"])).status_code == 404


# ── and the rest ──────────────────────────────────────────────────────────────────────────────────


def test_whoever_asked_and_waits_has_a_page_without_intervals(client, account):
    made = a_request()
    made.member.account = account
    made.member.save()
    assert opens(client, "own_record").status_code == 200


def test_pages_of_joining_and_her_own_are_valid_html(client, member, staff, vnu, tmp_path):
    hers, code = Client(), codes.new_code()
    hers.force_login(member.account)
    made = a_request(code, identity={"phone": "0471 00 00 00"})
    an_evening(languages="fr")
    comes(hers, an_evening())
    pages = [opens(hers, name) for name in PAGES] + [client.get(f"/j/{code}/") for code in LANGUAGES]
    pages += [client.post("/j/en/c/", {"code": code}), client.get("/j/en/c/"), client.post("/j/en/", {})]
    pages += [
        opens(client, name) for name in ("joinings", "joining_new", "joining_card", "charters", "charter_new")
    ]
    pages += [opens(client, "joining", made.pk)]
    files = []
    for number, page in enumerate(pages):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(page.text)
    assert vnu(files) == []
