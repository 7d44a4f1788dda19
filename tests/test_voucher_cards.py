"""Cards: made, printed plain, handed over, and replaced by two people where one was lost."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.actions import second, vouchers
from outreach.actions.day import hand_once
from outreach.cards import is_well_formed, shown
from outreach.choices import TokenState
from outreach.models import LedgerEntry, Proposal, Token
from utsopi.audit.models import AuditEntry
from utsopi.team.roles import Role

from .test_headers import TELLING
from .vouchers import handed, organisation, planned, prepared

STEP = {"HTTP_X_STEP": "1"}
OF_THE_CARDS = re.compile(r'<ul class="card-sheet">.*?</ul>', re.S)


@pytest.fixture
def kim(make_account, client):
    """A coordinator; `client` is signed in with her account."""
    kim = make_account("kim", Role.COORDINATOR, alias="Kim Maes")
    client.force_login(kim)
    return kim


@pytest.fixture
def noor(make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


def hand(client, card: str, organisation=""):
    said = {"card": card, "organisation": getattr(organisation, "pk", organisation)}
    answer = client.post(reverse("voucher_card_hand"), said, **STEP)
    return answer.status_code, answer.json()


def reason(said: tuple[int, dict]) -> str:
    status, facts = said
    assert status == 422
    (errors,) = facts["errors"].values()
    return errors[0]["message"]


# ── made and printed ──────────────────────────────────────────────────────────────────────────────


def test_cards_are_made_and_stand_on_sheets_of_ten(client, kim):
    programme = planned(kim, people=30)
    client.post(reverse("voucher_cards_make", args=[programme.pk]), {"count": 23})
    assert Token.objects.filter(programme=programme, state=TokenState.MADE).count() == 23
    page = client.get(reverse("voucher_cards_sheet", args=[programme.pk])).content.decode()
    sheets = OF_THE_CARDS.findall(page)
    assert [sheet.count("<li>") for sheet in sheets] == [10, 10, 3]
    for card in Token.objects.all():
        assert is_well_formed(card.serial)
        first, last = shown(card.serial).split("-")
        assert f"<b>{first}</b><b>{last}</b>" in page
    printed = AuditEntry.objects.filter(model="outreach.Token", action="export").values_list(
        "counts", flat=True
    )
    assert list(printed) == [{"cards": 23}]


def test_nothing_on_a_card_says_what_it_is_for_or_who_made_it(client, kim):
    programme = planned(kim, title="Food")
    vouchers.make_cards(programme=programme, count=10, by=kim)
    (sheet,) = OF_THE_CARDS.findall(
        client.get(reverse("voucher_cards_sheet", args=[programme.pk])).content.decode()
    )
    assert re.sub(r"[A-Z0-9]{4}", "", re.sub(r"<[^>]+>", "", sheet)).strip() == ""
    assert TELLING.search(re.sub(r'src="[^"]+"', "", sheet)) is None
    assert 'alt=""' in sheet


def test_only_cards_that_nobody_has_are_printed(client, kim):
    programme = planned(kim)
    (gone,) = handed(programme, kim)
    vouchers.make_cards(programme=programme, count=1, by=kim)
    page = client.get(reverse("voucher_cards_sheet", args=[programme.pk])).content.decode()
    assert gone.serial[:4] not in "".join(OF_THE_CARDS.findall(page))
    Token.objects.filter(state=TokenState.MADE).update(state=TokenState.HANDED)
    empty = client.get(reverse("voucher_cards_sheet", args=[programme.pk])).content.decode()
    assert "Every card that was made is handed over." in empty


def test_printing_wants_a_proof_that_it_is_she(client, kim, time_machine):
    programme = planned(kim)
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert client.get(reverse("voucher_cards_sheet", args=[programme.pk])).status_code == 401


@pytest.mark.parametrize("count", ["", "0", "-1", "501", "many", "9" * 5000])
def test_a_number_of_cards_that_makes_no_sense_is_told_in_words(client, kim, count):
    programme = planned(kim)
    answer = client.post(reverse("voucher_cards_make", args=[programme.pk]), {"count": count})
    assert answer.status_code == 422
    assert Token.objects.count() == 0


def test_more_cards_than_the_budget_has_euros_for_are_warned_about(client, kim):
    programme = planned(kim, people=10)
    vouchers.make_cards(programme=programme, count=11, by=kim)
    page = client.get(reverse("voucher_cards", args=[programme.pk])).content.decode()
    assert "more than the budget" in page


def test_the_page_of_cards_costs_the_same_for_ten_and_a_hundred(client, kim, noor):
    programme = planned(kim, people=200, partners=[(organisation("A partner"), 5)])
    client.get(reverse("voucher_cards", args=[programme.pk]))  # the first page of a session costs one more
    costs = []
    for count in (10, 90):
        handed(programme, kim, count)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("voucher_cards", args=[programme.pk])).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


# ── handed over ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def walking(make_account, kim):
    """Somebody on a round, in a browser of hers."""
    browser = Client()
    browser.force_login(make_account("ola", Role.OUTREACH))
    return browser


def test_a_card_goes_to_somebody_on_a_round(walking, kim):
    (card,) = vouchers.make_cards(programme=planned(kim), count=1, by=kim)
    status, facts = hand(walking, shown(card.serial).lower())
    assert (status, facts["number"], facts["total"], facts["words"]) == (200, shown(card.serial), "1", "")
    card.refresh_from_db()
    assert (card.state, card.organisation) == (TokenState.HANDED, None)


def test_a_lost_answer_hands_one_card_over(walking, kim):
    (card,) = vouchers.make_cards(programme=planned(kim), count=1, by=kim)
    answers = [hand(walking, card.serial) for _each in range(10)]
    assert answers == [answers[0]] * 10
    assert LedgerEntry.objects.filter(act="card_out").count() == 1


def test_a_partner_hands_over_as_many_as_were_agreed(walking, kim):
    partner = organisation("A partner")
    cards = vouchers.make_cards(programme=planned(kim, partners=[(partner, 2)]), count=3, by=kim)
    assert hand(walking, cards[0].serial, partner)[1]["words"] == "A partner: 1 of 2"
    assert hand(walking, cards[1].serial, partner)[1]["words"] == "A partner: 2 of 2"
    assert reason(hand(walking, cards[2].serial, partner)) == "The quota of A partner is reached: 2."
    assert hand(walking, cards[2].serial)[0] == 200


def test_a_card_is_not_handed_over_twice(walking, kim):
    partner = organisation("A partner")
    (card,) = vouchers.make_cards(programme=planned(kim, partners=[(partner, None)]), count=1, by=kim)
    assert hand(walking, card.serial, partner)[1]["words"] == "A partner: 1"
    assert reason(hand(walking, card.serial)) == "This card was handed over already, or is void."
    with pytest.raises(ValidationError, match="handed over already"):
        hand_once(card=card.serial, organisation=organisation("Another"), by=kim)


def test_what_is_no_card_or_no_partner_is_told_in_words(walking, kim):
    (card,) = vouchers.make_cards(programme=planned(kim), count=1, by=kim)
    assert reason(hand(walking, "hello")).startswith("This is mistyped")
    assert reason(hand(walking, card.serial, "no key")).startswith("This organisation is not there")
    assert (
        reason(hand(walking, card.serial, organisation("Another")))
        == "Another is no partner of this programme."
    )
    assert Token.objects.get().state == TokenState.MADE


def test_without_script_the_page_says_what_was_done(walking, kim):
    (card,) = vouchers.make_cards(programme=planned(kim), count=1, by=kim)
    page = walking.post(reverse("voucher_card_hand"), {"card": card.serial}, follow=True).content.decode()
    assert "Hand this card over" in page
    answer = walking.post(reverse("voucher_card_hand"), {"card": "hello"})
    assert answer.status_code == 422
    assert "This is mistyped" in answer.content.decode()


def test_somebody_on_a_round_prints_nothing_and_gives_nothing(walking, kim):
    programme = planned(kim)
    for name in (
        "voucher_cards",
        "voucher_cards_sheet",
        "voucher_card_lost",
        "voucher_day_at",
        "voucher_closing",
    ):
        assert walking.get(reverse(name, args=[programme.pk])).status_code == 404


# ── lost ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_card_is_void_and_replaced_when_a_second_person_agrees(client, kim, noor):
    programme = prepared(kim, noor)
    (card,) = handed(programme, kim)
    client.post(reverse("voucher_card_lost", args=[programme.pk]), {"card": shown(card.serial)})
    card.refresh_from_db()
    assert card.state == TokenState.HANDED
    with pytest.raises(ValidationError, match="two people"):
        second.agree(proposal=Proposal.objects.get(), by=kim)
    second.agree(proposal=Proposal.objects.get(), by=noor)
    card.refresh_from_db()
    assert (card.state, card.replaced_by.state) == (TokenState.VOID, TokenState.HANDED)
    page = client.get(reverse("voucher_cards", args=[programme.pk])).content.decode()
    assert shown(card.replaced_by.serial) in page
    sheet = client.get(reverse("voucher_card_new", args=[card.replaced_by.pk])).content.decode()
    assert OF_THE_CARDS.search(sheet)[0].count("<li>") == 1
    assert client.get(reverse("voucher_card_new", args=[card.pk])).status_code == 404


def test_a_lost_card_that_was_used_or_is_none_is_told_in_words(client, kim, noor):
    programme = prepared(kim, noor)
    (card,) = handed(programme, kim)
    Token.objects.update(state=TokenState.USED)
    address = reverse("voucher_card_lost", args=[programme.pk])
    for text in (card.serial, "hello", ""):
        assert client.post(address, {"card": text}).status_code == 422
    assert Proposal.objects.count() == 0
