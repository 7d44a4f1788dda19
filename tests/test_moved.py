"""An evening that is on another day, at another hour or somewhere else: the calendar says so with a higher revision,
and whoever asked to be told is told, once, in neutral words."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.conf import settings as given
from django.urls import reverse
from icalendar import Calendar

from events.actions.activities import cancel, change, uncancel
from events.actions.coming import ask_for_word, come, give_back, ticket
from events.choices import CancelledBecause
from events.models import Activity, Registration
from events.telling import due_reminders, tell
from tests.evenings import BRUSSELS, PLACE, a_vouch, an_evening
from tests.test_headers import TELLING

LANGUAGES = [code for code, _name in given.LANGUAGES]
DAY, LATER = date(2026, 12, 3), date(2026, 12, 10)
EARLY = datetime(2026, 11, 30, 8, tzinfo=BRUSSELS)
DAY_BEFORE = datetime(2026, 12, 2, 20, tzinfo=BRUSSELS)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with time_machine.travel(EARLY, tick=False) as moved:
        yield moved


@pytest.fixture
def evening(now):
    return an_evening(DAY)


def comes(evening, tell: str, language: str = "en"):
    return come(evening=evening, vouch=a_vouch(), tell=tell, language=language)


def moved(evening, **facts) -> Activity:
    if "starts_on" in facts:
        facts["ends_on"] = facts["starts_on"]
    return change(activity=evening.activity, by=None, **facts)


def read(client) -> dict:
    """Its revision, whether it is cancelled and when it begins, as another program reads the feed."""
    (event,) = Calendar.from_ical(client.get("/a/en/agenda.ics").content).walk("VEVENT")
    told = {name: event.decoded(name) for name in ("uid", "sequence", "dtstart")}
    return told | {"is_off": event["status"] == "CANCELLED"}


@pytest.mark.parametrize(
    "facts, when",
    [
        ({"starts_on": LATER}, "thursday 10 December, 19:00"),
        ({"opens_at": time(20)}, "thursday 3 December, 20:00"),
        ({"city": "Ghent"}, "thursday 3 December, 19:00"),
    ],
)
def test_who_asked_for_it_is_told_once_where_it_is_now(facts, when, mailbox, evening):
    comes(evening, "iris@example.org")
    comes(evening, "")
    moved(evening, **facts)
    assert [due_reminders(), tell(), tell()] == [1, 1, 0]
    said = mailbox.mails[0].get_content().strip()
    assert said.casefold() == f"your appointment changed: {when}. look again where it is.".casefold()


@pytest.mark.parametrize("facts", [{"title": "Another"}, {"closes_at": time(23)}, {"languages": "fr"}])
def test_what_changes_neither_day_nor_hour_nor_city_writes_to_nobody(facts, evening):
    comes(evening, "iris@example.org")
    moved(evening, **facts)
    assert due_reminders() == 0


def test_the_team_orders_the_mails_by_moving_it(mailbox, evening, do_jobs, staff):
    comes(evening, "iris@example.org")
    change(activity=evening.activity, starts_on=LATER, ends_on=LATER, by=staff)
    do_jobs()
    assert mailbox.to() == ["iris@example.org"]


def test_of_the_new_day_she_is_reminded_anew(mailbox, evening, now):
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    assert tell() == 1
    moved(evening, starts_on=LATER)
    assert tell() == 1
    now.move_to(DAY_BEFORE + timedelta(days=7))
    assert [tell(), tell()] == [1, 0]
    reminded, changed, again = mailbox.mails
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 3
    assert "changed" in changed.get_content() and reminded.get_content() != again.get_content()


def test_moved_twice_she_hears_of_both_also_back_to_where_it_was(mailbox, evening):
    comes(evening, "iris@example.org")
    for day in (LATER, DAY, LATER):
        moved(evening, starts_on=day)
        tell()
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 3


def test_who_waits_or_asked_for_a_word_hears_that_it_is_not_certain(mailbox, now):
    evening = an_evening(DAY, capacity=0)
    comes(evening, "rosa@example.org")
    ask_for_word(evening=evening, tell="lena@example.org", language="en")
    moved(evening, starts_on=LATER)
    assert tell() == 2
    assert all("It is not certain yet." in mail.get_content() for mail in mailbox.mails)


def test_who_gave_her_place_back_hears_nothing_and_later_news_are_not_of_a_move(mailbox, now):
    evening = an_evening(DAY, capacity=1)
    iris = comes(evening, "iris@example.org")
    comes(evening, "rosa@example.org")
    moved(evening, starts_on=LATER)
    give_back(ticket=iris)
    tell()
    assert mailbox.to() == ["rosa@example.org"]
    assert not Registration.objects.filter(has_moved=True).exists()


def test_another_place_is_told_only_where_the_old_one_was(mailbox, evening, now):
    comes(evening, "iris@example.org")
    moved(evening, place="Elsewhere")
    assert due_reminders() == 0
    now.move_to(DAY_BEFORE)
    tell()
    moved(evening, place="Elsewhere", duty_phone="0470 11 22 33")  # the form sends both, whatever was changed
    assert due_reminders() == 0
    moved(evening, place="Somewhere else again")
    assert [tell(), tell()] == [1, 0]
    said = mailbox.mails[-1].get_content()
    assert "Look again where it is." in said and "lsewhere" not in said


def test_with_her_phrase_she_reads_the_new_day_and_the_new_place(client, evening, now):
    phrase = comes(evening, "").phrase
    moved(evening, starts_on=LATER, place="Elsewhere")
    page = client.post(reverse("a_ticket", args=["en"]), {"words": phrase}).text
    assert "Thursday 10 December" in page and "Elsewhere" not in page
    now.move_to(DAY_BEFORE + timedelta(days=7))
    page = client.post(reverse("a_ticket", args=["en"]), {"words": phrase}).text
    assert "Elsewhere" in page and PLACE not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_no_place_no_link_no_work_in_any_language(language, mailbox, now):
    evening = an_evening(DAY, capacity=1)
    comes(evening, "iris@example.org", language)
    comes(evening, "rosa@example.org", language)
    moved(evening, starts_on=LATER, city="Ghent")
    assert tell() == 2
    for mail in mailbox.mails:
        said = f"{mail['Subject']}\n{mail.get_content()}"
        assert not TELLING.search(said) and "http" not in said and PLACE not in said and "Ghent" not in said


def test_a_cancelled_one_that_is_moved_tells_nothing_more_than_that(mailbox, evening):
    comes(evening, "iris@example.org")
    cancel(activity=evening.activity, because=CancelledBecause.OTHER, by=None)
    moved(evening, starts_on=LATER)
    assert [tell(), tell()] == [1, 0] and "does not take place" in mailbox.mails[0].get_content()


def test_the_feed_carries_a_higher_revision_with_each_change_that_strangers_read(client, evening):
    seen = [read(client)]
    moved(evening, place="Elsewhere", title="Another", closes_before=2)
    assert read(client) == seen[0]
    moved(evening, opens_at=time(20))
    seen.append(read(client))
    cancel(activity=evening.activity, because=CancelledBecause.OTHER, by=None)
    seen.append(read(client))
    uncancel(activity=evening.activity, by=None)
    seen.append(read(client))
    assert [each["sequence"] for each in seen] == [0, 1, 2, 3]
    assert [each["is_off"] for each in seen] == [False, False, True, False]
    assert len({each["uid"] for each in seen}) == 1
    assert [each["dtstart"].hour for each in seen] == [19, 20, 20, 20]


def test_nothing_about_her_changes_by_it(evening):
    hers = comes(evening, "iris@example.org")
    moved(evening, starts_on=LATER)
    assert (ticket(hers.phrase).state, ticket(hers.phrase).evening) == ("coming", evening)
