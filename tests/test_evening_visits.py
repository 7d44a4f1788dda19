"""Coming without a name on the pages of visitors: from "I come" to the ticket, and what can be done with it."""

from datetime import datetime, time, timedelta

import pytest
from django.conf import settings as given
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.actions.coming import come, ticket
from events.actions.vouching import welcome
from events.choices import ActivityStatus, State
from events.hours import begins_at
from events.models import Phrase, Registration, Vouch
from events.planned import key_of
from tests.evenings import PLACE, a_vouch, an_evening
from tests.visits import act, address, comes, offered, phrase_on, shown_statements, tickets, words_of
from utsopi.team.limits import A_DAY

LANGUAGES = [code for code, _name in given.LANGUAGES]
WRONG = "bread cork lamp honey tissue"


@pytest.fixture
def visitor():
    """A browser that asks about forgeries as a real one does, and brings nothing."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def has_place(visitor, db):
    """A phrase that has the only place of an evening in a week; the evening is .evening of its ticket."""
    return come(evening=an_evening(capacity=1), vouch=a_vouch(), language="en")


# ── coming ────────────────────────────────────────────────────────────────────────────────────────


def test_i_come_is_answered_by_the_ticket_itself(visitor, db):
    evening, vouch = an_evening(), a_vouch()
    page = comes(visitor, evening, vouch, needs=["child", "sight"], is_first_time="on", tell="a@example.org")
    assert page.status_code == 200
    assert "You have a place." in words_of(page)
    kept = ticket(phrase_on(page)).registration
    assert (kept.state, kept.needs, kept.is_first_time, kept.language) == (
        "coming",
        "child sight",
        True,
        "en",
    )
    assert kept.tell.open() == "a@example.org"
    assert "Nobody writes to you" not in words_of(page)


def test_a_whole_visit_costs_few_statements(visitor, db):
    evening = an_evening(capacity=0)
    comes(visitor, evening, a_vouch())
    vouch = a_vouch()
    assert shown_statements(lambda: comes(visitor, evening, vouch)) <= 25


def test_her_phrase_is_in_her_language(visitor, db):
    page = comes(visitor, an_evening(), a_vouch(), language="sq")
    assert Phrase.objects.get().language == "sq"
    assert ticket(phrase_on(page)).state == State.COMING


def test_a_double_tap_is_one_ticket(visitor, db):
    evening, vouch = an_evening(), a_vouch()
    form = {"phrase": offered(visitor.get(address(evening))), "words": vouch, "do": "come"}
    first, second = (visitor.post(address(evening), form) for _tap in range(2))
    assert phrase_on(first) == phrase_on(second)
    assert Registration.objects.count() == 1


def test_a_phrase_that_was_not_offered_is_not_taken(visitor, db):
    form = {"phrase": "rope nail hammer drill saw", "words": a_vouch(), "do": "come"}
    page = visitor.post(address(an_evening()), form)
    assert page.status_code == 200
    assert phrase_on(page) != "rope nail hammer drill saw"


def test_a_phrase_that_was_welcomed_opens_the_next_evening_and_stays_hers(visitor, db):
    first = come(evening=an_evening(), vouch=a_vouch(), language="en")
    Phrase.objects.update(welcomed_on=timezone.localdate())
    page = comes(visitor, an_evening(timezone.localdate() + timedelta(days=30)), first.phrase.upper())
    assert phrase_on(page) == first.phrase
    both = visitor.post(tickets(), {"words": first.phrase})
    assert words_of(both).count("You have a place.") == 2


def test_a_phrase_that_opens_nothing_says_so_and_nothing_typed_is_lost(visitor, db):
    page = comes(visitor, an_evening(), WRONG, needs=["child"], tell="<me>")
    assert page.status_code == 422
    assert "This phrase opens nothing." in words_of(page)
    assert f'value="{WRONG}"' in page.text and 'value="child" checked' in page.text
    assert 'value="&lt;me&gt;"' in page.text
    assert Registration.objects.count() == Phrase.objects.count() == 0


def test_whatever_is_wrong_with_it_costs_and_says_the_same(visitor, db):
    evening, used, over = an_evening(), a_vouch(), a_vouch()
    come(evening=an_evening(), vouch=used, language="en")
    Vouch.objects.filter(is_used=False).update(ends_on=timezone.localdate() - timedelta(days=1))
    form = {"phrase": offered(visitor.get(address(evening))), "do": "come"}
    visitor.post(address(evening), {**form, "words": "before"})  # the day's count is there
    seen = set()
    for words in (WRONG, used, over, "bread cork lamp honey", form["phrase"].partition(":")[0]):
        with CaptureQueriesContext(connection) as asked:
            page = visitor.post(address(evening), {**form, "words": words})
        seen.add((page.status_code, len(asked), words_of(page)))
    assert len(seen) == 1
    assert "This phrase opens nothing. Look whether every word is right." in seen.pop()[2]


def test_no_words_at_all_are_not_counted_as_wrong_ones(visitor, db):
    evening = an_evening()
    for _time in range(A_DAY["phrase"] + 1):
        page = visitor.post(address(evening), {"do": "come"})
        assert page.status_code == 422
    assert comes(visitor, evening, a_vouch()).status_code == 200


def test_too_many_wrong_ones_are_not_looked_at_any_more(visitor, db):
    evening = an_evening()
    given = come(evening=evening, vouch=a_vouch(), language="en")
    for _time in range(A_DAY["phrase"]):
        assert visitor.post(tickets(), {"words": WRONG}).status_code == 422
    assert visitor.post(tickets(), {"words": given.phrase}).status_code == 429
    page = comes(visitor, evening, a_vouch())
    assert page.status_code == 429
    assert "Too many phrases" in words_of(page) and Registration.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"needs": ["a unicorn"]}, {"tell": "x" * 121}, {"words": "x" * 201}, {"do": "word", "needs": "?"}],
)
def test_what_no_form_of_ours_sends_is_refused_with_words(wrong, visitor, db):
    page = comes(visitor, an_evening(), **({"vouch": a_vouch()} | wrong))
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert Registration.objects.count() == 0


def test_a_word_with_the_team_first_takes_no_place(visitor, db):
    evening = an_evening(capacity=1)
    page = comes(visitor, evening, do="word", needs=["interpreter"])
    assert "We keep in mind that you want to talk first." in words_of(page)
    registration = Registration.objects.get()
    assert (registration.state, registration.needs) == (State.ASKED, "interpreter")
    evening.refresh_from_db()
    assert evening.places_left == 1
    welcome(registration=registration, by=None)
    assert "You have a place." in words_of(visitor.post(tickets(), {"words": phrase_on(page)}))


def test_nobody_fills_the_teams_list_alone(visitor, db):
    evening = an_evening()
    statuses = [comes(visitor, evening, do="word").status_code for _time in range(A_DAY["word"] + 2)]
    assert statuses == [200] * A_DAY["word"] + [429] * 2


def test_when_all_places_are_taken_there_is_a_line(visitor, db):
    evening = an_evening(capacity=1)
    one, two, three = (comes(visitor, evening, a_vouch()) for _each in range(3))
    assert "You have a place." in words_of(one)
    assert "You are on the waiting list." in words_of(two) and "0 people are before you." in words_of(two)
    assert "1 person is before you." in words_of(three)


def test_who_comes_too_late_is_told(visitor, db):
    evening = an_evening(closes_before=24 * 8)
    assert "It is too late to register" in words_of(visitor.get(address(evening)))
    page = visitor.post(address(evening), {"words": a_vouch(), "do": "come"})
    assert page.status_code == 422
    assert "It is too late to register" in words_of(page)
    assert Vouch.objects.filter(is_used=True).count() == 0


def test_an_evening_that_was_held_is_no_page_any_more(visitor, db):
    assert visitor.get(address(an_evening(status=ActivityStatus.HELD))).status_code == 404


# ── the ticket ────────────────────────────────────────────────────────────────────────────────────


def at(monkeypatch, moment: datetime) -> None:
    """Moves the clock of the house."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def test_the_place_is_told_from_twenty_four_hours_before(visitor, has_place, monkeypatch):
    begins = begins_at(has_place.evening.activity)
    for before, is_told_now in ((timedelta(hours=24, seconds=1), False), (timedelta(hours=24), True)):
        at(monkeypatch, begins - before)
        page = visitor.post(tickets(), {"words": has_place.phrase})
        assert (PLACE in page.text, "The place appears here from" in page.text) == (
            is_told_now,
            not is_told_now,
        )
    at(monkeypatch, begins + timedelta(hours=3))
    over = visitor.post(tickets(), {"words": has_place.phrase})
    assert (over.status_code, PLACE in over.text) == (422, False)


