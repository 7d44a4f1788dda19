"""Whose session it is: allauth signs in, and the account of each request is found by a query that stands ready."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db import models

from utsopi.ready import Blank, Ready

from .models import User

BY_KEY = Ready(lambda: User.objects.filter(pk=Blank("key", models.UUIDField)))


class Accounts(AuthenticationBackend):
    """As allauth's. An account that may not sign in any more is nobody's."""

    def get_user(self, user_id) -> User | None:
        user = BY_KEY.first(key=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
