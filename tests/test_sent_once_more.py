"""A browser without JavaScript keeps what was sent, and sends it once more for Back or when its tabs are opened again.
An hour later somebody else may hold the phone: then nothing of hers is shown, and nothing is done."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.actions.coming import come, ticket
from events.actions.hosting import make_host_link
from events.models import Vouch
from events.planned import key_of
from tests.evenings import BRUSSELS, PLACE, a_vouch, an_evening
from utsopi.discretion.visitors import KEPT_OPEN, is_stale, opened

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 3)
NOON = datetime(2026, 12, 3, 12, tzinfo=BRUSSELS)
LATER = KEPT_OPEN + timedelta(minutes=1)


@pytest.fixture
def now():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def evening(now):
    return an_evening(DAY)


def fields(page, button: str) -> dict:
    """What the form with this button carries besides what is typed."""
    (form,) = [
        each for each in re.findall(r"<form.*?</form>", page.text, re.S) if f'value="{button}"' in each
    ]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)) | {"do": button}


def test_i_come_shows_her_ticket_once_more_for_a_while_and_then_no_more(evening, now):
    address, visitor = reverse("a_evening", args=["en", key_of(evening.activity)]), Client()
    said = fields(visitor.get(address), "come") | {"words": a_vouch()}
    first, again = visitor.post(address, said), visitor.post(address, said)
    assert first.status_code == again.status_code == 200 and PLACE in again.text
    phrase = re.search(r'class="five" lang="">([^<]+)<', first.text)[1]
    now.shift(LATER)
    late = visitor.post(address, said)
    assert late.status_code == 422 and "Write your words once more." in late.text
    assert not any(each in late.text for each in (PLACE, phrase, said["words"], said["phrase"]))
    assert ticket(phrase).state == "coming"


def test_a_ticket_is_looked_up_anew(evening, now):
    phrase, visitor, address = (
        come(evening=evening, vouch=a_vouch(), language="en").phrase,
        Client(),
        "/a/en/t/",
    )
    page = visitor.get(address)
    said = {"words": phrase, "opened": re.search(r'name="opened" value="([^"]+)"', page.text)[1]}
    assert PLACE in visitor.post(address, said).text
    now.shift(LATER)
    late = visitor.post(address, said)
    assert late.status_code == 422 and PLACE not in late.text and phrase not in late.text


@pytest.mark.parametrize("act", ["change", "give", "given"])
def test_what_she_did_is_not_done_by_somebody_else_later(act, evening, now):
    phrase, visitor = come(evening=evening, vouch=a_vouch(), language="en").phrase, Client()
    page = visitor.post("/a/en/t/", {"words": phrase})
    if act == "given":
        page = visitor.post("/a/en/t/", fields(page, "give"))
    said = fields(page, act)
    now.shift(LATER)
    late = visitor.post("/a/en/t/", said)
    assert late.status_code == 422 and phrase not in late.text
    assert ticket(phrase).state == "coming"


def test_a_host_reads_no_phrase_of_an_hour_ago_and_makes_none_by_that(evening, now):
    address, host = (
        reverse("host", args=[make_host_link(activity=evening.activity, language="en", by=None)]),
        Client(),
    )
    said = fields(host.get(address), "invite")
    phrase = re.search(r'class="five" lang="">([^<]+)<', host.post(address, said).text)[1]
    now.shift(LATER)
    assert phrase not in host.post(address, said).text and Vouch.objects.count() == 1


def test_a_stamp_says_nothing_but_when_and_only_ours_counts(now):
    stamp = opened()
    assert not is_stale(stamp)
    now.shift(LATER)
    assert is_stale(stamp)
    assert not any(is_stale(text) for text in ("", "made up", stamp[:-1], "\x00"))
