"""The pages of a round: who sees one until when, what a phone sends, and the same by plain forms."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from outreach.actions.rounds import Tap, cancel_round, count, enter_round, plan_round, start_round
from outreach.counting import Counted, counted_on
from outreach.models import Area, FollowUp, Handout, Round, RoundTap
from tests.accounts import PASSPHRASE
from tests.test_rounds import an_organisation, at, taps
from utsopi.audit.models import AuditEntry
from utsopi.team import sessions
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
STEP = {"X-Step": "1"}

A_KEY = "0d6f2c1e-5a7b-4c3d-9e8f-1a2b3c4d5e6f"  # the same in every process that collects these tests


@pytest.fixture
def ola(make_account, client):
    account = make_account("ola", Role.OUTREACH)
    client.force_login(account)
    return account


@pytest.fixture
def area():
    return Area.objects.create(name="North quarter", municipality="Schaerbeek", region="brussels")


@pytest.fixture
def round(area, ola) -> Round:
    return begun(area, ola)


def begun(area, by) -> Round:
    return start_round(key=uuid4(), area=area, mode="street", by=by)


def a_closed_one(area, by, days: int = 0, **sums: int) -> Round:
    return enter_round(
        key=uuid4(),
        held_on=timezone.localdate() - days * A_DAY,
        area=area,
        mode="street",
        counted=Counted(Counter(sums)),
        by=by,
    )


def tap(client, round, *lines: str, **fields):
    return client.post(reverse("round_tap", args=[round.pk]), {"tap": lines, **fields}, headers=STEP)


def a_tap(name: str, amount: int = 1) -> str:
    return f"{name} {amount} {uuid4()}"


def at_form(area, **more) -> dict:
    return {
        "key": uuid4(),
        "held_on": timezone.localdate().isoformat(),
        "area": area.pk,
        "reached": "",
        **more,
    }


# ── beginning ─────────────────────────────────────────────────────────────────────────────────────


def test_signing_in_for_a_round_leads_to_it_and_to_nothing_else_of_the_house(client, make_account, area):
    make_account("kim", Role.COORDINATOR, Role.OUTREACH)
    answer = client.post(reverse("round_in"), {"login": "kim", "password": PASSPHRASE}, follow=True)
    assert answer.redirect_chain == [(reverse("round"), 302)]
    assert client.get("/").url == reverse("round")
    elsewhere = [reverse(name) for name in ("members", "figures", "me", "team", "log", "helpdesk")]
    assert [address for address in elsewhere if f'"{address}"' in answer.text] == []
    assert "<title>Agenda</title>" in answer.text


def test_area_partner_go(client, ola, area):
    partner = an_organisation("Free clinic")
    answer = client.post(
        reverse("round_start"), {"key": uuid4(), "area": area.pk, "partners": [partner.pk]}, follow=True
    )
    held = Round.objects.get()
    assert answer.redirect_chain == [(reverse("round_at", args=[held.pk]), 302)]
    assert (held.mode, held.is_open, list(held.partners.all())) == ("street", True, [partner])
    assert client.get(reverse("round")).url == reverse("round_at", args=[held.pk])


def test_two_presses_begin_one_round(client, ola, area):
    sent = {"key": uuid4(), "area": area.pk}
    assert client.post(reverse("round_start"), sent).url == client.post(reverse("round_start"), sent).url
    assert Round.objects.count() == 1


def test_another_organisation_by_any_of_its_names(client, ola, area):
    partner = an_organisation("Free clinic")
    client.post(reverse("round_start"), {"key": uuid4(), "area": area.pk, "partner": "free CLINIC"})
    assert list(Round.objects.get().partners.all()) == [partner]


@pytest.mark.parametrize(
    "wrong",
    [{"area": ""}, {"area": "x"}, {"key": ""}, {"key": "x"}, {"mode": "sea"}, {"partner": "Nobody & sons"}],
)
def test_what_is_missing_is_said_in_words(wrong, client, ola, area):
    answer = client.post(reverse("round_start"), {"key": uuid4(), "area": area.pk} | wrong)
    assert (answer.status_code, Round.objects.count()) == (422, 0)
    assert "One thing to put right." in answer.text


def test_a_house_without_areas_says_so(client, ola):
    assert "There is no area yet." in client.get(reverse("round")).text


def test_a_planned_one_is_begun_by_one_press_and_cancelled_by_another(client, ola, area):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=None)
    other = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=None)
    assert "Planned for today" in client.get(reverse("round")).text
    client.post(reverse("round_cancel", args=[other.pk]), {"because": "safety"})
    assert client.post(reverse("round_cancel", args=[planned.pk]), {"because": "bored"}).status_code == 302
    client.post(reverse("round_begin", args=[planned.pk]))
    states = {each.pk: (each.status, each.cancelled_because) for each in Round.objects.all()}
    assert states == {planned.pk: ("held", ""), other.pk: ("cancelled", "safety")}


def test_a_round_that_somebody_else_began_is_not_there(client, ola, area, make_account):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=None)
    start_round(
        key=planned.pk, area=area, mode="street", planned=planned, by=make_account("pia", Role.OUTREACH)
    )
    assert client.post(reverse("round_begin", args=[planned.pk])).status_code == 404


# ── counting ──────────────────────────────────────────────────────────────────────────────────────


def test_taps_are_answered_with_the_sums_and_count_once(client, round):
    sent = [a_tap("reached"), a_tap("first"), a_tap("material-condoms", 10)]
    for _time in range(3):
        answer = tap(client, round, *sent)
    assert answer.json() == {"sums": {"reached": 1, "first": 1, "material-condoms": 10}, "bags": {}}
    assert RoundTap.objects.count() == 3


def test_the_bag_travels_with_the_taps(client, round):
    answer = tap(client, round, a_tap("reached"), bag=["condoms 40 -", "lubricant 10 4"])
    assert answer.json()["bags"] == {"condoms": [40, None], "lubricant": [10, 4]}


@pytest.mark.parametrize(
    "wrong",
    [
        "reached 1 not-a-key",
        "reached 1 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        f"reached 1000 {A_KEY}",
        f"reached one {A_KEY}",
        f"reached ² {A_KEY}",
        f"somebody 1 {A_KEY}",
        f"material-gold 1 {A_KEY}",
        f"observation-health 1 {A_KEY}",
        "",
    ],
)
def test_what_cannot_be_counted_is_refused_and_nothing_of_it_kept(wrong, client, round):
    answer = tap(client, round, a_tap("reached"), wrong)
    assert (answer.status_code, RoundTap.objects.count()) == (422, 0)


@pytest.mark.parametrize("bag", ["condoms 4 5", "condoms - 5", "gold 1 1"])
def test_a_bag_that_grew_is_refused(bag, client, round):
    assert tap(client, round, bag=[bag]).status_code == 422
    assert Handout.objects.count() == 0


def test_too_much_at_once_is_refused(client, round):
    assert tap(client, round, *(a_tap("reached") for _each in range(801))).status_code == 422


def test_what_comes_too_late_is_told(client, round):
    client.post(reverse("round_close", args=[round.pk]), {"as_counted": "1"})
    assert tap(client, round, a_tap("reached")).json() == {"is_closed": True}


def test_hundreds_of_taps_cost_as_many_statements_as_one(client, round):
    def cost(number: int) -> int:
        with CaptureQueriesContext(connection) as told:
            assert tap(client, round, *(a_tap("reached") for _each in range(number))).status_code == 200
        return len(told)

    cost(1)
    assert cost(1) == cost(150)


def test_the_page_tells_the_sums_so_far(client, round, ola):
    count(round=round, taps=taps(reached=4, material__condoms=12), by=ola)
    things = client.get(reverse("round_at", args=[round.pk])).context
    assert [each["number"] for each in things["people"]] == [4, 0]
    assert {each["code"]: each["number"] for each in things["materials"]}["condoms"] == 12


def test_every_button_has_a_key_of_its_own_and_no_two_pages_share_one(client, round):
    def keys() -> set[str]:
        page = client.get(reverse("round_at", args=[round.pk])).context
        groups = (page["people"], page["materials"], page["needs"], page["observations"])
        return {line.split()[2] for group in groups for each in group for line in each["taps"].values()}

    one, other = keys(), keys()
    assert (one & other, len(one)) == (set(), len(other))


# ── without JavaScript ────────────────────────────────────────────────────────────────────────────


def test_a_plain_form_taps_and_comes_back(client, round):
    page = client.get(reverse("round_at", args=[round.pk])).context
    pressed = page["people"][0]["taps"]["one"]
    for _time in range(2):  # found again with the Back button
        answer = client.post(reverse("round_tap", args=[round.pk]), {"tap": pressed})
    assert answer.url == reverse("round_at", args=[round.pk])
    assert counted_on(round).sums == {"reached": 1}


def test_a_plain_form_types_a_number_and_weighs_a_bag(client, round):
    sent = {"name": "material-condoms", "key": uuid4(), "amount": "24", "out": "40", "back": ""}
    for _time in range(2):
        client.post(reverse("round_tap", args=[round.pk]), sent)
    told = counted_on(round)
    assert (told.sums["material-condoms"], told.bags["condoms"].out) == (24, 40)


def test_a_plain_form_with_something_wrong_comes_back_with_words(client, round):
    sent = {"name": "material-condoms", "key": uuid4(), "out": "4", "back": "5"}
    answer = client.post(reverse("round_tap", args=[round.pk]), sent)
    assert answer.status_code == 422
    assert "More came back than went out." in answer.text


def test_a_plain_form_that_comes_too_late_is_told_so(client, round):
    client.post(reverse("round_close", args=[round.pk]), {"as_counted": "1"})
    answer = client.post(reverse("round_tap", args=[round.pk]), {"tap": a_tap("reached")}, follow=True)
    assert "this was not counted" in answer.text


# ── its end ───────────────────────────────────────────────────────────────────────────────────────


def test_a_phone_closes_it_as_it_was_counted(client, round, ola):
    count(round=round, taps=taps(reached=3), by=ola)
    answer = client.post(reverse("round_close", args=[round.pk]), {"as_counted": "1"}, headers=STEP)
    round.refresh_from_db()
    assert (answer.status_code, round.people_reached, round.is_open) == (200, 3, False)


def test_broken_off_for_safety(client, round):
    sent = {"as_counted": "1", "suspended_because": "safety"}
    client.post(reverse("round_close", args=[round.pk]), sent, headers=STEP)
    round.refresh_from_db()
    assert (round.status, round.suspended_because) == ("suspended", "safety")
    assert "Broken off: Safety" in client.get(reverse("round_at", args=[round.pk])).text


def test_a_reason_that_is_none_closes_nothing(client, round):
    sent = {"as_counted": "1", "suspended_because": "bored"}
    assert client.post(reverse("round_close", args=[round.pk]), sent, headers=STEP).status_code == 422
    round.refresh_from_db()
    assert round.is_open


def test_the_numbers_are_put_right_while_it_is_closed(client, round, ola):
    count(round=round, taps=taps(reached=3, material__condoms=9), by=ola)
    form = client.get(reverse("round_close", args=[round.pk])).context["form"]
    assert (form["reached"].value(), form["material-condoms"].value()) == (3, 9)
    client.post(reverse("round_close", args=[round.pk]), {"reached": "4", "first": "", "need-health": "1"})
    round.refresh_from_db()
    assert (round.people_reached, round.first_contacts, round.handouts.count()) == (4, None, 0)
    assert FollowUp.objects.get().round == round


@pytest.mark.parametrize(
    "wrong",
    [
        {"reached": "1", "first": "2"},
        {"reached": "-1"},
        {"reached": "1000"},
        {"material-condoms-out": "3", "material-condoms-back": "4"},
        {"material-condoms-back": "4"},
    ],
)
def test_numbers_that_cannot_be_are_said_in_words(wrong, client, round):
    answer = client.post(reverse("round_close", args=[round.pk]), {"reached": ""} | wrong)
    round.refresh_from_db()
    assert (answer.status_code, round.is_open) == (422, True)
    assert "One thing to put right." in answer.text


def test_half_a_form_closes_nothing(client, round, ola):
    count(round=round, taps=taps(reached=3), by=ola)
    assert client.post(reverse("round_close", args=[round.pk])).status_code == 422
    assert counted_on(Round.objects.get(is_open=True)).reached == 3


# ── afterwards ────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_round_on_one_form(client, ola, area):
    partner = an_organisation("Free clinic")
    told = {"reached": "12", "first": "3", "material-condoms": "40", "observation-broken_window": "1"}
    sent = at_form(area, partners=[partner.pk], **told, **{"need-health": "2"})
    answer = client.post(reverse("round_enter"), sent)
    client.post(reverse("round_enter"), sent)
    held = Round.objects.get()
    assert answer.url == reverse("round_at", args=[held.pk])
    assert (held.people_reached, held.first_contacts, held.handouts.get().quantity) == (12, 3, 40)
    assert (FollowUp.objects.count(), list(held.partners.all())) == (2, [partner])


def test_a_planned_one_is_entered_afterwards_under_its_own_key(client, staff, area):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="virtual", by=staff)
    address = f"{reverse('round_enter')}?planned={planned.pk}"
    form = client.get(address).context["form"]
    assert (form["area"].value(), form["mode"].value()) == (area.pk, "virtual")
    client.post(address, at_form(area, mode="virtual", reached="5"))
    planned.refresh_from_db()
    assert (planned.status, planned.people_reached, Round.objects.count()) == ("held", 5, 1)
    assert client.get(address).status_code == 404
    assert client.get(f"{reverse('round_enter')}?planned=x").status_code == 404


def test_a_form_left_empty_is_a_round_with_nobody_met(client, ola, area):
    client.post(reverse("round_enter"), at_form(area))
    held = Round.objects.get()
    assert (held.people_reached, held.status) == (0, "held")


@pytest.mark.parametrize("wrong", [{"held_on": ""}, {"held_on": "2999-01-01"}, {"area": ""}, {"key": "1"}])
def test_a_form_that_lacks_something_is_kept_and_told(wrong, client, ola, area):
    answer = client.post(reverse("round_enter"), at_form(area, reached="12") | wrong)
    assert (answer.status_code, Round.objects.count()) == (422, 0)
    assert 'value="12"' in answer.text


def test_she_puts_her_own_right_until_noon_and_the_coordinator_afterwards(
    client, area, ola, make_account, time_machine
):
    time_machine.move_to(at(2026, 11, 20, 20), tick=False)
    held = a_closed_one(area, ola, reached=3)
    address = reverse("round_correct", args=[held.pk])
    sent = {"held_on": "2026-11-20", "area": area.pk, "mode": "street", "reached": "4"}
    time_machine.move_to(at(2026, 11, 21, 11, 30), tick=False)
    client.force_login(ola)
    assert client.post(address, sent).status_code == 302
    time_machine.move_to(at(2026, 11, 21, 12), tick=False)
    client.force_login(ola)
    assert client.post(address, sent | {"reached": "5"}).status_code == 404
    noor = make_account("noor")
    client.force_login(noor)
    assert client.post(address, sent | {"reached": "6"}).status_code == 302
    held.refresh_from_db()
    entry = AuditEntry.objects.filter(model="outreach.Round").order_by("-number").first()
    assert (held.people_reached, held.logged_by) == (6, ola)
    assert (entry.by_id, entry.fields, entry.at) == (noor.pk, ["people_reached"], None)


def test_an_open_round_is_closed_and_not_put_right(client, round):
    assert client.get(reverse("round_correct", args=[round.pk])).status_code == 404


def test_the_coordinator_plans_and_takes_a_cancelled_one_back(client, staff, area):
    sent = {"held_on": (timezone.localdate() + A_DAY).isoformat(), "area": area.pk, "mode": "street"}
    assert client.post(reverse("round_plan"), sent).status_code == 302
    planned = Round.objects.get()
    cancel_round(round=planned, because="weather", by=staff)
    client.post(reverse("round_restore", args=[planned.pk]))
    planned.refresh_from_db()
    assert planned.status == "planned"
    assert client.post(reverse("round_plan"), sent | {"held_on": "2020-01-01"}).status_code == 422


def test_still_open_from_last_night_stands_on_the_first_page_and_on_the_page_of_rounds(
    client, make_account, area, time_machine
):
    time_machine.move_to(at(2026, 11, 20, 22), tick=False)
    night = begun(area, make_account("ola", Role.OUTREACH))
    time_machine.move_to(at(2026, 11, 21, 9), tick=False)
    client.force_login(make_account("noor"))
    assert "1 round still open from last night" in client.get("/").text
    for name in ("round", "rounds"):
        page = client.get(reverse(name)).text
        assert "Still open from last night" in page
        assert reverse("round_close", args=[night.pk]) in page
    client.post(reverse("round_close", args=[night.pk]), {"as_counted": "1"})
    assert "last night" not in client.get("/").text + client.get(reverse("round")).text


# ── as somebody else ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("round_at", "get"),
        ("round_tap", "post"),
        ("round_close", "get"),
        ("round_close", "post"),
        ("round_correct", "get"),
        ("round_correct", "post"),
        ("round_cancel", "post"),
        ("round_begin", "post"),
    ],
)
def test_a_round_of_somebody_else_is_not_there(name, method, client, area, make_account):
    theirs = begun(area, make_account("pia", Role.OUTREACH))
    client.force_login(make_account("ola", Role.OUTREACH))
    answer = getattr(client, method)(reverse(name, args=[theirs.pk]), {"as_counted": "1"})
    theirs.refresh_from_db()
    assert (answer.status_code, theirs.is_open) == (404, True)


def test_in_the_street_a_coordinator_sees_no_round_of_others(client, area, make_account):
    theirs = a_closed_one(area, make_account("pia", Role.OUTREACH))
    client.force_login(make_account("noor", Role.COORDINATOR, Role.OUTREACH))
    assert client.get(reverse("round_at", args=[theirs.pk])).status_code == 200
    session = client.session
    session[sessions.ONLY_ROLE] = Role.OUTREACH
    session.save()
    assert client.get(reverse("round_at", args=[theirs.pk])).status_code == 404
    assert client.get(reverse("round_plan")).status_code == 404


# ── however many there are ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.OUTREACH, Role.COORDINATOR])
def test_the_page_of_rounds_costs_the_same_with_ten_and_with_a_hundred(role, client, area, make_account):
    account = make_account("kim", role)
    client.force_login(account)
    yesterday = timezone.localdate() - A_DAY

    def more(number: int) -> None:
        for each in range(number):
            a_closed_one(area, account, reached=1)
            Area.objects.create(name=f"Quarter {uuid4()}")
            planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=account)
            if each % 2:
                Round.objects.filter(pk=planned.pk).update(held_on=yesterday)
        Round.objects.filter(pk=begun(area, make_account(f"w{number}")).pk).update(held_on=yesterday)

    def cost() -> int:
        with CaptureQueriesContext(connection) as told:
            assert client.get(reverse("round")).status_code == 200
        return len(told)

    more(10)
    cost()
    ten = cost()
    more(90)
    assert cost() == ten


def test_the_labels_speak_of_contacts_and_never_of_persons(client, round):
    page = client.get(reverse("round_at", args=[round.pk])).text.lower()
    assert "contacts" in page
    assert [word for word in ("persons", "clients", "women", "cases") if word in page] == []


def test_no_page_of_a_round_tells_the_time_of_day(client, round, ola):
    import re

    count(round=round, taps=[Tap(uuid4(), "reached", 1)], by=ola)
    page = client.get(reverse("round_at", args=[round.pk])).text
    assert re.findall(r"\b\d\d:\d\d\b", page) == []
    assert date.today().isoformat() not in str(list(RoundTap.objects.values_list()))