@pytest.mark.parametrize("state", [State.WAITING, State.ASKED, State.DECLINED, State.CANCELLED])
def test_nobody_else_learns_the_place(state, visitor, db):
    evening = an_evening(timezone.localdate() + timedelta(days=1), opens_at=time(0, 1))
    given = come(evening=evening, vouch=a_vouch(), language="en")
    Registration.objects.update(state=state, line=1 if state == State.WAITING else None)
    assert PLACE not in visitor.post(tickets(), {"words": given.phrase}).text


def test_what_she_said_can_be_changed(visitor, has_place):
    page = act(visitor, has_place, "change", needs=["low_noise"], is_first_time="on", tell="0470 00 00 00")
    assert "Changed." in words_of(page)
    kept = ticket(has_place.phrase).registration
    assert (kept.needs, kept.is_first_time, kept.tell.open()) == ("low_noise", True, "0470 00 00 00")
    act(visitor, has_place, "change")
    kept = ticket(has_place.phrase).registration
    assert (kept.needs, kept.is_first_time, kept.tell.open()) == ("", False, "0470 00 00 00")
    act(visitor, has_place, "change", forget="on")
    assert ticket(has_place.phrase).registration.tell is None
    assert act(visitor, has_place, "change", needs=["a unicorn"]).status_code == 422


