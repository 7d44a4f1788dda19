"""A member is a set of intervals: she joins, leaves, comes back; and what was written down wrongly is put right."""

from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from members.actions import joining as acts
from members.actions import memberships as verbs
from members.actions.mandates import give
from members.flow import members_on
from members.models import Mandate, Member, Membership
from tests.at_once import at_once
from tests.joining import a_request, is_welcomed
from utsopi.audit.models import AuditEntry

DAY = date(2026, 11, 17)
A_DAY = timedelta(days=1)
FACTS = {"region": "brussels", "language": "fr", "joined_through": "open_house", "is_sex_worker": True}


@pytest.fixture(autouse=True)
def today():
    """The clock stands still on DAY."""
    with time_machine.travel(DAY, tick=False):
        yield DAY


@pytest.fixture
def member(db):
    return Member.objects.create(reference="M7")


def joined(member, on=DAY - 30 * A_DAY, **facts) -> Membership:
    return verbs.begin(member=member, on=on, by=None, **{**FACTS, **facts})


def left(member, on=DAY, because="asked") -> Membership:
    return verbs.leave(member=member, on=on, because=because, by=None)


def intervals(member) -> list[tuple]:
    return list(member.memberships.order_by("started_on").values_list("started_on", "ended_on"))


def trail() -> list[tuple]:
    entries = AuditEntry.objects.filter(model="members.Membership").order_by("number")
    return [(entry.action, entry.fields) for entry in entries]


# ── joining, leaving, coming back ─────────────────────────────────────────────────────────────────


def test_she_joins_leaves_and_comes_back_with_a_source_of_its_own(member):
    joined(member)
    left(member, on=DAY - 9 * A_DAY)
    joined(member, on=DAY - A_DAY, joined_through="outreach")
    assert intervals(member) == [(DAY - 30 * A_DAY, DAY - 9 * A_DAY), (DAY - A_DAY, None)]
    sources = member.memberships.order_by("started_on").values_list("joined_through", flat=True)
    assert list(sources) == ["open_house", "outreach"]
    assert trail() == [
        ("create", ["started_on"]),
        ("change", ["ended_on", "left_because"]),
        ("create", ["started_on"]),
    ]


def test_she_may_come_back_on_the_day_she_left(member):
    joined(member)
    left(member)
    joined(member, on=DAY)
    assert [each.runs_on(DAY) for each in member.memberships.order_by("started_on")] == [False, True]


def test_whoever_leaves_on_the_day_she_joined_was_a_member_on_that_day(member):
    joined(member, on=DAY)
    left(member)
    assert intervals(member) == [(DAY, DAY + A_DAY)]


def test_nobody_joins_twice_at_once(member):
    joined(member)
    with pytest.raises(ValidationError, match="a member on these days already"):
        joined(member, on=DAY)
    with pytest.raises(ValidationError, match="a member on these days already"):
        joined(member, on=DAY - 60 * A_DAY)
    assert len(intervals(member)) == 1


