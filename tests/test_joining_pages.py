"""The pages of those who asked to join, for the team: the list, writing one down, deciding, the card, the charter."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import codes
from members.actions.joining import decline
from members.models import Charter, Joining, Member, Membership
from tests.evenings import a_member
from tests.joining import a_charter, a_request, is_welcomed
from utsopi.audit.models import AuditEntry
from utsopi.team.limits import A_DAY
from utsopi.team.roles import Role

ONE_DAY = timedelta(days=1)
WELCOME = {"region": "brussels", "language": "fr", "joined_through": "outreach", "is_sex_worker": "1"}


@pytest.fixture
def charter(db):
    return a_charter()


@pytest.fixture
def hana(make_account, client):
    account = make_account("hana", Role.HELPDESK)
    client.force_login(account)
    return account


def at(name: str, joining: Joining) -> str:
    return reverse(name, args=[joining.pk])


def welcomed(client, joining, **said):
    return client.post(at("joining_welcome", joining), WELCOME | {"on": timezone.localdate()} | said)


def looks() -> list[tuple]:
    entries = AuditEntry.objects.filter(action="reveal").order_by("number")
    return [(entry.by.username, entry.fields[0], entry.reason) for entry in entries]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_list_says_that_nobody_waits(client, hana):
    assert "Nobody waits for an answer." in client.get(reverse("joinings")).text


def test_the_list_shows_who_waits_the_oldest_first_in_codes(client, hana, db):
    _newer, older = a_request(region="flanders"), a_request(region="brussels")
    Joining.objects.filter(pk=older.pk).update(asked_on=timezone.localdate() - ONE_DAY)
    decline(joining=a_request(region="wallonia"), by=None)
    page = client.get(reverse("joinings"))
    assert [row[3].text for row in page.context["table"].body()] == ["Brussels", "Flanders"]
    assert "Mirela" not in page.text and looks() == []
    page = client.get(reverse("joinings"), {"state": "declined"})
    assert [row[3].text for row in page.context["table"].body()] == ["Wallonia"]
    assert len(client.get(reverse("joinings"), {"state": "all"}).context["table"].body()) == 3
    assert client.get(reverse("joinings"), {"state": "nonsense"}).status_code == 422


def test_the_list_costs_the_same_at_ten_and_at_a_hundred_rows_and_is_paged(client, hana):
    Joining.objects.bulk_create(a_row() for _each in range(10))
    client.get(reverse("joinings"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("joinings"))
    Joining.objects.bulk_create(a_row() for _each in range(90))
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("joinings"))
    assert len(few) == len(many)
    assert len(page.context["table"].body()) == 50


def a_row() -> Joining:
    return Joining(asked_on=timezone.localdate(), language="fr", joined_through="website")


def test_the_first_page_of_the_coordinator_counts_who_waits(client, staff, db):
    a_request()
    decline(joining=a_request(), by=None)
    assert "1 request to join" in client.get("/").text


# ── written down by the team ──────────────────────────────────────────────────────────────────────


def writes(client, **said):
    page = client.get(reverse("joining_new"))
    kept = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1] for name in ("version", "code")
    }
    facts = {"chosen_name": "Mirela", "kind": "me", "through": "outreach", "spoken": "ro", "agreed": "on"}
    return client.post(reverse("joining_new"), facts | kept | said)


def test_staff_write_somebody_down_with_her_source_and_give_her_a_code(client, hana, charter):
    page = writes(client)
    made = Joining.objects.get()
    assert (made.joined_through, made.language, made.charter) == ("outreach", "ro", charter)
    assert made.member.identity.may_call is False
    code = re.search(r'class="five">([^<]+)<', page.text)[1]
    assert "The team has your request." in Client().post("/j/en/c/", {"code": code}).text
    assert code not in client.get(at("joining", made)).text


def test_staff_must_say_how_she_came_and_that_she_agreed(client, hana, charter):
    page = writes(client, through="", agreed="")
    assert page.status_code == 422 and page.context["form"].errors.keys() == {"through", "agreed"}
    assert Joining.objects.count() == 0


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────


def test_the_coordinator_welcomes_and_she_is_a_member(client, staff, db):
    made = a_request(region="flanders")
    assert welcomed(client, made).status_code == 302
    membership = Membership.objects.get()
    assert (membership.member, membership.region) == (made.member, "brussels")
    page = client.get(at("joining", made))
    assert "Draw a card" in page.text and "Welcome her" not in page.text


def test_a_welcome_twice_is_one_membership_and_says_so(client, staff, db):
    made = a_request()
    welcomed(client, made)
    page = welcomed(client, made)
    assert page.status_code == 422 and "decided meanwhile" in page.context["form"].non_field_errors()[0]
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": "2999-01-01"}, "on"),
        ({"on": ""}, "on"),
        ({"before": "M404"}, "before"),
        ({"joined_through": "moon"}, "joined_through"),
        ({"is_sex_worker": ""}, "is_sex_worker"),
    ],
)
def test_a_welcome_that_cannot_be_is_told_at_its_field(said, field, client, staff, db):
    made = a_request()
    page = welcomed(client, made, **said)
    assert page.status_code == 422 and field in page.context["form"].errors
    assert Membership.objects.count() == 0


def test_whoever_was_one_before_is_welcomed_under_her_number(client, staff, db):
    earlier, today = Member.objects.create(reference="M7"), timezone.localdate()
    Membership.objects.create(
        member=earlier,
        started_on=today - 90 * ONE_DAY,
        ended_on=today - 30 * ONE_DAY,
        language="fr",
        joined_through="outreach",
        is_sex_worker=True,
    )
    made = a_request()
    welcomed(client, made, before="M7")
    assert earlier.memberships.count() == 2 and Member.objects.count() == 1


@pytest.mark.parametrize(("do", "state"), [("talk", "to_talk"), ("decline", "declined")])
def test_a_word_first_or_not_now(do, state, client, staff, db):
    made = a_request()
    client.post(at("joining_decide", made), {"do": do})
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (state, staff)
    assert client.post(at("joining_decide", made), {"do": "nonsense"}).status_code == 404


def test_of_whoever_was_forgotten_the_page_shows_that_somebody_asked(client, staff, db):
    made = a_request()
    decline(joining=made, by=None)
    made.member.delete()
    page = client.get(at("joining", made))
    assert "Nothing is kept any more but that somebody asked." in page.text
    assert "Welcome her" not in page.text


def test_who_she_is_opens_for_a_reason_and_is_written_down(client, staff, db):
    made = a_request(identity={"phone": "0475 12 34 56", "may_call": True})
    assert "Mirela" not in client.get(at("joining", made)).text
    page = client.post(at("joining_who", made), {"reason": "reach"})
    assert "Mirela" in page.text and "0475 12 34 56" in page.text
    assert looks() == [("noor", "chosen_name", "reach"), ("noor", "phone", "reach")]
    assert client.post(at("joining_who", made), {}).status_code == 422


def test_the_coordinator_is_told_that_somebody_has_the_same_address(client, staff, db):
    first = a_request(identity={"email": "noor@example.org"})
    second = a_request(identity={"email": "noor@example.org"})
    assert first.member.reference in client.get(at("joining", second)).text


def test_the_helpdesk_decides_nothing_and_opens_nothing(client, hana, db):
    made = a_request()
    page = client.get(at("joining", made))
    assert page.status_code == 200 and "Welcome her" not in page.text and "Show who it is" not in page.text
    for name in ("joining_who", "joining_welcome", "joining_decide"):
        assert client.post(at(name, made), {"reason": "reach", "do": "talk"}).status_code == 404
    assert client.get(reverse("charters")).status_code == 404


# ── the card ──────────────────────────────────────────────────────────────────────────────────────


def test_the_helpdesk_hands_a_card_to_whoever_brings_her_code(client, hana, db):
    code = codes.new_code()
    is_welcomed(a_request(code))
    page = client.post(reverse("joining_card"), {"code": code.lower()})
    account = Member.objects.get().account
    assert account.username in page.text and "testserver/welcome/" in page.text
    assert '<section class="handed-on card-to-give" lang="fr"' in page.text


@pytest.mark.parametrize("text", ["", "AAAAA-AAAAA", "x" * 41])
def test_a_code_that_is_none_draws_no_card(text, client, hana, db):
    assert client.post(reverse("joining_card"), {"code": text}).status_code == 422
    assert Member.objects.count() == 0


def hands(client, code: str):
    return client.post(reverse("joining_card"), {"code": code})


def test_strangers_on_the_network_of_the_office_close_no_desk(client, hana, db):
    code, visitor = codes.new_code(), Client()
    is_welcomed(a_request(code))
    for _each in range(A_DAY["code"]):
        visitor.post("/j/en/c/", {"code": "AAAAA-AAAAA"})
    assert visitor.post("/j/en/c/", {"code": code}).status_code == 429
    assert "A card to hand over" in hands(client, code).text


def test_nor_does_the_desk_close_the_page_for_them_and_it_is_no_place_to_guess(client, hana, db):
    code = codes.new_code()
    is_welcomed(a_request(code))
    for _each in range(A_DAY["code"]):
        assert "Nothing is kept under this code." in hands(client, "AAAAA-AAAAA").text
    client.defaults["REMOTE_ADDR"] = "203.0.113.7"  # another network begins no new day
    page = hands(client, code)
    assert page.status_code == 422 and "You typed too many codes today" in page.text
    assert "You are welcome." in Client().post("/j/en/c/", {"code": code}).text


def test_whoever_is_not_welcomed_yet_gets_no_card(client, hana, db):
    code = codes.new_code()
    a_request(code)
    page = client.post(reverse("joining_card"), {"code": code})
    assert page.status_code == 422 and "not a member today" in page.text


def test_the_coordinator_draws_another_without_the_code(client, staff, db):
    made = a_request()
    is_welcomed(made)
    page = client.post(reverse("member_card", args=[made.member_id]))
    assert Member.objects.get().account.username in page.text
    assert client.get(reverse("member_card", args=[made.member_id])).status_code == 405


# ── the charter ───────────────────────────────────────────────────────────────────────────────────


def test_the_coordinator_writes_a_version_in_the_languages_she_has(client, staff, db):
    said = {
        "version": "2026-1",
        "valid_from": timezone.localdate(),
        "text_en": "Line.\r\nLine.",
        "text_sq": "Një",
    }
    assert client.post(reverse("charter_new"), said).status_code == 302
    made = Charter.objects.get()
    assert dict(made.texts.values_list("language", "text")) == {"en": "Line.\nLine.", "sq": "Një"}
    row = client.get(reverse("charters")).context["table"].body()[0]
    assert [cell.text for cell in row][:1] + [row[2].text, row[4].text] == ["2026-1", "2", "Yes"]
    assert client.post(reverse("charter_new"), said).status_code == 422


def test_a_new_version_begins_with_the_words_in_force(client, staff, charter):
    assert "We look after each other." in client.get(reverse("charter_new")).text


def test_what_somebody_agreed_to_is_refused_and_said(client, staff, charter):
    a_request(charter=charter)
    address, said = reverse("charter", args=[charter.pk]), {"valid_from": charter.valid_from}
    assert "its words stay" in client.get(address).text
    page = client.post(address, said | {"text_en": "Otherwise."})
    assert page.status_code == 422 and "Make a new version instead" in page.text
    kept = {f"text_{each.language}": each.text for each in charter.texts.all()}
    assert client.post(address, said | kept | {"text_nl": "Wij zorgen."}).status_code == 302
    assert charter.texts.count() == 3


# ── nobody, and strange input ─────────────────────────────────────────────────────────────────────


def test_nobody_sees_any_of_it(db):
    made, nobody = a_request(), Client()
    for address in (reverse("joinings"), at("joining", made), reverse("charters"), reverse("joining_card")):
        assert nobody.get(address).status_code == 302


REACH = ["email", "phone", "hours", "write_name", "call_name", "may_write", "may_call"]
ASKED = [
    "chosen_name",
    "legal_name",
    "kind",
    "region",
    "spoken",
    "through",
    "agreed",
    "version",
    "code",
    "do",
]
DECIDED = ["on", "is_sex_worker", "joined_through", "before", "language", "reason", "state"]
OTHERS = ["valid_from", "text_en", "sure", "name_on_lists"]
NAMES = [*REACH, *ASKED, *DECIDED, *OTHERS]
ODD = {
    "bytes that are no text": "%ff%fe%ed%a0%80",
    "a long text": "long%20" * 2000,
    "a large number": "9" * 30,
    "markup": "%22%3E%3Csvg%20onload%3Dalert(1)%3E",
    "a date that is none": "0000-00-00",
}


@pytest.mark.parametrize("what", ODD)
def test_what_makes_no_sense_breaks_no_page(what, client, staff, charter):
    made = a_request()
    a_member(account=staff)
    body = "&".join(f"{name}={ODD[what]}" for name in NAMES)
    addresses = [reverse(name) for name in ("joinings", "joining_new", "joining_card", "charter_new", "j")]
    addresses += [
        reverse(name) for name in ("own_record", "own_correct", "own_leave", "own_copy", "own_evenings")
    ]
    addresses += [at(f"joining_{act}", made) for act in ("who", "welcome", "decide")]
    addresses += ["/j/fr/", "/j/fr/c/", reverse("charter", args=[charter.pk])]
    for address in addresses:
        for page in (
            client.post(address, body, content_type="application/x-www-form-urlencoded"),
            client.get(f"{address}?{body}"),
        ):
            assert page.status_code < 500 and "<svg onload" not in page.text, address
    assert Membership.objects.count() == 1
