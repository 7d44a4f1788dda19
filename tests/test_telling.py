"""Telling who asked for it: an evening that is near, and one that does not take place. Neutral, and once."""

import subprocess
import sys
import time as clock_time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import redis
import time_machine
from django.conf import settings as given
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from events.actions.activities import cancel, set_places
from events.actions.coming import ask_for_word, change, come, give_back, tickets
from events.actions.vouching import welcome
from events.choices import ActivityStatus, CancelledBecause
from events.models import Activity, Registration
from events.telling import due_reminders, evenings_by_hand, tell, told_by_hand
from tests.evenings import BRUSSELS, PLACE, a_vouch, an_evening
from tests.test_headers import TELLING
from tests.test_jobs import kill_group, wait_until
from utsopi.audit.alerts import alerts
from utsopi.audit.models import AuditEntry
from utsopi.jobs.actions import do_morning_work
from utsopi.jobs.models import Job

BASE = Path(__file__).resolve().parent.parent
LANGUAGES = [code for code, _name in given.LANGUAGES]
DAY = date(2026, 12, 3)
EARLY = datetime(2026, 11, 30, 8, tzinfo=BRUSSELS)
DAY_BEFORE = datetime(2026, 12, 2, 8, tzinfo=BRUSSELS)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with time_machine.travel(EARLY, tick=False) as moved:
        yield moved


@pytest.fixture
def evening(now):
    return an_evening(DAY)


def comes(evening, tell: str, language: str = "en", **said):
    return come(evening=evening, vouch=a_vouch(), tell=tell, language=language, **said)


def cancelled(evening, by=None) -> None:
    cancel(activity=evening.activity, because=CancelledBecause.SAFETY, by=by)


# ── the day before ────────────────────────────────────────────────────────────────────────────────


def test_the_day_before_she_is_reminded_and_no_earlier(mailbox, evening, now):
    comes(evening, "iris@example.org")
    assert (due_reminders(), tell()) == (0, 0)
    now.move_to(DAY_BEFORE)
    assert (due_reminders(), tell(), due_reminders()) == (1, 1, 0)
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("iris@example.org", "Reminder")
    assert mail["From"] == "Agenda <agenda@localhost>" and not mail.is_multipart()
    said = mail.get_content().strip()
    assert said == "Thursday 3 December, 19:00: your appointment. You asked to be reminded."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_names_no_place_no_link_no_work_in_any_language(language, mailbox, evening, now):
    an_evening(DAY + timedelta(days=7))
    comes(evening, "iris@example.org", language)
    now.move_to(DAY_BEFORE)
    tell()
    cancelled(evening)
    tell()
    for mail in mailbox.mails:
        said = f"{mail['Subject']}\n{mail.get_content()}"
        assert not TELLING.search(said) and "http" not in said and "example" not in said
        assert PLACE not in said and "Brussel" not in said and "Listen" not in said
        with translation.override(language):
            assert mail["Subject"] == gettext("Reminder")
    assert len(mailbox.mails) == 2 and translation.get_language() == "en"


def test_only_who_has_a_place_and_left_an_address_gets_one(mailbox, now):
    evening = an_evening(DAY, capacity=3)
    comes(evening, "iris@example.org")
    comes(evening, "")
    comes(evening, "0470 11 22 33")
    comes(evening, "waiting@example.org")
    now.move_to(DAY_BEFORE)
    assert tell() == 1 and mailbox.to() == ["iris@example.org"]


def test_called_again_and_again_it_sends_one(mailbox, evening, now):
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    assert [tell() for _time in range(3)] == [1, 0, 0]
    do_morning_work()
    now.shift(timedelta(days=1))
    assert tell() == 0 and len(mailbox.mails) == 1


def test_one_that_nobody_got_round_to_goes_out_on_the_day_until_it_begins(mailbox, evening, now):
    comes(evening, "iris@example.org")
    now.move_to(datetime(2026, 12, 3, 18, 59, tzinfo=BRUSSELS))
    assert due_reminders() == 1
    now.move_to(datetime(2026, 12, 3, 19, 0, tzinfo=BRUSSELS))
    assert (due_reminders(), tell()) == (0, 0)


