"""Fifteen days after an evening: whatever somebody left who came, was told, or hosted it, is nowhere any more. Neither
in the database as it lies on the disk, nor in what was logged meanwhile."""

import logging
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.hosting import make_host_link
from events.models import Evening, HostLink, Phrase, Registration, Vouch
from events.planned import key_of
from events.telling import tell
from tests import canary, stolen
from tests.evenings import BRUSSELS, an_evening
from tests.test_canary import log  # noqa: F401  a fixture
from utsopi.audit.models import AuditEntry

TELL = "qzmadeupwaytoreachher@example.org"
BEFORE = datetime(2026, 12, 2, 12, tzinfo=BRUSSELS)
DAY = BEFORE.date() + timedelta(days=1)


@pytest.fixture
def now():
    with time_machine.travel(BEFORE, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def not_what_the_mail_server_writes(monkeypatch):
    """It is another program, which the test runs in the same process."""
    monkeypatch.setattr(logging.getLogger("mail.log"), "propagate", False)


def in_the_page(pattern: str, page) -> str:
    return re.search(pattern, page.text)[1]


def hosts(evening: Evening) -> tuple[str, str]:
    """By a link of her own: makes a phrase to hand on."""
    secret = make_host_link(activity=evening.activity, language="en", by=None)
    page = Client().post(reverse("host", args=[secret]), {"do": "invite"})
    return secret, in_the_page(r'class="five" lang="">([^<]+)<', page)


def comes(evening: Evening, invitation: str) -> str:
    """By that phrase, with a way to be told; looks for her place and changes what she said."""
    visitor, key = Client(), key_of(evening.activity)
    said = {"words": invitation, "needs": ["child", "interpreter"], "tell": TELL, "do": "come"}
    page = visitor.post(reverse("a_evening", args=["en", key]), said)
    phrase = in_the_page(r'class="five" lang="">([^<]+)<', page)
    for act in ({}, {"do": "change", "key": key, "needs": ["child"], "tell": TELL}):
        assert visitor.post(reverse("a_ticket", args=["en"]), {"words": phrase, **act}).status_code == 200
    return phrase


def told_how_it_was(secret: str) -> None:
    said = {"attendance": "1", "first_timers": "0", "own_words": "", "wish": ""}
    assert Client().post(reverse("host", args=[secret]), said).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_nothing_that_tells_who_came_is_left_in_the_database_or_in_the_logs(now, mailbox, log):  # noqa: F811
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")  # as the house has it
    evening = an_evening(DAY, duty_phone="0470 99 88 77")
    secret, invitation = hosts(evening)
    phrase = comes(evening, invitation)
    assert tell() == 1
    hers = Registration.objects.values().get()
    words = [TELL, phrase, invitation, secret, "0470 99 88 77", "The blue door"]
    never = [each for text in words for each in canary.handed_on(text, text)]
    sealed = [bytes(each).hex() for each in (hers["tell"]._token, HostLink.objects.get().fingerprint)]
    until_then = [*sealed, b"child".hex()]

    def left() -> list[bool]:
        data = stolen.the_database()
        return [bytes.fromhex(each) in data or each.encode() in data for each in until_then]

    assert left() == [True] * 3 and canary.places_in(stolen.the_database(), never) == set()
    now.move_to(BEFORE + timedelta(days=2))
    told_how_it_was(secret)
    now.move_to(datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=BRUSSELS) + timedelta(days=15))
    call_command("housekeeping")
    assert left() == [False] * 3 and canary.places_in(stolen.the_database(), never) == set()
    assert [model.objects.count() for model in (Registration, HostLink, Vouch)] == [0, 0, 0]
    assert Phrase.objects.values_list("registrations", "language").get() == (None, "en")  # welcome again
    assert Evening.objects.get().registered == 1 and timezone.localdate() == DAY + timedelta(days=15)
    assert set(AuditEntry.objects.filter(model__startswith="events.").values_list("at", flat=True)) == {None}
    logged = log.getvalue()
    assert canary.places_in(logged.encode(), never) == set()
    assert not any(each in logged for each in (*until_then, hers["id"].hex, str(hers["id"]), "/h/", "/a/en"))
