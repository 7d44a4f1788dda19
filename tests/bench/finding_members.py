"""W2m: the list of members, and one part of it, among ten and a hundred thousand, next to the SQL by hand."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse

from utsopi.privacy.keyring import make_keys

from . import bare_members
from .filling import unguarded, write
from .finding import GOAL, GOAL_GROWTH, Desk
from .measure import Line

SMALL, LARGE = 10_000, 100_000
FIRST = date(2018, 1, 1)
DAYS = 2900
REGIONS = ["brussels", "flanders", "wallonia", "abroad", ""]
SOURCES = ["open_house", "outreach", "public_event", "website", "word_of_mouth", "unknown"]


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    desk = Desk(bare_members)
    fill(SMALL)
    yield (small := listed(desk, SMALL))
    fill(LARGE)
    yield (large := listed(desk, LARGE))
    yield desk.compared("W2m of one region", f"{reverse('members')}?region=abroad", GOAL)
    ratio = large.ours / small.ours
    yield Line("W2m a hundred thousand next to ten", large.ours, small.ours, ratio, GOAL_GROWTH)


def listed(desk: Desk, members: int) -> Line:
    return desk.compared(f"W2m list of {members:,} members", reverse("members"), GOAL)


def fill(members: int) -> None:
    """Brings the register to so many members: one in five left, of those one in three came back."""
    from members.models import Mandate, Member, Membership

    missing = members - Member.objects.count()
    chance = random.Random(members)
    keys = [f"{chance.getrandbits(128):032x}" for _ in range(missing)]
    with unguarded() as cursor:
        write(Member, "id reference", ((key, f"B{key[:10]}") for key in keys))
        columns = "id member_id started_on ended_on region language joined_through"
        write(Membership, f"{columns} is_sex_worker is_effective left_because", _intervals(keys, chance))
        columns = "id member_id kind title started_on"
        write(Mandate, columns, _mandates(keys, chance))
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _intervals(keys: list[str], chance: random.Random) -> Iterator[tuple]:
    for number, key in enumerate(keys):
        start = FIRST + timedelta(days=chance.randrange(DAYS))
        left = start + timedelta(days=chance.randrange(30, 300)) if number % 5 == 0 else None
        yield _interval(key, start, left, chance)
        if number % 15 == 0:
            yield _interval(key, left + timedelta(days=chance.randrange(60)), None, chance)


def _interval(key: str, start: date, left: date | None, chance: random.Random) -> tuple:
    told = (chance.choice(REGIONS), chance.choice(["fr", "nl", "en", "ro"]), chance.choice(SOURCES))
    reason = "asked" if left else ""
    return (
        f"{chance.getrandbits(128):032x}",
        key,
        start,
        left,
        *told,
        chance.random() < 0.9,
        chance.random() < 0.4,
        reason,
    )


def _mandates(keys: list[str], chance: random.Random) -> Iterator[tuple]:
    for key in keys[::200]:
        yield (
            f"{chance.getrandbits(128):032x}",
            key,
            chance.choice(["board", "host", "group"]),
            "",
            date(2026, 1, 1),
        )
