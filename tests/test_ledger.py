"""The ledger of vouchers: nothing changes it, and whoever changes it behind the back of the house is found out."""

from contextlib import suppress
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from outreach import waiting
from outreach.actions import closing, second, vouchers
from outreach.ledger import Signer, initials, write
from outreach.models import Envelope, LedgerEntry, Token, VoucherProgramme
from outreach.rules import LEDGER
from outreach.verifying import verify
from utsopi.jobs.registry import nightly_work
from utsopi.privacy.keyring import Locked

from .at_once import at_once
from .vouchers import TODAY, handed, planned, prepared

MOVED_AWAY = 1000


@pytest.fixture
def kim(make_account):
    return make_account("kim", "coordinator", alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", "board", alias="Noor")


@pytest.fixture
def books(kim, noor):
    """A programme with eight lines: an invoice, three envelopes, a card made, handed over, an envelope given and
    taken back."""
    programme = prepared(kim, noor, envelopes=3)
    (card,) = handed(programme, kim)
    envelope = vouchers.give(token=card, on=TODAY, by=kim)
    vouchers.take_back(envelope=envelope, because="mistake", by=kim)
    return programme


@pytest.fixture
def tampering(db):
    """Nothing refuses any more; with the test's own transaction the rules come back."""
    LEDGER.remove(connection)
    yield
    # the transaction of the test is rolled back


def line(programme, number: int):
    return LedgerEntry.objects.filter(programme=programme, number=number)


def exchange(programme, one: int, other: int, *names: str) -> None:
    """What two lines say in these columns changes places."""
    first, second_ = line(programme, one).values(*names).get(), line(programme, other).values(*names).get()
    line(programme, one).update(**second_)
    line(programme, other).update(**first)


def problems(programme) -> list[tuple[int, str]]:
    return [(problem.number, problem.kind) for problem in verify([programme]).problems]


# ── refused ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.update(amount=1),
        lambda lines: lines.update(number=F("number") + 100),
        lambda lines: lines.delete(),
        lambda lines: lines.last().delete(),
        lambda lines: LedgerEntry.objects.bulk_create(
            [lines.last()], update_conflicts=True, unique_fields=["id"], update_fields=["amount"]
        ),
    ],
)
def test_the_database_refuses_to_change_a_line_or_to_take_one_away(books, change):
    before = list(LedgerEntry.objects.values_list())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(LedgerEntry.objects.filter(programme=books))
    assert list(LedgerEntry.objects.values_list()) == before


@pytest.mark.parametrize("other", [{"second": None}, {"second": "by"}, {"by": None}])
def test_the_database_refuses_one_person_where_two_are_needed(books, kim, noor, other):
    people = {"by": kim.pk, "second": noor.pk} | other
    people = {name: kim.pk if key == "by" else key for name, key in people.items()}
    alone = LedgerEntry(
        programme=books, number=MOVED_AWAY, on=TODAY, act="void", pieces=1, mac=b"-", **people
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        alone.save(force_insert=True)


def test_a_ledger_goes_when_the_seven_years_of_its_books_are_over(kim, noor):
    programme = prepared(kim, noor, envelopes=1)
    for closed_on, goes in ((date(TODAY.year - 7, 1, 1), False), (date(TODAY.year - 8, 12, 31), True)):
        VoucherProgramme.objects.update(closed_on=closed_on)
        LEDGER.remove(connection)
        LedgerEntry.objects.update(on=closed_on)
        LEDGER.apply(connection)
        with suppress(DatabaseError), transaction.atomic():
            LedgerEntry.objects.all().delete()
        assert LedgerEntry.objects.filter(programme=programme).exists() is not goes


@pytest.mark.parametrize("state", ["made", "void", "of another programme"])
def test_the_database_gives_no_envelope_for_a_card_that_brings_none(kim, noor, state):
    programme = prepared(kim, noor, envelopes=1)
    if state == "of another programme":
        (card,) = handed(planned(kim, title="Other"), kim)
    else:
        (card,) = vouchers.make_cards(programme=programme, count=1, by=kim)
        Token.objects.update(state=state)
    given = Envelope.objects.filter(programme=programme)
    with pytest.raises(DatabaseError, match="a card of its programme"), transaction.atomic():
        given.update(status="issued", issued_on=TODAY, token=card)


def test_the_database_gives_one_envelope_a_card(kim, noor):
    programme = prepared(kim, noor, envelopes=2)
    (card,) = handed(programme, kim)
    vouchers.give(token=card, on=TODAY, by=kim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Envelope.objects.filter(number="E002").update(status="issued", issued_on=TODAY, token=card)


def test_the_database_holds_the_envelopes_of_closed_books(kim, noor):
    programme = prepared(kim, noor, envelopes=1)
    VoucherProgramme.objects.update(closed_on=TODAY)
    with pytest.raises(DatabaseError, match="are closed"), transaction.atomic():
        Envelope.objects.update(status="void")
    with pytest.raises(DatabaseError, match="are closed"), transaction.atomic():
        Envelope.objects.create(programme=programme, number="E9", amount=1, status="prepared")


def test_without_keys_nothing_is_done_that_could_not_be_signed(books, kim, without_keys):
    with pytest.raises(Locked):
        vouchers.make_cards(programme=books, count=1, by=kim)
    assert Token.objects.count() == 1
    with pytest.raises(Locked):
        verify()


# ── found out ─────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_as_it_was_written_has_no_problem(books):
    assert problems(books) == []
    assert (verify().lines, list(verify().newest)) == (8, [books.reference])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("on", "2020-01-01"),
        ("act", "card_out"),
        ("pieces", 7),
        ("amount", "0.01"),
        ("reason", "lost"),
        ("by", "00000000-0000-4000-8000-000000000000"),
        ("initials", "XY"),
        ("mac", b"\0" * 32),
    ],
)
def test_a_changed_line_is_named_whatever_was_changed(books, tampering, column, value):
    line(books, 5).update(**{column: value})
    assert problems(books)[0] == (5, "changed")
    assert [number for number, kind in problems(books) if kind == "changed"] == [5]


