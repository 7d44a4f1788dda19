"""Files as they come: of other programs, damaged, hostile. Read rightly or refused in clear words."""

import io
import os
import random
import struct
import time
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from reports.models import Cost, PressArticle, TeamSize
from reports.workbook import WorkbookRefused, import_workbook
from reports.workbook.tables import private_folder
from tests.workbook_help import small, write_folder, write_xlsx

pytestmark = pytest.mark.django_db

HEAD = ["on_date", "headcount", "fte"]
DAMAGED = "The file is damaged or was cut off: it cannot be read as a workbook."
TOO_MUCH = "The file unpacks to far more than a workbook of records can hold."


def problems_of(source: Path) -> list[tuple]:
    report = import_workbook(source, by=None)
    return [(p.sheet, p.row, p.column, p.value, p.reason) for p in report.problems]


def refusal(source: Path) -> str:
    with pytest.raises(WorkbookRefused) as caught:
        import_workbook(source, by=None)
    return str(caught.value)


# ── CSV as people's programs save it ──────────────────────────────────────────────────────────────

TEXT = "on_date,headcount,fte\r\n2024-12-31,4,3.8\r\n"
DIALECTS = {
    "a BOM": TEXT.encode("utf-8-sig"),
    "UTF-16, little end first": TEXT.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "semicolons and decimal commas": b"on_date;headcount;fte\r\n2024-12-31;4;3,8\r\n",
    "tabs": TEXT.replace(",", "\t").encode(),
    "a quoted decimal comma": b'on_date,headcount,fte\n2024-12-31,4,"3,8"\n',
    "no end of line at the end": TEXT.strip().encode(),
    "lines that end with a carriage return": TEXT.replace("\r\n", "\r").encode(),
    "empty lines and empty cells": b"on_date,headcount,fte,,\n\n,,,,\n 2024-12-31 , 4 ,3.80,,\n\n",
}


@pytest.mark.parametrize("data", DIALECTS.values(), ids=DIALECTS)
def test_csv_is_read_as_programs_save_it(tmp_path, data):
    (tmp_path / "team.csv").write_bytes(data)
    assert problems_of(tmp_path) == []
    assert TeamSize.objects.values_list("on_date", "headcount", "fte").get() == (
        date(2024, 12, 31),
        4,
        Decimal("3.80"),
    )


BROKEN = {
    "another encoding": (
        "year,category,amount\n2024,x,1\n2024,é,1\n".encode("cp1252"),
        3,
        "Byte 0xE9 is not UTF-8.",
    ),
    "half a UTF-16": ("year,category,amount".encode("utf-16")[:-1], 1, "This is not readable UTF-16 text."),
    "an open quotation mark": (b'year,category,amount\n2024,x,1\n2024,"y,1\n2024,z,1\n', 3, "quotation mark"),
    "a quotation mark in between": (b'year,category,amount\n2024,"x"y,1\n', 2, "quotation mark"),
    "a cell like a book": (b"year,category,amount\n2024," + b"x" * 200_000 + b",1\n", 2, "far too long"),
    "a line like a library": (b"year,category,amount\n" + b"1," * 2_000_000, 2, "far too long"),
    "a thousand cells": (b"year,category,amount\n2024,x,1" + b",1" * 1000 + b"\n", 2, "1003 cells"),
    "NUL": (b"year,category,amount\n2024,a\0b,1\n", 2, "control character"),
    "random bytes": (b"\x89" + random.Random(1).randbytes(5000), 1, ""),
    "nothing": (b"", 1, "The first row must hold the names"),
}


@pytest.mark.parametrize(("data", "row", "reason"), BROKEN.values(), ids=BROKEN)
def test_broken_csv_is_refused_with_the_row(tmp_path, data, row, reason):
    (tmp_path / "costs.csv").write_bytes(data)
    first = problems_of(tmp_path)[0]
    assert first[:2] == ("costs", row) and reason in first[4]
    assert not Cost.objects.exists()


def test_a_sheet_that_stops_halfway_makes_no_false_complaints_about_others(tmp_path):
    folder = write_folder(tmp_path / "a", small())
    (folder / "people.csv").write_bytes((folder / "people.csv").read_bytes() + b'P3,"')
    assert [problem[0] for problem in problems_of(folder)] == ["people"]


def test_the_apostrophe_before_a_formula_is_taken_away(tmp_path):
    rows = "".join(f"2024,{text},1\n" for text in ("'=1+1", "''=1", "'s avonds", "plain", "'-'"))
    (tmp_path / "costs.csv").write_text("year,category,amount\n" + rows)
    assert problems_of(tmp_path) == []
    assert set(Cost.objects.values_list("category", flat=True)) == {"=1+1", "'=1", "'s avonds", "plain", "-'"}


