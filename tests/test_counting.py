"""Counting people without knowing them: by a card or a word, after she was told and agreed, until the year closes."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from support import agreed, codes, words
from support.actions import counting, log, mending
from support.models import DeskSettings, OpenHouseSession, Person, Question, Request, Topic, WordYear
from utsopi.audit.models import AuditEntry
from utsopi.privacy.keyring import Locked, make_keys
from utsopi.team.roles import Role

YEAR = timezone.localdate().year
LAST = YEAR - 1


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", Role.HELPDESK, alias="Kim")
    client.force_login(account)
    return account


@pytest.fixture
def house(settings, tmp_path):
    """Keys of this test's own."""
    settings.KEYS = tmp_path / "keys"
    make_keys(settings.KEYS)
    return settings.KEYS


@pytest.fixture
def quick(monkeypatch):
    """Argon2 at its least: what is tested here is not how slow it is."""
    monkeypatch.setattr(words, "SLOW", words.SLOW | {"time_cost": 1, "memory_cost": 64})


@pytest.fixture
def with_words(kim, house, quick):
    counting.switch_words(on=True, by=kim)


def call(by, *, on: date | None = None, **facts) -> Request:
    return log.begin_request(
        key=uuid4(), channel="phone", received_on=on or timezone.localdate(), **facts, by=by
    )


def ask(request: Request, by, topic: str = "fines") -> Question:
    found = Topic.objects.get(code=topic)
    return log.log_question(key=uuid4(), request=request, topic=found, outcome="handled", by=by)


def card(request: Request, by) -> Person:
    return counting.give_code(request=request, agreed_text=agreed.CODE, by=by)


def choose(request: Request, by, word: str = "sunflower", colour: str = "green") -> Person:
    return counting.choose_word(request=request, word=word, colour=colour, agreed_text=agreed.WORD, by=by)


def entries(model: str):
    return AuditEntry.objects.filter(model=model)


# ── a card ────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_given_only_once_she_was_told_and_agreed(kim):
    request = call(kim)
    for said in ("", "card-0", agreed.WORD):
        with pytest.raises(ValidationError):
            counting.give_code(request=request, agreed_text=said, by=kim)
    assert not Person.objects.filter(code__isnull=False).exists()


def test_a_card_makes_her_somebody_who_can_be_known_again(kim):
    person = card(call(kim), kim)
    assert codes.is_well_formed(person.code)
    assert (person.is_anonymous, person.told_on, person.agreed_text) == (
        False,
        timezone.localdate(),
        agreed.CODE,
    )


def test_asked_for_twice_she_keeps_the_card_she_has(kim):
    request = call(kim)
    first = card(request, kim).code
    assert card(Request.objects.get(pk=request.pk), kim).code == first
    assert entries("support.Person").count() == 1


def test_a_code_that_somebody_has_is_drawn_again(kim, monkeypatch):
    taken = card(call(kim), kim).code
    drawn = iter([taken, taken, "2222222"])
    monkeypatch.setattr(codes, "new_code", lambda: next(drawn))
    assert card(call(kim), kim).code == "2222222"


def test_a_card_makes_two_visits_those_of_one_person_and_fills_what_was_not_known(kim):
    first = call(kim, region="brussels")
    person = card(first, kim)
    second = call(kim, region="flanders", origin="eu")
    found = counting.known_again(request=second, code=codes.shown(person.code).lower(), by=kim)
    assert found == person
    assert Request.objects.get(pk=second.pk).person == person
    person.refresh_from_db()
    assert (person.region, person.origin) == ("brussels", "eu")
    assert Person.objects.count() == 1


def test_said_twice_it_is_the_same_person_still(kim):
    person = card(call(kim), kim)
    request = call(kim)
    for _each in range(2):
        counting.known_again(request=Request.objects.get(pk=request.pk), code=person.code, by=kim)
    assert person.requests.count() == 2


