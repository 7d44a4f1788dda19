"""Asking to join with a chosen name and nothing else, and coming back by a code."""

import pytest
from django.test import Client
from django.urls import reverse

from members import codes
from members.actions import joining as acts
from members.actions.identity import set_identity
from members.choices import TOLD
from members.models import Joining, Member, MemberIdentity
from tests.joining import (
    BACK,
    JOIN,
    LANGUAGES,
    a_charter,
    a_request,
    a_visitor,
    asks,
    code_on,
    hidden,
    is_welcomed,
    looks,
)
from tests.test_headers import INLINE, TELLING
from utsopi.audit.models import AuditEntry
from utsopi.discretion.logs import is_told
from utsopi.team.limits import A_DAY
from utsopi.team.roles import Role


@pytest.fixture
def visitor():
    return a_visitor()


@pytest.fixture
def charter(db):
    return a_charter()


# ── the form for everybody ────────────────────────────────────────────────────────────────────────


def test_a_chosen_name_is_enough_and_all_permissions_are_no(visitor, charter):
    assert asks(visitor).status_code == 200
    made = Joining.objects.get()
    identity = made.member.identity
    assert (made.state, made.language, made.joined_through, made.region) == ("asked", "en", "website", "")
    assert (identity.may_write, identity.may_call, identity.may_leave_message) == (False, False, False)
    assert (identity.email, identity.phone, identity.legal_name, identity.hours) == (None, None, None, None)
    assert (identity.chosen_name.open(), identity.agreed_text, made.charter) == ("Mirela", TOLD, charter)
    assert made.member.memberships.count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_speaks_the_language_of_its_path(language, visitor, charter):
    page = visitor.get(f"/j/{language}/")
    assert (page.status_code, page["Content-Language"]) == (200, language)
    assert f'<html lang="{language}">' in page.text
    assert "Nous prenons soin" in page.text if language == "fr" else "We look after" in page.text


def test_the_address_without_a_language_speaks_that_of_the_browser(db):
    assert Client(HTTP_ACCEPT_LANGUAGE="es").get("/j/")["Content-Language"] == "es"
    assert Client().get("/j/xx/").status_code == 404


def test_no_page_of_it_gives_or_reads_a_cookie_and_each_has_the_way_out(visitor, charter, staff, client):
    code = code_on(asks(visitor))
    pages = [visitor.get(JOIN), visitor.get(BACK), looks(visitor, code), looks(visitor, "AAAAA")]
    pages += [looks(visitor, code, do="withdraw"), looks(visitor, code, do="withdrawn"), client.get(JOIN)]
    for page in pages:
        assert page.cookies == {} and "cookie" not in page.get("Vary", "").lower()
        assert 'class="leave"' in page.text and "<title>Agenda</title>" in page.text
        assert "Noor" not in page.text
        assert not INLINE.search(page.text)


def test_title_address_and_head_tell_nothing(visitor, charter):
    page = visitor.get(JOIN)
    assert not TELLING.search(page.text.partition("</head>")[0] + JOIN + BACK)


def test_a_visit_stands_in_no_log_of_requests(rf, visitor, charter):
    request = visitor.get(JOIN).wsgi_request
    assert not is_told(request)


@pytest.mark.parametrize("name", ["joining_new", "joining_card"])
def test_nor_does_the_hour_at_which_she_sat_with_the_team(name, client, make_account):
    client.force_login(make_account("hana", Role.HELPDESK))
    assert not is_told(client.get(reverse(name)).wsgi_request)


def test_it_tells_no_hour_and_nobody(visitor, charter):
    asks(visitor)
    entries = AuditEntry.objects.filter(model__startswith="members.Joining")
    assert [(entry.action, entry.at, entry.by) for entry in entries] == [("create", None, None)]


