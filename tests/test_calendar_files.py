"""The calendar as files: a feed that calendar programs read, an entry that tells nothing, a picture and a sheet."""

import subprocess
import sys
from datetime import date, time, timedelta
from io import BytesIO

import pypdf
import pytest
from django.test import Client
from icalendar import Calendar
from PIL import Image

from events import poster
from events.actions.activities import cancel
from events.agenda import coming_months, lines
from events.choices import ActivityStatus, CancelledBecause
from events.models import Activity
from events.poster import Poster
from tests.at_once import at_once
from tests.evenings import an_evening
from utsopi.calendar import version_of

pytestmark = pytest.mark.django_db
NEXT = date.today() + timedelta(days=20)


@pytest.fixture
def evening():
    made = an_evening()
    Activity.objects.filter(pk=made.activity_id).update(
        starts_on=NEXT, ends_on=NEXT, opens_at=time(19), closes_at=time(22), city="Brussels"
    )
    made.refresh_from_db()
    return made


def read(response) -> list:
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_feed_says_when_and_in_which_city_and_nothing_else(client, evening):
    (event,) = read(client.get("/a/en/agenda.ics"))
    assert str(event["summary"]) == "Appointment, Brussels"
    assert {"LOCATION", "ORGANIZER", "URL", "DESCRIPTION"} & set(event) == set()
    begins = event.decoded("dtstart")
    assert (begins.date(), begins.hour, str(begins.tzinfo)) == (NEXT, 19, "Europe/Brussels")


def test_the_feed_is_the_same_all_day_and_carries_the_version_of_the_page(client, evening):
    first, second = (client.get("/a/en/agenda.ics").content for _each in range(2))
    shown = version_of(line.entry for line in lines(coming_months()))
    assert first == second and f"X-AGENDA-VERSION:{shown}".encode() in first


def test_a_cancelled_evening_stays_in_the_feed_and_says_so(client, evening):
    (before,) = read(client.get("/a/en/agenda.ics"))
    cancel(activity=evening.activity, because=CancelledBecause.SAFETY, by=None)
    (after,) = read(client.get("/a/en/agenda.ics"))
    assert (str(before["status"]), str(after["status"])) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"] and after["sequence"] > before["sequence"]


def test_cancelling_changes_page_feed_and_picture_at_once(client, evening):
    page, calendar, picture = (client.get(f"/a/en/{end}").content for end in ("", "agenda.ics", "agenda.png"))
    Activity.objects.update(status=ActivityStatus.CANCELLED)
    assert client.get("/a/en/").content != page
    assert client.get("/a/en/agenda.ics").content != calendar
    assert client.get("/a/en/agenda.png").content != picture


def test_one_version_stands_on_the_page_in_the_feed_and_on_what_is_handed_on(client, evening):
    an_evening(NEXT, status=ActivityStatus.CANCELLED)
    shown = version_of(line.entry for line in lines(coming_months()))
    assert f"version {shown}" in client.get("/a/en/").text
    assert f"X-AGENDA-VERSION:{shown}" in client.get("/a/en/agenda.ics").text
    assert Poster.of(lines(coming_months()), "").version == shown


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_many_ask_for_at_once_is_drawn_once(client, evening, monkeypatch):
    drawn, draw = [], poster.picture

    def counting(made):
        drawn.append(made)
        return draw(made)

    monkeypatch.setattr(poster, "picture", counting)
    pictures = at_once(*[lambda: Client().get("/a/en/agenda.png").content] * 4)
    assert len(drawn) == len(set(pictures)) == 1


def test_a_single_entry_says_appointment_and_no_more_in_every_language(client, evening):
    for language, title in (("en", "Appointment"), ("fr", "Rendez-vous"), ("nl", "Afspraak")):
        key = evening.activity.pk.hex[:8]
        (event,) = read(client.post(f"/a/{language}/{key}/entry/"))
        assert str(event["summary"]) == title
        assert {"LOCATION", "ORGANIZER", "URL", "DESCRIPTION"} & set(event) == set()


def test_a_real_calendar_program_reads_the_feed(client, evening, tmp_path):
    (tmp_path / "home").mkdir()
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[agenda]]\npath = {tmp_path}/cal\ntype = calendar\n[locale]\nlocal_timezone = Europe/Brussels\n"
        f"default_timezone = Europe/Brussels\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        f"datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {tmp_path}/khal.db\n"
    )
    (tmp_path / "cal").mkdir()
    file = tmp_path / "agenda.ics"
    file.write_bytes(client.get("/a/en/agenda.ics").content)
    khal = [sys.executable, "-m", "khal", "-c", str(config)]
    env = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    subprocess.run([*khal, "import", "--batch", "-a", "agenda", str(file)], check=True, env=env)
    told = subprocess.run(
        [*khal, "list", "--format", "{start-date} {start-time} {end-time} {title}", NEXT.isoformat(), "1d"],
        check=True,
        env=env,
        capture_output=True,
        text=True,
    )
    assert f"{NEXT} 19:00 22:00 Appointment, Brussels" in told.stdout


def test_a_city_of_its_own_has_a_feed_of_its_own(client, evening):
    assert len(read(client.get("/a/en/agenda.ics?city=Brussels"))) == 1
    assert client.get("/a/en/agenda.ics?city=Elsewhere").status_code == 404


def test_an_unknown_key_or_language_is_not_found(client, evening):
    assert client.post("/a/en/00000000/entry/").status_code == 404
    assert client.get("/a/xx/agenda.ics").status_code == 404


def test_the_picture_is_one_that_phones_show(client, evening):
    image = Image.open(BytesIO(client.get("/a/ro/agenda.png").content))
    assert (image.format, image.size) == ("PNG", (1080, 1350))


def test_an_empty_calendar_is_drawn_too(client):
    assert read(client.get("/a/en/agenda.ics")) == []
    assert Image.open(BytesIO(client.get("/a/en/agenda.png").content)).size == (1080, 1350)


@pytest.mark.pdf
def test_the_sheet_of_paper_says_what_the_page_says(client, evening):
    pdf = pypdf.PdfReader(BytesIO(client.get("/a/en/agenda.pdf").content))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Brussels" in text and "19:00 to 22:00" in text
    assert version_of(line.entry for line in lines(coming_months())) in text


def test_no_file_sets_a_cookie_or_says_who_invites(client, evening):
    for name in ("agenda.ics", "agenda.png"):
        answer = client.get(f"/a/en/{name}")
        assert not answer.cookies and "UTSOPI" not in answer.content.decode(errors="ignore").upper()