def test_a_missing_line_is_named(books, tampering):
    line(books, 2).delete()
    assert problems(books)[0] == (2, "missing")


def test_a_missing_line_is_named_where_the_later_ones_were_moved_up(books, tampering):
    line(books, 3).delete()
    for number in range(4, 9):
        line(books, number).update(number=number - 1)
    assert problems(books)[0] == (3, "missing")


@pytest.mark.parametrize(("one", "other"), [(2, 4), (2, 3), (1, 8)])
def test_two_lines_that_changed_places_are_named_both(books, tampering, one, other):
    line(books, one).update(number=MOVED_AWAY)
    line(books, other).update(number=one)
    line(books, MOVED_AWAY).update(number=other)
    assert [found for found in problems(books) if found[1] == "swapped"] == [
        (one, "swapped"),
        (other, "swapped"),
    ]
    assert problems(books)[0] == (one, "swapped")


def test_two_lines_whose_contents_changed_places_are_named_both(books, tampering):
    LedgerEntry.objects.filter(programme=books, act="prepared").update(act="left")  # out of the way of a rule
    exchange(books, 2, 4, "subject", "card", "amount")
    LedgerEntry.objects.filter(programme=books, act="left").update(act="prepared")
    assert problems(books)[:2] == [(2, "swapped"), (4, "swapped")]


def test_a_line_that_was_written_anew_breaks_the_chain_behind_it(books, kim, tampering):
    """Somebody with the keys for one moment writes line 8 anew; the one after it no longer fits."""
    vouchers.make_cards(programme=books, count=1, by=kim)
    last = line(books, 9).get()
    line(books, 9).delete()
    line(books, 8).delete()
    again = LedgerEntry(programme=books, number=8, on=TODAY, act="card", card="AAAAAAAA", initials="KM")
    seal = Signer().seal(again)
    again.mac = seal + Signer().link(seal, bytes(line(books, 7).get().mac))
    again.save(force_insert=True)
    last.save(force_insert=True)
    assert problems(books)[0] == (9, "broken link")


@pytest.mark.parametrize("mac", [b"", bytes(32), "of line 8"])
def test_a_line_that_was_appended_by_hand_is_named(books, mac):
    """Adding is what the database lets anybody do who reaches it: the signature is what she lacks."""
    mac = bytes(line(books, 8).get().mac) if mac == "of line 8" else mac
    LedgerEntry.objects.create(programme=books, number=9, on=TODAY, act="card", card="AAAAAAAA", mac=mac)
    assert [number for number, _kind in problems(books)][:1] == [9]


@pytest.mark.parametrize("count", [1, 2, 7, 8])
def test_an_end_that_was_cut_off_is_found_by_the_trail(books, tampering, count):
    LedgerEntry.objects.filter(programme=books, number__gt=8 - count).delete()
    assert problems(books)[0] == (9 - count, "cut off")


def test_a_cut_end_is_found_by_the_envelopes_where_the_trail_is_gone(books, kim, tampering, monkeypatch):
    (card,) = handed(books, kim)
    vouchers.give(token=card, on=TODAY, by=kim)
    monkeypatch.setattr("outreach.verifying.PROGRAMME", "as if pruned")
    line(books, 11).delete()
    assert [kind for _number, kind in problems(books)] == ["differs", "differs"]  # the envelope, and the card


