"""W1: one question of a visitor, as the page of the afternoon sends it, next to the SQL that somebody would write by
hand for the same rows. Both go through a WSGI handler, signed in, with the session and the token of the page."""

import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.core.wsgi import WSGIHandler
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from tests.accounts import account_with
from utsopi.privacy.keyring import make_keys

from . import bare_log
from .measure import Line, compare, statements_of

GOAL, MOST_STATEMENTS = 1.5, 12
TIMES = 9


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)  # both sign their entries
    desk = Desk()
    ours = desk.step(WSGIHandler(), reverse("afternoon_ask", args=[desk.session.pk]))
    with override_settings(MIDDLEWARE=bare_log.MIDDLEWARE):
        floor = desk.step(WSGIHandler(), "/ask/")
    ours()
    yield compare("W1 log one question", ours, floor, GOAL, times=TIMES, statements=statements_of(ours))


class Desk:
    """An open afternoon with one visitor, and a browser that is signed in on its page."""

    def __init__(self):
        from support.actions.afternoons import open_afternoon
        from support.actions.log import begin_request
        from support.models import Topic

        account, today = account_with("desk", ("helpdesk",)), timezone.localdate()
        self.session = open_afternoon(held_on=today, city="Brussels", by=account)
        given = {"key": uuid4(), "channel": "open_house", "received_on": today, "session": self.session}
        self.visitor = begin_request(**given, by=account)
        self.topic = Topic.objects.filter(listings__service="open_house", is_sensitive=False).first()
        browser = Client(headers={"host": "localhost"})
        browser.force_login(account)
        page = browser.get(reverse("afternoon_at", args=[self.session.pk])).content.decode()
        self.token = re.search(r'"x-csrftoken": "(\w+)"', page)[1]
        name = settings.SESSION_COOKIE_NAME
        self.cookie = f"{name}={browser.cookies[name].value}"

    def step(self, application, address: str) -> Callable[[], None]:
        """A function that logs one more question each time."""

        def log() -> None:
            fields = {"key": uuid4(), "visitor": self.visitor.pk, "topic": self.topic.code}
            fields |= {"outcome": "handled", "organisation": "", "note": ""}
            ask(application, address, urlencode(fields).encode(), self.cookie, self.token)

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
        "HTTP_COOKIE": cookie,
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
