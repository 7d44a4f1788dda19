"""Putting right what was logged: corrected, taken away, moved, two people made one and one made two; and each of it
is written down."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from outreach.models import Invitation, VoucherProgramme
from support.actions import drafts, mending
from support.choices import Outcome
from support.models import CallBack, Category, Draft, Person, Question, Request, Topic
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
from utsopi.audit.choices import Action
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