def test_many_problems_are_counted_and_the_first_ten_thousand_listed(tmp_path):
    (tmp_path / "costs.csv").write_text("year,category,amount\n" + "2024,,x\n" * 6000)
    report = import_workbook(tmp_path, by=None)
    assert (report.problem_count, len(report.problems)) == (12_000, 10_000)


# ── folders and archives ──────────────────────────────────────────────────────────────────────────


def test_a_zip_of_csv_is_read_whatever_folder_they_lie_in(tmp_path):
    folder = write_folder(tmp_path / "a", small())
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in folder.iterdir():
            archive.write(path, f"records 2024/{path.name}")
        archive.writestr("__MACOSX/records 2024/._people.csv", b"\0")
        archive.writestr("README.txt", "hello")
    report = import_workbook(tmp_path / "a.zip", by=None)
    assert report.ok and len(report.sheets) == 20


def test_one_csv_is_known_by_its_name(tmp_path):
    path = write_folder(tmp_path / "a", {"press_articles": small()["press_articles"]}) / "press_articles.csv"
    assert import_workbook(path, by=None).ok and PressArticle.objects.count() == 1


def _zip(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv").replace("_xml", ".xml"), data)
    return path


def _encrypted(path: Path) -> Path:
    data = bytearray(_zip(path, team_csv=TEXT.encode()).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def test_what_is_no_workbook_is_refused_in_clear_words(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500))
    (tmp_path / "photo.png").write_bytes(b"\x89PNG" + bytes(500))
    (tmp_path / "records.csv").write_text(TEXT)
    (tmp_path / "none.xlsx").write_bytes(b"")
    (tmp_path / "mixed").mkdir()
    (tmp_path / "mixed" / "team.xlsx").write_bytes(b"PK")
    os.mkfifo(tmp_path / "pipe.csv")
    no_workbook = "This is no workbook: neither an .xlsx, nor a .csv that is called as its sheet."
    assert refusal(tmp_path / "nowhere").startswith("There is nothing readable at ")
    assert refusal(tmp_path / "pipe.csv").startswith("There is nothing readable at ")
    assert refusal(tmp_path / "empty") == "There is no sheet in it."
    assert (
        refusal(tmp_path / "mixed") == "team.xlsx is no .csv; a workbook is a folder of .csv, or one .xlsx."
    )
    assert refusal(tmp_path / "old.xls").startswith("This is an old .xls or protected by a password")
    assert {refusal(tmp_path / name) for name in ("photo.png", "records.csv", "none.xlsx")} == {no_workbook}
    assert refusal(_zip(tmp_path / "sheet.ods", mimetype=b"x", content_xml=b"<a/>")).startswith(
        "This is no .xlsx"
    )
    assert refusal(_encrypted(tmp_path / "locked.zip")).startswith("The file is protected by a password")


def test_a_sheet_that_lies_in_an_archive_twice_is_refused(tmp_path):
    path = _zip(tmp_path / "a.zip", team_csv=TEXT.encode(), b__team_csv=TEXT.encode())
    assert refusal(path) == "The sheet team is in it twice."


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    bomb = _zip(tmp_path / "bomb.xlsx", xl__workbook_xml=b"<a/>", xl__b_xml=bytes(200 * 2**20))
    began = time.process_time()
    assert refusal(bomb) == TOO_MUCH
    assert time.process_time() - began < 1


def test_an_archive_of_very_many_files_is_refused_before_its_list_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(3000):
            archive.writestr(f"{number}.csv", b"")
    assert refusal(tmp_path / "many.zip") == TOO_MUCH


def test_an_archive_that_lies_about_a_size_is_refused(tmp_path):
    path = _zip(tmp_path / "a.zip", costs_csv=b"year,category,amount\n" + b"2024,x,1\n" * 20_000)
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<I", 500)
    path.write_bytes(data)
    assert problems_of(path)[-1][4] == "The file is damaged from here on."


# ── .xlsx ─────────────────────────────────────────────────────────────────────────────────────────


def _book(path: Path, *rows, title="team", **more) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    for name, value in more.items():
        setattr(book, name, value)
    book.save(path)
    return path


def _with_xml(path: Path, change) -> Path:
    """The same file with the first sheet's XML changed."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
    return path


@pytest.mark.parametrize("day", [date(2024, 12, 31), datetime(2024, 12, 31), "2024-12-31", " 2024-12-31 "])
@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_real_dates_and_written_dates_are_dates(tmp_path, day, epoch):
    more = {"epoch": epoch} if epoch else {}
    assert problems_of(_book(tmp_path / "a.xlsx", HEAD, [day, 4.0, 3.8], **more)) == []
    assert TeamSize.objects.get().on_date == date(2024, 12, 31)


def test_cells_of_another_sort_are_told_apart(tmp_path):
    rows = [
        [datetime(2024, 12, 31, 14, 5), 4, 3.8],
        [45_000, 4, 3.8],
        [date(2024, 1, 1), 4.5, 3.8],
        [date(2024, 1, 2), True, 3.8],
        [date(2024, 1, 3), date(2024, 1, 4), timedelta(hours=30)],
        [date(2024, 1, 5), -4, 3.8],
    ]
    reasons = [problem[1:3] + problem[4:] for problem in problems_of(_book(tmp_path / "a.xlsx", HEAD, *rows))]
    assert reasons == [
        (2, "on_date", "A time of day stands here; only dates are kept."),
        (3, "on_date", "This must be a date, as in 2024-05-03."),
        (4, "headcount", "This must be a whole number, written in digits."),
        (5, "headcount", "A yes or no stands here, where a text or a number is expected."),
        (6, "headcount", "A date stands here, where a text or a number is expected."),
        (6, "fte", "A time of day stands here; only dates are kept."),
        (7, "headcount", "This may not be negative."),
    ]


def test_a_ticked_box_is_yes_and_a_number_may_be_a_text(tmp_path):
    sheet = small()["press_articles"][0] | {
        "mentions_union": True,
        "article": 17,
        "published_on": date(2024, 1, 1),
    }
    path = _book(tmp_path / "a.xlsx", list(sheet), list(sheet.values()), title="press_articles")
    assert problems_of(path) == []
    assert PressArticle.objects.values_list("reference", "mentions_union").get() == ("17", True)


NO_VALUE = "This formula has no stored value: open the file in a spreadsheet, save it again."


def test_a_formulas_stored_value_counts_and_one_without_is_an_error(tmp_path):
    path = _book(
        tmp_path / "a.xlsx", HEAD, ["2024-01-01", "=2+2", 1], ["2024-01-02", 4, "=1+0"], [None, None, "=A1"]
    )
    assert [problem[1:] for problem in problems_of(path)] == [
        (2, "headcount", "", NO_VALUE),
        (3, "fte", "", NO_VALUE),
        (4, "on_date", "", "This must be filled."),
        (4, "headcount", "", "This must be filled."),
        (4, "fte", "", NO_VALUE),
    ]
    computed = _with_xml(
        _book(tmp_path / "b.xlsx", HEAD, ["2024-01-01", "=2+2", 1]),
        lambda xml: xml.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>").replace(
            b"<f>2+2</f><v/>", b"<f>2+2</f><v>4</v>"
        ),
    )
    assert problems_of(computed) == [] and TeamSize.objects.get().headcount == 4


def test_a_formula_without_a_value_beside_the_columns_is_told_too(tmp_path):
    path = _book(tmp_path / "a.xlsx", HEAD, ["2024-01-01", 4, 1, None, "=B2*2"])
    assert problems_of(path) == [("team", 2, "", "", "This cell stands under no column.")]


def test_a_sheet_that_is_a_chart_is_an_unknown_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "team"
    book.active.append(HEAD)
    book.create_chartsheet("picture")
    book.save(tmp_path / "a.xlsx")
    assert problems_of(tmp_path / "a.xlsx") == [
        ("picture", None, "", "picture", "There is no sheet of this name.")
    ]


@pytest.mark.parametrize(
    ("cell", "is_fine"),
    [
        (b'<c r="B2"><f t="shared" si="0"/><v>4</v></c>', True),
        (b'<c r="B2"><f t="shared" si="0"/></c>', False),
        (b'<c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>4</v></c>', True),
        (b'<c r="B2"><f t="array" ref="B2:B3">A1:A2</f></c>', False),
        (
            b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="B2"><x:f>1</x:f></x:c>',
            False,
        ),
        (b'<c r="B2" t="str"><f>"4"</f><v>4</v></c>', True),
        (b'<c r="B2" t="e"><v>#REF!</v></c>', False),
        (b"<c r=\"B2\" t = 'e'><f>1/0</f><v>#DIV/0!</v></c>", False),
    ],
)
def test_formulas_of_all_sorts(tmp_path, cell, is_fine):
    path = _book(tmp_path / "a.xlsx", HEAD, ["2024-01-01", 777, 1])

    def put(xml):
        start = xml.index(b'<c r="B2"')
        return xml[:start] + cell + xml[xml.index(b"</c>", start) + 4 :]

    problems = problems_of(_with_xml(path, put))
    assert [problem[:3] for problem in problems] == ([] if is_fine else [("team", 2, "headcount")])
    if b"#" in cell:
        assert problems[0][3].startswith("#") and problems[0][4] == "This cell shows an error."


def test_rows_are_numbered_as_the_person_sees_them(tmp_path):
    path = _book(tmp_path / "a.xlsx", HEAD, [], ["2024-01-01", 4, 1], [], [], ["2024-01-02", "four", 1])
    assert [problem[1:4] for problem in problems_of(path)] == [(6, "headcount", "four")]


def test_a_table_that_begins_elsewhere_has_no_column_names(tmp_path):
    path = _book(tmp_path / "a.xlsx", [], HEAD, ["2024-01-01", 4, 1])
    assert problems_of(path)[0][1:] == (1, "", "", "The first row must hold the names of the columns.")
    beside = _book(tmp_path / "b.xlsx", [None, None, *HEAD], [None, "stray", "2024-01-01", 4, 1])
    assert problems_of(beside) == [("team", 2, "", "stray", "This cell stands under no column.")]


def test_hidden_sheets_count_and_an_unknown_one_is_an_error(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    hidden = book.create_sheet("team")
    hidden.sheet_state = "veryHidden"
    hidden.append(HEAD)
    hidden.append(["2024-01-01", "x", 1])
    hidden.merge_cells("A5:C9")
    book.save(tmp_path / "a.xlsx")
    assert [problem[:2] for problem in problems_of(tmp_path / "a.xlsx")] == [("team", 2), ("notes", None)]


def test_a_million_styled_empty_rows_are_quick_and_small(tmp_path):
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 1_048_577)
    )
    path = _book(tmp_path / "a.xlsx", HEAD, ["2024-01-01", 4, 1])
    path = _with_xml(path, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))
    began = time.monotonic()
    assert problems_of(path) == [] and TeamSize.objects.count() == 1
    assert time.monotonic() - began < 20


def test_a_cell_at_the_far_end_is_read_or_refused(tmp_path):
    far = b'<row r="1048576"><c r="%s1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    path = _book(tmp_path / "a.xlsx", HEAD, ["2024-01-01", 4, 1])
    below = _with_xml(path, lambda xml: xml.replace(b"</sheetData>", far % b"A" + b"</sheetData>"))
    assert problems_of(below)[0][:4] == ("team", 1_048_576, "on_date", "x")
    path = _book(tmp_path / "b.xlsx", HEAD, ["2024-01-01", 4, 1])
    corner = _with_xml(path, lambda xml: xml.replace(b"</sheetData>", far % b"XFD" + b"</sheetData>"))
    assert refusal(corner) == TOO_MUCH


def test_entities_are_never_expanded(tmp_path):
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (n, n - 1, n - 1, n - 1, n - 1) for n in range(98, 120)
    )
    path = _book(tmp_path / "a.xlsx", HEAD, ["2024-01-01", 4, 1])
    assert refusal(_with_xml(path, lambda xml: laughs + b"]>" + xml)) == DAMAGED
    outside = b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'
    assert refusal(_with_xml(path, lambda xml: outside + xml)) == DAMAGED


def test_a_file_cut_off_anywhere_or_with_flipped_bytes_never_ends_in_a_traceback(tmp_path):
    whole = write_xlsx(tmp_path / "a.xlsx", {"team": small()["team"]}).read_bytes()
    chance, path = random.Random(7), tmp_path / "b.xlsx"
    for attempt in range(12):
        data = bytearray(whole)
        if attempt % 2:
            del data[chance.randrange(len(data)) :]
        else:
            for _ in range(30):
                data[chance.randrange(4, len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            import_workbook(path, by=None, dry_run=True)
        except WorkbookRefused as refused:
            assert str(refused)


def test_nothing_is_left_behind(tmp_path):
    before = set(private_folder().iterdir())
    import_workbook(write_xlsx(tmp_path / "a.xlsx", small()), by=None)
    refusal(_zip(tmp_path / "b.xlsx", xl__workbook_xml=b"<a/>"))
    assert not [
        path for path in set(private_folder().iterdir()) - before if path.name.startswith("workbook-")
    ]
