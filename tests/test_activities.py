"""What takes place, by its verbs: planned, changed, repeated, held, cancelled; themes, wishes and allowances."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events import hours
from events.actions.activities import cancel, change, copy, hold, plan, set_parts, set_places, uncancel
from events.actions.allowances import drop, owe, pay, unpay
from events.actions.coming import ask_for_word, come
from events.actions.series import change_rest_of_series, repeat, rest_of_series
from events.actions.themes import merge_themes, rename_theme, set_themes
from events.actions.wishes import reopen_wish, settle_wish, take_wish, wish
from events.choices import ActivityStatus, CancelledBecause, Kind, PartnerRole, Rule, State, WishState
from events.doubts import on_counts, on_day
from events.models import Activity, Allowance, Evening, Registration, Theme, Wish
from events.repeating import MOST, days_after
from members.models import Member
from reports.reading import read
from tests.evenings import a_vouch
from utsopi.audit.models import AuditEntry
from utsopi.directory.actions import add_organisation
from utsopi.periods import Period

pytestmark = pytest.mark.django_db
THURSDAY = date(2026, 10, 1)
YEAR = Period.year(2026)


@pytest.fixture(autouse=True)
def late_in_november(time_machine):
    time_machine.move_to(timezone.make_aware(datetime(2026, 11, 24, 12)))


@pytest.fixture
def noor(make_account):
    return make_account("noor")


def an_evening(by, on: date = THURSDAY, **said) -> Activity:
    said = {"title": "Listen To You", "city": "Brussels", "region": "brussels"} | said
    return plan(kind=Kind.LISTEN_TO_YOU, starts_on=on, by=by, **said)


def noted() -> list[tuple]:
    entries = AuditEntry.objects.order_by("number").values_list("action", "model", "fields", "at")
    return [(action, model, fields) for action, model, fields, _at in entries]


# ── planning ──────────────────────────────────────────────────────────────────────────────────────


def test_an_evening_is_planned_with_its_place_sealed_and_one_line_in_the_trail(noor):
    made = an_evening(
        noor, opens_at=time(19), closes_at=time(22), place="Blue door", duty_phone="12", capacity=9
    )
    made.refresh_from_db()
    assert (made.status, made.audience, made.ends_on) == ("planned", "sex_workers", THURSDAY)
    assert str(made.evening.place) == str(made.evening.duty_phone) == "<sealed>"
    assert (made.evening.capacity, made.evening.places_left) == (9, 9)
    assert noted() == [("create", "events.Activity", [])]
    assert made.evening.place.open() == "Blue door"


def test_what_is_no_evening_has_no_place_of_its_own(noor):
    made = plan(kind=Kind.TRAINING, title="At the police school", starts_on=THURSDAY, by=noor)
    assert Evening.objects.count() == 0
    assert made.audience == "professionals"
    with pytest.raises(ValidationError):
        change(activity=made, place="Blue door", by=noor)


def test_the_same_key_plans_and_copies_once(noor):
    first, second = uuid4(), uuid4()
    made = an_evening(noor, key=first)
    assert an_evening(noor, key=first) == made
    again = copy(activity=made, starts_on=date(2026, 12, 3), key=second, by=noor)
    assert copy(activity=made, starts_on=date(2026, 12, 3), key=second, by=noor) == again
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    "said",
    [
        {"ends_on": date(2026, 9, 30)},
        {"level": "federal"},
        {"region": "nowhere"},
        {"title": ""},
        {"audience": "everybody"},
        {"title": "x" * 201},
    ],
)
def test_what_must_not_be_is_refused_with_words(said, noor):
    with pytest.raises(ValidationError) as refused:
        an_evening(noor, **said)
    assert refused.value.messages
    assert Activity.objects.count() == 0


def test_partners_and_who_was_spoken_to_stand_once_each(noor):
    one, two = (add_organisation(name=name, by=noor) for name in ("Made-up House", "Made-up Council"))
    made = plan(
        kind=Kind.ADVOCACY_MEETING,
        title="Talk",
        starts_on=THURSDAY,
        level="federal",
        partners=[one],
        counterparts=[two],
        by=noor,
    )
    roles = dict(made.partner_links.values_list("organisation__name", "role"))
    assert roles == {"Made-up House": PartnerRole.PARTNER, "Made-up Council": PartnerRole.COUNTERPART}
    change(activity=made, partners=[], by=noor)
    assert [link.organisation for link in made.partner_links.all()] == [two]
    with pytest.raises(ValidationError, match="twice"):
        change(activity=made, partners=[two], by=noor)


def test_a_change_writes_what_was_given_and_nothing_else(noor):
    made = an_evening(noor, place="Blue door")
    stale = Activity.objects.get(pk=made.pk)
    change(activity=made, title="An evening", by=noor)
    change(activity=stale, opens_at=time(18), place="Red door", by=noor)
    made.refresh_from_db()
    assert (made.title, made.opens_at) == ("An evening", time(18))
    assert Evening.objects.get().place.open() == "Red door"
    assert noted()[-2] == ("change", "events.Activity", ["opens_at", "place"])
    with pytest.raises(TypeError):
        change(activity=made, kind=Kind.TRAINING, by=noor)


def test_a_copy_has_partners_parts_and_place_and_no_counts(noor):
    made = an_evening(noor, place="Blue door", partners=[add_organisation(name="Made-up House", by=noor)])
    set_parts(activity=made, parts=[{"title": "Film", "unit": "seats", "count": 9}], by=noor)
    hold(activity=made, attendance=9, by=noor)
    again = copy(activity=made, starts_on=date(2026, 12, 3), by=noor)
    assert (again.status, again.attendance, again.series) == ("planned", None, None)
    assert again.evening.place.open() == "Blue door"
    assert [(part.title, part.count) for part in again.parts.all()] == [("Film", None)]
    assert again.partners.count() == 1


# ── again and again ───────────────────────────────────────────────────────────────────────────────


def test_every_week_runs_over_the_new_year():
    days = days_after(date(2026, 12, 17), Rule.WEEKLY, until=date(2027, 1, 7))
    assert days == [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 7)]


def test_the_third_thursday_stays_the_third_thursday_over_the_new_year():
    days = days_after(date(2026, 11, 19), Rule.MONTHLY, times=3)
    assert days == [date(2026, 12, 17), date(2027, 1, 21), date(2027, 2, 18)]


def test_a_fifth_thursday_is_the_last_one_of_each_month():
    days = days_after(date(2026, 10, 29), Rule.MONTHLY, times=4)
    assert days == [date(2026, 11, 26), date(2026, 12, 31), date(2027, 1, 28), date(2027, 2, 25)]


def test_a_series_has_an_end():
    assert len(days_after(THURSDAY, Rule.WEEKLY, until=date(2200, 1, 1))) == MOST
    assert len(days_after(THURSDAY, Rule.WEEKLY, times=10_000)) == MOST


def test_the_hour_on_the_clock_stays_when_the_clocks_change(noor):
    first = an_evening(noor, date(2026, 10, 22), opens_at=time(19))
    (second,) = repeat(activity=first, rule=Rule.WEEKLY, times=1, by=noor)
    assert second.opens_at == first.opens_at == time(19)
    passed = hours.begins_at(second) - hours.begins_at(first)
    assert passed == timedelta(days=7, hours=1)  # one hour came twice in between


def test_a_series_leaves_days_out_and_makes_none_twice(noor):
    first = an_evening(noor, date(2026, 12, 17), place="Blue door", capacity=5)
    made = repeat(
        activity=first, rule=Rule.WEEKLY, until=date(2027, 1, 7), but_not=[date(2026, 12, 24)], by=noor
    )
    assert [each.starts_on for each in made] == [date(2026, 12, 31), date(2027, 1, 7)]
    first.refresh_from_db()
    assert {each.series for each in made} == {first.series}
    assert {each.evening.place.open() for each in made} == {"Blue door"}
    again = repeat(activity=first, rule=Rule.WEEKLY, until=date(2027, 1, 7), by=noor)
    assert [each.starts_on for each in again] == [date(2026, 12, 24)]


@pytest.mark.parametrize("ends", [{}, {"until": date(2027, 1, 1), "times": 3}])
def test_a_series_ends_in_one_way(ends, noor):
    with pytest.raises(ValidationError):
        repeat(activity=an_evening(noor), rule=Rule.WEEKLY, by=noor, **ends)


def test_the_rest_of_a_series_changes_but_what_was_set_apart_stays(noor):
    first = an_evening(noor, date(2026, 11, 26), opens_at=time(19), place="Blue door")
    made = repeat(activity=first, rule=Rule.WEEKLY, times=4, by=noor)
    moved, elsewhere, off, plain = made
    change(activity=moved, starts_on=date(2026, 12, 4), ends_on=date(2026, 12, 4), opens_at=time(17), by=noor)
    change(activity=elsewhere, place="Red door", by=noor)
    cancel(activity=off, because=CancelledBecause.FEW, by=noor)
    change_rest_of_series(activity=first, opens_at=time(18), place="Green door", by=noor)
    found = {each.pk: each for each in Activity.objects.select_related("evening")}
    assert [found[each.pk].opens_at.hour for each in (first, *made)] == [18, 17, 18, 19, 18]
    assert [found[each.pk].evening.place.open().split()[0] for each in (first, *made)] == [
        *("Green", "Green", "Red", "Blue", "Green")
    ]
    assert found[moved.pk].starts_on == date(2026, 12, 4)


def test_one_without_a_series_has_no_rest(noor):
    an_evening(noor, date(2026, 12, 17))
    assert list(rest_of_series(an_evening(noor))) == []


# ── how it was ────────────────────────────────────────────────────────────────────────────────────


def test_figures_of_a_year_entered_by_hand_equal_a_count_by_hand(noor):
    came = {"brussels": [8, 5], "flanders": [4]}
    for region, counts in came.items():
        for place, count in enumerate(counts):
            evening = an_evening(noor, THURSDAY + timedelta(weeks=place), region=region)
            hold(activity=evening, attendance=count, first_timers=1, by=noor)
    guests = an_evening(noor, date(2026, 11, 5), region="brussels")
    hold(activity=guests, attendance=7, sex_workers=5, by=noor)
    hold(activity=an_evening(noor, date(2026, 11, 6)), is_not_counted=True, by=noor)
    cancel(activity=an_evening(noor, date(2026, 11, 9)), because="few", by=noor)
    an_evening(noor, date(2026, 12, 24))
    meeting = plan(kind=Kind.MEMBER_MEETING, title="Meeting", starts_on=THURSDAY, by=noor)
    hold(activity=meeting, attendance=21, non_members=2, by=noor)
    assert nonzero("listen_to_you.meetings_by_region") == {"brussels": 4, "flanders": 1}
    assert nonzero("listen_to_you.contacts_by_region") == {"brussels": 8 + 5 + 5, "flanders": 4}
    assert read("listen_to_you.meetings_cancelled", YEAR).value == 1
    assert read("community.member_meeting_participants", YEAR).value == 21


def nonzero(figure: str) -> dict:
    return {code: value for code, value in read(figure, YEAR).value.items() if value}


def test_what_is_not_said_of_a_headcount_stays_as_it_is(noor):
    made = hold(activity=an_evening(noor), attendance=9, first_timers=2, by=noor)
    made = hold(activity=made, attendance=8, by=noor)
    assert (made.attendance, made.sex_workers, made.first_timers) == (8, 8, 2)
    made = hold(activity=made, is_not_counted=True, by=noor)
    assert (made.attendance, made.sex_workers, made.first_timers) == (None, None, None)


@pytest.mark.parametrize(
    "said", [{"attendance": 3, "is_not_counted": True}, {"attendance": -1}, {"estimate_reason": "x" * 201}]
)
def test_a_headcount_that_cannot_be_is_refused(said, noor):
    made = an_evening(noor)
    with pytest.raises(ValidationError):
        hold(activity=made, by=noor, **said)
    made.refresh_from_db()
    assert made.status == ActivityStatus.PLANNED


def test_what_has_not_begun_or_was_cancelled_was_not_held(noor):
    tomorrow, off = an_evening(noor, date(2026, 11, 25)), an_evening(noor)
    cancel(activity=off, because=CancelledBecause.SAFETY, by=noor)
    for made in (tomorrow, off):
        with pytest.raises(ValidationError):
            hold(activity=made, attendance=3, by=noor)


def test_parts_keep_their_own_units_and_nobody_counted_is_an_answer(noor):
    made = plan(kind=Kind.PUBLIC_EVENT, title="Fair", starts_on=THURSDAY, by=noor)
    parts = [
        {
            "title": "Exhibition",
            "unit": "entries",
            "count": 400,
            "is_estimated": True,
            "estimate_reason": "door",
        },
        {"title": "Debate", "unit": "seats", "count": 80},
        {"title": "Walk", "unit": "persons", "is_not_counted": True},
    ]
    hold(activity=made, parts=parts, by=noor)
    found = made.parts.values_list("title", "unit", "count", "is_not_counted")
    assert list(found) == [
        ("Exhibition", "entries", 400, False),
        ("Debate", "seats", 80, False),
        ("Walk", "persons", None, True),
    ]
    with pytest.raises(ValidationError):
        set_parts(activity=made, parts=[{"title": "Walk", "unit": "feet"}], by=noor)
    assert made.parts.count() == 3


# ── cancelling ────────────────────────────────────────────────────────────────────────────────────


def test_cancelling_frees_every_place_in_one_go(noor):
    made = an_evening(noor, date(2026, 12, 3), opens_at=time(19), capacity=1)
    for _each in range(2):
        come(evening=made.evening, vouch=a_vouch(), language="en")
    ask_for_word(evening=made.evening, language="en")
    assert cancel(activity=made, because=CancelledBecause.BUILDING, by=noor) == 3
    assert set(Registration.objects.values_list("state", "line")) == {(State.CANCELLED, None)}
    made.refresh_from_db()
    assert (made.status, made.cancelled_because, Evening.objects.get().places_left) == (
        "cancelled",
        "building",
        1,
    )
    assert cancel(activity=made, because=CancelledBecause.FEW, by=noor) == 0
    with pytest.raises(ValidationError):
        uncancel(activity=made, by=noor)


def test_what_nobody_was_told_can_be_taken_back(noor):
    made = an_evening(noor, date(2026, 12, 3))
    cancel(activity=made, because=CancelledBecause.FEW, by=noor)
    for _each in range(2):
        assert uncancel(activity=made, by=noor).status == ActivityStatus.PLANNED


def test_what_has_a_headcount_was_held(noor):
    made = hold(activity=an_evening(noor), attendance=4, by=noor)
    with pytest.raises(ValidationError):
        cancel(activity=made, because=CancelledBecause.FEW, by=noor)


def test_more_places_go_to_those_who_wait_and_fewer_than_are_taken_are_refused(noor):
    made = an_evening(noor, date(2026, 12, 3), opens_at=time(19), capacity=1)
    for _each in range(3):
        come(evening=made.evening, vouch=a_vouch(), language="en")
    set_places(activity=made, capacity=2, closes_before=4, by=noor)
    assert Registration.objects.filter(state=State.COMING).count() == 2
    assert Evening.objects.values_list("closes_before", "places_left").get() == (4, 0)
    with pytest.raises(ValidationError):
        set_places(activity=made, capacity=1, closes_before=0, by=noor)
    assert Evening.objects.get().closes_before == 4


def test_an_evening_from_a_workbook_gets_its_places_when_they_are_asked_for(noor):
    made = an_evening(noor, date(2026, 12, 3))
    Evening.objects.all().delete()
    set_places(activity=made, capacity=12, closes_before=0, by=noor)
    change(activity=made, place="Blue door", by=noor)
    assert Evening.objects.get().place.open() == "Blue door"


# ── what looks like a slip ────────────────────────────────────────────────────────────────────────


def test_a_sunday_and_another_thing_on_the_same_day_are_said(noor):
    an_evening(noor, date(2026, 12, 6))
    assert [doubt.code for doubt in on_day(date(2026, 12, 6), "brussels")] == ["sunday", "same_day"]
    assert [doubt.code for doubt in on_day(date(2026, 12, 6), "Ghent")] == ["sunday"]
    assert on_day(date(2026, 12, 7), "Brussels") == []


def test_itself_and_what_is_cancelled_is_nothing_else_on_that_day(noor):
    made, off = an_evening(noor), an_evening(noor)
    cancel(activity=off, because=CancelledBecause.FEW, by=noor)
    assert on_day(THURSDAY, "Brussels", made) == []


def test_parts_that_are_more_than_the_whole_are_said():
    found = on_counts(attendance=5, sex_workers=6, first_timers=7, non_members=8)
    assert [doubt.code for doubt in found] == ["sex_workers", "first_timers", "non_members"]
    assert on_counts(attendance=5, sex_workers=5, first_timers=None, non_members=0) == []
    assert on_counts(attendance=None, first_timers=7) == []


# ── themes ────────────────────────────────────────────────────────────────────────────────────────


def test_one_theme_however_it_is_written(noor):
    first, second = an_evening(noor), an_evening(noor, date(2026, 10, 8))
    set_themes(activity=first, names=["Taxes", " taxes "], by=noor)
    set_themes(activity=second, names=["TAXES"], themes=[Theme.objects.get()], by=noor)
    assert [theme.activity_links.count() for theme in Theme.objects.all()] == [2]
    set_themes(activity=second, by=noor)
    assert second.themes.count() == 0


def test_two_themes_become_one_and_no_figure_changes(noor):
    evenings = [an_evening(noor, THURSDAY + timedelta(weeks=each)) for each in range(3)]
    for each, names in zip(evenings, (["Taxes"], ["Tax"], ["Taxes", "Tax"]), strict=True):
        hold(activity=each, attendance=5, by=noor)
        set_themes(activity=each, names=names, by=noor)
    before = nonzero("listen_to_you.contacts_by_region")
    kept, gone = Theme.objects.get(name="Taxes"), Theme.objects.get(name="Tax")
    assert merge_themes(kept=kept, gone=gone, by=noor) == 1
    assert list(Theme.objects.values_list("name", flat=True)) == ["Taxes"]
    assert kept.activity_links.count() == 3
    assert nonzero("listen_to_you.contacts_by_region") == before == {"brussels": 15}
    with pytest.raises(ValidationError):
        merge_themes(kept=kept, gone=gone, by=noor)
    with pytest.raises(ValidationError):
        merge_themes(kept=kept, gone=kept, by=noor)


def test_a_theme_takes_no_name_of_another(noor):
    set_themes(activity=an_evening(noor), names=["Taxes", "Housing"], by=noor)
    housing = Theme.objects.get(name="Housing")
    with pytest.raises(ValidationError):
        rename_theme(theme=housing, name="taxes", by=noor)
    rename_theme(theme=housing, name="  A  home ", by=noor)
    assert set(Theme.objects.values_list("name", flat=True)) == {"Taxes", "A home"}


# ── wishes and allowances ─────────────────────────────────────────────────────────────────────────


def test_a_wish_becomes_somebodys_task_and_gets_an_answer(noor):
    made = wish(activity=an_evening(noor), text="Tea  in winter", by=noor)
    assert wish(activity=made.activity, text="Tea in winter", by=noor) == made
    made = take_wish(wish=made, owner=noor, by=noor)
    assert (made.state, made.owner) == (WishState.TAKEN, noor)
    with pytest.raises(ValidationError):
        settle_wish(wish=made, state=WishState.DONE, answer=" ", by=noor)
    made = settle_wish(wish=made, state=WishState.DONE, answer="There is a kettle.", by=noor)
    assert (made.state, made.settled_on) == (WishState.DONE, date(2026, 11, 24))
    made = reopen_wish(wish=made, by=noor)
    assert (made.state, made.owner, made.settled_on, Wish.objects.count()) == ("open", None, None, 1)


def test_a_host_is_owed_once_for_an_evening_and_paid_once(noor):
    evening, member = an_evening(noor), Member.objects.create(reference="M-7")
    owed = owe(activity=evening, member=member, amount=Decimal("50"), by=noor)
    assert owe(activity=evening, member=member, amount=Decimal("50.00"), by=noor) == owed
    with pytest.raises(ValidationError):
        owe(activity=evening, member=member, amount=Decimal("60"), by=noor)
    with pytest.raises(ValidationError):
        owe(activity=an_evening(noor), member=member, amount=Decimal("0"), by=noor)
    with pytest.raises(ValidationError):
        pay(allowance=owed, paid_on=date(2026, 9, 1), by=noor)
    pay(allowance=owed, paid_on=date(2026, 11, 2), by=noor)
    assert pay(allowance=owed, paid_on=date(2026, 11, 3), by=noor).paid_on == date(2026, 11, 2)
    with pytest.raises(ValidationError):
        drop(allowance=owed, by=noor)
    drop(allowance=unpay(allowance=owed, by=noor), by=noor)
    assert Allowance.objects.count() == 0


def test_no_line_of_the_trail_tells_the_hour(noor):
    made = an_evening(noor)
    hold(activity=made, attendance=3, by=noor)
    set_themes(activity=made, names=["Taxes"], by=noor)
    wish(activity=made, text="Tea", by=noor)
    assert set(AuditEntry.objects.values_list("at", flat=True)) == {None}
