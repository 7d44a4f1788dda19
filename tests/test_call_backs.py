"""Promises to come back to somebody: told and agreed, sealed, due, kept, handed over, and nowhere 30 days later."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from support.actions.call_backs import (
    colleagues,
    hand_over,
    keep_promise,
    promise,
    put_off,
    sweep_call_backs,
    take_back,
    undo_kept,
)
from support.actions.log import NotHers, begin_request
from support.agreed import CALL_BACK, TEXTS
from support.choices import Channel, Way
from support.models import CallBack, Request
from support.promised import call_backs_of
from support.tasks import sweep_call_backs as nightly_sweep
from tests import stolen
from utsopi.audit.choices import Action
from utsopi.audit.models import AuditEntry
from utsopi.jobs.registry import nightly_work
from utsopi.team.roles import Role

TODAY = date(2026, 3, 10)
A_DAY = timedelta(days=1)
NUMBER, HOURS = "0470 55 66 77", "after ten, say it is the dentist"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(f"{TODAY} 11:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def noor(make_account):
    return make_account("noor", "helpdesk", alias="Noor")


@pytest.fixture
def kim(make_account):
    return make_account("kim", "coordinator", alias="Kim")


@pytest.fixture
def asked(noor):
    return begin_request(key=uuid4(), channel=Channel.PHONE, received_on=TODAY, by=noor)


@pytest.fixture
def make(asked, noor):
    """A function that makes a promise; what is not said is as usual."""

    def made(**said) -> CallBack:
        usual = {"due_on": TODAY, "way": Way.CALL, "reach": NUMBER, "hours": HOURS, "owner": noor}
        given = {**usual, "agreed_text": CALL_BACK, "request": asked, "by": noor, **said}
        return promise(**given)

    return made


def trail(*actions) -> list[tuple]:
    told = AuditEntry.objects.filter(model="support.CallBack").order_by("number")
    return [(each.action, each.by_id, each.fields) for each in told if not actions or each.action in actions]


def sent(**said) -> dict:
    """What the form of a new promise sends."""
    usual = {"key": uuid4(), "agreed_text": CALL_BACK, "agreed": "on", "way": "call", "reach": NUMBER}
    return {**usual, "hours": HOURS, "due_on": "2026-03-12", **said}


# ── the verbs ─────────────────────────────────────────────────────────────────────────────────────


def test_a_promise_keeps_day_way_and_owner_in_codes_and_the_rest_sealed(make, noor, asked):
    made = CallBack.objects.get(pk=make().pk)
    assert (made.due_on, made.way, made.owner, made.agreed_text) == (TODAY, "call", noor, CALL_BACK)
    assert str(made.reach) == str(made.hours) == "<sealed>"
    assert (made.reach.open(), made.hours.open()) == (NUMBER, HOURS)
    assert trail(Action.CREATE) == [("create", noor.pk, [])]


def test_no_entry_about_making_and_keeping_tells_the_hour(make, noor, kim):
    made = make()
    put_off(call_back=made, due_on=TODAY + A_DAY, by=noor)
    hand_over(call_back=made, owner=kim, by=noor)
    keep_promise(call_back=made, by=kim)
    undo_kept(call_back=made, by=kim)
    take_back(call_back=made, by=kim)
    entries = AuditEntry.objects.filter(model="support.CallBack")
    assert entries.count() == 6 and set(entries.values_list("at", flat=True)) == {None}


def test_nothing_is_promised_before_she_was_told(make):
    for text in ("", "card-1", "call-back-0"):
        with pytest.raises(ValidationError, match="Tell her first"):
            make(agreed_text=text)
    assert not CallBack.objects.exists()


def test_the_database_refuses_a_promise_without_her_yes_or_without_a_way_to_reach_her(asked):
    for said in (
        {"agreed_text": "", "way": Way.SHE_COMES},
        {"agreed_text": CALL_BACK, "way": Way.CALL},
        {"agreed_text": CALL_BACK, "way": "pigeon"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CallBack.objects.create(request=asked, due_on=TODAY, **said)


def test_where_she_comes_herself_no_number_is_kept_even_if_one_was_typed(make):
    assert make(way=Way.SHE_COMES).reach is None


@pytest.mark.parametrize("day", [TODAY - A_DAY, TODAY + timedelta(days=200)])
def test_a_day_that_is_over_or_far_away_is_no_promise(make, day):
    with pytest.raises(ValidationError) as problem:
        make(due_on=day)
    assert problem.value.code == "due_on"


def test_sent_ten_times_it_is_one_promise(make):
    key = uuid4()
    assert {make(key=key).pk for _time in range(10)} == {key}
    assert CallBack.objects.count() == 1 and len(trail()) == 1


def test_a_key_of_another_request_is_not_hers(make, noor):
    key = make().pk
    other = begin_request(key=uuid4(), channel=Channel.EMAIL, received_on=TODAY, by=noor)
    with pytest.raises(NotHers):
        make(key=key, request=other)


def test_colleagues_are_those_who_may_keep_a_promise_today(noor, kim, make_account):
    make_account("lou", "board")
    make_account("gone", "helpdesk", is_active=False)
    ended = make_account("ended", "helpdesk")
    ended.grants.update(ends_on=TODAY - A_DAY)
    assert [str(each) for each in colleagues()] == ["Kim", "Noor"]


def test_nobody_is_given_a_promise_who_may_not_keep_one(make, noor, make_account):
    lou = make_account("lou", "board")
    with pytest.raises(ValidationError):
        make(owner=lou)
    with pytest.raises(ValidationError):
        hand_over(call_back=make(), owner=lou, by=noor)


def test_done_twice_is_done_once(make, noor, kim, today):
    made = make()
    keep_promise(call_back=made, by=noor)
    today.shift(A_DAY)
    keep_promise(call_back=CallBack.objects.get(), by=kim)
    assert CallBack.objects.get().done_on == TODAY
    assert trail(Action.CHANGE) == [("change", noor.pk, ["done_on"])]


def test_what_is_done_is_neither_put_off_nor_handed_over(make, noor, kim):
    made = make()
    keep_promise(call_back=made, by=noor)
    with pytest.raises(ValidationError, match="done already"):
        put_off(call_back=made, due_on=TODAY + A_DAY, by=noor)
    with pytest.raises(ValidationError, match="done already"):
        hand_over(call_back=made, owner=kim, by=noor)


def test_she_wants_it_no_more_and_it_is_gone(make, noor):
    made = make()
    take_back(call_back=made, by=noor)
    take_back(call_back=made, by=noor)
    assert not CallBack.objects.exists() and trail(Action.ERASE) == [("erase", noor.pk, [])]


# ── its time is over ──────────────────────────────────────────────────────────────────────────────


def test_erasing_is_part_of_every_night():
    assert nightly_sweep in nightly_work().values()


def test_thirty_days_after_it_is_done_it_is_gone_and_the_day_before_it_was_there(make, noor, today):
    keep_promise(call_back=make(), by=noor)
    today.move_to("2026-04-08 03:00+02:00")  # 29 days
    assert sweep_call_backs() == 0 and CallBack.objects.get().reach.open() == NUMBER
    today.move_to("2026-04-10 03:00+02:00")  # 31 days
    assert sweep_call_backs() == 1 and sweep_call_backs() == 0
    assert not CallBack.objects.exists()
    (entry,) = AuditEntry.objects.filter(action=Action.ERASE)
    assert (entry.by_id, entry.counts, entry.at) == (None, {"call_backs": 1}, None)


def test_what_nobody_ever_did_goes_a_year_after_it_was_due(make, today):
    make()
    today.move_to("2027-03-09 03:00+01:00")
    assert sweep_call_backs() == 0 and CallBack.objects.count() == 1
    today.move_to("2027-03-11 03:00+01:00")
    assert sweep_call_backs() == 1


def test_the_request_stays_when_its_promise_goes(make, noor, asked, today):
    keep_promise(call_back=make(), by=noor)
    today.shift(timedelta(days=31))
    sweep_call_backs()
    assert Request.objects.get() == asked


@pytest.mark.django_db(transaction=True)
def test_of_what_was_erased_the_database_holds_neither_words_nor_seal(make, noor, today):
    keep_promise(call_back=make(), by=noor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reach FROM support_callback")
        seal = bytes(cursor.fetchone()[0])
    try:
        before = stolen.the_database()
    except FileNotFoundError as problem:
        pytest.skip(str(problem))
    assert seal in before or seal.hex().encode() in before
    assert not stolen.holds(before, NUMBER) and not stolen.holds(before, "dentist")
    today.shift(timedelta(days=31))
    sweep_call_backs()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    after = stolen.the_database()
    assert seal not in after and seal.hex().encode() not in after
    assert not stolen.holds(after, NUMBER) and not stolen.holds(after, "dentist")


# ── the list of what is due ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def at_work(client, noor):
    client.force_login(noor)
    return client


def test_the_list_tells_day_way_and_owner_and_never_to_whom_or_how(at_work, make, noor, kim, today):
    make(due_on=TODAY)
    make(due_on=TODAY + 2 * A_DAY, way=Way.EMAIL, reach="her@example.be", owner=kim)
    keep_promise(call_back=make(way=Way.SHE_COMES), by=kim)
    make(due_on=TODAY + A_DAY, way=Way.MESSAGE)
    today.shift(A_DAY)
    at_work.force_login(noor)
    text = at_work.get(reverse("call_backs")).content.decode()
    places = [text.index(f'id="due-{state}"') for state in ("overdue", "today", "later", "done")]
    assert places == sorted(places)
    assert "Call her" in text and "Write an e-mail" in text and "Kim" in text and "You" in text
    for sealed in (NUMBER, "her@example.be", "dentist", "sealed"):
        assert sealed not in text


def test_opening_the_list_looks_at_nothing(at_work, make):
    make()
    at_work.get(reverse("call_backs"))
    assert trail(Action.REVEAL, Action.LIST) == []


def test_the_list_costs_the_same_with_ten_and_with_a_hundred(at_work, make, kim):
    counts = []
    at_work.get(reverse("call_backs"))
    for count in (10, 90):
        for number in range(count):
            made = make(due_on=TODAY + number % 5 * A_DAY, owner=kim)
            if number % 2:
                keep_promise(call_back=made, by=kim)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert at_work.get(reverse("call_backs")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_long_list_has_pages_and_the_done_ones_stand_on_the_first(at_work, make, noor):
    for _number in range(51):
        make()
    keep_promise(call_back=make(), by=noor)
    first = at_work.get(reverse("call_backs")).content.decode()
    second = at_work.get(reverse("call_backs") + "?page=2").content.decode()
    assert "due-done" in first and "due-done" not in second
    assert at_work.get(reverse("call_backs") + "?page=x").status_code == 404


def test_with_nothing_due_the_list_says_where_promises_are_made(at_work):
    assert "Nothing is due." in at_work.get(reverse("call_backs")).content.decode()


def test_a_promise_whose_owner_is_gone_is_everybodys(at_work, make, noor):
    CallBack.objects.filter(pk=make().pk).update(owner=None)
    assert "Nobody yet" in at_work.get(reverse("call_backs")).content.decode()


# ── one promise ───────────────────────────────────────────────────────────────────────────────────


def test_her_own_opens_at_once_as_one_look(at_work, make, noor):
    made = make()
    page = at_work.get(reverse("call_back", args=[made.pk]))
    assert NUMBER not in page.content.decode() and trail(Action.REVEAL) == []
    page = at_work.post(reverse("call_back_open", args=[made.pk]))
    assert NUMBER in page.content.decode() and "dentist" in page.content.decode()
    assert trail(Action.REVEAL) == [("reveal", noor.pk, ["reach", "hours"])]


def test_a_colleagues_opens_for_a_reason_that_is_written_down(at_work, make, kim):
    made = make(owner=kim)
    page = at_work.post(reverse("call_back_open", args=[made.pk]))
    assert page.status_code == 422 and NUMBER not in page.content.decode() and trail(Action.REVEAL) == []
    page = at_work.post(reverse("call_back_open", args=[made.pk]), {"reason": "stand_in"})
    assert NUMBER in page.content.decode()
    assert AuditEntry.objects.get(model="support.CallBack", action=Action.REVEAL).reason == "stand_in"


def test_where_there_is_nothing_to_reach_her_by_nothing_is_offered_to_open(at_work, make):
    made = make(way=Way.SHE_COMES, hours="")
    assert b"She comes back or calls herself" in at_work.get(reverse("call_back", args=[made.pk])).content
    assert at_work.post(reverse("call_back_open", args=[made.pk])).status_code == 200
    assert trail(Action.REVEAL) == []


def test_done_and_undone_with_one_tap_each(at_work, make):
    made = make()
    assert at_work.post(reverse("call_back_done", args=[made.pk])).status_code == 302
    assert CallBack.objects.get().done_on == TODAY
    assert b"Not done after all" in at_work.get(reverse("call_back", args=[made.pk])).content
    at_work.post(reverse("call_back_undo", args=[made.pk]))
    assert CallBack.objects.get().done_on is None


def test_put_off_with_one_tap_or_to_any_day(at_work, make):
    made = make()
    page = at_work.get(reverse("call_back", args=[made.pk])).content.decode()
    assert 'value="2026-03-11"' in page and 'value="2026-03-17"' in page
    at_work.post(reverse("call_back_put_off", args=[made.pk]), {"due_on": "2026-03-17"})
    assert CallBack.objects.get().due_on == date(2026, 3, 17)


@pytest.mark.parametrize("day", ["", "2026-03-09", "soon", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused_in_words(at_work, make, day):
    made = make()
    page = at_work.post(reverse("call_back_put_off", args=[made.pk]), {"due_on": day})
    assert page.status_code == 422 and CallBack.objects.get().due_on == TODAY


def test_handed_over_with_one_tap_and_taken_over(at_work, client, make, noor, kim):
    made = make()
    assert b"To Kim" in at_work.get(reverse("call_back", args=[made.pk])).content
    at_work.post(reverse("call_back_hand_over", args=[made.pk]), {"owner": kim.pk})
    assert CallBack.objects.get().owner == kim
    page = at_work.get(reverse("call_back", args=[made.pk])).content.decode()
    assert "To me" in page
    at_work.post(reverse("call_back_hand_over", args=[made.pk]), {"owner": noor.pk})
    assert CallBack.objects.get().owner == noor


def test_handing_over_to_whom_it_cannot_be_is_refused_in_words(at_work, make, make_account):
    made = make()
    for owner in (make_account("lou", "board").pk, uuid4(), "x", ""):
        page = at_work.post(reverse("call_back_hand_over", args=[made.pk]), {"owner": owner})
        assert page.status_code == 422


def test_she_wants_it_no_more_asks_once_and_erases(at_work, make):
    address = reverse("call_back_take_back", args=[make().pk])
    assert at_work.get(address).status_code == 200 and CallBack.objects.exists()
    at_work.post(address)
    assert not CallBack.objects.exists() and at_work.get(address).status_code == 404


def test_without_keys_the_list_goes_on_and_nothing_opens(at_work, make, asked, settings, tmp_path):
    made = make()
    settings.KEYS = tmp_path / "no keys here"
    assert at_work.get(reverse("call_backs")).status_code == 200
    assert at_work.post(reverse("call_back_open", args=[made.pk])).status_code == 503
    assert at_work.get(reverse("call_back_new", args=[asked.pk])).status_code == 503


# ── making one ────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_whole_text_before_anything_is_asked(at_work, asked):
    from django.utils.html import escape

    text = at_work.get(reverse("call_back_new", args=[asked.pk])).content.decode()
    assert 0 < text.index(escape(str(TEXTS[CALL_BACK]))) < text.index("In which way is it safe?")


def test_a_promise_is_made_from_a_request(at_work, asked, noor):
    page = at_work.post(reverse("call_back_new", args=[asked.pk]), sent(owner=noor.pk))
    made = CallBack.objects.get()
    assert page.url == reverse("call_back", args=[made.pk])
    assert (made.request, made.due_on, made.reach.open()) == (asked, date(2026, 3, 12), NUMBER)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"agreed": ""}, "agreed"),
        ({"agreed_text": "call-back-0"}, "agreed_text"),
        ({"way": ""}, "way"),
        ({"way": "pigeon"}, "way"),
        ({"reach": " "}, "reach"),
        ({"reach": "x" * 121}, "reach"),
        ({"hours": "x" * 201}, "hours"),
        ({"due_on": "2026-03-09"}, "due_on"),
        ({"due_on": ""}, "due_on"),
        ({"owner": ""}, "owner"),
        ({"key": "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}, "key"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_at_its_field(at_work, asked, noor, said, field):
    page = at_work.post(reverse("call_back_new", args=[asked.pk]), sent(**{"owner": noor.pk, **said}))
    assert page.status_code == 422 and list(page.context["form"].errors) == [field]
    assert not CallBack.objects.exists()


def test_sent_twice_from_the_page_it_is_one(at_work, asked, noor):
    data = sent(owner=noor.pk)
    for _time in range(2):
        assert at_work.post(reverse("call_back_new", args=[asked.pk]), data).status_code == 302
    assert CallBack.objects.count() == 1


def test_the_panel_of_a_request_shows_its_promises_in_one_statement(make, asked, noor, kim):
    keep_promise(call_back=make(due_on=TODAY), by=noor)
    make(due_on=TODAY + A_DAY, owner=kim)
    make(due_on=TODAY)
    noor.roles_on(TODAY)
    with CaptureQueriesContext(connection) as statements:
        told = call_backs_of(asked, noor)
    assert len(statements) == 1
    assert [(each.due_on.day, each.whose, each.state) for each in told["call_backs"]] == [
        (10, "You", "today"),
        (11, "Kim", "later"),
        (10, "You", "done"),
    ]


# ── others ────────────────────────────────────────────────────────────────────────────────────────

PAGES = (
    "call_back",
    "call_back_open",
    "call_back_done",
    "call_back_undo",
    "call_back_put_off",
    "call_back_hand_over",
    "call_back_take_back",
)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HELPDESK, Role.COORDINATOR}))
def test_for_everybody_else_there_are_no_promises(client, make, asked, make_account, role):
    made = make()
    client.force_login(make_account("lou", role))
    addresses = [reverse(name, args=[made.pk]) for name in PAGES]
    addresses += [reverse("call_backs"), reverse("call_back_new", args=[asked.pk])]
    for address in addresses:
        assert client.get(address).status_code in (404, 405)
        assert client.post(address).status_code in (404, 405)
    assert CallBack.objects.get().done_on is None
    assert call_backs_of(asked, make_account("lee", role)) is None


def test_a_promise_that_is_not_there_is_not_found(at_work):
    for name in PAGES:
        assert at_work.post(reverse(name, args=[uuid4()])).status_code in (404, 405)
    assert at_work.get(reverse("call_back_new", args=[uuid4()])).status_code == 404


def test_nobody_is_sent_to_sign_in(client, make):
    assert client.get(reverse("call_backs")).status_code == 302
    assert client.post(reverse("call_back_open", args=[make().pk])).status_code == 302
    assert timezone.localdate() == TODAY
