"""The first pages: the year at a glance, figures and the rows behind them, the report, records in and out."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from events.actions.activities import plan
from events.choices import Kind
from reports.figures import FIGURES
from reports.workbook import import_workbook
from support.models import Person, Request
from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.jobs.models import Job
from utsopi.periods import Period
from utsopi.team.access import PUBLIC

DEMO = Path(__file__).parent.parent / "reports" / "demo" / "2024"
MADE_UP = Path(__file__).parent / "data" / "made-up-year"


@pytest.fixture
def more_requests(db):
    """A function that adds helpdesk requests, each with a person of its own."""

    def add(count: int) -> None:
        people = Person.objects.bulk_create([Person(region="brussels") for _ in range(count)])
        Request.objects.bulk_create(
            [Request(received_on="2024-05-03", channel="phone", person=person) for person in people]
        )

    return add


def addresses():
    """Every address of the house that needs no key of a record, by its name."""
    for pattern in get_resolver().url_patterns:
        for inner in getattr(pattern, "url_patterns", [pattern]):
            if inner.name and not inner.pattern.converters:
                yield inner.name


@pytest.mark.parametrize("name", sorted(set(addresses()) - PUBLIC))
def test_nobody_sees_a_page_without_an_account(name, client, db):
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("address", ["/", "/figures/", "/report/", "/records/"])
def test_pages_of_an_empty_house_say_so_and_break_nowhere(address, client, staff):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("figure_id", [figure.id for figure in FIGURES.values() if figure.listed])
def test_each_figure_has_a_page_and_its_rows(figure_id, client, staff, year_2024):
    page = client.get(reverse("figure", args=[figure_id]), {"period": "2024"})
    rows = client.get(reverse("figure_rows", args=[figure_id]), {"period": "2024"})
    assert (page.status_code, rows.status_code) == (200, 200)


def test_the_figure_on_the_page_is_the_figure_that_was_read(client, staff, year_2024):
    page = client.get(reverse("figure", args=["helpdesk.requests"]), {"period": "2024"})
    assert page.context["value"] == "105"


def test_a_line_of_a_figure_leads_to_just_its_rows(client, staff, year_2024):
    address = reverse("figure_rows", args=["helpdesk.questions_by_topic"])
    code = "professionalisation/labour_framework"
    rows = client.get(address, {"period": "2024", "code": code}).context["table"].rows
    assert len(rows) == 12
    assert {row["topic__label"] for row in rows} == {"The labour law framework"}


def test_rows_are_turned_page_by_page_and_each_comes_once(client, staff, more_requests):
    more_requests(120)
    address, seen, query = reverse("figure_rows", args=["helpdesk.requests"]), [], {"period": "2024"}
    link = f"{address}?period=2024"
    while link:
        page = client.get(link)
        seen.append(len(page.context["table"].rows))
        link = address + page.context["older"] if page.context["older"] else ""
    assert seen == [50, 50, 20]
    assert query == {"period": "2024"}


def test_no_name_of_a_record_stands_among_the_rows(client, staff, year_2024):
    page = client.get(reverse("figure_rows", args=["helpdesk.requests"]), {"period": "2024"}).content.decode()
    references = Request.objects.filter(channel="phone").values_list("reference", "person__reference")
    assert references
    assert [name for pair in references for name in pair if name in page] == []


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/figures/no.such_figure/", {}),
        ("/figures/months.requests/", {}),
        ("/figures/helpdesk.requests/rows/", {"after": "no key"}),
        ("/figures/helpdesk.questions_by_topic/rows/", {"code": "no slash in it"}),
        ("/figures/vouchers.invited/rows/", {"region": "brussels"}),
        ("/records/00000000-0000-4000-8000-000000000000/", {}),
    ],
)
def test_what_is_not_there_is_not_found(address, query, client, staff):
    assert client.get(address, query).status_code == 404


@pytest.mark.parametrize("query", [{"period": "20x4"}, {"start": "2024-01-01"}, {"region": "mars"}])
def test_a_choice_that_makes_no_sense_is_said_and_the_default_shown(query, client, staff):
    answer = client.get("/", query)
    assert answer.status_code == 422
    assert answer.context["picker"].errors


def test_the_coordinator_is_told_at_once_of_what_was_taken_out(client, staff):
    assert client.get("/").context["alerts"].rows == []
    record(Action.EXPORT, "reports.Workbook", by=staff, with_moment=True)
    rows = client.get("/").context["alerts"].rows
    assert [(row["what"], row["who"], row["count"]) for row in rows] == [("Records taken out", str(staff), 1)]


def test_what_is_only_planned_puts_no_empty_year_first(client, staff, year_2024):
    plan(kind=Kind.MEMBER_MEETING, title="New year", starts_on=date(2035, 1, 9), by=staff)
    assert client.get(reverse("overview")).context["period"] == Period.year(2024)
    assert client.get(reverse("records")).context["years"][0] == 2035


def test_two_days_of_ones_own_can_be_chosen(client, staff, year_2024):
    page = client.get("/figures/helpdesk.requests/", {"start": "2024-01-01", "end": "2024-06-30"})
    assert page.context["reading"].period.code == "2024-H1"


@pytest.mark.parametrize("address", ["/", "/figures/", "/figures/helpdesk.requests/rows/"])
def test_a_page_costs_the_same_queries_with_ten_and_with_a_hundred_rows(
    address, client, staff, more_requests
):
    client.get(address)  # the first page of a session writes the form token into it
    counts = []
    for more in (10, 90):
        more_requests(more)
        with CaptureQueriesContext(connection) as queries:
            client.get(address, {"period": "2024"})
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 80


def test_a_report_is_ordered_made_and_fetched_by_whoever_ordered_it(
    client, staff, year_2024, do_jobs, make_account
):
    asked = {"period": "2024", "region": "", "language": "fr", "file_format": "json"}
    answer = client.post(reverse("report"), asked)
    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("job_status", args=[job.pk]))
    do_jobs()
    fetched = client.get(reverse("job_file", args=[job.pk]))
    figures = json.loads(fetched.getvalue())["figures"]
    assert figures["membership.members_at_end"]["value"] == 119
    client.force_login(make_account("sam"))
    assert client.get(reverse("job_file", args=[job.pk])).status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"period": "99999"}, {"language": "de"}, {"file_format": "exe"}, {"region": "mars"}]
)
def test_a_report_that_cannot_be_is_not_ordered(wrong, client, staff):
    asked = {"period": "2024", "region": "", "language": "en", "file_format": "pdf"} | wrong
    assert client.post(reverse("report"), asked).status_code == 422
    assert Job.objects.count() == 0


def send(client, *names, folder=MADE_UP):
    files = [(folder / f"{name}.csv").open("rb") for name in names]
    return client.post(reverse("records"), {"files": files})


def test_records_come_in_through_the_page_after_a_check(client, staff, do_jobs):
    names = [path.stem for path in MADE_UP.glob("*.csv")]
    assert send(client, *names).status_code == 302
    do_jobs()
    checked = Job.objects.get(kind="check_records")
    outcome = client.get(reverse("import_outcome", args=[checked.pk]))
    assert (outcome.context["may_import"], Request.objects.count()) == (True, 0)
    client.post(reverse("bring_in", args=[checked.pk]))
    do_jobs()
    brought = Job.objects.get(kind="import_records")
    page = client.get(reverse("import_outcome", args=[brought.pk]))
    assert Request.objects.count() == 300
    assert page.context["report"].sheets["support_requests"].created == 300


def test_every_problem_of_a_workbook_stands_on_the_page_and_it_cannot_be_brought_in(client, staff, do_jobs):
    send(client, "questions")
    do_jobs()
    checked = Job.objects.get()
    page = client.get(reverse("import_outcome", args=[checked.pk]))
    assert page.context["may_import"] is False
    assert {row.sheet for row in page.context["problems"].rows} == {"questions"}
    assert client.post(reverse("bring_in", args=[checked.pk])).status_code == 404


def test_a_check_belongs_to_whoever_sent_the_workbook(client, staff, do_jobs, make_account):
    send(client, "costs")
    do_jobs()
    checked = Job.objects.get()
    client.force_login(make_account("sam"))
    assert client.get(reverse("import_outcome", args=[checked.pk])).status_code == 404
    assert client.post(reverse("bring_in", args=[checked.pk])).status_code == 404


def test_a_file_that_is_no_workbook_is_refused_in_words(client, staff, do_jobs, tmp_path):
    fake = tmp_path / "year.xlsx"
    fake.write_bytes(b"not a workbook at all")
    client.post(reverse("records"), {"files": fake.open("rb")})
    do_jobs()
    page = client.get(reverse("import_outcome", args=[Job.objects.get().pk]))
    assert page.status_code == 200
    assert page.context["refused"]


@pytest.mark.parametrize("name", ["year.exe", "year", "../../year.pdf"])
def test_what_is_no_table_is_not_even_stored(name, client, staff):
    upload = SimpleUploadedFile(name, b"x")
    assert client.post(reverse("records"), {"files": upload}).status_code == 422
    assert Job.objects.count() == 0


def test_records_go_out_as_a_workbook_that_comes_in_again(client, staff, year_2024, do_jobs, tmp_path):
    client.post(reverse("take_out"), {"year": "2024"})
    do_jobs()
    fetched = client.get(reverse("job_file", args=[Job.objects.get().pk]))
    workbook = tmp_path / "again.xlsx"
    workbook.write_bytes(fetched.getvalue())
    report = import_workbook(workbook, by=None)
    assert (report.ok, report.total("created"), report.total("changed")) == (True, 0, 0)


def test_only_a_year_with_records_can_be_taken_out(client, staff):
    assert client.post(reverse("take_out"), {"year": "1066"}).status_code == 404
