"""Categories and topics: worded, ended and merged, while the tables of years that are over stay as they are."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from reports.figures import FIGURES
from reports.reading import read, read_all, rows_behind
from support import desk
from support.actions import log, topics
from support.choices import SORT_LATER, Service
from support.models import Category, Listing, PastWording, Topic
from tests.test_figures import STATEMENTS_OF_A_READING
from utsopi.audit.models import AuditEntry
from utsopi.periods import Period
from utsopi.team.roles import Role

TODAY = timezone.localdate()
YEAR, LAST = Period.year(TODAY.year), Period.year(TODAY.year - 1)
IN_LAST = date(TODAY.year - 1, 5, 3)
FIRST_DAY = date(TODAY.year, 1, 1)
WORDS = {"en": "Penalties", "fr": "Pénalités", "nl": "Straffen"}
NONE = {"en": "", "fr": "", "nl": ""}


@pytest.fixture
def noor(staff):
    return staff


@pytest.fixture
def fines(db) -> Topic:
    return Topic.objects.get(code="fines")


@pytest.fixture
def contracts(db) -> Topic:
    return Topic.objects.get(code="validity_of_contracts")


@pytest.fixture
def asked(noor, fines, contracts):
    """Fines: two last year and one this year; contracts: one in each."""
    for topic, days in ((fines, (IN_LAST, IN_LAST, TODAY)), (contracts, (IN_LAST, TODAY))):
        for day in days:
            ask(topic, day, noor)


def ask(topic: Topic, day: date, by):
    request = log.begin_request(key=uuid4(), channel="phone", received_on=day, by=by)
    return log.log_question(key=uuid4(), request=request, topic=topic, outcome="handled", by=by)


def table(period: Period) -> list[tuple]:
    rows = read("helpdesk.questions_by_topic", period).rows
    return [(row.code, row.label, row.value) for row in rows]


def report(year: int, path) -> dict:
    call_command("annual_report", file_format="json", output=path, year=year)
    return json.loads(path.read_text())


# ── other words ───────────────────────────────────────────────────────────────────────────────────


def test_last_year_s_table_keeps_its_words(asked, fines, noor):
    topics.reword(thing=fines, labels=WORDS, from_on=FIRST_DAY, by=noor)
    assert ("rights_information/fines", "Fines", 2) in table(LAST)
    assert ("rights_information/fines", "Penalties", 1) in table(YEAR)
    with translation.override("fr"):
        assert ("rights_information/fines", "Amendes", 2) in table(LAST)
        assert ("rights_information/fines", "Pénalités", 1) in table(YEAR)


def test_a_period_has_the_words_of_its_last_day(asked, fines, noor):
    topics.reword(thing=fines, labels=WORDS, from_on=TODAY, by=noor)
    assert ("rights_information/fines", "Fines", 1) not in table(YEAR)
    until_yesterday = Period(IN_LAST, TODAY - timedelta(days=1)) if TODAY > FIRST_DAY else LAST
    assert ("rights_information/fines", "Fines", 2) in table(until_yesterday)


def test_a_mistake_is_put_right_in_all_tables(asked, fines, noor):
    topics.reword(thing=fines, labels=WORDS, from_on=None, by=noor)
    assert ("rights_information/fines", "Penalties", 2) in table(LAST)
    assert not PastWording.objects.exists()


def test_reworded_twice_each_time_has_its_words(fines, noor, time_machine):
    time_machine.move_to(f"{TODAY.year}-07-01", tick=False)
    topics.reword(thing=fines, labels=WORDS, from_on=date(TODAY.year, 3, 1), by=noor)
    topics.reword(thing=fines, labels=WORDS | {"en": "Costs"}, from_on=date(TODAY.year, 6, 1), by=noor)
    ask(fines, date(TODAY.year, 1, 5), noor)
    words = [table(Period(FIRST_DAY, date(TODAY.year, month, 28)))[0][1] for month in (2, 4, 6)]
    assert words == ["Fines", "Penalties", "Costs"]


def test_words_that_stood_for_no_day_leave_no_trace(fines, noor):
    topics.reword(thing=fines, labels=WORDS | {"en": "Penaltys"}, from_on=TODAY, by=noor)
    topics.reword(thing=fines, labels=WORDS, from_on=TODAY, by=noor)
    assert list(PastWording.objects.values_list("label_en", "until_on")) == [
        ("Fines", TODAY - timedelta(days=1))
    ]


def test_the_same_words_again_are_no_change(fines, noor):
    topics.reword(
        thing=fines, labels={"en": "Fines", "fr": "Amendes", "nl": "Boetes"}, from_on=TODAY, by=noor
    )
    assert not PastWording.objects.exists() and not AuditEntry.objects.filter(model="support.Topic").exists()


@pytest.mark.parametrize("day", [IN_LAST, TODAY + timedelta(days=1)])
def test_no_words_from_a_year_that_is_over_nor_from_tomorrow(fines, noor, day):
    with pytest.raises(ValidationError) as refusal:
        topics.reword(thing=fines, labels=WORDS, from_on=day, by=noor)
    assert refusal.value.code == "from_on"


def test_a_category_is_worded_the_same_way(asked, noor):
    category = Category.objects.get(code="rights_information")
    topics.reword(thing=category, labels=WORDS, from_on=FIRST_DAY, by=noor)
    words = [read("helpdesk.questions_by_category", period).rows[0].label for period in (LAST, YEAR)]
    assert words == ["Information on rights", "Penalties"]


# ── two that are one ──────────────────────────────────────────────────────────────────────────────


def test_after_a_merge_this_year_counts_them_as_one_and_last_year_as_two(
    asked, fines, contracts, noor, tmp_path
):
    before = report(LAST.start.year, tmp_path / "before.json")
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    assert report(LAST.start.year, tmp_path / "after.json") == before
    assert table(YEAR) == [("rights_information/validity_of_contracts", "Validity of contracts", 2)]
    assert read("helpdesk.questions", YEAR).value == 2


def test_the_rows_behind_the_one_are_those_of_both(asked, fines, contracts, noor):
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    figure, code = FIGURES["helpdesk.questions_by_topic"], "rights_information/validity_of_contracts"
    assert [rows_behind(figure, period, code=code).count() for period in (LAST, YEAR)] == [1, 2]


def test_merged_and_merged_again_it_is_counted_as_the_last(asked, fines, contracts, noor):
    dismissal = Topic.objects.get(code="lawfulness_of_dismissal")
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    topics.merge_topics(gone=contracts, kept=dismissal, on=TODAY, by=noor)
    assert [(code, value) for code, _label, value in table(YEAR)] == [
        ("rights_information/lawfulness_of_dismissal", 2)
    ]


def test_a_merged_topic_is_offered_no_longer_and_the_other_takes_its_place(fines, noor):
    taxes = Topic.objects.get(code="taxes_and_vat")
    assert [each.service for each in taxes.listings.all()] == [Service.OPEN_HOUSE]
    topics.merge_topics(gone=fines, kept=taxes, on=TODAY, by=noor)
    offered = [chip.value for row in desk.topic_rows(Service.HELPDESK, TODAY) for chip in row.chips]
    assert "fines" not in offered and "taxes_and_vat" in offered
    yesterday = TODAY - timedelta(days=1)
    assert "fines" in [
        chip.value for row in desk.topic_rows(Service.HELPDESK, yesterday) for chip in row.chips
    ]


def test_a_merge_is_undone_as_long_as_nothing_was_logged_since(fines, contracts, noor):
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    topics.part_topics(gone=fines, by=noor)
    topics.part_topics(gone=fines, by=noor)
    fines.refresh_from_db()
    assert (fines.merged_into, fines.valid_to) == (None, None)
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    ask(contracts, TODAY, noor)
    with pytest.raises(ValidationError):
        topics.part_topics(gone=fines, by=noor)


def test_what_cannot_be_merged_is_refused_in_words(fines, contracts, noor):
    later, asylum = Topic.objects.get(code=SORT_LATER), Topic.objects.get(code="asylum_procedure")
    for gone, kept, on in (
        (fines, fines, TODAY),
        (later, fines, TODAY),
        (fines, later, TODAY),
        (asylum, fines, TODAY),
        (fines, contracts, IN_LAST),
    ):
        with pytest.raises(ValidationError):
            topics.merge_topics(gone=gone, kept=kept, on=on, by=noor)
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    with pytest.raises(ValidationError):
        topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    assert Topic.objects.exclude(merged_into=None).count() == 1


def test_words_and_merges_cost_no_statement_more(asked, fines, contracts, noor, django_assert_num_queries):
    topics.reword(thing=fines, labels=WORDS, from_on=TODAY, by=noor)
    topics.merge_topics(gone=fines, kept=contracts, on=TODAY, by=noor)
    with django_assert_num_queries(STATEMENTS_OF_A_READING):
        read_all(YEAR)


# ── making, listing and ending ────────────────────────────────────────────────────────────────────


def test_a_new_topic_has_a_code_of_its_own_and_stands_where_it_was_put(noor):
    under = Category.objects.get(service="helpdesk", code="rights_information")
    first, second = (
        topics.add_topic(categories=[under], labels=WORDS, shorts=NONE, by=noor) for _each in range(2)
    )
    assert (first.code, second.code) == ("penalties", "penalties_2")
    offered = [chip.value for row in desk.topic_rows(Service.HELPDESK, TODAY) for chip in row.chips]
    assert {"penalties", "penalties_2"} <= set(offered)


def test_a_name_without_latin_letters_has_a_code_too(noor):
    made = topics.add_category(service="helpdesk", labels=WORDS | {"en": "Штраф"}, shorts=NONE, by=noor)
    assert made.code == "category"


def test_moved_to_another_category_questions_keep_theirs(asked, fines, noor):
    other = Category.objects.get(service="helpdesk", code="violence_threats")
    before = table(YEAR)
    topics.list_under(topic=fines, service="helpdesk", category=other, by=noor)
    assert table(YEAR) == before
    assert ask(fines, TODAY, noor).category == other
    topics.list_under(topic=fines, service="helpdesk", category=None, by=noor)
    assert not Listing.objects.filter(topic=fines).exists()


def test_a_topic_that_ended_can_be_logged_for_days_before_only(fines, noor):
    topics.offer(thing=fines, valid_from=None, valid_to=IN_LAST, by=noor)
    assert ask(fines, IN_LAST, noor)
    with pytest.raises(ValidationError):
        ask(fines, TODAY, noor)
    with pytest.raises(ValidationError):
        topics.offer(thing=fines, valid_from=TODAY, valid_to=IN_LAST, by=noor)


def test_what_is_sorted_later_never_ends(noor):
    later = Topic.objects.get(code=SORT_LATER)
    with pytest.raises(ValidationError):
        topics.offer(thing=later, valid_from=None, valid_to=TODAY, by=noor)
    with pytest.raises(ValidationError):
        topics.list_under(topic=later, service="helpdesk", category=None, by=noor)


def test_every_button_of_the_first_topics_has_few_letters(db):
    for thing in (*Topic.objects.all(), *Category.objects.all()):
        for language in ("en", "fr", "nl"):
            with translation.override(language):
                assert len(thing.short) <= 19, thing.short


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────


def form_of(topic: Topic, **changed) -> dict:
    said = {f"label_{language}": getattr(topic, f"label_{language}") for language in WORDS}
    listed = {each.service: str(each.category_id) for each in topic.listings.all()}
    return {**said, **listed, "from_on": TODAY.isoformat(), **changed}


def test_the_page_of_a_topic_changes_all_of_it_at_once(client, noor, fines):
    address = reverse("topic", args=["fines"])
    other = Category.objects.get(service="open_house", code="migration")
    said = form_of(fines, label_en="Penalties", short_en="Costs", is_sensitive="on", open_house=str(other.pk))
    assert client.post(address, said).url == address
    fines.refresh_from_db()
    assert (fines.label_en, fines.short_en, fines.is_sensitive) == ("Penalties", "Costs", True)
    assert Listing.objects.filter(topic=fines, category=other).exists()
    page = client.get(address).content.decode()
    assert "Fines" in page and "offered, sensitive" in page


def test_saved_as_it_is_nothing_changes(client, noor, fines):
    before = AuditEntry.objects.count()
    assert client.post(reverse("topic", args=["fines"]), form_of(fines)).status_code == 302
    assert AuditEntry.objects.count() == before


def test_what_is_refused_changes_nothing_at_all(client, noor, fines):
    said = form_of(fines, label_en="Penalties", valid_from="2026-02-01", valid_to="2026-01-01")
    answer = client.post(reverse("topic", args=["fines"]), said)
    assert answer.status_code == 422
    assert "The last day is before the first." in answer.content.decode()
    fines.refresh_from_db()
    assert fines.label_en == "Fines" and not PastWording.objects.exists()


def test_a_merge_is_shown_before_it_is_done(client, noor, asked, fines, contracts):
    address = reverse("topic_merge", args=["fines"])
    said = {"kept": contracts.code, "on": TODAY.isoformat()}
    shown = client.get(address, said).content.decode()
    assert "counted as “Validity of contracts”" in shown
    fines.refresh_from_db()
    assert fines.merged_into is None
    assert client.post(address, said).status_code == 302
    fines.refresh_from_db()
    assert fines.merged_into == contracts
    assert client.get(address).status_code == 404
    assert client.post(reverse("topic_part", args=["fines"])).status_code == 302


@pytest.mark.parametrize(
    "said", [{"kept": "nothing", "on": "2026-01-01"}, {"kept": "fines", "on": "x"}, {"kept": "", "on": ""}]
)
def test_a_merge_with_nonsense_is_refused_in_words(client, noor, said):
    answer = client.post(reverse("topic_merge", args=["fines"]), said)
    assert answer.status_code == 422


def test_a_topic_and_a_category_are_made_on_their_pages(client, noor):
    said = {f"label_{language}": word for language, word in WORDS.items()}
    assert client.post(reverse("category_new"), said | {"service": "helpdesk"}).status_code == 302
    made = Category.objects.get(code="penalties")
    assert client.post(reverse("topic_new"), said | {"helpdesk": str(made.pk)}).status_code == 302
    assert Listing.objects.filter(topic__code="penalties", category=made).exists()
    assert client.post(reverse("category", args=[made.pk]), said | {"label_en": "Costs"}).status_code == 302
    assert Category.objects.get(pk=made.pk).label_en == "Costs"
    assert client.post(reverse("topic_new"), {}).status_code == 422


def test_the_list_costs_the_same_for_ten_topics_and_for_a_hundred(client, noor):
    under = Category.objects.get(service="helpdesk", code="rights_information")

    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert client.get(reverse("topics")).status_code == 200
        return len(counted)

    cost()
    before = cost()
    for _each in range(60):
        topics.add_topic(categories=[under], labels=WORDS, shorts=NONE, by=noor)
    topics.add_topic(categories=[], labels=WORDS | {"en": "Nowhere"}, shorts=NONE, by=noor)
    assert cost() == before
    assert "At no door" in client.get(reverse("topics")).content.decode()


def test_the_helpdesk_does_not_find_these_pages(client, make_account):
    client.force_login(make_account("kim", Role.HELPDESK))
    for address in (reverse("topics"), reverse("topic", args=["fines"]), reverse("topic_new")):
        assert client.get(address).status_code == 404
