"""What a need that was told on a round waits for, and what became of it, goes out with the records and comes back."""

from datetime import date

import pytest

from outreach.models import FollowUp
from reports.workbook import export_workbook, import_workbook
from support.models import Request
from tests.test_workbook_in_and_out import empty_the_database
from tests.workbook_help import changed, small, write_folder

pytestmark = pytest.mark.django_db

SHEET = "outreach_follow_ups"
TWICE = "This request came from another follow-up already."


def became_of() -> dict[str, str | None]:
    return dict(FollowUp.objects.values_list("reference", "became__reference"))


def bring(tmp_path, sheets) -> list[tuple]:
    report = import_workbook(write_folder(tmp_path / f"in{len(list(tmp_path.iterdir()))}", sheets), by=None)
    return [(each.sheet, each.row, each.column, each.reason) for each in report.problems]


def two_follow_ups(first: str, second: str) -> dict:
    """The small workbook with a follow-up more; what became of each."""
    sheets = changed(SHEET, 2, became=first)
    sheets[SHEET].append(sheets[SHEET][0] | {"follow_up": "F2", "became": second})
    return sheets


@pytest.mark.parametrize("target", ["out", "out.xlsx"])
def test_the_day_it_is_due_and_the_request_it_became_come_back(tmp_path, target):
    assert bring(tmp_path, changed(SHEET, 2, became="S2")) == []
    export_workbook(tmp_path / target, by=None)
    empty_the_database()
    assert import_workbook(tmp_path / target, by=None).ok
    found = FollowUp.objects.get()
    assert (found.due_on, found.became) == (date(2024, 1, 31), Request.objects.get(reference="S2"))


def test_an_older_workbook_without_these_columns_comes_in_and_takes_nothing_away(tmp_path):
    assert bring(tmp_path, changed(SHEET, 2, became="S2")) == []
    older = small()
    for row in older[SHEET]:
        del row["due_on"], row["became"]
    assert bring(tmp_path, older) == []
    assert (FollowUp.objects.get().due_on, became_of()) == (date(2024, 1, 31), {"F1": "S2"})


def test_a_year_takes_along_the_request_of_the_next_year_that_a_need_became(tmp_path):
    sheets = changed("support_requests", 3, received_on="2025-01-07")
    sheets[SHEET][0] |= {"closed_on": "2025-01-07", "became": "S2"}
    assert bring(tmp_path, sheets) == []
    export_workbook(tmp_path / "out", by=None, year=2024)
    empty_the_database()
    assert import_workbook(tmp_path / "out", by=None).ok
    assert became_of() == {"F1": "S2"}


def test_one_request_comes_from_one_follow_up(tmp_path):
    assert bring(tmp_path, two_follow_ups("S1", "S1")) == [(SHEET, 3, "became", TWICE)]
    assert bring(tmp_path, two_follow_ups("S1", "S2")) == []
    alone = {SHEET: changed(SHEET, 2, became="S2")[SHEET]}  # it does not speak of F2, which has that request
    assert bring(tmp_path, alone) == [(SHEET, 2, "became", TWICE)]


def test_two_follow_ups_swap_their_requests(tmp_path):
    assert bring(tmp_path, two_follow_ups("S1", "S2")) == []
    assert bring(tmp_path, two_follow_ups("S2", "S1")) == []
    assert became_of() == {"F1": "S2", "F2": "S1"}


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"due_on": "2024-01-23"}, "due_on", "The day it is due is before the day it was opened."),
        ({"became": "S2", "closed_on": ""}, "became", "What became a request is done: it has its day."),
        ({"became": "S9"}, "became", "Nothing here or in the database has this reference."),
    ],
)
def test_what_cannot_be_is_told_with_its_place(tmp_path, cells, column, reason):
    assert bring(tmp_path, changed(SHEET, 2, **cells)) == [(SHEET, 2, column, reason)]
