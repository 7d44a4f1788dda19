"""Guides: read and copied by the desk in her language, written by the coordinator; and whom to call at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from support.actions.guides import check_guide, write_guide
from support.guiding import whom_to_call
from support.models import Guide, Topic
from tests.screens import flaws
from utsopi.audit.models import AuditEntry
from utsopi.team.roles import Role

FINES = ["fines"]


@pytest.fixture
def fines(db) -> Topic:
    return Topic.objects.get(code="fines")


@pytest.fixture
def kim(make_account, client):
    account = make_account("kim", Role.HELPDESK)
    client.force_login(account)
    return account


def write(topic: Topic, language: str, text: str, by=None) -> Guide:
    write_guide(topic=topic, language=language, text=text, by=by)
    return topic.guides.get(language=language)


def page_of(client, code: str = "fines", **asked) -> str:
    return client.get(reverse("guide_of", args=[code]), asked).content.decode()


def test_a_guide_is_written_changed_and_taken_away(fines, staff):
    guide = write(fines, "fr", "Payez ou contestez.", staff)
    assert guide.checked_on == timezone.localdate()
    assert write(fines, "fr", "Contestez dans les 30 jours.", staff).pk == guide.pk
    write_guide(topic=fines, language="fr", text="", by=staff)
    write_guide(topic=fines, language="fr", text="", by=staff)
    assert not fines.guides.exists()
    assert [
        entry.action for entry in AuditEntry.objects.filter(model="support.Guide").order_by("number")
    ] == [
        "create",
        "change",
        "delete",
    ]


def test_it_is_read_in_the_language_that_is_asked_for(client, kim, fines):
    for language, text in (("en", "Contest it."), ("es", "Recúrrela.")):
        write(fines, language, text)
    assert "Recúrrela." in page_of(client, language="es")
    assert "Contest it." in page_of(client)
    assert 'lang="es"' in page_of(client, language="es")


def test_where_there_is_none_in_her_language_another_one_has_to_do_and_says_so(client, kim, fines):
    write(fines, "nl", "Betwist ze.")
    shown = page_of(client, language="ro")
    assert "Betwist ze." in shown and "There is none in Romanian yet" in shown
    assert "There is none in" not in page_of(client, language="<b>")


def test_what_was_written_is_text_and_nothing_else(client, kim, fines):
    write(fines, "en", "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page_of(client)


def test_the_age_is_told_and_after_half_a_year_somebody_should_look_again(client, staff, fines):
    guide = write(fines, "en", "Contest it.")
    assert "look again" not in page_of(client)
    Guide.objects.filter(pk=guide.pk).update(checked_on=timezone.localdate() - timedelta(days=200))
    assert "look again" in page_of(client)
    assert client.post(reverse("guide_checked", args=["fines", "en"])).status_code == 302
    assert "look again" not in page_of(client)


def test_the_desk_reads_and_does_not_write(client, kim, fines):
    write(fines, "en", "Contest it.")
    assert "Change it" not in page_of(client)
    assert client.get(reverse("guide_edit", args=["fines", "en"])).status_code == 404
    assert client.post(reverse("guide_checked", args=["fines", "en"])).status_code == 404


def test_the_coordinator_writes_on_the_page(client, staff, fines):
    address = reverse("guide_edit", args=["fines", "th"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"text": "โต้แย้ง"}).status_code == 302
    assert fines.guides.get().text == "โต้แย้ง"
    assert client.post(address, {"text": "x" * 4001}).status_code == 422
    assert client.get(reverse("guide_edit", args=["fines", "xx"])).status_code == 404
    assert client.get(reverse("guide_edit", args=["nothing", "fr"])).status_code == 404


def test_a_topic_without_a_guide_says_so(client, kim):
    assert "Nobody has written a guide" in page_of(client)
    assert client.get(reverse("guide_of", args=["nothing"])).status_code == 404


def test_the_list_names_what_is_written_and_for_the_coordinator_what_is_missing(client, staff, fines):
    Guide.objects.all().delete()
    assert "No guide was written yet." in client.get(reverse("guides")).content.decode()
    write(fines, "en", "Contest it.")
    shown = client.get(reverse("guides")).content.decode()
    assert "Topics without a guide" in shown and reverse("guide_of", args=FINES) in shown


def test_the_list_costs_the_same_for_one_guide_and_for_a_hundred(client, kim, fines):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("guides"))
        return len(counted)

    cost()
    before = cost()
    for topic in Topic.objects.all():
        for language in ("fr", "nl", "en"):
            Guide.objects.update_or_create(
                topic=topic, language=language, defaults={"text": "x", "checked_on": timezone.localdate()}
            )
    assert cost() == before


# ── whom to call ──────────────────────────────────────────────────────────────────────────────────


def test_for_suspected_trafficking_three_centres_and_the_emergency_number_are_there(db):
    for language in ("en", "fr", "nl"):
        with translation.override(language):
            (one,) = whom_to_call()
            assert (one.topic, one.language) == ("suspected_trafficking", language)
            for known in (
                "112",
                "PAG-ASA",
                "02 511 64 64",
                "Payoke",
                "03 201 16 90",
                "Sürya",
                "04 232 40 30",
            ):
                assert known in one.text


def test_the_coordinator_keeps_it_right_like_any_guide(staff, django_assert_num_queries):
    topic = Topic.objects.get(code="suspected_trafficking")
    write(topic, "en", "Call us first.", staff)
    with django_assert_num_queries(1):
        assert [one.text for one in whom_to_call()] == ["Call us first."]
    check_guide(guide=topic.guides.get(language="nl"), by=staff)
    topic.guides.all().delete()
    assert whom_to_call() == []


# ── in a browser ──────────────────────────────────────────────────────────────────────────────────


def test_one_key_copies_the_guide(desk, transactional_db):
    write(Topic.objects.get(code="fines"), "en", "Contest it.\nWithin 30 days.")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto("/guides/fines/")
    desk.keyboard.press("c")
    desk.get_by_text("Copied").first.wait_for()
    assert desk.evaluate("navigator.clipboard.readText()") == "Contest it.\nWithin 30 days."


def test_where_copying_is_not_allowed_the_text_is_selected(desk, transactional_db):
    write(Topic.objects.get(code="fines"), "en", "Contest it.")
    desk.goto("/guides/fines/")
    desk.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    desk.keyboard.press("c")
    desk.get_by_text("Selected").first.wait_for()
    assert desk.evaluate("getSelection().toString()") == "Contest it."


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_are_open_to_everybody_and_fit_the_screen(desk, transactional_db, axe, theme, width):
    desk.emulate_media(color_scheme=theme)
    desk.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in ("/guides/", "/guides/suspected_trafficking/", "/topics/", "/topics/of/fines/", "/again/"):
        desk.goto(address)
        found[address] = flaws(desk, axe)
    assert not any(found.values()), found
