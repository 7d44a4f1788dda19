"""Nothing that the support log keeps tells at what hour somebody came."""

import re
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.utils import timezone

from support.actions import log, mending
from support.choices import Outcome
from support.models import Draft, Involvement, OpenHouseSession, Person, Question, Request
from tests.logged import TODAY, ask, call, half_done, recognised, topic, visitor
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation
from utsopi.team.roles import Role

BRUSSELS = ZoneInfo("Europe/Brussels")
# a moment whose hour, minute and second stand nowhere else
AT = datetime(2026, 3, 3, 16, 47, 39, 583_921, tzinfo=BRUSSELS)
HOUR = re.compile(r"1[56]\D?47|583921")  # of AT, here and in Greenwich


@pytest.fixture(autouse=True)
def on_a_tuesday():
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.HELPDESK)


@pytest.fixture
def sam(make_account):
    return make_account("sam", Role.HELPDESK)


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


def test_a_day_is_a_day_of_the_house_not_of_greenwich(kim, on_a_tuesday):
    on_a_tuesday.move_to(datetime(2026, 7, 14, 0, 30, tzinfo=BRUSSELS))
    assert call(kim, received_on=date(2026, 7, 14)).logged_on == timezone.localdate() == date(2026, 7, 14)
