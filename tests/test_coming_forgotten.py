"""What is left of whoever came to an evening, once it is over: her traces go, and a count stays."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from events.actions.coming import ask_for_word
from events.actions.forgetting import sweep
from events.models import Evening, Phrase, Registration, Vouch
from tests import stolen
from tests.evenings import A_DAY, a_vouch, an_evening, comes, fill, hold_it, in_brussels


@pytest.fixture
def evening(db):
    return an_evening()


def at_night(day: date):
    """The small hours of that day, when the housekeeping runs."""
    return time_machine.travel(in_brussels(day.year, day.month, day.day, 4, 10), tick=False)


def test_registrations_go_fifteen_days_after_and_their_count_stays(db):
    evening = an_evening(capacity=2)
    fill(evening, 3)
    ask_for_word(evening=evening, language="en")
    hold_it(evening)
    day = evening.activity.ends_on
    for days, there in ((1, 4), (14, 4), (15, 0), (16, 0)):
        with at_night(day + timedelta(days=days)):
            sweep()
            sweep()
        assert Registration.objects.count() == there
    assert Evening.objects.get().registered == 2
    assert Phrase.objects.count() == 2  # welcomed


def test_the_housekeeping_forgets_too(evening):
    fill(evening, 1)
    with at_night(evening.activity.ends_on + timedelta(days=15)):
        call_command("housekeeping")
    assert Registration.objects.count() == 0


def test_other_evenings_stay(evening):
    later = an_evening(evening.activity.starts_on + 3 * A_DAY)
    fill(evening, 2)
    fill(later, 2)
    with at_night(evening.activity.ends_on + timedelta(days=15)):
        sweep()
    assert Registration.objects.filter(evening=later).count() == Phrase.objects.count() == 2


def test_a_phrase_nobody_used_for_a_year_goes(evening):
    given, day = comes(evening), evening.activity.ends_on
    hold_it(evening)
    for when, there in ((A_DAY, 1), (timedelta(days=365), 1), (timedelta(days=367), 0)):
        with at_night(day + when):
            sweep()
        assert Phrase.objects.filter(pk=given.registration.phrase_id).count() == there


def test_a_phrase_that_is_used_lives_on(evening):
    given, day = comes(evening), evening.activity.ends_on
    hold_it(evening)
    with at_night(day + timedelta(days=300)):
        sweep()
        comes(an_evening(), vouch=given.phrase)
    with at_night(day + timedelta(days=600)):
        sweep()
    assert Phrase.objects.filter(pk=given.registration.phrase_id).count() == 1


def test_invitations_go_when_they_were_used_and_after_their_day(evening):
    comes(evening)
    waiting, over = a_vouch(days=30), a_vouch(days=1)
    assert waiting != over
    with at_night(timezone.localdate() + A_DAY):
        sweep()
        assert Vouch.objects.count() == 2
    with at_night(timezone.localdate() + 2 * A_DAY):
        sweep()
        assert Vouch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifteen_days_after_nothing_of_her_is_in_the_database():
    """Byte by byte: not her phrase's fingerprint, not how to tell her, not her need, not her registration's key."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA secure_delete=ON")  # as the house has it
    evening = an_evening()
    given = comes(evening, needs=["interpreter", "child"], tell="a made-up way to tell her")
    registration = Registration.objects.values().get()
    traces = [
        bytes(Phrase.objects.get().fingerprint).hex(),
        bytes(registration["tell"]._token).hex(),
        "child interpreter",
    ]
    assert [is_in_database(trace) for trace in traces] == [True, True, True]
    assert not any(is_in_database(text) for text in (given.phrase, "a made-up way"))
    for days, there in ((14, True), (15, False)):
        with at_night(evening.activity.ends_on + timedelta(days=days)):
            sweep()
        assert [is_in_database(trace) for trace in traces] == [there] * 3


def is_in_database(text: str) -> bool:
    data = stolen.the_database()
    is_bytes = all(letter in "0123456789abcdef" for letter in text)
    return text.encode() in data or (is_bytes and bytes.fromhex(text) in data)
