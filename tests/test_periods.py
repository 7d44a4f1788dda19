"""Periods: their codes, their words, and the edges of the calendar."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from utsopi.periods import NoPeriod, Period

DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 31))
PERIODS = st.builds(lambda one, other: Period(min(one, other), max(one, other)), DAYS, DAYS)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-05-03..2024-06-01", date(2024, 5, 3), date(2024, 6, 1)),
        ("2024-02-29..2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2023-07-01..2024-06-30", date(2023, 7, 1), date(2024, 6, 30)),
    ],
)
def test_a_code_names_its_first_and_last_day_and_is_written_back(code, start, end):
    assert Period.parse(code) == Period(start, end)
    assert Period(start, end).code == code


def test_spaces_around_a_code_do_not_matter():
    assert Period.parse("  2024-Q2 ") == Period.quarter(2024, 2)
    assert Period.parse(" 2024-05-03 .. 2024-06-01 ") == Period(date(2024, 5, 3), date(2024, 6, 1))


def test_two_days_that_make_a_year_have_the_code_of_the_year():
    assert Period.parse("2024-01-01..2024-12-31").code == "2024"


@given(PERIODS)
def test_every_period_is_found_again_by_its_code(period):
    assert Period.parse(period.code) == period


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-H3", "2024-Q0", "2024-Q5", "2024-00", "2024-13", "2024-1", "2024-h1", "2024-01-01"]
    + [
        "2024-01-01..",
        "..2024-01-01",
        "2024-02-30..2024-03-01",
        "2024..2025",
        "٢٠٢٤",
        "2024\n2025",
        "last year",
    ]
    + ["2024-06-01..2024-05-03", "1899", "2201", "0000", "1899-12-31..1900-01-01", "2200-12-31..2201-01-01"],
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(NoPeriod) as refused:
        Period.parse(text)
    assert str(refused.value).endswith(".")


def test_the_last_day_is_never_before_the_first():
    with pytest.raises(NoPeriod):
        Period(date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize("months", [(0, 1), (13, 1)])
def test_months_outside_the_year_are_refused(months):
    with pytest.raises(NoPeriod):
        Period.months_of(2024, *months)


@pytest.mark.parametrize(
    ("code", "english", "french", "dutch"),
    [
        ("2024", "2024", "2024", "2024"),
        ("2024-05", "May 2024", "mai 2024", "mei 2024"),
        ("2024-05-03..2024-06-01", "3 May 2024", "3 mai 2024", "3 mei 2024"),
    ],
)
def test_a_label_is_in_the_language_that_is_switched_on(code, english, french, dutch):
    for language, words in (("en", english), ("fr", french), ("nl", dutch)):
        with translation.override(language):
            assert Period.parse(code).label.startswith(words)


def test_halves_quarters_and_days_have_words_in_english():
    with translation.override("en"):
        assert Period.half(2024, 1).label == "First half of 2024"
        assert Period.half(2024, 2).label == "Second half of 2024"
        assert Period.quarter(2024, 3).label == "Quarter 3 of 2024"
        assert Period.parse("2024-05-03..2024-06-01").label == "3 May 2024 to 1 June 2024"


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024", "2023"),
        ("2024-H1", "2023-H1"),
        ("2024-Q1", "2023-Q1"),
        ("2024-02", "2023-02"),
        ("2025-02", "2024-02"),
        ("2024-02-29..2024-02-29", "2023-02-28..2023-02-28"),
        ("2025-02-28..2025-02-28", "2024-02-29..2024-02-29"),
        ("2025-02-27..2025-03-01", "2024-02-27..2024-03-01"),
        ("2023-12-31..2024-01-01", "2022-12-31..2023-01-01"),
    ],
)
def test_the_year_before_has_the_same_days(code, before):
    assert Period.parse(code).last_year() == Period.parse(before)


def test_the_first_year_of_the_calendar_has_none_before():
    assert Period.year(1900).last_year() is None
    assert Period.year(1901).last_year() == Period.year(1900)


@given(PERIODS)
def test_the_year_before_is_a_period_that_ends_earlier(period):
    before = period.last_year()
    assert before.end < period.end
    assert before.start.month == period.start.month


def test_the_months_that_a_period_touches():
    assert list(Period.year(2024).months()) == [f"2024-{month:02}" for month in range(1, 13)]
    assert list(Period.parse("2023-12-31..2024-02-01").months()) == ["2023-12", "2024-01", "2024-02"]
    assert list(Period.parse("2024-02-29..2024-02-29").months()) == ["2024-02"]


@given(PERIODS)
def test_a_year_is_whole_when_its_first_and_last_day_are_inside(period):
    years = range(period.start.year, period.end.year + 1)
    inside = [year for year in years if period.start <= date(year, 1, 1) and date(year, 12, 31) <= period.end]
    assert list(period.whole_years()) == inside


def test_the_day_before_the_first_of_january_lies_in_the_year_before():
    assert Period.year(2024).day_before == date(2023, 12, 31)
    assert Period.year(2024).day_before + timedelta(days=1) == Period.year(2024).start


def test_only_a_calendar_year_is_a_year():
    assert Period.year(2024).is_year
    assert not Period.half(2024, 1).is_year
    assert not Period.parse("2023-07-01..2024-06-30").is_year
