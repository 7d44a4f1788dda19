"""A small workbook that is right in everything, and ways to write it down."""

import csv
from copy import deepcopy
from datetime import date
from pathlib import Path

import openpyxl

from reports.workbook.sheets import BY_NAME, SHEETS

BASE = Path(__file__).resolve().parent.parent
DATA = BASE / "tests" / "data"
YEARS = {"2024": BASE / "reports" / "demo" / "2024", "made-up-year": DATA / "made-up-year"}

_SMALL = {
    "members": "M1 2020-01-01 2021-01-01 brussels fr website yes | M1 2021-01-01 - - fr unknown yes",
    "people": "P1 flanders BE nl no | P2 - - - yes",
    "open_house_sessions": "OH1 2024-03-05 Brussels held",
    "support_requests": "S1 2024-03-05 open_house P1 OH1 Alias yes | S2 2024-03-06 phone P2 - - -",
    "questions": (
        "Q1 S1 administrative taxes_and_vat referred Alias;Payoke | Q2 S2 rights_information fines handled -"
    ),
    "activities": (
        "A1 advocacy_meeting Talk 2024-05-03 2024-05-04 Ghent flanders team Alias public local held 8 no 3 1"
    ),
    "themes": "A1 Taxes",
    "outreach_rounds": "R1 2024-01-24 North Brussels brussels street held 28 Alias",
    "outreach_materials": "R1 condoms 278",
    "outreach_observations": "R1 street_fight 1",
    "outreach_follow_ups": "F1 R1 P1 health phone 2024-01-24 2024-01-31 2024-02-01 -",
    "voucher_programmes": "VP Food Cocom Alias 350.00 175.00",
    "voucher_invitations": "VP P1 R1 2024-02-01 collected -",
    "vouchers": "VP E1 175.00 issued P1 2024-03-01 | VP E2 175.00 in_stock - -",
    "press_articles": "N1 2024-12-09 nl BE negative no -",
    "student_requests": "T1 2024-01-20 VUB BE yes",
    "grants": "2024 Cocom brussels 61000.00",
    "costs": "2024 personnel 312402.59",
    "team": "2023-12-31 6 5.6",
    "reach": "Flags vimeo 2024-12-31 42 no",
}


def small() -> dict[str, list[dict[str, str]]]:
    """{sheet: rows}, each cell a text; one or two rows a sheet."""
    return {
        sheet.name: [
            dict(zip(sheet.by_name, ("" if cell == "-" else cell for cell in row.split()), strict=True))
            for row in _SMALL[sheet.name].split("|")
        ]
        for sheet in SHEETS
    }


def changed(sheet: str, row: int, **cells: str) -> dict[str, list[dict[str, str]]]:
    """The small workbook with some cells of one row (as the file numbers it: 2 is the first) replaced."""
    sheets = deepcopy(small())
    sheets[sheet][row - 2] |= cells
    return sheets


def write_folder(folder: Path, sheets: dict[str, list[dict[str, str]]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys() if rows else BY_NAME[name].by_name.keys())
            writer.writeheader()
            writer.writerows(rows)
    return folder


def read_folder(folder: Path) -> dict[str, list[dict[str, str]]]:
    sheets = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            sheets[path.stem] = list(csv.DictReader(file))
    return sheets


def write_xlsx(path: Path, sheets: dict[str, list[dict[str, str]]]) -> Path:
    """As somebody types it into a spreadsheet: real dates, real numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        page.append(list(rows[0]) if rows else list(BY_NAME[name].by_name))
        for row in rows:
            page.append([_typed(column, cell) for column, cell in row.items()])
    book.save(path)
    return path


def _typed(column: str, cell: str):
    if column in ("date", "year") or column.endswith(("_on", "_date")):
        return date.fromisoformat(cell) if "-" in cell else int(cell) if cell else None
    if column in ("amount", "budget", "amount_per_person", "fte"):
        return float(cell)
    is_count = column in (
        "attendance",
        "sex_workers",
        "non_members",
        "quantity",
        "count",
        "views",
        "headcount",
    )
    return int(cell) if cell and (is_count or column == "people_reached") else cell or None
