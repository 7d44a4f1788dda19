"""What is done with accounts and their roles; each is one transaction and one entry in the trail."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from utsopi.audit import log
from utsopi.audit.models import Action

from .models import Grant, User

A_YEAR = timedelta(days=365)


@transaction.atomic
def grant_by_command(*, account: User, role: str, ends_on=None) -> Grant:
    """A role given by whoever runs the server, in force from today; without `ends_on`, for a year."""
    today = timezone.localdate()
    grant = Grant.objects.create(
        account=account, role=role, starts_on=today, ends_on=ends_on or today + A_YEAR, approved_on=today
    )
    log.record(
        Action.CHANGE, "team.User", by=None, object_id=account.pk, fields=["grants", role], with_moment=True
    )
    return grant
