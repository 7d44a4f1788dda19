"""Assemblies: who may vote on that day, who is there or by proxy, whether enough are, and the list they sign."""

from datetime import date, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.actions import assemblies as verbs
from members.actions.identity import set_identity
from members.assembling import Quorum, quorum_of, seats_of
from members.models import Assembly, Member, MemberIdentity, Membership, Presence
from utsopi.audit.models import AuditEntry

DAY = date(2026, 6, 20)
NUMBERS = count(100)


def a_member(number="", *, joined="2026-01-01", left=None, effective=True, **identity) -> Member:
    made = Member.objects.create(reference=number or f"M{next(NUMBERS)}")
    facts = {"language": "fr", "joined_through": "outreach", "is_sex_worker": True}
    Membership.objects.create(member=made, started_on=joined, ended_on=left, is_effective=effective, **facts)
    if identity:
        set_identity(member=made, values=identity, by=None)
    return made


def an_assembly(**more) -> Assembly:
    rules = {"quorum_percent": 50, "most_proxies": 1, "only_effective": True, **more}
    return verbs.call(held_on=DAY, title="General assembly", by=None, **rules)


@pytest.fixture
def assembly(db):
    return an_assembly()


def there(assembly, *members) -> None:
    for member in members:
        verbs.mark_present(assembly=assembly, member=member, by=None)


def through(assembly, member, proxy) -> None:
    verbs.mark_by_proxy(assembly=assembly, member=member, proxy=proxy, by=None)


def counted(assembly) -> tuple:
    quorum = quorum_of(assembly)
    return quorum.voters, quorum.present, quorum.by_proxy, quorum.is_reached


# ── the quorum ────────────────────────────────────────────────────────────────────────────────────


def test_who_may_vote_is_read_from_that_day(assembly):
    a_member()
    a_member(joined=DAY)
    a_member(left=DAY)
    a_member(joined=DAY + timedelta(days=1))
    a_member(effective=False)
    assert quorum_of(assembly).voters == 2
    assembly.only_effective = False
    assert quorum_of(assembly).voters == 3


@pytest.mark.parametrize(
    ("voters", "percent", "needed"), [(10, 50, 5), (11, 50, 6), (3, 67, 3), (3, 66, 2), (7, 0, 0), (0, 50, 0)]
)
def test_the_quorum_is_the_smallest_number_not_below_the_share(voters, percent, needed):
    assert Quorum(voters, 0, 0, percent).needed == needed


def test_where_nobody_may_vote_nothing_is_decided():
    assert not Quorum(0, 0, 0, 0).is_reached
    assert Quorum(1, 0, 0, 0).is_reached


def test_present_and_by_proxy_count_and_whoever_may_not_vote_does_not(assembly):
    one, two, _three, _four = (a_member() for _each in range(4))
    guest = a_member(effective=False)
    there(assembly, one, guest)
    assert counted(assembly) == (4, 1, 0, False)
    through(assembly, two, one)
    assert counted(assembly) == (4, 1, 1, True)


# ── marking ───────────────────────────────────────────────────────────────────────────────────────


def test_marked_twice_she_is_there_once(assembly):
    one = a_member()
    there(assembly, one, one)
    assert Presence.objects.count() == 1
    assert AuditEntry.objects.filter(model="members.Presence").count() == 1


def test_whoever_comes_after_all_votes_herself(assembly):
    one, two = a_member(), a_member()
    there(assembly, one)
    through(assembly, two, one)
    there(assembly, two)
    assert counted(assembly) == (2, 2, 0, True)
    through(assembly, a_member(), one)


def test_nobody_carries_more_than_one_may(assembly):
    one, two, three = a_member(), a_member(), a_member()
    there(assembly, one)
    through(assembly, two, one)
    through(assembly, two, one)
    with pytest.raises(ValidationError, match="as many proxies as one may"):
        through(assembly, three, one)


def test_nobody_votes_for_somebody_who_is_there(assembly):
    one, two = a_member(), a_member()
    there(assembly, one, two)
    with pytest.raises(ValidationError, match="is there herself"):
        through(assembly, two, one)
    assert counted(assembly) == (2, 2, 0, True)


@pytest.mark.parametrize("who", ["not there", "without a vote", "herself", "no member", "carried herself"])
def test_a_proxy_is_somebody_who_is_there_and_votes(who, assembly):
    giver, carrier = a_member(), a_member()
    there(assembly, carrier)
    guest = a_member(effective=False)
    there(assembly, guest)
    other = a_member()
    through(assembly, other, carrier)
    proxy = {
        "not there": lambda: a_member(),
        "without a vote": lambda: guest,
        "herself": lambda: giver,
        "no member": lambda: a_member(left="2026-02-01"),
        "carried herself": lambda: other,
    }[who]()
    with pytest.raises(ValidationError):
        through(assembly, giver, proxy)


