"""Which afternoons there are, and what may be done with one: planned, opened, ended, cancelled, logged late."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.reading import read
from support.actions.afternoons import (
    cancel_afternoon,
    end_afternoon,
    nobody_came,
    open_afternoon,
    plan_afternoon,
    reopen_afternoon,
    restore_afternoon,
)
from support.actions.log import begin_request
from support.actions.plan import begin_rule, change_rule, close_days, end_rule, open_days
from support.choices import Channel, SessionStatus, Weekday
from support.models import OpenHouseRule, OpenHouseSession
from support.planning import afternoons_between
from utsopi.audit.models import AuditEntry
from utsopi.calendar import coming
from utsopi.periods import Period
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def by(make_account):
    return make_account("sam", Role.HELPDESK)


@pytest.fixture
def rule(by):
    """Every Tuesday of 2026 from 13:00 to 17:00."""
    return a_rule(by)


@pytest.fixture
def on_a_tuesday(time_machine):
    time_machine.move_to(timezone.make_aware(timezone.datetime(2026, 11, 24, 14)))


def a_rule(by, **other) -> OpenHouseRule:
    usual = {
        "weekday": Weekday.TUESDAY,
        "city": "Brussels",
        "opens_at": time(13),
        "closes_at": time(17),
        "first_on": date(2026, 1, 1),
    }
    return begin_rule(**usual | other, by=by)


def days(start: date, end: date) -> list[date]:
    return [each.held_on for each in afternoons_between(start, end)]


def a_visitor(session, by):
    return begin_request(
        key=uuid4(), channel=Channel.OPEN_HOUSE, received_on=session.held_on, session=session, by=by
    )


# ── what is planned ───────────────────────────────────────────────────────────────────────────────


def test_without_a_rule_nothing_is_planned():
    assert afternoons_between(date(2026, 1, 1), date(2026, 12, 31)) == []


def test_a_rule_plans_every_week_from_its_first_day_on(rule):
    assert days(date(2025, 12, 1), date(2026, 1, 20)) == [
        date(2026, 1, 6),
        date(2026, 1, 13),
        date(2026, 1, 20),
    ]


def test_a_rule_that_begins_on_the_first_of_january_plans_that_day(by):
    a_rule(by, weekday=Weekday.THURSDAY)
    assert days(date(2026, 1, 1), date(2026, 1, 1)) == [date(2026, 1, 1)]


def test_a_year_of_tuesdays_has_each_of_them_once(rule):
    found = days(date(2026, 1, 1), date(2026, 12, 31))
    assert len(found) == len(set(found)) == 52
    assert {day.weekday() for day in found} == {1}


def test_the_hours_stay_the_same_when_the_clocks_change(by):
    a_rule(by, weekday=Weekday.SUNDAY)
    found = afternoons_between(date(2026, 3, 22), date(2026, 4, 5))
    found += afternoons_between(date(2026, 10, 18), date(2026, 11, 1))
    assert {(each.opens_at, each.closes_at) for each in found} == {(time(13), time(17))}
    assert len(found) == 6


def test_nothing_is_planned_on_closed_days(rule, by):
    close_days(first_on=date(2026, 7, 7), last_on=date(2026, 7, 14), because="summer", by=by)
    assert days(date(2026, 7, 1), date(2026, 7, 31)) == [date(2026, 7, 21), date(2026, 7, 28)]


def test_closed_days_taken_back_are_planned_again(rule, by):
    closure = close_days(first_on=TUESDAY, last_on=TUESDAY, because="holiday", by=by)
    assert days(TUESDAY, TUESDAY) == []
    open_days(closure=closure, by=by)
    assert days(TUESDAY, TUESDAY) == [TUESDAY]


def test_a_day_is_closed_for_every_city_and_what_was_held_on_it_stays(rule, by):
    session = nobody_came(held_on=date(2026, 7, 7), city="Brussels", rule=rule, by=by)
    close_days(first_on=date(2026, 7, 1), last_on=date(2026, 7, 31), because="summer", by=by)
    assert [each.session for each in afternoons_between(date(2026, 7, 1), date(2026, 7, 31))] == [session]


def test_a_rule_changed_in_the_middle_keeps_its_past_hours(rule, by):
    change_rule(
        rule=rule,
        first_on=date(2026, 9, 1),
        weekday=Weekday.WEDNESDAY,
        city="Brussels",
        opens_at=time(14),
        closes_at=time(18),
        by=by,
    )
    found = afternoons_between(date(2026, 8, 20), date(2026, 9, 10))
    assert [(each.held_on, each.opens_at) for each in found] == [
        (date(2026, 8, 25), time(13)),
        (date(2026, 9, 2), time(14)),
        (date(2026, 9, 9), time(14)),
    ]


def test_a_day_cancelled_before_the_hours_changed_stays_cancelled(rule, by):
    cancel_afternoon(held_on=date(2026, 12, 29), city="Brussels", rule=rule, because="holiday", by=by)
    new = change_rule(
        rule=rule,
        first_on=date(2026, 12, 1),
        weekday=Weekday.TUESDAY,
        city="Brussels",
        opens_at=time(14),
        closes_at=time(18),
        by=by,
    )
    found = afternoons_between(date(2026, 12, 29), date(2026, 12, 29))
    assert [(each.status, each.rule) for each in found] == [(SessionStatus.CANCELLED, new)]


def test_a_rule_changed_from_its_own_first_day_is_replaced(rule, by):
    new = change_rule(
        rule=rule,
        first_on=rule.first_on,
        weekday=Weekday.FRIDAY,
        city="Ghent",
        opens_at=time(10),
        closes_at=time(12),
        by=by,
    )
    assert list(OpenHouseRule.objects.all()) == [new]


def test_a_rule_that_ends_plans_its_last_day_and_none_after(rule, by):
    end_rule(rule=rule, last_on=TUESDAY, by=by)
    assert days(TUESDAY - 7 * A_DAY, TUESDAY + 7 * A_DAY) == [TUESDAY - 7 * A_DAY, TUESDAY]


def test_a_rule_that_closes_before_it_opens_is_refused(by):
    with pytest.raises(ValidationError, match="closes before it opens"):
        a_rule(by, closes_at=time(12))


def test_two_rules_of_a_day_plan_two_afternoons(rule, by):
    a_rule(by, city="Ghent", opens_at=time(10), closes_at=time(12))
    found = afternoons_between(TUESDAY, TUESDAY)
    assert [(each.city, each.opens_at) for each in found] == [("Ghent", time(10)), ("Brussels", time(13))]


def test_an_afternoon_that_a_workbook_brought_in_takes_the_place_of_the_planned_one(rule):
    session = OpenHouseSession.objects.create(held_on=TUESDAY, city=" brussels", status="held")
    assert [each.session for each in afternoons_between(TUESDAY, TUESDAY)] == [session]


def test_a_plan_costs_three_statements_however_long_it_is(rule, by):
    for n in range(30):
        nobody_came(held_on=date(2026, 1, 6) + n * 7 * A_DAY, city="Brussels", rule=rule, by=by)
    for start in (date(2026, 11, 1), date(2026, 1, 1)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            afternoons_between(start, date(2026, 12, 31))
        assert len(queries) == 3


def test_the_calendar_shows_planned_afternoons_and_none_that_was_cancelled(rule, by):
    cancel_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, because="holiday", by=by)
    entries = coming(Period(TUESDAY, TUESDAY + 7 * A_DAY))
    assert [(entry.on, entry.city) for entry in entries] == [(TUESDAY + 7 * A_DAY, "Brussels")]


# ── opening and ending ────────────────────────────────────────────────────────────────────────────


def test_an_afternoon_opened_twice_is_one(rule, by, on_a_tuesday):
    first = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    again = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    assert (again, again.status, again.is_open) == (first, "held", True)
    assert AuditEntry.objects.filter(model="support.OpenHouseSession").count() == 1


def test_an_afternoon_to_come_cannot_be_opened(rule, by, on_a_tuesday):
    with pytest.raises(ValidationError, match="still to come"):
        open_afternoon(held_on=TUESDAY + 7 * A_DAY, city="Brussels", rule=rule, by=by)


def test_a_past_afternoon_is_opened_to_log_it_late(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY - 7 * A_DAY, city="Brussels", rule=rule, by=by)
    visitor = a_visitor(session, by)
    assert (visitor.received_on, visitor.number) == (TUESDAY - 7 * A_DAY, 1)


def test_a_day_that_the_rule_does_not_plan_is_refused(rule, by, on_a_tuesday):
    with pytest.raises(ValidationError, match="no afternoon on that day"):
        open_afternoon(held_on=TUESDAY - A_DAY, city="Brussels", rule=rule, by=by)


def test_without_a_rule_an_afternoon_can_be_opened_any_day(by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY - A_DAY, city="Ghent", by=by)
    assert open_afternoon(held_on=TUESDAY - A_DAY, city="ghent", by=by) == session


def test_nobody_came_counts_as_held(rule, by, on_a_tuesday):
    nobody_came(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    nobody_came(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    assert read("open_house.sessions_held", Period(TUESDAY, TUESDAY)).value == 1
    assert read("open_house.requests", Period(TUESDAY, TUESDAY)).value == 0


def test_nobody_came_is_refused_where_somebody_did(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    a_visitor(session, by)
    with pytest.raises(ValidationError, match="Visitors were logged"):
        nobody_came(held_on=TUESDAY, city="Brussels", rule=rule, by=by)


def test_ending_takes_the_numbers_of_the_day_away(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    visitors = [a_visitor(session, by) for _n in range(3)]
    assert [visitor.number for visitor in visitors] == [1, 2, 3]
    end_afternoon(session=session, by=by)
    end_afternoon(session=session, by=by)
    session.refresh_from_db()
    assert (session.status, session.is_open) == ("held", False)
    assert set(session.requests.values_list("number", flat=True)) == {None}
    with pytest.raises(ValidationError, match="has ended"):
        a_visitor(session, by)


def test_reopening_wants_a_reason_and_numbers_those_who_came(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    for _n in range(2):
        a_visitor(session, by)
    end_afternoon(session=session, by=by)
    with pytest.raises(ValidationError, match="with a reason"):
        open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    reopen_afternoon(session=session, because="forgotten", by=by)
    session.refresh_from_db()
    assert (session.is_open, session.reopened_because) == (True, "forgotten")
    assert sorted(session.requests.values_list("number", flat=True)) == [1, 2]
    assert a_visitor(session, by).number == 3


def test_a_cancelled_afternoon_tells_why_and_can_be_taken_back(rule, by, on_a_tuesday):
    session = cancel_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, because="building", by=by)
    with pytest.raises(ValidationError, match="Take that back first"):
        open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    with pytest.raises(ValidationError, match="was held"):
        reopen_afternoon(session=session, because="mistake", by=by)
    restore_afternoon(session=session, by=by)
    session.refresh_from_db()
    assert (session.status, session.cancelled_because) == ("planned", "")
    assert open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by) == session


def test_an_afternoon_with_visitors_cannot_be_cancelled(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    a_visitor(session, by)
    with pytest.raises(ValidationError, match="Visitors were logged"):
        cancel_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, because="safety", by=by)


def test_one_more_afternoon_can_be_planned_beside_the_rule(rule, by, on_a_tuesday):
    plan_afternoon(held_on=TUESDAY + A_DAY, city="Ghent", by=by)
    plan_afternoon(held_on=TUESDAY + A_DAY, city="Ghent", by=by)
    assert days(TUESDAY, TUESDAY + A_DAY) == [TUESDAY, TUESDAY + A_DAY]
    with pytest.raises(ValidationError, match="is over"):
        plan_afternoon(held_on=TUESDAY - A_DAY, city="Ghent", by=by)


def test_the_trail_tells_the_day_of_each_act_and_never_the_hour(rule, by, on_a_tuesday):
    session = open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    end_afternoon(session=session, by=by)
    reopen_afternoon(session=session, because="mistake", by=by)
    entries = AuditEntry.objects.filter(model="support.OpenHouseSession")
    assert [(entry.action, entry.at) for entry in entries.order_by("number")] == [
        ("create", None),
        ("change", None),
        ("change", None),
    ]


def test_what_is_no_reason_is_refused_by_the_database(rule, by, on_a_tuesday):
    held = nobody_came(held_on=TUESDAY, city="Brussels", rule=rule, by=by)
    held.cancelled_because = "holiday"
    with pytest.raises(Exception, match="session_reason_only_if_cancelled"):
        held.save()
