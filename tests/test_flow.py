"""How many members there are on any day, and who came and went: the numbers reconcile, and lead to their rows."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.choices import Side
from members.flow import Moves, flow_of, members_on
from members.models import Member, Membership
from tests.test_exports import EXPECTED
from utsopi.directory.choices import Region
from utsopi.periods import Period

YEAR = Period.year(2024)


def interval(number: str, joined: str, left: str | None = None, region="", language="fr") -> None:
    member, _new = Member.objects.get_or_create(reference=number)
    Membership.objects.create(
        member=member,
        started_on=joined,
        ended_on=left,
        region=region,
        language=language,
        joined_through="outreach",
        is_sex_worker=True,
    )


def behind(client, address: str) -> int:
    """How many rows stand behind a number."""
    page = client.get(address)
    assert page.status_code == 200
    return page.context["count"]


# ── in a period ───────────────────────────────────────────────────────────────────────────────────


def test_2024_begins_with_107_and_ends_with_119_as_the_figures_have_it(year_2024):
    flow = flow_of(YEAR)
    assert (flow.total.start, flow.total.end) == (107, 119)
    assert flow.total.start == EXPECTED["membership.members_at_start"]
    assert flow.total.end == EXPECTED["membership.members_at_end"]
    assert flow.total.joined + flow.total.rejoined == EXPECTED["membership.joined"]
    assert flow.total.left == EXPECTED["membership.left"]
    by_region = {code or "unknown": moves.end for code, moves in flow.by_region.items()}
    assert {code: by_region[code] for code in EXPECTED["membership.members_by_region"]} == EXPECTED[
        "membership.members_by_region"
    ]
    assert flow.reconciles


def test_members_on_the_two_last_days_of_december(year_2024):
    days = (date(2023, 12, 31), date(2024, 12, 31))
    assert [sum(each.count for each in members_on(day)) for day in days] == [107, 119]


def test_who_comes_back_is_told_apart_and_counted_where_she_was_then(db):
    interval("M1", "2023-01-01", "2024-03-01", "brussels", "fr")
    interval("M1", "2024-03-01", None, "flanders", "nl")
    interval("M2", "2024-02-01", "2024-05-01")
    flow = flow_of(YEAR)
    assert flow.total == Moves(start=1, joined=1, rejoined=1, left=2, end=1)
    assert flow.by_region["brussels"] == Moves(start=1, left=1)
    assert flow.by_region["flanders"] == Moves(rejoined=1, end=1)
    assert flow.by_side["nl"] == Moves(rejoined=1, end=1)
    assert flow_of(YEAR, "flanders").total == Moves(rejoined=1, end=1)


def test_whatever_the_intervals_every_row_reconciles_for_every_period(db):
    chance, first = random.Random(6), date(2022, 1, 1)
    for number in range(60):
        day = first + timedelta(days=chance.randrange(900))
        for _each in range(chance.randrange(1, 4)):
            end = day + timedelta(days=chance.randrange(1, 400))
            facts = (chance.choice(["", *Region.values]), chance.choice(["fr", "nl", "ro", "en"]))
            interval(f"M{number}", day, chance.choice([end, end]), *facts)
            day = end + timedelta(days=chance.randrange(0, 90))
    for _each in range(40):
        start = first + timedelta(days=chance.randrange(1500))
        flow = flow_of(Period(start, start + timedelta(days=chance.randrange(700))))
        assert flow.reconciles
        assert Moves(*map(sum, zip(*flow.by_region.values(), strict=True))) == flow.total
        assert Moves(*map(sum, zip(*flow.by_side.values(), strict=True))) == flow.total


def test_the_page_shows_the_check_and_each_number_leads_to_just_its_rows(client, staff, year_2024):
    page = client.get(reverse("members_flow"), {"period": "2024"})
    assert "It adds up: 107 + " in page.text
    for table in page.context["tables"]:
        for row in [*table.rows, table.total]:
            for name in Moves._fields:
                assert behind(client, row[f"{name}_href"]) == row[name]


def test_a_period_and_a_region_of_ones_own(client, staff, year_2024):
    asked = {"start": "2024-03-01", "end": "2024-06-30", "region": "brussels"}
    page = client.get(reverse("members_flow"), asked)
    by_region, by_side = page.context["tables"]
    assert [row["label"] for row in by_region.rows] == ["Brussels"]
    assert by_side.total["start"] == by_region.total["start"] > 0
    assert behind(client, by_side.rows[0]["end_href"]) == by_side.rows[0]["end"]


def test_what_does_not_add_up_would_be_said(client, staff, monkeypatch):
    broken = flow_of(YEAR)._replace(total=Moves(start=1))
    monkeypatch.setattr("members.views.flow.flow_of", lambda *period: broken)
    assert "It does not add up" in client.get(reverse("members_flow"), {"period": "2024"}).text


def test_without_members_all_is_zero_and_a_wrong_period_is_said(client, staff):
    assert "It adds up: 0 + 0" in client.get(reverse("members_flow")).text
    assert client.get(reverse("members_flow"), {"start": "2024-01-01"}).status_code == 422


# ── on a day ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_day_leads_to_just_its_rows(client, staff, year_2024):
    page = client.get(reverse("members_day"), {"day": "2024-12-31"})
    assert page.context["figures"][0][1] == 119
    for _label, number, href in page.context["figures"]:
        assert behind(client, href) == number
    table = page.context["table"]
    for row in [*table.rows, table.total]:
        for name in ("all", *Side.values):
            assert behind(client, row[f"{name}_href"]) == row[name]


@pytest.mark.parametrize("wrong", ["soon", "2024-02-30", "²"])
def test_what_is_no_day_is_said(wrong, client, staff):
    assert client.get(reverse("members_day"), {"day": wrong}).status_code == 422


@pytest.mark.parametrize("name", ["members_day", "members_flow"])
def test_both_cost_the_same_for_few_and_for_many(name, client, staff):
    client.get(reverse(name))
    told = []
    for number in (10, 100):
        for each in range(number):
            interval(f"M{number}-{each}", "2024-03-01", None, "brussels", "ro")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name))
        told.append(len(asked))
    assert told[0] == told[1]


@pytest.mark.parametrize("name", ["members_day", "members_flow", "mandates"])
def test_whoever_may_not_see_the_list_sees_no_count_of_it(name, client, make_account):
    for role in ("board", "host", "auditor", "admin"):
        client.force_login(make_account(f"as-{role}", role))
        assert client.get(reverse(name)).status_code == 404
