"""The page of an open afternoon, as it answers: forms, steps, and what it shows to whom."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.reading import read
from support import agreed
from support.actions.afternoons import end_afternoon, open_afternoon
from support.actions.counting import give_code
from support.actions.drafts import keep_draft
from support.actions.log import begin_request, log_question, say
from support.actions.plan import begin_rule
from support.choices import Service
from support.models import (
    DeskPreference,
    Draft,
    OpenHouseSession,
    Person,
    Question,
    Request,
    Topic,
)
from utsopi.directory.models import Organisation, OrganisationName
from utsopi.periods import Period
from utsopi.team.roles import Role

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 24)
STEP = {"HTTP_X_STEP": "1"}


@pytest.fixture(autouse=True)
def on_a_tuesday(time_machine):
    time_machine.move_to(timezone.make_aware(timezone.datetime(2026, 11, 24, 14)))


@pytest.fixture
def sam(make_account, client):
    account = make_account("sam", Role.HELPDESK, Role.COORDINATOR)
    client.force_login(account)
    return account


@pytest.fixture
def rule(sam):
    return begin_rule(
        weekday=1, city="Brussels", opens_at=time(13), closes_at=time(17), first_on=date(2026, 11, 3), by=sam
    )


@pytest.fixture
def session(rule, sam):
    return open_afternoon(held_on=TUESDAY, city="Brussels", rule=rule, by=sam)


@pytest.fixture
def visitor(session, sam):
    return a_visitor(session, sam)


def a_visitor(session, by, **facts) -> Request:
    return begin_request(
        key=uuid4(), channel="open_house", received_on=session.held_on, session=session, by=by, **facts
    )


def a_question(visitor, by, code: str = "taxes_and_vat", **more) -> Question:
    topic = Topic.objects.get(code=code)
    return log_question(key=uuid4(), request=visitor, topic=topic, outcome="handled", by=by, **more)


def which(rule, day=TUESDAY) -> dict:
    return {"held_on": day.isoformat(), "city": rule.city, "rule": rule.pk}


def at(session, name="afternoon_at") -> str:
    return reverse(name, args=[session.pk])


def question(visitor, **more) -> dict:
    return {"visitor": visitor.pk, "key": uuid4(), "topic": "taxes_and_vat", "outcome": "handled"} | more


def queries_of(client, address) -> int:
    client.get(address)  # the order of the buttons is known from then on
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# ── which one is today ────────────────────────────────────────────────────────────────────────────


def test_todays_afternoon_is_opened_in_one_click(client, rule):
    page = client.get(reverse("afternoon"))
    assert "Tuesday 24 November, 13:00 to 17:00, Brussels" in page.text
    answer = client.post(reverse("afternoon_open"), which(rule))
    session = OpenHouseSession.objects.get()
    assert (answer.url, session.is_open) == (at(session), True)
    assert client.get(reverse("afternoon")).url == at(session)


def test_nobody_came_is_one_click_and_counts_as_held(client, rule):
    client.post(reverse("afternoon_nobody"), which(rule))
    client.post(reverse("afternoon_nobody"), which(rule))
    assert read("open_house.sessions_held", Period(TUESDAY, TUESDAY)).value == 1
    assert "Nobody came. It counts as held." in client.get(at(OpenHouseSession.objects.get())).text


def test_without_an_afternoon_today_the_next_one_is_told_and_one_can_be_opened(
    client, sam, rule, time_machine
):
    time_machine.move_to(timezone.make_aware(timezone.datetime(2026, 11, 25, 10)))
    client.force_login(sam)
    assert (
        "The next one: Tuesday 1 December, 13:00 to 17:00, Brussels." in client.get(reverse("afternoon")).text
    )
    client.post(reverse("afternoon_open"), {"held_on": "2026-11-25", "city": "Brussels"})
    assert OpenHouseSession.objects.get().rule is None


def test_past_afternoons_that_nobody_logged_are_asked_about(client, rule):
    text = client.get(reverse("afternoon")).text
    assert "Was it held?" in text
    assert [day in text for day in ("Tuesday 17 November", "Tuesday 10 November", "Tuesday 3 November")] == [
        True
    ] * 3
    client.post(reverse("afternoon_open"), which(rule, TUESDAY - 7 * A_DAY))
    late = OpenHouseSession.objects.get()
    assert "You are logging this afternoon afterwards." in client.get(at(late)).text
    assert "Tuesday 17 November was never ended." in client.get(reverse("afternoon")).text


def test_an_empty_house_says_so_and_offers_the_usual_rule(client, sam):
    assert "None is planned after today either." in client.get(reverse("afternoon")).text
    page = client.get(reverse("afternoons"))
    assert "there is no rule yet" in page.text and "Every Tuesday, 13:00 to 17:00" in page.text


@pytest.mark.parametrize(
    "said", [{}, {"held_on": "soon", "city": "x"}, {"held_on": "2026-12-01", "city": "Brussels"}]
)
@pytest.mark.parametrize("name", ["afternoon_open", "afternoon_nobody"])
def test_what_cannot_be_opened_is_told_in_words(client, sam, name, said):
    answer = client.post(reverse(name), said)
    assert answer.status_code == 422
    assert "to put right" in answer.text
    assert not OpenHouseSession.objects.exists()


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_visitor_is_made_at_once_and_once_only(client, session):
    key = uuid4()
    answers = [client.post(at(session, "afternoon_visitor"), {"key": key}, **STEP) for _n in range(10)]
    assert {answer.json()["number"] for answer in answers} == {1}
    assert [(each.pk, each.number, each.received_on) for each in Request.objects.all()] == [(key, 1, TUESDAY)]
    assert Person.objects.count() == 1


def test_what_she_says_is_kept_at_each_tap(client, session, visitor):
    for name, value in (("region", "brussels"), ("origin", "eu"), ("first_this_year", "yes")):
        answer = client.post(at(session, "afternoon_say"), {"visitor": visitor.pk, name: value}, **STEP)
        assert answer.status_code == 200
    visitor.refresh_from_db()
    assert (visitor.person.region, visitor.person.origin, visitor.first_this_year) == (
        "brussels",
        "eu",
        "yes",
    )
    client.post(at(session, "afternoon_say"), {"visitor": visitor.pk, "region": ""}, **STEP)
    assert Person.objects.get().region == ""


def test_a_question_sent_ten_times_is_one(client, session, visitor):
    sent = question(visitor)
    for _n in range(10):
        assert client.post(at(session, "afternoon_ask"), sent, **STEP).status_code == 200
    assert [each.topic.code for each in Question.objects.all()] == ["taxes_and_vat"]


def test_a_half_asked_question_is_a_draft_that_comes_back_and_goes_with_the_question(
    client, session, visitor
):
    sent = question(visitor, note="wants a list of accountants", outcome="referred")
    client.post(at(session, "afternoon_draft"), sent, **STEP)
    page = client.get(at(session)).text
    assert f'value="{sent["key"]}"' in page and "wants a list of accountants" in page
    assert 'value="referred" data-key="r" checked' in page
    client.post(at(session, "afternoon_ask"), sent, **STEP)
    assert not Draft.objects.exists()
    client.post(at(session, "afternoon_draft"), sent, **STEP)
    assert not Draft.objects.exists()


def test_a_draft_in_which_nothing_is_said_any_more_goes(client, session, visitor):
    sent = question(visitor)
    client.post(at(session, "afternoon_draft"), sent, **STEP)
    client.post(at(session, "afternoon_draft"), sent | {"topic": ""}, **STEP)
    assert not Draft.objects.exists()


def test_a_draft_is_seen_by_its_author_only(client, session, visitor, make_account):
    client.post(at(session, "afternoon_draft"), question(visitor, note="something half said"), **STEP)
    client.force_login(make_account("kim", Role.HELPDESK))
    assert "something half said" not in client.get(at(session)).text


def test_a_step_with_something_wrong_says_what(client, session, visitor):
    answer = client.post(at(session, "afternoon_ask"), question(visitor, topic=""), **STEP)
    assert answer.status_code == 422
    assert (
        answer.json()["errors"]["topic"][0]["message"]
        == "Choose what it is about. To be sorted later will do."
    )


def test_a_number_in_a_note_is_refused_and_everything_else_of_the_draft_is_kept(client, session, visitor):
    sent = question(visitor, note="call 0470 12 34 56")
    for name in ("afternoon_ask", "afternoon_draft"):
        answer = client.post(at(session, name), sent, **STEP)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["note"])
    assert not Question.objects.exists()
    assert (Draft.objects.get().codes["topic"], Draft.objects.get().note) == ("taxes_and_vat", None)


@pytest.mark.parametrize("key", ["", "x", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"])
def test_a_key_that_is_not_a_random_one_is_refused(client, session, visitor, key):
    assert client.post(at(session, "afternoon_visitor"), {"key": key}, **STEP).status_code == 422
    assert client.post(at(session, "afternoon_ask"), question(visitor, key=key), **STEP).status_code == 422
    assert client.post(at(session, "afternoon_draft"), question(visitor, key=key), **STEP).status_code == 422


@pytest.mark.parametrize("name", ["afternoon_say", "afternoon_draft", "afternoon_ask"])
def test_a_visitor_of_no_afternoon_or_of_another_is_not_there(client, session, visitor, sam, name):
    other = open_afternoon(held_on=TUESDAY - 7 * A_DAY, city="Ghent", by=sam)
    for key in ("", "x", uuid4(), visitor.pk):
        assert client.post(at(other, name), question(visitor) | {"visitor": key}, **STEP).status_code == 404


def test_a_key_that_somebody_else_used_is_not_there(client, session, visitor, make_account):
    theirs = a_question(visitor, make_account("kim", Role.HELPDESK))
    assert (
        client.post(at(session, "afternoon_ask"), question(visitor, key=theirs.pk), **STEP).status_code == 404
    )


def test_undo_takes_back_what_was_just_added_and_may_come_twice(client, session, visitor, sam):
    added = a_question(visitor, sam)
    for _n in range(2):
        assert client.post(at(session, "afternoon_undo"), {"undo": added.pk}, **STEP).status_code == 200
    assert not Question.objects.exists()


def test_what_a_colleague_added_is_not_undone(client, session, visitor, make_account):
    theirs = a_question(visitor, make_account("kim", Role.HELPDESK))
    assert client.post(at(session, "afternoon_undo"), {"undo": theirs.pk}, **STEP).status_code == 422
    assert Question.objects.get() == theirs


def test_after_the_end_a_step_is_refused_with_words(client, session, visitor, sam):
    end_afternoon(session=session, by=sam)
    sent = {"key": uuid4()}
    answer = client.post(at(session, "afternoon_visitor"), sent, **STEP)
    assert answer.status_code == 422
    assert "has ended" in str(answer.json()["errors"])
    assert client.post(at(session, "afternoon_visitor"), sent).status_code == 422


def test_organisations_are_named_by_tap_or_by_any_of_their_names(client, session, visitor):
    tapped = Organisation.objects.create(name="Somewhere to go")
    typed = Organisation.objects.create(name="The other house")
    OrganisationName.objects.create(organisation=typed, name="TOH")
    sent = question(visitor, outcome="referred", organisations=[tapped.pk], organisation=" toh ")
    client.post(at(session, "afternoon_ask"), sent, **STEP)
    assert {each.name for each in Question.objects.get().organisations.all()} == {tapped.name, typed.name}
    answer = client.post(at(session, "afternoon_ask"), question(visitor, organisation="nobody knows"), **STEP)
    assert list(answer.json()["errors"]) == ["organisation"]


def test_what_is_sensitive_goes_apart_from_her_card_and_the_page_says_so(client, session, visitor, sam):
    give_code(request=visitor, agreed_text=agreed.CODE, by=sam)
    answer = client.post(at(session, "afternoon_ask"), question(visitor, topic="order_to_leave"), **STEP)
    assert answer.json()["told"].startswith("Kept apart, as visitor 2:")
    assert Question.objects.get().request != visitor


# ── plain forms ───────────────────────────────────────────────────────────────────────────────────


def test_without_script_each_step_leads_back_to_the_visitor(client, session):
    key = uuid4()
    answer = client.post(at(session, "afternoon_visitor"), {"key": key})
    assert answer.url == f"{at(session)}?visitor={key}"
    sent = {
        "visitor": key,
        "key": uuid4(),
        "topic": "library",
        "region": "flanders",
        "origin": "",
        "first_this_year": "",
    }
    answer = client.post(at(session, "afternoon_ask"), sent)
    page = client.get(answer.url).text
    assert "Added: <b>Library</b>" in page and "Second question: what is it about?" in page
    assert Person.objects.get().region == "flanders"
    client.post(at(session, "afternoon_undo"), {"undo": sent["key"]})
    assert not Question.objects.exists()


def test_without_script_what_is_wrong_stands_on_the_page_and_nothing_typed_is_lost(client, session, visitor):
    answer = client.post(at(session, "afternoon_ask"), question(visitor, topic="", note="about her contract"))
    assert answer.status_code == 422
    assert "One thing to put right." in answer.text and "about her contract" in answer.text


def test_without_keys_a_sentence_stands_where_the_note_was(client, session, visitor, without_keys):
    page = client.get(at(session))
    assert page.status_code == 200
    assert 'name="note"' not in page.text and "the keys are away" in page.text


# ── what the one opposite can see ─────────────────────────────────────────────────────────────────


def test_of_earlier_visitors_there_is_nothing_but_their_number(client, session, sam):
    earlier, later = (a_visitor(session, sam, region=region) for region in ("wallonia", "flanders"))
    a_question(earlier, sam, "suspected_trafficking")
    a_question(later, sam, "library")
    client.post(at(session, "afternoon_draft"), question(earlier, topic="working_abroad"), **STEP)
    page = client.get(f"{at(session)}?visitor={later.pk}").text
    rows = page.split("data-visitors>")[1].split("</ol>")[0]
    assert ("Library" in rows, "Flanders" in rows) == (True, True)
    assert ("Exploitation" in rows, "Wallonia" in rows, "abroad" in rows) == (False, False, False)
    assert page.count("Exploitation") == page.count('value="suspected_trafficking"') == 1


def test_earlier_visitors_unfold_until_they_are_folded_again(client, session, sam):
    earlier, _later = (a_visitor(session, sam, region="wallonia") for _n in range(2))
    a_question(earlier, sam, "library")
    for shows, is_told in (("1", True), ("0", False)):
        client.post(at(session, "afternoon_fold"), {"shows": shows})
        rows = client.get(at(session)).text.split("data-visitors>")[1].split("</ol>")[0]
        assert ("Library" in rows) == is_told
    assert DeskPreference.objects.get().shows_earlier is False


def test_a_request_half_done_at_the_helpdesk_is_listed_without_what_it_is_about(
    client, session, visitor, sam
):
    keep_draft(key=uuid4(), door=Service.HELPDESK, codes={"channel": "phone", "topic": "fines"}, by=sam)
    page = client.get(at(session)).text
    assert "Telephone" in page and "Fines" not in page


def test_the_pages_are_valid_html(client, session, visitor, sam, vnu, tmp_path):
    a_question(visitor, sam)
    a_visitor(session, sam)
    pages = [at(session), at(session, "afternoon_end"), reverse("afternoons"), reverse("rule_new")]
    for number, address in enumerate(pages):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    end_afternoon(session=session, by=sam)
    for number, address in enumerate((at(session), reverse("afternoon")), start=len(pages)):
        (tmp_path / f"{number}.html").write_bytes(client.get(address).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


def test_the_title_tells_nothing(client, session):
    assert "<title>Open afternoon · Agenda</title>" in client.get(at(session)).text.replace("\n", "")


# ── ending ────────────────────────────────────────────────────────────────────────────────────────


def test_ending_shows_what_is_counted_and_what_is_not_known_and_asks(client, session, sam):
    first, second = a_visitor(session, sam, region="brussels"), a_visitor(session, sam)
    a_question(first, sam, "sort_later")
    client.post(at(session, "afternoon_draft"), question(second), **STEP)
    page = client.get(at(session, "afternoon_end"))
    shown = {label: value for label, value in page.context["unknown"]}
    assert (page.context["counts"]["visitors"], page.context["counts"]["questions"]) == (2, 1)
    assert list(shown.values()) == [1, 2, 2, 1, 1]
    assert "1 question is half done" in page.text
    assert OpenHouseSession.objects.get().is_open
    client.post(at(session, "afternoon_end"))
    client.post(at(session, "afternoon_end"))
    assert not OpenHouseSession.objects.get().is_open


def test_an_afternoon_that_ended_is_opened_again_with_a_reason(client, session, sam):
    end_afternoon(session=session, by=sam)
    assert client.post(at(session, "afternoon_reopen"), {"because": "bored"}).status_code == 422
    client.post(at(session, "afternoon_reopen"), {"because": "forgotten"})
    assert OpenHouseSession.objects.get().is_open


def test_a_coordinator_who_logs_nothing_is_led_from_there_to_the_plan(client, session, sam, make_account):
    end_afternoon(session=session, by=sam)
    client.force_login(make_account("noor", "coordinator"))
    answer = client.post(at(session, "afternoon_reopen"), {"because": "forgotten"}, follow=True)
    assert answer.redirect_chain == [(reverse("afternoons"), 302)] and "It is open again." in answer.text


# ── for whom, and what it costs ───────────────────────────────────────────────────────────────────


def test_nobody_and_those_without_the_right_find_nothing(session, make_account):
    assert Client().get(at(session)).status_code == 302
    for role in (Role.BOARD, Role.STEWARD, Role.OUTREACH, Role.COORDINATOR):
        other = Client()
        other.force_login(make_account(role.value, role))
        assert other.get(at(session)).status_code == 404


@pytest.mark.parametrize("shows", ["0", "1"])
def test_the_page_costs_the_same_for_ten_visitors_and_for_a_hundred(client, session, sam, shows):
    client.post(at(session, "afternoon_fold"), {"shows": shows})
    costs = []
    for more in (10, 90):
        for _n in range(more):
            a_question(a_visitor(session, sam), sam)
        costs.append(queries_of(client, at(session)))
    assert costs[0] == costs[1] <= 22


def test_a_step_takes_at_most_twelve_statements(client, session, visitor, sam):
    say(request=visitor, region="brussels", by=sam)
    steps = {
        "afternoon_visitor": {"key": uuid4()},
        "afternoon_say": {"visitor": visitor.pk, "region": "flanders"},
        "afternoon_draft": question(visitor),
        "afternoon_ask": question(visitor),
    }
    costs = {}
    for name, sent in steps.items():
        client.post(at(session, "afternoon_say"), {"visitor": visitor.pk}, **STEP)
        with CaptureQueriesContext(connection) as queries:
            assert client.post(at(session, name), sent, **STEP).status_code == 200
        asked = [
            each["sql"] for each in queries if not (each["sql"] or "").startswith(("SAVEPOINT", "RELEASE"))
        ]
        costs[name] = len(asked)
    assert max(costs.values()) <= 12, costs


def test_a_draft_in_two_tabs_is_never_taken_for_saved_with_what_only_one_of_them_said(
    client, session, visitor
):
    said = question(visitor)
    assert client.post(reverse("afternoon_ask", args=[session.pk]), said, **STEP).status_code == 200
    other = client.post(reverse("afternoon_ask", args=[session.pk]), said | {"topic": "library"}, **STEP)
    assert (other.status_code, list(other.json()["errors"])) == (422, ["key"])
    assert client.post(reverse("afternoon_ask", args=[session.pk]), said, **STEP).status_code == 200
    assert Question.objects.count() == 1


def test_an_organisation_that_was_joined_with_another_meanwhile_is_told_in_words(client, session, visitor):
    gone = uuid4()
    sent = question(visitor, outcome="referred", organisations=[gone])
    answer = client.post(reverse("afternoon_ask", args=[session.pk]), sent, **STEP)
    told = answer.json()["errors"]["organisations"][0]["message"]
    assert (answer.status_code, str(gone) in told) == (422, False)


def test_a_day_begins_with_a_capital_where_it_begins_a_line(client, session):
    client.cookies["l"] = "fr"
    assert "Mardi 24 novembre" in client.get(reverse("afternoon_at", args=[session.pk])).content.decode()
