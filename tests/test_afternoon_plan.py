"""The plan of the afternoons as a page: single days, the rule, and days on which the house is closed."""

# ruff: noqa: F811  fixtures of other files are arguments here

from datetime import date

import pytest
from django.urls import reverse

from support.models import (
    Closure,
    OpenHouseRule,
    OpenHouseSession,
)
from tests.test_afternoon_page import A_DAY, TUESDAY, on_a_tuesday, queries_of, rule, sam, which  # noqa: F401
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db


def test_a_day_is_cancelled_with_a_reason_and_taken_back(client, rule):
    day = TUESDAY + 7 * A_DAY
    client.post(reverse("afternoon_cancel"), which(rule, day) | {"because": "building"})
    assert "Cancelled: The place could not be used" in client.get(reverse("afternoons")).text
    client.post(reverse("afternoon_restore", args=[OpenHouseSession.objects.get().pk]))
    assert OpenHouseSession.objects.get().status == "planned"


def test_a_reason_that_is_none_is_refused(client, rule):
    answer = client.post(reverse("afternoon_cancel"), which(rule) | {"because": ""})
    assert (answer.status_code, OpenHouseSession.objects.count()) == (422, 0)


def test_the_rule_changes_from_a_day_on(client, rule):
    said = {
        "weekday": 2,
        "opens_at": "14:00",
        "closes_at": "18:00",
        "city": "Brussels",
        "first_on": "2026-12-01",
    }
    assert client.post(reverse("rule", args=[rule.pk]), said).url == reverse("afternoons")
    assert [(each.weekday, each.first_on, each.last_on) for each in OpenHouseRule.objects.all()] == [
        (1, date(2026, 11, 3), date(2026, 11, 30)),
        (2, date(2026, 12, 1), None),
    ]


def test_a_rule_that_makes_no_sense_is_told_in_words(client, sam):
    said = {"weekday": 9, "opens_at": "14:00", "closes_at": "13:00", "city": "", "first_on": "never"}
    answer = client.post(reverse("rule_new"), said)
    assert answer.status_code == 422
    assert "It closes before it opens." in answer.text


def test_days_are_closed_and_opened_again(client, rule):
    said = {"first_on": "2026-12-20", "last_on": "2027-01-05", "because": "holiday"}
    client.post(reverse("closure_new"), said)
    assert "Tuesday 22 December" not in client.get(reverse("afternoons")).text
    client.post(reverse("closure_drop", args=[Closure.objects.get().pk]))
    assert "Tuesday 22 December" in client.get(reverse("afternoons")).text
    wrong = said | {"last_on": "2026-12-01"}
    assert client.post(reverse("closure_new"), wrong).status_code == 422


def test_whoever_may_not_set_the_rule_sees_it_and_cancels_days(client, rule, make_account):
    client.force_login(make_account("kim", Role.HELPDESK))
    page = client.get(reverse("afternoons")).text
    assert "Another rule" not in page and "Cancel" in page
    assert client.get(reverse("rule", args=[rule.pk])).status_code == 404


@pytest.mark.parametrize("year", ["x", "0", "99999", "²"])
def test_a_year_that_is_none_is_not_found(client, rule, year):
    assert client.get(reverse("afternoons"), {"year": year}).status_code == 404


def test_the_plan_costs_the_same_for_a_month_and_for_a_year(client, rule, sam):
    costs = []
    for weeks in (4, 40):
        for n in range(weeks):
            day = date(2026, 1, 5) + n * 7 * A_DAY
            OpenHouseSession.objects.create(held_on=day, city="Brussels", status="held")
        costs.append(queries_of(client, reverse("afternoons")))
    assert costs[0] == costs[1]
