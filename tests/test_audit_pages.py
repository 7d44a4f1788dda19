"""The page of the trail: narrowed, turned, taken out; what should be looked at; and who opened a record."""

import csv
import io
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts import account_with
from utsopi.audit.alerts import alerts
from utsopi.audit.choices import Action, Reason
from utsopi.audit.context import acting
from utsopi.audit.log import denied, looked_at, record
from utsopi.audit.models import AuditEntry, ChainLink
from utsopi.audit.openings import who_opened

BRUSSELS = ZoneInfo("Europe/Brussels")
IDENTITY = "members.MemberIdentity"


@pytest.fixture
def steward(make_account, client):
    """A data steward, signed in."""
    account = make_account("rosa", "steward", alias="Rosa")
    client.force_login(account)
    return account


def shown(client, **query) -> list[dict]:
    return client.get(reverse("trail"), query).context["table"].rows


@pytest.mark.parametrize("role", ["steward", "auditor"])
def test_steward_and_auditor_read_the_trail(role, client, make_account):
    client.force_login(make_account("rosa", role))
    assert client.get("/trail/").status_code == 200


@pytest.mark.parametrize("role", ["member", "host", "outreach", "helpdesk", "coordinator", "board", "admin"])
@pytest.mark.parametrize("name", ["trail", "trail_out"])
def test_nobody_else_finds_it(role, name, client, make_account):
    client.force_login(make_account("rosa", role))
    assert (client.get(reverse(name)).status_code, client.post(reverse(name)).status_code) == (404, 404)


def test_an_entry_is_told_in_words_with_names_of_fields_and_no_values(client, steward, make_account):
    noor, key = make_account("noor", alias="Noor"), uuid4()
    with acting(noor, role="coordinator", reason=Reason.REACH):
        looked_at(IDENTITY, key, "phone")
    (row,) = shown(client, action="reveal")
    told = [row[name] for name in ("who", "role", "act", "record", "details", "reason")]
    reason = "to reach her in the way she agreed to"
    assert told == ["Noor", "Coordinator", "opened a sealed field of", str(key)[:8], "phone", reason]


def test_the_house_and_accounts_that_are_gone_have_a_name_too(client, steward, make_account):
    gone = make_account("kim", ())
    record(Action.CHANGE, "events.Activity", by=gone)
    record(Action.CHANGE, "events.Activity", by=None)
    key = str(gone.pk)[:8]
    gone.delete()
    assert {row["who"] for row in shown(client, action="change")} == {
        "The house itself",
        f"An account that is gone ({key})",
    }


@pytest.fixture
def mixed(make_account):
    noor, key = make_account("noor", alias="Noor"), uuid4()
    with time_machine.travel(datetime(2026, 3, 3, 12, tzinfo=BRUSSELS), tick=False):
        record(Action.CHANGE, "events.Activity", by=noor, object_id=key)
        record(Action.CHANGE, "support.Request", by=None)
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=BRUSSELS), tick=False):
        record(Action.EXPORT, "reports.Workbook", by=noor)
    return noor, key


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ({"action": "export"}, ["workbook of records"]),
        ({"model": "support.Request"}, ["request"]),
        ({"account": "house", "end": "2026-03-31"}, ["request"]),
        ({"account": "noor"}, ["workbook of records", "activity"]),
        ({"record": "key"}, ["activity"]),
        ({"start": "2026-03-04", "end": "2026-03-04"}, ["workbook of records"]),
        ({"start": "2026-03-03", "end": "2026-03-03", "account": "noor"}, ["activity"]),
        ({"model": "support.Request", "action": "export", "account": "noor"}, []),
    ],
)
def test_the_trail_is_narrowed_by_act_thing_day_account_and_record(query, things, client, steward, mixed):
    noor, key = mixed
    query = {name: {"noor": noor.pk, "key": key}.get(value, value) for name, value in query.items()}
    assert [row["thing"] for row in shown(client, **query)] == things


@pytest.mark.parametrize(
    "query",
    [
        {"action": "x"},
        {"start": "3 March"},
        {"record": "x"},
        {"account": "x"},
        {"start": "2026-03-04", "end": "2026-03-03"},
    ],
)
def test_a_choice_that_makes_no_sense_is_said(query, client, steward):
    answer = client.get("/trail/", query)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (422, True)


