"""The pages of what took place: who comes and never who, how it was, and the registers that follow from it."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from events.actions.activities import plan
from events.actions.coming import ask_for_word, come, ticket
from events.actions.themes import set_themes
from events.actions.wishes import wish
from events.choices import Kind, State
from events.models import Activity, ActivityPart, Allowance, Registration, Theme, Vouch, Wish
from events.phrases import fingerprint
from members.models import Member
from reports.reading import read
from tests.activities import TODAY, an_evening, the
from tests.evenings import a_vouch
from utsopi.periods import Period
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


# ── who comes, never who ──────────────────────────────────────────────────────────────────────────


def test_registrations_are_counts_with_needs_added_up(client, noor):
    made = an_evening(capacity=2)
    for needs in (["child"], ["child", "step_free"], []):
        come(evening=made.evening, vouch=a_vouch(), needs=needs, is_first_time=bool(needs), language="en")
    ask_for_word(evening=made.evening, language="ro", needs=["sight"])
    facts = dict(client.get(the("activity", made.pk)).context["registered"])
    assert {str(label): count for label, count in facts.items()} == {
        "Have a place": 2,
        "For the first time": 2,
        "On the waiting list": 1,
        "Places in all": 2,
        "Want a word first": 1,
        "A way in without steps": 1,
        "I come with a child": 2,
    }


def test_whoever_wants_a_word_is_welcomed_or_not_and_once(client, noor):
    made = an_evening()
    phrases = [
        ask_for_word(evening=made.evening, language="ro", tell="kim@x.example").phrase for _e in range(2)
    ]
    page = client.get(the("activity", made.pk))
    assert "Somebody who speaks Romanian" in page.text
    assert "kim@x.example" not in page.text
    first, second = (ticket(phrase).registration for phrase in phrases)
    client.post(the("activity_word", first.pk), {"say": "welcome"})
    client.post(the("activity_word", second.pk), {"say": "decline"})
    client.post(the("activity_word", first.pk), {"say": "decline"})
    assert client.post(the("activity_word", first.pk), {"say": "x"}).status_code == 302
    assert [ticket(phrase).state for phrase in phrases] == [State.COMING, State.DECLINED]


def test_more_places_go_to_those_who_wait(client, noor):
    made = an_evening(capacity=1)
    for _each in range(2):
        come(evening=made.evening, vouch=a_vouch(), language="en")
    page = the("activity_places", made.pk)
    assert client.post(page, {"capacity": "0"}).status_code == 422
    assert client.post(page, {"capacity": "2", "closes_before": "3"}).status_code == 302
    assert Registration.objects.filter(state=State.COMING).count() == 2


def test_an_invitation_phrase_is_shown_once_and_only_its_fingerprint_stays(client, noor):
    answer = client.post(the("invitation"), {"language": "nl", "given_by": "team", "ends_on": "2026-12-24"})
    phrase = " ".join(answer.context["words"])
    assert Vouch.objects.get().fingerprint == fingerprint(phrase)
    assert f'<p class="five" lang="nl">{phrase}</p>' in answer.text
    assert "Noor" not in answer.text.split('class="handed-on"')[1].split("</div>")[0]
    for wrong in (
        {"language": "xx"},
        {"ends_on": "2020-01-01"},
        {"ends_on": "2029-01-01"},
        {"given_by": "host"},
    ):
        said = {"language": "nl", "given_by": "team", "ends_on": "2026-12-24"} | wrong
        assert client.post(the("invitation"), said).status_code == 422
    assert Vouch.objects.count() == 1


def test_who_goes_on_rounds_makes_invitations_too(as_role):
    client = as_role(Role.OUTREACH)
    assert client.get(the("invitation")).context["form"]["given_by"].value() == "round"
    assert client.get(the("activities")).status_code == 404


# ── how it was ────────────────────────────────────────────────────────────────────────────────────


def test_how_it_was_is_one_form_and_the_figure_of_the_day_is_what_was_typed(client, noor):
    over = an_evening(days=-3)
    set_themes(activity=an_evening(days=-10), names=["Taxes"], by=noor)
    taxes = Theme.objects.get()
    said = {
        "attendance": "9",
        "first_timers": "2",
        "themes": [str(taxes.pk)],
        "own_words": "Landlords, taxes ,  Soup",
        "wish": "Tea in winter",
    }
    for _each in range(2):
        assert client.post(the("activity_after", over.pk), said).status_code == 302
    over.refresh_from_db()
    assert (over.status, over.attendance, over.sex_workers, over.first_timers) == ("held", 9, 9, 2)
    assert {theme.name for theme in over.themes.all()} == {"Taxes", "Landlords", "Soup"}
    assert Wish.objects.count() == 1
    figure = read("listen_to_you.contacts_by_region", Period(over.starts_on, over.starts_on))
    assert figure.value["brussels"] == 9


def test_a_headcount_that_looks_wrong_is_said_once(client, noor):
    over = an_evening(days=-3)
    said = {"attendance": "3", "first_timers": "4"}
    doubted = client.post(the("activity_after", over.pk), said)
    assert (doubted.status_code, "More people for the first time" in doubted.text) == (422, True)
    seen = doubted.context["after"]["seen"].value()
    assert client.post(the("activity_after", over.pk), said | {"seen": seen}).status_code == 302
    assert Activity.objects.get().first_timers == 4


@pytest.mark.parametrize(
    "said",
    [
        {"attendance": "-1"},
        {"attendance": "many"},
        {"attendance": "9" * 12},
        {"attendance": "3", "is_not_counted": "on"},
        {"attendance": "3", "is_estimated": "on"},
        {"themes": ["x"]},
        {"attendance": "3", "own_words": "x" * 401},
        {"attendance": "3", "own_words": "x" * 201},
        {"wish": "x" * 201},
    ],
)
def test_a_headcount_that_cannot_be_is_refused_and_kept_on_the_page(said, client, noor):
    over = an_evening(days=-3)
    answer = client.post(the("activity_after", over.pk), said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    over.refresh_from_db()
    assert (over.status, Theme.objects.count(), Wish.objects.count()) == ("planned", 0, 0)


def test_what_has_not_begun_cannot_have_been_held(client, noor):
    made = an_evening()
    assert "data-stepper" not in client.get(the("activity", made.pk)).text
    assert client.post(the("activity_after", made.pk), {"attendance": "3"}).status_code == 422


def test_parts_of_a_public_event_each_in_its_own_unit(client, noor):
    made = plan(kind=Kind.PUBLIC_EVENT, title="Fair", starts_on=TODAY, by=noor)
    page = the("activity_parts", made.pk)
    said = {"part-TOTAL_FORMS": "3", "part-INITIAL_FORMS": "0"}
    one = {"part-0-title": "Films", "part-0-unit": "seats", "part-0-count": "80"}
    two = {"part-1-title": "Walk", "part-1-unit": "persons", "part-1-is_not_counted": "on"}
    empty = {"part-2-title": "", "part-2-unit": "persons"}
    for _each in range(2):
        assert client.post(page, said | one | two | empty).status_code == 302
    told = ActivityPart.objects.values_list("title", "unit", "count", "is_not_counted")
    assert list(told) == [("Films", "seats", 80, False), ("Walk", "persons", None, True)]
    assert "nobody counted" in client.get(the("activity", made.pk)).text
    for wrong in (
        {"part-1-count": "3"},
        {"part-0-unit": "feet"},
        {"part-0-title": ""},
        {"part-0-count": "-1"},
    ):
        assert client.post(page, said | one | two | empty | wrong).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert ActivityPart.objects.count() == 2


# ── registers ─────────────────────────────────────────────────────────────────────────────────────


def test_themes_are_renamed_and_made_one(client, noor):
    set_themes(activity=an_evening(), names=["Taxes", "Tax"], by=noor)
    taxes, tax = Theme.objects.get(name="Taxes"), Theme.objects.get(name="Tax")
    assert client.post(the("theme", tax.pk), {"name": "TAXES"}).status_code == 422
    assert client.post(the("theme_merge", tax.pk), {"kept": str(tax.pk)}).status_code == 422
    assert client.post(the("theme_merge", tax.pk), {"kept": str(taxes.pk)}).status_code == 302
    assert client.post(the("theme_merge", tax.pk), {"kept": str(taxes.pk)}).status_code == 404
    client.post(the("theme", taxes.pk), {"name": "Money"})
    assert list(Theme.objects.values_list("name", flat=True)) == ["Money"]
    assert "Money" in client.get(the("themes")).text


def test_a_wish_is_taken_and_answered(client, noor):
    made = wish(activity=an_evening(days=-3), text="Tea in winter", by=noor)
    assert "Nobody’s yet" in client.get(the("wishes")).text
    assert client.post(the("wish_take", made.pk), {"owner": "x"}).status_code == 422
    client.post(the("wish_take", made.pk), {"owner": str(noor.pk)})
    assert client.post(the("wish_answer", made.pk), {"state": "done", "answer": ""}).status_code == 422
    assert client.post(the("wish_answer", made.pk), {"state": "open", "answer": "Yes"}).status_code == 422
    client.post(the("wish_answer", made.pk), {"state": "done", "answer": "There is a kettle."})
    assert "There is a kettle." in client.get(the("wishes")).text
    client.post(the("wish_reopen", made.pk))
    assert Wish.objects.get().state == "open"


def test_an_allowance_is_written_down_by_number_and_paid(client, noor):
    evening = an_evening(days=-3)
    Member.objects.create(reference="M-7")
    page = the("allowance_new", evening.pk)
    for wrong in ({"number": "nobody"}, {"amount": "0"}, {"amount": "ten"}, {"amount": "1e9"}):
        assert client.post(page, {"number": "m-7", "amount": "40"} | wrong).status_code == 422
    for _each in range(2):
        assert client.post(page, {"number": "m-7", "amount": "40"}).status_code == 302
    assert client.post(page, {"number": "m-7", "amount": "50"}).status_code == 422
    owed = Allowance.objects.get()
    assert client.post(the("allowance_paid", owed.pk), {"paid_on": "2026-01-01"}).status_code == 422
    client.post(the("allowance_paid", owed.pk), {"paid_on": "2026-11-24"})
    answer = client.get(the("allowances"))
    assert (answer.context["sums"]["due"], answer.context["sums"]["paid"]) == (0, Decimal(40))
    client.post(the("allowance_drop", owed.pk))
    client.post(the("allowance_undo", owed.pk))
    client.post(the("allowance_drop", owed.pk))
    assert Allowance.objects.count() == 0
    assert client.get(the("allowances"), {"year": "x"}).status_code == 404
