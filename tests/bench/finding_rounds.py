"""W2r: all rounds as a list, next to the SQL that somebody would write by hand for the same rows."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.urls import reverse

from utsopi.privacy.keyring import make_keys

from . import bare_rounds
from .filling import _hex, unguarded, write
from .finding import GOAL, Desk
from .measure import Line

SMALL, LARGE = 1_000, 20_000  # rounds: three years of a busy team, and more than a lifetime
FIRST_DAY = date(1975, 1, 1)


def measure() -> Iterator[Line]:
    if not settings.KEYS.exists():
        make_keys(settings.KEYS)
    desk = Desk(bare_rounds)
    for rounds in (SMALL, LARGE):
        fill(rounds)
        yield desk.compared(f"W2r list of {rounds:,} rounds", reverse("rounds"), GOAL)
    yield desk.compared("W2r those broken off", reverse("rounds") + "?status=suspended", GOAL)


def fill(rounds: int) -> None:
    """Brings the list to so many rounds, each with what was handed out, seen, and who walked along."""
    from outreach.models import Round

    with unguarded() as cursor:
        Filled(rounds - Round.objects.count()).write()
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


class Filled:
    def __init__(self, rounds: int):
        from outreach.models import Area, Material
        from utsopi.directory.models import Organisation

        self.random = random.Random(rounds)
        self.rounds = [self._key() for _each in range(rounds)]
        keys = (kind.objects.values_list("id", flat=True) for kind in (Area, Material, Organisation))
        self.areas, self.materials, self.organisations = ([_hex(key) for key in several] for several in keys)

    def _key(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def write(self) -> None:
        from outreach.models import Handout, Observation, Round, RoundPartner

        columns = "id reference held_on area_id city mode status people_reached first_contacts"
        write(Round, f"{columns} suspended_because cancelled_because is_open", self.rows())
        given = ((self._key(), key, each, 20) for key in self.rounds for each in self.materials[:2])
        write(Handout, "id round_id material_id quantity", given)
        seen = ((self._key(), key, "open_drug_use", 2) for key in self.rounds[::2])
        write(Observation, "id round_id kind count", seen)
        along = ((self._key(), key, self.random.choice(self.organisations)) for key in self.rounds[::3])
        write(RoundPartner, "id round_id organisation_id", along)

    def rows(self) -> Iterator[tuple]:
        for number, key in enumerate(self.rounds):
            status = self.random.choice(["held"] * 7 + ["suspended", "cancelled"])
            day = FIRST_DAY + timedelta(days=number % 18_000)
            facts = day, self.random.choice(self.areas), "", self.random.choice(["street", "virtual"]), status
            yield key, f"R{key[:12]}", *facts, 20, 4, "", "", False
