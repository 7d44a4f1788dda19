"""The list of members: found by every code, in few statements, with names as one look, and as a file without any."""

import csv
import io
from datetime import date, timedelta
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from members import searching
from members.actions.identity import set_identity
from members.models import Joining, Mandate, Member, Membership
from tests.accounts import PASSPHRASE
from utsopi.audit.models import AuditEntry

DAY = date(2026, 11, 17)
A_DAY = timedelta(days=1)
NUMBERS = count(100)


@pytest.fixture
def today():
    """The clock stands still on DAY."""
    with time_machine.travel(DAY, tick=False):
        yield DAY


@pytest.fixture
def helpdesk(today, make_account, client):
    """Somebody of the helpdesk; `client` is signed in with her account."""
    account = make_account("kim", "helpdesk")
    client.force_login(account)
    return account


def a_member(number="", *, joined=DAY - 30 * A_DAY, left=None, name="", **facts) -> Member:
    made = Member.objects.create(reference=number or f"M{next(NUMBERS)}")
    interval(made, joined, left, **facts)
    if name:
        set_identity(member=made, values={"chosen_name": name}, by=None)
    return made


def interval(member, joined, left=None, **facts) -> Membership:
    told = {"language": "fr", "joined_through": "outreach", "is_sex_worker": True, **facts}
    return Membership.objects.create(member=member, started_on=joined, ended_on=left, **told)


def one_who_asked(number="N1", state="asked", **facts) -> Member:
    made = Member.objects.create(reference=number)
    Joining.objects.create(
        member=made, asked_on=DAY, language="ro", joined_through="website", state=state, **facts
    )
    return made


def shown(client, **query) -> list[str]:
    """What the list shows, by number, in its order."""
    page = client.get(reverse("members"), query)
    assert page.status_code == 200
    return [line.number for line in page.context["lines"]]


# ── what stands there ─────────────────────────────────────────────────────────────────────────────


def test_whoever_joined_last_stands_first_once_with_her_last_interval(client, helpdesk):
    a_member("M1", joined=DAY - 9 * A_DAY, region="flanders", is_effective=True)
    back = a_member("M2", joined=DAY - 90 * A_DAY, left=DAY - 60 * A_DAY)
    interval(back, DAY - 3 * A_DAY, joined_through="open_house")
    Mandate.objects.create(member=back, kind="board", title="Treasurer", started_on=DAY - A_DAY)
    page = client.get(reverse("members"))
    assert page.context["lines"] == [
        (
            "M2",
            "Member",
            "Unknown",
            "French",
            "Open House",
            "Sex worker",
            DAY - 3 * A_DAY,
            None,
            "Board: Treasurer",
        ),
        (
            "M1",
            "Effective member",
            "Flanders",
            "French",
            "Outreach",
            "Sex worker",
            DAY - 9 * A_DAY,
            None,
            "",
        ),
    ]


def test_nobody_yet_says_so_and_nothing_that_fits_says_how_to_widen(client, helpdesk):
    assert "There are no members yet." in client.get(reverse("members")).text
    a_member("M1")
    page = client.get(reverse("members"), {"region": "abroad"})
    assert "No member fits all of this together." in page.text and "Show all" in page.text