def test_an_envelope_changed_behind_the_ledger_is_named_by_its_last_line(books, tampering):
    Envelope.objects.filter(programme=books, number="E003").update(status="void")
    assert problems(books) == [(4, "differs")]


def test_an_envelope_that_no_line_speaks_of_is_found(books):
    Envelope.objects.create(programme=books, number="E009", amount=1, status="prepared")
    assert problems(books) == [(9, "cut off")]


def test_closed_books_stay_closed(kim, noor, tampering):
    programme = prepared(kim, noor, envelopes=1)
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    closing.begin_closing(programme=programme, by=kim)
    closing.close(programme=programme, by=noor)
    VoucherProgramme.objects.update(closed_on=None)
    assert problems(programme) == [(4, "differs")]
    with transaction.atomic():
        write(programme, [], by=kim)
    VoucherProgramme.objects.update(closed_on=TODAY)
    LedgerEntry.objects.filter(number=4).delete()
    assert problems(programme)[0] == (4, "cut off")


def test_a_line_of_another_programme_does_not_fit(books, kim, tampering):
    other = planned(kim, title="Other")
    LedgerEntry.objects.filter(programme=books, number=1).update(programme=other)
    assert (problems(other)[0], problems(books)[0]) == ((1, "changed"), (1, "missing"))


# ── the command ───────────────────────────────────────────────────────────────────────────────────


def test_the_command_says_that_all_is_well_and_the_newest_signatures(books):
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    newest = line(books, 8).get().mac.hex()
    assert (
        said.getvalue() == f"The ledgers are as they were written. Lines: 8.\n{books.reference}: {newest}\n"
    )


def test_the_command_fails_with_the_first_bad_line(books, tampering):
    line(books, 4).update(pieces=2)
    with pytest.raises(
        CommandError, match=f"First: {books.reference}, line 4, changed: it does not hold"
    ) as said:
        call_command("verify_ledger", books.reference)
    assert said.value.returncode == 1


def test_the_command_says_that_the_house_is_locked(books, without_keys):
    with pytest.raises(CommandError, match="nothing can be verified") as said:
        call_command("verify_ledger")
    assert said.value.returncode == 2


def test_the_command_knows_no_other_programme(db):
    with pytest.raises(CommandError, match="There is no voucher programme VP9"):
        call_command("verify_ledger", "VP9")


def test_initials_are_two_letters_each(kim, noor):
    assert (initials(kim, noor), initials(noor), initials(None)) == ("KM NO", "NO", "")


# ── at once ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_tables_that_write_at_once_make_one_chain(kim, noor):
    programme = prepared(kim, noor, envelopes=8, people=20)
    cards = handed(programme, kim, 8)
    told = at_once(*[lambda card=card: vouchers.give(token=card, on=TODAY, by=kim) for card in cards])
    assert sorted(envelope.number for envelope in told) == [f"E00{number}" for number in range(1, 9)]
    assert problems(programme) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_do_it_once(kim, noor, make_account):
    programme, ada = prepared(kim, noor, envelopes=2), make_account("ada", "helpdesk", alias="Ada")
    proposal = second.propose_to_void(envelope=programme.envelopes.first(), because="lost", by=kim)
    told = at_once(*[lambda by=by: second.agree(proposal=proposal, by=by) for by in (noor, ada)])
    assert sorted(isinstance(each, ValidationError) for each in told) == [False, True]
    assert LedgerEntry.objects.filter(act="void").count() == 1
    assert problems(programme) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_close_at_once_close_once(kim, noor, make_account):
    programme, ada = prepared(kim, noor, envelopes=2), make_account("ada", "board", alias="Ada")
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    closing.begin_closing(programme=programme, by=kim)
    told = at_once(*[lambda by=by: closing.close(programme=programme, by=by) for by in (noor, ada)])
    assert sorted(isinstance(each, ValidationError) for each in told) == [False, True]
    assert LedgerEntry.objects.filter(act="closed").count() == 1


# ── every night ───────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_found_changed_at_night_stands_on_the_first_page_of_whoever_may_verify_it(
    books, kim, noor, make_account, tampering
):
    auditor, treasurer = make_account("ida", "auditor"), make_account("tess", "board")
    nightly_work()["outreach.upkeep.verify_ledgers"]()
    assert waiting.ledgers(auditor) is None
    line(books, 4).update(pieces=9)
    nightly_work()["outreach.upkeep.verify_ledgers"]()
    assert waiting.ledgers(auditor).words == "1 problem in the ledger of vouchers"
    assert waiting.ledgers(treasurer) is None
