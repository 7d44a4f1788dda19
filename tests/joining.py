"""What tests of joining share: a visitor's browser, a charter, and somebody who asked."""

import re
from datetime import timedelta

from django.conf import settings as given
from django.test import Client
from django.utils import timezone

from members import codes
from members.actions import joining as acts
from members.actions import memberships
from members.actions.charters import make_charter
from members.models import Charter, Joining, Membership

LANGUAGES = [code for code, _name in given.LANGUAGES]
A_MONTH = timedelta(days=30)
ONE_DAY = timedelta(days=1)
JOIN, BACK = "/j/en/", "/j/en/c/"


def a_visitor() -> Client:
    """A browser that asks about forgeries as a real one does, and brings nothing."""
    return Client(enforce_csrf_checks=True)


def a_charter() -> Charter:
    """In two languages, in force for a month."""
    texts = {"en": "We look after each other.", "fr": "Nous prenons soin les unes des autres."}
    return make_charter(version="2026", valid_from=timezone.localdate() - A_MONTH, texts=texts, by=None)


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def asks(visitor, address: str = JOIN, **said):
    """Opens the form, fills in what is said, and sends it."""
    page = visitor.get(address)
    kept = {name: hidden(page, name) for name in ("version", "code")}
    return visitor.post(address, {"chosen_name": "Mirela", "agreed": "on"} | kept | said)


def code_on(page) -> str:
    return re.search(r'class="five" lang="">([^<]+)<', page.text)[1]


def looks(visitor, code: str, **said):
    return visitor.post(BACK, {"code": code} | said)


def a_request(code: str = "", **said) -> Joining:
    """Somebody who asked by the public form."""
    identity = {"chosen_name": "Mirela"} | said.pop("identity", {})
    facts = {"language": "fr", "joined_through": "website", "charter": None, "by": None}
    return acts.ask(code=code or codes.new_code(), identity=identity, **facts | said)


def is_welcomed(joining, by=None, **said) -> Membership:
    facts = {"region": "brussels", "language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    return acts.welcome(joining=joining, by=by, **{"on": timezone.localdate()} | facts | said)


def days_later(days: int):
    return timezone.localdate() + days * ONE_DAY


def is_a_member(member, days: int = 3) -> Membership:
    """Begun on the page of the member, past the request."""
    facts = {"region": "", "language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    return memberships.begin(member=member, on=timezone.localdate() - days * ONE_DAY, by=None, **facts)