def test_who_gave_her_place_back_or_took_her_address_away_is_left_alone(mailbox, evening, now):
    give_back(ticket=comes(evening, "iris@example.org"))
    hers = comes(evening, "rosa@example.org")
    change(ticket=hers, needs=(), is_first_time=False, tell="")
    now.move_to(DAY_BEFORE)
    assert tell() == 0 and mailbox.mails == []


def test_a_number_that_becomes_an_address_is_written_to(mailbox, evening, now):
    hers = comes(evening, "0470 11 22 33")
    change(ticket=hers, needs=(), is_first_time=False, tell=None)
    assert not Registration.objects.get().tell_is_address
    change(ticket=hers, needs=(), is_first_time=False, tell="iris@example.org")
    now.move_to(DAY_BEFORE)
    assert tell() == 1


def test_the_look_at_the_address_is_nobodys_and_tells_the_day_and_nothing_tells_the_hour(
    mailbox, evening, now
):
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    tell()
    looks = AuditEntry.objects.filter(model="events.Registration", action="reveal")
    assert [(each.by_id, each.at, each.fields) for each in looks] == [(None, None, ["tell"])]
    assert Registration.objects.get().told_on == date(2026, 12, 2) and alerts() == []


def test_an_address_that_is_refused_keeps_nobody_else_waiting(mailbox, evening, now, caplog):
    for name in ("iris", "rosa"):
        comes(evening, f"{name}@example.org")
    mailbox.refuses.add("iris@example.org")
    now.move_to(DAY_BEFORE)
    assert tell() == 1 and due_reminders() == 1
    assert "iris" not in caplog.text and "SMTPRecipientsRefused" in caplog.text
    mailbox.refuses.clear()
    assert tell() == 1


