"""Visits, calls and questions for tests of the support log, on a Tuesday in March."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from support.actions import drafts, log
from support.choices import Channel, Outcome, Service, SessionStatus
from support.models import Draft, OpenHouseSession, Person, Question, Request, Topic
from utsopi.audit.models import AuditEntry

TODAY = date(2026, 3, 3)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


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


def half_done(by, **more) -> Draft:
    return drafts.keep_draft(**{"key": uuid4(), "door": "helpdesk", "codes": {"region": "eu"}} | more, by=by)
