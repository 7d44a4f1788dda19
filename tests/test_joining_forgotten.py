"""Who asked, was declined, left, or was a member by mistake: when who she is goes, and what stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from members import codes
from members.actions import joining as acts
from members.actions import memberships
from members.actions.cards import hand_card
from members.actions.forgetting import forget
from members.actions.identity import set_identity
from members.actions.mandates import give
from members.models import Joining, Member, MemberIdentity, Membership
from tests.evenings import a_member
from tests.joining import (
    BACK,
    JOIN,
    ONE_DAY,
    a_charter,
    a_request,
    a_visitor,
    days_later,
    is_a_member,
    is_welcomed,
)
from utsopi.team.actions import revoke
from utsopi.team.models import User
from utsopi.team.roles import Role


@pytest.fixture
def visitor():
    return a_visitor()


@pytest.fixture
def charter(db):
    return a_charter()


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
    forget(days_later(179))
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


# ── a membership by mistake ───────────────────────────────────────────────────────────────────────


def is_known(member) -> tuple[bool, bool]:
    """Whether who she is is kept, and an account of hers."""
    found = Member.objects.get(pk=member.pk)
    return MemberIdentity.objects.filter(member=member).exists(), found.account_id is not None


def by_mistake(noor) -> Membership:
    """The only interval of somebody who is known and has an account; no request led to it."""
    member = a_member()
    set_identity(member=member, values={"chosen_name": "Mirela"}, by=None)
    hand_card(member=member, by=noor)
    return member.memberships.get()


def test_whose_only_interval_was_a_mistake_is_forgotten_thirty_days_later(make_account):
    interval = by_mistake(make_account("noor"))
    member = interval.member
    account = Member.objects.get(pk=member.pk).account_id
    memberships.undo(membership=interval, by=None)
    forget(days_later(29))
    assert is_known(member) == (True, True)
    for _twice in range(2):
        forget(days_later(30))
    assert is_known(member) == (False, False)
    assert not User.objects.filter(pk=account).exists()


def test_whoever_joins_after_all_is_not_forgotten(make_account):
    interval = by_mistake(make_account("noor"))
    memberships.undo(membership=interval, by=None)
    is_a_member(interval.member)
    forget(days_later(400))
    assert is_known(interval.member) == (True, True)


def test_whose_coming_back_was_a_mistake_has_thirty_days_from_then(make_account):
    interval = by_mistake(make_account("noor"))
    member, today = interval.member, timezone.localdate()
    Membership.objects.filter(pk=interval.pk).update(ended_on=today - 200 * ONE_DAY)
    again = is_a_member(member)
    memberships.undo(membership=again, by=None)
    forget(days_later(29))
    assert is_known(member) == (True, True)
    forget(days_later(30))
    assert is_known(member) == (False, False)
    assert member.memberships.count() == 1


def test_a_request_that_was_welcomed_by_mistake_waits_again(visitor, make_account):
    noor, code = make_account("noor"), codes.new_code()
    made = a_request(code)
    interval = is_welcomed(made, by=noor)
    memberships.undo(membership=interval, by=noor)
    made.refresh_from_db()
    assert (made.state, made.decided_on, made.decided_by) == ("asked", None, None)
    assert "The team has your request." in visitor.post(BACK, {"code": code}).text
    forget(days_later(31))
    assert is_known(made.member) == (True, False)
    acts.decline(joining=made, by=noor)
    forget(days_later(30))
    assert is_known(made.member) == (False, False)


def test_what_hangs_on_an_interval_is_not_lost_with_it(make_account):
    member = a_member()
    give(member=member, kind="host", on=timezone.localdate(), by=None)
    with pytest.raises(ValidationError, match="held a mandate"):
        memberships.undo(membership=member.memberships.get(), by=None)
    assert member.memberships.count() == 1


def test_of_whom_something_was_kept_without_a_reason_the_days_begin_when_it_is_seen(make_account):
    interval = by_mistake(make_account("noor"))
    Membership.objects.all().delete()  # as it was done before the day was kept
    forget(days_later(0))
    assert is_known(interval.member) == (True, True)
    forget(days_later(30))
    assert is_known(interval.member) == (False, False)


def test_the_page_says_what_follows_before_an_interval_is_taken_away(client, staff):
    interval = by_mistake(staff)
    day = date_format(days_later(30), "DATE_FORMAT")
    address = reverse("membership_undo", args=[interval.pk])
    assert f"erased on {day}, unless she joins before." in client.get(address).text
    page = client.post(address, follow=True)
    assert f"are erased by themselves on {day}" in page.text
    welcomed = is_welcomed(a_request())
    address = reverse("membership_undo", args=[welcomed.pk])
    assert "waits for a decision again" in client.get(address).text


# ── no answer ─────────────────────────────────────────────────────────────────────────────────────


def test_a_request_that_nobody_answers_is_gone_after_180_days(visitor, charter):
    code, talk = codes.new_code(), a_request()
    made = a_request(code, identity={"phone": "0470 11 11 11"})
    acts.talk_first(joining=talk, by=None)
    forget(days_later(179))
    assert Joining.objects.count() == 2
    for _twice in range(2):
        forget(days_later(180))
    assert (Joining.objects.count(), Member.objects.count(), MemberIdentity.objects.count()) == (0, 0, 0)
    assert acts.find(code) is None and made.pk


def test_a_request_that_waits_again_is_not_gone_before_thirty_days(charter):
    made = a_request()
    Joining.objects.update(asked_on=days_later(-300))
    memberships.undo(membership=is_welcomed(made), by=None)
    forget(days_later(29))
    assert Joining.objects.get().state == "asked"
    forget(days_later(30))
    assert (Joining.objects.count(), MemberIdentity.objects.count()) == (0, 0)


def test_whoever_is_a_member_stays_one_when_her_old_request_goes(charter):
    made = a_request()
    is_a_member(made.member)
    Joining.objects.update(state="asked", decided_on=None)
    forget(days_later(180))
    assert (Joining.objects.count(), Membership.objects.count(), MemberIdentity.objects.count()) == (0, 1, 1)


def test_the_form_says_so_from_the_start_and_her_code_tells_the_day(visitor, charter):
    assert "erased after 180 days" in visitor.get(JOIN).text
    code = codes.new_code()
    a_request(code)
    day = date_format(days_later(180), "DATE_FORMAT")
    assert f"If nothing is decided by {day}" in visitor.post(BACK, {"code": code}).text


def test_the_team_is_reminded_after_thirty_days_and_sees_when_it_goes(client, staff, charter):
    made = a_request()
    a_request()
    Joining.objects.filter(pk=made.pk).update(asked_on=days_later(-29))
    assert "2 requests to join" in client.get("/").text and "the oldest since" not in client.get("/").text
    Joining.objects.filter(pk=made.pk).update(asked_on=days_later(-30))
    since = date_format(days_later(-30), "j F")
    assert f"2 requests to join, the oldest since {since}" in client.get("/").text
    day = date_format(days_later(150), "j F Y")
    assert f"goes by itself on {day}" in client.get(reverse("joining", args=[made.pk])).text


def test_whoever_is_made_a_member_on_her_page_has_her_answer(visitor, charter):
    code = codes.new_code()
    made = a_request(code)
    is_a_member(made.member)
    made.refresh_from_db()
    assert (made.state, made.decided_on) == ("welcomed", timezone.localdate())
    assert "You are welcome." in visitor.post(BACK, {"code": code}).text
