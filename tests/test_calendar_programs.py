"""What another program reads in the feed that has nothing in common with the one that wrote it: ical.js, the reader in
Thunderbird. Hours are right in every season and in the nights when the clocks change."""

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, time

import pytest
import time_machine

from events.actions.activities import cancel, change
from events.choices import CancelledBecause
from tests.conftest import BASE, TOOLS, missing
from tests.evenings import an_evening, in_brussels

pytestmark = pytest.mark.django_db
LIBRARY = TOOLS / "ical.js" / "dist" / "ical.js"


@pytest.fixture
def read(client, tmp_path):
    """A function that says what ical.js reads at an address."""
    if not (LIBRARY.exists() and shutil.which("node")):
        missing("ical.js", "no ical.js here (./run test fetches it where there is npm)")

    def read(path: str, method="get") -> dict:
        file = tmp_path / "agenda.ics"
        file.write_bytes(getattr(client, method)(path).content)
        command = ["node", BASE / "tests" / "tools" / "read_calendar.mjs", LIBRARY, file]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)

    return read


def moment(*when: int) -> str:
    """As JavaScript writes it."""
    return in_brussels(*when).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def planned(day: date, opens: tuple = (19, 0), closes: tuple = (22, 0), **more):
    return an_evening(day, opens_at=time(*opens), closes_at=time(*closes), **more)


@time_machine.travel(datetime(2027, 3, 1, 12, tzinfo=UTC), tick=False)
def test_each_hour_is_the_hour_in_brussels_whatever_the_season(read):
    planned(date(2027, 3, 2))
    planned(date(2027, 3, 27), (22, 0), (3, 30))  # the clocks go forward that night
    planned(date(2027, 7, 1))
    told = read("/a/fr/agenda.ics")
    assert [(each["begins"], each["ends"]) for each in told["events"]] == [
        (moment(2027, 3, 2, 19), moment(2027, 3, 2, 22)),
        (moment(2027, 3, 27, 22), moment(2027, 3, 28, 3, 30)),
        (moment(2027, 7, 1, 19), moment(2027, 7, 1, 22)),
    ]
    assert told["hours"] == 12


@time_machine.travel(datetime(2027, 10, 1, 12, tzinfo=UTC), tick=False)
def test_also_in_the_night_when_they_go_back_over_the_new_year_and_on_a_leap_day(read):
    planned(date(2027, 10, 30), (22, 0), (4, 0))
    planned(date(2027, 12, 31), (22, 0), (2, 0))
    planned(date(2028, 2, 29))
    told = read("/a/nl/agenda.ics")
    assert [(each["begins"], each["ends"]) for each in told["events"]] == [
        (moment(2027, 10, 30, 22), moment(2027, 10, 31, 4)),
        (moment(2027, 12, 31, 22), moment(2028, 1, 1, 2)),
        (moment(2028, 2, 29, 19), moment(2028, 2, 29, 22)),
    ]


def test_titles_are_whole_in_every_language_also_where_a_line_is_folded_inside_a_letter(read, client):
    city = "Saint-Josse-ten-Noode, près de la forêt où naît l’été; là"
    an_evening(city=city)
    for language, title in (("fr", "Rendez-vous"), ("ro", "Programare"), ("sq", "Takim")):
        (told,) = read(f"/a/{language}/agenda.ics")["events"]
        assert told["title"] == f"{title}, {city}"
    lines = client.get("/a/fr/agenda.ics").content.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and not any(b"\n" in line for line in lines)


def test_a_city_is_called_as_on_the_page(read):
    an_evening(city="Brussels")
    (told,) = read("/a/fr/agenda.ics")["events"]
    assert told["title"] == "Rendez-vous, Bruxelles"


def test_what_moved_and_what_is_cancelled_takes_the_place_of_what_was_read_before(read):
    evening = an_evening(city="Brussels")
    (first,) = read("/a/en/agenda.ics")["events"]
    change(activity=evening.activity, opens_at=time(20), by=None)
    (moved,) = read("/a/en/agenda.ics")["events"]
    cancel(activity=evening.activity, because=CancelledBecause.SAFETY, by=None)
    (off,) = read("/a/en/agenda.ics")["events"]
    assert first["uid"] == moved["uid"] == off["uid"]
    assert [each["revision"] for each in (first, moved, off)] == [0, 1, 2]
    assert [each["status"] for each in (first, moved, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_one_without_hours_is_a_whole_day_and_an_empty_calendar_is_one_too(read):
    assert read("/a/en/agenda.ics")["events"] == []
    evening = an_evening(opens_at=None, closes_at=None)
    (told,) = read("/a/en/agenda.ics")["events"]
    assert told["begins"] == evening.activity.starts_on.isoformat()


def test_a_single_entry_is_small_and_read_alike(read, client):
    evening = an_evening()
    path = f"/a/en/{evening.activity.pk.hex[:8]}/entry/"
    (told,) = read(path, "post")["events"]
    assert told["title"] == "Appointment" and len(client.post(path).content) < 1000
