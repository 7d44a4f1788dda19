"""The pages of the vouchers' books: programmes, what two people do, envelopes and ledger, the funder's statement."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.actions import closing, second, vouchers
from outreach.models import Envelope, LedgerEntry, Proposal, VoucherProgramme
from outreach.rules import LEDGER
from tests.years import bring_in
from utsopi.audit.models import AuditEntry

from .accounts import PASSPHRASE
from .vouchers import EACH, TODAY, handed, organisation, planned, prepared


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", "coordinator", alias="Kim Maes")
    client.force_login(account)
    return account


@pytest.fixture
def noor(make_account):
    return make_account("noor", "board", alias="Noor")


@pytest.fixture
def as_noor(noor, django_client):
    return django_client(noor)


@pytest.fixture
def django_client():
    from django.test import Client

    def signed_in(account):
        client = Client()
        client.force_login(account)
        return client

    return signed_in


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def terms(**more) -> dict:
    return {
        "title": "Winter",
        "funder": str(organisation("A funder").pk),
        "budget": "1750.00",
        "amount_per_person": "175.00",
        "starts_on": "2026-11-01",
        "ends_on": "2026-12-31",
    } | more


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    return len(told)


# ── programmes ────────────────────────────────────────────────────────────────────────────────────


def test_a_house_without_vouchers_says_how_a_programme_begins(client, kim):
    assert "No vouchers yet. A programme begins with who pays" in text_of(client.get(reverse("vouchers")))


def test_a_programme_is_planned_with_partners_and_their_quotas(client, kim):
    partner = organisation("A partner")
    answer = client.post(reverse("voucher_new"), terms(partner_0=str(partner.pk), quota_0="4"))
    made = VoucherProgramme.objects.get()
    assert answer.url == reverse("voucher_programme", args=[made.pk])
    assert (made.title, made.budget, made.ends_on) == ("Winter", Decimal("1750.00"), date(2026, 12, 31))
    assert list(made.partner_links.values_list("organisation__name", "quota")) == [("A partner", 4)]
    page = text_of(client.get(answer.url))
    assert "A partner (at most 4)" in page and "Nothing was bought yet." in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"budget": "-1"}, "greater than or equal to 0.01"),
        ({"amount_per_person": "0"}, "greater than or equal to 0.01"),
        ({"ends_on": "2026-10-01"}, "The last day is before the first."),
        ({"quota_0": "3"}, "Which partner?"),
        ({"funder": "nobody"}, "is not a valid"),
        ({"title": ""}, "This field is required."),
    ],
)
def test_terms_that_cannot_be_are_refused_with_words(client, kim, said, words):
    answer = client.post(reverse("voucher_new"), terms(**said))
    assert (answer.status_code, VoucherProgramme.objects.count()) == (422, 0)
    assert words in text_of(answer)


def test_a_partner_stands_once(client, kim):
    partner = str(organisation("A partner").pk)
    answer = client.post(reverse("voucher_new"), terms(partner_0=partner, partner_1=partner))
    assert answer.status_code == 422 and "Each partner stands once." in text_of(answer)


def test_terms_are_changed_and_the_amount_stays_once_there_are_envelopes(client, kim, noor):
    programme = prepared(kim, noor)
    address = reverse("voucher_edit", args=[programme.pk])
    assert client.post(address, terms(budget="3500.00")).status_code == 302
    programme.refresh_from_db()
    assert programme.budget == Decimal("3500.00")
    answer = client.post(address, terms(amount_per_person="100.00"))
    assert answer.status_code == 422
    assert "There are envelopes with the amount per person as it is." in text_of(answer)


def test_cards_beyond_the_budget_are_warned_of(client, kim):
    programme = planned(kim, people=2)
    vouchers.make_cards(programme=programme, count=3, by=kim)
    page = text_of(client.get(reverse("voucher_programme", args=[programme.pk])))
    assert "Cards: 3 × € 175.00 = € 525.00, more than the budget of € 350.00." in page


def test_the_chain_of_custody_adds_up_to_what_was_bought(client, kim, noor):
    programme = prepared(kim, noor, envelopes=3)
    (card,) = handed(programme, kim)
    vouchers.give(token=card, on=TODAY, by=kim)
    page = client.get(reverse("voucher_programme", args=[programme.pk])).context["chain"]
    assert [(row["where"], row["pieces"], row["amount"]) for row in page.rows] == [
        ("In the stock, in no envelope", None, 7 * EACH),
        ("Prepared, waiting", 2, 2 * EACH),
        ("Given", 1, EACH),
    ]
    assert page.total["amount"] == 10 * EACH


# ── two people ────────────────────────────────────────────────────────────────────────────────────


def test_an_invoice_comes_once_and_stays(client, kim):
    programme = planned(kim)
    address = reverse("voucher_bought", args=[programme.pk])
    said = {"invoice": "F-7", "pieces": "35", "amount": "1750.00"}
    assert client.post(address, said).status_code == 302
    again = client.post(address, said)
    assert again.status_code == 422 and "stands in the ledger already" in text_of(again)


def test_envelopes_wait_until_another_person_agrees_in_her_own_session(client, kim, as_noor):
    programme = planned(kim)
    vouchers.bought(programme=programme, pieces=35, amount=programme.budget, invoice="F-7", by=kim)
    client.post(reverse("voucher_prepare", args=[programme.pk]), {"count": "4"})
    proposal = Proposal.objects.get()
    waiting = text_of(as_noor.get(reverse("voucher_waiting")))
    assert "Prepare 4 envelopes, E001 to E004, for € 700.00 together." in waiting
    assert "asked by Kim Maes" in waiting
    own = text_of(client.get(reverse("voucher_waiting")))
    assert "You asked for it: another person agrees." in own
    address = reverse("voucher_agree", args=[proposal.pk])
    assert as_noor.post(address).status_code == 302
    assert list(Envelope.objects.values_list("number", "status"))[0] == ("E001", "prepared")
    line = LedgerEntry.objects.filter(act="prepared").first()
    assert (line.by, line.initials) == (kim.pk, "KM NO")


def test_whoever_asked_does_not_agree_herself(client, kim):
    programme = planned(kim)
    vouchers.bought(programme=programme, pieces=35, amount=programme.budget, invoice="F-7", by=kim)
    proposal = second.propose_to_prepare(programme=programme, numbers=["E1"], by=kim)
    answer = client.post(
        reverse("voucher_agree", args=[proposal.pk]), {"proof-passphrase": PASSPHRASE}, follow=True
    )
    assert "This takes two people." in text_of(answer)
    assert (Envelope.objects.count(), Proposal.objects.count()) == (0, 1)


def test_what_was_decided_already_is_told_in_words(client, kim, as_noor):
    gone = "00000000-0000-4000-8000-000000000000"
    answer = as_noor.post(
        reverse("voucher_agree", args=[gone]), {"proof-passphrase": PASSPHRASE}, follow=True
    )
    assert "This was decided already." in text_of(answer)
    assert as_noor.post(reverse("voucher_refuse", args=[gone])).status_code == 404


def test_more_than_is_in_the_stock_is_not_prepared(client, kim):
    programme = planned(kim)
    answer = client.post(reverse("voucher_prepare", args=[programme.pk]), {"count": "1"})
    assert answer.status_code == 422
    assert "take € 175.00, and there are vouchers for € 0.00 in the stock" in text_of(answer)


def test_a_prepared_envelope_is_made_void_by_two(client, kim, as_noor, noor):
    programme = prepared(kim, noor)
    envelope = programme.envelopes.get(number="E002")
    listed = text_of(client.get(reverse("voucher_envelopes", args=[programme.pk])))
    assert reverse("voucher_void", args=[envelope.pk]) in listed
    address = reverse("voucher_void", args=[envelope.pk])
    assert client.post(address, {"because": "nothing"}).status_code == 422
    client.post(address, {"because": "damaged"})
    twice = client.post(address, {"because": "lost"})
    assert "This envelope waits for a second person already." in text_of(twice)
    assert "Make envelope E002 void: damaged." in text_of(as_noor.get(reverse("voucher_waiting")))
    as_noor.post(reverse("voucher_agree", args=[Proposal.objects.get().pk]), {"proof-passphrase": PASSPHRASE})
    envelope.refresh_from_db()
    assert envelope.status == "void"


def test_the_serial_of_a_lost_card_is_no_card_in_the_hands_of_the_second_person(kim, as_noor, noor):
    """Until she agrees it still brings an envelope to whoever types it."""
    (card,) = handed(prepared(kim, noor), kim)
    second.propose_to_replace(token=card, by=kim)
    waiting = text_of(as_noor.get(reverse("voucher_waiting")))
    assert f"Make the lost card {card.serial[:4]}-…" in waiting
    assert card.serial[4:] not in waiting


def test_what_is_left_over_is_counted_by_two_or_not_at_all(client, kim, as_noor, noor):
    programme = prepared(kim, noor)
    address = reverse("voucher_leave", args=[programme.pk])
    assert client.get(address).status_code == 200
    client.post(address)
    assert "This waits for a second person already." in text_of(client.post(address, follow=True))
    as_noor.post(reverse("voucher_refuse", args=[Proposal.objects.get().pk]))
    assert set(programme.envelopes.values_list("status", flat=True)) == {"prepared"}


# ── the auditor ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def of_2024(db):
    bring_in("2024")
    return VoucherProgramme.objects.get(reference="VP2024")


@pytest.fixture
def auditor(make_account, django_client):
    return django_client(make_account("ada", "auditor"))


def test_the_auditor_reads_totals_serials_and_the_verified_ledger(auditor, kim, noor):
    programme = prepared(kim, noor, envelopes=3)
    assert "Food" in text_of(auditor.get(reverse("vouchers")))
    page = text_of(auditor.get(reverse("voucher_programme", args=[programme.pk])))
    assert "Envelopes by serial" in page and "Write down an invoice" not in page
    ledger = text_of(auditor.get(reverse("voucher_ledger", args=[programme.pk])))
    assert "Verified just now: all 4 lines are as they were written." in ledger
    assert "KM NO" in ledger
    envelopes = text_of(auditor.get(reverse("voucher_envelopes", args=[programme.pk])))
    assert "E003" in envelopes and "Make void" not in envelopes


def test_the_page_names_the_line_that_was_changed(auditor, kim, noor):
    programme = prepared(kim, noor, envelopes=3)
    LEDGER.remove(connection)
    LedgerEntry.objects.filter(number=3).update(pieces=2)
    ledger = text_of(auditor.get(reverse("voucher_ledger", args=[programme.pk])))
    assert "The ledger is not as it was written" in ledger
    assert f"{programme.reference}, line 3, changed: it does not hold what was written" in ledger


def test_a_locked_house_shows_the_ledger_and_says_that_it_is_not_verified(auditor, kim, noor, without_keys):
    programme = planned(kim)
    page = text_of(auditor.get(reverse("voucher_ledger", args=[programme.pk])))
    assert "without its keys the ledger cannot be verified" in page


def test_a_locked_house_writes_nothing_into_a_ledger_and_says_so(client, kim, without_keys):
    programme = planned(kim)
    said = {"invoice": "F-7", "pieces": "35", "amount": "1750.00"}
    answer = client.post(reverse("voucher_bought", args=[programme.pk]), said)
    assert (answer.status_code, LedgerEntry.objects.count()) == (503, 0)


# ── the statement ─────────────────────────────────────────────────────────────────────────────────


def statement(client, programme, ending: str):
    return client.post(reverse("voucher_out", args=[programme.pk]), {"format": ending})


def test_the_statement_as_csv_has_serials_and_sums_and_no_person(client, kim, of_2024):
    answer = statement(client, of_2024, "csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "line,envelope,state,given on,pieces,euros,what it is"
    assert len([line for line in lines if line.startswith("envelope,E")]) == 103
    assert lines[1].startswith("envelope,E001,Handed over,2024-05-06,1,175.00,")
    sums = {line.split(",")[2]: line.split(",")[4:6] for line in lines if line.startswith("sum,")}
    assert sums["Given"] == ["103", "18025.00"]
    assert (sums["Told about it"], sums["Not collected"]) == (["112", ""], ["9", ""])
    assert sums["Not collected: not reached again"] == ["9", ""]
    assert not [line for line in lines if "P04" in line]
    told = AuditEntry.objects.filter(action="export").last()
    assert (told.fields, told.counts, told.object_id) == (["csv"], {"rows": 103}, of_2024.pk)


def test_no_cell_of_a_statement_is_taken_for_a_formula_or_for_two(client, kim, noor):
    programme = prepared(kim, noor, envelopes=1, title='=HYPERLINK("https://x"),a;b')
    second.agree(proposal=second.propose_to_prepare(programme=programme, numbers=["=1+1"], by=kim), by=noor)
    text = b"".join(statement(client, programme, "csv").streaming_content).decode()
    head, *rows = csv.reader(StringIO(text))
    assert {len(row) for row in rows} == {len(head)}
    assert [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell] == []
    assert ["'=1+1", f"'{programme.title}"] == [rows[0][1], rows[0][-1].partition(" (")[0]]


def test_the_statement_as_pdf_has_serials_and_sums_and_no_person(client, kim, noor, of_2024, tmp_path):
    pypdf = pytest.importorskip("pypdf")
    closing.begin_closing(programme=of_2024, by=kim)
    closing.close(programme=of_2024, by=noor)
    path = tmp_path / "statement.pdf"
    path.write_bytes(b"".join(statement(client, of_2024, "pdf").streaming_content))
    text = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())
    assert "103 prepared = 103 given + 0 void + 0 left over." in text
    assert "E103" in text and "18,025.00" in text
    assert "Kim" not in text and "P0401" not in text and "provisional" not in text


def test_a_statement_wants_a_fresh_proof_and_a_format_we_have(client, kim, of_2024, time_machine):
    address = reverse("voucher_out", args=[of_2024.pk])
    assert statement(client, of_2024, "doc").status_code == 404
    assert client.get(address).status_code == 405
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert statement(client, of_2024, "csv").status_code == 401


def test_the_second_person_proves_anew_that_it_is_she(kim, as_noor, time_machine):
    programme = planned(kim)
    vouchers.bought(programme=programme, pieces=35, amount=programme.budget, invoice="F-7", by=kim)
    proposal = second.propose_to_prepare(programme=programme, numbers=["E1"], by=kim)
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    address = reverse("voucher_agree", args=[proposal.pk])
    assert as_noor.post(address).status_code == 401
    assert as_noor.post(address, {"proof-passphrase": "wrong"}).status_code == 401
    assert Envelope.objects.count() == 0
    assert as_noor.post(address, {"proof-passphrase": PASSPHRASE}).status_code == 302
    assert Envelope.objects.get().status == "prepared"


# ── how much it costs ─────────────────────────────────────────────────────────────────────────────


def test_lists_cost_the_same_at_10_and_at_100(client, kim, noor):
    programme = prepared(kim, noor, envelopes=10, people=300)
    vouchers.make_cards(programme=programme, count=10, by=kim)
    for number in range(10):
        planned(kim, title=f"Programme {number}")
    for envelope in programme.envelopes.all()[:10]:
        second.propose_to_void(envelope=envelope, because="lost", by=noor)
    pages = ("voucher_programme", "voucher_envelopes", "voucher_ledger")
    addresses = [reverse("vouchers"), reverse("voucher_waiting")]
    addresses += [reverse(name, args=[programme.pk]) for name in pages]
    client.get(addresses[0])  # what every first page of a process asks once
    few = [queries(client, address) for address in addresses]
    numbers = vouchers.next_numbers(programme, 90)
    vouchers.prepare(programme=programme, numbers=numbers, second=noor, by=kim)
    vouchers.make_cards(programme=programme, count=90, by=kim)
    for number in range(90):
        planned(kim, title=f"More {number}")
    for envelope in programme.envelopes.filter(proposals=None)[:40]:
        second.propose_to_void(envelope=envelope, because="lost", by=noor)
    assert [queries(client, address) for address in addresses] == few


def test_a_verb_costs_the_same_however_long_the_ledger_is(kim, noor):
    programme = prepared(kim, noor, envelopes=10, people=300)
    first, other = handed(programme, kim, 2)

    def cost(card) -> int:
        with CaptureQueriesContext(connection) as told:
            vouchers.give(token=card, on=TODAY, by=kim)
        return len(told)

    few = cost(first)
    numbers = vouchers.next_numbers(programme, 200)
    vouchers.prepare(programme=programme, numbers=numbers, second=noor, by=kim)
    assert cost(other) == few
    assert few <= 13  # two of them begin and end the transaction


# ── who may ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("helpdesk", {"vouchers", "voucher_waiting", "voucher_programme"}),
        ("board", {"vouchers", "voucher_waiting", "voucher_programme"}),
        ("auditor", {"vouchers", "voucher_programme", "voucher_envelopes", "voucher_ledger"}),
        ("outreach", set()),
        ("member", set()),
        ("steward", set()),
    ],
)
def test_each_role_finds_its_pages_and_no_other(make_account, django_client, kim, noor, role, found):
    programme = prepared(kim, noor, envelopes=1)
    client = django_client(make_account("somebody", role))
    plain = ("vouchers", "voucher_waiting", "voucher_new")
    of_one = ("voucher_programme", "voucher_envelopes", "voucher_ledger", "voucher_edit", "voucher_bought")
    addresses = {name: reverse(name) for name in plain}
    addresses |= {
        name: reverse(name, args=[programme.pk]) for name in (*of_one, "voucher_prepare", "voucher_leave")
    }
    codes = {name: client.get(address).status_code for name, address in addresses.items()}
    assert {name for name, code in codes.items() if code == 200} == found
    assert {code for name, code in codes.items() if name not in found} == {404}


def test_nobody_finds_only_the_way_in(client, db):
    assert client.get(reverse("vouchers")).status_code in (302, 404)


def test_a_day_before_the_programme_and_one_after_it_bring_no_envelope(kim, noor):
    programme = prepared(kim, noor)
    (card,) = handed(programme, kim)
    for on, code in ((TODAY - timedelta(days=11), "early"), (TODAY + timedelta(days=1), "early")):
        with pytest.raises(Exception) as refused:
            vouchers.give(token=card, on=on, by=kim)
        assert refused.value.code == code