@pytest.mark.parametrize(
    "after",
    ["x", "2026-03-04", "2026-03-04.7.1", "2026-03-04.0.x", f"2026-03-04.0.{2**63}", "2026-13-04.0.1"],
)
def test_a_place_that_is_none_is_not_found(after, client, steward):
    assert client.get("/trail/", {"after": after}).status_code == 404


def test_the_trail_is_turned_page_by_page_and_every_entry_comes_once(client, steward):
    for day in (1, 2, 3):
        with time_machine.travel(datetime(2026, 3, day, 12, tzinfo=BRUSSELS), tick=False):
            for _entry in range(20):
                record(Action.CHANGE, "events.Activity", by=None, with_moment=True)
                record(Action.CHANGE, "support.Request", by=None)
    link, numbers, sizes = "/trail/?action=change", [], []
    while link:
        page = client.get(link)
        numbers += [row["number"] for row in page.context["table"].rows]
        sizes.append(len(page.context["table"].rows))
        link = "/trail/" + page.context["older"] if page.context["older"] else ""
    assert sizes == [50, 50, 20]
    assert len(set(numbers)) == 120


def test_an_entry_of_a_day_never_stands_between_two_moments_on_the_page(client, steward):
    for _turn in range(5):
        record(Action.EXPORT, "reports.Workbook", by=None)
        record(Action.CREATE, "support.Request", by=None)
    kinds = [isinstance(row["when"], datetime) for row in shown(client)]
    assert kinds == sorted(kinds, reverse=True)


