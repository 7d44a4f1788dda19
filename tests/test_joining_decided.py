"""What the team decides of a request, the card it hands over, and the charter that is agreed to."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from members import codes
from members.actions import joining as acts
from members.actions.cards import hand_card, hand_card_for
from members.actions.charters import make_charter, write_charter
from members.actions.identity import set_identity
from members.charter import charter_on, shown_in
from members.choices import TOLD
from members.models import Charter, Joining, Member, MemberIdentity, Membership
from tests.joining import (
    ONE_DAY,
    a_charter,
    a_request,
    a_visitor,
    days_later,
    is_a_member,
    is_welcomed,
    looks,
)
from utsopi.team import cards
from utsopi.team.roles import Role


@pytest.fixture
def visitor():
    return a_visitor()


@pytest.fixture
def charter(db):
    return a_charter()


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
