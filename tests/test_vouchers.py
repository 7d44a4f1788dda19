"""Vouchers from the invoice to the closing: what each verb does, and what it refuses."""

import pytest
from django.core.exceptions import ValidationError

from outreach.actions import closing, second, vouchers
from outreach.balance import balance
from outreach.models import LedgerEntry

from .vouchers import EACH, TODAY, handed, prepared


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