@pytest.mark.parametrize("typed", ["", "K7T-4QX-9", "2222222", "<script>"])
def test_a_code_that_nobody_has_is_refused_in_words(kim, typed):
    request = call(kim)
    with pytest.raises(ValidationError) as refusal:
        counting.known_again(request=request, code=typed, by=kim)
    assert refusal.value.code == "code"


def test_a_visit_of_somebody_who_is_known_is_not_made_somebody_else_s(kim):
    one, other = call(kim), call(kim)
    card(one, kim)
    person = card(other, kim)
    one.refresh_from_db()
    with pytest.raises(ValidationError):
        counting.known_again(request=one, code=person.code, by=kim)


def test_a_card_that_is_given_back_leads_to_nobody_and_no_figure_changes(kim):
    request = call(kim)
    person = card(request, kim)
    counting.forget_code(person=person, by=kim)
    counting.forget_code(person=person, by=kim)
    person.refresh_from_db()
    assert (person.code, person.word, person.is_anonymous) == (None, None, False)
    assert [entry.action for entry in entries("support.Person")] == ["change", "erase"]
    with pytest.raises(ValidationError):
        counting.known_again(request=call(kim), code="2222222", by=kim)


# ── what is sensitive ─────────────────────────────────────────────────────────────────────────────


def test_what_she_asked_that_is_sensitive_is_taken_apart_before_she_gets_a_card(kim):
    request = call(kim, region="brussels")
    plain, delicate = ask(request, kim), ask(request, kim, "asylum_procedure")
    person = card(request, kim)
    delicate.refresh_from_db()
    assert Question.objects.get(pk=plain.pk).request == request
    assert delicate.request != request
    assert delicate.request.person.is_anonymous and delicate.request.person != person
    assert (delicate.request.received_on, delicate.request.channel) == (request.received_on, "phone")


def test_and_before_a_visit_is_joined_to_a_card(kim):
    person = card(call(kim), kim)
    request = call(kim)
    delicate = ask(request, kim, "asylum_procedure")
    counting.known_again(request=request, code=person.code, by=kim)
    delicate.refresh_from_db()
    assert delicate.request.person.is_anonymous
    assert not Question.objects.filter(request__person=person, topic__is_sensitive=True).exists()


def test_all_visits_of_hers_are_looked_at_not_only_this_one(kim):
    request, other = call(kim), call(kim)
    delicate = ask(other, kim, "asylum_procedure")
    mending.merge_people(kept=request.person, gone=other.person, by=kim)
    card(Request.objects.get(pk=request.pk), kim)
    delicate.refresh_from_db()
    assert delicate.request.person.is_anonymous


def test_at_the_open_house_it_becomes_a_visitor_of_its_own(kim):
    session = OpenHouseSession.objects.create(
        held_on=timezone.localdate(), city="Brussels", status="held", is_open=True
    )
    given = {"channel": "open_house", "received_on": session.held_on, "session": session}
    request = log.begin_request(key=uuid4(), **given, by=kim)
    ask(request, kim, "order_to_leave")
    card(request, kim)
    assert list(session.requests.order_by("number").values_list("number", flat=True)) == [1, 2]


# ── a word ────────────────────────────────────────────────────────────────────────────────────────


def test_words_are_off_until_the_coordinator_says_so(kim, house, quick):
    assert not DeskSettings.current().has_words
    with pytest.raises(ValidationError):
        choose(call(kim), kim)
    with pytest.raises(ValidationError):
        counting.known_by_word(request=call(kim), word="sunflower", colour="green", by=kim)
    assert not words.has_key(YEAR)


def test_a_word_makes_two_visits_those_of_one_person(kim, with_words):
    person = choose(call(kim), kim)
    second = call(kim)
    assert counting.known_by_word(request=second, word=" SUN flower", colour="green", by=kim) == person
    assert person.requests.count() == 2
    assert (person.word_year, person.agreed_text) == (YEAR, agreed.WORD)