def test_the_page_costs_the_same_queries_with_ten_and_with_a_hundred_rows(client, steward, make_account):
    client.get("/trail/")
    counts = []
    for number, more in enumerate((10, 90)):
        by = make_account(f"account{number}")
        for _entry in range(more):
            with acting(by, role="coordinator"):
                looked_at(IDENTITY, uuid4(), "phone")
        with CaptureQueriesContext(connection) as queries:
            client.get("/trail/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 20


# ── the trail as a file ───────────────────────────────────────────────────────────────────────────


def lines_of(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def test_the_trail_is_taken_out_in_codes_and_that_is_written_down_and_sealed(client, steward, mixed):
    answer = client.post("/trail/out/", {"model": "events.Activity"})
    (line,) = lines_of(answer)
    noor, key = mixed
    assert (line["account"], line["action"], line["record"], line["day"], line["moment"]) == (
        str(noor.pk),
        "change",
        str(key),
        "2026-03-03",
        "",
    )
    assert line["signature"] == bytes(AuditEntry.objects.get(object_id=key).mac).hex()
    written = AuditEntry.objects.filter(action=Action.EXPORT, model="audit.AuditEntry").get()
    assert (written.by, written.role, written.counts) == (steward, "steward", {"rows": 1})
    assert ChainLink.objects.count() >= 3


def test_a_file_of_the_trail_is_an_attachment_and_holds_no_formula(client, steward):
    record(Action.CHANGE, "events.Activity", by=None, fields=["=1+1"])
    answer = client.post("/trail/out/", {"model": "events.Activity"})
    assert answer["Content-Disposition"].startswith('attachment; filename="trail-')
    assert lines_of(answer)[0]["fields"] == "'=1+1"


def test_taking_the_trail_out_wants_a_fresh_proof(client, steward):
    with time_machine.travel(datetime.now(BRUSSELS) + timedelta(minutes=20)):
        answer = client.post("/trail/out/", {})
    assert answer.status_code == 401
    assert not AuditEntry.objects.filter(action=Action.EXPORT).exists()


def test_asking_for_what_cannot_be_takes_nothing_out(client, steward):
    assert client.post("/trail/out/", {"action": "x"}).status_code == 404


def test_while_the_keys_are_away_the_trail_can_be_read_and_not_taken_out(client, steward, without_keys):
    assert client.get("/trail/").status_code == 200
    assert client.post("/trail/out/", {}).status_code == 503


# ── what should be looked at ──────────────────────────────────────────────────────────────────────

NOON = datetime(2026, 11, 18, 12, tzinfo=BRUSSELS)


def told(now=NOON + timedelta(days=1)) -> list[tuple]:
    return [(alert.kind, alert.on, alert.count) for alert in alerts(now)]


def read_at(moment: datetime, count: int = 1, by=None) -> None:
    with time_machine.travel(moment, tick=False), acting(by):
        for _read in range(count):
            looked_at(IDENTITY, uuid4(), "phone")


def test_twenty_reads_within_an_hour_are_nothing_and_one_more_is_an_alert(make_account):
    noor = make_account("noor")
    read_at(NOON, 20, noor)
    assert told() == []
    read_at(NOON + timedelta(minutes=59), 1, noor)
    assert told() == [("many", date(2026, 11, 18), 21)]


def test_the_hour_may_begin_at_any_minute_and_is_one_account_s(make_account):
    noor, sam = make_account("noor"), make_account("sam")
    read_at(NOON, 15, noor)
    read_at(NOON + timedelta(minutes=61), 15, noor)
    read_at(NOON, 15, sam)
    assert told() == []
    read_at(NOON + timedelta(minutes=30), 6, noor)
    assert told() == [("many", date(2026, 11, 18), 21)]


@pytest.mark.parametrize(
    ("hour", "minute", "is_night"), [(21, 59, False), (22, 0, True), (5, 59, True), (6, 0, False)]
)
def test_a_read_at_night_is_an_alert(hour, minute, is_night, db):
    read_at(NOON.replace(hour=hour, minute=minute))
    assert told() == ([("night", date(2026, 11, 18), 1)] if is_night else [])


def test_every_export_is_an_alert_and_so_is_a_refusal_at_an_identity(db):
    with time_machine.travel(NOON, tick=False):
        record(Action.EXPORT, "reports.Workbook", by=None)
        for _try in range(2):
            denied(IDENTITY, object_id=uuid4())
        denied("events.Activity", object_id=uuid4())
    assert told() == [("export", date(2026, 11, 18), 1), ("denied", date(2026, 11, 18), 2)]


@pytest.mark.parametrize(
    ("role", "name", "about"),
    [
        ("host", "members", "members.Member"),
        ("member", "trail", "utsopi.Page"),
        ("steward", "log", "support.Request"),
    ],
)
def test_whoever_tries_a_page_that_is_not_hers_is_written_down(role, name, about, client, make_account):
    account = make_account("rosa", role)
    client.force_login(account)
    assert client.get(reverse(name)).status_code == 404
    kept = AuditEntry.objects.get(action=Action.DENIED)
    assert (kept.by, kept.model, kept.fields) == (account, about, [name])


def test_a_page_that_is_hers_and_a_page_for_nobody_in_particular_are_no_refusal(client, steward):
    client.get("/trail/")
    client.logout()
    client.get("/trail/")
    assert not AuditEntry.objects.filter(action=Action.DENIED).exists()


def test_after_a_week_an_alert_is_gone(db):
    read_at(NOON.replace(hour=23))
    assert len(told(NOON + timedelta(days=7))) == 1
    assert told(NOON + timedelta(days=8)) == []


def test_the_page_tells_what_should_be_looked_at(client, steward, make_account):
    read_at(datetime.now(BRUSSELS) - timedelta(minutes=1), 21, make_account("noor", alias="Noor"))
    page = client.get("/trail/").context["alerts"]
    assert ("More than 20 sealed fields opened within an hour", "Noor", 21) in {
        (row["what"], row["who"], row["count"]) for row in page.rows
    }


def test_the_page_says_when_the_trail_was_verified(client, steward):
    assert "Nobody has verified this trail yet." in client.get("/trail/").content.decode()
    record(Action.CHANGE, "events.Activity", by=None)
    call_command("audit_verify")
    assert "all 2 entries were as they were written." in client.get("/trail/").content.decode()


# ── who opened my record ──────────────────────────────────────────────────────────────────────────


def test_a_member_sees_on_which_day_in_which_role_and_why_her_record_was_opened(db):
    key, member = uuid4(), account_with("kim", ["member"])
    with time_machine.travel(NOON, tick=False):
        for number, field in enumerate(("phone", "email")):
            with acting(account_with(f"noor{number}"), role="coordinator", reason=Reason.REACH):
                looked_at(IDENTITY, key, field)
        with acting(member, role="member"):
            looked_at(IDENTITY, key, "phone")
        with acting(member, role="coordinator"):
            looked_at(IDENTITY, uuid4(), "phone")
    table = who_opened(IDENTITY, key, but=member)
    assert [list(row.values()) for row in table.rows] == [
        [date(2026, 11, 18), "Coordinator", "to reach you in the way you agreed to"]
    ]
    page = render_to_string("audit/openings.html", {"openings": table})
    assert "Coordinator" in page
    assert "noor" not in page and "12:00" not in page
