"""Mandates: given to members, from when to when, ended, listed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.actions.mandates import end, give, take_back
from members.models import Mandate, Member, Membership
from utsopi.audit.models import AuditEntry

DAY = date(2026, 11, 17)
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    """The clock stands still on DAY."""
    with time_machine.travel(DAY, tick=False):
        yield DAY


def a_member(number="M7", joined=DAY - 100 * A_DAY) -> Member:
    made = Member.objects.create(reference=number)
    facts = {"language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    Membership.objects.create(member=made, started_on=joined, **facts)
    return made


@pytest.fixture
def member(db):
    return a_member()


def test_a_mandate_runs_until_it_is_ended_and_may_be_given_again(member):
    first = give(member=member, kind="board", title="Treasurer", on=DAY - 50 * A_DAY, by=None)
    end(mandate=first, on=DAY - A_DAY, by=None)
    give(member=member, kind="board", title="Treasurer", on=DAY - A_DAY, by=None)
    assert [each.ended_on for each in member.mandates.all()] == [None, DAY - A_DAY]
    trail = AuditEntry.objects.filter(model="members.Mandate").order_by("number")
    assert [entry.action for entry in trail] == ["create", "change", "create"]


def test_nobody_holds_the_same_twice_nor_before_she_joined(member):
    give(member=member, kind="host", on=DAY, by=None)
    with pytest.raises(ValidationError, match="holds this mandate already"):
        give(member=member, kind="host", on=DAY, by=None)
    with pytest.raises(ValidationError, match="not a member"):
        give(member=member, kind="board", on=DAY - 101 * A_DAY, by=None)
    assert Mandate.objects.count() == 1


def test_it_ends_after_it_begins_and_may_go_on_after_all(member):
    made = give(member=member, kind="group", on=DAY, by=None)
    with pytest.raises(ValidationError, match="not after the day it began"):
        end(mandate=made, on=DAY, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=made.pk).update(ended_on=DAY)
    end(mandate=made, on=DAY + 30 * A_DAY, by=None)
    end(mandate=made, on=None, by=None)
    assert Mandate.objects.get().ended_on is None


def test_what_was_written_down_by_mistake_is_taken_back_once(member):
    made = give(member=member, kind="group", on=DAY, by=None)
    take_back(mandate=made, by=None)
    take_back(mandate=Mandate(pk=made.pk, member=member), by=None)
    assert not Mandate.objects.exists()


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def test_given_ended_and_listed_on_the_pages(client, staff, member):
    sent = {"kind": "board", "title": "Treasurer", "on": "2026-11-01"}
    page = client.post(reverse("mandate_give", args=[member.pk]), sent, follow=True)
    assert "Board: Treasurer" in page.text
    made = Mandate.objects.get()
    refused = client.post(reverse("mandate", args=[made.pk]), {"on": "2026-11-01"})
    assert refused.status_code == 422
    client.post(reverse("mandate", args=[made.pk]), {"on": "2026-11-15"})
    rows = [[cell.text for cell in row] for row in client.get(reverse("mandates")).context["table"].body()]
    assert [(row[0], row[1], row[2], row[5]) for row in rows] == [("M7", "Board", "Treasurer", "Ended")]
    client.post(reverse("mandate_drop", args=[made.pk]))
    assert "Nobody holds or held" in client.get(reverse("mandates")).text


def test_running_ones_stand_first_and_one_kind_may_be_looked_at(client, staff, member):
    ended = give(member=member, kind="host", on=DAY - 9 * A_DAY, by=None)
    end(mandate=ended, on=DAY, by=None)
    give(member=member, kind="board", on=DAY - 50 * A_DAY, by=None)
    give(member=a_member("M8"), kind="host", on=DAY - 20 * A_DAY, by=None)
    told = [row["number"] for row in client.get(reverse("mandates")).context["table"].rows]
    hosts = [row["status"] for row in client.get(reverse("mandates"), {"kind": "host"}).context["table"].rows]
    assert (told, hosts) == (["M8", "M7", "M7"], ["Running", "Ended"])
    assert client.get(reverse("mandates"), {"kind": "queen"}).status_code == 404


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"on": ""}, {"on": "2020-01-01"}, {"title": "x" * 81}])
def test_what_is_wrong_is_said(wrong, client, staff, member):
    sent = {"kind": "board", "on": DAY.isoformat(), **wrong}
    refused = client.post(reverse("mandate_give", args=[member.pk]), sent)
    assert (refused.status_code, Mandate.objects.count()) == (422, 0)


def test_the_helpdesk_reads_the_list_and_changes_nothing(client, make_account, member):
    made = give(member=member, kind="host", on=DAY, by=None)
    client.force_login(make_account("kim", "helpdesk"))
    page = client.get(reverse("mandates"))
    assert reverse("mandate", args=[made.pk]) not in page.text
    assert client.post(reverse("mandate", args=[made.pk]), {"on": ""}).status_code == 404
    assert client.post(reverse("mandate_drop", args=[made.pk])).status_code == 404


def test_ten_and_a_hundred_cost_the_same(client, staff, db):
    client.get(reverse("mandates"))
    told = []
    for number in (10, 90):
        for each in range(number):
            give(member=a_member(f"M{number}-{each}"), kind="host", on=DAY, by=None)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("mandates"))
        told.append(len(asked))
    assert told[0] == told[1]
