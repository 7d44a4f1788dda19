"""How often something may be tried, counted in the cache that all processes share.

No address of a browser is kept: what counts is a HMAC of it under a key of the day, so that a copy of the cache
tells nothing and no two days can be laid side by side. An address counts as its network (/64 for IPv6).
"""

from datetime import timedelta

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import consume, truncate_ip
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

RATES = {
    "proof": "10/5m/key",  # somebody signed in shows once more that it is she
    "welcome": "20/m/ip,5/5m/key",  # a card's code
    "told": "1/10m/ip",  # one entry of the trail for a row of wrong passphrases
}
# counted by the day, without any moment: for what visitors do, of whom not even the hour is kept
A_DAY = {
    "phrase": 40,  # phrases that were none, from one network
    "word": 20,  # visitors who asked for a word, from one network
    "join": 20,  # who asked to join, from one network
    "taken": 5,  # addresses on a member's own page that another record has, from one account
    "code": 40,  # codes of such requests that were none, from one network; at the desk, from one account
}


def address_of(request) -> str:
    """The browser's address as it is counted today."""
    address = truncate_ip(DefaultAccountAdapter.get_client_ip(_plain, request))
    return salted_hmac(f"utsopi.address.{timezone.localdate()}", address, algorithm="sha256").hexdigest()


def may_try(request, action: str, key: str = "") -> bool:
    """Counts one try of `action`; False where there were too many. `key` narrows it, as to one account."""
    whom = key or str(getattr(request.user, "pk", ""))
    usage = consume(
        request,
        app="utsopi.team",
        action=action,
        config=RATES,
        key=f"{whom}|{address_of(request)}",
        limit_get=True,
    )
    return usage is not None


def too_many_today(request, action: str, *, account=None) -> bool:
    """Whether `action` of A_DAY was counted as often as it may be today. One statement, and counts nothing. Of
    somebody signed in it is counted for her `account`, as she may come from many networks."""
    return cache.get(_key_of_today(request, action, account), 0) >= A_DAY[action]


def count_today(request, action: str, *, account=None) -> None:
    """One more of `action`, also of several at once. It lasts until midnight, so that it does not tell when it
    began."""
    key = _key_of_today(request, action, account)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    left = (midnight - timezone.now()).total_seconds()
    with transaction.atomic():
        _one_by_one(key)
        cache.set(key, cache.get(key, 0) + 1, max(1, round(left)))


def _one_by_one(key: str) -> None:
    """Whoever counts the same waits. On SQLite a transaction is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _key_of_today(request, action: str, account) -> str:
    whose = address_of(request) if account is None else f"{account.pk}|{timezone.localdate()}"
    return f"today|{action}|{whose}"


_plain = DefaultAccountAdapter()
