"""Sessions: what is stored of them, how they lock and resume, and that each promised end comes."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.accounts import PASSPHRASE, grant
from utsopi.audit.models import AuditEntry
from utsopi.team import actions, sessions
from utsopi.team.models import Session
from utsopi.team.roles import Role

MINUTE = timedelta(minutes=1)


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def key_of(client, settings) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def is_in(client) -> bool:
    """Whether the browser's session still signs somebody in, locked or not."""
    return client.get(reverse("me")).status_code != 302


@pytest.fixture
def later(time_machine):
    """A function that lets so much time pass."""
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine.shift


# ── what is stored ────────────────────────────────────────────────────────────────────────────────


def test_the_table_holds_neither_the_cookie_nor_anything_that_can_be_read(client, staff, settings):
    session = client.session
    session["said"] = "in confidence"
    session.save()
    row, key = Session.objects.get(), key_of(client, settings)
    stored = json.dumps([str(getattr(row, field.name)) for field in Session._meta.concrete_fields])
    stored += bytes(row.data).decode("latin-1")
    assert row.key_hash == sessions.hash_of(key)
    assert [word for word in (key, "in confidence", "csrf", staff.password) if word in stored] == []


@pytest.mark.parametrize("column", ["key_hash", "id"])
def test_a_stolen_row_is_no_login(column, client, staff, settings):
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = str(getattr(Session.objects.get(), column))
    assert not is_in(thief)


def test_data_moved_to_another_row_or_changed_opens_nothing(make_account, settings):
    noor, sam = signed_in(make_account("noor")), signed_in(make_account("sam"))
    of_noor, of_sam = (Session.objects.get(account__username=name) for name in ("noor", "sam"))
    Session.objects.filter(pk=of_noor.pk).update(data=of_sam.data)
    Session.objects.filter(pk=of_sam.pk).update(data=bytes(of_sam.data)[:-1] + b"\x00")
    assert (is_in(noor), is_in(sam)) == (False, False)


def test_a_key_that_somebody_else_chose_is_not_taken(make_account, settings):
    """Fixation: what stood in the cookie before signing in is worth nothing afterwards."""
    make_account("noor")
    browser = Client()
    browser.get(reverse("account_login"))
    before = key_of(browser, settings)
    browser.post(reverse("account_login"), {"login": "noor", "password": PASSPHRASE})
    stale = Client()
    stale.cookies[settings.SESSION_COOKIE_NAME] = before
    assert (is_in(browser), is_in(stale)) == (True, False)
    invented = Client()
    invented.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    invented.get(reverse("account_login"))
    assert key_of(invented, settings) != "a" * 32


# ── idle, and on again ────────────────────────────────────────────────────────────────────────────


def test_after_half_an_hour_it_is_locked_and_a_passphrase_opens_it(client, staff, later):
    later(29 * MINUTE)
    assert client.get(reverse("figures")).status_code == 200
    later(31 * MINUTE)
    page = client.get(reverse("figures") + "?period=2024")
    assert (page.status_code, "Are you still there?" in page.text) == (423, True)
    opened = client.post(
        reverse("figures") + "?period=2024", {"proof-was-get": "1", "proof-passphrase": PASSPHRASE}
    )
    assert (opened.status_code, opened.url) == (302, reverse("figures") + "?period=2024")
    assert client.get(reverse("figures")).status_code == 200


def test_what_was_typed_into_a_locked_page_is_carried_and_saved(client, staff, later):
    later(31 * MINUTE)
    typed = {"alias": 'Noor of the <south> & "west"', "more": ["1", "2"]}
    kept = client.post(reverse("me_alias"), typed)
    assert kept.status_code == 423
    assert kept.context["fields"] == [("alias", typed["alias"]), ("more", "1"), ("more", "2")]
    assert "&lt;south&gt; &amp; &quot;west&quot;" in kept.text
    staff.refresh_from_db()
    assert staff.alias == "Noor"
    sent_again = dict(typed) | {"proof-passphrase": PASSPHRASE}
    assert client.post(reverse("me_alias"), sent_again).url == reverse("me")
    staff.refresh_from_db()
    assert staff.alias == typed["alias"]


def test_a_wrong_passphrase_keeps_what_was_typed_and_five_end_the_session(client, staff, later):
    later(31 * MINUTE)
    for _try in range(4):
        again = client.post(reverse("me_alias"), {"alias": "Kim", "proof-passphrase": "not this one"})
        assert (again.status_code, again.context["fields"]) == (423, [("alias", "Kim")])
    assert client.post(reverse("me_alias"), {"alias": "Kim", "proof-passphrase": "nor this"}).url == "/in/"
    assert Session.objects.filter(account=staff).count() == 0


def test_files_cannot_be_kept_and_the_page_says_so(client, staff, later):
    later(31 * MINUTE)
    page = client.post(reverse("records"), {"files": SimpleUploadedFile("costs.csv", b"x")})
    assert page.status_code == 423
    assert "Files cannot be kept" in page.text


