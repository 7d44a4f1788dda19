"""The verbs of the support log: what is sent again makes nothing twice, and what is sensitive joins no code."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support.actions import log
from support.choices import Outcome, Service
from support.models import Category, Involvement, Listing, OpenHouseSession, Person, Question, Request, Topic
from tests.at_once import at_once
from tests.logged import (
    TODAY,
    TOMORROW,
    YESTERDAY,
    afternoon,
    ask,
    call,
    entries,
    recognised,
    refused,
    topic,
    visitor,
)
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation
from utsopi.team.roles import Role

ON_A_TUESDAY = datetime(2026, 3, 3, 16, 47, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(ON_A_TUESDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.HELPDESK)


@pytest.fixture
def sam(make_account):
    return make_account("sam", Role.HELPDESK)


# ── a request ─────────────────────────────────────────────────────────────────────────────────────


def test_a_visitor_is_anonymous_and_numbered_for_the_day(kim):
    first, second = visitor(kim, region="brussels", first_this_year="yes"), visitor(kim)
    assert (first.number, second.number) == (1, 2)
    assert (first.received_on, first.logged_on, first.logged_by) == (TODAY, TODAY, kim)
    assert (first.person.region, first.person.is_anonymous, first.first_this_year) == (
        "brussels",
        True,
        "yes",
    )
    assert first.person != second.person
    assert entries() == [("create", "support.Request", [])] * 2


def test_the_same_step_sent_ten_times_makes_one_request(kim):
    session, key = afternoon(), uuid4()
    given = {"key": key, "channel": "open_house", "received_on": TODAY, "session": session}
    made = {log.begin_request(**given, by=kim).pk for _again in range(10)}
    assert made == {key}
    assert (Request.objects.count(), Person.objects.count(), len(entries())) == (1, 1, 1)


def test_the_key_of_a_colleague_is_not_found(kim, sam):
    request = visitor(kim)
    with pytest.raises(log.NotHers):
        log.begin_request(key=request.pk, channel="phone", received_on=TODAY, by=sam)


def test_a_late_entry_keeps_both_days(kim):
    request = call(kim, received_on=YESTERDAY)
    assert (request.received_on, request.logged_on, request.number) == (YESTERDAY, TODAY, None)


def test_a_visitor_of_a_past_afternoon_takes_its_day(kim):
    past = afternoon(YESTERDAY)
    given = {"channel": "open_house", "received_on": TODAY, "session": past}
    assert log.begin_request(key=uuid4(), **given, by=kim).received_on == YESTERDAY


def test_what_is_still_to_come_is_refused(kim):
    with refused("received_on"):
        call(kim, received_on=TOMORROW)
    assert (Request.objects.count(), Person.objects.count(), entries()) == (0, 0, [])


def test_an_afternoon_that_has_ended_takes_nobody(kim):
    with refused("session"):
        visitor(kim, afternoon(is_open=False))


@pytest.mark.parametrize(("channel", "has_session"), [("open_house", False), ("phone", True)])
def test_only_the_open_house_has_afternoons(channel, has_session, kim):
    session = afternoon() if has_session else None
    with refused():
        log.begin_request(key=uuid4(), channel=channel, received_on=TODAY, session=session, by=kim)


def test_what_is_known_later_is_added_and_told_by_name_only(kim):
    request, partner = visitor(kim), Organisation.objects.create(name="Blue House")
    log.say(request=request, region="flanders", origin="eu", language="ro", referred_by=partner, by=kim)
    log.say(request=request, region="flanders", first_this_year="no", by=kim)
    log.say(request=request, first_this_year="no", by=kim)
    kept = Request.objects.get()
    assert (kept.person.region, kept.person.origin, kept.person.language) == ("flanders", "eu", "ro")
    assert (kept.referred_by, kept.first_this_year) == (partner, "no")
    assert [fields for _action, _model, fields in entries()] == [
        [],
        ["region", "origin", "language", "referred_by"],
        ["first_this_year"],
    ]


def test_what_nobody_asks_for_is_no_fact(kim):
    with pytest.raises(TypeError):
        log.say(request=visitor(kim), name="Noor", by=kim)


# ── a question ────────────────────────────────────────────────────────────────────────────────────


def test_a_question_takes_its_category_from_the_door(kim):
    both = topic(Service.HELPDESK)
    elsewhere = Category.objects.filter(service=Service.OPEN_HOUSE).first()
    Listing.objects.filter(topic=both, service=Service.OPEN_HOUSE).delete()
    Listing.objects.create(topic=both, category=elsewhere, service=Service.OPEN_HOUSE)
    at_the_door, by_phone = ask(visitor(kim), kim, about=both), ask(call(kim), kim, about=both)
    assert at_the_door.category == elsewhere
    assert by_phone.category.service == Service.HELPDESK


def test_the_same_question_sent_ten_times_is_asked_once(kim):
    request, key = visitor(kim), uuid4()
    made = {ask(request, kim, key=key).pk for _again in range(10)}
    assert (made, Question.objects.count()) == ({key}, 1)
    assert entries() == [("create", "support.Request", []), ("create", "support.Question", [])]


def test_a_question_is_hers_who_wrote_it_down_whoever_began_the_visit(kim, sam):
    question = ask(visitor(kim), sam)
    assert (question.logged_by, question.logged_on) == (sam, TODAY)
    with pytest.raises(log.NotHers):
        ask(question.request, kim, key=question.pk)


def test_a_topic_of_the_other_door_is_refused(kim):
    only_there = topic(Service.HELPDESK)
    Listing.objects.filter(topic=only_there, service=Service.OPEN_HOUSE).delete()
    with refused("topic"):
        ask(visitor(kim), kim, about=only_there)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "may"),
    [
        (None, None, True),
        (YESTERDAY, YESTERDAY, True),
        (TODAY, None, False),
        (None, YESTERDAY - timedelta(days=1), False),
    ],
)
@pytest.mark.parametrize("of", ["topic", "category"])
def test_a_topic_is_offered_on_the_day_of_the_request_not_of_today(of, valid_from, valid_to, may, kim):
    chosen, request = topic(Service.HELPDESK), call(kim, received_on=YESTERDAY)
    dates = {"valid_from": valid_from, "valid_to": valid_to}
    kind = Topic if of == "topic" else Category
    kind.objects.filter(**{"pk": chosen.pk} if of == "topic" else {"listings__topic": chosen}).update(**dates)
    chosen.refresh_from_db()
    if may:
        assert ask(request, kim, about=chosen).topic == chosen
        return
    with refused("topic"):
        ask(request, kim, about=chosen)


def test_organisations_take_part_where_it_was_passed_on(kim):
    request, partner = visitor(kim), Organisation.objects.create(name="Blue House")
    question = ask(request, kim, outcome=Outcome.REFERRED, organisations=[partner, partner])
    assert list(question.organisations.all()) == [partner]
    assert ask(request, kim, outcome=Outcome.WITH_PARTNER).organisations.count() == 0
    with refused("organisations"):
        ask(request, kim, outcome=Outcome.HANDLED, organisations=[partner])
    assert Involvement.objects.count() == 1


def test_a_note_is_sealed_and_says_who_wrote_it(kim):
    question = ask(visitor(kim), kim, note="Call the counter first")
    kept = Question.objects.get()
    assert (str(kept.note), kept.note.open(), kept.note_by) == ("<sealed>", "Call the counter first", kim)
    assert ask(question.request, kim).note_by is None


def test_without_keys_questions_go_on_and_notes_are_refused_in_words(kim, without_keys):
    request = visitor(kim)
    assert ask(request, kim).note is None
    with refused("note"):
        ask(request, kim, note="Call the counter first")
    assert Question.objects.count() == 1


def test_what_was_sent_late_is_not_added_to_an_afternoon_that_has_ended(kim):
    request, key = visitor(kim), uuid4()
    kept = ask(request, kim, key=key)
    OpenHouseSession.objects.update(is_open=False)
    request.session.refresh_from_db()
    assert ask(request, kim, key=key) == kept
    with refused("session"):
        ask(request, kim)


def test_a_logged_question_costs_eight_statements_at_most(kim, django_assert_max_num_queries):
    request = Request.objects.select_related("person", "session").get(pk=visitor(kim).pk)
    chosen = topic()
    with django_assert_max_num_queries(8):  # two of them are the savepoint of this test
        ask(request, kim, about=chosen)


# ── what is sensitive ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("begin", [visitor, call])
def test_what_is_sensitive_never_joins_a_code(begin, kim):
    request = begin(kim, region="brussels", origin="non_eu", language="sq", first_this_year="yes")
    recognised(request.person)
    question = ask(request, kim, about=topic(log.door_of(request), sensitive=True))
    apart = question.request
    assert (apart.person.code, apart.person.region) == (None, "brussels")
    assert (apart.person.origin, apart.person.language, apart.first_this_year) == ("", "", "")
    for name in ("received_on", "channel", "session", "logged_by"):
        assert getattr(apart, name) == getattr(request, name)
    assert apart.number == (request.number and 2)
    assert (request.questions.count(), ask(request, kim).request) == (0, request)


def test_what_is_sensitive_never_joins_a_word(kim):
    request = call(kim)
    person = request.person
    person.word, person.word_year, person.is_anonymous, person.told_on = b"0123456789", 2026, False, TODAY
    person.save()
    assert ask(request, kim, about=topic(Service.HELPDESK, sensitive=True)).request != request


def test_what_is_sensitive_stays_with_an_anonymous_person(kim):
    request = call(kim)
    assert ask(request, kim, about=topic(Service.HELPDESK, sensitive=True)).request == request


def test_sent_again_it_parts_once(kim):
    request, key = visitor(kim), uuid4()
    recognised(request.person)
    asked = {ask(request, kim, key=key, about=topic(sensitive=True)).request.pk for _again in range(3)}
    assert (len(asked), Request.objects.count()) == (1, 2)


# ── two at once ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_a_request_that_comes_twice_at_once_is_one(make_account):
    kim, session, key = make_account("kim", Role.HELPDESK), afternoon(), uuid4()
    given = {"key": key, "channel": "open_house", "received_on": TODAY, "session": session, "by": kim}
    made = at_once(*[lambda: log.begin_request(**given).pk] * 4)
    assert made == [key] * 4
    assert (Request.objects.count(), Person.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_visitors_at_once_get_two_numbers(make_account):
    kim, session = make_account("kim", Role.HELPDESK), afternoon()
    made = at_once(*[lambda: visitor(kim, session).number] * 4)
    assert sorted(made) == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_a_question_that_comes_twice_at_once_is_one(make_account):
    kim, key = make_account("kim", Role.HELPDESK), uuid4()
    request = visitor(kim)
    made = at_once(*[lambda: ask(request, kim, key=key).pk] * 4)
    assert (made, Question.objects.count(), AuditEntry.objects.count()) == ([key] * 4, 1, 2)


# ── what the database refuses ─────────────────────────────────────────────────────────────────────


def test_the_database_refuses_the_same_number_twice(kim):
    request, other = visitor(kim), visitor(kim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=other.pk).update(number=request.number)


# ── the step ──────────────────────────────────────────────────────────────────────────────────────


def test_a_question_sent_as_a_step_costs_twelve_statements_at_most(kim, client, settings):
    settings.SECOND_FACTOR_FORCED = False
    request = visitor(kim)
    client.force_login(kim)
    address = reverse("afternoon_ask", args=[request.session_id])

    def step() -> int:
        given = {"visitor": request.pk, "key": uuid4(), "topic": topic().code, "outcome": "handled"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(address, given, headers={"X-Step": "1"}).status_code == 200
        return len(queries)

    step()
    assert step() <= 12 + 1  # the second half of a savepoint, where there is a transaction around the test
    assert Question.objects.count() == 2
