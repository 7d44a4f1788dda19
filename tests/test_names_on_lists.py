"""Names that were shown as a list: whose they were is written down, signed, and told to each of them."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.actions import assemblies
from members.actions.identity import set_identity
from members.models import MemberIdentity
from tests.evenings import a_member
from utsopi.audit.models import RECORDS, AuditEntry
from utsopi.audit.openings import who_opened
from utsopi.audit.sealing import seal
from utsopi.audit.signing import Signer, same
from utsopi.audit.verifying import verify
from utsopi.team.roles import Role

YOURS = "your name was on a list that was looked at"


def somebody(name: str, **identity):
    member = a_member()
    set_identity(member=member, values={"chosen_name": name, **identity}, by=None)
    return member


def openings(member) -> list[tuple]:
    table = who_opened(MemberIdentity._meta.label, member.identity.pk)
    return [(row["on"], row["role"], row["reason"]) for row in table.rows]


def shows_names(client, **asked):
    return client.post(reverse("members_names", query=asked) if asked else reverse("members_names"))


@pytest.fixture
def hers(make_account):
    """A member, and a browser in which she is signed in."""
    account, browser = make_account("amber", Role.MEMBER), Client()
    browser.force_login(account)
    member = a_member(account=account)
    set_identity(member=member, values={"chosen_name": "Mirela", "name_on_lists": "chosen"}, by=None)
    return member, browser


def test_she_reads_on_her_page_and_in_her_copy_that_her_name_was_on_a_list(client, staff, hers):
    member, browser = hers
    assert YOURS not in browser.get(reverse("own_record")).text
    assert "Mirela" in shows_names(client).text
    for name in ("own_record", "own_copy"):
        page = browser.get(reverse(name))
        assert YOURS in page.text and "Coordinator" in page.text
    told = (timezone.localdate(), "Coordinator", "the name was on a list that was looked at")
    assert told in openings(member)


def test_whose_name_was_on_another_page_reads_nothing(client, staff, hers):
    member, browser = hers
    other = somebody("Ottoline")
    shows_names(client, number=other.reference[:6])
    assert (len(openings(other)), openings(member)) == (1, [])
    assert YOURS not in browser.get(reverse("own_record")).text


def test_the_list_that_an_assembly_signs_is_told_to_whoever_agreed_to_her_name(client, staff, hers):
    member, _browser = hers
    by_number = somebody("Silent")
    today = timezone.localdate()
    rules = {"quorum_percent": 0, "most_proxies": 1, "only_effective": False}
    held = assemblies.call(held_on=today, title="Assembly", by=None, **rules)
    assert "Mirela" in client.post(reverse("attendance_names", args=[held.pk])).text
    assert (len(openings(member)), openings(by_number)) == (1, [])


def test_a_list_of_ten_names_costs_as_much_as_one_of_two(client, staff, db):
    for name in ("Mirela", "Ottoline"):
        somebody(name)
    shows_names(client)
    with CaptureQueriesContext(connection) as few:
        shows_names(client)
    for each in range(8):
        somebody(f"Name {each}")
    with CaptureQueriesContext(connection) as many:
        shows_names(client)
    assert len(few) == len(many)


def test_her_page_reads_all_looks_in_one_statement(client, staff, hers):
    member, _browser = hers
    shows_names(client)
    with CaptureQueriesContext(connection) as one:
        assert len(openings(member)) == 1
    client.post(reverse("member_who", args=[member.pk]), {"reason": "reach"})
    with CaptureQueriesContext(connection) as more:
        assert len(openings(member)) == 2
    assert len(one) == len(more)


def test_whose_names_they_were_is_signed_and_nobody_can_change_it(client, staff, hers):
    shows_names(client)
    seal()
    assert verify().problems == []
    (entry,) = AuditEntry.objects.filter(action="list")
    assert entry.counts == {"shown": 1, RECORDS: [str(hers[0].identity.pk)]}
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(counts={"shown": 1, RECORDS: []})
    entry.counts = {"shown": 1, RECORDS: []}
    assert not same(entry.mac, Signer().entry(entry))


def test_the_trail_of_one_record_holds_the_lists_it_was_on(client, make_account, hers):
    client.force_login(make_account("noor"))
    shows_names(client)
    client.force_login(make_account("steward", Role.STEWARD))
    page = client.get(reverse("trail"), {"record": str(hers[0].identity.pk)})
    acts = [row["act"] for row in page.context["table"].rows]
    assert "saw a list of" in acts
    assert "shown 1" in page.text and RECORDS not in page.text


def test_why_is_told_to_her_in_words_that_speak_to_her(client, staff, hers):
    member, browser = hers
    client.post(reverse("member_who", args=[member.pk]), {"reason": "reach"})
    assert "to reach you in the way you agreed to" in browser.get(reverse("own_record")).text
    assert openings(member)[0][2] == "to reach her in the way she agreed to"


def test_no_page_promises_that_no_list_knows_her_name(client, staff, db):
    assert "No list" not in client.get("/j/en/").text
    somebody("Mirela")
    assert "each of them reads that it happened" in shows_names(client).text
