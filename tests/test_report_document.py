"""What the report says: every figure, whatever the numbers are, in words that are true of them."""

import re
from decimal import Decimal

import pytest
from django.utils.html import escape
from django.utils.translation import override

from reports.document import numbers
from reports.document.build import build, build_html
from reports.document.drawing import gathered
from reports.document.facts import Facts
from reports.document.units import amount
from reports.document.words import finding
from reports.figure import Unit
from reports.figures import listed
from reports.reading import Row
from tests import report_samples as samples

pytestmark = pytest.mark.django_db

REGIONS = "membership.members_by_region"


@pytest.fixture(scope="module")
def reports(django_db_setup, django_db_blocker):
    """The demo year, a year of which nothing is recorded, a region, a quarter."""
    with django_db_blocker.unblock(), samples.demo_year(), override("en"):
        return {
            "year": samples.of("2024"),
            "empty": samples.of("2010"),
            "brussels": samples.of("2024", "brussels"),
            "quarter": samples.of("2024-Q3"),
        }


@pytest.fixture(scope="module")
def year(reports):
    return reports["year"]


@pytest.fixture(scope="module")
def html(year):
    return build_html(year)


def text_of(html: str) -> str:
    """The words of a page, without its styles."""
    body = html.partition("</style>")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def exhibits(report):
    document = build(report)
    sections = [section for chapter in (*document.chapters, document.method) for section in chapter.sections]
    return [block for section in sections for block in section.blocks if block.kind == "exhibit"]


# ── everything is in it ───────────────────────────────────────────────────────────────────────────


def test_every_figure_is_defined_and_named_as_in_the_enclosed_files(html):
    for figure in listed():
        assert figure.id in html
        assert escape(str(figure.definition)) in html


def test_every_line_of_every_breakdown_stands_in_a_table(year):
    cells = {
        (row.label, cell)
        for shown in exhibits(year)
        if shown.table
        for row in shown.table.rows
        for cell in row.cells
    }
    for reading in year.this.values():
        if reading.figure.listed and reading.is_breakdown:
            money = reading.figure.unit.is_money
            for row in reading.rows:
                assert (row.label, numbers.plain(row.value, is_money=money)) in cells, reading.figure.id


def test_every_drawing_says_its_numbers_in_words(html):
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) > 40
    for drawing in drawings:
        assert re.search(r"<desc[^>]*>[^<]*\d", drawing)


def test_exhibits_are_numbered_in_the_order_in_which_they_stand(year):
    found = [shown.number for shown in exhibits(year) if shown.is_figure and shown.number.startswith("3.")]
    assert found == [f"3.{place}" for place in range(1, len(found) + 1)]


def test_the_file_brings_everything_along_and_asks_nobody(html):
    addresses = re.findall(r"""(?:href|src)=["']([^"']*)|url\(([^)]{0,30})""", html)
    assert {
        (link or address)[:5]
        for link, address in addresses
        if not link.startswith("#") and "#" not in address
    } == {"data:"}
    assert "<script" not in html


def test_last_year_stands_beside_where_something_was_recorded_then(year):
    tables = {shown.title: shown.table for shown in exhibits(year) if shown.table}
    assert tables["From the first day to the last"].heads == ("2024", "2023", "Change")
    assert tables["Both doors in one table"].heads == ("Open House, 2024", "Helpdesk, 2024")


# ── what is not there ─────────────────────────────────────────────────────────────────────────────


def test_a_year_without_records_says_so_and_prints_no_numbers_it_does_not_have(reports):
    text = text_of(build_html(reports["empty"]))
    assert "Nothing of the kind was recorded" in text
    assert "n.c." in text
    assert not re.search(r"\b(None|nan|Decimal)\b", text.replace("None stands out", ""))


def test_a_region_says_which_figures_it_cannot_have(reports):
    html = build_html(reports["brussels"])
    assert "<title>Annual report 2024, Brussels</title>" in html
    assert "cannot be narrowed to a region" in html
    assert "vouchers.envelopes_issued" not in html


