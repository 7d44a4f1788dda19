"""Vouchers from the invoice to the closing: what each verb does, and what it refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from outreach import cards
from outreach.actions import closing, second, vouchers
from outreach.balance import balance
from outreach.models import LedgerEntry
from utsopi.audit.models import AuditEntry

from .vouchers import EACH, TODAY, handed, organisation, planned, prepared


@pytest.fixture
def kim(make_account):
    return make_account("kim", "coordinator", alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", "board", alias="Noor")


def acts(programme):
    return list(LedgerEntry.objects.filter(programme=programme).values_list("act", flat=True))


def test_a_card_brings_the_next_envelope_and_two_people_close_the_books(kim, noor):
    programme = prepared(kim, noor, envelopes=3)
    first, other = handed(programme, kim, 2)
    assert vouchers.give(token=first, on=TODAY, by=kim).number == "E001"
    with pytest.raises(ValidationError, match="already brought envelope E001"):
        vouchers.give(token=first, on=TODAY, by=kim)
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    with pytest.raises(ValidationError, match="One person was told and did not collect, without a reason"):
        closing.begin_closing(programme=programme, by=kim)
    closing.explain(programme=programme, because="not_come", pieces=1, by=kim)
    closing.begin_closing(programme=programme, by=kim)
    with pytest.raises(ValidationError, match="two people"):
        closing.close(programme=programme, by=kim)
    closing.close(programme=programme, by=noor)
    found = balance(programme)
    assert (found.prepared, found.given, found.void, found.left) == (3, 1, 0, 2)
    assert (found.amount, found.invited, found.reasons) == (EACH, 2, {"not_come": 1})
    assert acts(programme) == [
        "invoice", *["prepared"] * 3, *["card"] * 2, *["card_out"] * 2, "given", "left", "left", "missed", "closed",
    ]  # fmt: skip


def test_a_lost_card_is_void_and_the_new_one_brings_the_envelope(kim, noor):
    programme = prepared(kim, noor)
    (lost,) = handed(programme, kim)
    second.agree(proposal=second.propose_to_replace(token=lost, by=kim), by=noor)
    lost.refresh_from_db()
    assert (lost.state, lost.replaced_by.state) == ("void", "handed")
    with pytest.raises(ValidationError, match="This card is void"):
        vouchers.give(token=lost, on=TODAY, by=kim)
    assert vouchers.give(token=lost.replaced_by, on=TODAY, by=kim).number == "E001"
    assert balance(programme).invited == 1


def test_what_was_given_by_mistake_comes_back_on_the_same_day_only(kim, noor, time_machine):
    programme = prepared(kim, noor, envelopes=1)
    (card,) = handed(programme, kim)
    envelope = vouchers.give(token=card, on=TODAY, by=kim)
    vouchers.take_back(envelope=envelope, because="mistake", by=noor)
    assert vouchers.give(token=card, on=TODAY, by=kim) == envelope
    time_machine.move_to(timezone.now() + timedelta(days=1))
    with pytest.raises(ValidationError, match="today can be taken back"):
        vouchers.take_back(envelope=envelope, because="mistake", by=noor)


@pytest.mark.parametrize("verb", ["prepare", "void", "leave", "replace"])
def test_nobody_is_her_own_second(kim, noor, verb):
    programme = prepared(kim, noor)
    (card,) = handed(programme, kim)
    envelope = programme.envelopes.first()
    alone = {
        "prepare": lambda: vouchers.prepare(programme=programme, numbers=["E9"], second=kim, by=kim),
        "void": lambda: vouchers.void_envelope(envelope=envelope, because="lost", second=kim, by=kim),
        "leave": lambda: vouchers.leave_over(programme=programme, second=kim, by=kim),
        "replace": lambda: vouchers.replace_card(token=card, second=kim, by=kim),
    }
    before = acts(programme)
    with pytest.raises(ValidationError, match="This takes two people"):
        alone[verb]()
    assert acts(programme) == before


def test_a_partner_hands_over_no_more_cards_than_its_quota(kim):
    partner, stranger = organisation("A partner"), organisation("A stranger")
    programme = planned(kim, partners=[(partner, 1)])
    first, other = vouchers.make_cards(programme=programme, count=2, by=kim)
    vouchers.hand_card(token=first, organisation=partner, by=kim)
    with pytest.raises(ValidationError, match="The quota of A partner is reached: 1"):
        vouchers.hand_card(token=other, organisation=partner, by=kim)
    with pytest.raises(ValidationError, match="A stranger is no partner"):
        vouchers.hand_card(token=other, organisation=stranger, by=kim)
    assert vouchers.hand_card(token=other, by=kim).state == "handed"


def test_no_more_is_prepared_than_the_budget_allows(kim, noor):
    programme = prepared(kim, noor, envelopes=3, people=3)
    vouchers.bought(programme=programme, pieces=35, amount=EACH, invoice="F-2", by=kim)
    with pytest.raises(ValidationError, match="more than the budget of € 525.00"):
        second.propose_to_prepare(programme=programme, numbers=["E004"], by=kim)


def test_a_card_is_found_however_it_is_written(kim):
    (card,) = vouchers.make_cards(programme=planned(kim), count=1, by=kim)
    printed = cards.shown(card.serial)
    for typed in (printed, printed.lower(), f" {card.serial[:3]} {card.serial[3:]} ", card.serial):
        assert cards.look_up(typed) == card
    wrong = card.serial[:-1] + ("2" if card.serial[-1] != "2" else "3")
    assert (cards.look_up(wrong), cards.is_well_formed(wrong), cards.look_up("")) == (None, False, None)


def test_what_waits_is_held_against_the_books_once_more_when_the_second_agrees(kim, noor):
    programme = prepared(kim, noor, envelopes=1)
    proposal = second.propose_to_void(envelope=programme.envelopes.get(), because="lost", by=kim)
    (card,) = handed(programme, kim)
    vouchers.give(token=card, on=TODAY, by=kim)
    with pytest.raises(ValidationError, match="Only a prepared envelope"):
        second.agree(proposal=proposal, by=noor)
    with pytest.raises(ValidationError, match="still waits for a second person"):
        closing.begin_closing(programme=programme, by=kim)
    second.refuse(proposal=proposal, by=noor)
    closing.begin_closing(programme=programme, by=kim)


@pytest.mark.parametrize(
    ("pieces", "words"),
    [(0, "How many"), (3, "not that many left"), (-1, "not that many with this reason")],
)
def test_reasons_are_as_many_as_there_are_people_without_an_envelope(kim, noor, pieces, words):
    programme = prepared(kim, noor)
    handed(programme, kim, 2)
    with pytest.raises(ValidationError, match=words):
        closing.explain(programme=programme, because="moved", pieces=pieces, by=kim)


def test_the_trail_names_fields_and_lines_and_never_the_hour(kim, noor):
    prepared(kim, noor)
    told = AuditEntry.objects.filter(model__startswith="outreach.")
    assert {(entry.at, entry.action) for entry in told} == {(None, "create"), (None, "change")}
    assert told.last().counts == {"line": 4}
