"""Her copy is complete: whatever is declared about a member, and about her account, is planted and found in it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Allowance, Registration
from members.models import (
    Assembly,
    Charter,
    Joining,
    Mandate,
    Member,
    MemberIdentity,
    Membership,
    Presence,
)
from tests.evenings import an_evening
from utsopi.audit.models import AuditEntry
from utsopi.team.models import User
from utsopi.team.roles import Role

SEALED = {
    "chosen_name": "Qzchosen",
    "legal_name": "Qzlegal",
    "email": "qzmail@example.org",
    "phone": "0470998877",
    "write_name": "Qzwrite",
    "call_name": "Qzcall",
    "hours": "Qzhours",
}
# what stands in the copy for each field that is declared coded or identifying
FOUND = {
    Membership: {
        "started_on": "3 March 2021",
        "ended_on": "4 April 2022",
        "region": "Wallonia",
        "language": "Dutch",
        "joined_through": "Public event",
        "is_sex_worker": "to support the others",
        "is_effective": "Effective member",
        "left_because": "She does other work now",
    },
    MemberIdentity: SEALED
    | {
        "may_write": "We may write to you",
        "may_call": "We may call you",
        "may_leave_message": "We may leave a message",
        "name_on_lists": "My name by law",
        "agreed_text": "Qztext",
    },
    Joining: {
        "asked_on": "01/02/2021",
        "region": "Flanders",
        "language": "Romanian",
        "joined_through": "Word of mouth",
        "is_sex_worker": "for myself",
        "charter": "Qzcharter",
        "state": "Welcomed",
        "decided_on": "02/03/2021",
    },
    Mandate: {
        "kind": "Working group",
        "title": "Qzgroup",
        "started_on": "05/05/2021",
        "ended_on": "06/06/2021",
    },
    Presence: {"present_as": "By proxy"},
    Registration: {
        "state": "You have a place.",
        "is_first_time": "First time",
        "needs": "A quiet corner",
        "language": "Albanian",
        "tell": "Qztell",
        "told_on": "07/07/2021",
    },
    Allowance: {"amount": "77", "paid_on": "08/08/2021"},
    User: {"username": "qzlogin", "alias": "Qzalias"},
}
# told by what stands there: that it is a member's place; whether the way to be told is an address; news that is sent
# within the half hour; a day on which something was taken back, which her page says in words
IMPLIED = {
    Registration: {"vouched_by", "tell_is_address", "is_news", "has_moved"},
    Member: {"undone_on"},
}


@pytest.fixture
def hers(make_account):
    account = make_account("qzlogin", Role.MEMBER, alias="Qzalias")
    member, proxy = Member.objects.create(account=account, reference="Qznumber"), Member.objects.create()
    Membership.objects.create(
        member=member, started_on=date(2021, 3, 3), ended_on=date(2022, 4, 4), region="wallonia", language="nl",
        joined_through="public_event", is_sex_worker=False, is_effective=True, left_because="moved_on",
    )  # fmt: skip
    Membership.objects.create(
        member=member, started_on=date(2023, 1, 1), region="brussels", language="fr",
        joined_through="outreach", is_sex_worker=True,
    )  # fmt: skip
    MemberIdentity.objects.create(
        member=member, may_write=True, may_call=True, may_leave_message=True, name_on_lists="legal",
        agreed_text="Qztext", **SEALED,
    )  # fmt: skip
    charter = Charter.objects.create(version="Qzcharter", valid_from=date(2020, 1, 1))
    Joining.objects.create(
        member=member, asked_on=date(2021, 2, 1), region="flanders", language="ro", joined_through="word_of_mouth",
        is_sex_worker=True, charter=charter, state="welcomed", decided_on=date(2021, 3, 2),
    )  # fmt: skip
    days = {"started_on": date(2021, 5, 5), "ended_on": date(2021, 6, 6)}
    Mandate.objects.create(member=member, kind="group", title="Qzgroup", **days)
    assembly = Assembly.objects.create(held_on=date(2021, 5, 1), title="Qzassembly")
    Presence.objects.create(assembly=assembly, member=member, present_as="by_proxy", proxy=proxy)
    evening = an_evening()
    Registration.objects.create(
        evening=evening, member=member, state="coming", vouched_by="member", is_first_time=True, needs="low_noise",
        language="sq", tell="Qztell", told_on=date(2021, 7, 7),
    )  # fmt: skip
    Allowance.objects.create(
        activity=evening.activity, member=member, amount=Decimal("77"), paid_on=date(2021, 8, 8)
    )
    return account


def copy_of(account) -> str:
    browser = Client()
    browser.force_login(account)
    return browser.get(reverse("own_copy")).text


def test_whatever_is_declared_about_her_stands_in_her_copy(hers):
    text = copy_of(hers)
    missing = [
        (kind.__name__, name) for kind, told in FOUND.items() for name in told if told[name] not in text
    ]
    assert missing == []
    assert "Qznumber" in text and "Qzassembly" in text


def test_no_table_and_no_field_about_a_member_is_forgotten_here():
    about_her = {each.related_model for each in Member._meta.related_objects} | {User, Member}
    assert about_her == {*FOUND, Member}
    for kind in about_her:
        declared = {*kind.privacy.coded.split(), *kind.privacy.identifying.split()}
        assert declared - IMPLIED.get(kind, set()) == {*FOUND.get(kind, {})}, kind


def test_the_copy_is_one_look_of_her_own_at_each_record(hers):
    copy_of(hers)
    looks = AuditEntry.objects.filter(action="reveal")
    assert {(each.model, each.by_id) for each in looks} == {
        ("members.MemberIdentity", hers.pk),
        ("events.Registration", hers.pk),
    }


def test_votes_that_she_carried_are_counted_and_nobody_is_named(hers):
    member, other = hers.member, Member.objects.create(reference="Qzother")
    held = Assembly.objects.create(held_on=timezone.localdate(), title="Another")
    Presence.objects.create(assembly=held, member=member, present_as="present")
    Presence.objects.create(assembly=held, member=other, present_as="by_proxy", proxy=member)
    text = copy_of(hers)
    assert "Votes you carried" in text and "Qzother" not in text
