"""A season's picture: what was planned and walked, met, seen and broken off, by area; the same as the report says."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outreach.models import Area, Observation, Round
from outreach.season import contacts_of, count_of, read_season
from reports.reading import read_report
from tests.years import bring_in
from utsopi.periods import Period

TODAY = date(2026, 6, 1)
SPRING = Period.quarter(2026, 2)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield TODAY


def area_called(name: str, region: str = "brussels") -> Area:
    return Area.objects.get_or_create(name=name, defaults={"region": region})[0]


def walked(on, area="North Quarter", region="brussels", seen=(), **more) -> Round:
    facts = {"mode": "street", "status": "held", **more}
    made = Round.objects.create(held_on=on, area=area_called(area, region), **facts)
    for kind, count in seen:
        Observation.objects.create(round=made, kind=kind, count=count)
    return made


@pytest.fixture
def spring():
    """Two held rounds, one broken off, one cancelled and one that is still to come; and one of another spring."""
    walked(date(2026, 4, 1), people_reached=10, first_contacts=2, seen=[("street_fight", 3)])
    walked(date(2026, 6, 1), people_reached=0)
    off = {"status": "suspended", "suspended_because": "safety"}
    walked(date(2026, 5, 31), people_reached=5, seen=[("street_fight", 9)], **off)
    walked(date(2026, 5, 2), status="cancelled", cancelled_because="weather")
    walked(date(2026, 6, 30), status="planned")
    walked(date(2025, 4, 1), people_reached=99)
    walked(date(2026, 4, 2), "Harbour", "flanders", people_reached=4)


def picture(name="North Quarter", period=SPRING):
    return read_season(period).of(area_called(name).pk)


def test_rounds_are_counted_as_they_stand(spring):
    it = picture()
    counts = [it.rounds(*each) for each in ((), ("held",), ("suspended",), ("cancelled",), ("planned",))]
    assert counts == [5, 2, 1, 1, 1]


def test_contacts_and_what_was_seen_are_those_of_held_rounds(spring):
    it = picture()
    assert (it.contacts("held"), it.contacts("suspended"), it.first_contacts()) == (10, 5, 2)
    assert it.seen == {"street_fight": 3}
    assert it.per_round(it.seen["street_fight"]) == 1.5


def test_every_month_of_the_period_has_its_number(spring):
    it = picture()
    assert it.by_month(count_of, "held") == [1, 0, 1]
    assert it.by_month(contacts_of, "held") == [10, 0, 0]
    assert it.broken_off() == {"safety": [0, 1, 0]}


def test_without_a_held_round_nothing_is_divided(db):
    it = picture("Nowhere")
    assert (it.per_round(3), it.is_thin, it.rounds()) == (None, False, 0)


def test_a_region_narrows_it_and_unknown_is_one(spring):
    walked(date(2026, 4, 9), "Somewhere", region="")
    assert read_season(SPRING, region="flanders").together().contacts("held") == 4
    assert read_season(SPRING, region="unknown").together().held == 1


def test_it_says_what_the_report_says():
    bring_in("made-up-year")
    period = Period.year(2024)
    report, it = read_report(period, None).this, read_season(period).together()
    street = report["outreach.people_reached_by_area"].base_value
    online = report["outreach.virtual_people_reached"].value
    assert it.contacts("held") == street + online
    assert it.rounds("suspended") == report["outreach.rounds_suspended"].value
    assert sum(it.seen.values()) == report["outreach.observations_by_kind"].base_value


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", "helpdesk")
    client.force_login(account)
    return account


def test_the_page_has_a_line_for_each_area_and_all_together(client, kim, spring):
    page = client.get(reverse("rounds_season"), {"period": "2026-Q2"})
    table = page.context["areas"]
    assert [(row["area"], row["planned"], row["held"], row["contacts"]) for row in table.rows] == [
        ("Harbour", 1, 1, 4),
        ("North Quarter", 5, 2, 10),
    ]
    assert (table.total["planned"], table.total["contacts"]) == (6, 14)
    assert table.rows[1]["href"] == reverse("rounds_season_of", args=[area_called("North Quarter").pk]) + (
        "?period=2026-Q2"
    )
    assert "What these numbers do not say" in page.text
    assert "Only 3 rounds were held" in page.text


def test_each_area_has_a_page_of_its_own_for_the_same_days(client, kim, spring):
    address = reverse("rounds_season_of", args=[area_called("North Quarter").pk])
    page = client.get(address, {"start": "2026-05-01", "end": "2026-05-31"})
    assert [value for _label, value, _note in page.context["stats"]] == ["2", "0", "0", "1"]
    assert "5 contacts on them, counted apart" in page.text
    assert page.text.count("<svg") and page.context["charts"][3]["table"].total["c0"] == 1


def test_the_newest_year_with_rounds_is_shown_first(client, kim, spring):
    assert client.get(reverse("rounds_season")).context["picture"].period == Period.year(2026)
    Round.objects.filter(held_on__year=2026).delete()
    assert client.get(reverse("rounds_season")).context["picture"].period == Period.year(2025)


def test_a_season_without_rounds_says_so(client, kim):
    for query in ({}, {"period": "2026-Q1"}):
        assert (
            "No round was planned or walked in this period."
            in client.get(reverse("rounds_season"), query).text
        )


@pytest.mark.parametrize(
    "query", [{"period": "spring"}, {"start": "2026-05-01"}, {"region": "mars"}], ids=str
)
def test_a_wrong_period_is_said_and_another_one_shown(query, client, kim, spring):
    page = client.get(reverse("rounds_season"), query)
    assert page.status_code == 422 and page.context["picture"].period == Period.year(2026)


def test_an_area_that_is_none_is_not_found(client, kim):
    assert client.get(reverse("rounds_season_of", args=[kim.pk])).status_code == 404


def test_the_page_takes_the_same_statements_with_ten_and_with_a_hundred_rounds(client, kim):
    def fill(count):
        for number in range(count):
            walked(
                date(2026, 1 + number % 5, 3),
                f"Quarter {'abcdefghij'[number % 10]}",
                seen=[("street_fight", 1)],
            )

    fill(10)
    client.get(reverse("rounds_season"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("rounds_season"))
    fill(90)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("rounds_season"))
    assert len(few) == len(many) <= 8
