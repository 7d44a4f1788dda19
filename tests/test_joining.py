"""Asking to join with a chosen name and nothing else; coming back by a code; what the team decides; what goes."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as given
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members import codes
from members.actions import joining as acts
from members.actions import memberships
from members.actions.cards import hand_card, hand_card_for
from members.actions.charters import make_charter, write_charter
from members.actions.forgetting import forget
from members.actions.identity import set_identity
from members.charter import charter_on, shown_in
from members.choices import TOLD
from members.models import Charter, Joining, Member, MemberIdentity, Membership
from tests.test_headers import INLINE, TELLING
from utsopi.audit.models import AuditEntry
from utsopi.discretion.logs import is_told
from utsopi.team import cards
from utsopi.team.actions import revoke
from utsopi.team.limits import A_DAY
from utsopi.team.models import User
from utsopi.team.roles import Role

LANGUAGES = [code for code, _name in given.LANGUAGES]
A_MONTH = timedelta(days=30)
ONE_DAY = timedelta(days=1)
JOIN, BACK = "/j/en/", "/j/en/c/"


@pytest.fixture
def visitor():
    """A browser that asks about forgeries as a real one does, and brings nothing."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def charter(db):
    texts = {"en": "We look after each other.", "fr": "Nous prenons soin les unes des autres."}
    return make_charter(version="2026", valid_from=timezone.localdate() - A_MONTH, texts=texts, by=None)


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def asks(visitor, address: str = JOIN, **said):
    """Opens the form, fills in what is said, and sends it."""
    page = visitor.get(address)
    kept = {name: hidden(page, name) for name in ("version", "code")}
    return visitor.post(address, {"chosen_name": "Mirela", "agreed": "on"} | kept | said)


def code_on(page) -> str:
    return re.search(r'class="five" lang="">([^<]+)<', page.text)[1]


def looks(visitor, code: str, **said):
    return visitor.post(BACK, {"code": code} | said)


def a_request(code: str = "", **said) -> Joining:
    """Somebody who asked by the public form."""
    identity = {"chosen_name": "Mirela"} | said.pop("identity", {})
    facts = {"language": "fr", "joined_through": "website", "charter": None, "by": None}
    return acts.ask(code=code or codes.new_code(), identity=identity, **facts | said)


def is_welcomed(joining, by=None, **said) -> Membership:
    facts = {"region": "brussels", "language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    return acts.welcome(joining=joining, by=by, **{"on": timezone.localdate()} | facts | said)


def statements(ask) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


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


# ── the team decides ──────────────────────────────────────────────────────────────────────────────


def test_whoever_is_welcomed_is_a_member_from_that_day_on(charter, make_account):
    noor, made = make_account("noor"), a_request()
    membership = is_welcomed(made, by=noor, is_effective=True)
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.decided_on) == ("welcomed", noor, timezone.localdate())
    assert (membership.member, membership.started_on) == (made.member, timezone.localdate())
    assert (membership.joined_through, membership.is_effective) == ("outreach", True)


def test_nothing_is_decided_twice(charter):
    made = a_request()
    is_welcomed(made)
    for act in (acts.decline, acts.talk_first):
        with pytest.raises(ValidationError, match="decided meanwhile"):
            act(joining=made, by=None)
    with pytest.raises(ValidationError, match="decided meanwhile"):
        is_welcomed(made)
    assert Membership.objects.count() == 1


def test_a_day_to_come_is_refused_and_nothing_is_decided(charter):
    made = a_request()
    with pytest.raises(ValidationError, match="lies ahead"):
        is_welcomed(made, on=timezone.localdate() + ONE_DAY)
    made.refresh_from_db()
    assert (made.state, Membership.objects.count()) == ("asked", 0)


def test_whoever_was_declined_can_be_welcomed_while_she_is_known(charter):
    made = a_request()
    acts.decline(joining=made, by=None)
    is_welcomed(made)
    made.refresh_from_db()
    assert made.state == "welcomed"


@pytest.fixture
def earlier(db):
    """Somebody who was a member and left."""
    member, today = Member.objects.create(reference="M7"), timezone.localdate()
    days = {"started_on": today - 400 * ONE_DAY, "ended_on": today - 200 * ONE_DAY}
    Membership.objects.create(
        member=member, language="fr", joined_through="outreach", is_sex_worker=True, **days
    )
    return member


def test_whoever_comes_back_keeps_her_number_and_gets_a_second_interval(charter, earlier):
    made = a_request()
    is_welcomed(made, before=earlier)
    made.refresh_from_db()
    assert (made.member, earlier.memberships.count(), Member.objects.count()) == (earlier, 2, 1)
    assert earlier.identity.chosen_name.open() == "Mirela"


def test_what_is_kept_of_before_stays_but_for_what_she_allows_now(charter, earlier):
    values = {"chosen_name": "Noor", "email": "noor@example.org", "may_write": True}
    set_identity(member=earlier, values=values, by=None)
    made = a_request(identity={"chosen_name": "Mirela", "email": "noor@example.org", "agreed_text": TOLD})
    is_welcomed(made, before=earlier)
    identity = MemberIdentity.objects.get()
    assert (identity.member, identity.chosen_name.open()) == (earlier, "Noor")
    assert (identity.may_write, identity.agreed_text) == (False, TOLD)