def test_a_proof_cannot_be_forged_from_another_site(staff, later):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    later(31 * MINUTE)
    assert (
        browser.post(reverse("me_alias"), {"alias": "x", "proof-passphrase": PASSPHRASE}).status_code == 403
    )


def test_a_part_of_a_page_asks_for_the_whole_one(client, staff, later):
    later(31 * MINUTE)
    answer = client.get(reverse("figures"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (423, "true")


def test_a_locked_session_can_still_be_signed_out_of(client, staff, later):
    later(31 * MINUTE)
    client.post(reverse("account_logout"))
    assert Session.objects.filter(account=staff).count() == 0


def test_a_page_that_asks_by_itself_does_not_keep_a_session_awake(client, staff, later):
    for _minute in range(4):
        later(10 * MINUTE)
        client.get(reverse("job_status", args=[staff.pk]))
    assert client.get(reverse("figures")).status_code == 423


# ── the ends ──────────────────────────────────────────────────────────────────────────────────────


def test_twelve_hours_after_sign_in_it_is_over_whatever_was_done(client, staff, later):
    for _quarter in range(12 * 4 - 1):
        later(15 * MINUTE)
        client.get(reverse("figures"))
    assert is_in(client)
    later(16 * MINUTE)
    assert not is_in(client)


@pytest.mark.parametrize(("roles", "allowed"), [((Role.MEMBER,), 2), ((Role.HELPDESK,), 3)])
def test_the_oldest_session_ends_when_there_are_too_many(roles, allowed, make_account, later):
    account, browsers = make_account("kim", *roles), []
    for _each in range(allowed + 1):
        browsers.append(signed_in(account))
        later(MINUTE)
    assert [is_in(browser) for browser in browsers] == [False] + [True] * allowed


def test_signing_out_leaves_no_row(client, staff):
    client.post(reverse("account_logout"))
    assert Session.objects.exclude(account=None).count() == 0


def test_a_role_given_or_taken_ends_her_sessions(make_account):
    kim, by = make_account("kim", Role.HELPDESK), make_account("noor", Role.ADMIN)
    browser = signed_in(kim)
    asked = actions.ask_for_role(
        account=kim, role=Role.STEWARD, ends_on=timezone.localdate() + actions.A_YEAR, by=by
    )
    assert is_in(browser)
    actions.approve(grant=asked, by=make_account("sam", Role.BOARD))
    assert not is_in(browser)
    browser = signed_in(kim)
    actions.revoke(grant=asked, by=by)
    assert not is_in(browser)


def test_a_role_is_over_on_its_last_day_without_anybody_doing_anything(make_account, client, later):
    kim = make_account("kim", ())
    grant(kim, Role.HELPDESK, days=3)
    client.force_login(kim)
    assert client.get(reverse("members")).status_code == 200
    later(timedelta(days=4))
    client.force_login(kim)
    assert client.get(reverse("members")).status_code == 404


def test_a_new_passphrase_ends_all_sessions_but_this_one(client, staff):
    other = signed_in(staff)
    new = {"passphrase": "five lamps along the quay", "again": "five lamps along the quay"}
    assert client.post(reverse("me_passphrase"), new).url == reverse("me")
    assert (is_in(client), is_in(other)) == (True, False)


def test_a_closed_account_is_out_at_once_and_cannot_come_back(client, staff, make_account):
    actions.close_account(account=staff, by=make_account("ada", Role.ADMIN))
    assert not is_in(client)
    answer = Client().post(reverse("account_login"), {"login": "noor", "password": PASSPHRASE})
    assert answer.status_code == 200
    staff.refresh_from_db()
    staff.forget_roles()
    assert staff.roles_on(timezone.localdate()) == frozenset()


def test_she_ends_one_of_her_sessions_or_all_others(client, staff):
    second, third = signed_in(staff), signed_in(staff)
    row = Session.objects.get(key_hash=sessions.hash_of(second.session.session_key))
    client.post(reverse("me_end_session", args=[row.pk]))
    assert (is_in(client), is_in(second), is_in(third)) == (True, False, True)
    client.post(reverse("me_end_others"))
    assert (is_in(client), is_in(third)) == (True, False)
    assert AuditEntry.objects.filter(action="end_session", by=staff).count() == 2


def test_nobody_ends_somebody_elses_session_from_her_own_page(client, staff, make_account):
    other = signed_in(make_account("sam"))
    row = Session.objects.get(account__username="sam")
    assert client.post(reverse("me_end_session", args=[row.pk])).status_code == 404
    assert is_in(other)


def test_sessions_that_are_over_are_swept(client, staff, later):
    later(timedelta(hours=13))
    sessions.SessionStore.clear_expired()
    assert Session.objects.count() == 0
