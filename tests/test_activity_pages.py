"""The pages of what takes place: who sees what, planning and cancelling, and what is refused with words."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.actions.activities import cancel, hold, plan
from events.actions.allowances import owe
from events.actions.coming import ask_for_word, come, ticket
from events.actions.series import repeat
from events.actions.themes import set_themes
from events.actions.wishes import wish
from events.choices import Kind, Rule, State
from events.models import Activity, Evening
from members.models import Member
from tests.activities import PLACE, TODAY, an_evening, form_of, the
from tests.evenings import a_vouch
from utsopi.audit.models import AuditEntry
from utsopi.directory.actions import add_organisation
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def late_in_november(time_machine):
    time_machine.move_to(timezone.make_aware(datetime(2026, 11, 24, 12)))


@pytest.fixture
def noor(staff):
    """A coordinator, signed in."""
    return staff


@pytest.fixture
def as_role(make_account):
    """A function: a browser signed in with that role."""

    def browser(role: Role) -> Client:
        client = Client()
        client.force_login(make_account(f"kim-{role}", role))
        return client

    return browser


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_house_says_what_to_do(client, noor):
    answer = client.get(the("activities"))
    assert "Nothing is planned yet" in answer.text
    assert the("activity_new") in answer.text


def test_the_list_shows_what_comes_what_was_and_what_nobody_told(client, noor):
    an_evening()
    an_evening(days=-5, title="Untold")
    hold(activity=an_evening(days=-12, title="Told"), attendance=7, by=noor)
    answer = client.get(the("activities"))
    assert [each.title for month in answer.context["coming"] for each in month.activities] == [
        "Soup and talk"
    ]
    past = [each.title for month in answer.context["past"] for each in month.activities]
    assert past == ["Untold", "Told"]
    assert [each.title for each in answer.context["wanting"]] == ["Untold"]


def test_the_list_is_narrowed_by_kind_status_region_city_and_year(client, noor):
    an_evening()
    plan(
        kind=Kind.TRAINING,
        title="School",
        starts_on=date(2025, 3, 3),
        city="Ghent",
        region="flanders",
        by=noor,
    )

    def past(**query) -> int:
        return sum(len(month.activities) for month in client.get(the("activities"), query).context["past"])

    assert past() == 0
    assert past(year="2025") == past(year="2025", kind="training", city="Ghent", region="flanders") == 1
    assert past(year="2025", status="held") == past(year="2025", kind="workshop") == 0
    assert "fits all of this together" in client.get(the("activities"), {"kind": "workshop"}).text


@pytest.mark.parametrize("query", [{"kind": "x"}, {"year": "1e9"}, {"region": "'"}, {"city": "Nowhere"}])
def test_a_made_up_filter_is_refused_with_words(query, client, noor):
    answer = client.get(the("activities"), query)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_programme_to_share_is_one_tap_away_in_ones_own_language(language, client, noor):
    page = client.get(the("activities"), headers={"accept-language": language}).text
    for name in ("a_picture", "a_leaflet"):
        assert f'href="{reverse(name, args=[language])}" download' in page


def test_pages_cost_the_same_for_ten_and_for_a_hundred(client, noor):
    def more(count: int) -> None:
        for _each in range(count):
            there = Activity.objects.count()
            made = an_evening(days=there + 1)
            over = an_evening(days=-there - 1)
            come(evening=made.evening, vouch=a_vouch(), language="en")
            ask_for_word(evening=first.evening, language="en")
            hold(activity=over, attendance=5, by=noor)
            set_themes(activity=over, names=[f"Theme {there}"], by=noor)
            wish(activity=first, text=f"Wish {there}", by=noor)
            owe(activity=over, member=Member.objects.create(), amount=Decimal(40), by=noor)

    first = an_evening(days=1)
    pages = [the(name) for name in ("activities", "themes", "wishes", "allowances")]
    pages.append(the("activity", first.pk))
    more(10)
    few = [queries(client, page) for page in pages]
    more(25)
    assert [queries(client, page) for page in pages] == few
    assert max(few) < 25


# ── who sees what ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", [Role.BOARD, Role.AUDITOR])
def test_who_reads_totals_reads_no_title_no_count_no_theme_of_an_evening(role, as_role, noor):
    over = hold(activity=an_evening(days=-3, place=PLACE), attendance=98765, by=noor)
    set_themes(activity=over, names=["Fear of the landlord"], by=noor)
    wish(activity=over, text="A kettle", by=noor)
    client = as_role(role)
    for page in (the("activities"), the("activity", over.pk)):
        text = client.get(page).text
        assert "Listen To You" in text
        for hidden in (
            "Soup and talk",
            "98765",
            "98,765",
            "Fear of the landlord",
            "A kettle",
            PLACE,
            "Was it held?",
        ):
            assert hidden not in text
    for page in ("themes", "wishes", "activity_new", "invitation"):
        assert client.get(the(page)).status_code == 404
    for page in ("activity_edit", "activity_place", "activity_after", "activity_cancel"):
        assert client.get(the(page, over.pk)).status_code == 404


def test_the_helpdesk_tells_how_an_evening_was_and_nothing_of_other_things(as_role, noor):
    over, meeting = an_evening(days=-3), plan(kind=Kind.MEMBER_MEETING, title="M", starts_on=TODAY, by=noor)
    client = as_role(Role.HELPDESK)
    assert client.post(the("activity_after", over.pk), {"attendance": "4"}).status_code == 302
    assert client.post(the("activity_after", meeting.pk), {"attendance": "4"}).status_code == 404
    assert Activity.objects.get(pk=over.pk).attendance == 4
    assert client.post(the("activity_place", over.pk), {"do": "show"}).status_code == 404
    assert "Want a word first" not in client.get(the("activity", over.pk)).text


def test_the_allowances_are_the_treasurers_and_hold_no_name(as_role, noor):
    member = Member.objects.create(reference="M-0042")
    owed = owe(activity=an_evening(days=-3), member=member, amount=Decimal("45.50"), by=noor)
    board = as_role(Role.BOARD)
    assert "45.50" in board.get(the("allowances")).text
    assert "M-0042" in board.get(the("allowances")).text
    assert board.post(the("allowance_drop", owed.pk)).status_code == 404
    assert as_role(Role.HELPDESK).get(the("allowances")).status_code == 404


def test_nobody_sees_nothing(noor):
    over = an_evening(days=-3)
    for page in (the("activities"), the("activity", over.pk), the("wishes"), the("invitation")):
        assert Client().get(page).status_code == 302
    assert Client().post(the("activity_after", over.pk), {"attendance": 3}).status_code == 302
    assert Activity.objects.get().attendance is None


def test_a_page_of_nothing_is_not_found(client, noor):
    for page in ("activity", "activity_edit", "activity_repeat", "activity_place", "theme", "wish"):
        assert client.get(the(page, uuid4())).status_code == 404
    meeting = plan(kind=Kind.MEMBER_MEETING, title="M", starts_on=TODAY, by=noor)
    for page in ("activity_place", "activity_places"):
        assert client.get(the(page, meeting.pk)).status_code == 404


# ── planning ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", Kind)
def test_a_form_asks_only_what_its_kind_needs(kind, client, noor):
    fields = set(client.get(the("activity_new"), {"kind": kind}).context["form"].fields)
    assert ("place" in fields) == ("duty_phone" in fields) == (kind == Kind.LISTEN_TO_YOU)
    assert ("level" in fields) == ("counterparts" in fields) == (kind == Kind.ADVOCACY_MEETING)


def test_an_evening_is_planned_once_however_often_the_form_is_sent(client, noor):
    page = the("activity_new") + "?kind=listen_to_you"
    said = form_of(client.get(page)) | {"starts_on": "2026-12-03", "place": PLACE}
    said |= {"languages": ["fr", "en"], "city": "Ghent"}
    for _each in range(2):
        answer = client.post(page, said, follow=True)
    assert "It is planned." in answer.text
    made = Activity.objects.get()
    assert (made.title, made.languages, made.ends_on) == ("Listen To You", "fr en", date(2026, 12, 3))
    assert PLACE not in answer.text
    assert made.evening.place.open() == PLACE


def test_an_advocacy_meeting_has_a_level_and_counterparts_by_any_spelling(client, noor):
    add_organisation(name="Made-up Council", by=noor)
    page = the("activity_new") + "?kind=advocacy_meeting"
    said = form_of(client.get(page)) | {"title": "Talk", "starts_on": "2026-12-03", "level": "federal"}
    refused = client.post(page, said | {"counterparts": ["No such council", ""]})
    assert (refused.status_code, "knows no No such council" in refused.text) == (422, True)
    assert 'value="No such council"' in refused.text
    client.post(page, said | {"counterparts": ["", "made-up  COUNCIL"]})
    link = Activity.objects.get().partner_links.get()
    assert (link.organisation.name, link.role) == ("Made-up Council", "counterpart")


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_on": ""},
        {"starts_on": "soon"},
        {"ends_on": "2026-12-01"},
        {"opens_at": "25:00"},
        {"title": " "},
        {"title": "x" * 201},
        {"audience": "all"},
        {"capacity": "-1"},
        {"place": "x" * 301},
        {"key": "7"},
        {"languages": ["xx"]},
    ],
)
def test_a_form_with_something_wrong_stays_and_loses_nothing(wrong, client, noor):
    page = the("activity_new") + "?kind=listen_to_you"
    said = form_of(client.get(page)) | {"starts_on": "2026-12-03", "duty_phone": "0400 11 22"} | wrong
    answer = client.post(page, said)
    assert answer.status_code == 422
    assert "0400 11 22" in answer.text
    assert Activity.objects.count() == 0
    assert client.get(the("activity_new"), {"kind": "party"}).status_code == 404


def test_what_looks_like_a_slip_is_said_once_and_saved_all_the_same(client, noor):
    an_evening(days=12)
    page = the("activity_new") + "?kind=member_meeting"
    said = form_of(client.get(page)) | {"starts_on": "2026-12-06", "city": "Brussels"}
    doubted = client.post(page, said)
    assert doubted.status_code == 422
    assert "This is a Sunday." in doubted.text
    assert "On the same day in Brussels: Listen To You." in doubted.text
    assert "Save all the same" in doubted.text
    assert Activity.objects.count() == 1
    assert client.post(page, said | {"seen": form_of(doubted)["seen"]}).status_code == 302
    assert Activity.objects.count() == 2


@pytest.mark.parametrize(
    "closes_at, is_doubted", [("22:00", False), ("", False), ("10:00", True), ("19:00", True)]
)
def test_an_end_before_the_beginning_is_asked_about_and_past_midnight_may_be_right(
    closes_at, is_doubted, client, noor
):
    page = the("activity_new") + "?kind=listen_to_you"
    said = form_of(client.get(page)) | {
        "starts_on": "2026-12-10",
        "opens_at": "19:00",
        "closes_at": closes_at,
    }
    answer = client.post(page, said)
    assert (answer.status_code, Activity.objects.count()) == ((422, 0) if is_doubted else (302, 1))
    if is_doubted:
        assert f"It ends at {closes_at}, at or before its beginning at 19:00: on the next day?" in answer.text
        assert client.post(page, said | {"seen": form_of(answer)["seen"]}).status_code == 302


def test_a_change_touches_only_what_was_changed(client, noor):
    made = an_evening(languages="fr", place=PLACE)
    page = the("activity_edit", made.pk)
    said = form_of(client.get(page))
    plan_of_somebody_else = Activity.objects.filter(pk=made.pk)
    plan_of_somebody_else.update(city="Ghent")
    assert client.post(page, said | {"title": "Film", "city": "Ghent"}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.city, made.languages) == ("Film", "Ghent", "fr")
    assert AuditEntry.objects.order_by("-number").filter(action="change").first().fields == ["title"]
    assert AuditEntry.objects.filter(action="reveal").count() == 0


def test_this_one_or_those_that_follow(client, noor):
    first = an_evening()
    second, third = repeat(activity=first, rule=Rule.WEEKLY, times=2, by=noor)
    page = the("activity_edit", second.pk)
    said = form_of(client.get(page)) | {
        "opens_at": "18:00",
        "starts_on": "2026-12-11",
        "ends_on": "2026-12-11",
    }
    client.post(page, said | {"reach": "rest"})
    found = {each.pk: (each.opens_at.hour, each.starts_on.day) for each in Activity.objects.all()}
    assert found == {first.pk: (19, 3), second.pk: (18, 11), third.pk: (18, 17)}
    client.post(
        the("activity_edit", first.pk), form_of(client.get(the("activity_edit", first.pk))) | {"title": "X"}
    )
    assert Activity.objects.filter(title="X").count() == 1


def test_days_of_a_series_are_shown_before_they_are_planned(client, noor):
    made = an_evening()
    page = the("activity_repeat", made.pk)
    days = client.get(page, {"rule": "weekly", "until": "2027-01-07"}).context["days"]
    assert [code for code, _words, _doubt in days][-2:] == ["2026-12-31", "2027-01-07"]
    said = {"rule": "weekly", "until": "2027-01-07", "day": ["2026-12-10", "2026-12-17", "1999-01-01", "x"]}
    for _each in range(2):
        assert client.post(page, said).status_code == 302
    assert sorted(Activity.objects.values_list("starts_on", flat=True))[1:] == [
        date(2026, 12, 10),
        date(2026, 12, 17),
    ]


@pytest.mark.parametrize(
    "said", [{"rule": "daily", "times": 3}, {"rule": "weekly"}, {"rule": "weekly", "times": 61}, {"rule": ""}]
)
def test_a_series_without_an_end_is_refused_with_words(said, client, noor):
    made = an_evening()
    assert client.get(the("activity_repeat", made.pk), said).status_code == 422
    assert client.post(the("activity_repeat", made.pk), said).status_code == 422
    assert Activity.objects.count() == 1


def test_once_more_on_another_day(client, noor):
    made = an_evening(place=PLACE)
    page = the("activity_copy", made.pk)
    said = form_of(client.get(page)) | {"starts_on": "2026-12-17"}
    for _each in range(2):
        assert client.post(page, said).status_code == 302
    assert Activity.objects.exclude(pk=made.pk).get().evening.place.open() == PLACE


def test_the_place_is_shown_when_asked_for_and_the_trail_says_who_looked(client, noor):
    made = an_evening(place=PLACE, duty_phone="0400 11 22")
    page = the("activity_place", made.pk)
    assert PLACE not in client.get(page).text + client.get(the("activity", made.pk)).text
    assert AuditEntry.objects.filter(action="reveal").count() == 0
    shown = client.post(page, {"do": "show"})
    assert (PLACE in shown.text, "0400 11 22" in shown.text) == (True, True)
    looks = AuditEntry.objects.filter(action="reveal", by_id=noor.pk, model="events.Evening")
    assert sorted(field for look in looks for field in look.fields) == ["duty_phone", "place"]
    client.post(page, {"do": "save", "place": "The red door", "duty_phone": ""})
    evening = Evening.objects.get()
    assert (evening.place.open(), evening.duty_phone) == ("The red door", None)
    assert client.post(page, {"place": "x" * 301}).status_code == 422


# ── cancelling ────────────────────────────────────────────────────────────────────────────────────


def test_cancelling_says_how_many_wanted_to_come_and_offers_the_next(client, noor):
    made, later = an_evening(), an_evening(days=16)
    phrase = come(evening=made.evening, vouch=a_vouch(), language="en").phrase
    page = the("activity_cancel", made.pk)
    assert client.post(page, {"because": "rain"}).status_code == 422
    answer = client.post(page, {"because": "few"}, follow=True)
    assert "1 person had wanted to come" in answer.text
    assert the("activity", later.pk) in answer.text
    assert client.post(page, {"because": "safety"}).status_code == 302
    made.refresh_from_db()
    assert (made.cancelled_because, ticket(phrase).state) == ("few", State.CANCELLED)
    assert the("activity_restore", made.pk) not in answer.text
    client.post(the("activity_restore", made.pk))
    made.refresh_from_db()
    assert made.status == "cancelled"


def test_a_cancelling_that_nobody_saw_is_taken_back(client, noor):
    made = an_evening()
    cancel(activity=made, because="few", by=noor)
    assert the("activity_restore", made.pk) in client.get(the("activity", made.pk)).text
    for _each in range(2):
        client.post(the("activity_restore", made.pk))
    made.refresh_from_db()
    assert made.status == "planned"