def test_a_quarter_is_no_annual_report(reports):
    text = text_of(build_html(reports["quarter"]))
    assert "Quarter 3 of 2024" in text
    assert "Annual report" not in text


@pytest.mark.parametrize("name", ["year", "empty", "brussels", "quarter"])
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_report_can_be_written_in_every_language(reports, name, language):
    with override(language):
        assert f'<html lang="{language}">' in build_html(reports[name])


def test_every_file_says_that_it_is_internal_and_made_up(year, html):
    assert html.count("Internal: exact small numbers, not for publication") >= 2
    assert ("made up" in html) is year.is_demo


def test_words_that_would_break_a_page_stay_words(year):
    html = build_html(samples.hostile(year))
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


# ── titles ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ({}, "There were none"),
        ({"brussels": 0}, "There were none"),
        ({"unknown": 4}, "It is not known for any of them"),
        ({"brussels": 3}, "All of them: Brussels"),
        ({"brussels": 3, "flanders": 3}, "Two stand level at the top: Brussels and Flanders"),
        ({"brussels": 3, "flanders": 3, "wallonia": 3}, "None stands out: 3 are level at the top"),
        ({"brussels": 3, "unknown": 1}, "More than half: Brussels"),
        ({"brussels": 3, "flanders": 2, "wallonia": 1}, "In first place: Brussels"),
        ({"brussels": 3, "unknown": 9}, "In first place: Brussels"),
    ],
)
def test_a_title_says_what_the_numbers_say(year, value, title):
    assert finding(samples.changed(year, membership__members_by_region=value).this[REGIONS]).title == title


def test_a_title_of_what_nobody_recorded_says_so(reports):
    assert finding(reports["empty"].this[REGIONS]).title == "Nothing of the kind was recorded"


def test_a_chapter_holds_with_every_value_at_zero_or_one(year):
    for number in (0, 1):
        values = {
            id_.replace(".", "__"): dict.fromkeys(reading.value, number) if reading.is_breakdown else number
            for id_, reading in year.this.items()
            if reading.figure.unit is not Unit.PERCENT
        }
        assert "</html>" in build_html(samples.changed(year, **values))


# ── numbers and their words ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "count", "money", "share"),
    [
        ("en", "12,345", "€1,234.50", "7.5\N{NO-BREAK SPACE}%"),
        ("nl", "12.345", "€1.234,50", "7,5\N{NO-BREAK SPACE}%"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(language, count, money, share):
    with override(language):
        assert numbers.count(12345) == count
        assert numbers.money(Decimal("1234.5")).replace("\N{NO-BREAK SPACE}", "") == money
        assert numbers.share(Decimal("7.5")) == share


def test_a_french_number_breaks_nowhere():
    with override("fr"):
        assert not re.search(r"[ \N{NARROW NO-BREAK SPACE}]", numbers.count(12345) + numbers.money(12345))


def test_a_change_has_a_true_sign_and_an_unknown_one_a_dash():
    assert [numbers.change(*pair) for pair in ((5, 3), (3, 5), (3, 3), (3, None))] == ["+2", "−2", "0", "–"]


def test_one_is_one_and_many_are_many():
    assert amount(Unit.REQUEST, 1) == "1\N{NO-BREAK SPACE}request"
    assert amount(Unit.REQUEST, 1200) == "1,200\N{NO-BREAK SPACE}requests"
    assert amount(Unit.REQUEST, None) == "n.c."


def test_the_smallest_lines_are_gathered_before_the_unknown():
    rows = [Row(code, code, value, None) for code, value in (("a", 9), ("b", 3), ("c", 2), ("unknown", 5))]
    assert [(row.label, row.value) for row in gathered(rows, 3)] == [
        ("a", 9),
        ("All others, none above 3", 5),
        ("unknown", 5),
    ]


def test_what_is_not_recorded_is_no_zero(reports):
    facts = Facts(reports["empty"])
    assert facts.value("open_house.requests") is None
    assert facts.number("open_house.requests") == "n.c."