# ── narrowed ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"M1", "M2", "M3"}),
        ({"status": "member"}, {"M1", "M3"}),
        ({"status": "member", "day": "2026-08-01"}, {"M1", "M2"}),
        ({"status": "left"}, {"M2"}),
        ({"status": "joined", "start": "2026-11-01", "end": "2026-11-30"}, {"M3"}),
        ({"status": "rejoined", "start": "2026-05-01"}, {"M1"}),
        ({"status": "went", "end": "2026-06-30"}, {"M1"}),
        ({"status": "went", "start": "2026-09-01", "end": "2026-09-01"}, {"M2"}),
        ({"region": "brussels"}, {"M1"}),
        ({"region": "unknown"}, {"M3"}),
        ({"language": "nl"}, {"M2"}),
        ({"language": "neither"}, {"M3"}),
        ({"source": "website"}, {"M3"}),
        ({"mandate": "host"}, {"M1"}),
        ({"mandate": "host", "day": "2026-10-01"}, set()),
        ({"effective": "yes"}, {"M1"}),
        ({"effective": "no"}, {"M2", "M3"}),
        ({"kind": "no"}, {"M2"}),
        ({"number": "m", "status": "left"}, {"M2"}),
        ({"status": "asked"}, {"N1"}),
        ({"status": "asked", "language": "ro"}, {"N1"}),
        ({"status": "asked", "region": "brussels"}, set()),
    ],
)
def test_by_every_code(asked, found, client, helpdesk):
    one = a_member("M1", joined=date(2026, 1, 1), left=date(2026, 5, 1))
    interval(one, date(2026, 6, 1), region="brussels", is_effective=True)
    Mandate.objects.create(member=one, kind="host", started_on=date(2026, 11, 1))
    Mandate.objects.create(member=one, kind="board", started_on=date(2026, 7, 1), ended_on=DAY)
    two = {"region": "flanders", "language": "nl", "is_sex_worker": False}
    a_member("M2", joined=date(2026, 7, 1), left=date(2026, 9, 1), **two)
    a_member("M3", joined=date(2026, 11, 2), language="ro", joined_through="website")
    one_who_asked()
    one_who_asked("N2", "declined", decided_on=DAY)
    assert set(shown(client, **asked)) == found


def test_a_whole_number_leads_to_her_page_also_before_she_joined(client, helpdesk):
    asked = one_who_asked("N1")
    found = client.get(reverse("members"), {"number": "n1"})
    assert found.url == reverse("member", args=[asked.pk])
    assert shown(client, number="zz") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "x"},
        {"region": "mars"},
        {"day": "soon"},
        {"number": "M%_"},
        {"start": "2026-02-01", "end": "2026-01-01"},
    ],
)
def test_what_is_no_code_is_said(wrong, client, helpdesk):
    a_member("M1")
    page = client.get(reverse("members"), wrong)
    assert (page.status_code, page.context["lines"]) == (422, [])


def test_what_it_was_narrowed_to_stays_on_the_next_page(client, helpdesk):
    for _each in range(60):
        a_member(region="brussels")
    first = client.get(reverse("members"), {"region": "brussels"})
    second = client.get(reverse("members") + first.context["older"])
    numbers = [{line.number for line in page.context["lines"]} for page in (first, second)]
    assert (len(numbers[0]), len(numbers[1]), numbers[0] & numbers[1]) == (50, 10, set())
    assert (first.context["count"], first.context["newer"], second.context["older"]) == (60, "", "")


@pytest.mark.parametrize("status", ["", "member", "left", "asked"])
def test_how_a_number_begins_finds_the_same_of_few_and_of_many(status, client, helpdesk, monkeypatch):
    for number, left in (("M1", None), ("m2", None), ("M3", DAY), ("K1", None)):
        a_member(number, left=left)
    one_who_asked("M4")
    few = shown(client, number="M", status=status)
    monkeypatch.setattr(searching, "FEW", 0)
    assert (shown(client, number="M", status=status), len(few)) == (few, 2 if not status else 1)
    assert shown(client, number="X", status=status) == []


@pytest.mark.parametrize(
    "query", [{}, {"status": "member"}, {"status": "asked"}, {"mandate": "host"}, {"number": "m"}]
)
def test_ten_rows_and_a_hundred_cost_the_same(query, client, helpdesk):
    def add(number):
        for _each in range(number):
            made = a_member()
            Mandate.objects.create(member=made, kind="host", started_on=DAY)
            one_who_asked(f"N{next(NUMBERS)}")

    client.get(reverse("members"))
    told = []
    for number in (10, 90):
        add(number)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("members"), query)
        told.append(len(asked))
    assert told[0] == told[1]


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", ["helpdesk", "coordinator"])
def test_the_names_of_one_page_are_one_look_with_their_number(role, client, make_account):
    client.force_login(make_account("noor", role))
    for name in ("Zephyrine", "Ottoline"):
        a_member(name=name, region="brussels")
    a_member("M1", region="brussels")
    a_member(name="Somewhere Else", region="abroad")
    page = client.get(reverse("members"), {"region": "brussels"})
    assert "Zephyrine" not in page.text
    seen = client.post(page.context["names_address"])
    assert "Zephyrine" in seen.text and "Ottoline" in seen.text and "Somewhere" not in seen.text
    (entry,) = AuditEntry.objects.filter(model="members.MemberIdentity", action__in=["list", "reveal"])
    assert (entry.action, entry.fields, entry.counts["shown"]) == ("list", ["chosen_name"], 2)
    assert "no-store" in seen["Cache-Control"]