def test_without_mail_nobody_is_marked_and_nothing_is_said_to_be_due(evening, now, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    assert (tell(), due_reminders(), Registration.objects.get().told_on) == (0, 0, None)


def test_the_command_sends_what_is_due(mailbox, evening, now, capsys):
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    call_command("remind")
    assert "Mails sent: 1." in capsys.readouterr().out


# ── it does not take place ────────────────────────────────────────────────────────────────────────


def test_cancelling_tells_her_frees_her_place_and_offers_the_next_one_in_her_city(mailbox, evening, now):
    an_evening(DAY + timedelta(days=3), city="Ghent")
    an_evening(DAY + timedelta(days=7))
    hers = comes(evening, "iris@example.org")
    cancelled(evening)
    assert tell() == 1
    first, _gap, last = mailbox.mails[0].get_content().splitlines()
    assert first == "Thursday 3 December, 19:00: your appointment does not take place."
    assert last == "The next one: Thursday 10 December, 19:00. Nobody has put you down for it."
    assert tickets(hers.phrase)[0].state == "cancelled"


def test_where_no_other_is_planned_in_her_city_none_is_offered(mailbox, evening, now):
    an_evening(DAY + timedelta(days=3), city="Ghent")
    comes(evening, "iris@example.org")
    cancelled(evening)
    tell()
    assert "next" not in mailbox.mails[0].get_content()


def test_who_was_reminded_is_told_of_the_cancelling_too_and_of_that_once(mailbox, evening, now):
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    tell()
    cancelled(evening)
    cancelled(evening)
    assert [tell(), tell()] == [1, 0]
    first, second = mailbox.mails
    assert first["Message-ID"] != second["Message-ID"]


def test_those_on_the_waiting_list_are_told_and_who_gave_her_place_back_is_not(mailbox, now):
    evening = an_evening(DAY, capacity=1)
    give_back(ticket=comes(evening, "iris@example.org"))
    comes(evening, "rosa@example.org")
    comes(evening, "lena@example.org")
    cancelled(evening)
    assert tell() == 2 and sorted(mailbox.to()) == ["lena@example.org", "rosa@example.org"]


def test_cancelling_orders_the_mails_at_once_and_only_where_there_are_some(
    mailbox, evening, now, staff, do_jobs
):
    cancelled(an_evening(DAY), by=staff)
    assert not Job.objects.exists()
    comes(evening, "iris@example.org")
    cancelled(evening, by=staff)
    assert Job.objects.get().kind == "tell_visitors"
    do_jobs()
    assert mailbox.to() == ["iris@example.org"]


# ── a place at last ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def waiting(now):
    """Iris has the only place, Rosa waits for one."""
    evening = an_evening(DAY, capacity=1)
    return comes(evening, "iris@example.org"), comes(evening, "rosa@example.org", "fr")


def test_who_moves_up_is_told_once_and_reminded_the_day_before(mailbox, waiting, now):
    iris, _rosa = waiting
    give_back(ticket=iris)
    assert [tell(), tell()] == [1, 0] and mailbox.to() == ["rosa@example.org"]
    assert Registration.objects.get(state="coming").told_on is None
    now.move_to(DAY_BEFORE)
    assert [tell(), tell()] == [1, 0]
    first, second = mailbox.mails
    assert first["Message-ID"] != second["Message-ID"]


def test_she_reads_a_day_and_an_hour_and_that_it_is_certain(mailbox, now):
    evening = an_evening(DAY, capacity=1)
    iris, _rosa = comes(evening, "iris@example.org"), comes(evening, "rosa@example.org")
    give_back(ticket=iris)
    tell()
    said = mailbox.mails[0].get_content().strip()
    assert said == "Thursday 3 December, 19:00: your appointment is certain now."


@pytest.mark.parametrize("language", LANGUAGES)
def test_news_name_no_place_no_link_no_work_in_any_language(language, mailbox, now, staff):
    evening = an_evening(DAY, capacity=1)
    iris = comes(evening, "iris@example.org", language)
    ask_for_word(evening=evening, tell="lena@example.org", language=language)
    welcome(registration=Registration.objects.get(state="asked"), by=staff)
    tell()
    give_back(ticket=iris)
    tell()
    assert mailbox.to() == ["lena@example.org", "lena@example.org"]
    for mail in mailbox.mails:
        said = f"{mail['Subject']}\n{mail.get_content()}"
        assert not TELLING.search(said) and "http" not in said and PLACE not in said


def test_who_moves_up_the_day_before_gets_one_mail_and_not_two(mailbox, waiting, now):
    now.move_to(DAY_BEFORE)
    tell()
    give_back(ticket=waiting[0])
    assert [tell(), tell()] == [1, 0] and mailbox.to() == ["iris@example.org", "rosa@example.org"]


def test_a_larger_room_tells_those_who_move_up(mailbox, waiting, staff, do_jobs):
    set_places(activity=waiting[0].evening.activity, capacity=2, closes_before=0, by=staff)
    do_jobs()
    assert mailbox.to() == ["rosa@example.org"]


def test_what_a_visitor_gives_back_orders_no_job_that_would_keep_the_hour(mailbox, waiting):
    give_back(ticket=waiting[0])
    assert not Job.objects.exists() and due_reminders() == 1


def test_who_is_welcomed_after_a_word_is_told_once(mailbox, evening, staff, do_jobs):
    ask_for_word(evening=evening, tell="lena@example.org", language="en")
    hers = Registration.objects.get()
    assert due_reminders() == 0
    for _time in range(2):
        welcome(registration=hers, by=staff)
        do_jobs()
    assert mailbox.to() == ["lena@example.org"]
    assert "is certain now" in mailbox.mails[0].get_content()


def test_welcomed_to_a_full_evening_she_hears_that_it_is_not_certain_and_then_that_it_is(
    mailbox, waiting, staff
):
    evening = waiting[0].evening
    ask_for_word(evening=evening, tell="lena@example.org", language="en")
    welcome(registration=Registration.objects.get(state="asked"), by=staff)
    tell()
    assert "not certain yet" in mailbox.mails[0].get_content()
    set_places(activity=evening.activity, capacity=3, closes_before=0, by=staff)
    assert tell() == 2  # she and the one who waited before her, in no order
    assert "is certain now" in " ".join(mail.get_content() for mail in mailbox.mails[1:])


def test_of_who_left_no_way_or_gave_her_place_back_again_nothing_is_due(mailbox, now):
    evening = an_evening(DAY, capacity=1)
    first, second, third = (comes(evening, tell) for tell in ("", "rosa@example.org", ""))
    give_back(ticket=first)
    give_back(ticket=second)
    assert due_reminders() == 0 and not Registration.objects.filter(is_news=True).exists()
    assert tickets(third.phrase)[0].state == "coming"


def test_a_number_that_moved_up_is_told_by_hand_and_reminded_by_hand(client, mailbox, now, staff):
    evening = an_evening(DAY, capacity=1)
    first = comes(evening, "")
    comes(evening, "0470 11 22 33")
    give_back(ticket=first)
    address = reverse("activity_tell", args=[evening.activity_id])
    assert "is certain now" in client.post(address).text
    hers = Registration.objects.get(state="coming")
    for _time in range(2):
        client.post(reverse("activity_told", args=[hers.pk]))
    assert "Nobody is to be told" in client.get(address).text
    now.move_to(DAY_BEFORE)
    assert evenings_by_hand() == [(evening.activity, 1)]


def test_beat_tells_news_through_the_day():
    from utsopi.celery import app
    from utsopi.jobs.registry import half_hourly_work

    assert app.conf.beat_schedule["by_day"]["task"] == "utsopi.by_day"
    assert "events.telling.tell" in half_hourly_work()


# ── by hand ───────────────────────────────────────────────────────────────────────────────────────


def test_numbers_are_one_list_in_the_trail_and_are_ticked_off(client, evening, staff, mailbox):
    comes(evening, "0470 11 22 33", "fr")
    comes(evening, "iris@example.org")
    cancelled(evening)
    address = reverse("activity_tell", args=[evening.activity_id])
    page = client.get(address).text
    assert "1 person left a way" in page and "0470" not in page
    shown = client.post(address).text
    assert "0470 11 22 33" in shown and "iris" not in shown
    (entry,) = AuditEntry.objects.filter(model="events.Registration", action="list")
    assert (entry.by_id, entry.fields, entry.counts) == (staff.pk, ["tell"], {"shown": 1})
    hers = Registration.objects.get(tell_is_address=False)
    for _time in range(2):
        client.post(reverse("activity_told", args=[hers.pk]))
    assert "Nobody is to be told" in client.get(address).text
    told = AuditEntry.objects.filter(model="events.Registration", object_id=hers.pk, fields=["told_on"])
    assert [each.at for each in told] == [None]


def test_a_house_without_mail_tells_everybody_by_hand(client, evening, staff, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    comes(evening, "iris@example.org")
    cancelled(evening)
    assert "iris@example.org" in client.post(reverse("activity_tell", args=[evening.activity_id])).text


def test_where_nobody_is_to_be_told_the_page_says_so_and_notes_nothing(client, evening, staff):
    page = client.post(reverse("activity_tell", args=[evening.activity_id]))
    assert "Nobody is to be told" in page.text
    assert not AuditEntry.objects.filter(action="list").exists()


def test_numbers_want_a_fresh_proof(client, evening, staff, now):
    now.shift(timedelta(minutes=16))
    assert client.post(reverse("activity_tell", args=[evening.activity_id])).status_code == 401


def test_ticked_off_twice_changes_nothing(evening, staff, now):
    hers = comes(evening, "0470 11 22 33").registration
    now.move_to(DAY_BEFORE)
    told_by_hand(registration=hers, by=staff)
    told_by_hand(registration=hers, by=staff)
    assert AuditEntry.objects.filter(fields=["told_on"]).count() == 1


# ── on the page of the team ───────────────────────────────────────────────────────────────────────


def test_where_no_clock_sends_the_page_says_how_many_wait_and_one_button_sends_them(
    client, evening, staff, mailbox, do_jobs, now
):
    client.force_login(staff)
    assert "To be told" not in client.get(reverse("activities")).text
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    client.force_login(staff)
    page = client.get(reverse("activities")).text
    assert "1 mail waits to be sent" in page and "./run manage remind" in page and "iris" not in page
    sent = client.post(reverse("tell_all"))
    assert sent.url == reverse("job_status", args=[Job.objects.get().pk])
    do_jobs()
    assert mailbox.to() == ["iris@example.org"]
    assert "mail waits" not in client.get(reverse("activities")).text
    assert client.post(reverse("tell_all"), follow=True).redirect_chain[0][0] == reverse("activities")
    assert Job.objects.count() == 1


def test_where_a_queue_sends_them_nobody_is_asked_to(client, evening, staff, mailbox, now, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    client.force_login(staff)
    assert "waits to be sent" not in client.get(reverse("activities")).text


def test_evenings_with_somebody_to_be_told_by_hand_stand_there_too(client, evening, staff, mailbox):
    for number in ("0470 11 22 33", "0470 11 22 34"):
        comes(evening, number)
    cancelled(evening)
    page = client.get(reverse("activities")).text
    assert "2 people are to be told by hand" in page and "0470" not in page
    assert reverse("activity_tell", args=[evening.activity_id]) in page


def test_who_welcomes_nobody_reads_nothing_of_it(client, evening, make_account, mailbox):
    comes(evening, "0470 11 22 33")
    cancelled(evening)
    client.force_login(make_account("kim", "helpdesk"))
    assert "to be told by hand" not in client.get(reverse("activities")).text
    assert client.post(reverse("tell_all")).status_code == 404


# ── stopped halfway, with a real Redis and a real worker ──────────────────────────────────────────


@pytest.fixture
def near(database_for_children):
    """An evening of the real tomorrow with two who want to be reminded: children have clocks of their own."""
    evening = an_evening(timezone.localdate() + timedelta(days=1))
    for name in ("iris", "rosa"):
        comes(evening, f"{name}@example.org")
    return evening


@pytest.fixture
def worker(redis_url, settings, monkeypatch, mailbox):
    """A function that starts a Celery worker with the test's Redis and mail server."""
    redis.Redis.from_url(redis_url).flushdb()
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.settings")
    started = []

    def start():
        command = [sys.executable, "-m", "celery", "-A", "utsopi", "worker", "-c", "1", "-l", "error"]
        process = subprocess.Popen(command, cwd=BASE, start_new_session=True, stdout=subprocess.DEVNULL)
        started.append(process)
        return process

    yield start
    for process in started:
        kill_group(process)


def beat(redis_url) -> None:
    """What Celery beat sends in the morning."""
    from utsopi.celery import app, do_morning_work

    with app.connection_for_write(redis_url) as connection:
        do_morning_work.apply_async(connection=connection)


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_first_mail_leaves_the_other_to_the_next(near, worker, mailbox, redis_url):
    workers = [worker()]

    def kill_at_the_second(_to) -> bool:
        if mailbox.mails:
            kill_group(workers[0])
            return False
        return True

    mailbox.before_taking = kill_at_the_second
    beat(redis_url)
    assert wait_until(lambda: workers[0].poll() is not None, 60)
    mailbox.before_taking = None
    assert len(mailbox.mails) == 1
    workers.append(worker())
    beat(redis_url)
    beat(redis_url)
    wait_until(lambda: due_reminders() == 0, 60)
    clock_time.sleep(1)
    assert sorted(mailbox.to()) == ["iris@example.org", "rosa@example.org"]


def test_beat_sends_it_each_morning():
    from utsopi.celery import app

    assert app.conf.beat_schedule["morning"]["task"] == "utsopi.morning"
    from utsopi.jobs.registry import morning_work

    assert "events.telling.tell" in morning_work()


def test_of_what_was_told_nothing_identifying_is_left_two_weeks_after(mailbox, evening, now):
    from events.actions.forgetting import sweep

    comes(evening, "iris@example.org")
    now.move_to(DAY_BEFORE)
    tell()
    Activity.objects.update(status=ActivityStatus.HELD)
    now.move_to(datetime(2026, 12, 18, 4, tzinfo=BRUSSELS))
    sweep()
    assert not Registration.objects.exists()
