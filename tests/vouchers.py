"""Programmes of vouchers for tests: planned, bought for, prepared, with cards in people's hands."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from outreach.actions import programmes, vouchers
from utsopi.directory.models import Organisation

TODAY = timezone.localdate()
EACH = Decimal("175.00")


def organisation(name: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name)[0]


def planned(by, *, people: int = 10, partners=(), title: str = "Food"):
    """A programme for so many people that began ten days ago."""
    today = timezone.localdate()
    return programmes.plan_programme(
        title=title,
        funder=organisation("A funder"),
        budget=EACH * people,
        amount_per_person=EACH,
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=30),
        partners=partners,
        by=by,
    )


def prepared(by, second, *, envelopes: int = 3, **facts):
    """The same with vouchers bought and so many envelopes prepared."""
    programme = planned(by, **facts)
    vouchers.bought(programme=programme, pieces=1000, amount=programme.budget, invoice="F-1", by=by)
    numbers = vouchers.next_numbers(programme, envelopes)
    vouchers.prepare(programme=programme, numbers=numbers, second=second, by=by)
    return programme


def handed(programme, by, count: int = 1):
    """So many cards, made and handed over."""
    cards = vouchers.make_cards(programme=programme, count=count, by=by)
    return [vouchers.hand_card(token=card, by=by) for card in cards]
