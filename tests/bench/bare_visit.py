"""The floor of W3 and W4: SQL by hand that writes the same rows for a visitor who comes with an invitation phrase."""

import hmac
import json
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from django.db import connection, transaction

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
        (id, evening_id, phrase_id, member_id, state, vouched_by, line, is_first_time, needs, language, tell)
    VALUES (%s, %s, %s, NULL, %s, 'invitation', %s, FALSE, '', 'en', NULL)"""
LAST = (
    "SELECT COALESCE(MAX(line), 0) + 1 FROM events_registration WHERE evening_id = %s AND state = 'waiting'"
)
HELD = "SELECT id FROM events_evening WHERE id = %s FOR UPDATE"
ENTRY = """
    INSERT INTO audit_auditentry
        (number, series, "on", at, by_id, role, action, model, object_id, fields, counts, reason, request_id, mac)
    VALUES (%s, 0, %s, NULL, NULL, '', 'create', 'events.Registration', %s, '["state"]', '{}', '', '', %s)"""


def come(evening: UUID, vouch: str, today: date) -> str:
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
        cursor.execute(PHRASE, [_column(phrase), _print(new_phrase("en")), today])
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
