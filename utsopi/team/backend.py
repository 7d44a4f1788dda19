"""Whose session it is: allauth signs in, and the account of each request is found by a query that stands ready."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db import models
from django.utils import timezone

from utsopi.ready import Blank, Ready

from .models import Grant, User

BY_KEY = Ready(lambda: User.objects.filter(pk=Blank("key", models.UUIDField)))
WITH_ROLES = Ready(
    lambda: (
        Grant.objects.select_related("account")
        .filter(account=Blank("key", models.UUIDField))
        .in_force_on(Blank("day", models.DateField))
    )
)


class Accounts(AuthenticationBackend):
    """As allauth's. An account that may not sign in any more is nobody's."""

    def get_user(self, user_id) -> User | None:
        today = timezone.localdate()
        granted = WITH_ROLES.all(key=user_id, day=today)
        user = granted[0].account if granted else BY_KEY.first(key=user_id)
        if user is not None:
            user.holds_on(today, [grant.role for grant in granted])
        return user if user is not None and self.user_can_authenticate(user) else None
