"""The helpdesk as forms and steps: what is saved, what is kept half done, who sees it, and what it costs."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reports.reading import read
from support.actions.afternoons import end_afternoon, open_afternoon
from support.actions.drafts import keep_draft
from support.actions.log import begin_request
from support.models import DeskPreference, Draft, Involvement, Person, Question, Request
from utsopi.audit.models import AuditEntry
from utsopi.directory.models import Organisation, OrganisationName
from utsopi.periods import Period
from utsopi.team.roles import Role

STEP = {"X-Step": "1"}


@pytest.fixture
def hana(make_account, client):
    """Somebody of the helpdesk; `client` is signed in with her account."""
    account = make_account("hana", Role.HELPDESK)
    client.force_login(account)
    return account


def another(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def a_call(**said) -> dict:
    """A telephone call about fines, with keys of its own."""
    return {"request": uuid4(), "key": uuid4(), "channel": "phone", "topic": "fines", **said}


def save(client, said: dict, **more):
    return client.post(reverse("helpdesk_save"), {**said, **more}, headers=STEP)


def keep(client, said: dict):
    return client.post(reverse("helpdesk_keep"), said, headers=STEP)


@pytest.fixture
def partner(db):
    made = Organisation.objects.create(name="The Example Centre")
    OrganisationName.objects.create(organisation=made, name="The Example Centre")
    OrganisationName.objects.create(organisation=made, name="TEC")
    return made


# ── a request ─────────────────────────────────────────────────────────────────────────────────────


def test_a_request_needs_how_it_came_and_what_it_is_about_and_no_more(client, hana):
    said = a_call()
    assert save(client, said).json() == {"saved": str(said["request"])}
    logged = Request.objects.select_related("person").get()
    assert (logged.channel, logged.received_on, logged.logged_by) == ("phone", timezone.localdate(), hana)
    assert (logged.person.region, logged.person.origin, logged.first_this_year) == ("", "", "")
    assert logged.person.is_anonymous
    assert [(each.topic.code, each.outcome) for each in logged.questions.all()] == [("fines", "handled")]


def test_all_that_was_said_is_kept(client, hana, partner):
    said = a_call(
        region="flanders", origin="eu", first_this_year="yes", referred_by="tec", outcome="referred"
    )
    save(client, said, organisations=[partner.pk], note="Wants to know the deadline.")
    logged = Request.objects.select_related("person").get()
    assert (logged.person.region, logged.person.origin) == ("flanders", "eu")
    assert (logged.first_this_year, logged.referred_by) == ("yes", partner)
    assert Involvement.objects.get().organisation == partner
    assert logged.questions.get().note.open() == "Wants to know the deadline."


def test_a_request_may_hold_questions_of_several_categories(client, hana):
    first = a_call(then="another")
    save(client, first)
    save(client, {**first, "key": uuid4(), "topic": "stalking"})
    asked = Question.objects.filter(request=first["request"]).values_list("category__code", flat=True)
    assert set(asked) == {"rights_information", "violence_threats"}
    assert (Request.objects.count(), Person.objects.count()) == (1, 1)


def test_what_becomes_known_with_the_second_question_is_known_of_the_request(client, hana):
    first = a_call(then="another")
    save(client, first)
    save(client, {**first, "key": uuid4(), "topic": "stalking", "region": "wallonia"})
    assert Person.objects.get().region == "wallonia"


def test_a_request_with_a_question_may_end_without_another(client, hana):
    first = a_call(then="another")
    save(client, first)
    nothing_more = {name: value for name, value in first.items() if name != "topic"}
    assert save(client, {**nothing_more, "key": uuid4(), "region": "brussels"}).status_code == 200
    assert (Question.objects.count(), Person.objects.get().region) == (1, "brussels")


def test_a_step_sent_ten_times_makes_one_row(client, hana):
    said = a_call()
    assert {save(client, said).status_code for _time in range(10)} == {200}
    assert (Request.objects.count(), Question.objects.count(), Person.objects.count()) == (1, 1, 1)


def test_a_step_leaves_one_entry_for_the_request_and_one_for_its_question_and_neither_tells_the_hour(
    client, hana
):
    before = AuditEntry.objects.count()
    save(client, a_call())
    told = AuditEntry.objects.order_by("number").filter(model__startswith="support.")
    assert AuditEntry.objects.count() == before + 2
    assert sorted((each.model, each.action, each.at) for each in told) == [
        ("support.Question", "create", None),
        ("support.Request", "create", None),
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channel": ""}, "channel"),
        ({"channel": "open_house"}, "channel"),
        ({"topic": ""}, "topic"),
        ({"topic": "no-such-topic"}, "topic"),
        ({"topic": "library"}, "topic"),
        ({"received_on": "2999-01-01"}, "received_on"),
        ({"received_on": "yesterday"}, "received_on"),
        ({"region": "moon"}, "region"),
        ({"outcome": "forgotten"}, "outcome"),
        ({"organisation": "Nobody has heard of it", "outcome": "referred"}, "organisation"),
        ({"organisations": ["no-key"], "outcome": "referred"}, "organisations"),
        ({"key": "11111111-1111-1111-8111-111111111111"}, "key"),
        ({"key": ""}, "key"),
        ({"request": "no-key"}, "request"),
        ({"note": "x" * 401}, "note"),
        ({"note": "Call her on 0470 12 34 56"}, "note"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(client, hana, wrong, field):
    answer = save(client, a_call(**wrong))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert (Request.objects.count(), Question.objects.count(), Person.objects.count()) == (0, 0, 0)


def test_organisations_stand_only_where_somebody_took_part(client, hana, partner):
    answer = save(client, a_call(organisations=[partner.pk], outcome="handled"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["organisations"])
    assert Request.objects.count() == 0


def test_to_be_sorted_later_is_always_offered_and_turns_up_among_what_is_to_be_finished(client, hana):
    assert save(client, a_call(topic="sort_later")).status_code == 200
    assert "1 question to sort" in client.get(reverse("helpdesk")).text


def test_a_request_of_somebody_else_is_not_there(client, hana, make_account):
    said = a_call()
    save(another(make_account("sam", Role.HELPDESK)), said)
    assert save(client, {**said, "key": uuid4()}).status_code == 404
    assert client.get(reverse("helpdesk_more", args=[said["request"]])).status_code == 404
    assert Question.objects.count() == 1


# ── as a plain form ───────────────────────────────────────────────────────────────────────────────


def test_without_script_the_form_saves_and_begins_the_next(client, hana):
    answer = client.post(reverse("helpdesk_save"), a_call())
    assert (answer.status_code, answer.url) == (302, reverse("helpdesk"))
    assert Request.objects.count() == 1


def test_without_script_a_promise_follows_what_was_saved(client, hana):
    answer = client.post(reverse("helpdesk_save"), a_call(then="call_back"))
    assert answer.url == reverse("call_back_new", args=[Request.objects.get().pk])


def test_without_script_another_question_keeps_the_request(client, hana):
    said = a_call(then="another", region="brussels")
    answer = client.post(reverse("helpdesk_save"), said)
    assert answer.url == reverse("helpdesk_more", args=[said["request"]])
    values = client.get(answer.url).context["values"]
    assert (values["request"], values["channel"], values["region"]) == (said["request"], "phone", "brussels")
    assert values["key"] != said["key"]


def test_without_script_what_is_wrong_stands_on_the_page_with_all_that_was_typed(client, hana):
    said = a_call(topic="", note="Wants to know more.", region="abroad")
    answer = client.post(reverse("helpdesk_save"), said)
    assert answer.status_code == 422
    assert answer.context["values"]["note"] == "Wants to know more."
    assert answer.context["rows"]["region"].chosen == "abroad"
    assert answer.context["values"]["request"] == said["request"]


def test_in_a_backlog_channel_and_date_stick(client, hana):
    said = a_call(backlog="1", channel="email", received_on="2026-03-02")
    page = client.get(client.post(reverse("helpdesk_save"), said).url)
    assert Request.objects.get().received_on.isoformat() == "2026-03-02"
    assert page.context["rows"]["channel"].chosen == "email"
    assert str(page.context["values"]["received_on"]) == "2026-03-02"
    assert page.context["values"]["request"] != said["request"]


@pytest.mark.parametrize("asked", ["?channel=pigeon&backlog=1", "?received_on=soon", "?backlog=maybe"])
def test_an_address_that_makes_no_sense_begins_an_ordinary_request(client, hana, asked):
    assert client.get(reverse("helpdesk") + asked).status_code == 200


def test_without_script_what_is_no_organisation_at_all_is_said_too(client, hana, partner):
    said = a_call(organisations=["no key", str(partner.pk), str(uuid4())])
    answer = client.post(reverse("helpdesk_save"), said)
    assert answer.status_code == 422
    assert f'value="{partner.pk}" checked' in answer.text


# ── half done ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_half_done_is_kept_and_picked_up_as_it_stood(client, hana):
    said = a_call(topic="", region="flanders", note="Reads the letter again")
    assert keep(client, said).status_code == 200
    page = client.get(reverse("helpdesk_draft", args=[said["key"]]))
    assert page.context["rows"]["region"].chosen == "flanders"
    assert (page.context["values"]["request"], page.context["values"]["key"]) == (
        said["request"],
        said["key"],
    )
    assert 'value="Reads the letter again"' in page.text
    assert Request.objects.count() == 0


def test_half_of_a_name_or_too_late_a_date_is_no_reason_to_lose_the_rest(client, hana):
    assert keep(client, a_call(organisation="The Exam", region="brussels")).status_code == 200
    assert Draft.objects.get().codes["region"] == "brussels"


def test_a_draft_keeps_the_day_on_which_it_was_begun(client, hana, time_machine):
    said = a_call()
    began = timezone.localdate()
    keep(client, said)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    client.force_login(hana)
    page = client.get(reverse("helpdesk_draft", args=[said["key"]]))
    assert page.context["values"]["received_on"] == began.isoformat()


def test_a_draft_goes_when_its_question_is_saved_and_a_late_step_brings_none_back(client, hana):
    said = a_call()
    keep(client, said)
    save(client, said)
    keep(client, said)
    assert Draft.objects.count() == 0


def test_drafts_are_seen_by_their_author_only(client, hana, make_account):
    said = a_call()
    keep(client, said)
    sam = another(make_account("sam", Role.HELPDESK))
    assert sam.get(reverse("helpdesk")).context["half_done"] == []
    assert sam.get(reverse("helpdesk_draft", args=[said["key"]])).status_code == 404
    assert keep(sam, said).status_code == 404
    sam.post(reverse("draft_drop", args=[said["key"]]))
    assert [each.key for each in client.get(reverse("helpdesk")).context["half_done"]] == [said["key"]]


@pytest.mark.parametrize("back", ["helpdesk", "overview", "https://elsewhere.example", ""])
def test_a_draft_can_be_dropped_and_leads_back_to_a_page_of_ours(client, hana, back):
    said = a_call()
    keep(client, said)
    answer = client.post(reverse("draft_drop", args=[said["key"]]), {"back": back})
    assert answer.url == reverse(back if back in ("helpdesk", "overview") else "helpdesk")
    assert Draft.objects.count() == 0


def test_without_keys_codes_are_saved_and_a_note_is_refused_in_words(client, hana, without_keys):
    assert save(client, a_call()).status_code == 200
    answer = save(client, a_call(note="Something"))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["note"])
    assert "Notes cannot be kept just now" in client.get(reverse("helpdesk")).text


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_an_empty_house_says_what_will_stand_there(client, hana):
    page = client.get(reverse("helpdesk"))
    assert "Nothing yet." in page.text
    assert page.context["waiting"] == page.context["half_done"] == []


def test_keys_of_a_fresh_page_are_random_ones(client, hana):
    values = client.get(reverse("helpdesk")).context["values"]
    assert {UUID(str(values[name])).version for name in ("request", "key")} == {4}


def test_today_shows_what_she_logged_and_nobody_elses(client, hana, make_account):
    save(client, a_call())
    save(another(make_account("sam", Role.HELPDESK)), a_call())
    assert len(client.get(reverse("helpdesk")).context["today"]) == 1


def test_the_page_costs_the_same_for_ten_and_for_a_hundred(client, hana, django_assert_num_queries):
    def some(count: int) -> None:
        for _time in range(count):
            save(client, a_call(topic="sort_later", outcome="open"))
            keep(client, a_call())

    some(10)
    client.get(reverse("helpdesk"))
    with django_assert_num_queries(22):
        client.get(reverse("helpdesk"))
    some(90)
    with django_assert_num_queries(22):
        client.get(reverse("helpdesk"))


def test_a_saved_request_costs_few_statements(client, hana, django_assert_max_num_queries):
    save(client, a_call())
    with django_assert_max_num_queries(23):  # eight of them begin or end a part of the transaction
        save(client, a_call())


@pytest.mark.parametrize("name", ["helpdesk", "tally"])
def test_whoever_may_not_log_finds_nothing(client, make_account, name):
    client.force_login(make_account("noor", Role.COORDINATOR))
    assert client.get(reverse(name)).status_code == 404


def test_the_figures_of_a_day_are_those_of_a_hand_count(client, hana):
    save(client, a_call(region="brussels"))
    save(client, a_call(region="brussels", channel="email", topic="asylum_procedure"))
    both = a_call(channel="messaging", then="another")
    save(client, both)
    save(client, {**both, "key": uuid4(), "topic": "stalking"})
    today = timezone.localdate()
    day = Period(today, today)
    assert read("helpdesk.requests", day).value == 3
    assert read("helpdesk.questions", day).value == 4
    regions = read("helpdesk.people_by_region", day).value
    assert (regions["brussels"], regions["unknown"]) == (2, 1)


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def test_keys_are_on_until_she_switches_them_off_and_stay_off_when_she_comes_back(client, hana):
    assert 'data-keys="off"' not in client.get(reverse("helpdesk")).text
    client.post(reverse("desk_preference"), {"shows_earlier": "on"})
    assert 'data-keys="off"' in client.get(reverse("helpdesk")).text
    preference = DeskPreference.of(hana)
    assert (preference.has_shortcuts, preference.shows_earlier) == (False, True)
    assert 'data-keys="off"' in another(hana).get(reverse("helpdesk")).text
    client.post(reverse("desk_preference"), {"has_shortcuts": "on"})
    assert 'data-keys="off"' not in client.get(reverse("helpdesk")).text


def test_n_stands_in_the_side_bar_for_those_who_log_and_for_nobody_else(client, hana, make_account):
    assert 'data-key="n"' in client.get("/").text
    client.force_login(make_account("noor", Role.COORDINATOR))
    assert 'data-key="n"' not in client.get("/").text


def test_a_draft_in_two_tabs_is_never_taken_for_saved_with_what_only_one_of_them_said(client, hana):
    said = a_call()
    assert save(client, said).status_code == 200
    other = save(client, said, topic="asylum_procedure")
    assert (other.status_code, list(other.json()["errors"])) == (422, ["key"])
    assert save(client, said).status_code == 200
    assert Question.objects.count() == 1


def test_an_organisation_that_was_joined_with_another_meanwhile_is_told_in_words(client, hana):
    gone = uuid4()
    told = save(client, a_call(outcome="referred", organisations=[gone])).json()["errors"]["organisations"]
    assert str(gone) not in told[0]["message"]


def test_the_way_back_leads_to_the_visitor_who_waits_and_to_no_afternoon_that_has_ended(client, hana):
    day = {"received_on": timezone.localdate(), "channel": "open_house", "by": hana}
    session = open_afternoon(held_on=timezone.localdate(), city="Brussels", by=hana)
    first, second = (begin_request(key=uuid4(), session=session, **day) for _each in range(2))
    keep_draft(key=uuid4(), door="open_house", codes={}, session=session, request=first, by=hana)
    page = client.get(reverse("helpdesk"), {"waits": str(second.pk)})
    assert page.context["back"]["href"].endswith(str(second.pk))
    assert (
        client.get(reverse("helpdesk"), {"waits": "nobody"}).context["back"]["href"].endswith(str(first.pk))
    )
    end_afternoon(session=session, by=hana)
    assert client.get(reverse("helpdesk"), {"waits": str(second.pk)}).context["back"] is None