def test_a_form_that_is_sent_twice_asks_once(visitor, charter):
    page = visitor.get(JOIN)
    said = {"chosen_name": "Mirela", "agreed": "on"} | {n: hidden(page, n) for n in ("version", "code")}
    assert code_on(visitor.post(JOIN, said)) == code_on(visitor.post(JOIN, said))
    assert Joining.objects.count() == Member.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(visitor, charter):
    assert visitor.post(JOIN, {"chosen_name": "x"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"chosen_name": ""}, "This field is required"),
        ({"agreed": ""}, "Without your yes we may not keep anything."),
        ({"email": "nobody"}, "Enter a valid email address"),
        ({"phone": "a lot"}, "This is no telephone number."),
        ({"may_write": "on"}, "To write we need an address or a number."),
        ({"may_call": "on"}, "To call or leave a message we need a number."),
        ({"region": "moon"}, "Select a valid choice"),
        ({"chosen_name": "x" * 81}, "at most 80"),
        ({"version": "1999"}, "changed meanwhile"),
    ],
)
def test_what_is_missing_is_said_in_words_and_nothing_typed_is_lost(said, problem, visitor, charter):
    page = asks(visitor, **{"hours": "after two"} | said)
    assert page.status_code == 422 and problem in page.text
    assert 'value="after two"' in page.text
    assert Joining.objects.count() == 0


def test_without_a_charter_what_is_kept_is_agreed_to(visitor, db):
    assert asks(visitor).status_code == 200
    assert Joining.objects.get().charter is None


def test_ways_to_reach_her_are_kept_sealed_as_she_said(visitor, charter):
    asks(visitor, phone="0475 12 34 56", may_call="on", call_name="Ana", hours="after two", kind="friend")
    made = Joining.objects.get()
    identity = made.member.identity
    assert (identity.phone.open(), identity.call_name.open()) == ("0475 12 34 56", "Ana")
    assert (identity.may_call, identity.may_leave_message, made.is_sex_worker) == (True, False, False)


def test_an_address_that_somebody_has_is_not_told_and_not_kept_twice(visitor, charter):
    known = Member.objects.create(reference="M7")
    set_identity(member=known, values={"chosen_name": "Noor", "email": "noor@example.org"}, by=None)
    page = asks(visitor, email="Noor@Example.org", may_write="on")
    assert page.status_code == 200 and code_on(page)
    made = Joining.objects.get()
    assert (made.same_as, made.member.identity.email) == (known, None)


def test_twenty_a_day_come_from_one_network_and_no_more(visitor, charter):
    for _each in range(A_DAY["join"]):
        assert asks(visitor).status_code == 200
    refused = asks(visitor)
    assert refused.status_code == 429 and "Try again tomorrow" in refused.text
    assert Joining.objects.count() == A_DAY["join"]


def test_without_keys_the_form_is_closed_in_plain_words(visitor, charter, without_keys):
    assert visitor.get(JOIN).status_code == 503


# ── coming back ───────────────────────────────────────────────────────────────────────────────────


def test_her_code_tells_how_it_stands_however_she_writes_it(visitor, charter, make_account):
    noor = make_account("noor")
    code = code_on(asks(visitor))
    (made,) = Joining.objects.all()
    assert "The team has your request." in looks(visitor, code).text
    acts.talk_first(joining=made, by=noor)
    assert "We would like to talk with you first." in looks(visitor, code.lower().replace("-", " ")).text
    is_welcomed(made, by=noor)
    assert "You are welcome." in looks(visitor, f" {code} ").text


def test_a_code_that_is_none_opens_nothing_and_is_counted(visitor, db):
    for _each in range(A_DAY["code"]):
        assert looks(visitor, "AAAAA-AAAAA").status_code == 422
    assert looks(visitor, "AAAAA-AAAAA").status_code == 429


def test_no_copy_of_the_database_tells_a_code(charter):
    code = codes.new_code()
    made = a_request(code)
    assert len(bytes(made.code_print)) == 16
    assert code.replace("-", "").encode() not in bytes(made.code_print)


def test_she_takes_her_request_back_and_nothing_of_it_stays(visitor, charter):
    code = code_on(asks(visitor))
    assert "Take your request back?" in looks(visitor, code, do="withdraw").text
    assert "It is erased" in looks(visitor, code, do="withdrawn").text
    assert (Joining.objects.count(), Member.objects.count(), MemberIdentity.objects.count()) == (0, 0, 0)
    assert looks(visitor, code).status_code == 422


def test_what_was_decided_is_not_taken_back_by_a_code(visitor, charter):
    code = code_on(asks(visitor))
    is_welcomed(Joining.objects.get())
    assert looks(visitor, code, do="withdrawn").status_code == 422
    assert Member.objects.count() == 1


def test_addresses_are_neutral():
    assert (reverse("j_in", args=["ro"]), reverse("j_back", args=["ro"])) == ("/j/ro/", "/j/ro/c/")