def test_what_she_allows_now_is_not_allowed_for_the_number_of_before(charter, earlier):
    set_identity(member=earlier, values={"chosen_name": "Noor", "phone": "0470 11 11 11"}, by=None)
    made = a_request(identity={"phone": "0470 22 22 22", "may_call": True, "may_leave_message": True})
    is_welcomed(made, before=earlier)
    identity = MemberIdentity.objects.get()
    assert identity.phone.open() == "0470 11 11 11"
    assert (identity.may_write, identity.may_call, identity.may_leave_message) == (False, False, False)


def test_what_she_allows_now_holds_for_the_number_that_is_still_hers(charter, earlier):
    set_identity(member=earlier, values={"chosen_name": "Noor", "phone": "0470 11 11 11"}, by=None)
    made = a_request(identity={"phone": "0470 11 11 11", "may_call": True})
    is_welcomed(made, before=earlier)
    assert MemberIdentity.objects.get().may_call


def test_a_member_of_today_is_not_welcomed_twice(charter, earlier):
    earlier.memberships.update(ended_on=None)
    made = a_request()
    with pytest.raises(ValidationError, match="member on these days already"):
        is_welcomed(made, before=earlier)
    made.refresh_from_db()
    assert (made.state, made.member == earlier) == ("asked", False)


