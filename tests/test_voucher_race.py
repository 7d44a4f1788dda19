"""Two tables scan the same card at the same moment, a hundred times, through a running server: each card brings one
envelope, and the other table is told why not."""

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from outreach.balance import balance
from outreach.choices import EnvelopeStatus, TokenState
from outreach.models import Envelope, LedgerEntry, Token
from outreach.verifying import verify
from utsopi.team.roles import Role

from .vouchers import handed, prepared

TRIES = 100
pytestmark = pytest.mark.server


class Table:
    """A browser of one account, at the page of the day."""

    def __init__(self, port: int, programme, account):
        client = Client()
        client.force_login(account)
        self.port, self.card = port, reverse("voucher_day_card", args=[programme.pk])
        cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.headers = {"Cookie": cookie, "Connection": "close"}
        page = self.ask("GET", reverse("voucher_day_at", args=[programme.pk]))[1]
        token = re.search(r'"x-csrftoken": "([^"]+)"', page)[1]
        self.headers |= {"X-CSRFToken": token, "X-Step": "1"}

    def ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        wire = HTTPConnection("127.0.0.1", self.port, timeout=120)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        wire.request(method, address, body, self.headers | form)
        answer = wire.getresponse()
        said = answer.status, answer.read().decode()
        wire.close()
        return said

    def scan(self, serial: str, key) -> tuple[int, dict]:
        status, body = self.ask("POST", self.card, urlencode({"card": serial, "key": key}))
        return status, json.loads(body)


@pytest.fixture
def programme(server, make_account):
    kim, noor = make_account("kim", Role.COORDINATOR), make_account("noor", Role.BOARD)
    programme = prepared(kim, noor, envelopes=TRIES + 10, people=TRIES + 10)
    handed(programme, kim, TRIES)
    return programme


@pytest.fixture
def tables(server, programme, make_account):
    return [Table(server, programme, make_account(name, Role.HELPDESK)) for name in ("hana", "ines")]


def both_at_once(tables, serials, key_of) -> list[list[tuple[int, dict]]]:
    """For each card what the two tables were told; both ask at the same moment."""
    start = Barrier(len(tables))

    def scan(place: int, serial: str):
        start.wait(60)
        return tables[place].scan(serial, key_of(serial, place))

    with ThreadPoolExecutor(len(tables)) as pool:
        return [list(pool.map(scan, range(len(tables)), [serial] * len(tables))) for serial in serials]


def test_one_card_at_two_tables_brings_one_envelope_in_a_hundred_tries(tables, programme):
    serials = list(Token.objects.values_list("serial", flat=True))
    answers = both_at_once(tables, serials, lambda serial, place: uuid4())
    assert Counter(tuple(sorted(status for status, _said in pair)) for pair in answers) == {(200, 422): TRIES}
    numbers = [said["number"] for pair in answers for status, said in pair if status == 200]
    assert len(set(numbers)) == TRIES
    reasons = [said["errors"]["__all__"][0] for pair in answers for status, said in pair if status == 422]
    told = [f"This card was used today already, for envelope {number}." for number in numbers]
    assert [each["message"] for each in reasons] == told
    assert Envelope.objects.filter(status=EnvelopeStatus.ISSUED).count() == TRIES
    assert Token.objects.filter(state=TokenState.USED).count() == TRIES
    given = LedgerEntry.objects.filter(act="given")
    assert given.count() == len(set(given.values_list("card", flat=True))) == TRIES
    assert balance(programme).given == TRIES
    assert verify([programme]).problems == []


def test_the_same_asking_twice_at_once_is_one_envelope_and_one_number(tables, programme):
    serials = list(Token.objects.values_list("serial", flat=True)[:20])
    keys = {serial: uuid4() for serial in serials}
    answers = both_at_once(tables, serials, lambda serial, place: keys[serial])
    for first, other in answers:
        assert first[0] == other[0] == 200
        assert first[1]["number"] == other[1]["number"]
    assert Envelope.objects.filter(status=EnvelopeStatus.ISSUED).count() == len(serials)