def test_a_way_to_tell_her_is_never_shown_again(visitor, has_place):
    act(visitor, has_place, "change", tell="0470 00 00 00")
    assert "0470" not in visitor.post(tickets(), {"words": has_place.phrase}).text


def test_giving_back_asks_first_and_the_next_in_line_has_it(visitor, has_place):
    waiting = come(evening=has_place.evening, vouch=a_vouch(), language="fr")
    assert "Give your place back?" in words_of(act(visitor, has_place, "give"))
    assert ticket(has_place.phrase).state == State.COMING
    assert "You gave your place back." in words_of(act(visitor, has_place, "given"))
    assert (ticket(has_place.phrase).state, ticket(waiting.phrase).state) == (State.CANCELLED, State.COMING)
    again = act(visitor, has_place, "given")
    assert (again.status_code, ticket(waiting.phrase).state) == (200, State.COMING)


def test_an_evening_that_is_cancelled_says_so_and_offers_the_next(visitor, has_place):
    following = an_evening(timezone.localdate() + timedelta(days=14))
    activity = has_place.evening.activity
    activity.status = ActivityStatus.CANCELLED
    activity.save()
    page = visitor.post(tickets(), {"words": has_place.phrase})
    assert "This evening does not take place." in words_of(page)
    assert address(following) in page.text and "Give my place back" not in page.text


def test_words_that_stand_for_nothing_and_no_words(visitor, db):
    assert "Nothing is coming for these words." in words_of(visitor.post(tickets(), {"words": WRONG}))
    page = visitor.post(tickets(), {"words": "  "})
    assert (page.status_code, "Write your five words." in words_of(page)) == (422, True)


def test_an_act_for_an_evening_that_is_not_hers_does_nothing(visitor, has_place):
    other = come(evening=an_evening(), vouch=a_vouch(), language="en")
    key = key_of(other.evening.activity)
    visitor.post(tickets(), {"words": has_place.phrase, "key": key, "do": "given"})
    assert (ticket(has_place.phrase).state, ticket(other.phrase).state) == (State.COMING, State.COMING)
