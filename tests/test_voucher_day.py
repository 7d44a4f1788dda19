"""A voucher day: an envelope for a card, or one plain reason why not; also when the answer got lost on its way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.actions import closing, second, vouchers
from outreach.cards import new_serial, shown
from outreach.choices import EnvelopeStatus, TokenState
from outreach.models import Envelope, LedgerEntry, Token, VoucherProgramme
from utsopi.discretion.headers import ALWAYS
from utsopi.team.models import User
from utsopi.team.roles import Role

from .vouchers import handed, prepared

STEP = {"HTTP_X_STEP": "1"}


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.COORDINATOR, alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


@pytest.fixture
def hana(make_account, client):
    """At the table; `client` is signed in with her account."""
    hana = make_account("hana", Role.HELPDESK, alias="Hana")
    client.force_login(hana)
    return hana


@pytest.fixture
def programme(kim, noor, hana):
    return prepared(kim, noor, envelopes=3)


def scan(client, programme, card: str, key=None):
    """The answer of the table to a card: its status, and the facts or the reasons."""
    said = {"card": card, "key": key or uuid4()}
    answer = client.post(reverse("voucher_day_card", args=[programme.pk]), said, **STEP)
    facts = answer.json()
    reasons = [each["message"] for errors in facts.pop("errors", {}).values() for each in errors]
    return answer.status_code, reasons or facts


def refusal(client, programme, card: str) -> str:
    status, reasons = scan(client, programme, card)
    assert status == 422
    (reason,) = reasons
    return reason


def back(client, programme, envelope, because: str = "mistake"):
    said = {"envelope": envelope, "because": because}
    return client.post(reverse("voucher_day_back", args=[programme.pk]), said, **STEP)


# ── an envelope ───────────────────────────────────────────────────────────────────────────────────


def test_a_card_brings_the_next_envelope_and_the_day_is_counted(client, programme, kim):
    first, other = handed(programme, kim, 2)
    status, facts = scan(client, programme, shown(first.serial))
    envelope = Envelope.objects.get(token=first)
    assert (status, facts) == (
        200,
        {"number": "E001", "envelope": str(envelope.pk), "total": "1", "left": "2"},
    )
    _status, facts = scan(client, programme, other.serial.lower())
    assert (facts["number"], facts["total"], facts["left"]) == ("E002", "2", "1")


def test_asked_ten_times_after_a_lost_answer_it_is_one_envelope_and_the_same_number(client, programme, kim):
    (card,) = handed(programme, kim)
    key = uuid4()
    answers = [scan(client, programme, card.serial, key) for _each in range(10)]
    assert answers == [answers[0]] * 10
    assert answers[0][1]["number"] == "E001"
    assert Envelope.objects.filter(status=EnvelopeStatus.ISSUED).count() == 1
    assert LedgerEntry.objects.filter(act="given").count() == 1


def test_a_key_that_was_used_gives_no_envelope_to_another_card(client, programme, kim):
    """A browser that went back shows the form as it was, key and all."""
    (one, other), key = handed(programme, kim, 2), uuid4()
    scan(client, programme, one.serial, key)
    status, reasons = scan(client, programme, other.serial, key)
    assert (status, reasons) == (422, ["This was not taken. Load the page again."])
    assert scan(client, programme, other.serial)[1]["number"] == "E002"


def test_what_is_typed_may_have_blanks_and_small_letters(client, programme, kim):
    (card,) = handed(programme, kim)
    assert scan(client, programme, f"  {card.serial[:4].lower()} {card.serial[4:]} ")[0] == 200


def test_without_script_the_page_that_follows_shows_the_number(client, programme, kim):
    (card,) = handed(programme, kim)
    address = reverse("voucher_day_card", args=[programme.pk])
    page = client.post(address, {"card": card.serial, "key": uuid4()}, follow=True).content.decode()
    assert '<p class="number" data-number>E001</p>' in page
    answer = client.post(address, {"card": card.serial, "key": uuid4()})
    assert answer.status_code == 422
    assert "This card was used today already, for envelope E001." in answer.content.decode()


# ── one plain reason why not ──────────────────────────────────────────────────────────────────────


def test_a_card_used_today_says_so_with_its_envelope(client, programme, kim):
    (card,) = handed(programme, kim)
    scan(client, programme, card.serial)
    said = "This card was used today already, for envelope E001."
    assert refusal(client, programme, card.serial) == said


def test_a_card_used_before_says_on_which_day(client, programme, kim):
    (card,) = handed(programme, kim)
    vouchers.give(token=card, on=timezone.localdate() - timedelta(days=1), by=kim)
    said = refusal(client, programme, card.serial)
    assert said.startswith("This card was used on ")
    assert said.endswith(" already, for envelope E001.")


def test_a_void_card(client, programme, kim, noor):
    (card,) = handed(programme, kim)
    second.agree(proposal=second.propose_to_replace(token=card, by=kim), by=noor)
    assert refusal(client, programme, card.serial) == "This card is void."
    assert scan(client, programme, Token.objects.get(replaces=card).serial)[0] == 200


def test_a_card_of_another_programme(client, programme, kim, noor):
    other = prepared(kim, noor, title="Shoes")
    (card,) = handed(other, kim)
    assert refusal(client, programme, card.serial) == "This card is of another programme."


def test_a_mistyped_card_and_one_that_is_none(client, programme, kim):
    (card,) = handed(programme, kim)
    last = "2" if card.serial[-1] != "2" else "3"
    mistyped = "This is mistyped, or no card of ours. Read it once more."
    for text in (card.serial[:-1] + last, "hello", "https://example.org/", "ÄÖÜ ßŒ"):
        assert refusal(client, programme, text) == mistyped
    assert refusal(client, programme, new_serial()) == "There is no such card."
    assert refusal(client, programme, "") == "Scan a card, or type it."


def test_a_card_that_nobody_handed_over(client, programme, kim):
    (card,) = vouchers.make_cards(programme=programme, count=1, by=kim)
    assert refusal(client, programme, card.serial) == "This card was never handed over."


def test_no_prepared_envelope_is_left(client, kim, noor, hana):
    programme = prepared(kim, noor, envelopes=1)
    first, other = handed(programme, kim, 2)
    scan(client, programme, first.serial)
    assert refusal(client, programme, other.serial) == "No prepared envelope is left."


def test_books_that_are_being_closed(client, programme, kim, noor):
    (card,) = handed(programme, kim)
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    closing.explain(programme=programme, because="not_come", pieces=1, by=kim)
    closing.begin_closing(programme=programme, by=kim)
    assert refusal(client, programme, card.serial) == "The books of this programme are being closed."
    assert LedgerEntry.objects.filter(act="given").count() == 0


def test_a_key_that_is_missing_or_no_random_one_is_told_in_words(client, programme, kim):
    (card,) = handed(programme, kim)
    address = reverse("voucher_day_card", args=[programme.pk])
    for key in ("", "no key", "00000000-0000-1000-8000-000000000000"):
        assert client.post(address, {"card": card.serial, "key": key}, **STEP).status_code == 422
    assert Token.objects.get().state == TokenState.HANDED


@pytest.mark.parametrize("what", ["9" * 5000, "x" * 100_000, "' OR 1=1 --", "\u202e\U0001f600", "{{ 7 }}"])
def test_what_makes_no_sense_is_told_in_words_on_every_form(client, programme, kim, what):
    here = [programme.pk]
    junk = dict.fromkeys(("card", "key", "envelope", "because", "count", "pieces", "organisation"), what)
    client.force_login(kim)
    for address in (
        reverse("voucher_cards_make", args=here),
        reverse("voucher_card_lost", args=here),
        reverse("voucher_card_hand"),
        reverse("voucher_closing_reason", args=here),
    ):
        assert client.post(address, junk).status_code == 422
    assert client.get(reverse("voucher_cards_sheet", args=here), {"page": what}).status_code == 200
    client.force_login(User.objects.get(username="hana"))
    for name in ("voucher_day_card", "voucher_day_back"):
        assert client.post(reverse(name, args=here), junk).status_code == 422
    assert client.get(reverse("voucher_day_at", args=here), {"envelope": what}).status_code == 200


# ── taken back ────────────────────────────────────────────────────────────────────────────────────


def test_taken_back_on_the_same_day_the_card_is_good_again(client, programme, kim):
    (card,) = handed(programme, kim)
    _status, facts = scan(client, programme, card.serial)
    for _twice in range(2):
        answer = back(client, programme, facts["envelope"], "wrong_card")
        assert (answer.status_code, answer.json()) == (200, {"total": "0", "left": "3"})
    assert LedgerEntry.objects.filter(act="returned", reason="wrong_card").count() == 1
    assert scan(client, programme, card.serial)[1]["number"] == "E001"


def test_a_late_answer_to_an_asking_that_was_taken_back_gives_nothing(client, programme, kim):
    (card,) = handed(programme, kim)
    key = uuid4()
    _status, facts = scan(client, programme, card.serial, key)
    back(client, programme, facts["envelope"])
    assert scan(client, programme, card.serial, key) == (
        422,
        ["This envelope was taken back. Scan the card once more."],
    )


def test_what_was_given_yesterday_cannot_be_taken_back(client, programme, kim):
    (card,) = handed(programme, kim)
    given = vouchers.give(token=card, on=timezone.localdate() - timedelta(days=1), by=kim)
    assert back(client, programme, given.pk).status_code == 422
    assert back(client, programme, uuid4()).status_code == 422
    assert back(client, programme, "x").status_code == 422
    assert back(client, programme, given.pk, "no reason").status_code == 422
    assert Token.objects.get().state == TokenState.USED


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_one_programme_that_runs_is_opened_at_once_and_of_several_one_is_chosen(client, programme, kim, noor):
    assert "No programme of vouchers runs today." in client.get(reverse("voucher_day")).content.decode()
    handed(programme, kim)
    assert client.get(reverse("voucher_day")).url == reverse("voucher_day_at", args=[programme.pk])
    handed(prepared(kim, noor, title="Shoes"), kim)
    assert "Shoes" in client.get(reverse("voucher_day")).content.decode()
    VoucherProgramme.objects.filter(title="Shoes").update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(reverse("voucher_day")).status_code == 302


def test_only_this_page_and_handing_over_may_use_the_camera(client, programme):
    page = client.get(reverse("voucher_day_at", args=[programme.pk]))
    assert "camera=(self)" in page["Permissions-Policy"]
    assert page["Permissions-Policy"].replace("camera=(self)", "camera=()") == ALWAYS["Permissions-Policy"]
    assert client.get(reverse("voucher_day"))["Permissions-Policy"] == ALWAYS["Permissions-Policy"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.OUTREACH, Role.AUDITOR, Role.MEMBER])
def test_nobody_else_gives_envelopes(programme, kim, make_account, role):
    (card,) = handed(programme, kim)
    other = Client()
    other.force_login(make_account("other", role))
    answer = other.post(
        reverse("voucher_day_card", args=[programme.pk]), {"card": card.serial, "key": uuid4()}
    )
    assert answer.status_code == 404
    assert Token.objects.get().state == TokenState.HANDED


def test_the_page_costs_the_same_for_ten_envelopes_and_a_hundred(client, kim, noor, hana):
    programme = prepared(kim, noor, envelopes=110, people=110)
    cards = handed(programme, kim, 110)
    client.get(reverse("voucher_day_at", args=[programme.pk]))  # the first page of a session costs one more
    costs = []
    for some in (cards[:10], cards[10:]):
        for card in some:
            vouchers.give(token=card, on=timezone.localdate(), by=hana)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("voucher_day_at", args=[programme.pk])).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 7