def test_a_word_that_somebody_else_has_asks_for_another(kim, with_words):
    choose(call(kim), kim)
    with pytest.raises(ValidationError, match="Somebody else has this word"):
        choose(call(kim), kim)
    assert choose(call(kim), kim, colour="blue").word


def test_she_may_choose_another_word_herself(kim, with_words):
    request = call(kim)
    first = bytes(choose(request, kim).word)
    request.refresh_from_db()
    assert bytes(choose(request, kim, "tulip").word) != first
    assert Person.objects.filter(word__isnull=False).count() == 1


def test_a_word_needs_her_yes_and_three_letters(kim, with_words):
    request = call(kim)
    with pytest.raises(ValidationError):
        counting.choose_word(request=request, word="sunflower", colour="green", agreed_text="", by=kim)
    with pytest.raises(ValidationError):
        choose(request, kim, "é!")


def test_before_the_first_word_nobody_is_known_and_no_key_is_made(kim, with_words):
    with pytest.raises(ValidationError):
        counting.known_by_word(request=call(kim), word="sunflower", colour="green", by=kim)
    assert not words.has_key(YEAR)


def test_a_key_that_went_missing_is_never_made_anew(kim, with_words):
    choose(call(kim), kim)
    words.delete_key(YEAR)
    with pytest.raises(Locked):
        choose(call(kim), kim, "tulip")
    with pytest.raises(Locked):
        counting.known_by_word(request=call(kim), word="sunflower", colour="green", by=kim)
    assert not words.has_key(YEAR)


def test_a_visit_entered_late_counts_in_its_own_year(kim, with_words):
    person = choose(call(kim, on=date(LAST, 12, 30)), kim)
    assert person.word_year == LAST
    with pytest.raises(ValidationError):
        counting.known_by_word(request=call(kim), word="sunflower", colour="green", by=kim)


def test_look_ups_are_limited_for_each_account_and_written_in_the_trail(kim, make_account, with_words):
    request = call(kim)
    person = card(call(kim), kim)
    for _each in range(counting.LOOK_UPS_A_DAY):
        with pytest.raises(ValidationError):
            counting.known_again(request=request, code="2222222", by=kim)
    with pytest.raises(ValidationError, match="last try"):
        counting.known_again(request=request, code=person.code, by=kim)
    with pytest.raises(ValidationError, match="last try"):
        counting.known_by_word(request=request, word="sunflower", colour="green", by=kim)
    assert entries(counting.LOOK_UP).count() == counting.LOOK_UPS_A_DAY
    assert not entries(counting.LOOK_UP).exclude(at=None, object_id=None).exists()
    sam = make_account("sam", Role.HELPDESK)
    assert counting.known_again(request=request, code=person.code, by=sam) == person


# ── the year is over ──────────────────────────────────────────────────────────────────────────────


def figures_of(year: int, path) -> dict:
    call_command("annual_report", file_format="json", output=path, year=year)
    return json.loads(path.read_text())["figures"]


@pytest.fixture
def last_year(kim, with_words):
    """Three people who could be known again: by a word, by a card, and by a card that was shown this year too."""
    by_word = choose(call(kim, on=date(LAST, 3, 1)), kim)
    by_card = card(call(kim, on=date(LAST, 5, 1)), kim)
    back = card(call(kim, on=date(LAST, 6, 1)), kim)
    counting.known_again(request=call(kim, on=date(LAST, 7, 1)), code=by_card.code, by=kim)
    counting.known_again(request=call(kim), code=back.code, by=kim)
    call(kim, on=date(LAST, 8, 1))
    return by_word, by_card, back


def test_closing_a_year_leaves_its_figures_as_they_are(kim, last_year, tmp_path):
    before = figures_of(LAST, tmp_path / "before.json")
    assert before["helpdesk.people"]["value"] == 4
    assert before["helpdesk.people_at_least"]["value"] == 3
    counting.close_year(year=LAST, by=kim)
    assert figures_of(LAST, tmp_path / "after.json") == before


