"""Coming to an evening without a name: who vouches, who has a place, and who learns where it is."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from events import hours, phrases
from events.actions.coming import ask_for_word, change, come, give_back, place_for, ticket, tickets
from events.actions.forgetting import sweep
from events.actions.member_coming import come_as_member, tickets_of
from events.actions.places import next_after, set_capacity
from events.actions.tickets import Closed, NotVouched
from events.actions.vouching import asked, decline, make_vouch, welcome
from events.choices import ActivityStatus, GivenBy, Kind, State, VouchedBy
from events.models import Evening, Phrase, Registration
from tests.evenings import (
    A_DAY,
    PLACE,
    a_member,
    a_vouch,
    an_evening,
    cancel,
    comes,
    fill,
    hold_it,
    in_brussels,
    left,
    states,
)
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.models import AuditEntry
from utsopi.team.roles import Role


@pytest.fixture
def evening(db):
    return an_evening()


# ── three ways of vouching, and none ──────────────────────────────────────────────────────────────


def test_with_an_invitation_she_has_a_place_and_a_phrase_of_her_own(evening):
    invitation = a_vouch()
    given = comes(evening, vouch=invitation)
    assert given.state == State.COMING and given.registration.vouched_by == VouchedBy.INVITATION
    assert phrases.normal(given.phrase) and given.phrase != invitation
    assert ticket(given.phrase).registration == given.registration


def test_an_invitation_is_good_once(evening):
    invitation = a_vouch()
    comes(evening, vouch=invitation)
    with pytest.raises(NotVouched):
        comes(evening, vouch=invitation)
    assert Registration.objects.count() == Phrase.objects.count() == 1


def test_an_invitation_is_good_on_its_last_day_and_no_longer(evening):
    invitation = a_vouch(days=2)
    with time_machine.travel(timezone.now() + 3 * A_DAY), pytest.raises(NotVouched):
        comes(evening, vouch=invitation)
    with time_machine.travel(timezone.now() + 2 * A_DAY):
        assert comes(evening, vouch=invitation).state == State.COMING


def test_an_invitation_for_a_day_that_is_over_is_not_made(db):
    with pytest.raises(ValidationError):
        a_vouch(days=-1)


@pytest.mark.parametrize("vouch", ["", "bread cork lamp honey tissue", "no", "é" * 500, "\x00"])
def test_without_a_vouch_nobody_has_a_place(evening, vouch):
    with pytest.raises(NotVouched):
        comes(evening, vouch=vouch)
    assert Registration.objects.count() == Phrase.objects.count() == 0


def test_a_phrase_that_was_welcomed_opens_the_next_evening_too_and_stays_hers(evening):
    given = comes(evening)
    later = an_evening(evening.activity.starts_on + 7 * A_DAY)
    with pytest.raises(NotVouched):
        comes(later, vouch=given.phrase)
    hold_it(evening)
    with time_machine.travel(hours.ends_at(evening.activity) + A_DAY):
        sweep()
        again = comes(later, vouch=given.phrase.upper())
    assert again.phrase == given.phrase and again.registration.vouched_by == VouchedBy.WELCOMED
    assert again.registration.phrase == given.registration.phrase


def test_an_evening_that_was_not_held_welcomes_nobody(evening):
    given = comes(evening)
    with time_machine.travel(hours.ends_at(evening.activity) + A_DAY):
        sweep()
    assert Phrase.objects.get(pk=given.registration.phrase_id).welcomed_on is None


def test_only_who_had_a_place_is_welcomed(evening):
    here, gone, waits = comes(evening), comes(evening), ask_for_word(evening=evening, language="nl")
    give_back(ticket=gone)
    hold_it(evening)
    with time_machine.travel(hours.ends_at(evening.activity) + A_DAY):
        sweep()
    welcomed = Phrase.objects.filter(welcomed_on__isnull=False)
    assert [one.pk for one in welcomed] == [here.registration.phrase_id]
    assert welcomed.get().welcomed_on == evening.activity.ends_on
    assert waits.registration.state == State.ASKED


def test_a_member_comes_as_such_and_twice_is_once(evening):
    member = a_member()
    one, two = (come_as_member(evening=evening, member=member, language="fr") for _each in range(2))
    assert one.registration == two.registration and one.phrase == two.phrase == ""
    assert one.registration.vouched_by == VouchedBy.MEMBER
    assert [each.registration for each in tickets_of(member)] == [one.registration]


@pytest.mark.parametrize("how", [{"left": True}, {"is_sex_worker": False}])
def test_who_left_and_who_does_other_work_is_not_vouched_for_as_a_member(evening, how):
    with pytest.raises(NotVouched):
        come_as_member(evening=evening, member=a_member(**how), language="fr")


def test_the_same_phrase_has_one_ticket_however_often(evening):
    phrase, invitation = phrases.new_phrase("en"), a_vouch()
    one, two = (comes(evening, phrase=phrase, vouch=invitation) for _each in range(2))
    assert one.registration == two.registration and one.phrase == two.phrase == phrase
    assert states(evening) == [State.COMING]


def test_whoever_types_her_ticket_as_if_it_were_an_invitation_finds_her_place(evening):
    given = comes(evening)
    assert comes(evening, vouch=given.phrase).registration == given.registration


def test_words_that_are_no_phrase_are_no_ticket(evening):
    with pytest.raises(ValidationError):
        comes(evening, phrase="milk bread")


def test_needs_are_codes_and_nothing_else(evening):
    given = comes(evening, needs=["sight", "child", "child"], is_first_time=True)
    assert given.registration.needs == "child sight" and given.registration.is_first_time
    for wrong in ({"needs": ["her name"]}, {"tell": "x" * 121}):
        with pytest.raises(ValidationError):
            comes(evening, **wrong)
    assert Registration.objects.count() == 1


# ── a word with the team first ────────────────────────────────────────────────────────────────────


def test_who_asks_for_a_word_takes_no_place_and_learns_none(db):
    evening = an_evening(timezone.localdate(), capacity=2)
    with time_machine.travel(hours.begins_at(evening.activity) - timedelta(hours=1)):
        given = ask_for_word(evening=evening, needs=["child"], language="ro")
        assert given.state == State.ASKED and left(evening) == 2
        assert place_for(given) is None


def test_the_coordinator_sees_needs_and_language_and_no_order(evening, make_account):
    for language in ("ro", "sq"):
        ask_for_word(evening=evening, needs=["child"], language=language)
    comes(evening)
    found = asked(evening)
    assert sorted((one.language, one.needs) for one in found) == [("ro", "child"), ("sq", "child")]
    assert list(found.values_list("pk", flat=True)) == sorted(found.values_list("pk", flat=True))


def test_a_welcome_gives_a_place_and_a_second_one_nothing(evening, make_account):
    noor, evening = make_account("noor"), set_capacity(evening=evening, capacity=3, by=None)
    given = ask_for_word(evening=evening, language="ro")
    for _each in range(2):
        welcome(registration=given.registration, by=noor)
    found = ticket(given.phrase)
    assert (found.state, found.registration.vouched_by) == (State.COMING, VouchedBy.WORD)
    assert left(evening) == 2
    assert decline(registration=found.registration, by=noor).state == State.COMING


def test_a_welcome_to_a_full_evening_is_a_place_in_the_line(db, make_account):
    evening = an_evening(capacity=1)
    given = ask_for_word(evening=evening, language="ro")
    fill(evening, 1)
    assert welcome(registration=given.registration, by=make_account("noor")).state == State.WAITING


def test_who_was_declined_stays_so(evening, make_account):
    given = ask_for_word(evening=evening, language="ro")
    decline(registration=given.registration, by=make_account("noor"))
    again = ask_for_word(evening=evening, phrase=given.phrase, language="ro")
    assert again.state == comes(evening, phrase=given.phrase).state == State.DECLINED
    assert welcome(registration=again.registration, by=None).state == State.DECLINED


def test_an_invitation_spares_her_the_word(evening):
    given = ask_for_word(evening=evening, language="ro")
    assert come(evening=evening, phrase=given.phrase, language="ro").state == State.ASKED
    assert comes(evening, phrase=given.phrase).state == State.COMING
    assert states(evening) == [State.COMING]


# ── places ────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_limit_everybody_has_a_place(evening):
    fill(evening, 5)
    assert states(evening) == [State.COMING] * 5 and left(evening) is None


def test_with_a_limit_the_others_stand_in_line(db):
    evening = an_evening(capacity=2)
    given = fill(evening, 5)
    assert [one.state for one in given] == [State.COMING] * 2 + [State.WAITING] * 3
    assert [one.before_her() for one in given[2:]] == [0, 1, 2] and left(evening) == 0


def test_a_place_given_back_is_the_next_ones_and_twice_changes_nothing(db):
    evening = an_evening(capacity=1)
    first, second, third = fill(evening, 3)
    for _each in range(2):
        assert give_back(ticket=first).state == State.CANCELLED
    assert [ticket(one.phrase).state for one in (first, second, third)] == ["cancelled", "coming", "waiting"]
    assert left(evening) == 0
    for one in (second, third):
        give_back(ticket=ticket(one.phrase))
    assert left(evening) == 1


def test_who_leaves_the_line_frees_nothing(db):
    evening = an_evening(capacity=1)
    _first, second, third = fill(evening, 3)
    give_back(ticket=second)
    assert states(evening) == ["cancelled", "coming", "waiting"] and left(evening) == 0
    assert ticket(third.phrase).before_her() == 0


def test_who_gave_it_back_may_come_again_without_another_vouch(db):
    evening = an_evening(capacity=1)
    first, second = fill(evening, 2)
    give_back(ticket=first)
    again = come(evening=evening, phrase=first.phrase, language="en")
    assert (again.state, again.registration) == (State.WAITING, first.registration)
    assert ticket(second.phrase).state == State.COMING


def test_how_to_tell_her_goes_with_the_place_she_gives_back(evening):
    given = comes(evening, tell="write to a made-up address")
    give_back(ticket=given)
    assert Registration.objects.get().tell is None


def test_without_a_limit_giving_back_leaves_no_limit(evening):
    give_back(ticket=comes(evening))
    assert left(evening) is None


def test_more_places_move_the_line_up_and_less_than_are_taken_is_refused(db):
    evening = an_evening(capacity=2)
    fill(evening, 6)
    assert set_capacity(evening=evening, capacity=4, by=None).places_left == 0
    assert states(evening) == [State.COMING] * 4 + [State.WAITING] * 2
    with pytest.raises(ValidationError):
        set_capacity(evening=evening, capacity=3, by=None)
    assert set_capacity(evening=evening, capacity=9, by=None).places_left == 3
    assert set_capacity(evening=evening, capacity=6, by=None).places_left == 0
    assert states(evening) == [State.COMING] * 6


def test_a_limit_may_come_and_go(evening):
    fill(evening, 2)
    assert set_capacity(evening=evening, capacity=2, by=None).places_left == 0
    fill(evening, 2)
    assert states(evening).count(State.WAITING) == 2
    assert set_capacity(evening=evening, capacity=None, by=None).places_left is None
    assert states(evening) == [State.COMING] * 4


def test_no_place_at_all_is_a_line_from_the_start(db):
    evening = an_evening(capacity=0)
    assert comes(evening).state == State.WAITING


# ── when ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("closes_before", "minutes"), [(0, 0), (6, 360)])
def test_registering_ends_when_it_is_said_to(db, closes_before, minutes):
    evening = an_evening(closes_before=closes_before)
    closing = hours.begins_at(evening.activity) - timedelta(minutes=minutes)
    with time_machine.travel(closing, tick=False), pytest.raises(Closed):
        comes(evening)
    with time_machine.travel(closing, tick=False), pytest.raises(Closed):
        ask_for_word(evening=evening, language="en")
    with time_machine.travel(closing - timedelta(seconds=1), tick=False):
        assert comes(evening).state == State.COMING


def test_a_vouch_that_came_too_late_is_not_used_up(db):
    over, coming = an_evening(timezone.localdate() - A_DAY), an_evening()
    invitation = a_vouch()
    with pytest.raises(Closed):
        comes(over, vouch=invitation)
    assert comes(coming, vouch=invitation).state == State.COMING


def test_nobody_comes_to_an_evening_that_was_cancelled(evening):
    given = comes(evening)
    cancel(evening)
    with pytest.raises(Closed):
        comes(evening)
    with pytest.raises(Closed):
        comes(evening, phrase=given.phrase)
    assert ticket(given.phrase).state == State.CANCELLED


def test_after_its_end_nothing_changes_any_more(evening):
    given = comes(evening)
    with time_machine.travel(hours.ends_at(evening.activity), tick=False):
        with pytest.raises(Closed):
            give_back(ticket=given)
        with pytest.raises(Closed):
            change(ticket=given, needs=[], is_first_time=False)
        assert ticket(given.phrase) is None
    assert states(evening) == [State.COMING]


def test_what_she_needs_can_change(evening):
    given = comes(evening, needs=["child"], tell="by a made-up number")
    change(ticket=given, needs=["sight"], is_first_time=True)
    found = Registration.objects.get()
    assert (found.needs, found.is_first_time, found.tell.open()) == ("sight", True, "by a made-up number")
    change(ticket=given, needs=[], is_first_time=False, tell="")
    assert Registration.objects.get().tell is None


def test_her_evenings_stand_in_their_order(evening):
    given = comes(evening)
    soon, late = an_evening(timezone.localdate() + A_DAY), an_evening(timezone.localdate() + 30 * A_DAY)
    for other in (late, soon):
        comes(other, phrase=given.phrase)
    assert [one.evening for one in tickets(given.phrase)] == [soon, evening, late]


# ── an evening that is cancelled ──────────────────────────────────────────────────────────────────


def test_cancelling_frees_everybody_and_keeps_how_to_tell_them(db):
    evening = an_evening(capacity=2)
    comes(evening, tell="by a made-up number")
    fill(evening, 3)
    ask_for_word(evening=evening, language="sq")
    assert cancel(evening) == 5
    assert states(evening) == [State.CANCELLED] * 5 and left(evening) == 2
    assert Registration.objects.filter(tell__isnull=False).count() == 1


def test_the_next_evening_is_the_next_in_that_city_or_else_anywhere(evening):
    day = evening.activity.starts_on
    assert next_after(evening) is None
    elsewhere = an_evening(day + A_DAY, city="Ghent")
    an_evening(day + 2 * A_DAY, status=ActivityStatus.CANCELLED)
    assert next_after(evening) == elsewhere
    here = an_evening(day + 9 * A_DAY)
    an_evening(day + 3 * A_DAY, kind=Kind.WORKSHOP)
    assert next_after(evening) == here
    assert next_after(here) is None


# ── the place ─────────────────────────────────────────────────────────────────────────────────────

# the clocks go forward on 28 March 2027 and back on 31 October 2027, both at night before these evenings
EVENINGS = [
    (date(2027, 1, 20), in_brussels(2027, 1, 19, 19)),
    (date(2027, 3, 28), in_brussels(2027, 3, 27, 18)),
    (date(2027, 10, 31), in_brussels(2027, 10, 30, 20)),
]


@pytest.mark.parametrize(("day", "from_when"), EVENINGS)
def test_the_place_is_told_from_24_hours_before_to_the_end(db, day, from_when):
    with time_machine.travel(in_brussels(2026, 12, 1)):
        evening = an_evening(day)
        given = come(evening=evening, vouch=a_vouch(), language="en")
    end = in_brussels(day.year, day.month, day.day, 22)
    a_second = timedelta(seconds=1)
    assert place_for(given, from_when - a_second) is None
    assert place_for(given, from_when) == place_for(given, end - a_second) == PLACE
    assert place_for(given, end) is None


def test_an_evening_past_midnight_tells_its_place_until_it_ends(db):
    evening = an_evening(date(2027, 1, 20), opens_at=time(22), closes_at=time(1))
    assert hours.ends_at(evening.activity) == in_brussels(2027, 1, 21, 1)
    evening = an_evening(date(2027, 1, 20), opens_at=None, closes_at=None)
    assert hours.begins_at(evening.activity) == in_brussels(2027, 1, 20)
    assert hours.ends_at(evening.activity) == in_brussels(2027, 1, 21)


def test_nobody_but_who_has_a_place_is_told_it(db, make_account):
    evening = an_evening(capacity=1)
    inside, outside = fill(evening, 2)
    asks, refused = (ask_for_word(evening=evening, language="en") for _each in range(2))
    decline(registration=refused.registration, by=make_account("noor"))
    now = hours.begins_at(evening.activity)
    with time_machine.travel(now - A_DAY):
        told = [place_for(ticket(one.phrase), now) for one in (inside, outside, asks, refused)]
        give_back(ticket=inside)
        later = [place_for(ticket(one.phrase), now) for one in (inside, outside)]
    assert told == [PLACE, None, None, None] and later == [None, PLACE]


def test_a_cancelled_evening_and_one_without_a_place_tell_none(db):
    for evening in (an_evening(), an_evening(place=None)):
        given, now = comes(evening), hours.begins_at(evening.activity)
        assert place_for(given, now) == (PLACE if evening.place else None)
        cancel(evening)
        assert place_for(ticket(given.phrase), now) is None


def looks(evening) -> list:
    return list(AuditEntry.objects.filter(action=Action.REVEAL, object_id=evening.pk).order_by("number"))


def test_a_visitors_look_is_nobodys_once_a_day_and_without_the_hour(evening):
    one, two = fill(evening, 2)
    now = hours.begins_at(evening.activity) - timedelta(hours=20)
    for moment in (now, now + timedelta(hours=2), now + timedelta(hours=19)):
        with time_machine.travel(moment):
            assert place_for(ticket(one.phrase)) == place_for(ticket(two.phrase)) == PLACE
    found = looks(evening)
    assert [each.on for each in found] == [timezone.localdate(now), evening.activity.starts_on]
    assert {(each.at, each.by_id, each.request_id, each.role) for each in found} == {(None, None, "", "")}


def test_a_members_look_is_nobodys_too(evening, make_account):
    kim = make_account("kim", Role.MEMBER)
    given = come_as_member(evening=evening, member=a_member(account=kim), language="en")
    with acting(kim, request_id="abc"):
        place_for(given, hours.begins_at(evening.activity))
    (entry,) = looks(evening)
    assert (entry.by_id, entry.at, entry.request_id) == (None, None, "")


def test_opened_by_the_team_it_carries_the_moment(evening, make_account):
    noor = make_account("noor")
    for _each in range(2):
        with acting(noor):
            assert Evening.objects.get().place.open() == PLACE
    assert [(each.by_id, each.at is None) for each in looks(evening)] == [(noor.pk, False)] * 2


# ── the trail ─────────────────────────────────────────────────────────────────────────────────────


def test_no_entry_tells_the_hour_of_a_visitor_or_the_name_of_a_member(evening, make_account):
    kim, noor = make_account("kim", Role.MEMBER), make_account("noor")
    before = AuditEntry.objects.count()
    with acting(kim, request_id="abc"):
        given = come_as_member(evening=evening, member=a_member(account=kim), language="en")
        give_back(ticket=given)
    change(ticket=comes(evening), needs=["child"], is_first_time=False)
    waits = ask_for_word(evening=evening, language="sq")
    welcome(registration=waits.registration, by=noor)
    told = AuditEntry.objects.order_by("number")[before:]
    assert {(one.at, one.request_id) for one in told} == {(None, "")}
    assert [str(one.by_id or "") for one in told] == [""] * 6 + [str(noor.pk)]


def test_each_verb_writes_one_entry(evening):
    invitation = a_vouch()
    for act in (
        lambda: come(evening=evening, vouch=invitation, language="en"),
        lambda: ask_for_word(evening=evening, language="en"),
        lambda: set_capacity(evening=evening, capacity=9, by=None),
        lambda: make_vouch(given_by=GivenBy.ROUND, ends_on=date(2099, 1, 1), language="en", by=None),
    ):
        before = AuditEntry.objects.count()
        act()
        assert AuditEntry.objects.count() == before + 1


def test_a_registration_costs_the_same_at_a_full_and_at_an_empty_evening(django_assert_max_num_queries, db):
    evening = an_evening(capacity=50)
    for _each in range(2):
        invitation = a_vouch()
        with django_assert_max_num_queries(15):
            come(evening=evening, vouch=invitation, language="en")
        fill(evening, 20)