def test_whoever_carries_a_proxy_is_not_taken_off_nor_carried(assembly):
    one, two, three = a_member(), a_member(), a_member()
    there(assembly, one, three)
    through(assembly, two, one)
    with pytest.raises(ValidationError, match="carries a proxy"):
        verbs.unmark(assembly=assembly, member=one, by=None)
    with pytest.raises(ValidationError, match="carries a proxy"):
        through(assembly, one, three)
    verbs.unmark(assembly=assembly, member=two, by=None)
    verbs.unmark(assembly=assembly, member=one, by=None)
    assert counted(assembly) == (3, 1, 0, False)


def test_whoever_is_no_member_on_that_day_is_not_there(assembly):
    with pytest.raises(ValidationError, match="not a member on the day"):
        there(assembly, a_member(joined=DAY + timedelta(days=1)))


def test_the_database_refuses_a_second_presence_and_a_proxy_of_ones_own(assembly):
    one = a_member()
    there(assembly, one)
    for wrong in ({"present_as": "present"}, {"present_as": "by_proxy", "proxy": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Presence.objects.create(assembly=assembly, member=one, **wrong)


def test_once_it_is_closed_nothing_changes_until_it_is_opened_again(assembly):
    one = a_member()
    verbs.close(assembly=assembly, by=None)
    verbs.close(assembly=assembly, by=None)
    for act in (
        lambda: there(assembly, one),
        lambda: verbs.unmark(assembly=assembly, member=one, by=None),
        lambda: verbs.change(assembly=assembly, title="Other", by=None),
        lambda: verbs.drop(assembly=assembly, by=None),
    ):
        with pytest.raises(ValidationError, match="closed"):
            act()
    verbs.reopen(assembly=assembly, by=None)
    there(assembly, one)
    fields = AuditEntry.objects.filter(model="members.Assembly").order_by("number").values_list("fields")
    assert [each for (each,) in fields] == [[], ["is_closed"], ["is_closed"]]


def test_day_and_rules_stay_once_somebody_is_marked(assembly):
    there(assembly, a_member())
    verbs.change(assembly=assembly, title="Second try", by=None)
    with pytest.raises(ValidationError, match="marked already"):
        verbs.change(assembly=assembly, held_on=DAY + timedelta(days=1), by=None)
    with pytest.raises(ValidationError, match="marked already"):
        verbs.drop(assembly=assembly, by=None)


def test_numbers_stand_as_people_look_for_them(assembly):
    for number in ("M10", "M9", "M2"):
        a_member(number)
    assert [seat.number for seat in seats_of(assembly)] == ["M2", "M9", "M10"]


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def mark(client, assembly, **sent):
    return client.post(reverse("assembly_mark", args=[assembly.pk]), sent, follow=True)


def test_an_assembly_is_called_changed_and_dropped(client, staff):
    rules = {"held_on": "2026-06-20", "title": "Spring", "quorum_percent": "40", "most_proxies": "2"}
    assert client.post(reverse("assembly_new"), {**rules, "quorum_percent": "101"}).status_code == 422
    client.post(reverse("assembly_new"), {**rules, "only_effective": "on"})
    made = Assembly.objects.get()
    assert (made.quorum_percent, made.most_proxies, made.only_effective) == (40, 2, True)
    client.post(reverse("assembly_edit", args=[made.pk]), {**rules, "title": "Summer"})
    assert "Summer" in client.get(reverse("assemblies")).text
    client.post(reverse("assembly_drop", args=[made.pk]))
    assert "None yet." in client.get(reverse("assemblies")).text


def test_marking_by_button_and_by_number_shows_the_quorum(client, staff, assembly):
    one, _two = a_member("M1"), a_member("M2")
    page = mark(client, assembly, present=one.pk)
    assert "The quorum is reached: 1 of the 1 that are needed." in page.text
    page = mark(client, assembly, number="m2", through="M1")
    assert "votes through M1" in page.text and "carries 1 proxy" in page.text
    page = mark(client, assembly, off=Member.objects.get(reference="M2").pk)
    assert counted(assembly) == (2, 1, 0, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Write a number first."),
        ({"number": "M99"}, "No member has this number."),
        ({"number": "M1", "through": "M1"}, "Nobody carries her own vote."),
        ({"present": "x"}, "UUID"),
        ({"off": "00000000-0000-4000-8000-000000000000"}, "No member has this number."),
    ],
)
def test_what_cannot_be_marked_is_said_and_what_was_typed_stays(sent, said, client, staff, assembly):
    a_member("M1")
    page = mark(client, assembly, **sent)
    assert page.status_code == 422
    assert said in page.text
    assert not sent.get("number") or f'value="{sent["number"]}"' in page.text


def test_closing_takes_the_buttons_away(client, staff, assembly):
    one = a_member("M1")
    client.post(reverse("assembly_close", args=[assembly.pk]))
    page = client.get(reverse("assembly", args=[assembly.pk]))
    assert "Open again" in page.text and "data-quick" not in page.text
    assert mark(client, assembly, present=one.pk).status_code == 422
    client.post(reverse("assembly_reopen", args=[assembly.pk]))
    assert mark(client, assembly, present=one.pk).status_code == 200


def test_one_without_quorum_is_called_a_second_time_by_the_same_rules_and_decides_with_whoever_comes(
    client, staff, assembly
):
    one, _two, _three = a_member(), a_member(), a_member()
    client.post(reverse("assembly_close", args=[assembly.pk]))
    page = client.get(reverse("assembly", args=[assembly.pk]))
    again = f"{reverse('assembly_new')}?after={assembly.pk}"
    assert again in page.text
    offered = client.get(again).context["form"].initial
    assert (offered["quorum_percent"], offered["most_proxies"], offered["only_effective"]) == (0, 1, True)
    assert offered["held_on"] >= DAY + timedelta(days=15)
    said = offered | {"held_on": DAY + timedelta(days=15), "only_effective": "on"}
    made = client.post(again, said, follow=True).context["assembly"]
    there(made, one)
    assert (made != assembly, counted(made)) == (True, (3, 1, 0, True))


def test_one_that_could_decide_is_not_called_again(client, staff, assembly):
    there(assembly, a_member())
    client.post(reverse("assembly_close", args=[assembly.pk]))
    assert "?after=" not in client.get(reverse("assembly", args=[assembly.pk])).text
    for wrong in ("x", str(uuid4())):
        assert client.get(reverse("assembly_new"), {"after": wrong}).status_code == 404


def test_the_list_to_sign_is_by_number_until_names_are_asked_for_once(client, staff, assembly):
    told = {"chosen_name": "Zephyrine", "legal_name": "Norah Jansen"}
    a_member("M1", **told, name_on_lists="chosen")
    a_member("M2", **{**told, "chosen_name": "Ottoline"}, name_on_lists="legal")
    a_member("M3", chosen_name="Silent", name_on_lists="number")
    a_member("M4", chosen_name="Nolegal", name_on_lists="legal")
    page = client.get(reverse("attendance", args=[assembly.pk]))
    assert [line.name for line in page.context["lines"]] == ["M1", "M2", "M3", "M4"]
    named = client.post(reverse("attendance_names", args=[assembly.pk]))
    assert [line.name for line in named.context["lines"]] == ["M3", "M4", "Norah Jansen", "Zephyrine"]
    assert not [name for name in ("Silent", "Ottoline", "Nolegal") if name in named.text]
    (entry,) = AuditEntry.objects.filter(model="members.MemberIdentity", action__in=["list", "reveal"])
    assert (entry.fields, entry.counts["shown"]) == (["chosen_name", "legal_name"], 2)


def test_whoever_votes_for_her_stands_there_under_the_same_name_as_in_her_own_line(client, staff, assembly):
    first, second = a_member("M1", chosen_name="Ștefania", name_on_lists="chosen"), a_member("M2")
    a_member("M3", chosen_name="Zoé", name_on_lists="chosen")
    there(assembly, first)
    verbs.mark_by_proxy(assembly=assembly, member=second, proxy=first, by=None)
    named = client.post(reverse("attendance_names", args=[assembly.pk]))
    assert [line.name for line in named.context["lines"]] == ["M2", "Ștefania", "Zoé"]
    assert "through Ștefania" in named.text and "M1" not in named.text


def test_names_want_a_fresh_proof_and_keys(client, staff, assembly, time_machine, settings, tmp_path):
    a_member("M1", chosen_name="Zephyrine", name_on_lists="chosen")
    address = reverse("attendance_names", args=[assembly.pk])
    assert client.get(address).status_code == 405
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    assert client.post(address).status_code == 401
    settings.KEYS = tmp_path / "away"
    assert client.post(address).status_code == 503
    assert client.get(reverse("attendance", args=[assembly.pk])).status_code == 200
    assert not AuditEntry.objects.filter(action="list").exists()


def test_where_nobody_agreed_to_a_name_nothing_is_opened(client, staff, assembly):
    a_member("M1", chosen_name="Silent")
    assert MemberIdentity.objects.get().name_on_lists == "number"
    page = client.get(reverse("attendance", args=[assembly.pk]))
    assert "With the names" not in page.text
    client.post(reverse("attendance_names", args=[assembly.pk]))
    assert not AuditEntry.objects.filter(action="list").exists()


@pytest.mark.parametrize("name", ["assembly", "attendance", "assembly_edit"])
def test_nobody_but_the_coordinator_sees_an_assembly(name, client, make_account, assembly):
    for role in ("helpdesk", "board", "host", "admin", "auditor"):
        client.force_login(make_account(f"as-{role}", role))
        assert client.get(reverse(name, args=[assembly.pk])).status_code == 404


@pytest.mark.parametrize("name", ["assembly", "attendance"])
def test_ten_and_a_hundred_members_cost_the_same(name, client, staff, assembly):
    address = reverse(name, args=[assembly.pk])
    client.get(address)
    told = []
    for number in (10, 90):
        for _each in range(number):
            there(assembly, a_member())
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        told.append(len(asked))
    assert told[0] == told[1]


def test_ten_and_a_hundred_assemblies_cost_the_same(client, staff, db):
    client.get(reverse("assemblies"))
    told = []
    for number in (10, 40):
        for _each in range(number):
            an_assembly()
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("assemblies"))
        told.append(len(asked))
    assert told[0] == told[1]
