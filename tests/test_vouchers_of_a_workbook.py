"""A programme that came from a workbook: its books are opened, hold, and are closed by the same verbs."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from outreach.actions import closing, second, vouchers
from outreach.balance import balance
from outreach.models import Envelope, Invitation, LedgerEntry, VoucherProgramme
from outreach.verifying import verify
from reports.workbook import import_workbook
from tests.years import bring_in

from .workbook_help import YEARS, changed, small, write_folder


@pytest.fixture
def kim(make_account):
    return make_account("kim", "coordinator", alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", "board", alias="Noor")


@pytest.fixture
def of_2024(db):
    bring_in("2024")
    return VoucherProgramme.objects.get(reference="VP2024")


def test_2024_reconciles_before_anything_was_booked(of_2024):
    found = balance(of_2024)
    assert (found.prepared, found.given, found.void, found.left) == (103, 103, 0, 0)
    assert (found.amount, found.budget) == (Decimal("18025.00"), Decimal("18025.00"))
    assert (found.invited, found.not_collected, found.reasons) == (112, 9, {"not_reached": 9})
    assert found.reconciles


def test_2024_is_closed_by_two_people_at_103_envelopes_and_nine_not_collected(of_2024, kim, noor):
    closing.begin_closing(programme=of_2024, by=kim)
    with pytest.raises(ValidationError, match="two people"):
        closing.close(programme=of_2024, by=kim)
    closing.close(programme=of_2024, by=noor)
    last = LedgerEntry.objects.filter(programme=of_2024).last()
    assert (last.act, last.pieces, last.amount) == ("closed", 103, Decimal("18025.00"))
    assert (last.by, last.second, last.initials) == (kim.pk, noor.pk, "KM NO")
    assert balance(of_2024).reasons == {"not_reached": 9}
    assert last.number == 103 + 1 + 1  # the envelopes as they came, the reasons, the end
    assert verify().problems == []


def test_closed_books_take_nothing_more(of_2024, kim, noor):
    closing.begin_closing(programme=of_2024, by=kim)
    for act in (
        lambda: vouchers.make_cards(programme=of_2024, count=1, by=kim),
        lambda: second.propose_to_leave(programme=of_2024, by=kim),
        lambda: closing.explain(programme=of_2024, because="moved", pieces=-1, by=kim),
    ):
        with pytest.raises(ValidationError, match="are being closed"):
            act()
    closing.close(programme=of_2024, by=noor)
    with pytest.raises(ValidationError, match="are closed"):
        closing.refuse_closing(programme=of_2024, by=noor)
    with pytest.raises(ValidationError, match="are closed"):
        vouchers.make_cards(programme=of_2024, count=1, by=kim)


def test_the_same_workbook_again_changes_nothing_and_another_one_is_refused(of_2024, kim, tmp_path):
    closing.begin_closing(programme=of_2024, by=kim)
    assert import_workbook(YEARS["2024"], by=None).ok


@pytest.mark.parametrize(
    ("sheet", "row", "cells"),
    [
        ("voucher_programmes", 2, {"budget": "100.00"}),
        ("voucher_programmes", 2, {"partners": "Payoke"}),
        ("voucher_invitations", 2, {"outcome": "not_collected"}),
        ("vouchers", 2, {"status": "void", "person": "", "issued_on": ""}),
        ("vouchers", 3, {"envelope": "E7"}),
    ],
)
def test_what_a_ledger_tells_of_is_not_changed_by_a_workbook(tmp_path, kim, noor, sheet, row, cells):
    import_workbook(write_folder(tmp_path / "first", small()), by=None)
    programme = VoucherProgramme.objects.get()
    vouchers.bought(programme=programme, pieces=1, amount=Decimal(1), invoice="F1", by=kim)
    outcome = import_workbook(write_folder(tmp_path / "then", changed(sheet, row, **cells)), by=None)
    problems = [(found.sheet, found.row, found.reason) for found in outcome.problems]
    assert problems == [(sheet, row, "The ledger of this programme is kept here.")]
    assert verify().problems == []


def test_an_envelope_in_the_stock_is_prepared_by_two_or_left_over(tmp_path, kim, noor):
    import_workbook(write_folder(tmp_path, small()), by=None)
    programme = VoucherProgramme.objects.get()
    assert balance(programme).problems == ["One envelope is in the stock and was never prepared."]
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    found = balance(programme)
    assert (found.prepared, found.given, found.left, found.in_stock) == (2, 1, 1, 0)
    assert (found.reconciles, found.stock) == (True, 0)
    assert verify().problems == []


def test_an_imported_reason_without_a_code_waits_for_one(tmp_path, kim, noor):
    cells = {"outcome": "not_collected", "reason": "Her phone was off"}
    sheets = changed("voucher_invitations", 2, **cells)
    sheets["voucher_invitations"].append({**sheets["voucher_invitations"][0], "person": "P2", "reason": ""})
    import_workbook(write_folder(tmp_path, sheets), by=None)
    programme = VoucherProgramme.objects.get()
    assert "One person was told and did not collect, without a reason." in balance(programme).problems
    closing.explain(programme=programme, because="not_reached", pieces=1, by=kim)
    assert balance(programme).unexplained == 0


def test_one_envelope_a_person_is_held_by_the_database(of_2024):
    taken = Envelope.objects.filter(programme=of_2024).first()
    again = Envelope(programme=of_2024, number="E999", amount=175, status="issued", issued_on=taken.issued_on)
    again.person = taken.person
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_somebody_is_invited_once(of_2024):
    invitation = Invitation.objects.filter(programme=of_2024).first()
    invitation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save(force_insert=True)
