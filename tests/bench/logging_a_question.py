"""W1: one question of a visitor, as the page of the afternoon sends it, next to the SQL that somebody would write by
hand for the same rows. Both go through a WSGI handler, signed in, with a session and the token of the page: ours as
they are here, the floor's as Django has them."""

import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from tests.accounts import account_with
from utsopi.privacy.keyring import make_keys

from . import bare_log
from .measure import Line, compare, statements_of

GOAL = 1.5
TIMES = 9
TOKEN = re.compile(r'"x-csrftoken": "(\w+)"')


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)  # both sign their entries
    # else a go in the middle gets another connection, and its server process is not the one that is measured
    connection.settings_dict["CONN_MAX_AGE"] = None if connection.vendor == "postgresql" else 0
    connection.close()
    with override_settings(AUTHENTICATION_BACKENDS=[*settings.AUTHENTICATION_BACKENDS, bare_log.BACKEND]):
        desk = Desk()
        ours = desk.step(WSGIHandler(), reverse("afternoon_ask", args=[desk.session.pk]), desk.signed_in())
        floor = desk.step(bare_log.application(), "/ask/", bare_log.signed_in(desk.account))
        yield compare("W1 log one question", ours, floor, GOAL, times=TIMES, statements=statements_of(ours))


class Desk:
    """An open afternoon with one visitor, and who logs there."""

    def __init__(self):
        from support.actions.afternoons import open_afternoon
        from support.actions.log import begin_request
        from support.models import Topic

        self.account, today = account_with("desk", ("helpdesk",)), timezone.localdate()
        self.session = open_afternoon(held_on=today, city="Brussels", by=self.account)
        given = {"key": uuid4(), "channel": "open_house", "received_on": today, "session": self.session}
        self.visitor = begin_request(**given, by=self.account)
        self.topic = Topic.objects.filter(listings__service="open_house", is_sensitive=False).first()

    def signed_in(self) -> tuple[str, str]:
        """The cookie of a browser, and the token on its page of the afternoon."""
        browser = Client(headers={"host": "localhost"})
        browser.force_login(self.account, backend=settings.AUTHENTICATION_BACKENDS[0])
        page = browser.get(reverse("afternoon_at", args=[self.session.pk])).content.decode()
        return browser.cookies[settings.SESSION_COOKIE_NAME].value, TOKEN.search(page)[1]

    def step(self, application, address: str, browser: tuple[str, str]) -> Callable[[], None]:
        """A function that logs one more question each time."""

        def log() -> None:
            fields = {"key": uuid4(), "visitor": self.visitor.pk, "topic": self.topic.code}
            fields |= {"outcome": "handled", "organisation": "", "note": ""}
            ask(application, address, urlencode(fields).encode(), *browser)

        return log


def ask(application, address: str, body: bytes, cookie: str, token: str) -> None:
    """Posts as steps.js does; AssertionError for anything but 200."""
    told = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={cookie}",
        "HTTP_X_STEP": "1",
        "HTTP_X_CSRFTOKEN": token,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    answer = application(environ, lambda status, headers: told.append(status))
    b"".join(answer)
    answer.close()
    assert told == ["200 OK"], (address, told)
