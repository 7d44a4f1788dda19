"""A member leaves by herself: what she reads before, what happens, and what becomes of her places."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from events.models import Registration
from events.planned import key_of
from members.actions.forgetting import forget
from members.actions.identity import set_identity
from members.models import Membership
from tests.evenings import a_member, an_evening
from utsopi.team.roles import Role

ONE_DAY = timedelta(days=1)
KEPT = {"chosen_name": "Mirela", "phone": "0475 12 34 56", "hours": "after two"}


@pytest.fixture
def account(make_account, client):
    account = make_account("amber", Role.MEMBER)
    client.force_login(account)
    return account


@pytest.fixture
def member(account):
    member = a_member(account=account)
    set_identity(member=member, values=KEPT, by=None)
    return member


def opens(client, name: str, *args):
    return client.get(reverse(name, args=args))


def comes(client, evening):
    return client.post(reverse("own_come", args=[key_of(evening.activity)]))


# ── leaving ───────────────────────────────────────────────────────────────────────────────────────


def test_she_reads_what_happens_before_she_leaves_and_must_mean_it(client, member):
    assert "stays sealed for thirty days" in opens(client, "own_leave").text
    page = client.post(reverse("own_leave"))
    assert page.status_code == 422 and "Tick this if you mean it." in page.text
    assert Membership.objects.get().ended_on is None


def test_leaving_ends_her_membership_today_and_says_until_when_she_is_known(client, member):
    assert client.post(reverse("own_leave"), {"sure": "on"}).status_code == 302
    ended = Membership.objects.get()
    assert (ended.ended_on, ended.left_because) == (timezone.localdate(), "asked")
    page = opens(client, "own_record")
    assert "You are not a member any more." in page.text
    assert page.context["own"].goes_on == timezone.localdate() + 30 * ONE_DAY
    assert opens(client, "own_leave").status_code == 404


def test_nobody_else_has_a_way_in(client, member, make_account):
    other, nobody = Client(), Client()
    other.force_login(make_account("kim", Role.MEMBER))
    assert other.post(reverse("own_leave"), {"sure": "on"}).status_code == 404
    assert nobody.get(reverse("own_record")).status_code == 302
    assert Membership.objects.get().ended_on is None


# ── her places when she leaves ────────────────────────────────────────────────────────────────────


def leaves(client, **said):
    return client.post(reverse("own_leave"), {"sure": "on"} | said, follow=True)


def states() -> list[tuple]:
    rows = Registration.objects.order_by("evening__activity__starts_on")
    return list(rows.values_list("state", "evening__registered"))


def test_her_places_stay_hers_and_the_page_says_so_before(client, member):
    evening = an_evening()
    assert "Your places" not in opens(client, "own_leave").text
    comes(client, evening)
    page = opens(client, "own_leave").text
    assert "these places stay yours" in page and "I give these places back" in page
    assert date_format(evening.activity.starts_on, "l j F") in page
    assert "You have left." in leaves(client).text
    assert Registration.objects.get().state == "coming"
    assert "You have a place." in opens(client, "own_evenings").text
    client.post(reverse("own_give", args=[key_of(evening.activity)]))
    assert Registration.objects.get().state == "cancelled"


def test_one_tick_gives_them_back_to_the_next(client, member):
    evening = an_evening(capacity=1)
    comes(client, evening)
    assert "your places are given back" in leaves(client, give_back="on").text
    evening.refresh_from_db()
    assert (Registration.objects.get().state, evening.places_left) == ("cancelled", 1)


def test_thirty_days_later_no_account_leads_to_a_registration_and_no_place_is_held(client, member, account):
    later = an_evening(timezone.localdate() + 45 * ONE_DAY, capacity=1)
    comes(client, later)
    leaves(client)
    forget(timezone.localdate() + 29 * ONE_DAY)
    assert Registration.objects.get().member.account == account
    forget(timezone.localdate() + 30 * ONE_DAY)
    kept = Registration.objects.get()
    later.refresh_from_db()
    assert (kept.state, kept.tell, kept.member.account, later.places_left) == ("cancelled", None, None, 1)
    assert not type(account).objects.filter(pk=account.pk).exists()


def test_whoever_leaves_on_the_day_she_joined_is_told_that_she_has_left(client, account):
    member = a_member(account=account)
    set_identity(member=member, values=KEPT, by=None)
    Membership.objects.update(started_on=timezone.localdate())
    page = leaves(client)
    assert "You are not a member any more." in page.text and "What happens when I leave" not in page.text
    assert opens(client, "own_leave").status_code == 404
