"""The first page by role: what waits, where today's work begins, and nothing that may not be opened."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from support.actions.afternoons import nobody_came, open_afternoon
from support.actions.drafts import keep_draft
from support.actions.helpdesk import save_request
from support.actions.log import begin_request
from support.models import CallBack, OpenHouseRule, Topic
from utsopi.team.roles import Role

A_DAY = timedelta(days=1)


@pytest.fixture
def hana(make_account, client):
    account = make_account("hana", Role.HELPDESK)
    client.force_login(account)
    return account


@pytest.fixture
def rule(db):
    """An afternoon a week, on today's day of the week, for a week already."""
    today = timezone.localdate()
    return OpenHouseRule.objects.create(
        weekday=today.weekday(),
        city="Ghent",
        opens_at=time(13),
        closes_at=time(17),
        first_on=today - 7 * A_DAY,
    )


def logged(by, topic="fines", outcome="handled"):
    return save_request(
        key=uuid4(),
        channel="phone",
        received_on=timezone.localdate(),
        facts={"region": "", "origin": "", "first_this_year": "", "referred_by": None},
        question={"key": uuid4(), "topic": Topic.objects.get(code=topic), "outcome": outcome},
        by=by,
    )


def promised(request, due_on, owner=None, **more) -> CallBack:
    return CallBack.objects.create(
        request=request, due_on=due_on, way="she_comes", owner=owner, agreed_text="1", **more
    )


def waits(page) -> list[str]:
    return [each.words for each in page.context["waiting"]]


# ── for those who log ─────────────────────────────────────────────────────────────────────────────


def test_on_a_day_without_anything_it_still_leads_to_both_doors(client, hana):
    page = client.get("/")
    assert [way["href"] for way in page.context["ways"]] == [reverse("afternoon"), reverse("helpdesk")]
    assert (waits(page), page.context["due"], page.context["half_done"]) == ([], [], [])
    assert "None is planned today." in page.text


def test_todays_afternoon_stands_with_its_hours(client, hana, rule):
    nobody_came(held_on=timezone.localdate() - 7 * A_DAY, city="Ghent", rule=rule, by=hana)
    page = client.get("/")
    assert "Today, 13:00 to 17:00, Ghent." in page.text
    assert waits(page) == []


def test_an_open_afternoon_says_how_many_came(client, hana, rule):
    session = open_afternoon(held_on=timezone.localdate(), city="Ghent", rule=rule, by=hana)
    for _time in range(2):
        begin_request(
            key=uuid4(), channel="open_house", received_on=session.held_on, session=session, by=hana
        )
    page = client.get("/")
    assert "Open: 2 visitors so far." in page.text
    assert "Go on with the afternoon" in page.text


def test_what_waits_is_counted_and_leads_to_where_it_is_done(client, hana, rule):
    logged(hana, topic="sort_later")
    logged(hana, outcome="open")
    today = timezone.localdate()
    promised(logged(hana), today)
    promised(logged(hana), today - A_DAY)
    promised(logged(hana), today + A_DAY)
    promised(logged(hana), today, done_on=today)
    page = client.get("/")
    assert waits(page) == [
        "2 call-backs due",
        "1 afternoon not logged",
        "1 question to sort",
        "1 question still open",
    ]
    assert {client.get(each.href).status_code for each in page.context["waiting"]} == {200}


def test_promises_due_are_hers_or_nobodys_and_tell_no_name(client, hana, make_account):
    today, sam = timezone.localdate(), make_account("sam", Role.HELPDESK)
    mine, nobodys = promised(logged(hana), today, hana), promised(logged(hana), today - A_DAY)
    promised(logged(hana), today, sam)
    assert client.get("/").context["due"] == [nobodys, mine]


def test_her_own_drafts_stand_on_top_and_can_be_dropped_there(client, hana, make_account):
    for by in (hana, make_account("sam", Role.HELPDESK)):
        keep_draft(key=uuid4(), door="helpdesk", codes={"channel": "email", "topic": "fines"}, by=by)
    (draft,) = client.get("/").context["half_done"]
    assert (draft.whose, draft.about) == ("E-mail", "Fines")
    answer = client.post(reverse("draft_drop", args=[draft.key]), {"back": "overview"})
    assert answer.url == reverse("overview")
    assert client.get("/").context["half_done"] == []


def test_while_an_afternoon_is_open_no_first_page_says_what_a_draft_is_about(client, make_account):
    """Whoever sits opposite may see the screen."""
    both = make_account("both", Role.COORDINATOR, Role.HELPDESK)
    session = open_afternoon(held_on=timezone.localdate(), city="Ghent", by=both)
    for by in (both, make_account("hana", Role.HELPDESK)):
        client.force_login(by)
        keep_draft(key=uuid4(), door="open_house", session=session, codes={"topic": "fines"}, by=by)
        page = client.get("/")
        assert [each.about for each in page.context["half_done"]] == [""]
        client.post(reverse("afternoon_fold", args=[session.pk]), {"shows": "1"})
        assert [each.about for each in client.get("/").context["half_done"]] != [""]


def test_what_is_coming_stands_beside_it(client, hana, rule):
    coming = client.get("/").context["coming"]
    assert {(each.kind, each.city) for each in coming} == {("open_house", "Ghent")}


def test_it_costs_the_same_for_ten_and_for_a_hundred(client, hana, rule, django_assert_num_queries):
    def some(count: int) -> None:
        for _time in range(count):
            promised(logged(hana, topic="sort_later", outcome="open"), timezone.localdate())
            keep_draft(key=uuid4(), door="helpdesk", codes={"topic": "fines"}, by=hana)

    some(10)
    client.get("/")
    with django_assert_num_queries(22):
        client.get("/")
    some(90)
    with django_assert_num_queries(22):
        client.get("/")


def test_what_is_beyond_counting_is_many(client, hana):
    for _time in range(100):
        logged(hana, topic="sort_later")
    assert waits(client.get("/")) == ["more than 99 questions to sort"]


# ── for others ────────────────────────────────────────────────────────────────────────────────────


def test_the_coordinator_sees_what_waits_above_the_year_and_no_way_to_log(client, staff, make_account):
    logged(make_account("hana", Role.HELPDESK), topic="sort_later")
    page = client.get("/")
    assert waits(page) == ["1 question to sort"]
    assert (page.context["afternoon"], page.context["half_done"]) == ("", [])
    assert "Open the afternoon" not in page.text


def test_whoever_coordinates_and_logs_has_both(client, make_account):
    both = make_account("both", Role.COORDINATOR, Role.HELPDESK)
    client.force_login(both)
    keep_draft(key=uuid4(), door="helpdesk", codes={}, by=both)
    page = client.get("/")
    assert page.context["afternoon"] == reverse("afternoon")
    assert len(page.context["half_done"]) == 1
    assert "Open the afternoon" in page.text


@pytest.mark.parametrize(
    "role", [Role.MEMBER, Role.HOST, Role.OUTREACH, Role.BOARD, Role.AUDITOR, Role.ADMIN]
)
def test_nobody_else_is_told_what_waits_in_the_log(client, make_account, role):
    logged(make_account("hana", Role.HELPDESK), topic="sort_later")
    client.force_login(make_account("kim", role))
    page = client.get("/")
    assert page.status_code == 200
    assert "to sort" not in page.text
    assert "New request" not in page.text