def test_closing_a_year_wipes_its_words_the_codes_not_seen_since_and_its_key(kim, last_year):
    by_word, by_card, back = last_year
    assert words.has_key(LAST)
    closed = counting.close_year(year=LAST, by=kim)
    assert (closed.people, closed.closed_on) == (3, timezone.localdate())
    assert not words.has_key(LAST)
    assert not Person.objects.filter(word__isnull=False).exists()
    assert list(Person.objects.filter(code__isnull=False)) == [back]
    (entry,) = entries("support.WordYear")
    assert (entry.action, entry.counts) == ("erase", {"words": 1, "codes": 1})


def test_a_closed_year_stays_closed(kim, last_year):
    counting.close_year(year=LAST, by=kim)
    again = counting.close_year(year=LAST, by=kim)
    assert again.people == 3
    assert entries("support.WordYear").count() == 1
    with pytest.raises(ValidationError):
        choose(call(kim, on=date(LAST, 9, 1)), kim)
    assert not words.has_key(LAST)


def test_words_of_this_year_outlive_the_closing_of_the_last(kim, last_year):
    person = choose(call(kim), kim, "tulip")
    counting.close_year(year=LAST, by=kim)
    assert counting.known_by_word(request=call(kim), word="tulip", colour="green", by=kim) == person


@pytest.mark.parametrize("year", [YEAR, YEAR + 1])
def test_a_year_that_is_not_over_is_not_closed(kim, year):
    with pytest.raises(ValidationError):
        counting.close_year(year=year, by=kim)
    assert not WordYear.objects.exists()


def test_a_key_that_cannot_be_deleted_is_told_and_tried_again(kim, last_year, monkeypatch):
    def refuse(year):
        raise PermissionError

    with monkeypatch.context() as locked:
        locked.setattr(words, "delete_key", refuse)
        with pytest.raises(PermissionError):
            counting.close_year(year=LAST, by=kim)
    assert counting.years_to_close() == [LAST]
    counting.close_year(year=LAST, by=kim)
    assert counting.years_to_close() == []


# ── it stands nowhere ─────────────────────────────────────────────────────────────────────────────


def rows_of(*tables) -> str:
    found = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  names from Django's own list
            found += [
                str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()
            ]
    return "\n".join(found)


def test_neither_code_nor_word_stands_anywhere_but_in_its_row(kim, with_words, client, caplog, tmp_path):
    request, other = call(kim), call(kim)
    code = card(request, kim).code
    word = choose(other, kim, "quetzalword")
    third = call(kim)
    client.post(reverse("person_known", args=[third.pk]), {"code": code, "back": "/log/"})
    client.post(reverse("person_known_word", args=[third.pk]), {"word": "quetzalwort", "colour": "green"})
    tables = set(connection.introspection.table_names()) - {"support_person"}
    kept = rows_of(*sorted(tables))
    for trace in (code, codes.shown(code), "quetzal", str(bytes(word.word)), bytes(word.word).hex()):
        assert trace not in kept
        assert trace not in caplog.text
    out = tmp_path / "out.zip"
    call_command("annual_report", file_format="json", output=out, year=YEAR)
    assert code.encode() not in out.read_bytes()


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def address(name: str, request: Request) -> str:
    return reverse(name, args=[request.pk])


def test_a_card_is_given_on_the_page_and_printed_on_that_day_only(client, kim):
    request = call(kim)
    answer = client.post(address("person_code", request), {"agreed_text": agreed.CODE, "back": "/helpdesk/"})
    assert answer.status_code == 302
    code = codes.shown(Person.objects.get(code__isnull=False).code)
    assert code in client.get(answer.url).content.decode()
    assert 'href="/helpdesk/"' in client.get(answer.url).content.decode()
    assert code in client.get(address("person", request)).content.decode()
    Person.objects.update(told_on=date(LAST, 1, 1))
    Request.objects.update(received_on=date(LAST, 1, 1))
    assert client.get(answer.url).status_code == 404
    assert code not in client.get(address("person", request)).content.decode()


