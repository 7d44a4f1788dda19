"""W3: somebody comes to an evening; W4: two hundred, fifty at once, for its last twenty places. A visit is the page,
its form and the confirmation, through a WSGI handler, next to bare pages with the SQL that somebody would write by
hand for the same rows."""

import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from utsopi.privacy.keyring import make_keys

from . import bare_visit
from .measure import Line, compare, cpu_seconds, statements_of

GOAL, MOST_STATEMENTS = 3, 25
VISITORS, AT_ONCE, PLACES = 200, 50, 20
STOCK = 500
TIMES = 5
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
STATES = {"have a place": "coming", "waiting list": "waiting"}  # as the confirmations say it


class Door:
    """Where a visitor knocks: an application, and the address of an evening's page there."""

    def __init__(self, application: WSGIHandler, address_of: Callable[..., str]):
        self.application, self.address_of = application, address_of

    def visit(self, evening, vouch: str) -> str:
        """Opens the page and sends its form; returns how it stands by the confirmation."""
        address = self.address_of(evening)
        page, cookies = self._ask(address)
        form = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        told, _cookies = self._ask(
            address, urlencode(form | {"words": vouch, "do": "come"}).encode(), cookies
        )
        return next(state for words, state in STATES.items() if words in told)

    def _ask(self, address: str, body: bytes = b"", cookies: str = "") -> tuple[str, str]:
        """The page and the cookies it sets; AssertionError for anything but 200."""
        answered = []
        environ = {
            "REQUEST_METHOD": "POST" if body else "GET",
            "PATH_INFO": address,
            "QUERY_STRING": "",
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "HTTP_ORIGIN": "http://localhost",
            "HTTP_COOKIE": cookies,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
        }
        answer = self.application(environ, lambda *told: answered.append(told))
        page = b"".join(answer).decode()
        answer.close()
        (status, headers), *_more = answered
        assert status == "200 OK", (address, status)
        cookies = [value.partition(";")[0] for name, value in headers if name == "Set-Cookie"]
        return page, "; ".join(cookies)


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    doors = our_door(), bare_door()
    with override_settings(CSRF_USE_SESSIONS=False):  # a session for each visitor would be dear for the floor
        yield one_visitor(*doors)
        yield many_visitors(*doors)


def our_door() -> Door:
    from events.planned import key_of

    return Door(WSGIHandler(), lambda evening: reverse("a_evening", args=["en", key_of(evening.activity)]))


def bare_door() -> Door:
    with override_settings(MIDDLEWARE=bare_visit.MIDDLEWARE):
        return Door(WSGIHandler(), lambda evening: f"/{evening.pk}/")


def one_visitor(ours: Door, floor: Door) -> Line:
    from tests.evenings import an_evening

    evening, stock = an_evening(), invitations()
    first, second = (lambda door=door: door.visit(evening, next(stock)) for door in (ours, floor))
    first()
    return compare("W3 come to an evening", first, second, GOAL, times=TIMES, statements=statements_of(first))


def many_visitors(ours: Door, floor: Door) -> Line:
    """The threads and their connections stay open, so that what the server spent for them can be read."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pairs = [(rush(pool, ours), rush(pool, floor)) for _turn in range(TIMES + 1)][1:]
        list(pool.map(lambda _thread: connection.close(), range(AT_ONCE * 4)))
    return Line(
        f"W4 {VISITORS} visitors for {PLACES} places",
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
        GOAL,
    )


def rush(pool: ThreadPoolExecutor, door: Door) -> float:
    """CPU seconds of one rush; AssertionError where one too many has a place, or somebody has no answer."""
    from tests.evenings import an_evening

    evening, stock = an_evening(capacity=PLACES), invitations()
    vouches = [next(stock) for _visitor in range(VISITORS)]
    list(pool.map(lambda _thread: connection.ensure_connection(), range(AT_ONCE * 4)))
    before = spent()
    states = Counter(pool.map(lambda vouch: door.visit(evening, vouch), vouches))
    after = spent()
    assert states == {"coming": PLACES, "waiting": VISITORS - PLACES}, states
    return after - before


def spent() -> float:
    """CPU seconds of this process and of every server process that works for this database."""
    if connection.vendor != "postgresql":
        return cpu_seconds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        told = [Path(f"/proc/{pid}/schedstat") for (pid,) in cursor.fetchall()]
    total = cpu_seconds()
    for path in told:
        with suppress(OSError):
            total += int(path.read_text().split()[0]) / 1e9
    return total


def invitations() -> Iterator[str]:
    """Invitation phrases as many as are asked for, written many at a time."""
    from events.models import Vouch
    from events.phrases import fingerprint, new_phrase

    today = timezone.localdate()
    while True:
        phrases = [new_phrase("en") for _each in range(STOCK)]
        Vouch.objects.bulk_create(
            Vouch(fingerprint=fingerprint(each), given_by="team", made_on=today, ends_on=today)
            for each in phrases
        )
        yield from phrases