def is_a_member(member, days: int = 3) -> Membership:
    """Begun on the page of the member, past the request."""
    facts = {"region": "", "language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    return memberships.begin(member=member, on=timezone.localdate() - days * ONE_DAY, by=None, **facts)


def test_whoever_was_made_a_member_past_her_request_takes_no_membership_away_with_it(visitor, charter):
    code = codes.new_code()
    is_a_member(a_request(code).member)
    assert looks(visitor, code, do="withdrawn").status_code == 422
    assert (Joining.objects.count(), Membership.objects.count()) == (1, 1)


def test_whoever_was_made_a_member_past_her_request_is_not_folded_into_another(charter, earlier):
    made = a_request()
    is_a_member(made.member)
    with pytest.raises(ValidationError):
        is_welcomed(made, before=earlier)
    assert Membership.objects.count() == 2


# ── the card ──────────────────────────────────────────────────────────────────────────────────────


def test_a_card_makes_an_account_with_the_role_of_a_member_and_ties_it_to_her(charter, make_account):
    noor, made = make_account("noor"), a_request()
    is_welcomed(made)
    card, code = hand_card_for(joining=Joining.objects.get(pk=made.pk), by=noor)
    member = Member.objects.get(pk=made.member_id)
    assert member.account == card.account
    assert card.account.roles_on(timezone.localdate()) == {Role.MEMBER}
    assert not card.account.is_staff_on(timezone.localdate())
    assert cards.find(card.account.username, code) == card


def test_a_second_card_is_for_the_same_account_and_ends_the_first(charter, make_account):
    noor, made = make_account("noor"), a_request()
    is_welcomed(made)
    first, code = hand_card(member=made.member, by=noor)
    second, _code = hand_card(member=made.member, by=noor)
    assert first.account == second.account
    assert cards.find(first.account.username, code) is None


def test_a_code_gives_no_card_to_an_account_that_was_used(charter, make_account):
    noor, made = make_account("noor"), a_request()
    is_welcomed(made)
    card, _code = hand_card(member=made.member, by=noor)
    type(card.account).objects.update(last_login=timezone.now())
    with pytest.raises(ValidationError, match="signed in before"):
        hand_card_for(joining=Joining.objects.get(pk=made.pk), by=noor)


def test_nobody_gets_a_card_who_is_no_member(charter, make_account):
    noor, made = make_account("noor"), a_request()
    with pytest.raises(ValidationError, match="not a member today"):
        hand_card_for(joining=made, by=noor)


def test_whoever_works_here_gets_her_card_from_the_team(charter, make_account):
    noor, made = make_account("noor"), a_request()
    is_welcomed(made)
    Member.objects.filter(pk=made.member_id).update(account=make_account("kim", Role.HELPDESK))
    with pytest.raises(ValidationError, match="page of the team"):
        hand_card(member=made.member, by=noor)


# ── what goes by itself ───────────────────────────────────────────────────────────────────────────


def days_later(days: int):
    return timezone.localdate() + days * ONE_DAY


def test_who_was_declined_is_forgotten_after_thirty_days_and_that_somebody_asked_stays(charter):
    code = codes.new_code()
    made = a_request(code)
    acts.decline(joining=made, by=None)
    forget(days_later(29))
    assert MemberIdentity.objects.count() == 1
    for _twice in range(2):
        forget(days_later(30))
    made.refresh_from_db()
    assert (made.state, made.member, made.code_print) == ("declined", None, None)
    assert (Member.objects.count(), MemberIdentity.objects.count()) == (0, 0)
    assert acts.find(code) is None


def test_who_waits_is_not_forgotten(charter):
    made, talk = a_request(), a_request()
    acts.talk_first(joining=talk, by=None)
    forget(days_later(300))
    assert MemberIdentity.objects.filter(member__in=[made.member, talk.member]).count() == 2


def test_of_a_member_who_left_her_number_and_days_stay(charter, make_account):
    made = a_request()
    is_welcomed(made, on=timezone.localdate() - 10 * ONE_DAY)
    card, _code = hand_card(member=made.member, by=make_account("noor"))
    Membership.objects.update(ended_on=timezone.localdate(), left_because="asked")
    forget(days_later(29))
    assert MemberIdentity.objects.count() == 1
    forget(days_later(30))
    member = Member.objects.get()
    assert (member.account, MemberIdentity.objects.count(), member.memberships.count()) == (None, 0, 1)
    assert not User.objects.filter(pk=card.account_id).exists()


def test_of_a_host_who_left_the_account_is_closed_and_stays_as_those_of_the_team_do(charter, make_account):
    made, host = a_request(), make_account("noor", Role.MEMBER, Role.HOST)
    is_welcomed(made, on=timezone.localdate() - 10 * ONE_DAY)
    Member.objects.update(account=host)
    Membership.objects.update(ended_on=timezone.localdate(), left_because="asked")
    for grant in host.grants.filter(role=Role.HOST):
        revoke(grant=grant, by=None)
    forget(days_later(30))
    host.refresh_from_db()
    assert not host.is_active


def test_of_a_member_who_left_no_code_stays_and_nobody_is_said_to_be_like_her(charter):
    code, own = codes.new_code(), {"chosen_name": "Mirela", "phone": "0470 11 11 11"}
    is_welcomed(a_request(code, identity=own), on=timezone.localdate() - 10 * ONE_DAY)
    like = a_request(identity=own)
    Membership.objects.update(ended_on=timezone.localdate(), left_because="asked")
    forget(days_later(29))
    like.refresh_from_db()
    assert (acts.find(code) is None, like.same_as is None) == (False, False)
    forget(days_later(30))
    like.refresh_from_db()
    assert (acts.find(code), like.same_as) == (None, None)


def test_whom_a_request_was_like_goes_thirty_days_after_it_was_decided(charter):
    own = {"chosen_name": "Mirela", "phone": "0470 11 11 11"}
    is_welcomed(a_request(identity=own))
    like = a_request(identity=own)
    acts.decline(joining=like, by=None)
    forget(days_later(30))
    like.refresh_from_db()
    assert (like.member, like.same_as) == (None, None)


def test_the_account_of_whoever_was_declined_is_closed_with_her(charter, make_account):
    made, account = a_request(), make_account("noor", Role.MEMBER)
    Member.objects.update(account=account)
    acts.decline(joining=made, by=None)
    forget(days_later(30))
    assert not Member.objects.exists() and not User.objects.filter(pk=account.pk).exists()


def test_a_code_is_kept_for_the_card_and_goes_once_she_has_signed_in(charter, make_account):
    made = a_request()
    is_welcomed(made)
    forget(days_later(31))
    made.refresh_from_db()
    assert made.code_print is not None
    card, _code = hand_card(member=made.member, by=make_account("noor"))
    type(card.account).objects.update(last_login=timezone.now())
    forget(days_later(31))
    made.refresh_from_db()
    assert made.code_print is None


# ── the charter ───────────────────────────────────────────────────────────────────────────────────


def test_the_newest_version_in_force_is_shown_in_her_language_or_the_first_that_most_read(charter):
    make_charter(version="2099", valid_from=days_later(1), texts={"en": "Later."}, by=None)
    assert charter_on() == charter
    assert shown_in("fr", charter).language == "fr"
    assert shown_in("sq", charter).language == "en"
    assert shown_in("en", None) is None


def test_words_that_somebody_agreed_to_are_not_changed_but_a_language_may_be_added(charter):
    a_request(charter=charter)
    kept = dict(charter.texts.values_list("language", "text"))
    day = charter.valid_from
    with pytest.raises(ValidationError, match="agreed to these words already"):
        write_charter(charter=charter, valid_from=day, texts=kept | {"en": "Otherwise."}, by=None)
    with pytest.raises(ValidationError, match="agreed to these words already"):
        write_charter(charter=charter, valid_from=day, texts=kept | {"fr": ""}, by=None)
    write_charter(charter=charter, valid_from=day, texts=kept | {"nl": "Wij zorgen."}, by=None)
    assert sorted(charter.texts.values_list("language", flat=True)) == ["en", "fr", "nl"]


def test_a_version_has_a_name_of_its_own_and_words_in_one_language_at_least(charter):
    with pytest.raises(ValidationError, match="by this name already"):
        make_charter(version="2026", valid_from=days_later(0), texts={"en": "x"}, by=None)
    with pytest.raises(ValidationError, match="one language at least"):
        make_charter(version="2027", valid_from=days_later(0), texts={"en": ""}, by=None)
    assert Charter.objects.count() == 1


def test_addresses_are_neutral():
    assert (reverse("j_in", args=["ro"]), reverse("j_back", args=["ro"])) == ("/j/ro/", "/j/ro/c/")
