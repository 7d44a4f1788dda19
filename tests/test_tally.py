"""The tally sheet: printed without a word too many, entered as one, made once, and counted like all the rest."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from reports.reading import read
from support.actions.afternoons import cancel_afternoon, end_afternoon, open_afternoon
from support.actions.log import begin_request
from support.actions.tally import Ticked, derived, enter_sheet
from support.models import OpenHouseSession, Person, Question, Request, Topic
from utsopi.audit.models import AuditEntry
from utsopi.periods import Period
from utsopi.team.roles import Role

YESTERDAY = timedelta(days=1)


@pytest.fixture
def hana(make_account, client):
    account = make_account("hana", Role.HELPDESK)
    client.force_login(account)
    return account


@pytest.fixture
def day():
    return timezone.localdate() - YESTERDAY


def ticked(topic: str, region: str, count: int) -> Ticked:
    return Ticked(Topic.objects.get(code=topic), region, count)


def entered(client, door: str, **said):
    return client.post(reverse("tally_enter", args=[door]), {"key": uuid4(), "save": "1", **said})


# ── on paper ──────────────────────────────────────────────────────────────────────────────────────


def test_both_sheets_offer_every_topic_and_region_and_to_be_sorted_later(client, hana):
    page = client.get(reverse("tally")).text
    assert page.count("Sort later") == 2
    assert page.count('<th scope="col">Not asked</th>') == 2
    assert "Library" in page and "Fines" in page


def test_the_sheets_name_neither_the_house_nor_what_it_is_about(client, hana):
    page = client.get(reverse("tally")).text
    sheets = page[page.index('class="panel sheet"') :].casefold()
    assert not [word for word in ("utsopi", "sex", "union", "escort", "whore") if word in sheets]


def test_no_sheet_for_a_door_that_is_not_there(client, hana):
    assert client.get(reverse("tally_enter", args=["back-door"])).status_code == 404


# ── entered ───────────────────────────────────────────────────────────────────────────────────────


def test_a_helpdesk_sheet_makes_a_person_a_request_and_a_question_of_each_tick(hana, day):
    counted = [ticked("fines", "brussels", 2), ticked("stalking", "", 1)]
    assert enter_sheet(key=uuid4(), channel="phone", received_on=day, ticked=counted, by=hana)
    rows = Question.objects.values_list("topic__code", "category__code", "request__person__region", "outcome")
    assert sorted(rows) == [
        ("fines", "rights_information", "brussels", "handled"),
        ("fines", "rights_information", "brussels", "handled"),
        ("stalking", "violence_threats", "", "handled"),
    ]
    assert {(each.received_on, each.channel, each.logged_by) for each in Request.objects.all()} == {
        (day, "phone", hana)
    }
    assert Person.objects.filter(is_anonymous=True).count() == 3


def test_a_sheet_sent_again_makes_nothing_twice(hana, day):
    key, counted = uuid4(), [ticked("fines", "brussels", 3)]
    said = {"key": key, "channel": "phone", "received_on": day, "ticked": counted, "by": hana}
    assert [enter_sheet(**said) for _time in range(10)] == [True] + 9 * [False]
    assert (Request.objects.count(), Question.objects.count(), Person.objects.count()) == (3, 3, 3)


def test_keys_of_a_sheet_are_random_ones_that_nothing_ties_together():
    key = uuid4()
    keys = {derived(key, kind, place) for kind in ("person", "request") for place in range(50)}
    assert len(keys) == 100
    assert {each.version for each in keys} == {4}
    assert derived(key, "person", 7) == derived(key, "person", 7) != derived(uuid4(), "person", 7)


def test_it_leaves_one_entry_in_the_trail_with_the_count_and_no_hour(hana, day):
    before = AuditEntry.objects.count()
    enter_sheet(key=uuid4(), channel="email", received_on=day, ticked=[ticked("fines", "", 4)], by=hana)
    entry = AuditEntry.objects.latest("number") if AuditEntry.objects.count() == before + 1 else None
    told = AuditEntry.objects.get(model="support.Request")
    assert entry is not None
    assert (told.counts, told.at, told.object_id) == ({"requests": 4}, None, None)


def test_at_the_open_house_it_opens_and_ends_the_afternoon_of_that_day(hana, day):
    counted = [ticked("library", "brussels", 2)]
    enter_sheet(key=uuid4(), channel="open_house", received_on=day, city="Brussels", ticked=counted, by=hana)
    session = OpenHouseSession.objects.get()
    assert (session.held_on, session.city, session.status, session.is_open) == (
        day,
        "Brussels",
        "held",
        False,
    )
    assert [each.number for each in session.requests.all()] == [None, None]


def test_an_afternoon_that_is_open_stays_open_and_its_numbers_go_on(hana, day):
    session = open_afternoon(held_on=day, city="Brussels", by=hana)
    begin_request(key=uuid4(), channel="open_house", received_on=day, session=session, by=hana)
    enter_sheet(
        key=uuid4(),
        channel="open_house",
        received_on=day,
        city=" brussels",
        ticked=[ticked("library", "", 2)],
        by=hana,
    )
    session.refresh_from_db()
    assert session.is_open
    assert sorted(session.requests.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("was", ["ended", "cancelled"])
def test_an_afternoon_that_is_over_takes_nothing_unseen(hana, day, was):
    if was == "ended":
        end_afternoon(session=open_afternoon(held_on=day, city="Brussels", by=hana), by=hana)
    else:
        cancel_afternoon(held_on=day, city="Brussels", because="nobody", by=hana)
    with pytest.raises(ValidationError):
        enter_sheet(
            key=uuid4(),
            channel="open_house",
            received_on=day,
            city="Brussels",
            ticked=[ticked("library", "", 1)],
            by=hana,
        )
    assert Request.objects.count() == 0


@pytest.mark.parametrize("topic", ["library", "fines"])
def test_a_topic_of_the_other_door_is_refused_and_nothing_is_made(hana, day, topic):
    channel = "phone" if topic == "library" else "open_house"
    with pytest.raises(ValidationError, match="Not offered here"):
        enter_sheet(
            key=uuid4(),
            channel=channel,
            received_on=day,
            city="Brussels",
            ticked=[ticked(topic, "", 1)],
            by=hana,
        )
    assert (Request.objects.count(), OpenHouseSession.objects.count()) == (0, 0)


def test_a_sheet_costs_the_same_for_ten_ticks_and_for_sixty(hana, day, django_assert_num_queries):
    counted = [[ticked("fines", "brussels", each)] for each in (10, 60)]
    for one in counted:
        with django_assert_num_queries(10):
            enter_sheet(key=uuid4(), channel="phone", received_on=day, ticked=one, by=hana)


# ── in the browser ────────────────────────────────────────────────────────────────────────────────


def test_its_sums_are_shown_before_it_is_saved(client, hana, day):
    said = {"key": uuid4(), "received_on": day, "channel": "phone", "fines-brussels": 2, "stalking-none": 1}
    page = client.post(reverse("tally_enter", args=["helpdesk"]), said)
    assert page.context["total"] == 3
    assert page.context["form"].sums() == [2, 0, 0, 0, 1]
    assert "3 requests with one question each, by 3 people at most" in page.text
    assert Request.objects.count() == 0


def test_saved_twice_it_is_there_once_and_the_page_says_so(client, hana, day):
    said = {"key": uuid4(), "received_on": day, "channel": "phone", "fines-brussels": 2}
    first = client.post(reverse("tally_enter", args=["helpdesk"]), {**said, "save": "1"}, follow=True)
    again = client.post(
        reverse("tally_enter", args=["helpdesk"]), {**said, "fines-brussels": 5, "save": "1"}, follow=True
    )
    assert "2 requests were entered." in first.text
    assert "This sheet was entered before. Nothing was added." in again.text
    assert Request.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"fines-brussels": "many"},
        {"fines-brussels": -1},
        {"fines-brussels": 100},
        {"fines-brussels": ""},
        {"received_on": "2999-01-01"},
        {"received_on": "yesterday"},
        {"channel": "open_house"},
        {"key": "no-key"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, hana, day, wrong):
    said = {"received_on": day, "channel": "phone", "fines-brussels": 1, **wrong}
    answer = entered(client, "helpdesk", **said)
    assert (answer.status_code, Request.objects.count()) == (422, 0)


def test_the_figures_of_a_day_on_paper_are_those_of_a_hand_count(client, hana, day):
    entered(
        client,
        "open_house",
        received_on=day,
        city="Brussels",
        **{"library-brussels": 3, "informal_talk-none": 2},
    )
    entered(client, "helpdesk", received_on=day, channel="email", **{"fines-wallonia": 4})
    that_day = Period(day, day)
    assert read("open_house.sessions_held", that_day).value == 1
    assert read("open_house.questions", that_day).value == 5
    assert read("helpdesk.requests", that_day).value == 4
    regions = read("open_house.people_by_region", that_day).value
    assert (regions["brussels"], regions["unknown"]) == (3, 2)
