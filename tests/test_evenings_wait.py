"""What waits of the evenings stands on the first page of whoever can do it, and of nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.actions.activities import change, hold
from events.actions.coming import ask_for_word, come
from events.actions.vouching import decline
from events.choices import ActivityStatus
from events.models import Registration
from tests.evenings import a_vouch, an_evening
from utsopi.team.roles import Role
from utsopi.waits import registered

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def on(days: int, **more):
    return an_evening(timezone.localdate() + days * A_DAY, **more)


def of_evenings(found) -> list[str]:
    return [each.words for each in found if each.href == reverse("activities")]


def waits(client) -> list[str]:
    """As the first page says it."""
    return of_evenings(client.get("/").context["waiting"])


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", Role.COORDINATOR)
    client.force_login(account)
    return account


def test_where_all_is_done_nothing_of_them_waits(client, kim):
    on(1)
    assert waits(client) == []


def test_an_evening_soon_whose_place_nobody_wrote_down_is_said(client, kim):
    evening = on(2, place=None)
    on(3, place=None)
    on(1, place=None, status=ActivityStatus.CANCELLED)
    assert waits(client) == ["1 evening soon, without a place"]
    change(activity=evening.activity, place="Elsewhere", by=kim)
    assert waits(client) == []


def test_who_wants_a_word_first_is_counted_until_she_has_an_answer(client, kim):
    evening = on(5)
    ask_for_word(evening=evening, language="en")
    ask_for_word(evening=on(6, status=ActivityStatus.PLANNED), language="en")
    assert waits(client) == ["2 want a word"]
    for each in Registration.objects.all():
        decline(registration=each, by=kim)
    assert waits(client) == []


def test_who_is_to_be_told_is_counted_where_no_clock_does_it(client, kim, mailbox, settings):
    evening = on(1)
    for tell in ("iris@example.org", "0470 11 22 33"):
        come(evening=evening, vouch=a_vouch(), tell=tell, language="en")
    assert waits(client) == ["2 to be told of an evening"]
    settings.REDIS_URL = "redis://made-up"
    assert waits(client) == ["1 to be told of an evening"]


def test_what_is_over_asks_how_it_was(client, kim):
    evening = on(-1)
    assert waits(client) == ["1 activity: was it held?"]
    hold(activity=evening.activity, attendance=4, by=kim)
    assert waits(client) == []


@pytest.mark.parametrize("role, told", [(Role.HELPDESK, ["1 activity: was it held?"]), (Role.OUTREACH, [])])
def test_whoever_can_do_nothing_about_it_reads_nothing_of_it(role, told, make_account):
    on(1, place=None)
    on(-1)
    ask_for_word(evening=on(5), language="en")
    assert of_evenings(registered(make_account("sam", role))) == told
