"""A report as JSON, CSV and XLSX, and the command that makes it."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Installation, Organisation
from utsopi.safe_text import defused, undefused

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "data" / "expected-2024.json").read_text())["figures"]


@pytest.fixture
def make(tmp_path, db):
    """A function that makes a report with the command and returns its path."""

    def run(file_format: str, **options) -> Path:
        path = tmp_path / f"report.{file_format}"
        call_command("annual_report", file_format=file_format, output=path, **{"year": 2024} | options)
        return path

    return run


def test_the_json_holds_every_figure_of_the_year_and_what_it_means(make, year_2024):
    made = json.loads(make("json").read_text())
    assert made["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    assert made["region"] is None
    assert {id_: figure["value"] for id_, figure in made["figures"].items()} == EXPECTED
    assert all(figure["label"] and figure["definition"] for figure in made["figures"].values())


def test_figures_that_cannot_be_told_by_region_are_absent_for_one(make, year_2024):
    made = json.loads(make("json", region="flanders").read_text())
    assert made["region"] == "flanders"
    assert set(EXPECTED) - set(made["figures"]) == {
        id_
        for id_ in EXPECTED
        if id_.startswith(("team.", "vouchers.", "press.", "funding.", "advocacy.", "open_house.sessions_"))
        or id_
        in (
            "awareness.views_by_campaign",
            "education.student_requests",
            "education.student_requests_accepted",
        )
    }


def numbers(path: Path) -> dict:
    """The figures of a CSV report as the JSON has them."""
    found: dict = {}
    for line in csv.DictReader(path.open(encoding="utf-8", newline="")):
        value = json.loads(line["value"]) if line["value"] else None
        if line["code"]:
            found.setdefault(line["figure"], {})[line["code"]] = value
        else:
            found[line["figure"]] = value
    return found


def test_the_csv_holds_the_same_numbers(make, year_2024):
    lines = numbers(make("csv"))
    assert lines == {id_: value for id_, value in EXPECTED.items() if value != {}}


def test_the_xlsx_holds_the_same_lines_as_the_csv(make, year_2024):
    from openpyxl import load_workbook

    with make("csv").open(encoding="utf-8", newline="") as file:
        written = [line[:4] for line in csv.reader(file)]
    sheet = load_workbook(make("xlsx")).active
    rows = [
        ["" if cell is None else str(cell) for cell in row[:4]] for row in sheet.iter_rows(values_only=True)
    ]
    assert rows[rows.index(written[0]) :] == written


@pytest.mark.parametrize("file_format", ["json", "csv", "html"])
def test_every_file_says_that_it_is_internal_and_made_up(file_format, make):
    Installation.objects.update(is_demo=True)
    text = make(file_format).read_text()
    assert "Internal: exact small numbers, not for publication." in text
    assert "made up" in text


def test_the_workbook_says_so_on_top_and_on_every_printed_page(make):
    from openpyxl import load_workbook

    sheet = load_workbook(make("xlsx")).active
    said = "Internal: exact small numbers, not for publication."
    assert (sheet["A2"].value, said in sheet.oddFooter.left.text) == (said, True)


def test_an_empty_year_is_zeros_and_says_that_nothing_was_collected(make):
    figures = json.loads(make("json", year=1999).read_text())["figures"]
    assert figures["helpdesk.requests"]["value"] == 0
    assert figures["helpdesk.people_by_region"]["value"] == {}
    assert figures["membership.growth_percent"]["value"] is None
    assert {figure["collected"] for figure in figures.values()} == {False}


def test_last_year_stands_beside_this_one_where_there_is_one(make, year_2024):
    later = json.loads(make("json", year=2025).read_text())["figures"]
    assert later["helpdesk.requests"]["last_year"] == 105
    assert json.loads(make("json").read_text())["figures"]["helpdesk.requests"]["last_year"] is None


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_labels_are_in_the_language_that_was_asked_for(language, make):
    figures = json.loads(make("json", language=language).read_text())["figures"]
    assert (
        figures["membership.joined"]["label"]
        == {"en": "Joined", "fr": "Adhésions", "nl": "Toegetreden"}[language]
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"audience": "public"}, "refused until small numbers are protected"),
        ({"start": "2024-01-01"}, "Say either --year, or both"),
        ({"year": None}, "Say either --year, or both"),
        ({"year": 0}, "no such period"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(options, words, make):
    with pytest.raises(CommandError, match=words):
        make("json", **options)


def test_a_report_that_cannot_be_written_leaves_nothing_behind(make, tmp_path):
    (tmp_path / "report.json").mkdir()
    with pytest.raises(CommandError, match="cannot be written"):
        make("json")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_a_name_that_looks_like_a_formula_is_text_in_every_table(make, year_2024):
    from openpyxl import load_workbook

    Organisation.objects.filter(name="PICUM").update(name='=HYPERLINK("http://x")')
    with make("csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert '\'=HYPERLINK("http://x")' in cells
    assert [cell for cell in cells if cell.startswith(("=", "@"))] == []
    sheet = load_workbook(make("xlsx")).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("text", ["=1+1", "+32", "-1", "@x", "'=1", "plain", "'tis", "", "\tx"])
def test_guarding_a_text_can_be_taken_back(text):
    assert undefused(defused(text)) == text


def test_making_a_report_is_written_down(make):
    make("json")
    assert list(AuditEntry.objects.values_list("action", "model")) == [("report", "reports.Report")]
