"""Needs told on a round: opened, due, done, put off, made into a request; and nobody has a name in any of it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.actions.follow_ups import (
    close_follow_up,
    make_request,
    open_follow_up,
    put_off_follow_up,
    reopen_follow_up,
)
from outreach.choices import FollowUpChannel, Mode, Need, RoundStatus
from outreach.models import Area, FollowUp, Round
from support.actions.mending import delete_request
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


@pytest.mark.parametrize(
    ("status", "words"), [(RoundStatus.CANCELLED, "was cancelled"), (RoundStatus.PLANNED, "has not begun")]
)
def test_on_a_round_that_was_not_walked_nobody_told_anything(walked, noor, status, words):
    walked.status = status
    with pytest.raises(ValidationError, match=words):
        open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.PHONE, by=noor)
    assert (FollowUp.objects.count(), Person.objects.count()) == (0, 0)


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


def test_a_way_that_the_helpdesk_does_not_know_makes_nothing(walked, noor):
    told = open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.IN_PERSON, by=noor)
    for wrong in ("", "pigeon", Channel.OPEN_HOUSE):
        with pytest.raises(ValidationError):
            make_request(follow_up=told, channel=wrong, by=noor)
    assert (Request.objects.count(), Person.objects.count()) == (0, 1)


def test_a_request_that_is_deleted_again_leaves_the_need_to_be_seen_to(told, noor):
    delete_request(request=make_request(follow_up=told, by=noor), by=noor)
    told.refresh_from_db()
    assert (told.became, told.closed_on) == (None, TODAY)
    reopen_follow_up(follow_up=told, by=noor)
    assert Person.objects.filter(pk=told.person_id).exists()


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def due_in(days: int | None, walked, by, need=Need.HEALTH, channel=FollowUpChannel.PHONE) -> FollowUp:
    made = open_follow_up(round=walked, need=need, channel=channel, by=by)
    FollowUp.objects.filter(pk=made.pk).update(due_on=None if days is None else TODAY + days * A_DAY)
    return made


def shown(client, **query) -> dict[str, list]:
    page = client.get(reverse("follow_ups"), query)
    assert page.status_code == 200
    return {state: [each.follow_up for each in ones] for state, _words, ones in page.context["groups"]}


def test_what_is_overdue_comes_first_and_what_has_no_day_last(client, walked, noor):
    client.force_login(noor)
    later, undated, today_, late, latest = (due_in(days, walked, noor) for days in (3, None, 0, -1, -9))
    done = due_in(2, walked, noor)
    close_follow_up(follow_up=done, by=noor)
    groups = shown(client)
    assert list(groups) == ["overdue", "today", "later", "undated", "done"]
    assert groups == {
        "overdue": [latest, late],
        "today": [today_],
        "later": [later],
        "undated": [undated],
        "done": [done],
    }
    assert "9 days late" in client.get(reverse("follow_ups")).text


def test_whose_it_is_stands_nowhere(client, told, noor):
    Person.objects.filter(pk=told.person_id).update(reference="PWHOSE")
    client.force_login(noor)
    for address in (reverse("follow_ups"), reverse("follow_up", args=[told.pk])):
        text = client.get(address).text
        assert [word for word in ("PWHOSE", str(told.person_id)) if word in text] == []


def test_the_list_is_narrowed_by_need_way_area_and_region(client, walked, noor):
    client.force_login(noor)
    by_phone = due_in(1, walked, noor)
    by_word = due_in(2, walked, noor, need=Need.ADMINISTRATIVE, channel=FollowUpChannel.MESSAGING)
    elsewhere = Round.objects.create(
        held_on=TODAY, area=Area.objects.create(name="Harbour"), mode=Mode.STREET, status=RoundStatus.HELD
    )
    there = due_in(3, elsewhere, noor)
    assert shown(client, need="administrative") == {"later": [by_word]}
    assert shown(client, channel="phone") == {"later": [by_phone, there]}
    assert shown(client, area=str(elsewhere.area_id)) == {"later": [there]}
    assert shown(client, region="unknown") == {"later": [there]}
    assert shown(client, region="brussels", channel="messaging") == {"later": [by_word]}


def test_an_empty_list_says_so_and_a_wrong_filter_too(client, noor):
    client.force_login(noor)
    assert "Nothing is due." in client.get(reverse("follow_ups")).text
    assert "No need fits all of this together." in client.get(reverse("follow_ups"), {"need": "health"}).text
    assert client.get(reverse("follow_ups"), {"need": "dreams"}).status_code == 422
    assert client.get(reverse("follow_ups"), {"page": "x"}).status_code == 404


def test_a_filter_goes_along_to_the_next_page(client, walked, noor):
    client.force_login(noor)
    for _each in range(51):
        due_in(1, walked, noor)
    first = client.get(reverse("follow_ups"), {"need": "health"})
    assert first.context["older"] == "?need=health&page=2"
    (group,) = client.get(reverse("follow_ups") + first.context["older"]).context["groups"]
    assert len(group[2]) == 1


@pytest.mark.parametrize("query", [{}, {"need": "health", "region": "brussels"}], ids=str)
def test_the_list_takes_the_same_statements_with_ten_and_with_a_hundred(query, client, walked, noor):
    client.force_login(noor)
    for number in range(10):
        made = due_in(number - 5, walked, noor)
        close_follow_up(follow_up=made, by=noor) if number % 3 == 0 else None
    client.get(reverse("follow_ups"), query)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("follow_ups"), query)
    for number in range(90):
        made = due_in(number - 45, walked, noor)
        close_follow_up(follow_up=made, by=noor) if number % 3 == 0 else None
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("follow_ups"), query)
    assert len(few) == len(many) <= 8


# ── one of them, by clicks ────────────────────────────────────────────────────────────────────────


def test_done_and_undone_by_clicks(client, told, noor):
    client.force_login(noor)
    for name, closed_on in (("follow_up_done", TODAY), ("follow_up_undo", None)):
        assert client.post(reverse(name, args=[told.pk])).url == reverse("follow_ups")
        told.refresh_from_db()
        assert told.closed_on == closed_on


def test_put_off_by_a_click_and_a_wrong_day_is_said(client, told, noor):
    client.force_login(noor)
    address = reverse("follow_up_put_off", args=[told.pk])
    assert client.post(address, {"due_on": "2026-03-20"}).status_code == 302
    told.refresh_from_db()
    assert told.due_on == date(2026, 3, 20)
    for wrong in ("", "2026-03-01", "2027-03-01", "x"):
        assert client.post(address, {"due_on": wrong}).status_code == 422


def test_one_click_opens_the_request_at_the_helpdesk(client, told, noor):
    client.force_login(noor)
    answer = client.post(reverse("follow_up_request", args=[told.pk]))
    made = Request.objects.get()
    assert answer.url == reverse("helpdesk_more", args=[made.pk])
    assert client.get(answer.url).status_code == 200
    assert reverse("log_request", args=[made.pk]) in client.get(reverse("follow_ups")).text


def test_a_colleague_who_clicks_after_her_reads_the_request(client, told, noor, make_account):
    made = make_request(follow_up=told, by=noor)
    client.force_login(make_account("sam", "helpdesk"))
    answer = client.post(reverse("follow_up_request", args=[told.pk]))
    assert answer.url == reverse("log_request", args=[made.pk])


def test_somebody_met_in_person_is_asked_for_her_way_once(client, walked, noor):
    told = open_follow_up(round=walked, need=Need.HEALTH, channel=FollowUpChannel.IN_PERSON, by=noor)
    client.force_login(noor)
    text = client.get(reverse("follow_ups")).text
    assert [f'value="{way}"' in text for way in ("phone", "messaging", "email")] == [True] * 3
    address = reverse("follow_up_request", args=[told.pk])
    assert client.post(address, {"channel": "pigeon"}).url == reverse("follow_up", args=[told.pk])
    client.post(address, {"channel": "email"})
    assert Request.objects.get().channel == Channel.EMAIL


def test_the_coordinator_sees_to_needs_and_logs_no_request(client, told, kim):
    client.force_login(kim)
    assert client.get(reverse("follow_ups")).context["may_ask"] is False
    assert client.post(reverse("follow_up_request", args=[told.pk])).status_code == 404
    assert client.post(reverse("follow_up_done", args=[told.pk])).status_code == 302


def test_a_need_is_added_to_a_round_afterwards(client, walked, noor):
    client.force_login(noor)
    address = reverse("follow_up_new", args=[walked.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"need": "health"}).status_code == 422
    assert client.post(address, {"need": "health", "channel": "phone"}).url == reverse(
        "rounds_one", args=[walked.pk]
    )
    assert FollowUp.objects.get().round == walked


def test_what_is_due_is_counted_on_the_first_page_of_those_who_see_to_it(client, walked, noor, kim):
    for days in (-2, 0, 4):
        due_in(days, walked, noor)
    close_follow_up(follow_up=due_in(-1, walked, noor), by=noor)
    for account in (noor, kim):
        client.force_login(account)
        (line,) = [each for each in client.get("/").context["waiting"] if "follow-up" in each.words]
        assert (line.words, line.href, line.is_late) == ("2 follow-ups due", reverse("follow_ups"), True)


@pytest.mark.parametrize("role", ["member", "host", "outreach", "board", "auditor", "steward", "admin"])
def test_nobody_else_finds_the_needs(role, client, told, make_account):
    client.force_login(make_account("ada", role))
    assert client.get(reverse("follow_ups")).status_code == 404
    assert client.post(reverse("follow_up_done", args=[told.pk])).status_code == 404