@pytest.mark.parametrize("role", ["helpdesk", "coordinator"])
def test_who_asked_is_opened_for_a_reason_only_and_in_no_list(role, client, make_account):
    client.force_login(make_account("noor", role))
    set_identity(member=one_who_asked(), values={"chosen_name": "Zephyrine"}, by=None)
    page = client.get(reverse("members"), {"status": "asked"})
    assert page.context["count"] == 1 and "Show the names" not in page.text
    assert client.post(f"{reverse('members_names')}?status=asked").status_code == 404
    assert not AuditEntry.objects.filter(action="list").exists()


def test_names_want_a_fresh_proof_and_keep_what_was_asked_for(client, staff, time_machine):
    a_member(name="Zephyrine", region="brussels")
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    address = f"{reverse('members_names')}?region=brussels&page=1"
    asked = client.post(address)
    assert (asked.status_code, "Zephyrine" in asked.text) == (401, False)
    seen = client.post(address, {"proof-passphrase": PASSPHRASE})
    assert "Zephyrine" in seen.text and "Brussels" in seen.text


def test_names_are_not_shown_by_following_a_link_nor_to_anybody_else(client, staff, make_account):
    assert client.get(reverse("members_names")).status_code == 405
    for role in ("board", "host", "outreach", "auditor", "steward", "admin", "member"):
        client.force_login(make_account(f"as-{role}", role))
        answers = [client.post(reverse(name)) for name in ("members_names", "members_out")]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_without_keys_names_are_closed_and_the_list_is_not(client, staff, without_keys):
    Member.objects.create(reference="M1")
    assert client.post(reverse("members_names")).status_code == 503
    assert client.get(reverse("members")).status_code == 200


# ── files ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_has_exactly_what_the_page_was_narrowed_to_and_no_name(client, staff):
    for number in range(60):
        a_member(f"M{number}", region="brussels", name=f"Zephyrine {number}")
    a_member(region="abroad")
    answer = client.post(reverse("members_out"), {"format": "csv", "region": "brussels"})
    text = b"".join(answer).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert (len(rows), rows[0][:3], "Zephyrine" in text) == (61, ["Number", "Status", "Region"], False)
    assert {row[2] for row in rows[1:]} == {"Brussels"}
    entry = AuditEntry.objects.get(action="export")
    assert (entry.model, entry.fields, entry.counts) == ("members.Member", ["csv"], {"rows": 60})


def test_the_workbook_says_the_same_in_real_days(client, staff):
    a_member("M1", joined=date(2026, 2, 3), region="brussels")
    answer = client.post(reverse("members_out"), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active
    (row,) = [row for row in sheet.iter_rows(values_only=True) if row[0] == "M1"]
    assert (row[1], row[6].date(), row[7]) == ("Member", date(2026, 2, 3), None)


def test_those_who_asked_come_as_a_file_too(client, staff):
    one_who_asked("N1", "to_talk")
    answer = client.post(reverse("members_out"), {"format": "csv", "status": "asked"})
    assert "N1,Invited to talk first,Unknown,Romanian,Website" in b"".join(answer).decode()


@pytest.mark.parametrize("wrong", [{}, {"format": "exe"}, {"format": "csv", "region": "mars"}])
def test_what_is_no_file_is_not_found(wrong, client, staff):
    assert client.post(reverse("members_out"), wrong).status_code == 404


def test_a_file_wants_a_fresh_proof(client, staff, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert client.post(reverse("members_out"), {"format": "csv"}).status_code == 401
    assert not AuditEntry.objects.filter(action="export").exists()