def test_what_is_refused_stays_on_the_page_in_words(client, kim):
    answer = client.post(address("person_known", call(kim)), {"code": "K7T-4QX-9"})
    assert answer.status_code == 422
    assert "a character is wrong or missing" in answer.content.decode()
    assert "K7T-4QX-9" in answer.content.decode()


def test_a_step_gets_its_answer_in_json(client, kim):
    person = card(call(kim), kim)
    request = call(kim)
    said = {"code": person.code, "back": "/helpdesk/"}
    answer = client.post(address("person_known", request), said, headers={"X-Step": "1"})
    assert answer.json() == {"next": "/helpdesk/"}
    wrong = client.post(address("person_code", request), {}, headers={"X-Step": "1"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["agreed_text"])


def test_nobody_is_led_to_another_house(client, kim):
    for back in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        answer = client.post(address("person_forget", request := call(kim)), {"back": back})
        assert answer.url == address("person", request)


def test_a_word_is_offered_only_where_words_are_on(client, kim, with_words):
    page = client.get(address("person", call(kim))).content.decode()
    assert "A word and a colour" in page
    counting.switch_words(on=False, by=kim)
    assert "A word and a colour" not in client.get(address("person", call(kim))).content.decode()


def test_a_word_is_chosen_and_known_on_the_page(client, kim, with_words):
    said = {"word": "sunflower", "colour": "green"}
    first, second = call(kim), call(kim)
    assert client.post(address("person_word", first), said).status_code == 422
    assert client.post(address("person_word", first), said | {"agreed_text": agreed.WORD}).status_code == 302
    assert client.post(address("person_known_word", second), said).status_code == 302
    second.refresh_from_db()
    first.refresh_from_db()
    assert first.person == second.person
    assert (
        client.post(address("person_known_word", call(kim)), {"word": "x", "colour": "mud"}).status_code
        == 422
    )


def test_without_keys_a_word_answers_that_the_house_is_locked(client, kim, settings, tmp_path, quick):
    counting.switch_words(on=True, by=kim)
    settings.KEYS = tmp_path / "none"
    said = {"word": "sunflower", "colour": "green", "agreed_text": agreed.WORD}
    assert client.post(address("person_word", call(kim)), said).status_code == 503


def test_a_year_is_closed_by_the_coordinator_with_a_typed_word(client, kim, last_year, make_account):
    client.force_login(make_account("noor"))
    page = reverse("known_close", args=[LAST])
    assert page in client.get(reverse("known_settings")).content.decode()
    assert client.post(page, {"typed": "yes"}).status_code == 422
    assert not WordYear.objects.filter(closed_on__isnull=False).exists()
    assert client.post(page, {"typed": " Close "}).url == reverse("known_settings")
    assert "at least 3 people" in client.get(reverse("known_settings")).content.decode()
    assert client.get(page).status_code == 404


def test_closing_a_year_wants_a_fresh_proof(client, kim, last_year, make_account, time_machine):
    client.force_login(make_account("noor"))
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert client.post(reverse("known_close", args=[LAST]), {"typed": "close"}).status_code == 401


def test_years_that_cannot_be_closed_have_no_page(client, staff):
    for year in (YEAR, 1, 9999):
        assert client.get(reverse("known_close", args=[year])).status_code == 404
    assert "No year that is over" in client.get(reverse("known_settings")).content.decode()


def test_words_are_switched_on_by_the_coordinator(client, staff):
    client.post(reverse("known_words"), {"has_words": "on"})
    assert DeskSettings.current().has_words
    client.post(reverse("known_words"))
    assert not DeskSettings.current().has_words
    assert entries("support.DeskSettings").count() == 2
