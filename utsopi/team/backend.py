"""Whose session it is: allauth signs in, and the account of a session was read together with it."""

from contextlib import contextmanager
from contextvars import ContextVar

from allauth.account.auth_backends import AuthenticationBackend
from django.db import models

from utsopi.ready import Blank, Ready

from .models import User

BY_KEY = Ready(lambda: User.objects.filter(pk=Blank("key", models.UUIDField)))
_read: ContextVar[User | None] = ContextVar("account_read", default=None)


@contextmanager
def known(account: User | None):
    """While this lasts, whoever asks for this account by its key gets it without a look at the database."""
    before = _read.set(account)
    try:
        yield
    finally:
        _read.reset(before)


class Accounts(AuthenticationBackend):
    """As allauth's. An account that may not sign in any more is nobody's."""

    def get_user(self, user_id) -> User | None:
        user = _read.get()
        if user is None or user.pk != user_id:
            user = BY_KEY.first(key=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
