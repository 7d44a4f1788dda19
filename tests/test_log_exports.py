"""The log as a file: exactly what the page shows, in the words of whoever takes it out, and nothing sealed."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from support import handing_out
from support.lines import columns
from support.models import Person, Question
from support.searching import Wanted
from tests import canary
from tests.accounts import PASSPHRASE
from tests.test_log_list import DAY, asked, log, organisation, today  # noqa: F401
from tests.years import bring_in
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Installation
from utsopi.jobs import files
from utsopi.jobs.models import Job
from utsopi.team.roles import Role

INTERNAL = "Internal: exact small numbers, not for publication."


@pytest.fixture
def helpdesk(today, make_account, client):  # noqa: F811
    """Somebody of the helpdesk who has just signed in with her passphrase."""
    account = make_account("kim", Role.HELPDESK)
    client.post(reverse("account_login"), {"login": "kim", "password": PASSPHRASE})
    return account


def taken(client, **query) -> list[list[str]]:
    """The lines of the CSV, without the line of labels and what the file says about itself."""
    answer = client.post(reverse("log_out"), {"format": "csv", **query})
    assert answer.status_code == 200
    head, *lines = csv.reader(io.StringIO(answer.getvalue().decode(), newline=""))
    assert head == [*(str(column.label) for column in columns()), "notice"]
    assert {line[-1] for line in lines} <= {INTERNAL}
    return [line[:-1] for line in lines]


def shown(client, **query) -> list[list[str]]:
    """The lines of all pages of the list."""
    lines, address = [], None
    page = client.get(reverse("log"), query)
    while True:
        for each in page.context["shown"].requests:
            lines += [["" if cell is None else str(cell) for cell in line] for _code, line in each.lines]
        address = page.context["older"]
        if not address:
            return lines
        page = client.get(reverse("log") + address)


def as_workbook(content: bytes) -> list[list[str]]:
    """The lines of an .xlsx, below the line of labels."""
    sheet = load_workbook(io.BytesIO(content)).active
    rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if row[0] == "Date")
    return [
        [str(cell.date() if isinstance(cell, datetime) else cell) for cell in row] for row in rows[head + 1 :]
    ]


@pytest.mark.parametrize("query", [{}, {"door": "helpdesk"}, {"region": "unknown"}, {"outcome": "referred"}])
def test_both_files_hold_the_lines_of_all_pages_in_their_order(query, client, helpdesk):
    bring_in("made-up-year")
    on_screen = shown(client, **query)
    assert taken(client, **query) == on_screen
    book = client.post(reverse("log_out"), {"format": "xlsx", **query})
    assert as_workbook(book.getvalue()) == on_screen
    assert len(on_screen) > 50 or query == {"outcome": "referred"}


def test_the_place_of_the_page_narrows_no_file(client, helpdesk):
    bring_in("made-up-year")
    older = client.get(reverse("log")).context["older"]
    page = client.get(reverse("log") + older)
    assert page.context["form"].pairs() == []
    assert len(taken(client, after=older.partition("=")[2])) == Question.objects.count()


def test_a_request_with_two_questions_and_two_organisations_is_two_lines(client, helpdesk):
    partners = [organisation("Payoke"), organisation("Espace P")]
    asked("S1", "fines", "stalking", outcome="with_partner", with_=partners, region="abroad")
    lines = taken(client)
    assert sorted(line[4] for line in lines) == ["Fines", "Stalking"]
    assert {(line[0], line[1], line[3], line[6]) for line in lines} == {
        ("2026-11-17", "S1", "Abroad", "Espace P; Payoke")
    }


def test_days_are_days_in_the_workbook_and_it_says_what_it_is(client, helpdesk):
    asked("S1")
    book = load_workbook(io.BytesIO(client.post(reverse("log_out"), {"format": "xlsx"}).getvalue()))
    sheet = book.active
    assert (sheet["A1"].value, sheet["A2"].value, sheet["A4"].value) == (
        "Log",
        INTERNAL,
        datetime(2026, 11, 17),
    )
    assert INTERNAL in sheet.oddFooter.left.text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_labels_are_in_the_language_on_screen(ending, client, helpdesk, settings):
    asked("S1", "sort_later", region="flanders")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    answer = client.post(reverse("log_out"), {"format": ending}).getvalue()
    text = answer.decode() if ending == "csv" else str(as_sheet(answer))
    assert all(word in text for word in ("Flandre", "Téléphone", "À classer plus tard"))


def as_sheet(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


def test_no_cell_is_taken_for_a_formula(client, helpdesk):
    asked("=1+1", with_=[organisation("@SUM(A1)")], outcome="referred")
    (line,) = taken(client)
    assert (line[1], line[6]) == ("'=1+1", "'@SUM(A1)")
    sheet = load_workbook(io.BytesIO(client.post(reverse("log_out"), {"format": "xlsx"}).getvalue())).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} <= {"s", "d"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_note_no_card_no_word_and_nobody_of_the_team_is_in_a_file(ending, client, helpdesk, make_account):
    note, name = canary.hatch("support.Question.note"), canary.hatch("team.User.username")
    ada = make_account(name.value, Role.HELPDESK)
    made = asked("S1", "fines", logged_by=ada)
    made.questions.update(logged_by=ada)
    question = made.questions.get()
    question.note, question.note_by = note.value, ada
    question.save()
    Person.objects.filter(pk=made.person_id).update(
        code="K7T4QX9", is_anonymous=False, told_on=DAY, agreed_text="1", language="ro", origin="eu"
    )
    content = client.post(reverse("log_out"), {"format": ending}).getvalue()
    assert canary.places_in(content, [note, name]) == set()
    text = b"".join(canary.unpacked(content))
    hidden = [
        b"K7T4QX9",
        Person.objects.get().reference.encode(),
        question.pk.hex.encode(),
        ada.pk.hex.encode(),
    ]
    assert [word for word in hidden if word in text] == []
    assert not AuditEntry.objects.filter(action="reveal").exists()


def test_the_trail_says_how_many_lines_left_and_in_which_form(client, helpdesk):
    asked("S1", "fines", "stalking")
    asked("S2", on=date(2020, 1, 1))
    for ending in ("csv", "xlsx"):
        client.post(reverse("log_out"), {"format": ending, "reference": "S1"})
    entries = AuditEntry.objects.filter(action="export").order_by("number")
    told = [(entry.by, entry.model, entry.fields, entry.counts) for entry in entries]
    assert told == [(helpdesk, "support.Request", [ending], {"rows": 2}) for ending in ("csv", "xlsx")]


def test_a_proof_that_is_still_she_comes_first(client, helpdesk):
    asked("S1")
    later = datetime(2026, 11, 17, 0, 20, tzinfo=UTC)
    with time_machine.travel(later, tick=False):
        answer = client.post(reverse("log_out"), {"format": "csv"})
        assert "S1" not in answer.text
        assert not AuditEntry.objects.filter(action="export").exists()


@pytest.mark.parametrize(
    "wrong", [{}, {"format": "pdf"}, {"format": "csv", "region": "mars"}, {"format": "csv", "start": "x"}]
)
def test_what_cannot_be_asked_on_the_page_is_not_found(wrong, client, helpdesk):
    assert client.post(reverse("log_out"), wrong).status_code == 404


def test_a_file_is_never_asked_for_by_its_address_alone(client, helpdesk):
    assert client.get(reverse("log_out"), {"format": "csv"}).status_code == 405


def test_a_large_workbook_is_a_job_in_the_words_of_whoever_ordered_it(
    client,
    helpdesk,
    do_jobs,
    monkeypatch,
    settings,
    log,  # noqa: F811
):
    monkeypatch.setattr(handing_out, "AT_ONCE", 2)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    query = {"organisation": "violett", "mine": "", "about": "helpdesk/rights_information"}
    assert client.post(reverse("log_out"), {"format": "xlsx", **query})["Content-Type"].startswith(
        "application/vnd"
    )
    answer = client.post(reverse("log_out"), {"format": "xlsx", "start": "2024-02-29"})
    job = Job.objects.get()
    assert answer.url == reverse("job_status", args=[job.pk])
    do_jobs()
    job.refresh_from_db()
    assert "Téléphone" in str(as_sheet(files.path_of(job).read_bytes()))
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 200
    assert AuditEntry.objects.filter(action="export").last().counts == {"rows": 6}


def test_what_is_wanted_survives_the_way_to_a_job():
    from uuid import uuid4

    wanted = Wanted(
        reference="S1", start=DAY, channels=("phone", "email"), topic=uuid4(), region="",
        organisations=(uuid4(), uuid4()), left="open", author=uuid4(),
    )  # fmt: skip
    assert Wanted.of_codes(wanted.codes()) == wanted
    assert Wanted.of_codes(Wanted().codes()) == Wanted()


def test_the_demo_says_in_every_file_that_it_is_made_up(client, helpdesk):
    Installation.objects.update_or_create(id=1, defaults={"is_demo": True})
    asked("S1")
    assert (
        b"Demo: these records are made up." in client.post(reverse("log_out"), {"format": "csv"}).getvalue()
    )


def test_the_first_piece_comes_before_anything_is_read_and_the_rest_as_it_is_asked_for(db):
    for _each in range(3):
        asked()
    pieces = handing_out.as_csv(Wanted())
    with CaptureQueriesContext(connection) as queries:
        assert next(pieces).startswith("Date,Reference")
    assert [query for query in queries if "support_request" in query["sql"]] == []
    assert len("".join(pieces).splitlines()) == 3


def test_a_file_takes_the_same_statements_with_ten_and_with_a_hundred_lines(client, helpdesk):
    counts = []
    for more in (10, 90):
        for _each in range(more):
            asked("", "fines", with_=[])
        with CaptureQueriesContext(connection) as queries:
            taken(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
