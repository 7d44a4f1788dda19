"""A link for a host: one evening, no account, numbers and never names; it opens nothing else, and not for long."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine as clock
from django.conf import settings as given
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.actions.activities import cancel, change
from events.actions.coming import come
from events.actions.hosting import forget_links, link_of, make_host_link, revoke_host_link
from events.actions.tickets import NotVouched
from events.actions.wishes import settle_wish, wish
from events.choices import ActivityStatus, CancelledBecause, WishState
from events.models import Activity, Evening, HostLink, Theme, Vouch, Wish
from tests.evenings import BRUSSELS, a_vouch, an_evening
from tests.screens import flaws
from tests.test_headers import INLINE, TELLING
from tests.walk import addresses
from utsopi.audit.models import AuditEntry
from utsopi.discretion.logs import is_told
from utsopi.privacy.keyring import Locked
from utsopi.team.access import PUBLIC

LANGUAGES = [code for code, _name in given.LANGUAGES]
DAY = date(2026, 12, 3)
BEFORE = datetime(2026, 12, 1, 12, tzinfo=BRUSSELS)
AFTER = datetime(2026, 12, 3, 22, 30, tzinfo=BRUSSELS)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    with clock.travel(BEFORE, tick=False) as moved:
        yield moved


@pytest.fixture
def evening(now):
    return an_evening(DAY, capacity=12, duty_phone="0470 11 22 33")


@pytest.fixture
def secret(evening):
    return make_host_link(activity=evening.activity, language="en", by=None)


@pytest.fixture
def host():
    """A browser that asks about forgeries as a real one does, and brings nothing."""
    return Client(enforce_csrf_checks=True)


def at(secret: str) -> str:
    return reverse("host", args=[secret])


def words_of(page) -> str:
    body = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.text.partition("<main")[2], flags=re.S)
    return " ".join(body.partition(">")[2].split())


def statements(ask) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return [re.sub(r"'[^']*'|X'\w*'|\\x\w+", "?", each["sql"]) for each in asked]


# ── the link ──────────────────────────────────────────────────────────────────────────────────────


def test_the_secret_cannot_be_guessed_and_only_a_fingerprint_is_kept(secret, evening):
    assert re.fullmatch(r"[\w-]{24}", secret)
    link = HostLink.objects.get()
    assert (bytes(link.fingerprint) in secret.encode(), len(link.fingerprint)) == (False, 16)
    assert (link.language, link.made_on, link.ends_on) == ("en", date(2026, 12, 1), date(2026, 12, 10))
    assert link_of(secret) == link and link_of(secret[:-1]) is None and link_of("") is None


def test_it_lives_for_seven_days_after_the_evening(secret, now, host):
    now.move_to(datetime(2026, 12, 10, 23, 59, tzinfo=BRUSSELS))
    assert host.get(at(secret)).status_code == 200
    now.move_to(datetime(2026, 12, 11, 0, 1, tzinfo=BRUSSELS))
    assert host.get(at(secret)).status_code == 404
    assert (forget_links(), forget_links()) == (1, 0)


def test_it_goes_along_when_the_evening_is_moved(secret, evening, now):
    later = date(2026, 12, 20)
    change(activity=evening.activity, starts_on=later, ends_on=later, by=None)
    assert HostLink.objects.get().ends_on == date(2026, 12, 27)


def test_over_taken_back_and_wrong_are_one_and_the_same_page_with_the_same_statements(
    secret, evening, host, now
):
    other = make_host_link(activity=evening.activity, language="fr", by=None)
    revoke_host_link(link=link_of(other), by=None)
    pages = {host.get(at(text)).content for text in (other, "a" * 24, "x")}
    asked = [statements(lambda text=text: host.get(at(text))) for text in (other, "a" * 24)]
    now.move_to(datetime(2026, 12, 12, tzinfo=BRUSSELS))
    pages.add(host.get(at(secret)).content)
    asked.append(statements(lambda: host.get(at(secret))))
    assert len(pages) == 1 and asked[0] == asked[1]
    assert len(asked[2]) == len(asked[0]) and host.post(at(other)).status_code == 404


def test_it_opens_nothing_else(secret, host):
    for name, path in addresses().items():
        assert host.get(at(secret) + path.lstrip("/")).status_code == 404 or path == "/", name
        if name not in PUBLIC:
            assert host.get(path, {"h": secret}).status_code in (302, 404), name
            assert host.post(path, {"secret": secret}).status_code in (302, 403, 404), name


def test_taking_back_twice_is_told_once(secret):
    link = link_of(secret)
    revoke_host_link(link=link, by=None)
    revoke_host_link(link=link, by=None)
    assert AuditEntry.objects.filter(model="events.HostLink", action="change").count() == 1


def test_without_keys_there_is_neither_a_link_nor_a_page_that_says_why(secret, without_keys, host):
    assert host.get(at(secret)).status_code == 503
    with pytest.raises(Locked):
        link_of(secret)


# ── before ────────────────────────────────────────────────────────────────────────────────────────


def test_before_it_begins_she_reads_how_many_to_expect_and_what_they_need(secret, evening, host):
    for needs, first in ((["child"], True), (["child", "sight"], False)):
        come(evening=evening, vouch=a_vouch(), needs=needs, is_first_time=first, language="fr")
    page = words_of(host.get(at(secret)))
    for said in (
        "Have a place 2",
        "For the first time 1",
        "On the waiting list 0",
        "Places in all 12",
        "2 I come with a child",
        "1 Large print, good light",
        "0470 11 22 33",
        "Thursday 3 December",
    ):
        assert said in page
    assert "How many came?" not in page and "blue door" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_her_language_and_names_neither_union_nor_work(language, evening, now, host):
    secret = make_host_link(activity=evening.activity, language=language, by=None)
    for moment in (BEFORE, AFTER):
        now.move_to(moment)
        page = host.get(at(secret), headers={"Accept-Language": "de"})
        assert page["Content-Language"] == language and f'lang="{language}"' in page.text
        assert not TELLING.search(page.text) and not INLINE.search(page.text)
        assert page.text.count("<title>Agenda</title>") == 1


def test_nothing_of_her_visit_stays_anywhere(secret, host):
    page = host.get(at(secret))
    assert page.cookies == {} and "Cookie" not in page.get("Vary", "")
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert not is_told(page.wsgi_request)


def test_the_look_at_the_duty_phone_is_nobodys_once_a_day_without_the_hour(secret, host):
    host.get(at(secret))
    host.get(at(secret))
    looks = AuditEntry.objects.filter(action="reveal")
    assert [(each.by_id, each.at, each.fields) for each in looks] == [(None, None, ["duty_phone"])]


def test_the_duty_phone_is_gone_once_the_evening_is_over(secret, host, now):
    now.move_to(AFTER)
    page = words_of(host.get(at(secret)))
    assert "0470" not in page and "How many to expect" not in page


def test_ten_and_a_hundred_who_come_cost_the_same(secret, evening, host):
    evening.capacity = evening.places_left = None
    evening.save()

    def more(count: int) -> int:
        for _each in range(count):
            come(evening=evening, vouch=a_vouch(), language="en")
        return len(statements(lambda: host.get(at(secret))))

    host.get(at(secret))  # the look at the duty phone is told once
    assert more(3) == more(12)


def test_nothing_can_be_told_before_it_begins(secret, host):
    page = host.post(at(secret), {"attendance": "9"})
    assert page.status_code == 422 and "once the evening has begun" in page.text
    assert Activity.objects.get().status == ActivityStatus.PLANNED


def test_one_that_is_cancelled_says_so_and_takes_no_numbers(secret, evening, host, now):
    cancel(activity=evening.activity, because=CancelledBecause.SAFETY, by=None)
    now.move_to(AFTER)
    assert "does not take place" in words_of(host.get(at(secret)))
    assert host.post(at(secret), {"attendance": "9"}).status_code == 422


# ── somebody to bring along ───────────────────────────────────────────────────────────────────────


def offered(page) -> dict:
    return {"do": "invite", "phrase": re.search(r'name="phrase" value="([^"]+)"', page.text)[1]}


def made(page) -> str:
    found = re.search(r'class="five" lang="">([^<]+)<', page.text)
    return found[1] if found else ""


def test_she_makes_a_phrase_for_somebody_else_that_opens_the_place_once(secret, evening, host):
    page = host.post(at(secret), offered(host.get(at(secret))))
    phrase = made(page)
    assert len(phrase.split()) == 5 and "/a/en/" in page.text
    vouch = Vouch.objects.get()
    assert (vouch.given_by, vouch.ends_on, vouch.is_used) == ("host", DAY, False)
    assert come(evening=evening, vouch=phrase, language="fr").state == "coming"
    with pytest.raises(NotVouched):
        come(evening=evening, vouch=phrase, language="fr")


def test_a_phrase_is_shown_once_and_sent_twice_is_one(secret, evening, host):
    form = offered(host.get(at(secret)))
    first, second = (made(host.post(at(secret), form)) for _time in range(2))
    assert first == second and Vouch.objects.count() == 1
    assert first not in host.get(at(secret)).text
    evening.refresh_from_db()
    assert evening.host_phrases == 1


def test_the_hosts_of_an_evening_make_five_together(secret, evening, host):
    other = make_host_link(activity=evening.activity, language="fr", by=None)
    for link in (secret, other, secret, other, secret):
        assert made(host.post(at(link), offered(host.get(at(link)))))
    assert 'name="phrase"' not in host.get(at(other)).text
    page = host.post(at(other), {"do": "invite"})
    assert page.status_code == 422 and not made(page) and Vouch.objects.count() == 5


def test_the_database_keeps_that_limit_too(evening):
    with pytest.raises(IntegrityError):
        Evening.objects.filter(pk=evening.pk).update(host_phrases=6)


def test_none_is_made_for_an_evening_that_is_over_or_cancelled(secret, evening, host, now):
    form = offered(host.get(at(secret)))
    now.move_to(AFTER)
    assert host.post(at(secret), form).status_code == 422
    now.move_to(BEFORE)
    cancel(activity=evening.activity, because=CancelledBecause.SAFETY, by=None)
    page = host.post(at(secret), form)
    assert page.status_code == 422 and "bring along" not in page.text and not Vouch.objects.exists()


def test_words_that_the_page_did_not_offer_are_not_taken(secret, host):
    page = host.post(at(secret), {"do": "invite", "phrase": "bread cork lamp honey tissue"})
    assert made(page) not in ("", "bread cork lamp honey tissue")


def test_that_a_phrase_was_made_is_told_as_nobodys_without_the_hour(secret, host):
    host.post(at(secret), offered(host.get(at(secret))))
    (entry,) = AuditEntry.objects.filter(model="events.Vouch")
    assert (entry.by_id, entry.at, entry.action, entry.fields) == (None, None, "create", [])


def test_with_a_link_that_is_over_nothing_is_made(secret, host):
    revoke_host_link(link=link_of(secret), by=None)
    assert host.post(at(secret), {"do": "invite"}).status_code == 404 and not Vouch.objects.exists()


# ── after ─────────────────────────────────────────────────────────────────────────────────────────


def how(**said) -> dict:
    return {"attendance": "9", "first_timers": "3", "own_words": "taxes, a flat", "wish": "cook soup"} | said


def as_it_stands() -> tuple:
    activity = Activity.objects.get()
    themes = sorted(activity.themes.values_list("name", flat=True))
    wishes = sorted(activity.wishes.values_list("text", flat=True))
    counts = (activity.attendance, activity.first_timers, activity.sex_workers)
    return activity.status, *counts, themes, wishes


def test_she_tells_how_it_was_and_told_twice_it_stands_there_once(secret, host, now):
    now.move_to(AFTER)
    for _time in range(2):
        page = host.post(at(secret), how())
        assert page.status_code == 200 and "It is written down" in page.text
    assert as_it_stands() == ("held", 9, 3, 9, ["a flat", "taxes"], ["cook soup"])
    told = AuditEntry.objects.filter(model="events.Activity").values_list("by", "at", "fields")
    assert len(told) == 2 and {(by, hour) for by, hour, _fields in told} == {(None, None)}


def test_it_can_be_put_right_until_the_link_ends(secret, host, now):
    now.move_to(AFTER)
    host.post(at(secret), how())
    now.shift(timedelta(days=6))
    page = host.get(at(secret)).text
    assert 'value="9"' in page and "cook soup" in page
    kept = Theme.objects.get(name="taxes")
    gone = Wish.objects.get()
    again = how(attendance="10", own_words="", wish="cook more soup", themes=[kept.pk], taken_back=[gone.pk])
    host.post(at(secret), again)
    assert as_it_stands() == ("held", 10, 3, 10, ["taxes"], ["cook more soup"])


def test_an_empty_count_is_not_known_and_a_count_takes_the_place_of_an_estimate(secret, evening, host, now):
    now.move_to(AFTER)
    host.post(at(secret), {"attendance": "", "first_timers": ""})
    assert as_it_stands()[:3] == ("held", None, None)
    Activity.objects.update(attendance=20, is_estimated=True, estimate_reason="chairs")
    host.post(at(secret), how())
    activity = Activity.objects.get()
    assert (activity.attendance, activity.is_estimated, activity.estimate_reason) == (9, False, "")


def test_nobody_counted_is_no_more_true_once_she_counted(secret, host, now):
    now.move_to(AFTER)
    Activity.objects.update(is_not_counted=True, status=ActivityStatus.HELD)
    assert host.post(at(secret), how()).status_code == 200
    assert not Activity.objects.get().is_not_counted


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_timers": "12"},
        {"attendance": "-1"},
        {"attendance": "many"},
        {"attendance": "1000000"},
        {"own_words": "x" * 201},
        {"wish": "x" * 201},
        {"themes": "no key"},
        {"taken_back": ["00000000-0000-4000-8000-000000000000"]},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept_or_lost(wrong, secret, host, now):
    now.move_to(AFTER)
    page = host.post(at(secret), how(**wrong))
    assert page.status_code == 422 and 'role="alert"' in page.text
    assert as_it_stands()[0] == "planned"
    assert wrong.get("wish") or "cook soup" in page.text


def test_a_form_of_another_site_is_refused(secret, host, now):
    now.move_to(AFTER)
    page = host.post(at(secret), how(), headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403 and as_it_stands()[0] == "planned"


def test_a_wish_that_somebody_took_up_stays(secret, evening, host, now):
    now.move_to(AFTER)
    taken = wish(activity=evening.activity, text="more chairs", by=None)
    Wish.objects.filter(pk=taken.pk).update(state=WishState.TAKEN)
    assert host.post(at(secret), how(taken_back=[taken.pk])).status_code == 422
    assert Wish.objects.filter(pk=taken.pk).exists()


def test_she_reads_what_became_of_earlier_wishes_in_this_city_and_no_other(secret, host, now):
    for city, text in (("Brussels", "a warmer room"), ("Ghent", "a colder room")):
        before = an_evening(DAY - timedelta(days=30), city=city).activity
        said = wish(activity=before, text=text, by=None)
        settle_wish(wish=said, state=WishState.DONE, answer="there is a heater", by=None)
    page = words_of(host.get(at(secret)))
    assert "a warmer room" in page and "there is a heater" in page and "a colder room" not in page


# ── from the team's side ──────────────────────────────────────────────────────────────────────────


def test_the_team_makes_a_link_shows_it_once_and_takes_it_back(client, make_account, evening):
    client.force_login(make_account("noor", "helpdesk", alias="Noor"))
    address = reverse("host_links", args=[evening.activity_id])
    assert "None." in client.get(address).text
    card = client.post(address, {"language": "sq"})
    link = HostLink.objects.get()
    shown = re.search(r'class="to">([^<]+)<', card.text)[1]
    assert link_of(shown.rstrip("/").rpartition("/")[2]) == link and 'src="data:image/svg+xml' in card.text
    page = client.get(address).text
    assert "Shqip" in page and shown not in page
    client.post(reverse("host_link_revoke", args=[link.pk]))
    assert Client().get(shown.partition("testserver")[2]).status_code == 404


def test_the_card_says_nothing_of_what_it_is_for(client, evening, staff):
    card = client.post(reverse("host_links", args=[evening.activity_id]), {"language": "fr"}).text
    printed = card.partition('class="handed-on"')[2].partition("</div>")[0]
    assert (
        "/h/" in printed
        and not TELLING.search(printed)
        and "Listen" not in printed
        and "Brussels" not in printed
    )


def test_there_is_no_link_for_a_language_without_pages_nor_for_last_month(client, evening, staff, now):
    address = reverse("host_links", args=[evening.activity_id])
    assert client.post(address, {"language": "de"}).status_code == 422
    now.move_to(datetime(2027, 1, 20, tzinfo=BRUSSELS))
    client.force_login(staff)
    assert client.post(address, {"language": "fr"}).status_code == 422
    assert not HostLink.objects.exists()


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def today_secret(transactional_db):
    evening = an_evening(
        timezone.localdate(), opens_at=time(0), closes_at=time(0), duty_phone="0470 11 22 33"
    )
    for name in ("taxes", "housing", "police"):
        Theme.objects.create(name=name)
    return make_host_link(activity=evening.activity, language="en", by=None)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_she_counts_by_steps_and_the_page_is_without_barriers(
    scheme, today_secret, page, live_server, axe
):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + at(today_secret))
    more = page.get_by_role("button", name="One more: How many came?")
    for _each in range(3):
        more.click()
    page.get_by_role("button", name="One less: How many came?").click()
    expect(page.get_by_text("housing")).to_be_hidden()  # what it is about stays folded
    page.get_by_text("What was it about?").click()
    page.get_by_label("housing").check()
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("It is written down").wait_for()
    page.get_by_role("button", name="One more: How many came?").click()
    assert page.get_by_label("How many came?", exact=True).input_value() == "3"
    page.get_by_text("What was it about?").click()
    assert flaws(page, axe) == []
    assert page.context.cookies() == []
    assert Activity.objects.get().attendance == 2
