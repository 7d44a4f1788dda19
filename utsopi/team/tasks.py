"""What accounts and limits do by themselves, each night."""

from django.db import connection
from django.utils import timezone

from utsopi.jobs.registry import nightly


@nightly
def forget_old_counts() -> None:
    """What the cache holds beyond its time, as how often somebody tried something: Django lets it lie until the
    table is full."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cache WHERE expires < %s", [now])
