"""Who may open what: every address as every role, held against the one page of rules; own and foreign objects."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.http import HttpResponse, HttpResponseNotFound
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Member
from tests.accounts import PASSPHRASE, account_with
from tests.walk import WITHOUT_SESSION, addresses, patterns
from utsopi import urls
from utsopi.jobs.models import Job
from utsopi.team import sessions
from utsopi.team.access import PUBLIC
from utsopi.team.adapter import WANTS_ONLY
from utsopi.team.models import Session
from utsopi.team.pages import PAGES
from utsopi.team.roles import IN_WORDS, MAY, Role

ADDRESSES = addresses()
BY_NAME = {pattern.name: pattern for pattern in patterns()}
# said a second time, in other words, so that a slip of the pen in roles.py does not pass unseen
NEVER = {
    Role.MEMBER: {
        "figures.",
        "report.",
        "records.",
        "member.",
        "note.",
        "trail.",
        "team.",
        "jobs.",
        "gallery.",
    },
    Role.HOST: {"figures.", "report.", "records.", "member.", "note.", "trail.", "team.", "jobs."},
    Role.OUTREACH: {"figures.", "report.", "records.", "member.", "note.", "trail.", "team.", "jobs."},
    Role.HELPDESK: {"figures.", "report.", "records.", "member.identity", "trail.", "team."},
    Role.COORDINATOR: {"trail.", "team.manage", "note.write"},
    Role.BOARD: {"figures.", "report.", "records.", "member.", "note.", "trail.", "team.manage", "team.card"},
    Role.AUDITOR: {"figures.", "report.", "records.", "member.", "note.", "team."},
    Role.STEWARD: {"figures.", "report.", "records.", "member.", "note.", "team."},
    Role.ADMIN: {"figures.", "report.", "records.", "member.", "note.", "trail.", "jobs."},
}


@pytest.fixture
def doors(monkeypatch):
    """Behind each door a view that only says that it was reached, and a bare "not found" where there is none:
    what is tried is the door."""
    for pattern in BY_NAME.values():
        monkeypatch.setattr(pattern, "callback", lambda request, **kwargs: HttpResponse("reached"))
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound(), raising=False)


def tried(client, method: str = "get") -> tuple[set[str], set[int]]:
    """The names of all pages that let this browser in, and the statuses of all answers; public pages apart."""
    names = [name for name in ADDRESSES if name not in PUBLIC]
    answers = {name: getattr(client, method)(ADDRESSES[name]) for name in names}
    reached = {name for name, answer in answers.items() if answer.content == b"reached"}
    return reached, {answer.status_code for answer in answers.values()}


def signed_in(account, only_role: str = "") -> Client:
    client = Client()
    client.force_login(account)
    if only_role:
        session = client.session
        session[sessions.ONLY_ROLE] = only_role
        session.save()
    return client


# ── the page of rules ─────────────────────────────────────────────────────────────────────────────


def test_every_address_stands_on_exactly_one_of_the_two_lists():
    assert set(PAGES) & PUBLIC == set()
    assert set(PAGES) | PUBLIC == set(ADDRESSES)


def test_every_permission_is_known_and_every_role_is_described():
    assert set(PAGES.values()) <= set(MAY)
    assert set(IN_WORDS) == set(NEVER) == set(Role)
    assert all(holders <= set(Role) for holders in MAY.values())


def test_a_view_that_names_its_permission_names_the_one_of_its_page():
    named = {
        name: pattern.callback.needs
        for name, pattern in BY_NAME.items()
        if hasattr(pattern.callback, "needs")
    }
    assert named == {name: PAGES[name] for name in named}
    assert len(named) > 15


@pytest.mark.parametrize("role", Role)
def test_no_role_has_what_it_must_never_have(role):
    held = {name for name, holders in MAY.items() if role in holders}
    assert {name for name in held if name.startswith(tuple(NEVER[role]))} == set()


# ── every address as every role ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", Role)
def test_each_role_reaches_what_the_rules_say_and_finds_nothing_else(role, method, doors, make_account):
    client = signed_in(make_account("kim", role))
    expected = {name for name, needed in PAGES.items() if role in MAY[needed]}
    reached, statuses = tried(client, method)
    assert reached == expected
    assert statuses <= {200, 404}


def test_nobody_reaches_anything_and_is_led_to_the_way_in(doors, db):
    assert tried(Client()) == tried(Client(), "post") == (set(), {302})


def test_an_account_without_a_role_has_its_own_page_and_no_more(doors, make_account):
    expected = {name for name, needed in PAGES.items() if needed in ("here", "self")}
    assert tried(signed_in(make_account("kim", ())))[0] == expected


def test_roles_add_up(doors, make_account):
    both = (Role.HELPDESK, Role.ADMIN)
    expected = {name for name, needed in PAGES.items() if MAY[needed] & set(both)}
    assert tried(signed_in(make_account("kim", *both)))[0] == expected


def test_a_locked_session_reaches_nothing(doors, make_account, time_machine):
    client = signed_in(make_account("kim", *Role))
    time_machine.move_to(timezone.now() + sessions.IDLE + sessions.NOTED_EVERY)
    assert tried(client) == tried(client, "post") == (set(), {423})


def test_whoever_signed_in_for_a_round_has_that_role_only_whatever_else_she_holds(doors, make_account):
    client = signed_in(make_account("kim", *Role), Role.OUTREACH)
    expected = {name for name, needed in PAGES.items() if Role.OUTREACH in MAY[needed] and needed != "self"}
    assert tried(client) == tried(client, "post") == (expected, {200, 404})
    assert "me" not in expected
    assert "figures" not in expected


def test_a_round_is_over_when_the_role_is(doors, make_account):
    client = signed_in(make_account("kim", Role.COORDINATOR), Role.OUTREACH)
    assert tried(client)[0] == {name for name, needed in PAGES.items() if needed == "here"}


def test_the_page_of_a_round_gives_that_role_only(client, make_account):
    make_account("kim", *Role)
    client.post(reverse("round_in"), {"login": "kim", "password": PASSPHRASE})
    assert (
        client.session[sessions.ONLY_ROLE]
        == Session.objects.get(account__username="kim").only_role
        == "outreach"
    )
    assert client.get(reverse("figures")).status_code == 404
    assert client.get(reverse("me")).status_code == 404


def test_whoever_has_no_rounds_does_not_come_in_by_that_page(client, make_account):
    make_account("kim", Role.COORDINATOR)
    answer = client.post(reverse("round_in"), {"login": "kim", "password": PASSPHRASE}, follow=True)
    assert "You have no rounds just now" in answer.text
    assert Session.objects.exclude(account=None).count() == 0


def test_the_page_of_a_round_leaves_no_trace_on_the_usual_way_in(client, make_account):
    make_account("kim", *Role)
    client.get(reverse("round_in"))
    assert client.session[WANTS_ONLY] == "outreach"
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": "kim", "password": PASSPHRASE})
    assert client.session[sessions.ONLY_ROLE] == ""


def test_a_page_on_neither_list_is_found_by_nobody(monkeypatch, make_account):
    monkeypatch.delitem(PAGES, "figures")
    assert signed_in(make_account("kim", *Role)).get(reverse("figures")).status_code == 404


# ── own and foreign ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["job_status", "job_file", "job_retry", "import_outcome", "bring_in"])
def test_a_job_of_somebody_else_is_not_there(name, client, staff, make_account):
    job = Job.objects.create(kind="check_records", by=make_account("sam", *Role))
    method = client.post if name in ("job_retry", "bring_in") else client.get
    assert method(reverse(name, args=[job.pk])).status_code == 404


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_passkey_of_somebody_else_is_not_there(name, client, staff, make_account):
    theirs = Authenticator.objects.create(user=make_account("sam"), type="webauthn", data={"name": "phone"})
    assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
    assert client.post(reverse(name, args=[theirs.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "phone"


def test_an_object_that_may_not_be_seen_looks_like_one_that_is_not_there(client, make_account):
    member = Member.objects.create()
    client.force_login(make_account("ada", Role.ADMIN))
    there = client.get(reverse("member", args=[member.pk]))
    nowhere = client.get(reverse("member", args=["00000000-0000-4000-8000-000000000000"]))
    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


# ── reading changes nothing ───────────────────────────────────────────────────────────────────────

# who signed in and who looked is written down; all else stays as it was
WRITTEN_BY_LOOKING = {"team.Session", "audit.AuditEntry", "audit.ChainLink", "team.User"}


def everything() -> dict:
    """Each row of each table, as it stands."""
    return {
        model._meta.label: sorted(map(str, model.objects.values_list()))
        for model in apps.get_models()
        if model._meta.managed and model._meta.label not in WRITTEN_BY_LOOKING
    }


@pytest.mark.parametrize("name", sorted(WITHOUT_SESSION))
@pytest.mark.parametrize("said", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_form_without_a_session_is_taken_from_elsewhere(name, said, client, db):
    assert client.post(ADDRESSES[name], headers=said).status_code == 403


def test_no_page_changes_anything_by_being_looked_at(client, db):
    account = account_with("kim", Role)
    client.force_login(account)
    Job.objects.create(kind="check_records", by=account, state="done", finished_at=timezone.now())
    before = everything()
    for name, path in ADDRESSES.items():
        if name not in ("account_logout", "exit"):
            client.get(path)
    assert everything() == before


def test_no_form_is_taken_without_its_token(make_account):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_account("kim", *Role))
    names = ADDRESSES.keys() - {"exit", *WITHOUT_SESSION}
    answers = {name: browser.post(ADDRESSES[name]).status_code for name in sorted(names)}
    assert {name: status for name, status in answers.items() if status not in (403, 404, 405)} == {}


# ── other ways round ──────────────────────────────────────────────────────────────────────────────


def test_fields_that_are_not_in_a_form_change_nothing(client, make_account):
    kim = make_account("kim", Role.MEMBER)
    client.force_login(kim)
    more = {
        "is_active": "",
        "username": "root",
        "role": "admin",
        "roles": "admin",
        "only_role": "",
        "grants": "1",
    }
    client.post(reverse("me_alias"), {"alias": "Kim", **more})
    kim.refresh_from_db()
    kim.forget_roles()
    assert (kim.username, kim.is_active, kim.alias) == ("kim", True, "Kim")
    assert kim.roles_on(timezone.localdate()) == {"member"}


@pytest.mark.parametrize(
    "next_page", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
@pytest.mark.parametrize(("door", "leads_to"), [("account_login", "overview"), ("round_in", "round")])
def test_signing_in_leads_to_no_other_site(next_page, door, leads_to, client, make_account):
    make_account("kim", *Role)
    answer = client.post(reverse(door), {"login": "kim", "password": PASSPHRASE, "next": next_page})
    assert (answer.status_code, answer.url) == (302, reverse(leads_to))
