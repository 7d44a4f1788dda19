"""Every figure against what it must come to, and against a second count that never saw the first."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from reports.figure import Figure, Only, Running, Total, Unit
from reports.figures import FIGURES
from reports.reading import can_be_read, read, read_all, read_report, rows_behind
from reports.rows.common import COUNT
from reports.workbook import import_workbook
from support.models import Category, Labelled, Person, Question, Request, Topic
from tests.second_count import count, read_folder
from tests.workbook_cells import REGIONS, SAME, periods, regions_asked
from tests.workbook_help import YEARS, write_xlsx
from tests.workbooks import introduce_organisations, workbooks, write_folder
from tests.years import bring_in
from utsopi.periods import Period
from utsopi.team.models import User

DATA = Path(__file__).resolve().parent / "data"

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(make_account):
    return make_account("counter")


def read_values(period: Period, region: str | None = None) -> dict:
    return {id_: reading.value for id_, reading in read_all(period, region).items()}


def expected(year: str, part: str = "figures") -> dict:
    text = (DATA / f"expected-{year}.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)[part]


# ── the reference years ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["folder", "xlsx"])
@pytest.mark.parametrize(("year", "number"), [("2024", 2024), ("made-up-year", 2027)])
def test_a_reference_year_comes_to_exactly_what_it_must_however_often_it_comes(
    by, tmp_path, year, number, form
):
    source = YEARS[year]
    if form == "xlsx":  # with real dates and numbers in its cells
        source = write_xlsx(tmp_path / "year.xlsx", read_folder(source))
    import_workbook(source, by=by)
    assert read_values(Period.year(number)) == expected(year)
    again = import_workbook(source, by=by)
    assert not [name for name, counts in again.sheets.items() if counts.written]
    assert read_values(Period.year(number)) == expected(year)


def test_flanders_first_half_of_the_made_up_year_comes_to_exactly_what_it_must(by):
    bring_in("made-up-year")
    assert read_values(Period.half(2027, 1), "flanders") == expected("made-up-year", "flanders_first_half")


@pytest.mark.parametrize(
    ("year", "part", "period", "region"),
    [
        ("2024", "figures", Period.year(2024), None),
        ("made-up-year", "figures", Period.year(2027), None),
        ("made-up-year", "flanders_first_half", Period.half(2027, 1), "flanders"),
    ],
)
def test_the_second_count_comes_to_exactly_what_it_must(year, part, period, region):
    assert count(read_folder(YEARS[year]), period.start, period.end, region) == expected(year, part)


# ── other periods and regions ─────────────────────────────────────────────────────────────────────


def periods_around(year: int) -> Iterable[Period]:
    """The year and its parts, the edges, odd days, years without a record."""
    yield from (Period.year(year + more) for more in (0, -1, 1, -30, 50))
    yield from (Period.half(year, number) for number in (1, 2))
    yield from (Period.quarter(year, number) for number in range(1, 5))
    yield from (Period.month(year, number) for number in range(1, 13))
    leap_day = date(year + -year % 4, 2, 29)
    days = [date(year, 1, 1), date(year, 12, 31), date(year - 1, 12, 31), date(year + 1, 1, 1), leap_day]
    yield from (Period(day, day) for day in days)
    yield Period(date(year, 1, 2), date(year, 12, 31))
    yield Period(date(year, 1, 1), date(year, 12, 30))
    yield Period(date(year - 1, 7, 1), date(year, 6, 30))
    yield Period(date(year - 1, 1, 1), date(year + 1, 12, 31))
    yield Period(date(1950, 3, 5), date(2150, 8, 9))


def told_apart(period: Period, sheets: dict, region: str | None, same: dict | None = None) -> dict:
    """The figures on which the two counts differ: {id: (ours, the second)}."""
    ours = read_values(period, region)
    second = count(sheets, period.start, period.end, region, same)
    return {
        f"{id_} in {period.code}, {region}": (ours.get(id_, "absent"), second.get(id_, "absent"))
        for id_ in ours.keys() | second.keys()
        if ours.get(id_, "absent") != second.get(id_, "absent")
    }


@pytest.mark.parametrize(("year", "number"), [("2024", 2024), ("made-up-year", 2027)])
def test_both_counts_agree_on_other_periods_and_regions(by, year, number):
    bring_in(year)
    sheets = read_folder(YEARS[year])
    asked = [(period, None) for period in periods_around(number)]
    asked += [(period, region) for period in list(periods_around(number))[::3] for region in REGIONS]
    assert not [found for period, region in asked if (found := told_apart(period, sheets, region))]


@given(
    sheets=workbooks(),
    asked=st.lists(st.tuples(periods, regions_asked), min_size=2, max_size=4),
)
def test_both_counts_agree_on_made_up_workbooks(sheets, asked):
    with transaction.atomic():
        import_sheets(sheets)
        differences = [told_apart(period, sheets, region, SAME) for period, region in asked]
        transaction.set_rollback(True)
    assert not [found for found in differences if found]


def import_sheets(sheets: dict) -> None:
    """Imports them into a house that knows some organisations already."""
    introduce_organisations()
    with TemporaryDirectory() as folder:
        by = User.objects.create(username="counter")
        assert not import_workbook(write_folder(sheets, Path(folder)), by=by).problems


# ── what it costs ─────────────────────────────────────────────────────────────────────────────────

STATEMENTS_OF_A_READING = 23 + 3  # one for each kind of rows, one for each vocabulary that can be edited
STATEMENTS_OF_A_REPORT = 2 * 23 + 3 + 1  # the rows again for the year before, and who runs the house
STATEMENTS_OF_A_REGION = 13 + 3 + 1  # fewer kinds of rows, and what was recorded outside the region


@pytest.mark.parametrize("records", [0, 10, 1000])
def test_a_report_costs_the_same_number_of_statements_however_many_records(
    records, django_assert_num_queries
):
    people = Person.objects.bulk_create(Person(region="brussels") for _ in range(records))
    requests = Request.objects.bulk_create(
        Request(person=person, received_on=date(2024 - place % 2, 1 + place % 12, 7), channel="phone")
        for place, person in enumerate(people)
    )
    category, topic = Category.objects.filter(service="helpdesk").first(), Topic.objects.first()
    Question.objects.bulk_create(
        Question(request=request, category=category, topic=topic, outcome="handled") for request in requests
    )
    with django_assert_num_queries(STATEMENTS_OF_A_READING):
        assert read_all(Period.year(2024))["helpdesk.questions"].value == records // 2
    with django_assert_num_queries(STATEMENTS_OF_A_REPORT):
        read_report(Period.year(2024))
    with django_assert_num_queries(STATEMENTS_OF_A_REGION):
        read_all(Period.year(2024), "brussels")


# ── the rows behind a figure ──────────────────────────────────────────────────────────────────────


def added_up() -> list[Figure]:
    """The figures that add up one measure of their rows."""
    return [figure for figure in FIGURES.values() if figure.rows and isinstance(figure.measure, Total)]


def lines_of(figure: Figure, value) -> list[tuple[str | None, int | Decimal]]:
    """Each line of a breakdown with its number; the number alone where it is no breakdown."""
    return list(value.items()) if figure.is_breakdown else [(None, value)]


@pytest.mark.parametrize("region", [None, "flanders", "unknown"])
def test_the_rows_behind_a_figure_come_to_the_figure(by, region):
    bring_in("made-up-year")
    period = Period.year(2027)
    figures = [figure for figure in added_up() if can_be_read(figure, region)]
    readings = read_all(period, region, figures=figures)
    for figure in figures:
        measure = figure.rows.measures[figure.measure.measure]
        for code, value in lines_of(figure, readings[figure.id].value):
            rows = rows_behind(figure, period, region, code)
            assert (rows.aggregate(sum=measure)["sum"] or 0, figure.id, code) == (value, figure.id, code)
            if figure.measure == Total("count") and figure.rows.measures["count"] == COUNT["count"]:
                assert (len(rows), figure.id, code) == (value, figure.id, code)


def test_the_rows_behind_a_percentage_are_those_of_what_it_is_computed_from(by):
    bring_in("2024")
    rows = rows_behind(FIGURES["membership.growth_percent"], Period.year(2024))
    assert len(rows) == expected("2024")["membership.members_at_end"]


ALL_ROWS = list(dict.fromkeys(figure.rows for figure in FIGURES.values() if figure.rows))


def ends_at(model, lookup: str) -> tuple[type, str]:
    """The model and the name of the field that a lookup ends at, checking each step on the way."""
    *steps, name = lookup.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model, name


@pytest.mark.parametrize("rows", ALL_ROWS, ids=lambda rows: rows.name)
def test_only_coded_columns_are_offered_behind_a_figure(rows):
    model = rows.queryset(Period.year(2024)).model
    assert rows.columns
    for column in rows.columns:
        holder, name = ends_at(model, column.lookup)
        fields = {"label_en", "label_fr", "label_nl"} if is_label(holder, name) else {name}
        assert fields <= set(holder.privacy.coded.split()), column.lookup


def is_label(model, name: str) -> bool:
    return name == "label" and issubclass(model, Labelled)


def test_every_figure_counts_rows_that_are_declared():
    assert {figure.rows for figure in FIGURES.values() if figure.rows} <= set(ALL_ROWS)


# ── nothing, and the edges ────────────────────────────────────────────────────────────────────────


def nothing_of(figure: Figure, period: Period):
    """What a figure of no records at all comes to."""
    if isinstance(figure.measure, Running):
        return dict.fromkeys(period.months(), 0)
    if figure.is_breakdown:
        return {}
    return None if isinstance(figure.measure, Only) or figure.unit == Unit.PERCENT else 0


@pytest.mark.parametrize("code", ["2024", "2024-02-29..2024-02-29"])
@pytest.mark.parametrize("region", [None, "wallonia", "unknown"])
def test_nothing_recorded_is_zero_and_said_to_be_not_collected(code, region):
    period = Period.parse(code)
    wanted = [figure for figure in FIGURES.values() if can_be_read(figure, region)]
    readings = read_all(period, region, figures=FIGURES.values())
    assert {id_: one.value for id_, one in readings.items()} == {
        figure.id: nothing_of(figure, period) for figure in wanted
    }
    assert not [id_ for id_, reading in readings.items() if reading.collected]


def test_a_zero_of_what_was_collected_is_a_zero(by):
    bring_in("made-up-year")
    reading = read("awareness.trainings", Period.year(2027))
    assert (reading.value, reading.collected) == (0, True)


def test_a_report_has_no_year_before_where_nothing_was_recorded_then(by):
    bring_in("made-up-year")
    assert read_report(Period.year(2027)).last["open_house.requests"].collected
    assert read_report(Period.year(2015)).last is None


def test_a_region_leaves_out_what_cannot_be_told_by_region():
    narrowed = read_all(Period.year(2024), "brussels")
    assert set(narrowed) == set(expected("made-up-year", "flanders_first_half"))
    with pytest.raises(KeyError):
        read("press.belgian_mentions_nl", Period.year(2024), "brussels")


def test_members_month_by_month_are_those_of_the_last_day_of_each_month(by):
    bring_in("made-up-year")
    sheets = read_folder(YEARS["made-up-year"])
    period = Period(date(2026, 11, 12), date(2028, 2, 29))
    days = {month: min(Period.parse(month).end, period.end) for month in period.months()}
    assert read("months.members", period).value == {
        month: count(sheets, day, day)["membership.members_at_end"] for month, day in days.items()
    }


MONTHLY = {
    "months.requests": ["open_house.requests", "helpdesk.requests"],
    "months.questions": ["open_house.questions", "helpdesk.questions"],
    "months.sessions_held": ["open_house.sessions_held"],
    "months.rounds_held": ["outreach.rounds_by_area"],
    "months.contacts": ["outreach.people_reached_by_area"],
    "months.observations": ["outreach.observations_by_kind"],
    "months.materials": ["outreach.materials_by_item"],
    "months.evening_contacts": ["listen_to_you.contacts_by_region"],
    "months.articles_nl": ["press.belgian_articles_nl_by_tone"],
}


def all_of(value) -> int:
    return sum(value.values()) if isinstance(value, dict) else value


def test_the_months_of_a_year_add_up_to_the_year(by):
    bring_in("made-up-year")
    readings = read_all(Period.year(2027), figures=FIGURES.values())
    assert {id_: all_of(readings[id_].value) for id_ in MONTHLY} == {
        id_: sum(all_of(readings[part].value) for part in parts) for id_, parts in MONTHLY.items()
    }
    assert set(MONTHLY) | {"months.members"} == {id_ for id_ in FIGURES if id_.startswith("months.")}


def membership(member: str, joined: str, left: str = "") -> dict:
    told = {"region": "brussels", "language": "fr", "joined_through": "website", "sex_worker": "yes"}
    return {"member": member, "joined_on": joined, "left_on": left, **told}


def test_whoever_left_and_rejoined_on_the_first_of_january_is_a_member_all_along():
    import_sheets({"members": [membership("M1", "2023-03-01", "2024-01-01"), membership("M1", "2024-01-01")]})
    for code in ("2024", "2024-01-01..2024-01-01"):
        values = read_values(Period.parse(code))
        told = [
            values[f"membership.{name}"] for name in ("members_at_start", "joined", "left", "members_at_end")
        ]
        assert told == [1, 1, 1, 1]
        assert values["membership.growth_percent"] == 0


def test_a_member_is_counted_until_the_day_before_leaving():
    import_sheets({"members": [membership("M1", "2024-01-01", "2024-12-31")]})
    assert read("membership.members_at_end", Period.year(2024)).value == 0
    assert read("membership.members_at_end", Period.parse("2024-12-30..2024-12-30")).value == 1
    assert read("membership.members_at_start", Period.year(2024)).value == 0
    assert read("membership.growth_percent", Period.year(2024)).value is None


@pytest.mark.parametrize(
    ("leave", "join", "growth"), [(0, 1, "0.3"), (1, 0, "-0.3"), (3, 0, "-0.8"), (2, 2, "0.0")]
)
def test_percentages_are_rounded_half_away_from_zero(leave, join, growth):
    before = [
        membership(f"M{place}", "2023-01-01", "2024-05-01" if place < leave else "") for place in range(400)
    ]
    import_sheets({"members": before + [membership(f"N{place}", "2024-02-29") for place in range(join)]})
    assert str(read("membership.growth_percent", Period.year(2024)).value) == growth
