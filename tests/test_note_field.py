"""The guard at the forms: what it refuses, what may stay after a look, striking out with and without a script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from support.actions.notes import write_note
from support.forms.note_field import LONGEST, WORDS
from support.forms.notes import NoteForm
from support.guard import Kind
from support.models import Question
from tests.screens import faults
from tests.years import bring_in

TOLD = "Elle s'appelle Noor, gsm 0470 12 34 56."


@pytest.fixture
def question(db):

    bring_in("2024")
    return Question.objects.order_by("id").first()


@pytest.fixture
def helper(make_account, client):
    account = make_account("noor", "helpdesk")
    client.force_login(account)
    return account


def note_of(question) -> str | None:
    question.refresh_from_db()
    return question.note and question.note.open()


# ── the form ──────────────────────────────────────────────────────────────────────────────────────


def test_a_note_in_codes_and_plain_words_is_taken():
    form = NoteForm({"note": " Attend la réponse de la commune avant le 12/03/2024. "})
    assert (
        form.is_valid()
        and form.cleaned_data["note"] == "Attend la réponse de la commune avant le 12/03/2024."
    )


def test_each_kind_that_is_found_is_one_error_with_its_code_and_a_way_out():
    form = NoteForm({"note": f"{TOLD} 0471 65 43 21 noor@example.be"})
    errors = form.errors.get_json_data()["note"]
    assert [each["code"] for each in errors] == ["name", "telephone", "mail"]
    assert "call-back" in errors[1]["message"]


def test_every_kind_has_its_words():
    assert set(WORDS) == set(Kind)


def test_a_name_may_stay_after_a_look_and_a_number_may_not():
    assert NoteForm({"note": "Elle s'appelle Noor", "note_kept": "on"}).is_valid()
    form = NoteForm({"note": TOLD, "note_kept": "on"})
    assert [each["code"] for each in form.errors.get_json_data()["note"]] == ["telephone"]


def test_striking_out_takes_everything_or_leaves_the_name_that_is_none():
    struck = NoteForm({"note": TOLD, "note_strike": "1"})
    assert struck.is_valid() and struck.cleaned_data["note"] == "Elle s'appelle […], gsm […]."
    looked_at = NoteForm({"note": TOLD, "note_strike": "1", "note_kept": "on"})
    assert looked_at.is_valid() and looked_at.cleaned_data["note"] == "Elle s'appelle Noor, gsm […]."


def test_a_note_is_four_hundred_characters_at_most():
    assert NoteForm({"note": "é" * LONGEST}).is_valid()
    assert not NoteForm({"note": "é" * (LONGEST + 1)}).is_valid()


def test_a_note_that_nobody_sent_shows_nothing_found():
    assert NoteForm(initial={"note": TOLD})["note"].found() == []
    assert NoteForm()["note"].found() == []


# ── the page ──────────────────────────────────────────────────────────────────────────────────────


def test_without_a_script_the_page_marks_what_was_found_and_strikes_it_out(client, helper, question):
    address = reverse("question_note_write", args=[question.pk])
    page = client.post(address, {"note": TOLD})
    assert page.status_code == 422
    text = page.content.decode()
    assert "<mark>0470 12 34 56</mark>" in text and "<mark>Noor</mark>" in text
    assert 'name="note_strike"' in text and 'name="note_kept"' in text
    assert note_of(question) is None
    assert client.post(address, {"note": TOLD, "note_strike": "1"}).status_code == 302
    assert note_of(question) == "Elle s'appelle […], gsm […]."


def test_a_note_that_holds_what_it_should_not_since_before_the_guard_is_found_when_it_is_changed(
    client, helper, question
):
    write_note(question=question, text=TOLD, by=helper)
    page = client.post(reverse("question_note_open", args=[question.pk]))
    assert TOLD.partition("'")[2] in page.content.decode() and b"<mark>Noor" not in page.content
    page = client.post(reverse("question_note_write", args=[question.pk]), {"note": TOLD})
    assert page.status_code == 422


def test_the_page_with_what_was_found_is_valid_html(client, helper, question, vnu, tmp_path):
    address = reverse("question_note_write", args=[question.pk])
    (tmp_path / "found.html").write_bytes(client.post(address, {"note": TOLD}).content)
    (tmp_path / "new.html").write_bytes(client.get(reverse("question_note", args=[question.pk])).content)
    assert vnu(sorted(tmp_path.glob("*.html"))) == []


# ── while it is written ───────────────────────────────────────────────────────────────────────────


def test_the_house_says_what_it_finds_and_how_the_note_reads_without_it(client, helper):
    answer = client.post(reverse("note_check"), {"note": f"🌹 {TOLD}"}).json()
    assert answer == {
        "found": [
            {"kind": "name", "label": "a name", "may_stay": True, "start": 17, "end": 21},
            {"kind": "telephone", "label": "a telephone number", "may_stay": False, "start": 27, "end": 40},
        ],
        "struck": "🌹 Elle s'appelle […], gsm […].",
    }


def test_a_name_that_was_looked_at_is_told_no_more(client, helper):
    answer = client.post(reverse("note_check"), {"note": "heet Noor", "note_kept": "on"}).json()
    assert answer == {"found": [], "struck": "heet Noor"}


@pytest.mark.parametrize("data", [{}, {"note": ""}, {"note": " \n "}])
def test_an_empty_note_holds_nothing(client, helper, data):
    assert client.post(reverse("note_check"), data).json()["found"] == []


def test_more_than_a_note_can_hold_is_refused_in_words(client, helper):
    answer = client.post(reverse("note_check"), {"note": "x" * (LONGEST + 1)})
    assert answer.status_code == 422 and answer.json()["errors"]["note"]


def test_looking_writes_nothing_down(client, helper):
    from utsopi.audit.models import AuditEntry

    before = AuditEntry.objects.count()
    client.post(reverse("note_check"), {"note": TOLD})
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", ["coordinator", "member", "admin", "auditor"])
def test_who_writes_no_notes_finds_nothing_to_check_them_with(client, make_account, role):
    client.force_login(make_account("kim", role))
    assert client.post(reverse("note_check"), {"note": TOLD}).status_code == 404


def test_nobody_is_sent_to_sign_in(client, db):
    assert client.post(reverse("note_check"), {"note": TOLD}).status_code == 302


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def note_page(desk, staff, transactional_db, question):
    from tests.accounts import grant

    grant(staff, "helpdesk")
    desk.goto(reverse("question_note", args=[question.pk]))
    return desk


def test_what_is_found_is_shown_while_she_writes_and_struck_out_in_one_tap(note_page, question, axe):
    note_page.get_by_label("Note").press_sequentially(TOLD)
    expect(note_page.locator("mark")).to_have_text(["Noor", "0470 12 34 56"])  # looked at while she writes
    for theme in ("light", "dark"):
        note_page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert faults(note_page, axe) == []
    note_page.get_by_role("button", name="Strike it out").click()
    note_page.locator("mark").first.wait_for(state="hidden")
    assert note_page.get_by_label("Note").input_value() == "Elle s'appelle […], gsm […]."
    note_page.get_by_role("button", name="Save the note").click()
    note_page.get_by_text("Saved.").wait_for()
    assert note_of(question) == "Elle s'appelle […], gsm […]."


def test_saving_at_once_waits_for_the_look_and_stops(note_page, question):
    note_page.get_by_label("Note").fill(TOLD)
    note_page.get_by_role("button", name="Save the note").click()
    note_page.locator("mark").first.wait_for()
    assert note_of(question) is None


def test_what_is_no_name_is_said_and_saved(note_page, question):
    note_page.get_by_label("Note").fill("Le formulaire s'appelle Limosa")
    note_page.get_by_label("It is not a name").check()
    note_page.locator("mark").first.wait_for(state="hidden")
    note_page.get_by_role("button", name="Save the note").click()
    note_page.get_by_text("Saved.").wait_for()
    assert note_of(question) == "Le formulaire s'appelle Limosa"
