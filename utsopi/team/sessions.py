"""Where sessions are kept: the browser holds the key, the database only its hash.

A stolen table is no login: a row is found by the SHA-256 of the cookie, and what lies in it (the token of forms,
a secret not yet confirmed, what somebody typed) is sealed under a key that only the cookie gives.

How long, in one place: a session ends 12 hours after its sign-in, whatever happens. After 30 minutes without
a click (15 where it was begun for a round) it is locked, not ended: see proof.py. A member has two at most,
staff three; the oldest ends.
"""

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import DatabaseError, transaction
from django.db.models import CharField, DateField, DateTimeField
from django.utils import timezone

from utsopi.privacy.keyring import derive
from utsopi.ready import Blank, Ready

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_IN_A_ROUND = timedelta(minutes=15)
NOT_SIGNED_IN = timedelta(hours=2)  # the form to sign in needs a session too
NOTED_EVERY = timedelta(minutes=1)  # last_seen_at costs a write; once a minute is enough
AT_MOST_MEMBER, AT_MOST_STAFF = 2, 3
SIGNED_IN_AT, ONLY_ROLE = "signed_in_at", "only_role"
NONCE = 12


def hash_of(key: str) -> str:
    """What the table holds instead of the cookie."""
    return sha256(key.encode()).hexdigest()


class SessionStore(SessionBase):
    """Django's session over team.Session. `row` is what was read last, None where there is nothing yet."""

    row = None

    @classmethod
    def get_model_class(cls):
        from .models import Session

        return Session

    def load(self) -> dict:
        now = timezone.now()
        today = timezone.localdate(now)
        found = ALIVE.all(key_hash=hash_of(self.session_key), now=now, day=today)
        data = _opened(found[0], self.session_key) if found else None
        if data is None:
            self._session_key = None
            return {}
        self.row = found[0]
        if self.row.account:
            self.row.account.holds_on(today, [each.role for each in found if each.role])
        return data

    @property
    def account(self):
        """Whose it is, with the roles in force today, as they were read with it; None where nobody signed in."""
        self._get_session()
        return self.row and self.row.account

    def exists(self, session_key: str) -> bool:
        return self.get_model_class().objects.filter(key_hash=hash_of(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """UpdateError where the session was ended meanwhile: then nothing brings it back."""
        if self.session_key is None:
            self.create()
            return
        columns = self._columns(self._get_session(no_load=must_create))
        rows = self.get_model_class().objects.filter(key_hash=hash_of(self.session_key))
        if must_create:
            self.row = self._insert(columns)
        elif not rows.update(**columns):
            raise UpdateError

    def _insert(self, columns: dict):
        now = timezone.now()
        try:
            with transaction.atomic():
                return self.get_model_class().objects.create(
                    key_hash=hash_of(self.session_key),
                    **{"started_at": now, "last_seen_at": now} | columns,
                )
        except DatabaseError as error:
            raise CreateError from error

    def _columns(self, data: dict) -> dict:
        """What the row shows of the data, and all of it sealed."""
        begun = data.get(SIGNED_IN_AT)
        begun_at = datetime.fromtimestamp(begun, tz=timezone.get_current_timezone()) if begun else None
        return {
            "data": _sealed(data, self.session_key),
            "account_id": data.get("_auth_user_id"),
            "only_role": data.get(ONLY_ROLE, ""),
            "expires_at": begun_at + LONGEST if begun_at else timezone.now() + NOT_SIGNED_IN,
            **({"started_at": begun_at} if begun_at else {}),
        }

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self.get_model_class().objects.filter(key_hash=hash_of(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expires_at__lte=timezone.now()).delete()

    def touch(self) -> None:
        """Notes that somebody was here just now."""
        now = timezone.now()
        if self.row and now - self.row.last_seen_at >= NOTED_EVERY:
            type(self.row).objects.filter(pk=self.row.pk).update(last_seen_at=now)
            self.row.last_seen_at = now

    def is_idle(self) -> bool:
        """Whether nobody clicked for so long that the session is locked."""
        allowed = IDLE_IN_A_ROUND if self.get(ONLY_ROLE) else IDLE
        return self.row is not None and timezone.now() - self.row.last_seen_at > allowed


# every page asks for the session, its account and the roles of that account: one statement, a row for each role
ALIVE = Ready(
    lambda: (
        SessionStore.get_model_class()
        .objects.filter(key_hash=Blank("key_hash", CharField), expires_at__gt=Blank("now", DateTimeField))
        .select_related("account")
        .with_roles_on(Blank("day", DateField))
    )
)


def _key(session_key: str) -> AESGCM:
    return AESGCM(derive(session_key.encode(), "utsopi/session/v1"))


def _sealed(data: dict, session_key: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + _key(session_key).encrypt(nonce, json.dumps(data).encode(), hash_of(session_key).encode())


def _opened(row, session_key: str) -> dict | None:
    """The data of a row; None where it was tampered with."""
    sealed = bytes(row.data)
    try:
        text = _key(session_key).decrypt(sealed[:NONCE], sealed[NONCE:], row.key_hash.encode())
    except InvalidTag:
        return None
    return json.loads(text)
