"""Reminders: a real mail server gets how many things are due, once a day for each of us, and not a word more."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from support.actions.call_backs import keep_promise, promise
from support.actions.log import begin_request
from support.agreed import CALL_BACK
from support.choices import Channel, Way
from support.models import DeskPreference
from support.reminders import remind
from tests.conftest import free_port
from utsopi.audit.alerts import alerts
from utsopi.audit.models import AuditEntry
from utsopi.jobs.actions import do_morning_work

TODAY = date(2026, 3, 10)
BASE = Path(__file__).resolve().parent.parent
SUBJECT = ("Agenda: %(count)s thing for today", "Agenda: %(count)s things for today")

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning():
    with time_machine.travel(f"{TODAY} 08:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def team(morning, make_account):
    """Three of us who want to be reminded, in three languages."""

    def one(name: str, language: str):
        account = make_account(name, "helpdesk", alias=name.title())
        DeskPreference.objects.create(account=account, mail=f"{name}@example.org", language=language)
        return account

    return [one("noor", "en"), one("kim", "fr"), one("lou", "nl")]


@pytest.fixture
def make(team):
    asked = begin_request(key=uuid4(), channel=Channel.PHONE, received_on=TODAY, by=team[0])

    def made(owner, *, in_days: int = 0):
        due_on = timezone.localdate() + timedelta(days=in_days)
        said = {"reach": "0470 55 66 77", "hours": "the dentist", "agreed_text": CALL_BACK}
        return promise(request=asked, due_on=due_on, way=Way.CALL, owner=owner, by=owner, **said)

    return made


def words(mail) -> str:
    return f"{mail['Subject']}\n{mail.get_content()}"


def test_the_mail_says_how_many_and_where_and_nothing_else(mailbox, make, team):
    make(team[0])
    make(team[0])
    make(team[0], in_days=1)
    assert remind() == 1
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("noor@example.org", "Agenda: 2 things for today")
    assert mail.get_content().split() == [
        "2",
        "things",
        "wait",
        "for",
        "you.",
        "https://desk.example.org/due/",
    ]
    assert mail["From"] == "Agenda <agenda@localhost>" and not mail.is_multipart()


def test_it_is_written_in_her_own_language(mailbox, make, team):
    for account in team:
        make(account)
    remind()
    for mail in mailbox.mails:
        with translation.override({"noor": "en", "kim": "fr", "lou": "nl"}[mail["To"].partition("@")[0]]):
            assert mail["Subject"] == ngettext(*SUBJECT, 1) % {"count": 1}
    assert len(mailbox.mails) == 3 and translation.get_language() == "en"


def test_overdue_ones_count_and_done_ones_do_not(mailbox, make, team, morning):
    make(team[0])
    keep_promise(call_back=make(team[0]), by=team[0])
    morning.shift(timedelta(days=3))
    assert remind() == 1 and "1 thing for today" in mailbox.mails[0]["Subject"]


def test_nobody_is_told_of_what_a_colleague_promised_or_of_nothing(mailbox, make, team):
    make(team[1], in_days=1)
    assert remind() == 0 and mailbox.mails == []


def test_called_again_and_again_it_sends_one_a_day(mailbox, make, team, morning):
    make(team[0])
    assert [remind() for _time in range(3)] == [1, 0, 0]
    do_morning_work()
    assert len(mailbox.mails) == 1
    morning.shift(timedelta(days=1))
    assert remind() == 1 and len(mailbox.mails) == 2


def test_who_left_or_gave_no_address_gets_none(mailbox, make, team):
    for account in team:
        make(account)
    team[0].grants.update(ends_on=TODAY - timedelta(days=1))
    type(team[1]).objects.filter(pk=team[1].pk).update(is_active=False)
    DeskPreference.objects.filter(account=team[2]).delete()
    assert remind() == 0 and mailbox.mails == []


def test_an_address_that_is_refused_keeps_nobody_else_waiting_and_is_tried_again(mailbox, make, team, caplog):
    for account in team:
        make(account)
    mailbox.refuses.add("kim@example.org")
    assert remind() == 2 and sorted(mailbox.to()) == ["lou@example.org", "noor@example.org"]
    assert "kim" not in caplog.text and "SMTPRecipientsRefused" in caplog.text
    mailbox.refuses.clear()
    assert remind() == 1 and len(mailbox.mails) == 3


def test_a_server_that_is_away_marks_nobody(mailbox, make, team, settings):
    make(team[0])
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    assert remind() == 0
    assert DeskPreference.objects.get(account=team[0]).reminded_on is None
    settings.EMAIL_PORT = there
    assert remind() == 1


def test_without_mail_nothing_is_sent_and_nobody_is_marked(make, team, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    make(team[0])
    assert remind() == 0
    call_command("remind")
    assert "sends no mail" in capsys.readouterr().out
    assert set(DeskPreference.objects.values_list("reminded_on", flat=True)) == {None}


def test_without_keys_nothing_is_sent_and_nobody_is_marked(mailbox, make, team, settings, tmp_path):
    make(team[0])
    settings.KEYS = tmp_path / "no keys here"
    assert remind() == 0 and mailbox.mails == []
    assert DeskPreference.objects.get(account=team[0]).reminded_on is None


def test_opening_the_address_is_told_in_the_trail_by_the_day_and_alarms_nobody(mailbox, make, team, morning):
    make(team[0])
    for _day in range(5):
        remind()
        morning.shift(timedelta(days=1))
    entries = AuditEntry.objects.filter(model="support.DeskPreference", action="reveal")
    assert [(each.by_id, each.at, each.fields) for each in entries] == [(None, None, ["mail"])] * 5
    assert alerts() == []


def test_the_command_says_how_many_went_out(mailbox, make, team, capsys):
    make(team[0])
    call_command("remind")
    assert "Mails sent: 1." in capsys.readouterr().out


# ── stopped halfway, and twice at once ────────────────────────────────────────────────────────────


def child(settings) -> subprocess.Popen:
    address = f"smtp://127.0.0.1:{settings.EMAIL_PORT}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "remind"],
        cwd=BASE,
        env={**os.environ, "EMAIL_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"},
    )


@pytest.fixture
def due_today(database_for_children, make_account):
    """Two of us with something due on the real day of today: children have clocks of their own."""
    accounts = [make_account(name, "helpdesk", alias=name.title()) for name in ("noor", "kim")]
    today = timezone.localdate()
    asked = begin_request(key=uuid4(), channel=Channel.PHONE, received_on=today, by=accounts[0])
    for account in accounts:
        DeskPreference.objects.create(account=account, mail=f"{account.username}@example.org")
        said = {"way": Way.SHE_COMES, "agreed_text": CALL_BACK, "owner": account, "by": account}
        promise(request=asked, due_on=today, **said)


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_the_first_mail_leaves_the_other_to_the_next(due_today, mailbox, settings):
    workers = []

    def kill_at_the_second(_to) -> bool:
        if mailbox.mails:
            workers[0].send_signal(signal.SIGKILL)
            return False
        return True

    mailbox.before_taking = kill_at_the_second
    workers.append(child(settings))
    assert workers[0].wait(60) == -signal.SIGKILL
    mailbox.before_taking = None
    assert len(mailbox.mails) == 1
    assert child(settings).wait(60) == 0
    assert sorted(mailbox.to()) == ["kim@example.org", "noor@example.org"]


@pytest.mark.server
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail_each_address(due_today, mailbox, settings):
    workers = [child(settings) for _worker in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert sorted(mailbox.to()) == ["kim@example.org", "noor@example.org"]


# ── her own page ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hers(client, make_account):
    account = make_account("noor", "helpdesk")
    client.force_login(account)
    return account


def test_she_gives_an_address_that_no_page_shows_again(client, hers):
    address = reverse("desk_preference")
    assert client.post(address, {"mail": "noor@example.org", "has_shortcuts": "on"}).status_code == 302
    preference = DeskPreference.objects.get()
    assert (preference.mail.open(), preference.language) == ("noor@example.org", "en")
    page = client.get(address).content.decode()
    assert "noor@example.org" not in page and "No reminders any more" in page


def test_an_empty_field_keeps_the_address_and_a_tick_erases_it(client, hers):
    address = reverse("desk_preference")
    client.post(address, {"mail": "noor@example.org"})
    client.post(address, {"mail": "", "has_shortcuts": "on"})
    assert DeskPreference.objects.get().mail is not None
    client.post(address, {"mail": "", "forgets_mail": "on"})
    assert DeskPreference.objects.get().mail is None


def test_what_is_no_address_is_refused_in_words(client, hers):
    page = client.post(reverse("desk_preference"), {"mail": "noor at example"})
    assert page.status_code == 422 and page.context["form"].errors["mail"]
