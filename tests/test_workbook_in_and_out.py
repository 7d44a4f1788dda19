"""The workbook as a whole: whole years in, nothing by halves, few statements, and out again the same."""

import csv
import json
import stat
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Activity, Theme
from members.models import Member, Membership
from outreach.models import Area, Envelope, FollowUp, Invitation, Round, VoucherProgramme
from reports.models import Cost, Grant, PressArticle, ReachReading, StudentRequest, TeamSize
from reports.reading import read_all
from reports.workbook import ImportReport, WorkbookRefused, export_workbook, import_workbook
from reports.workbook.sheets import SHEETS
from support.models import OpenHouseSession, Person, Question, Request
from tests.workbook_help import YEARS, changed, read_folder, small, write_folder, write_xlsx
from tests.years import bring_in
from utsopi.audit.models import Action, AuditEntry
from utsopi.directory.models import Installation, Organisation
from utsopi.periods import Period

pytestmark = pytest.mark.django_db

ROWS = 25  # of the small workbook


def counts_in_database() -> dict[str, int]:
    return {sheet.name: sheet.model.objects.count() for sheet in SHEETS}


def empty_the_database() -> None:
    """In an order that respects what refers to what; what migrations sowed stays."""
    for model in (Question, Request, Envelope, Invitation, FollowUp, VoucherProgramme, Round, Area, Person):
        model.objects.all().delete()
    for model in (OpenHouseSession, Activity, Theme, Membership, Member, PressArticle, StudentRequest):
        model.objects.all().delete()
    for model in (Grant, Cost, TeamSize, ReachReading, Organisation):
        model.objects.all().delete()


def values(year: int) -> dict:
    return {id_: reading.value for id_, reading in read_all(Period.year(year)).items()}


# ── in ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", YEARS)
def test_a_year_comes_in_whole_and_a_second_time_changes_nothing(tmp_path, name):
    sheets = read_folder(YEARS[name])
    rows = {sheet: len(found) for sheet, found in sheets.items()}
    first = import_workbook(YEARS[name], by=None)
    assert first.ok and {sheet: counts.created for sheet, counts in first.sheets.items()} == rows
    assert counts_in_database() == rows
    for source in (YEARS[name], write_xlsx(tmp_path / "a.xlsx", sheets)):
        again = import_workbook(source, by=None)
        assert (again.total("created"), again.total("changed"), again.also) == (0, 0, {})
        assert again.total("unchanged") == sum(rows.values())


@pytest.mark.parametrize("name", YEARS)
def test_a_year_comes_in_from_a_spreadsheet_with_real_dates(tmp_path, name):
    sheets = read_folder(YEARS[name])
    report = import_workbook(write_xlsx(tmp_path / "a.xlsx", sheets), by=None)
    assert report.ok and report.total("created") == sum(map(len, sheets.values()))
    assert import_workbook(YEARS[name], by=None).total("unchanged") == report.total("created")


CORRECTIONS = [
    ("members", {"region": "wallonia"}, "region", "wallonia"),
    ("people", {"origin": "RO"}, "origin", "eu"),
    ("open_house_sessions", {"status": "cancelled"}, "status", "cancelled"),
    ("support_requests", {"first_this_year": "no"}, "first_this_year", "no"),
    ("questions", {"topic": "social_security"}, "topic__code", "social_security"),
    ("activities", {"attendance": ""}, "attendance", None),
    ("outreach_rounds", {"area": "South"}, "area__name", "South"),
    ("outreach_materials", {"quantity": "0"}, "quantity", 0),
    ("outreach_observations", {"count": "7"}, "count", 7),
    ("outreach_follow_ups", {"closed_on": ""}, "closed_on", None),
    ("voucher_programmes", {"funder": "Cocof"}, "funder__name", "Cocof"),
    ("voucher_invitations", {"round": ""}, "round", None),
    ("vouchers", {"amount": "100,5"}, "amount", Decimal("100.50")),
    ("press_articles", {"mentions_union": "yes"}, "mentions_union", True),
    ("student_requests", {"institution": "ULB"}, "institution", "ULB"),
    ("grants", {"amount": "1"}, "amount", Decimal(1)),
    ("costs", {"amount": "1"}, "amount", Decimal(1)),
    ("team", {"fte": "6"}, "fte", Decimal(6)),
    ("reach", {"views": "43"}, "views", 43),
]


