"""Members by number, who somebody is behind a reason and a proof, and the note on a question."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.actions.identity import set_identity
from members.models import Member, MemberIdentity, Membership
from reports.workbook import import_workbook
from support.models import Category, Person, Question, Request, Topic
from tests.accounts import PASSPHRASE
from tests.workbook_help import YEARS
from tests.years import bring_in
from utsopi.audit.choices import Reason
from utsopi.audit.models import AuditEntry
from utsopi.privacy.keyring import make_keys

CANARY = "Zephyrine Quetzal"
KNOWN = {
    "chosen_name": CANARY,
    "legal_name": "Norah Jansen",
    "email": "noor@example.org",
    "phone": "0475 12 34 56",
}


@pytest.fixture
def coordinator(staff):
    """A coordinator who has just signed in."""
    return staff


@pytest.fixture
def helpdesk(make_account, client):
    account = make_account("kim", "helpdesk", alias="Kim")
    client.force_login(account)
    return account


@pytest.fixture
def member(db):
    member = Member.objects.create(reference="M7")
    Membership.objects.create(
        member=member,
        started_on="2024-02-01",
        language="fr",
        region="brussels",
        joined_through="outreach",
        is_sex_worker=True,
    )
    return member


@pytest.fixture
def known(member):
    """The member, with an identity."""
    set_identity(member=member, values=KNOWN, by=None)
    return member


@pytest.fixture
def question(db):
    person = Person.objects.create(region="brussels")
    request = Request.objects.create(received_on="2024-05-03", channel="phone", person=person)
    return Question.objects.create(
        request=request,
        category=Category.objects.filter(service="helpdesk").first(),
        topic=Topic.objects.first(),
        outcome="open",
    )


def note_by(question, account, text="She will call."):
    question.note, question.note_by = text, account
    question.save()


def at(name, record) -> str:
    return reverse(name, args=[record.pk])


def looks() -> list[tuple]:
    entries = AuditEntry.objects.filter(action="reveal").order_by("number")
    return [(entry.by.username, entry.fields[0], entry.reason) for entry in entries]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_numbers_and_codes_and_no_name(client, helpdesk, known):
    page = client.get(reverse("members"))
    assert page.context["lines"][0][:5] == ("M7", "Member", "Brussels", "French", "Outreach")
    assert not [text for text in KNOWN.values() if text in page.text]
    assert looks() == []


def test_a_member_who_left_is_none_today(client, helpdesk, member):
    member.memberships.update(ended_on="2024-06-01")
    assert client.get(reverse("members")).context["lines"][0].status == "Left"


def test_the_list_costs_the_same_whatever_its_length_and_is_paged(client, helpdesk, member):
    client.get(reverse("members"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("members"))
    bring_in("made-up-year")
    with CaptureQueriesContext(connection) as many:
        first = client.get(reverse("members"))
    assert len(many) == len(few)
    second = client.get(reverse("members") + first.context["older"])
    one, other = ({line.number for line in page.context["lines"]} for page in (first, second))
    assert (len(one), one & other) == (50, set())


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "1e9", "99999999999999999999"])
def test_a_page_that_is_no_number_is_not_found(page, client, helpdesk):
    assert client.get(reverse("members"), {"page": page}).status_code == 404


# ── who it is ─────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_a_member_shows_her_number_and_how_she_may_be_reached(client, coordinator, known):
    page = client.get(at("member", known))
    assert not [text for text in KNOWN.values() if text in page.text]
    assert [value for _label, value in page.context["facts"]] == [False, False, False]


@pytest.mark.parametrize("reason", Reason.values)
def test_with_a_reason_it_shows_who_she_is_once_and_writes_down_each_field(
    reason, client, coordinator, known
):
    shown = client.post(at("member_who", known), {"reason": reason})
    assert [value for _label, value in shown.context["facts"][:4]] == list(KNOWN.values())
    assert all(text in shown.text for text in KNOWN.values())
    assert "no-store" in shown["Cache-Control"]
    assert looks() == [("noor", name, reason) for name in KNOWN]
    assert not any(text in str(vars(entry)) for entry in AuditEntry.objects.all() for text in KNOWN.values())


def test_the_page_of_a_member_says_when_and_why_it_was_opened(client, coordinator, known):
    client.post(at("member_who", known), {"reason": "she_asked"})
    rows = client.get(at("member", known)).context["openings"].body()
    assert [[cell.text for cell in row[1:]] for row in rows] == [["Coordinator", "because she asked for it"]]


@pytest.mark.parametrize("reason", ["", "curious", None])
def test_without_a_reason_nothing_is_shown(reason, client, coordinator, known):
    refused = client.post(at("member_who", known), {} if reason is None else {"reason": reason})
    assert (refused.status_code, CANARY in refused.text, looks()) == (422, False, [])


def test_without_a_fresh_proof_nothing_is_shown_and_the_reason_is_kept(
    client, coordinator, known, time_machine
):
    time_machine.move_to(timezone.now() + timedelta(minutes=20))
    asked = client.post(at("member_who", known), {"reason": "danger"})
    assert (asked.status_code, CANARY in asked.text, looks()) == (401, False, [])
    assert 'value="danger"' in asked.text
    shown = client.post(at("member_who", known), {"reason": "danger", "proof-passphrase": PASSPHRASE})
    assert CANARY in shown.text


def test_it_is_not_shown_by_following_a_link(client, coordinator, known):
    assert client.get(at("member_who", known)).status_code == 405


@pytest.mark.parametrize(
    "role", ["member", "host", "outreach", "helpdesk", "board", "auditor", "steward", "admin"]
)
def test_nobody_but_the_coordinator_opens_an_identity(role, client, make_account, known):
    client.force_login(make_account("kim", role))
    for name in ("member_who", "member_identity"):
        assert client.post(at(name, known), {"reason": "danger"}).status_code == 404
    assert client.post(reverse("member_find"), {"kind": "email", "text": KNOWN["email"]}).status_code == 404
    assert looks() == []


def test_a_member_of_whom_nothing_is_kept_has_nothing_to_show(client, coordinator, member):
    assert "Nothing is kept about her" in client.get(at("member", member)).text
    assert client.post(at("member_who", member), {"reason": "danger"}).status_code == 404


# ── writing it down ───────────────────────────────────────────────────────────────────────────────


def test_a_name_is_enough_and_everything_else_is_no_at_first(client, coordinator, member):
    form = client.get(at("member_identity", member))
    assert "Say this to her first" in form.text
    saved = client.post(at("member_identity", member), {"chosen_name": CANARY, "agreed": "on"})
    kept = MemberIdentity.objects.get()
    assert saved.status_code == 302
    assert (kept.chosen_name.open(), kept.legal_name, kept.email, kept.phone) == (CANARY, None, None, None)
    assert (kept.may_write, kept.may_call, kept.may_leave_message, kept.agreed_text) == (
        False,
        False,
        False,
        "2026-11",
    )


@pytest.mark.parametrize(
    "sent", [{"agreed": "on"}, {"chosen_name": CANARY}, {"chosen_name": "x" * 81, "agreed": "on"}]
)
def test_without_a_name_or_before_she_agreed_nothing_is_kept(sent, client, coordinator, member):
    assert client.post(at("member_identity", member), sent).status_code == 422
    assert not MemberIdentity.objects.exists()


def test_the_form_shows_nothing_and_what_is_left_empty_stays(client, coordinator, known):
    form = client.get(at("member_identity", known))
    assert not [text for text in KNOWN.values() if text in form.text]
    client.post(at("member_identity", known), {"phone": "+40 722 123 456", "may_call": "on", "agreed": "on"})
    kept = MemberIdentity.objects.get()
    assert looks() == []
    assert (kept.chosen_name.open(), kept.phone.open()) == (CANARY, "+40 722 123 456")
    assert (kept.may_call, kept.may_write) == (True, False)
    assert MemberIdentity.objects.filter(phone_index="0040722123456").exists()


def test_a_change_is_in_the_trail_by_the_names_of_its_fields(client, coordinator, known):
    client.post(at("member_identity", known), {"email": "kim@example.org", "agreed": "on"})
    entry = AuditEntry.objects.filter(action="change").latest("number")
    assert (entry.by, entry.model) == (coordinator, "members.MemberIdentity")
    assert set(entry.fields) == {"email", "may_write", "may_call", "may_leave_message", "agreed_text"}


def test_what_is_ticked_is_taken_away(client, coordinator, known):
    client.post(at("member_identity", known), {"take_away": ["email", "legal_name"], "agreed": "on"})
    kept = MemberIdentity.objects.get()
    assert (kept.email, kept.legal_name, kept.phone is None) == (None, None, False)
    assert not MemberIdentity.objects.filter(email_index=KNOWN["email"]).exists()


def test_the_name_cannot_be_taken_away(client, coordinator, known):
    sent = {"take_away": ["chosen_name"], "agreed": "on"}
    assert client.post(at("member_identity", known), sent).status_code == 422


@pytest.mark.parametrize("sent", [{"email": "NOOR@example.org"}, {"phone": "+32475123456"}])
def test_an_address_of_another_member_is_refused_without_telling_whose(sent, client, coordinator, known):
    other = Member.objects.create(reference="M8")
    refused = client.post(at("member_identity", other), {"chosen_name": "Kim", "agreed": "on"} | sent)
    assert (refused.status_code, "M7" in refused.text) == (422, False)
    assert client.post(at("member_identity", known), sent | {"agreed": "on"}).status_code == 302


@pytest.mark.parametrize("sent", [{"email": "at the bar"}, {"phone": "12"}, {"phone": "ask for Kim"}])
def test_what_is_no_address_and_no_number_is_refused(sent, client, coordinator, known):
    assert client.post(at("member_identity", known), sent).status_code == 422


def test_a_member_is_found_by_her_own_whole_address_and_the_search_is_written_down(
    client, coordinator, known
):
    found = client.post(reverse("member_find"), {"kind": "email", "text": "Noor@Example.org"})
    assert found.url == at("member", known)
    nobody = client.post(reverse("member_find"), {"kind": "email", "text": "noor@example"})
    assert nobody.url == reverse("members")
    told = AuditEntry.objects.filter(action="reveal").order_by("number").values_list("fields", "counts")
    assert list(told) == [(["email_index"], {"found": 1}), (["email_index"], {"found": 0})]


# ── notes ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_note_is_written_and_opened_by_whoever_wrote_it_without_a_reason(client, helpdesk, question):
    client.post(at("question_note_write", question), {"note": CANARY})
    assert CANARY not in client.get(at("question_note", question)).text
    opened = client.post(at("question_note_open", question))
    assert CANARY in opened.text
    assert looks() == [("kim", "note", "")]


def test_the_note_of_another_opens_for_a_reason_only(client, helpdesk, question, make_account):
    note_by(question, make_account("ada", "helpdesk"))
    refused = client.post(at("question_note_open", question))
    assert (refused.status_code, "She will call." in refused.text, looks()) == (422, False, [])
    opened = client.post(at("question_note_open", question), {"reason": "stand_in"})
    assert "She will call." in opened.text
    assert looks() == [("kim", "note", "stand_in")]


def test_the_note_of_somebody_whose_account_is_gone_is_anothers(client, helpdesk, question):
    note_by(question, None)
    assert client.post(at("question_note_open", question)).status_code == 422


def test_the_coordinator_reads_a_note_and_writes_none(client, staff, question, make_account):
    note_by(question, make_account("ada", "helpdesk"))
    opened = client.post(at("question_note_open", question), {"reason": "review"})
    assert "She will call." in opened.text and "Save the note" not in opened.text
    assert client.post(at("question_note_write", question), {"note": "x"}).status_code == 404


def test_an_empty_note_takes_it_away(client, helpdesk, question):
    note_by(question, helpdesk)
    client.post(at("question_note_write", question), {"note": ""})
    question.refresh_from_db()
    assert (question.note, question.note_by) == (None, None)
    assert client.post(at("question_note_open", question)).status_code == 404


def test_a_note_of_more_than_400_characters_is_refused_and_nothing_typed_is_lost(client, helpdesk, question):
    refused = client.post(at("question_note_write", question), {"note": "x" * 401})
    assert (refused.status_code, "x" * 401 in refused.text) == (422, True)
    question.refresh_from_db()
    assert question.note is None


@pytest.mark.parametrize("role", ["member", "host", "outreach", "board", "auditor", "steward", "admin"])
def test_nobody_else_sees_questions_or_notes(role, client, make_account, question):
    note_by(question, make_account("ada", "helpdesk"))
    client.force_login(make_account("kim", role))
    assert client.get(reverse("log")).status_code == 404
    assert client.get(at("question_note", question)).status_code == 404
    assert client.post(at("question_note_open", question), {"reason": "review"}).status_code == 404


# ── without keys ──────────────────────────────────────────────────────────────────────────────────


def test_without_keys_sealed_pages_say_that_they_are_closed_and_nothing_else(
    client, coordinator, known, question, settings, tmp_path
):
    note_by(question, coordinator)
    settings.KEYS = tmp_path / "away"
    answers = [
        client.post(at("member_who", known), {"reason": "danger"}),
        client.get(at("member_identity", known)),
        client.post(at("member_identity", known), {"chosen_name": "Kim", "agreed": "on"}),
        client.post(reverse("member_find"), {"kind": "email", "text": KNOWN["email"]}),
        client.get(at("question_note", question)),
        client.post(at("question_note_open", question), {"reason": "danger"}),
    ]
    assert [answer.status_code for answer in answers] == [503] * 6
    for answer in answers:
        assert "This page is closed just now" in answer.text
        assert not [word for word in ("key", "seal", "member", "note") if word in answer.text.lower()]
        assert "no-store" in answer["Cache-Control"]


def test_without_keys_counts_and_lists_go_on(client, staff, member, without_keys):
    assert import_workbook(YEARS["made-up-year"], by=None).ok
    for address in ("overview", "figures", "report", "records", "members", "log"):
        assert client.get(reverse(address)).status_code == 200
    assert client.get(at("member", member)).status_code == 200


def test_with_the_keys_of_another_house_sealed_pages_are_closed_too(
    client, coordinator, known, settings, tmp_path
):
    settings.KEYS = tmp_path / "other"
    make_keys(settings.KEYS)
    shown = client.post(at("member_who", known), {"reason": "danger"})
    assert (shown.status_code, CANARY in shown.text) == (503, False)


# ── figures ───────────────────────────────────────────────────────────────────────────────────────


def test_no_row_behind_a_figure_and_no_export_reads_an_identity_or_a_note(
    client, coordinator, known, question
):
    note_by(question, coordinator)
    rows = client.get(reverse("figure_rows", args=["helpdesk.questions"]), {"period": "2024"})
    assert rows.status_code == 200 and "She will call." not in rows.text
    assert looks() == []


def test_bringing_records_in_again_leaves_notes_where_they_are(db):
    bring_in("made-up-year")
    one = Question.objects.order_by("reference").first()
    note_by(one, get_user_model().objects.create_user("ada", password=PASSPHRASE))
    Question.objects.filter(pk=one.pk).update(outcome="open" if one.outcome == "handled" else "handled")
    assert import_workbook(YEARS["made-up-year"], by=None).ok
    assert Question.objects.get(pk=one.pk).note.open() == "She will call."


def test_a_member_sees_her_own_record_and_who_opened_it(client, coordinator, known, make_account):
    hers = make_account("quiet.lamp.42")
    answer = client.post(reverse("member_account", args=[known.pk]), {"username": hers.username})
    assert answer.status_code == 302
    client.post(reverse("member_who", args=[known.pk]), {"reason": Reason.values[0]})
    client.force_login(hers)
    page = client.get(reverse("own_record"))
    assert page.context["member"] == known
    assert [row["role"] for row in page.context["openings"].rows] == ["Coordinator"]
    assert CANARY not in page.content.decode()


def test_an_account_without_a_record_is_told_so(client, member, make_account):
    client.force_login(make_account("quiet.lamp.42"))
    page = client.get(reverse("own_record"))
    assert (page.status_code, page.context["member"]) == (200, None)
    assert "M7<" not in page.content.decode()


def test_an_account_belongs_to_one_member_at_the_most(client, coordinator, member, make_account):
    hers, other = make_account("quiet.lamp.42"), Member.objects.create(reference="M8")
    for each in (member, other):
        client.post(reverse("member_account", args=[each.pk]), {"username": hers.username})
    assert list(Member.objects.filter(account=hers)) == [member]
    client.post(reverse("member_account", args=[member.pk]), {"username": ""})
    assert not Member.objects.filter(account=hers).exists()


def test_tying_an_account_is_written_down_without_its_name(client, coordinator, member, make_account):
    client.post(
        reverse("member_account", args=[member.pk]), {"username": make_account("quiet.lamp.42").username}
    )
    entry = AuditEntry.objects.get(object_id=member.pk)
    assert (entry.action, entry.fields) == ("change", ["account"])
