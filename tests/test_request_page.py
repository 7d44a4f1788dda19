"""The page of one request: what was logged in codes, and each way to put it right, with plain forms."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.actions import log, mending
from support.choices import Channel, Service
from support.models import OpenHouseSession, Person, Question, Request, Topic
from tests.accounts import grant
from tests.screens import flaws
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation
from utsopi.team.roles import Role

NOWHERE = "00000000-0000-4000-8000-000000000000"
ACTS = ("log_facts", "log_merge", "log_split", "log_delete")
ACTS_ON_A_QUESTION = ("log_question", "log_question_move", "log_question_delete")


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", Role.HELPDESK, alias="Kim")
    client.force_login(account)
    return account


@pytest.fixture
def sam(make_account):
    return make_account("sam", Role.HELPDESK)


@pytest.fixture
def asked(kim) -> Request:
    return visitor(kim, region="brussels")


@pytest.fixture
def question(kim, asked) -> Question:
    return ask(asked, kim)


def visitor(by, **facts) -> Request:
    today = timezone.localdate()
    session = OpenHouseSession.objects.first() or OpenHouseSession.objects.create(
        held_on=today, city="Brussels", status="held", is_open=True
    )
    given = {"channel": Channel.OPEN_HOUSE, "received_on": today, "session": session}
    return log.begin_request(key=uuid4(), **given, **facts, by=by)


def topics(**wanted):
    return Topic.objects.filter(listings__service=Service.OPEN_HOUSE, **wanted).order_by("code")


def ask(request, by, **more) -> Question:
    given = {"key": uuid4(), "topic": topics(is_sensitive=False).first(), "outcome": "handled"} | more
    return log.log_question(request=request, by=by, **given)


def recognised(person: Person, code: str) -> None:
    person.code, person.is_anonymous, person.told_on = code, False, timezone.localdate()
    person.save()


def partner_called(name: str) -> Organisation:
    partner = Organisation.objects.create(name=name)
    partner.names.create(name=name)
    return partner


def page(client, name: str, row, data=None, **more):
    address = reverse(name, args=[row.pk])
    return client.get(address, **more) if data is None else client.post(address, data, **more)


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_was_logged_in_codes(client, asked, question):
    said = words(page(client, "log_request", asked))
    for known in (
        "Visitor 1",
        asked.reference,
        "Brussels",
        question.topic.label,
        "Not asked",
        "Anonymous",
        "Kim",
    ):
        assert known in said
    for name in (*ACTS[:2], "log_delete"):
        assert reverse(name, args=[asked.pk]) in said
    for name in (*ACTS_ON_A_QUESTION, "question_note"):
        assert reverse(name, args=[question.pk]) in said
    assert reverse("log_split", args=[asked.pk]) not in said  # she is nobody else's person


def test_a_request_without_questions_says_so(client, asked):
    assert "No question was asked." in words(page(client, "log_request", asked))


def test_a_code_is_never_shown_only_that_there_is_one(client, asked):
    recognised(asked.person, "K7T4QX9")
    said = words(page(client, "log_request", asked))
    assert ("K7T4QX9" in said, "Carries a code or a word" in said) == (False, True)


def test_the_other_times_of_the_same_person_are_a_link_away(client, kim, asked):
    other = visitor(kim)
    mending.merge_people(kept=asked.person, gone=other.person, by=kim)
    assert reverse("log_request", args=[other.pk]) in words(page(client, "log_request", asked))


def test_what_a_workbook_brought_in_can_be_read_and_corrected_but_not_taken_away(client, asked, question):
    Request.objects.update(logged_by=None, logged_on=None)
    Question.objects.update(logged_by=None, logged_on=None)
    said = words(page(client, "log_request", asked))
    assert "brought in by a workbook" in said
    assert reverse("log_question", args=[question.pk]) in said
    assert "Take away" not in said and "Take this request away" not in said


def test_the_coordinator_reads_it_and_is_offered_nothing_to_change(make_account, asked, question):
    browser = Client()
    browser.force_login(make_account("noor", Role.COORDINATOR))
    said = words(page(browser, "log_request", asked))
    assert question.topic.label in said
    for name, row in (*((act, asked) for act in ACTS), *((act, question) for act in ACTS_ON_A_QUESTION)):
        assert reverse(name, args=[row.pk]) not in said
        assert page(browser, name, row).status_code == page(browser, name, row, {}).status_code == 404


@pytest.mark.parametrize("role", [(), Role.MEMBER, Role.HOST, Role.ADMIN, Role.STEWARD, Role.AUDITOR])
def test_nobody_else_finds_it(role, make_account, asked, question):
    browser = Client()
    browser.force_login(make_account("eve", role))
    for name in ("log_request", *ACTS):
        assert page(browser, name, asked).status_code == 404
    for name in ACTS_ON_A_QUESTION:
        assert page(browser, name, question, {}).status_code == 404


@pytest.mark.parametrize("name", ["log_request", *ACTS, *ACTS_ON_A_QUESTION])
def test_what_is_not_there_is_not_found(name, client, kim):
    assert client.get(reverse(name, args=[NOWHERE])).status_code == 404


def test_the_page_costs_the_same_with_ten_questions_as_with_a_hundred(client, kim, asked):
    partner = partner_called("Blue House")
    counts = []
    page(client, "log_request", asked)
    for more in (10, 90):
        for _one in range(more):
            ask(asked, kim, outcome="referred", organisations=[partner])
        with CaptureQueriesContext(connection) as queries:
            assert page(client, "log_request", asked).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# ── what is known ─────────────────────────────────────────────────────────────────────────────────


def test_what_is_known_is_corrected(client, asked):
    partner = partner_called("Blue House")
    said = {"region": "flanders", "origin": "eu", "first_this_year": "no", "language": "ro"}
    answer = page(client, "log_facts", asked, said | {"referred_by": "blue house"}, follow=True)
    assert "Flanders" in words(answer) and "Romanian" in words(answer)
    kept = Request.objects.get()
    assert (kept.person.region, kept.person.origin, kept.person.language) == ("flanders", "eu", "ro")
    assert (kept.first_this_year, kept.referred_by) == ("no", partner)


def test_the_form_shows_what_is_known_and_empty_means_not_asked(client, asked):
    Person.objects.update(language="xx")
    said = words(page(client, "log_facts", asked))
    assert 'value="brussels" data-key="b" checked' in said
    assert '<option value="xx" selected>' in said
    page(client, "log_facts", asked, {"language": "xx"})
    assert Person.objects.get().region == ""


@pytest.mark.parametrize(
    "wrong", [{"region": "mars"}, {"referred_by": "No such house"}, {"language": "klingon"}]
)
def test_what_makes_no_sense_is_said_and_nothing_is_lost(wrong, client, asked):
    answer = page(client, "log_facts", asked, {"origin": "eu"} | wrong)
    assert answer.status_code == 422
    assert 'value="eu" data-key="e" checked' in words(answer)
    assert Person.objects.get().region == "brussels"


# ── a question ────────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_corrected_and_the_page_says_what_it_said_before(client, asked, question):
    other, partner = topics(is_sensitive=False).last(), partner_called("Blue House")
    before = question.topic.label
    said = {"topic": other.code, "outcome": "referred", "organisation": "Blue House"}
    answer = page(client, "log_question", question, said, follow=True)
    kept = Question.objects.get()
    assert (kept.topic, kept.outcome, list(kept.organisations.all())) == (other, "referred", [partner])
    assert "Before, it said:" in words(answer) and before in words(answer)


def test_the_form_of_a_question_shows_its_codes_and_no_topic_means_the_same(client, asked, question):
    said = words(page(client, "log_question", question))
    assert f'value="{question.topic.code}"' in said and said.count(" checked") == 2
    Topic.objects.filter(pk=question.topic_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    page(client, "log_question", question, {"outcome": "open"})
    kept = Question.objects.get()
    assert (kept.topic, kept.outcome) == (question.topic, "open")


@pytest.mark.parametrize(
    "wrong",
    [{"outcome": ""}, {"outcome": "lost"}, {"topic": "no_such", "outcome": "open"}, {"organisations": "x"}],
)
def test_a_correction_that_makes_no_sense_is_refused(wrong, client, question):
    assert page(client, "log_question", question, {"outcome": "handled"} | wrong).status_code == 422
    assert Question.objects.get().outcome == "handled"


def test_partners_without_an_outcome_that_has_some_are_refused_in_words(client, question):
    partner = partner_called("Blue House")
    answer = page(
        client, "log_question", question, {"outcome": "handled", "organisations": [str(partner.pk)]}
    )
    assert (answer.status_code, "answered with a partner" in words(answer)) == (422, True)


def test_a_topic_of_the_other_door_is_refused_in_words(client, question):
    elsewhere = Topic.objects.exclude(listings__service=Service.OPEN_HOUSE).first()
    answer = page(client, "log_question", question, {"topic": elsewhere.code, "outcome": "handled"})
    assert (answer.status_code, "not offered here" in words(answer)) == (422, True)


def test_corrected_to_something_sensitive_the_page_says_where_it_went(client, asked, question):
    recognised(asked.person, "K7T4QX9")
    said = {"topic": topics(is_sensitive=True).first().code, "outcome": "open"}
    answer = page(client, "log_question", question, said, follow=True)
    assert "away from the code" in words(answer)
    assert Question.objects.get().request_id not in (asked.pk, None)


def test_a_question_moves_to_another_visitor_of_the_day(client, kim, asked, question):
    other = visitor(kim, region="flanders")
    said = words(page(client, "log_question_move", question))
    assert "Visitor 2" in said and "Flanders" not in said
    answer = page(client, "log_question_move", question, {"to": str(other.pk)}, follow=True)
    assert Question.objects.get().request == other
    assert "Before, it stood at: Visitor 1." in words(answer)


def test_the_page_that_moves_a_question_tells_nothing_of_what_others_asked(client, kim, asked, question):
    other = visitor(kim, region="flanders")
    theirs = ask(other, kim)
    assert words(page(client, "log_question_move", question)).count(theirs.topic.short) <= 1
    Request.objects.filter(pk=other.pk).update(number=None)
    said = words(page(client, "log_question_move", question))
    assert other.reference in said and "Flanders" not in said


def test_where_a_question_goes_has_to_be_said_in_words(client, kim, asked, question):
    visitor(kim)
    for to, words_of in (({"to": ""}, "Choose where it goes."), ({"to": "x"}, "Choose again.")):
        answer = page(client, "log_question_move", question, to)
        assert answer.status_code == 422 and words_of in words(answer)


def test_an_organisation_that_was_joined_with_another_is_told_in_words_here_too(client, kim, question):
    said = {"outcome": "referred", "organisations": ["00000000-0000-4000-8000-000000000000"]}
    answer = page(client, "log_question", question, said)
    assert answer.status_code == 422
    assert "One of the organisations is not there any more." in words(answer)


def test_where_nobody_else_asked_a_question_cannot_move(client, kim, asked, question):
    log.begin_request(key=uuid4(), channel="phone", received_on=timezone.localdate(), by=kim)
    assert "Nobody else asked" in words(page(client, "log_question_move", question))
    assert page(client, "log_question_move", question, {"to": str(asked.pk)}).status_code == 422


def test_a_sensitive_question_does_not_move_beside_a_code(client, kim, asked):
    question = ask(asked, kim, topic=topics(is_sensitive=True).first())
    other = visitor(kim)
    recognised(other.person, "K7T4QX9")
    answer = page(client, "log_question_move", question, {"to": str(other.pk)})
    assert (answer.status_code, Question.objects.get().request) == (422, asked)


# ── taking away ───────────────────────────────────────────────────────────────────────────────────


def test_a_question_is_taken_away_after_asking_once_more(client, asked, question):
    assert "Take this question away?" in words(page(client, "log_question_delete", question))
    assert Question.objects.exists()
    answer = page(client, "log_question_delete", question, {}, follow=True)
    assert (Question.objects.exists(), answer.redirect_chain[-1][0]) == (
        False,
        reverse("log_request", args=[asked.pk]),
    )
    assert page(client, "log_question_delete", question, {}).status_code == 404


def test_a_request_is_taken_away_after_asking_once_more(client, asked, question):
    assert "Take this request away?" in words(page(client, "log_delete", asked))
    page(client, "log_delete", asked, {})
    assert [kind.objects.count() for kind in (Request, Question, Person)] == [0, 0, 0]
    assert page(client, "log_request", asked).status_code == 404


@pytest.mark.parametrize("name", ["log_delete", "log_question_delete"])
def test_what_a_colleague_logged_is_not_hers_to_take_away(name, client, sam, asked, question):
    row = asked if name == "log_delete" else question
    type(row).objects.update(logged_by=sam)
    assert page(client, name, row).status_code == page(client, name, row, {}).status_code == 404
    assert type(row).objects.exists()


@pytest.mark.parametrize("name", ["log_delete", "log_question_delete"])
def test_on_the_next_day_it_is_too_late_and_the_page_says_why(name, client, asked, question):
    row = asked if name == "log_delete" else question
    type(row).objects.update(logged_on=timezone.localdate() - timedelta(days=1))
    assert "only on the same day" in words(page(client, name, row, {}, follow=True))
    assert type(row).objects.exists()


# ── people ────────────────────────────────────────────────────────────────────────────────────────


def test_two_people_become_one_by_reference_after_seeing_both(client, kim, asked):
    other = visitor(kim, region="flanders", origin="eu")
    shown = page(client, "log_merge", asked, {"reference": f" {other.reference.lower()} "})
    assert all(word in words(shown) for word in ("Visitor 1", "Visitor 2", "Flanders", "count them as one"))
    assert Person.objects.count() == 2
    page(client, "log_merge", asked, {"reference": other.reference, "sure": "1"})
    person = Person.objects.get()
    assert (person.region, person.origin) == ("brussels", "eu")
    again = page(client, "log_merge", asked, {"reference": other.reference, "sure": "1"})
    assert (again.status_code, "the same person already" in words(again)) == (422, True)


@pytest.mark.parametrize("reference", ["", "N23456789A", "x" * 41])
def test_a_reference_that_leads_nowhere_is_refused(reference, client, asked):
    assert page(client, "log_merge", asked, {"reference": reference}).status_code == 422


def test_two_codes_stay_two_people_and_the_page_says_why(client, kim, asked):
    other = visitor(kim)
    recognised(asked.person, "K7T4QX9")
    recognised(other.person, "7KT4QX9")
    answer = page(client, "log_merge", asked, {"reference": other.reference, "sure": "1"})
    assert (answer.status_code, "they stay two" in words(answer), Person.objects.count()) == (422, True, 2)


def test_one_person_becomes_two_after_asking_once_more(client, kim, asked):
    other = visitor(kim)
    mending.merge_people(kept=asked.person, gone=other.person, by=kim)
    assert "Part them" in words(page(client, "log_split", other))
    page(client, "log_split", other, {})
    assert Person.objects.count() == 2
    answer = page(client, "log_split", other, {}, follow=True)
    assert "nothing to part" in words(answer)


# ── the trail ─────────────────────────────────────────────────────────────────────────────────────


def test_each_way_to_put_right_is_one_entry_of_the_day_with_her_role(client, kim, asked, question):
    other = visitor(kim)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    page(client, "log_facts", asked, {"region": "flanders"})
    page(client, "log_question", question, {"outcome": "open"})
    page(client, "log_question_move", question, {"to": str(other.pk)})
    page(client, "log_merge", asked, {"reference": other.reference, "sure": "1"})
    page(client, "log_split", other, {})
    page(client, "log_question_delete", question, {})
    page(client, "log_delete", other, {})
    told = AuditEntry.objects.exclude(pk__in=before).order_by("number")
    assert list(told.values_list("action", "model", "fields")) == [
        ("change", "support.Request", ["region"]),
        ("change", "support.Question", ["outcome"]),
        ("change", "support.Question", ["request"]),
        ("change", "support.Person", ["requests"]),
        ("change", "support.Request", ["person"]),
        ("delete", "support.Question", []),
        ("delete", "support.Request", []),
    ]
    assert set(told.values_list("by", "role", "at", "request_id")) == {(kim.pk, "helpdesk", None, "")}


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_its_pages_are_open_to_everybody_and_fit_the_screen(desk, staff, axe, theme, width):
    grant(staff, Role.HELPDESK)
    request = visitor(staff, region="brussels")
    question, _other = ask(request, staff, outcome="open"), ask(visitor(staff), staff)
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 860})
    pages = [("log_request", request), *((name, request) for name in ACTS)]
    found = {}
    for name, row in [*pages, *((name, question) for name in ACTS_ON_A_QUESTION)]:
        desk.goto(reverse(name, args=[row.pk]))
        found[name] = flaws(desk, axe)
    assert found == dict.fromkeys(["log_request", *ACTS, *ACTS_ON_A_QUESTION], [])


@pytest.mark.django_db(transaction=True)
def test_a_question_is_corrected_with_keys_alone(desk, staff):
    grant(staff, Role.HELPDESK)
    question = ask(visitor(staff), staff)
    desk.goto(reverse("log_question", args=[question.pk]))
    desk.keyboard.press("o")
    desk.keyboard.press("Tab")
    desk.get_by_role("button", name="Save").press("Enter")
    desk.wait_for_url(f"**{reverse('log_request', args=[question.request_id])}")
    assert Question.objects.get().outcome == "open"
