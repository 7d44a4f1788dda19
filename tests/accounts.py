"""Accounts for tests."""

from datetime import timedelta

PASSPHRASE = "a lamp in the window"
A_DAY = timedelta(days=1)


def account_with(username: str, roles=(), **fields):
    """An account whose passphrase is PASSPHRASE, with `roles` in force from yesterday for a year."""
    from utsopi.team.models import User

    account = User.objects.create_user(username, password=PASSPHRASE, **fields)
    for role in roles:
        if role:
            grant(account, role)
    return account


def grant(account, role, *, days: int = 365):
    """A role in force from yesterday, as a command of the server makes it."""
    from django.utils import timezone

    today = timezone.localdate()
    return account.grants.create(
        role=role, starts_on=today - A_DAY, ends_on=today + days * A_DAY, approved_on=today - A_DAY
    )
