"""W3: somebody comes to an evening; W4: two hundred, fifty at once, for its last twenty places. Each next to the SQL
that somebody would write by hand for the same rows."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from utsopi.privacy.keyring import make_keys

from . import bare_visit
from .measure import Line, compare, cpu_seconds, statements_of

GOAL, MOST_STATEMENTS = 3, 25
VISITORS, AT_ONCE, PLACES = 200, 50, 20
STOCK = 500
TIMES = 5


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    yield one_visitor()
    yield many_visitors()


def ours(evening, vouch: str) -> str:
    from events.actions.coming import come

    return come(evening=evening, vouch=vouch, language="en").state


def floor(evening, vouch: str) -> str:
    return bare_visit.come(evening.pk, vouch, timezone.localdate())


def one_visitor() -> Line:
    from tests.evenings import an_evening

    evening, stock = an_evening(), invitations()
    first, second = (lambda how=how: how(evening, next(stock)) for how in (ours, floor))
    first()
    return compare("W3 come to an evening", first, second, GOAL, times=TIMES, statements=statements_of(first))


def many_visitors() -> Line:
    """The threads and their connections stay open, so that what the server spent for them can be read."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        pairs = [(rush(pool, ours), rush(pool, floor)) for _turn in range(TIMES + 1)][1:]
        list(pool.map(lambda _thread: connection.close(), range(AT_ONCE * 4)))
    return Line(
        f"W4 {VISITORS} visitors for {PLACES} places",
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(pair[0] / pair[1] for pair in pairs),
        GOAL,
    )


def rush(pool: ThreadPoolExecutor, how: Callable[..., str]) -> float:
    """CPU seconds of one rush; AssertionError where one too many has a place, or somebody has no answer."""
    from tests.evenings import an_evening

    evening, stock = an_evening(capacity=PLACES), invitations()
    vouches = [next(stock) for _visitor in range(VISITORS)]
    list(pool.map(lambda _thread: connection.ensure_connection(), range(AT_ONCE * 4)))
    before = spent()
    states = Counter(pool.map(lambda vouch: how(evening, vouch), vouches))
    after = spent()
    assert states == {"coming": PLACES, "waiting": VISITORS - PLACES}, states
    return after - before


def spent() -> float:
    """CPU seconds of this process and of every server process that works for this database."""
    if connection.vendor != "postgresql":
        return cpu_seconds()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        told = [Path(f"/proc/{pid}/schedstat") for (pid,) in cursor.fetchall()]
    total = cpu_seconds()
    for path in told:
        with suppress(OSError):
            total += int(path.read_text().split()[0]) / 1e9
    return total


def invitations() -> Iterator[str]:
    """Invitation phrases as many as are asked for, written many at a time."""
    from events.models import Vouch
    from events.phrases import fingerprint, new_phrase

    today = timezone.localdate()
    while True:
        phrases = [new_phrase("en") for _each in range(STOCK)]
        Vouch.objects.bulk_create(
            Vouch(fingerprint=fingerprint(each), given_by="team", made_on=today, ends_on=today)
            for each in phrases
        )
        yield from phrases
