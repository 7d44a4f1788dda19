"""Visits to the pages of who comes without a name, as a browser without JavaScript makes them."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.planned import key_of


def address(evening, language: str = "en") -> str:
    return reverse("a_evening", args=[language, key_of(evening.activity)])


def tickets(language: str = "en") -> str:
    return reverse("a_ticket", args=[language])


def offered(page) -> str:
    return re.search(r'name="phrase" value="([^"]+)"', page.text)[1]


def phrase_on(page) -> str:
    return re.search(r'class="five" lang="">([^<]+)<', page.text)[1]


def words_of(page) -> str:
    """What somebody reads."""
    body = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.text.partition("<main")[2], flags=re.S)
    return " ".join(body.partition(">")[2].split())


def comes(visitor, evening, vouch: str = "", language: str = "en", **said):
    """Opens the page, fills the form in and sends it."""
    page = visitor.get(address(evening, language))
    return visitor.post(
        address(evening, language), {"phrase": offered(page), "words": vouch, "do": "come", **said}
    )


def shown_statements(ask) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    return len(asked)


def act(visitor, has, do: str, **said):
    key = key_of(has.evening.activity)
    return visitor.post(tickets(), {"words": has.phrase, "key": key, "do": do, **said})
