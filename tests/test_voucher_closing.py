"""The page of closing: what is counted, what does not add up, and that neither of two people closes alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from outreach.actions import second, vouchers
from outreach.models import LedgerEntry
from utsopi.team.roles import Role

from .vouchers import handed, prepared


def browser_of(account) -> Client:
    """A browser in which she signed in just now."""
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def kim(make_account):
    return make_account("kim", Role.COORDINATOR, alias="Kim Maes")


@pytest.fixture
def noor(make_account):
    return make_account("noor", Role.BOARD, alias="Noor")


@pytest.fixture
def programme(kim, noor):
    """Three prepared, two told, one given."""
    programme = prepared(kim, noor, envelopes=3)
    first, _other = handed(programme, kim, 2)
    vouchers.give(token=first, on=timezone.localdate(), by=kim)
    return programme


@pytest.fixture
def sound(programme, kim, noor):
    """The same, where all adds up."""
    second.agree(proposal=second.propose_to_leave(programme=programme, by=kim), by=noor)
    browser_of(kim).post(
        reverse("voucher_closing_reason", args=[programme.pk]), {"pieces": 1, "because": "not_come"}
    )
    return programme


def post(client, name: str, programme, **said):
    return client.post(reverse(f"voucher_closing_{name}", args=[programme.pk]), said)


def page(client, programme) -> str:
    answer = client.get(reverse("voucher_closing", args=[programme.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_does_not_add_up_is_told_and_nobody_begins(programme, kim):
    client = browser_of(kim)
    words = page(client, programme)
    assert "2 prepared envelopes are neither given nor void nor left over." in words
    assert "One person was told and did not collect, without a reason." in words
    assert "Begin closing" not in words
    answer = post(client, "begin", programme)
    assert answer.status_code == 422
    assert "2 prepared envelopes are neither given" in answer.content.decode()
    programme.refresh_from_db()
    assert programme.closing_by is None


def test_two_people_close_the_books_and_neither_alone(sound, kim, noor):
    his, hers = browser_of(kim), browser_of(noor)
    assert "Begin closing" in page(his, sound)
    post(his, "begin", sound)
    assert "You began it." in page(his, sound)
    assert "Confirm and close" not in page(his, sound)
    assert post(his, "confirm", sound).status_code == 422
    assert "Kim Maes began it." in page(hers, sound)
    post(hers, "confirm", sound)
    sound.refresh_from_db()
    assert sound.closed_on == timezone.localdate()
    assert "By two people: KM NO." in page(his, sound)
    assert LedgerEntry.objects.filter(act="closed").count() == 1
    assert post(his, "begin", sound).status_code == 422
    cards = his.get(reverse("voucher_cards", args=[sound.pk])).content.decode()
    assert "cards bring nothing any more" in cards
    assert "Make them" not in cards


def test_whoever_did_not_begin_may_leave_the_books_open(sound, kim, noor):
    post(browser_of(kim), "begin", sound)
    hers = browser_of(noor)
    post(hers, "refuse", sound)
    assert "Begin closing" in page(hers, sound)
    assert post(hers, "refuse", sound).status_code == 422


def test_closing_wants_a_proof_that_it_is_she(sound, kim, time_machine):
    client = browser_of(kim)
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert post(client, "begin", sound).status_code == 401


def test_reasons_are_counts_and_codes_and_are_taken_back_below_zero(programme, kim):
    client = browser_of(kim)
    post(client, "reason", programme, pieces=1, because="moved")
    assert "Moved away" in page(client, programme)
    assert post(client, "reason", programme, pieces=1, because="moved").status_code == 422
    post(client, "reason", programme, pieces=-1, because="moved")
    assert LedgerEntry.objects.filter(act="missed").count() == 2


@pytest.mark.parametrize(
    "said", [{}, {"pieces": "many"}, {"pieces": 1, "because": "her name"}, {"pieces": 0, "because": "moved"}]
)
def test_a_reason_that_is_none_is_told_in_words(programme, kim, said):
    assert post(browser_of(kim), "reason", programme, **said).status_code == 422
    assert LedgerEntry.objects.filter(act="missed").count() == 0


@pytest.mark.parametrize("role", [Role.HELPDESK, Role.OUTREACH, Role.AUDITOR, Role.MEMBER, Role.ADMIN])
def test_nobody_else_sees_the_page(programme, make_account, role):
    client = browser_of(make_account("other", role))
    assert client.get(reverse("voucher_closing", args=[programme.pk])).status_code == 404
    assert post(client, "begin", programme).status_code == 404