def test_the_database_refuses_what_the_verb_would_not_have_seen(member):
    joined(member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(member=member, started_on=DAY, **FACTS)


@pytest.mark.parametrize("verb", [joined, left])
def test_a_day_that_lies_ahead_is_written_down_when_it_is_there(verb, member):
    joined(member) if verb is left else None
    with pytest.raises(ValidationError, match="lies ahead"):
        verb(member, on=DAY + 3 * A_DAY)


def test_whoever_is_no_member_cannot_leave(member):
    with pytest.raises(ValidationError, match="not a member"):
        left(member)
    joined(member)
    left(member)
    with pytest.raises(ValidationError, match="not a member"):
        left(member)
    assert len(trail()) == 2


def test_her_mandates_end_on_the_day_she_leaves(member):
    joined(member)
    running = give(member=member, kind="board", on=DAY - 20 * A_DAY, by=None)
    give(member=member, kind="host", on=DAY - 2 * A_DAY, by=None)
    left(member, on=DAY - 9 * A_DAY)
    assert list(Mandate.objects.values_list("pk", "ended_on")) == [(running.pk, DAY - 9 * A_DAY)]


# ── putting it right ──────────────────────────────────────────────────────────────────────────────


def test_she_did_not_leave_after_all(member):
    joined(member)
    verbs.stay(membership=left(member), by=None)
    assert intervals(member) == [(DAY - 30 * A_DAY, None)]
    assert member.memberships.get().left_because == ""


def test_she_did_leave_where_she_came_back_since(member):
    joined(member)
    gone = left(member, on=DAY - 9 * A_DAY)
    joined(member, on=DAY)
    with pytest.raises(ValidationError, match="on these days already"):
        verbs.stay(membership=gone, by=None)
    assert intervals(member)[0][1] == DAY - 9 * A_DAY


def test_what_is_put_right_is_told_by_the_names_of_the_fields(member):
    made = joined(member)
    verbs.correct(membership=made, region="flanders", is_effective=True, language="fr", by=None)
    verbs.correct(membership=made, region="flanders", by=None)
    assert trail()[1:] == [("change", ["region", "is_effective"])]


def test_an_interval_ends_after_it_begins(member):
    made = joined(member)
    with pytest.raises(ValidationError, match="not after the day of joining"):
        verbs.correct(membership=made, ended_on=made.started_on, by=None)


def test_an_interval_that_never_was_is_taken_away_once(member):
    made = joined(member)
    verbs.undo(membership=made, by=None)
    verbs.undo(membership=made, by=None)
    assert intervals(member) == []
    assert [action for action, _fields in trail()] == ["create", "delete"]


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def sent(**more) -> dict:
    facts = {"region": "brussels", "language": "fr", "joined_through": "outreach", "kind": "sex_worker"}
    return {"on": DAY.isoformat(), **facts, **more}


def test_coming_back_offers_what_was_told_and_asks_how_she_came(client, staff, member):
    joined(member, region="flanders", language="nl")
    left(member)
    form = client.get(reverse("member_begin", args=[member.pk])).context["form"]
    told = {name: form[name].value() for name in ("on", "region", "language", "kind", "joined_through")}
    assert told == {
        "on": DAY,
        "region": "flanders",
        "language": "nl",
        "kind": "sex_worker",
        "joined_through": None,
    }


def test_joining_again_on_the_page(client, staff, member):
    joined(member)
    left(member)
    saved = client.post(reverse("member_begin", args=[member.pk]), sent(is_effective="on"), follow=True)
    assert "She is a member again." in saved.text and "She leaves" in saved.text
    newest = member.memberships.latest("started_on")
    assert (newest.started_on, newest.joined_through, newest.is_effective) == (DAY, "outreach", True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""},
        {"on": "soon"},
        {"on": "2027-01-01"},
        {"joined_through": ""},
        {"region": "mars"},
        {"kind": "x"},
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(wrong, client, staff, member):
    refused = client.post(reverse("member_begin", args=[member.pk]), sent(**wrong))
    assert (refused.status_code, intervals(member)) == (422, [])
    assert "to put right" in refused.text


def test_leaving_on_the_page_says_why(client, staff, member):
    joined(member)
    gone = {"on": DAY.isoformat(), "because": "moved_on"}
    assert client.post(reverse("member_leave", args=[member.pk]), {"on": gone["on"]}).status_code == 422
    page = client.post(reverse("member_leave", args=[member.pk]), gone, follow=True)
    assert "She does other work now" in page.text
    assert client.post(reverse("member_leave", args=[member.pk]), gone).status_code == 422


def test_leaving_is_undone_by_one_click(client, staff, member):
    joined(member)
    gone = left(member)
    page = client.post(reverse("membership_stay", args=[gone.pk]), follow=True)
    assert "she did not leave" in page.text
    assert intervals(member)[0][1] is None


def test_an_interval_is_put_right_on_its_page(client, staff, member):
    made = joined(member)
    address = reverse("membership", args=[made.pk])
    assert client.get(address).context["form"]["joined_through"].value() == "open_house"
    new = sent(on="2026-01-05", region="", ended_on="2026-02-01", left_because="no_contact")
    assert client.post(address, new).status_code == 302
    made.refresh_from_db()
    assert (made.started_on, made.ended_on, made.region) == (date(2026, 1, 5), date(2026, 2, 1), "")
    assert client.post(address, sent(left_because="asked")).status_code == 422


def test_it_is_asked_before_an_interval_goes(client, staff, member):
    made = joined(member)
    address = reverse("membership_undo", args=[made.pk])
    assert "Only where it never was" in client.get(address).text
    assert len(intervals(member)) == 1
    client.post(address)
    assert intervals(member) == []


@pytest.mark.parametrize("name", ["member_begin", "member_leave", "mandate_give"])
@pytest.mark.parametrize("role", ["helpdesk", "board", "host", "admin"])
def test_nobody_but_the_coordinator_decides(name, role, client, make_account, member):
    client.force_login(make_account("kim", role))
    assert client.get(reverse(name, args=[member.pk])).status_code == 404
    assert client.post(reverse(name, args=[member.pk]), sent()).status_code == 404


def test_the_helpdesk_sees_intervals_and_no_button(client, make_account, member):
    joined(member)
    client.force_login(make_account("kim", "helpdesk"))
    page = client.get(reverse("member", args=[member.pk]))
    assert "Member since" in page.text
    assert not [words for words in ("She leaves", "Correct", "A new mandate") if words in page.text]


# ── what hangs on an interval ─────────────────────────────────────────────────────────────────────


def test_an_interval_that_is_put_right_to_have_ended_ends_her_mandates_too(member):
    made = joined(member)
    held = give(member=member, kind="host", on=DAY - 20 * A_DAY, by=None)
    verbs.correct(membership=made, ended_on=DAY - 5 * A_DAY, by=None)
    held.refresh_from_db()
    assert held.ended_on == DAY - 5 * A_DAY


def test_an_earlier_interval_that_is_put_right_leaves_mandates_of_now_alone(member):
    first = joined(member, on=DAY - 300 * A_DAY)
    left(member, on=DAY - 200 * A_DAY)
    joined(member, on=DAY - 100 * A_DAY)
    held = give(member=member, kind="host", on=DAY - 20 * A_DAY, by=None)
    verbs.correct(membership=first, ended_on=DAY - 250 * A_DAY, by=None)
    held.refresh_from_db()
    assert held.ended_on is None


@pytest.mark.parametrize(("start", "end"), [((2025, 1, 1), (2025, 12, 31)), ((2024, 12, 31), (2026, 1, 1))])
def test_members_on_any_day_are_those_counted_by_hand_at_every_edge_of_a_year(start, end, client, staff, db):
    first, other = Member.objects.create(reference="A1"), Member.objects.create(reference="A2")
    days = [
        (first, date(*start), date(*end)),
        (first, date(*end), None),
        (other, date(2025, 1, 1), date(2026, 1, 1)),
    ]
    for who, began, ended in days:
        Membership.objects.create(
            member=who, started_on=began, ended_on=ended, language="fr",
            joined_through="website", is_sex_worker=True,
        )  # fmt: skip
    edges = {day + shift * A_DAY for _who, *both in days for day in both if day for shift in (-1, 0, 1)}
    for day in sorted(edges):
        by_hand = sum(began <= day and (ended is None or day < ended) for _who, began, ended in days)
        assert sum(each.count for each in members_on(day)) == by_hand
        page = client.get(reverse("members"), {"status": "member", "day": f"{day}"})
        assert page.context["count"] == by_hand


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_decide_at_once_make_one_member():
    made = a_request()
    is_decided = partial(is_welcomed, made)
    outcomes = at_once(is_decided, is_decided, lambda: acts.decline(joining=made, by=None))
    refused = [each for each in outcomes if isinstance(each, ValidationError)]
    made.refresh_from_db()
    assert (made.state, Membership.objects.count()) == ("welcomed", 1)
    assert len(refused) in (1, 2) and len(refused) == sum(isinstance(each, Exception) for each in outcomes)
