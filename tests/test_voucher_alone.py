"""Envelopes that one account alone saw through: no mistake, and shown to the two who close and to the auditor."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.actions import vouchers
from outreach.alone import SeenByOne, seen_by_one
from utsopi.team.roles import Role

from .vouchers import handed, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def kim(make_account):
    """Who holds both roles."""
    return make_account("kim", Role.COORDINATOR, Role.HELPDESK, alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


@pytest.fixture
def hana(make_account):
    return make_account("hana", Role.HELPDESK, alias="Hana")


@pytest.fixture
def programme(kim, noor):
    return prepared(kim, noor, envelopes=5)


def give(card, by):
    return vouchers.give(token=card, on=timezone.localdate(), by=by)


def test_a_card_made_handed_and_redeemed_by_one_account_is_named(programme, kim):
    (card,) = handed(programme, kim)
    give(card, kim)
    assert seen_by_one(programme) == [SeenByOne("E001", "KM")]


@pytest.mark.parametrize("step", ["made", "handed", "given"])
def test_a_second_account_at_any_step_is_enough(programme, kim, hana, step):
    (card,) = vouchers.make_cards(programme=programme, count=1, by=hana if step == "made" else kim)
    vouchers.hand_card(token=card, by=hana if step == "handed" else kim)
    give(card, hana if step == "given" else kim)
    assert seen_by_one(programme) == []


def test_a_lost_card_that_two_replaced_was_seen_by_two(programme, kim, noor):
    (card,) = handed(programme, kim)
    give(vouchers.replace_card(token=card, second=noor, by=kim), kim)
    assert seen_by_one(programme) == []


def test_what_was_taken_back_does_not_count_and_the_last_giving_does(programme, kim, hana):
    (card,) = handed(programme, kim)
    vouchers.take_back(envelope=give(card, hana), because="mistake", by=hana)
    assert seen_by_one(programme) == []
    give(card, kim)
    assert seen_by_one(programme) == [SeenByOne("E001", "KM")]


def test_the_two_who_close_and_the_auditor_see_them(programme, kim, noor, make_account):
    first, other = handed(programme, kim, 2)
    give(first, kim), give(other, kim)
    for account, name in (
        (noor, "voucher_closing"),
        (make_account("aud", Role.AUDITOR), "voucher_envelopes"),
    ):
        client = Client()
        client.force_login(account)
        page = client.get(reverse(name, args=[programme.pk])).text
        assert "Seen by one person only: 2" in page
        assert "<b>E001</b> (KM), <b>E002</b> (KM)" in page


def test_it_is_one_statement_however_many_cards(kim, noor):
    counts = []
    for many in (2, 20):
        programme = prepared(kim, noor, envelopes=many, people=many, title=f"Food {many}")
        for card in handed(programme, kim, many):
            give(card, kim)
        with CaptureQueriesContext(connection) as asked:
            assert len(seen_by_one(programme)) == many
        counts.append(len(asked))
    assert counts == [1, 1]
