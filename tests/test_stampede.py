"""Two hundred at once for the last twenty places, through a running server: twenty have one, everybody an answer."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions.coming import come, ticket
from events.choices import State
from events.models import Evening, Phrase, Registration, Vouch
from events.planned import key_of
from tests.evenings import PLACE, a_vouch, an_evening

VISITORS, AT_ONCE, IN_ALREADY, PLACES = 200, 50, 10, 30
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
OFFERED = re.compile(r'name="phrase" value="([^"]+)"')
PHRASE = re.compile(r'class="five" lang="">([^<]+)<')
pytestmark = pytest.mark.server


@pytest.fixture
def evening(server):
    """It begins in a moment, so that whoever has a place is told where; the last twenty places are left."""
    evening = an_evening(timezone.localdate() + timedelta(days=1), opens_at=time(0, 1), capacity=PLACES)
    for _each in range(IN_ALREADY):
        come(evening=evening, vouch=a_vouch(), language="en")
    return evening


def all_at_once(port: int, evening, vouches: list[str]) -> list[tuple[int, str]]:
    """Status and page of each answer to "I come"; each visitor is a new browser with connections of her own."""
    address = reverse("a_evening", args=["en", key_of(evening.activity)])

    def ask(method: str, body: str | None = None) -> tuple[int, str]:
        wire = HTTPConnection("127.0.0.1", port, timeout=120)
        wire.request(method, address, body, FORM if body else {"Connection": "close"})
        answer = wire.getresponse()
        said = answer.status, answer.read().decode()
        wire.close()
        return said

    def visit(vouch: str) -> tuple[int, str]:
        offered = unescape(OFFERED.search(ask("GET")[1])[1])
        return ask("POST", urlencode({"phrase": offered, "words": vouch, "do": "come"}))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(visit, vouches))


def test_two_hundred_at_once_for_the_last_twenty_places(server, evening):
    vouches = [a_vouch() for _each in range(VISITORS)]
    answers = all_at_once(server, evening, vouches)
    assert Counter(status for status, _page in answers) == {200: VISITORS}
    pages = [page for _status, page in answers]
    left = PLACES - IN_ALREADY
    assert sum("You have a place." in page for page in pages) == left
    assert sum("You are on the waiting list." in page for page in pages) == VISITORS - left
    assert sum(PLACE in page for page in pages) == left
    for page in pages:
        is_in = ticket(PHRASE.search(page)[1]).state == State.COMING
        assert is_in == ("You have a place." in page) == (PLACE in page)
    there = Registration.objects.filter(evening=evening)
    assert there.filter(state=State.COMING).count() == PLACES
    line = there.filter(state=State.WAITING).order_by("line").values_list("line", flat=True)
    assert list(line) == list(range(1, VISITORS - left + 1))
    assert Evening.objects.get().places_left == 0
    assert Vouch.objects.filter(is_used=False).count() == 0


def test_two_hundred_without_a_vouch_learn_no_place_and_take_nobodys(server, evening):
    answers = all_at_once(
        server, evening, [""] * (VISITORS // 2) + ["bread cork lamp honey tissue"] * (VISITORS // 2)
    )
    assert {status for status, _page in answers} <= {422, 429}
    assert not [page for _status, page in answers if PLACE in page or "Your phrase</p>" in page]
    assert Registration.objects.count() == Phrase.objects.count() == IN_ALREADY
    assert Evening.objects.get().places_left == PLACES - IN_ALREADY


def test_one_invitation_that_two_hundred_share_lets_one_in(server, evening):
    answers = all_at_once(server, evening, [a_vouch()] * VISITORS)
    statuses = Counter(status for status, _page in answers)
    assert statuses.pop(200) == 1
    assert set(statuses) <= {422, 429}
    assert sum(PLACE in page for _status, page in answers) == 1
    assert Registration.objects.count() == IN_ALREADY + 1
