"""Needs told on a round: opened, due, done, put off, made into a request; and nobody has a name in any of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from outreach.actions.follow_ups import (
    close_follow_up,
    make_request,
    open_follow_up,
    put_off_follow_up,
    reopen_follow_up,
)
from outreach.choices import FollowUpChannel, Mode, Need, RoundStatus
from outreach.models import Area, FollowUp, Round
from support.choices import Channel
from support.models import Person, Request
from utsopi.audit.choices import Action
from utsopi.audit.models import AuditEntry

TODAY = date(2026, 3, 10)
A_DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY} 11:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def noor(make_account):
    return make_account("noor", "helpdesk", alias="Noor")


@pytest.fixture
def kim(make_account):
    return make_account("kim", "coordinator", alias="Kim")


@pytest.fixture
def walked():
    return Round.objects.create(
        held_on=TODAY - A_DAY,
        area=Area.objects.create(name="North Quarter", region="brussels"),
        mode=Mode.STREET,
        status=RoundStatus.HELD,
        people_reached=4,
    )


@pytest.fixture
def told(walked, noor):
    return open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.PHONE, by=noor)


def entries(follow_up) -> list[tuple]:
    found = AuditEntry.objects.filter(object_id=follow_up.pk).order_by("number")
    return list(found.values_list("action", "fields"))


# ── the verbs ─────────────────────────────────────────────────────────────────────────────────────


def test_a_need_is_of_the_day_of_its_round_and_due_in_a_week(told):
    assert (told.opened_on, told.due_on, told.closed_on) == (TODAY - A_DAY, TODAY + timedelta(weeks=1), None)


def test_each_need_has_an_anonymous_person_of_its_own(walked, told, noor):
    other = open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.PHONE, by=noor)
    assert other.person != told.person
    assert Person.objects.filter(is_anonymous=True, region="", origin="", language="").count() == 2


def test_what_is_no_need_makes_nobody(walked, noor):
    with pytest.raises(ValidationError):
        open_follow_up(round=walked, need="dreams", channel=FollowUpChannel.PHONE, by=noor)
    assert (FollowUp.objects.count(), Person.objects.count()) == (0, 0)


def test_on_a_cancelled_round_nobody_told_anything(walked, noor):
    walked.status = RoundStatus.CANCELLED
    with pytest.raises(ValidationError, match="cancelled"):
        open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.PHONE, by=noor)


def test_done_twice_is_done_once_and_can_be_undone(told, noor):
    close_follow_up(follow_up=told, by=noor)
    close_follow_up(follow_up=told, by=noor)
    assert told.closed_on == TODAY
    reopen_follow_up(follow_up=told, by=noor)
    told.refresh_from_db()
    assert told.closed_on is None
    assert entries(told) == [
        (Action.CREATE, []),
        (Action.CHANGE, ["closed_on"]),
        (Action.CHANGE, ["closed_on"]),
    ]


def test_put_off_to_another_day_that_is_still_to_come(told, noor):
    put_off_follow_up(follow_up=told, due_on=TODAY + 9 * A_DAY, by=noor)
    assert told.due_on == TODAY + 9 * A_DAY
    for wrong in (TODAY - A_DAY, TODAY + timedelta(days=300)):
        with pytest.raises(ValidationError) as refused:
            put_off_follow_up(follow_up=told, due_on=wrong, by=noor)
        assert refused.value.code == "due_on"


def test_what_is_done_is_not_put_off(told, noor):
    close_follow_up(follow_up=told, by=noor)
    with pytest.raises(ValidationError, match="done already"):
        put_off_follow_up(follow_up=told, due_on=TODAY + A_DAY, by=noor)


def test_it_becomes_a_request_of_today_by_the_same_person(told, noor):
    made = make_request(follow_up=told, by=noor)
    told.refresh_from_db()
    assert (made.received_on, made.channel, made.logged_by) == (TODAY, Channel.PHONE, noor)
    assert (told.became, told.closed_on, told.person) == (made, TODAY, made.person)
    assert Person.objects.count() == 1


def test_it_becomes_one_request_however_often_it_is_clicked(told, noor, kim):
    made = make_request(follow_up=told, by=noor)
    assert make_request(follow_up=told, by=kim) == made
    assert Request.objects.count() == 1


def test_somebody_met_in_person_asks_in_the_way_that_is_said(walked, noor):
    told = open_follow_up(round=walked, need=Need.ADMINISTRATIVE, channel=FollowUpChannel.IN_PERSON, by=noor)
    with pytest.raises(ValidationError) as refused:
        make_request(follow_up=told, by=noor)
    assert refused.value.code == "channel"
    assert make_request(follow_up=told, channel=Channel.EMAIL, by=noor).channel == Channel.EMAIL


def test_what_became_a_request_is_not_due_again(told, noor):
    make_request(follow_up=told, by=noor)
    told.refresh_from_db()
    with pytest.raises(ValidationError, match="became a request"):
        reopen_follow_up(follow_up=told, by=noor)
