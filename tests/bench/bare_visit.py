"""The floor of W3 and W4: bare pages with one of Django's forms that asks the same, the token against forgeries, and
SQL by hand that writes the same rows for a visitor who comes with an invitation phrase."""

import hmac
import json
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from django import forms
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

from events.needs import Need
from events.phrases import new_phrase
from utsopi.audit.numbers import next_number
from utsopi.privacy.keyring import derive, keyring

USED = "UPDATE events_vouch SET is_used = TRUE WHERE fingerprint = %s AND NOT is_used AND ends_on >= %s"
TAKEN = """
    UPDATE events_evening SET places_left = places_left - 1
    WHERE id = %s AND (places_left > 0 OR places_left IS NULL)"""
ITS_HOURS = """
    SELECT status, starts_on, opens_at, closes_before FROM events_evening
    JOIN events_activity ON events_activity.id = activity_id WHERE events_evening.id = %s"""
PHRASE = """
    INSERT INTO events_phrase (id, fingerprint, language, welcomed_on, last_used_on)
    VALUES (%s, %s, 'en', NULL, %s)"""
REGISTERED = """
    INSERT INTO events_registration
        (id, evening_id, phrase_id, member_id, state, vouched_by, line, is_first_time, needs, language, tell,
         tell_is_address, is_news)
    VALUES (%s, %s, %s, NULL, %s, 'invitation', %s, FALSE, '', 'en', NULL, FALSE, FALSE)"""
LAST = (
    "SELECT COALESCE(MAX(line), 0) + 1 FROM events_registration WHERE evening_id = %s AND state = 'waiting'"
)
HELD = "SELECT id FROM events_evening WHERE id = %s FOR UPDATE"
ENTRY = """
    INSERT INTO audit_auditentry
        (number, series, "on", at, by_id, role, action, model, object_id, fields, counts, reason, request_id, mac)
    VALUES (%s, 0, %s, NULL, NULL, '', 'create', 'events.Registration', %s, '["state"]', '{}', '', '', %s)"""


SHOWN = """
    SELECT starts_on, opens_at, closes_at, city, places_left FROM events_evening
    JOIN events_activity ON events_activity.id = activity_id WHERE events_evening.id = %s"""
PAGE = """<!doctype html><html lang="en"><title>Bare</title><h1>{{ day }}</h1><p>{{ opens }} {{ closes }} {{ city }}
<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
{{ form.as_div }}<button>Come</button></form><p>{{ left }}"""
TOLD = """<!doctype html><html lang="en"><title>Bare</title><h1>You {{ state }}</h1><p>{{ phrase }}"""
SAID = {"coming": "have a place", "waiting": "are on the waiting list"}
_engine = Engine()
_page, _told = _engine.from_string(PAGE), _engine.from_string(TOLD)


class ComeForm(forms.Form):
    words = forms.CharField(max_length=200)
    needs = forms.MultipleChoiceField(
        choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_first_time = forms.BooleanField(required=False)
    tell = forms.CharField(max_length=120, required=False)


class ItsPages:
    """Puts these pages in the place of the product's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = __name__
        return self.get_response(request)


MIDDLEWARE = [
    "tests.bench.bare_visit.ItsPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]


def visit(request, evening: UUID):
    """The page, or the confirmation of what was sent."""
    form = ComeForm(request.POST or None)
    if form.is_valid():
        phrase = new_phrase("en")
        state = come(evening, form.cleaned_data["words"], phrase, timezone.localdate())
        return HttpResponse(_told.render(Context({"state": SAID[state], "phrase": phrase})))
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, [_column(evening)])
        day, opens, closes, city, left = cursor.fetchone()
    facts = {"day": day, "opens": opens, "closes": closes, "city": city, "left": left, "form": form}
    return HttpResponse(_page.render(Context(facts | {"token": get_token(request)})))


def come(evening: UUID, vouch: str, words: str, today: date) -> str:
    """A place, or one in the line; returns how it stands."""
    phrase, registration = uuid4(), uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(USED, [_print(vouch), today])
        if not cursor.rowcount:
            raise LookupError(vouch)
        cursor.execute(TAKEN, [_column(evening)])
        state, line = ("coming", None) if cursor.rowcount else ("waiting", _line(cursor, evening))
        cursor.execute(ITS_HOURS, [_column(evening)])
        cursor.fetchone()
        cursor.execute(PHRASE, [_column(phrase), _print(words), today])
        row = [_column(registration), _column(evening), _column(phrase), state, line]
        cursor.execute(REGISTERED, row)
        number = next_number(0)
        cursor.execute(ENTRY, [number, today, _column(registration), _signature(number, today, registration)])
    return state


def _line(cursor, evening: UUID) -> int:
    if connection.vendor == "postgresql":
        cursor.execute(HELD, [evening])
    cursor.execute(LAST, [_column(evening)])
    return cursor.fetchone()[0]


def _print(text: str) -> bytes:
    counted = " ".join(word[:4] for word in text.split())
    return hmac.new(derive(keyring().index_key, "phrase/v1"), counted.encode(), sha256).digest()[:16]


def _column(key: UUID):
    return key if connection.features.has_native_uuid_field else key.hex


def _signature(number: int, today: date, key: UUID) -> bytes:
    told = {
        "number": number,
        "series": 0,
        "on": today.isoformat(),
        "at": None,
        "by": None,
        "role": "",
        "action": "create",
        "model": "events.Registration",
        "object_id": str(key),
        "fields": ["state"],
        "counts": {},
        "reason": "",
        "request_id": "",
    }
    line = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(derive(keyring().audit_key, "audit/entry/v1"), line.encode(), "sha256")


urlpatterns = [path("<uuid:evening>/", visit)]