@pytest.mark.parametrize(("name", "cells", "path", "value"), CORRECTIONS)
def test_a_corrected_row_updates_its_record_and_no_other(tmp_path, name, cells, path, value):
    sheet = next(sheet for sheet in SHEETS if sheet.name == name)
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    before = set(sheet.model.objects.values_list("pk", flat=True))
    report = import_workbook(write_folder(tmp_path / "a", changed(name, 2, **cells)), by=None)
    assert report.ok and (report.total("created"), report.total("changed")) == (0, 1)
    assert report.sheets[name].changed == 1
    assert set(sheet.model.objects.values_list("pk", flat=True)) == before
    assert sheet.model.objects.filter(**{path: value}).count() == 1


def test_nothing_is_deleted_by_an_import(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    counts = counts_in_database()
    fewer = {"people": small()["people"][:1], "costs": []}
    assert import_workbook(write_folder(tmp_path / "b", fewer), by=None).ok
    assert counts_in_database() == counts


def test_a_dry_run_tells_what_would_be_and_writes_nothing(tmp_path):
    folder = write_folder(tmp_path / "a", small())
    report = import_workbook(folder, by=None, dry_run=True)
    assert report.ok and report.dry_run and report.total("created") == ROWS
    assert set(counts_in_database().values()) == {0}
    assert not Organisation.objects.exists() and not AuditEntry.objects.exists()
    real = import_workbook(folder, by=None)
    assert (real.sheets, real.also) == (report.sheets, report.also)


def test_one_problem_anywhere_keeps_everything_out(tmp_path):
    report = import_workbook(write_folder(tmp_path / "a", changed("reach", 2, views="many")), by=None)
    assert not report.ok and set(counts_in_database().values()) == {0}
    assert not Organisation.objects.exists() and not AuditEntry.objects.exists()


class PowerCut(Exception):
    pass


@pytest.mark.parametrize("moment", [1, 5, 20, 25, 39])
def test_an_import_that_is_cut_off_writes_nothing(tmp_path, moment):
    told = []

    def progress(step, done, total):
        told.append((step, done, total))
        if len(told) == moment:
            raise PowerCut

    with pytest.raises(PowerCut):
        import_workbook(write_folder(tmp_path / "a", small()), by=None, progress=progress)
    assert set(counts_in_database().values()) == {0}


def test_progress_runs_through_reading_and_storing(tmp_path):
    told = []
    import_workbook(write_folder(tmp_path / "a", small()), by=None, progress=lambda *step: told.append(step))
    assert [done for _step, done, _total in told] == [*range(40), 40]
    assert {total for _step, _done, total in told} == {40} and len({step for step, *_rest in told}) == 2


def test_each_changed_sheet_leaves_one_audit_entry_of_counts(tmp_path, make_account):
    noor = make_account("importer")
    import_workbook(write_folder(tmp_path / "a", small()), by=noor)
    entries = AuditEntry.objects.filter(action=Action.IMPORT)
    assert entries.count() == 23  # twenty sheets; organisations, areas and themes
    assert set(entries.values_list("by", flat=True)) == {noor.pk}
    assert entries.get(model="support.Request").counts == {"created": 2, "changed": 0}
    assert all(entry.at and not entry.fields and not entry.object_id for entry in entries)
    import_workbook(write_folder(tmp_path / "a", changed("team", 2, fte="6")), by=noor)
    assert entries.all().count() == 24


def test_a_report_survives_being_kept_as_json(tmp_path):
    for sheets in (small(), changed("people", 2, origin="XX")):
        report = import_workbook(write_folder(tmp_path / "a", sheets), by=None, dry_run=True)
        assert ImportReport.from_dict(json.loads(json.dumps(report.to_dict()))) == report


def test_what_only_the_database_sees_is_a_problem_and_no_traceback(tmp_path):
    """An area whose key is not that of its name: the import does not find it, and the database has its name."""
    Area.objects.bulk_create([Area(name="North", key="south")])
    report = import_workbook(write_folder(tmp_path / "a", small()), by=None)
    assert [(p.sheet, p.row) for p in report.problems] == [("outreach_rounds", None)]
    assert report.problems[0].reason.startswith("The database refused these rows: ")
    assert not Person.objects.exists()


# ── how many statements ───────────────────────────────────────────────────────────────────────────


def _support(count: int) -> dict:
    days = [(date(2024, 1, 1) + timedelta(days=number % 366)).isoformat() for number in range(count)]
    request = {"channel": "phone", "session": "", "referred_by": "Payoke", "first_this_year": "yes"}
    question = {"category": "rights_information", "topic": "fines", "outcome": "referred"}
    return {
        "people": [
            {"person": f"P{n}", "region": "brussels", "origin": "BE", "language": "fr", "anonymous": "no"}
            for n in range(count)
        ],
        "support_requests": [
            {"request": f"S{n}", "received_on": days[n], "person": f"P{n}", **request} for n in range(count)
        ],
        "questions": [
            {"question": f"Q{n}", "request": f"S{n}", **question, "organisations": "Payoke; Alias"}
            for n in range(count)
        ],
    }


def _statements(folder, **options) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert import_workbook(folder, by=None, **options).ok
    return len(captured)


# three sheets: a fixed number, and so many for each 500 rows of them; SQLite takes fewer rows in a statement
FIXED = 28  # some fifteen of them number, sign and write the four audit entries
FIRST_TIME = {"postgresql": 13, "sqlite": 28}
SECOND_TIME = 8


@pytest.mark.parametrize("rows", [100, 1000, 3000])
def test_an_import_takes_a_fixed_number_of_statements_and_some_for_each_batch(tmp_path, rows):
    folder, batches = write_folder(tmp_path / "a", _support(rows)), -(-rows // 500)
    assert _statements(folder) <= FIXED + batches * FIRST_TIME[connection.vendor]
    assert _statements(folder) <= FIXED + batches * SECOND_TIME


# ── out, and in again ─────────────────────────────────────────────────────────────────────────────


def _bytes(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", YEARS)
@pytest.mark.parametrize("target", ["out", "out.xlsx"])
def test_what_is_exported_imports_to_the_same_file(tmp_path, name, target):
    bring_in(name)
    counts = export_workbook(tmp_path / "before", by=None)
    assert counts == counts_in_database()
    export_workbook(tmp_path / target, by=None)
    assert import_workbook(tmp_path / target, by=None).total("unchanged") == sum(counts.values())
    empty_the_database()
    assert import_workbook(tmp_path / target, by=None).total("created") == sum(counts.values())
    export_workbook(tmp_path / "after", by=None)
    assert _bytes(tmp_path / "before") == _bytes(tmp_path / "after")


@pytest.mark.parametrize("years", [("2024", 2024), ("made-up-year", 2027), ("made-up-year", 2026)])
def test_a_years_export_has_that_years_figures(tmp_path, years):
    name, year = years
    bring_in(name)
    figures = values(year)
    counts = export_workbook(tmp_path / "out", by=None, year=year)
    empty_the_database()
    assert import_workbook(tmp_path / "out", by=None).total("created") == sum(counts.values())
    assert values(year) == figures


def test_what_a_spreadsheet_would_run_is_defused_and_comes_back_the_same(tmp_path):
    nasty = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "'=1",
        "''+",
        "'s avonds",
        "a,b;c",
        'q"q',
        "001",
        "1e5",
        "=cmd|' /C calc'!A0",
    ]
    Cost.objects.bulk_create(Cost(year=2024, category=text, amount=n) for n, text in enumerate(nasty))
    export_workbook(tmp_path / "out", by=None)
    export_workbook(tmp_path / "out.xlsx", by=None)
    with (tmp_path / "out" / "costs.csv").open(encoding="utf-8", newline="") as file:
        written = [row["category"] for row in csv.DictReader(file)]
    assert not [text for text in written if text[0] in "=+-@\t\r"]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["costs"]
    assert {row[1].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    for source in (tmp_path / "out", tmp_path / "out.xlsx"):
        assert import_workbook(source, by=None).sheets["costs"].unchanged == len(nasty)


def test_extreme_values_come_back_the_same(tmp_path):
    ReachReading.objects.create(
        campaign="x", medium="y", measured_on=date(1900, 1, 1), views=2**63 - 1, is_estimated=True
    )
    TeamSize.objects.create(on_date=date(1900, 2, 28), headcount=0, fte=0)
    TeamSize.objects.create(on_date=date(2200, 12, 31), headcount=32767, fte=Decimal("9999.99"))
    Cost.objects.create(year=2200, category="é" * 60, amount=Decimal("9999999999.99"))
    for target in (tmp_path / "out", tmp_path / "out.xlsx"):
        export_workbook(target, by=None)
        report = import_workbook(target, by=None)
        assert report.ok and report.total("unchanged") == 4


def test_a_spreadsheet_has_real_dates_real_numbers_and_a_head(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    export_workbook(tmp_path / "out.xlsx", by=None)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    sheet = book["vouchers"]
    assert [cell.value for cell in sheet[1]] == [
        "programme",
        "envelope",
        "amount",
        "status",
        "person",
        "issued_on",
    ]
    assert sheet["A1"].font.bold and sheet.freeze_panes == "A2"
    assert sheet["C2"].value == 175 and sheet["F2"].is_date and sheet["F3"].value is None


@pytest.mark.parametrize("is_demo", [True, False])
def test_every_file_says_what_it_is(tmp_path, is_demo):
    Installation.objects.update_or_create(id=1, defaults={"is_demo": is_demo})
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    export_workbook(tmp_path / "out", by=None)
    export_workbook(tmp_path / "out.xlsx", by=None)
    said = (tmp_path / "out" / "README.txt").read_text()
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    headers = {sheet.oddHeader.center.text for sheet in book} | {
        sheet.oddFooter.center.text for sheet in book
    }
    assert headers == {book.properties.title} == {said.strip()}
    assert ("made up" in said) is is_demo
    assert import_workbook(tmp_path / "out", by=None).total("unchanged") == ROWS


def test_an_export_overwrites_nothing_unless_told(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "full.xlsx").write_text("mine")
    (tmp_path / "empty.xlsx").touch()
    (tmp_path / "empty").mkdir()
    for name in ("full", "full.xlsx", "nowhere/out"):
        with pytest.raises(WorkbookRefused):
            export_workbook(tmp_path / name, by=None)
    assert (tmp_path / "full.xlsx").read_text() == "mine" and not AuditEntry.objects.exists()
    for name in ("empty", "empty.xlsx"):
        export_workbook(tmp_path / name, by=None)
    for name in ("full", "full.xlsx"):
        export_workbook(tmp_path / name, by=None, force=True)
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine" and zipfile.is_zipfile(
        tmp_path / "full.xlsx"
    )


def test_nobody_else_may_read_an_export_and_it_is_in_the_audit_trail(tmp_path, make_account):
    noor = make_account("exporter")
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    export_workbook(tmp_path / "out", by=noor, year=2024)
    export_workbook(tmp_path / "out.xlsx", by=noor)
    paths = [tmp_path / "out.xlsx", *(tmp_path / "out").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths} == {0}
    entries = AuditEntry.objects.filter(action=Action.EXPORT, by=noor)
    assert [entry.counts["year"] for entry in entries.order_by("at")] == [2024, None]


def test_an_organisation_that_no_list_can_hold_is_told_about(tmp_path):
    import_workbook(write_folder(tmp_path / "a", small()), by=None)
    Organisation.objects.filter(name="Payoke").update(name="Payoke; Antwerp")
    with pytest.raises(WorkbookRefused, match="Payoke; Antwerp"):
        export_workbook(tmp_path / "out", by=None)
    assert not (tmp_path / "out").exists()


# ── the two commands ──────────────────────────────────────────────────────────────────────────────


def test_the_commands_bring_in_and_take_out(tmp_path):
    said, problems = StringIO(), StringIO()
    folder = write_folder(tmp_path / "a", small())
    call_command("import_records", str(folder), "--dry-run", stdout=said)
    assert "nothing was written" in said.getvalue() and not Person.objects.exists()
    call_command("import_records", str(folder), stdout=said)
    call_command("export_records", str(tmp_path / "out"), "--year", "2024", stdout=said)
    assert Person.objects.count() == 2 and (tmp_path / "out" / "people.csv").exists()
    write_folder(folder, {"people": changed("people", 3, origin="XX")["people"]})
    with pytest.raises(CommandError, match="1 problem. Nothing was written."):
        call_command("import_records", str(folder), stderr=problems)
    assert "people  3    origin  XX     Not a country" in problems.getvalue()
    with pytest.raises(CommandError, match="There is nothing readable"):
        call_command("import_records", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_records", str(tmp_path / "out"))
