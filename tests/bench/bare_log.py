"""The floor of W1: Django's own session, token and account, and SQL by hand that does what the step of the product
does: asks whether she may, writes the question and its signed entry in the trail, drops the draft."""

import hmac
import json
from functools import cache
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpResponseForbidden, HttpResponseNotFound, JsonResponse
from django.middleware.csrf import CSRF_SESSION_KEY
from django.test import override_settings
from django.urls import path
from django.utils import timezone

from utsopi.audit.numbers import next_number
from utsopi.privacy.keyring import derive, keyring
from utsopi.records import new_reference

from .bare_session import BareSession, SessionStore

ENGINE, BACKEND = "tests.bench.bare_session", "django.contrib.auth.backends.ModelBackend"
SECRET = "t" * 32  # of the token against forgeries
MAY = """
    SELECT 1 FROM team_grant WHERE account_id = %s AND role = 'helpdesk'
    AND approved_on <= %s AND starts_on <= %s AND ends_on >= %s"""
# a topic that is not offered at this door, or a request that is not there, writes no row
QUESTION = """
    INSERT INTO support_question
        (id, reference, request_id, category_id, topic_id, outcome, note, note_by_id, logged_by_id, logged_on)
    SELECT %s, %s, request.id, listing.category_id, listing.topic_id, %s, NULL, NULL, %s, %s
    FROM support_request AS request, support_listing AS listing
    JOIN support_topic AS topic ON topic.id = listing.topic_id
    WHERE request.id = %s AND listing.service = 'open_house' AND topic.code = %s"""
DRAFT = "DELETE FROM support_draft WHERE id = %s AND author_id = %s"
ENTRY = """
    INSERT INTO audit_auditentry
        (number, series, "on", at, by_id, role, action, model, object_id, fields, counts, reason, request_id, mac)
    VALUES (%s, 0, %s, NULL, %s, 'helpdesk', 'create', 'support.Question', %s, '[]', '{}', '', '', %s)"""


class ItsPages:
    """Puts these pages in the place of the product's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.urlconf = __name__
        return self.get_response(request)


MIDDLEWARE = [
    "tests.bench.bare_log.ItsPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def application() -> WSGIHandler:
    """The floor as a web server calls it."""
    with override_settings(MIDDLEWARE=MIDDLEWARE, SESSION_ENGINE=ENGINE):
        return WSGIHandler()


def signed_in(account) -> tuple[str, str]:
    """The cookie of a browser whose session is Django's own, and its token."""
    with connection.schema_editor() as editor:
        editor.create_model(BareSession)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(account.pk), BACKEND
    session[HASH_SESSION_KEY], session[CSRF_SESSION_KEY] = account.get_session_auth_hash(), SECRET
    session.create()
    return session.session_key, SECRET


def ask(request):
    """Logs one question; the fields are those that the page of the afternoon sends."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    said, by, today = request.POST, _column(request.user.pk), timezone.localdate()
    key = UUID(said["key"])
    row = (
        _column(key),
        new_reference(),
        said["outcome"],
        by,
        today,
        _column(UUID(said["visitor"])),
        said["topic"],
    )
    with connection.cursor() as cursor:
        cursor.execute(MAY, (by, today, today, today))
        if cursor.fetchone() is None:
            return HttpResponseForbidden()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(QUESTION, row)
        if cursor.rowcount != 1:
            return HttpResponseNotFound()
        cursor.execute(DRAFT, (_column(key), by))
        number = next_number(0)
        mac = _signature(number, today, request.user.pk, key)
        cursor.execute(ENTRY, (number, today, by, _column(key), mac))
    return JsonResponse({"question": str(key), "told": ""})


def _column(key: UUID):
    return key if connection.features.has_native_uuid_field else key.hex


@cache
def _audit_key() -> bytes:
    return derive(keyring().audit_key, "audit/entry/v1")


def _signature(number: int, today, by, key) -> bytes:
    told = {
        "number": number,
        "series": 0,
        "on": today.isoformat(),
        "at": None,
        "by": str(by),
        "role": "helpdesk",
        "action": "create",
        "model": "support.Question",
        "object_id": str(key),
        "fields": [],
        "counts": {},
        "reason": "",
        "request_id": "",
    }
    line = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(_audit_key(), line.encode(), "sha256")


urlpatterns = [path("ask/", ask)]
