"""The verbs of the support log: what is sent again makes nothing twice, mending is written down, and nothing that
is kept tells at what hour somebody came."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.models import Invitation, VoucherProgramme
from support.actions import drafts, log, mending
from support.choices import Channel, Outcome, Service, SessionStatus
from support.models import (
    CallBack,
    Category,
    Draft,
    Involvement,
    Listing,
    OpenHouseSession,
    Person,
    Question,
    Request,
    Topic,
)
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation
from utsopi.jobs.actions import housekeeping
from utsopi.team.roles import Role

BRUSSELS = ZoneInfo("Europe/Brussels")
TODAY = date(2026, 3, 3)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
# a moment whose hour, minute and second stand nowhere else
AT = datetime(2026, 3, 3, 16, 47, 39, 583_921, tzinfo=BRUSSELS)
HOUR = re.compile(r"1[56]\D?47|583921")  # of AT, here and in Greenwich

pytestmark = pytest.mark.usefixtures("on_a_tuesday")


@pytest.fixture
def on_a_tuesday():
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.HELPDESK)


@pytest.fixture
def sam(make_account):
    return make_account("sam", Role.HELPDESK)


def afternoon(held_on=TODAY, is_open=True, city="Brussels") -> OpenHouseSession:
    return OpenHouseSession.objects.create(
        held_on=held_on, city=city, status=SessionStatus.HELD, is_open=is_open
    )


def visitor(by, session=None, **facts) -> Request:
    session = session or OpenHouseSession.objects.first() or afternoon()
    return log.begin_request(
        key=uuid4(), channel=Channel.OPEN_HOUSE, received_on=session.held_on, session=session, by=by, **facts
    )


def call(by, received_on=TODAY, **facts) -> Request:
    return log.begin_request(key=uuid4(), channel=Channel.PHONE, received_on=received_on, by=by, **facts)


def topic(service=Service.OPEN_HOUSE, *, sensitive=False) -> Topic:
    listed = Topic.objects.filter(listings__service=service, is_sensitive=sensitive).exclude(
        code="sort_later"
    )
    return listed.order_by("code").first()


def ask(request, by, *, about: Topic | None = None, **more) -> Question:
    given = {"key": uuid4(), "topic": about or topic(log.door_of(request)), "outcome": Outcome.HANDLED} | more
    return log.log_question(request=request, by=by, **given)


def recognised(person: Person, code: str = "K7T4QX9") -> Person:
    person.code, person.is_anonymous, person.told_on = code, False, TODAY
    person.save()
    return person


def entries() -> list[tuple]:
    return list(AuditEntry.objects.order_by("number").values_list("action", "model", "fields"))


def refused(code: str | None = None):
    return pytest.raises(ValidationError, check=lambda error: code is None or error.code == code)


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


def at_once(*works) -> list:
    """What each gives back, or the error it ends with; all at the same time, each on a connection of its own."""

    def alone(work):
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(alone, works))


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


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_comes_twice_at_once_is_one(make_account):
    kim, key = make_account("kim", Role.HELPDESK), uuid4()
    given = {"key": key, "door": Service.HELPDESK, "codes": {"topic": "x"}, "by": kim}
    assert at_once(*[lambda: drafts.keep_draft(**given).pk] * 4) == [key] * 4
    assert Draft.objects.count() == 1


# ── mending ───────────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_corrected_and_the_trail_names_the_fields(kim, sam):
    partner, question = Organisation.objects.create(name="Blue House"), ask(visitor(kim), kim)
    other = Topic.objects.filter(listings__service="open_house").exclude(listings__category=question.category)
    other = other.filter(is_sensitive=False).order_by("code").first()
    given = {"topic": other, "outcome": Outcome.REFERRED, "organisations": [partner]}
    for _again in range(2):
        mending.correct_question(question=question, **given, by=sam)
    question.refresh_from_db()
    assert (question.topic, question.outcome) == (other, "referred")
    assert question.category == Category.objects.get(listings__topic=other, service="open_house")
    assert list(question.organisations.all()) == [partner]
    assert entries()[2:] == [
        ("change", "support.Question", ["outcome", "topic", "category", "organisations"])
    ]


def test_a_correction_leaves_a_topic_that_is_no_longer_offered(kim):
    question = ask(visitor(kim), kim)
    Topic.objects.filter(pk=question.topic_id).update(valid_to=YESTERDAY)
    question.refresh_from_db()
    mending.correct_question(
        question=question, topic=question.topic, outcome=Outcome.OPEN, organisations=[], by=kim
    )
    assert Question.objects.get().outcome == "open"


def test_corrected_to_something_sensitive_it_leaves_a_code(kim):
    request = visitor(kim)
    recognised(request.person)
    question = ask(request, kim)
    mending.correct_question(
        question=question, topic=topic(sensitive=True), outcome=Outcome.OPEN, organisations=[], by=kim
    )
    assert Question.objects.get().request != request


@pytest.mark.parametrize("what", ["question", "request"])
@pytest.mark.parametrize(
    ("who", "day", "may"),
    [("kim", TODAY, True), ("sam", TODAY, False), ("kim", YESTERDAY, False), ("nobody", TODAY, False)],
)
def test_only_what_one_logged_oneself_today_can_be_taken_away(what, who, day, may, kim, sam):
    question = ask(visitor(kim), kim)
    row = question if what == "question" else question.request
    type(row).objects.update(logged_on=day, logged_by=None if who == "nobody" else kim)
    row.refresh_from_db()
    by = sam if who == "sam" else kim
    take_away = mending.delete_question if what == "question" else mending.delete_request
    assert mending.may_delete(row, by) == may
    if may:
        take_away(**{what: row}, by=by)
        assert not type(row).objects.exists()
        assert entries()[-1][0] == "delete"
        return
    with refused():
        take_away(**{what: row}, by=by)
    assert type(row).objects.exists()


def test_a_deleted_request_takes_all_that_hangs_on_it(kim):
    request = visitor(kim)
    ask(request, kim)
    drafts.keep_draft(key=uuid4(), door="open_house", codes={}, request=request, by=kim)
    CallBack.objects.create(request=request, due_on=TOMORROW, way="call", reach="0032", agreed_text="1")
    mending.delete_request(request=request, by=kim)
    assert [kind.objects.count() for kind in (Request, Question, Draft, CallBack, Person)] == [0] * 5
    assert AuditEntry.objects.get(action=Action.DELETE).counts == {"questions": 1}


def test_a_deleted_request_leaves_a_person_who_is_known_elsewhere(kim):
    request, other = visitor(kim), visitor(kim)
    Request.objects.filter(pk=other.pk).update(person=request.person)
    mending.delete_request(request=request, by=kim)
    assert Person.objects.filter(pk=request.person.pk).exists()


def test_a_deleted_request_leaves_a_person_who_carries_a_code(kim):
    request = visitor(kim)
    recognised(request.person)
    mending.delete_request(request=request, by=kim)
    assert Person.objects.get().code == "K7T4QX9"


def test_a_question_moves_to_another_visitor_of_the_day(kim):
    question, other = ask(visitor(kim), kim), visitor(kim)
    for _again in range(2):
        mending.move_question(question=question, to=other, by=kim)
    assert Question.objects.get().request == other
    assert entries()[3:] == [("change", "support.Question", ["request"])]


def test_a_question_never_moves_to_another_day_or_door(kim):
    question = ask(visitor(kim), kim)
    for other in (call(kim), visitor(kim, afternoon(YESTERDAY))):
        with refused("to"):
            mending.move_question(question=question, to=other, by=kim)


def test_a_sensitive_question_never_moves_beside_a_code(kim):
    question, other = ask(visitor(kim), kim, about=topic(sensitive=True)), visitor(kim)
    recognised(other.person)
    with refused("to"):
        mending.move_question(question=question, to=other, by=kim)


def test_two_people_become_one_and_the_kept_ones_facts_win(kim):
    one, other = visitor(kim, region="brussels"), visitor(kim, region="flanders", origin="eu")
    mending.merge_people(kept=one.person, gone=other.person, by=kim)
    person = Person.objects.get()
    assert (person.region, person.origin, person.requests.count()) == ("brussels", "eu", 2)
    assert entries()[2:] == [("change", "support.Person", ["origin", "requests"])]


def test_a_code_goes_along(kim):
    one, other = visitor(kim), visitor(kim)
    recognised(other.person)
    mending.merge_people(kept=one.person, gone=other.person, by=kim)
    person = Person.objects.get()
    assert (person.pk, person.code, person.told_on, person.is_anonymous) == (
        one.person.pk,
        "K7T4QX9",
        TODAY,
        False,
    )


def test_two_codes_stay_two_people(kim):
    one, other = visitor(kim), visitor(kim)
    recognised(one.person)
    recognised(other.person, "7KT4QX9")
    with refused():
        mending.merge_people(kept=one.person, gone=other.person, by=kim)
    assert Person.objects.count() == 2


def test_nobody_is_merged_with_herself_nor_what_is_sensitive_with_a_code(kim):
    one, other = visitor(kim), visitor(kim)
    with refused():
        mending.merge_people(kept=one.person, gone=one.person, by=kim)
    ask(one, kim, about=topic(sensitive=True))
    recognised(other.person)
    for kept, gone in ((one, other), (other, one)):
        with refused():
            mending.merge_people(kept=kept.person, gone=gone.person, by=kim)


def test_whom_another_list_counts_twice_stays_two(kim):
    one, other = visitor(kim), visitor(kim)
    funder = Organisation.objects.create(name="Blue House")
    programme = VoucherProgramme.objects.create(
        title="Winter", funder=funder, budget=900, amount_per_person=50
    )
    for person in (one.person, other.person):
        Invitation.objects.create(programme=programme, person=person, invited_on=TODAY, outcome="collected")
    with refused():
        mending.merge_people(kept=one.person, gone=other.person, by=kim)
    assert Person.objects.count() == 2


def test_a_visit_that_was_somebody_elses_gets_a_person_of_its_own(kim):
    one, other = visitor(kim, region="brussels", language="ro"), visitor(kim)
    mending.merge_people(kept=one.person, gone=other.person, by=kim)
    other.refresh_from_db()
    apart = mending.split_request(request=other, by=kim)
    assert Request.objects.get(pk=other.pk).person == apart != one.person
    assert (apart.region, apart.language, apart.is_anonymous) == ("brussels", "ro", True)
    assert entries()[-1] == ("change", "support.Request", ["person"])
    with refused():
        mending.split_request(request=other, by=kim)


# ── drafts ────────────────────────────────────────────────────────────────────────────────────────


def half_done(by, **more) -> Draft:
    return drafts.keep_draft(**{"key": uuid4(), "door": "helpdesk", "codes": {"region": "eu"}} | more, by=by)


def test_a_draft_is_kept_as_it_stands_now(kim):
    draft = half_done(kim, note="They want to know")
    half_done(kim, key=draft.pk, codes={"topic": "x"})
    kept = Draft.objects.get()
    assert (kept.codes, kept.note, kept.begun_on) == ({"topic": "x"}, None, TODAY)


def test_a_draft_is_seen_changed_and_dropped_by_its_author_only(kim, sam):
    draft = half_done(kim)
    assert (list(drafts.drafts_of(kim)), list(drafts.drafts_of(sam))) == ([draft], [])
    with pytest.raises(log.NotHers):
        half_done(sam, key=draft.pk)
    drafts.drop_draft(key=draft.pk, by=sam)
    assert Draft.objects.exists()
    drafts.drop_draft(key=draft.pk, by=kim)
    drafts.drop_draft(key=draft.pk, by=kim)
    assert not Draft.objects.exists()


def test_a_logged_question_takes_its_draft_away_and_no_late_step_brings_it_back(kim):
    request, draft = visitor(kim), half_done(kim, door="open_house")
    ask(request, kim, key=draft.pk)
    half_done(kim, key=draft.pk)
    assert not Draft.objects.exists()


def test_without_keys_a_draft_keeps_its_codes_and_the_note_that_was_there(kim, settings, tmp_path):
    draft, keys = half_done(kim, note="They want to know"), settings.KEYS
    settings.KEYS = tmp_path / "no keys here"
    half_done(kim, key=draft.pk, codes={"topic": "x"})
    with refused("note"):
        half_done(kim, key=draft.pk, codes={"topic": "y"}, note="Something new")
    settings.KEYS = keys
    kept = Draft.objects.get()
    assert (kept.codes, kept.note.open()) == ({"topic": "y"}, "They want to know")


def test_a_draft_is_swept_after_a_week(kim, on_a_tuesday):
    half_done(kim)
    on_a_tuesday.move_to(AT + timedelta(days=7))
    housekeeping()
    assert Draft.objects.exists()
    on_a_tuesday.move_to(AT + timedelta(days=8))
    housekeeping()
    assert not Draft.objects.exists()
    assert AuditEntry.objects.get(action=Action.ERASE).counts == {"drafts": 1}


# ── the hour ──────────────────────────────────────────────────────────────────────────────────────


def everything() -> list:
    """Every row of the support log and of its trail."""
    kinds = [*apps.get_app_config("support").get_models(), AuditEntry]
    return [row for kind in kinds for row in kind.objects.all()]


def test_nothing_that_a_visit_leaves_tells_at_what_hour_she_came(kim, sam):
    partner = Organisation.objects.create(name="Blue House")
    request = visitor(kim, region="brussels", language="ro")
    draft = half_done(kim, door="open_house", request=request, note="They want to know")
    assert Draft.objects.get().note.open()
    question = ask(request, kim, key=draft.pk, note="They know")
    half_done(kim, note="Another")
    recognised(request.person)
    ask(request, sam, about=topic(sensitive=True), outcome=Outcome.REFERRED, organisations=[partner])
    log.say(request=request, origin="eu", by=sam)
    mending.correct_question(
        question=question, topic=question.topic, outcome=Outcome.OPEN, organisations=[], by=sam
    )
    mending.move_question(question=question, to=visitor(kim), by=kim)
    mending.delete_request(request=visitor(sam), by=sam)
    rows = everything()
    assert {type(row) for row in rows} >= {Request, Person, Question, Draft, Involvement, AuditEntry}
    for row in rows:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            assert not isinstance(value, datetime), (row._meta.label, field.name)
            # a uuid1 or uuid7 has the time in it
            assert not isinstance(value, UUID) or value.version in (4, 5), (row._meta.label, field.name)
            if not isinstance(value, bytes | memoryview | UUID):
                assert not HOUR.search(str(value)), (row._meta.label, field.name)
    assert set(AuditEntry.objects.values_list("at", "request_id")) == {(None, "")}


def test_opening_a_draft_of_ones_own_is_on_record_by_its_day(kim):
    half_done(kim, note="They want to know")
    question = ask(visitor(kim), kim, note="They know")
    with acting(kim):
        assert (Draft.objects.get().note.open(), question.note.open()) == ("They want to know", "They know")
    opened = AuditEntry.objects.filter(action=Action.REVEAL).values_list("model", "by", "on", "at")
    assert set(opened) == {("support.Draft", kim.pk, TODAY, None), ("support.Question", kim.pk, TODAY, AT)}


def test_no_field_of_the_log_could_hold_an_hour():
    kinds = [kind for kind in apps.get_app_config("support").get_models() if kind is not OpenHouseSession]
    moments = [
        f"{kind.__name__}.{field.name}"
        for kind in kinds
        for field in kind._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.TimeField)
    ]
    assert moments == ["OpenHouseRule.opens_at", "OpenHouseRule.closes_at"]  # as on the public calendar


# ── what the database refuses ─────────────────────────────────────────────────────────────────────


def test_the_database_refuses_the_same_number_twice(kim):
    request, other = visitor(kim), visitor(kim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=other.pk).update(number=request.number)


def test_a_day_is_a_day_of_the_house_not_of_greenwich(kim, on_a_tuesday):
    on_a_tuesday.move_to(datetime(2026, 7, 14, 0, 30, tzinfo=BRUSSELS))
    assert call(kim, received_on=date(2026, 7, 14)).logged_on == timezone.localdate() == date(2026, 7, 14)


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
