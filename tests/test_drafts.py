"""What is half done: seen by its author only, gone with its question or after a week."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine

from support.actions import drafts, log
from support.choices import Service
from support.models import Draft
from tests.at_once import at_once
from tests.logged import TODAY, ask, half_done, refused, visitor
from utsopi.audit.choices import Action
from utsopi.audit.models import AuditEntry
from utsopi.jobs.actions import housekeeping
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
    on_a_tuesday.move_to(ON_A_TUESDAY + timedelta(days=7))
    housekeeping()
    assert Draft.objects.exists()
    on_a_tuesday.move_to(ON_A_TUESDAY + timedelta(days=8))
    housekeeping()
    assert not Draft.objects.exists()
    assert AuditEntry.objects.get(action=Action.ERASE).counts == {"drafts": 1}


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_comes_twice_at_once_is_one(make_account):
    kim, key = make_account("kim", Role.HELPDESK), uuid4()
    given = {"key": key, "door": Service.HELPDESK, "codes": {"topic": "x"}, "by": kim}
    assert at_once(*[lambda: drafts.keep_draft(**given).pk] * 4) == [key] * 4
    assert Draft.objects.count() == 1
