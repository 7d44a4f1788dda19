"""A round from its plan to its numbers: what is counted, once, and what the day and the clock have to say to it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from outreach.actions.rounds import (
    Tap,
    cancel_round,
    close_forgotten,
    close_round,
    correct_round,
    count,
    enter_round,
    plan_round,
    restore_round,
    start_round,
)
from outreach.choices import FollowUpChannel, Mode, Need, RoundStatus
from outreach.counting import MOST, Bag, Counted, counted_on
from outreach.models import Area, FollowUp, Handout, Material, Observation, Round, RoundTap
from outreach.walking import left_open, never_begun, open_of, rounds_of, usual
from reports.reading import read
from support.models import Person
from utsopi.audit.models import AuditEntry
from utsopi.calendar import coming
from utsopi.directory.models import Organisation
from utsopi.periods import Period
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def by(make_account):
    return make_account("ola", Role.OUTREACH)


@pytest.fixture
def area():
    return Area.objects.create(name="North quarter", municipality="Schaerbeek", region="brussels")


@pytest.fixture
def round(area, by) -> Round:
    return begun(area, by)


def begun(area, by, **more) -> Round:
    return start_round(key=uuid4(), area=area, mode=Mode.STREET, by=by, **more)


def taps(**amounts: int) -> list[Tap]:
    """One tap for each name; a dash is written as two lines."""
    return [Tap(uuid4(), name.replace("__", "-"), amount) for name, amount in amounts.items()]


def at(*moment: int) -> datetime:
    """A moment of the clock on the wall in Brussels."""
    return timezone.make_aware(datetime(*moment))


def numbers(**sums: int) -> Counted:
    return Counted(Counter({name.replace("__", "-"): number for name, number in sums.items()}))


def an_organisation(name: str) -> Organisation:
    made = Organisation.objects.create(name=name)
    made.names.create(name=name)
    return made


# ── counting ──────────────────────────────────────────────────────────────────────────────────────


def test_a_round_begins_open_held_and_dated_today(round, area, by):
    assert (round.held_on, round.logged_on, round.logged_by) == (timezone.localdate(),) * 2 + (by,)
    assert (round.status, round.is_open, round.city) == (RoundStatus.HELD, True, "Schaerbeek")
    assert round.people_reached is None


def test_the_same_press_twice_begins_one_round(area, by):
    key = uuid4()
    first, second = (start_round(key=key, area=area, mode="street", by=by) for _time in range(2))
    assert first.pk == second.pk == key
    assert Round.objects.count() == 1


def test_closing_adds_the_taps_up_and_deletes_them(round, by):
    sent = taps(reached=1, first=1, material__condoms=10, observation__street_fight=1)
    count(round=round, taps=[*sent, *taps(reached=1, material__condoms=1)], by=by)
    close_round(round=round, by=by)
    round.refresh_from_db()
    assert (round.people_reached, round.first_contacts, round.is_open) == (2, 1, False)
    assert list(round.handouts.values_list("material__code", "quantity")) == [("condoms", 11)]
    assert list(round.observations.values_list("kind", "count")) == [("street_fight", 1)]
    assert RoundTap.objects.count() == 0


def test_a_tap_counts_once_however_often_it_is_sent(round, by):
    sent = taps(reached=1, material__condoms=10)
    for _time in range(3):
        assert count(round=round, taps=sent, by=by)
    assert counted_on(round).sums == {"reached": 1, "material-condoms": 10}


def test_a_tap_that_comes_after_the_end_is_not_counted(round, by):
    sent = taps(reached=1)
    count(round=round, taps=sent, by=by)
    close_round(round=round, by=by)
    assert count(round=round, taps=sent, by=by) is False
    round.refresh_from_db()
    assert (round.people_reached, RoundTap.objects.count()) == (1, 0)


def test_what_is_taken_back_never_goes_below_nothing(round, by):
    count(round=round, taps=taps(reached=2, material__condoms=-5), by=by)
    count(round=round, taps=taps(reached=-1), by=by)
    close_round(round=round, by=by)
    round.refresh_from_db()
    assert (round.people_reached, Handout.objects.count()) == (1, 0)


def test_no_more_of_anything_is_tapped_than_can_be_typed(round, by):
    need = Need.values[0]
    count(round=round, taps=[Tap(uuid4(), f"need-{need}", MOST) for _each in range(3)], by=by)
    assert counted_on(round).sums[f"need-{need}"] == MOST


def test_each_first_contact_is_a_contact(round, by):
    count(round=round, taps=taps(reached=1, first=3), by=by)
    close_round(round=round, by=by)
    round.refresh_from_db()
    assert (round.people_reached, round.first_contacts) == (3, 3)


def test_a_round_with_nobody_reached_is_a_zero_and_counts_as_held(round, by):
    close_round(round=round, by=by)
    round.refresh_from_db()
    assert (round.people_reached, round.first_contacts, round.status) == (0, 0, RoundStatus.HELD)
    year = Period.year(round.held_on.year)
    assert read("outreach.rounds_by_area", year).value == {"North quarter": 1}
    assert read("outreach.people_reached_by_area", year).value == {"North quarter": 0}


def test_where_the_bag_was_weighed_it_counts(round, by):
    condoms = Material.objects.get(code="condoms")
    count(round=round, taps=taps(material__condoms=3), bags={condoms: Bag(40, None)}, by=by)
    assert counted_on(round).handed("condoms") == 3
    count(round=round, bags={condoms: Bag(40, 12)}, by=by)
    assert counted_on(round).handed("condoms") == 28
    close_round(round=round, by=by)
    assert list(round.handouts.values_list("quantity", "bag_out", "bag_back")) == [(28, 40, 12)]


@pytest.mark.parametrize("bag", [Bag(10, 11), Bag(None, 1)])
def test_no_more_comes_back_than_went_out(bag, round, by):
    with pytest.raises(ValidationError, match="More came back"):
        count(round=round, bags={Material.objects.get(code="condoms"): bag}, by=by)
    assert Handout.objects.count() == 0


def test_the_database_refuses_a_bag_that_grew_and_an_open_round_that_was_not_held(round):
    condoms = Material.objects.get(code="condoms")
    with pytest.raises(IntegrityError), transaction.atomic():
        Handout.objects.create(round=round, material=condoms, quantity=0, bag_out=1, bag_back=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round.pk).update(status=RoundStatus.SUSPENDED)


@pytest.mark.parametrize(
    ("mode", "channel"),
    [(Mode.STREET, FollowUpChannel.IN_PERSON), (Mode.VIRTUAL, FollowUpChannel.MESSAGING)],
)
def test_each_need_that_was_tapped_is_followed_up(mode, channel, area, by):
    held = start_round(key=uuid4(), area=area, mode=mode, by=by)
    count(round=held, taps=taps(need__health=1, need__administrative=2), by=by)
    close_round(round=held, by=by)
    close_round(round=held, by=by)
    needs = FollowUp.objects.order_by("need").values_list("need", "channel", "opened_on")
    assert list(needs) == [(need, channel, held.held_on) for need in ("administrative",) * 2 + ("health",)]
    assert Person.objects.count() == 3


def test_numbers_put_right_at_the_end_stand_in_place_of_the_taps(round, by):
    count(round=round, taps=taps(reached=9), by=by)
    close_round(round=round, counted=numbers(reached=7, first=2), by=by)
    round.refresh_from_db()
    assert (round.people_reached, round.first_contacts) == (7, 2)


def test_a_round_that_was_broken_off_keeps_its_numbers_apart(round, by):
    count(round=round, taps=taps(reached=4), by=by)
    close_round(round=round, suspended_because="safety", by=by)
    round.refresh_from_db()
    assert (round.status, round.suspended_because, round.people_reached) == ("suspended", "safety", 4)
    year = Period.year(round.held_on.year)
    assert read("outreach.rounds_suspended", year).value == 1
    assert read("outreach.people_reached_by_area", year).value == {}


def test_the_trail_tells_of_the_round_and_not_of_its_taps(round, by):
    count(round=round, taps=taps(reached=1, first=1), by=by)
    close_round(round=round, by=by)
    entries = AuditEntry.objects.order_by("number")
    assert [(each.model, each.action, each.at) for each in entries] == [
        ("outreach.Round", "create", None),
        ("outreach.Round", "change", None),
    ]


def test_nothing_of_a_tap_tells_when_it_was():
    kinds = {field.get_internal_type() for field in RoundTap._meta.get_fields()}
    assert kinds & {"DateField", "DateTimeField", "TimeField", "AutoField", "BigAutoField"} == set()


def test_a_round_that_nobody_closed_in_a_week_is_closed_by_the_house(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 1, 22), tick=False)
    forgotten = begun(area, by)
    count(round=forgotten, taps=taps(reached=3, need__health=1), by=by)
    time_machine.move_to(at(2026, 11, 7, 23), tick=False)
    close_forgotten()
    assert left_open().get() == forgotten
    time_machine.move_to(at(2026, 11, 8, 3), tick=False)
    close_forgotten()
    forgotten.refresh_from_db()
    assert (forgotten.people_reached, RoundTap.objects.count(), FollowUp.objects.count()) == (3, 0, 1)
    assert AuditEntry.objects.filter(model="outreach.Round", action="change").get().by_id is None


# ── planned, cancelled ────────────────────────────────────────────────────────────────────────────


def test_a_planned_round_stands_on_the_calendar_begins_and_is_dated_by_its_start(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 20, 18))
    partner = an_organisation("Free clinic")
    planned = plan_round(held_on=date(2026, 11, 21), area=area, mode="street", partners=[partner], by=by)
    found = coming(Period(date(2026, 11, 20), date(2026, 11, 22)), most=6)
    assert [entry.label for entry in found] == ["Round, North quarter"]
    time_machine.move_to(at(2026, 11, 22, 0, 30))
    held = start_round(key=planned.pk, area=area, mode="street", partners=[partner], planned=planned, by=by)
    assert (held.pk, held.held_on, held.is_open) == (planned.pk, date(2026, 11, 22), True)
    assert list(held.partners.all()) == [partner]


def test_a_planned_round_that_two_begin_is_the_firsts(area, by, make_account):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=by)
    again = {"key": planned.pk, "area": area, "mode": "street", "planned": planned}
    assert start_round(**again, by=by).pk == start_round(**again, by=by).pk
    with pytest.raises(ValidationError, match="meanwhile"):
        start_round(**again, by=make_account("pia", Role.OUTREACH))


def test_a_planned_round_is_cancelled_with_a_reason_and_taken_back(area, by):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=by)
    cancel_round(round=planned, because="weather", by=by)
    cancel_round(round=planned, because="safety", by=by)
    planned.refresh_from_db()
    assert (planned.status, planned.cancelled_because) == ("cancelled", "weather")
    restore_round(round=planned, by=by)
    planned.refresh_from_db()
    assert (planned.status, planned.cancelled_because) == ("planned", "")


def test_a_round_that_has_begun_is_not_cancelled(round, by):
    with pytest.raises(ValidationError, match="has begun"):
        cancel_round(round=round, because="safety", by=by)


def test_nothing_is_planned_for_a_day_that_is_over(area, by):
    with pytest.raises(ValidationError, match="over"):
        plan_round(held_on=timezone.localdate() - A_DAY, area=area, mode="street", by=by)


# ── entered afterwards, put right ─────────────────────────────────────────────────────────────────


def entered(area, by, **more) -> Round:
    facts = {"key": uuid4(), "held_on": timezone.localdate() - 3 * A_DAY, "area": area, "mode": "street"}
    return enter_round(**(facts | {"counted": numbers()} | more), by=by)


def test_a_whole_round_is_entered_afterwards(area, by):
    partner = an_organisation("Free clinic")
    told = numbers(reached=12, first=3, material__lubricant=20, observation__broken_window=1, need__health=1)
    held = entered(area, by, counted=told, partners=[partner])
    assert (held.people_reached, held.first_contacts, held.is_open) == (12, 3, False)
    assert (held.logged_on, held.status) == (timezone.localdate(), RoundStatus.HELD)
    assert (Handout.objects.get().quantity, Observation.objects.get().count) == (20, 1)
    assert FollowUp.objects.get().opened_on == held.held_on
    assert list(held.partners.all()) == [partner]


def test_entered_twice_it_is_one(area, by):
    key = uuid4()
    assert entered(area, by, key=key, counted=numbers(need__health=1)).pk == key
    assert entered(area, by, key=key, counted=numbers(need__health=1)).pk == key
    assert (Round.objects.count(), FollowUp.objects.count()) == (1, 1)


def test_the_key_of_somebody_elses_round_is_no_key(area, by, make_account):
    key = uuid4()
    entered(area, by, key=key)
    with pytest.raises(ValidationError, match="not a random one"):
        entered(area, make_account("pia", Role.OUTREACH), key=key)


def test_nothing_is_entered_for_a_day_to_come(area, by):
    with pytest.raises(ValidationError, match="still to come"):
        entered(area, by, held_on=timezone.localdate() + A_DAY)


def test_what_nobody_counted_is_not_a_zero(area, by):
    told = Counted(Counter({"reached": 4}), has_first=False)
    assert entered(area, by, counted=told).first_contacts is None


def test_putting_right_names_what_was_changed_and_no_value(area, by):
    held = entered(area, by, counted=numbers(reached=12, material__condoms=5))
    right = numbers(reached=13, material__condoms=6, observation__confrontation=1)
    facts = {"round": held, "held_on": held.held_on, "area": area, "mode": "street", "counted": right}
    assert correct_round(**facts, by=by).people_reached == 13
    entry = AuditEntry.objects.order_by("-number").first()
    assert sorted(entry.fields) == ["handouts", "observations", "people_reached"]
    before = AuditEntry.objects.count()
    correct_round(**facts, by=by)
    assert AuditEntry.objects.count() == before


def test_what_an_old_record_does_not_know_is_not_made_a_zero_by_putting_right_the_rest(area, by):
    old = Round.objects.create(held_on=date(2024, 5, 1), area=area, mode="street", status="held")
    facts = {"round": old, "held_on": old.held_on, "area": area, "mode": "virtual"}
    told = Counted(Counter(), has_first=False, has_reached=False)
    assert correct_round(**facts, counted=told, by=by).people_reached is None
    assert correct_round(**facts, counted=numbers(reached=0), by=by).people_reached == 0


def test_a_planned_one_that_was_never_begun_is_entered_once(area, by):
    planned = plan_round(held_on=timezone.localdate(), area=area, mode="street", by=by)
    held = entered(area, by, planned=planned, counted=numbers(reached=2))
    assert (held.pk, held.status, held.people_reached) == (planned.pk, "held", 2)
    with pytest.raises(ValidationError, match="meanwhile"):
        entered(area, by, planned=planned, counted=numbers(reached=2))
    assert Round.objects.count() == 1


def test_a_round_without_numbers_is_not_put_right(round, area, by):
    with pytest.raises(ValidationError, match="no numbers"):
        correct_round(round=round, held_on=round.held_on, area=area, mode="street", counted=numbers(), by=by)


# ── the day and the clock ─────────────────────────────────────────────────────────────────────────

# the evening before the clocks change, in the hour that is there twice or not at all, and a plain midnight
NIGHTS = [
    ((2026, 3, 28, 23, 30), (2026, 3, 29, 3, 15)),  # 02:00 becomes 03:00
    ((2026, 10, 24, 23, 30), (2026, 10, 25, 2, 30)),  # 03:00 becomes 02:00
    ((2026, 11, 20, 23, 30), (2026, 11, 21, 1, 0)),
    ((2026, 12, 31, 22, 0), (2027, 1, 1, 2, 0)),
]


@pytest.mark.parametrize(("start", "end"), NIGHTS)
def test_over_midnight_and_both_changes_of_the_clock_a_round_is_dated_by_its_start(
    start, end, area, by, time_machine
):
    time_machine.move_to(at(*start), tick=False)
    night = begun(area, by)
    time_machine.move_to(at(*end), tick=False)
    assert open_of(by) == night
    count(round=night, taps=taps(reached=2), by=by)
    close_round(round=night, by=by)
    night.refresh_from_db()
    assert (night.held_on, night.people_reached) == (date(*start[:3]), 2)


@pytest.mark.parametrize(("start", "end"), NIGHTS)
def test_whoever_walked_sees_it_until_noon_of_the_next_day(start, end, area, by, time_machine):
    time_machine.move_to(at(*start), tick=False)
    night = begun(area, by)
    morning = date(*start[:3]) + A_DAY
    time_machine.move_to(at(morning.year, morning.month, morning.day, 11, 59, 59), tick=False)
    assert list(rounds_of(by)) == [night]
    time_machine.move_to(at(morning.year, morning.month, morning.day, 12), tick=False)
    assert list(rounds_of(by)) == []


@pytest.mark.parametrize("utc", [(2026, 7, 1, 22, 30), (2026, 12, 1, 23, 30)])
def test_the_day_is_that_of_brussels_and_not_of_greenwich(utc, area, by, time_machine):
    time_machine.move_to(datetime(*utc, tzinfo=UTC), tick=False)
    assert begun(area, by).held_on == date(*utc[:3]) + A_DAY


def test_what_was_entered_today_is_hers_until_noon_tomorrow(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 20, 15), tick=False)
    old = entered(area, by)
    assert list(rounds_of(by)) == [old]
    time_machine.move_to(at(2026, 11, 21, 12), tick=False)
    assert list(rounds_of(by)) == []


def test_putting_it_right_makes_it_hers_no_longer(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 20, 22), tick=False)
    night = close_round(round=begun(area, by), by=by)
    time_machine.move_to(at(2026, 11, 21, 11), tick=False)
    facts = {"area": area, "mode": Mode.STREET, "counted": numbers(reached=1)}
    with pytest.raises(ValidationError):
        correct_round(round=night, held_on=date(2026, 11, 21), by=by, **facts)
    correct_round(round=night, held_on=date(2026, 11, 19), by=by, **facts)
    time_machine.move_to(at(2026, 11, 21, 12), tick=False)
    assert list(rounds_of(by)) == []


def test_rounds_of_others_are_not_hers_and_all_are_the_coordinators(round, by, make_account):
    pia, noor = make_account("pia", Role.OUTREACH), make_account("noor", Role.COORDINATOR)
    assert list(rounds_of(pia)) == []
    assert list(rounds_of(noor)) == [round]


def test_on_a_phone_that_was_signed_in_for_a_round_a_coordinator_sees_her_own_only(round, make_account):
    both = make_account("noor", Role.COORDINATOR, Role.OUTREACH)
    both.only_role = Role.OUTREACH
    assert list(rounds_of(both)) == []


def test_still_open_from_last_night(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 20, 22), tick=False)
    night = begun(area, by)
    assert list(left_open()) == []
    time_machine.move_to(at(2026, 11, 21, 8), tick=False)
    assert list(left_open()) == [night]
    close_round(round=night, by=by)
    assert list(left_open()) == []


def test_planned_and_never_begun(area, by, time_machine):
    time_machine.move_to(at(2026, 11, 20, 10), tick=False)
    planned = plan_round(held_on=date(2026, 11, 20), area=area, mode="street", by=by)
    assert list(rounds_of(by)) == [planned]
    time_machine.move_to(at(2026, 11, 21, 13), tick=False)
    assert (list(never_begun()), list(rounds_of(by))) == ([planned], [])


# ── what a new one begins with ────────────────────────────────────────────────────────────────────


def test_areas_most_used_first_and_the_last_partners_preset(area, by):
    south = Area.objects.create(name="South quarter")
    Area.objects.create(name="Old harbour", is_hidden=True)
    clinic, shelter = an_organisation("Free clinic"), an_organisation("Night shelter")
    for days, partners in ((9, [shelter]), (8, [shelter]), (2, [clinic])):
        entered(south, by, held_on=timezone.localdate() - days * A_DAY, partners=partners)
    found = usual(by)
    assert [each.name for each in found.areas] == ["South quarter", "North quarter"]
    assert [each.name for each in found.partners] == ["Night shelter", "Free clinic"]
    assert found.last_partners == {str(clinic.pk)}
