"""Queries that stand ready give what the ORM gives, in one statement."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from support.models import Draft, Listing, Person, Question, Request
from utsopi.ready import Blank, Ready, insert
from utsopi.team.models import Grant
from utsopi.team.roles import Role

LISTED = Ready(
    lambda: (
        Listing.objects.select_related("topic", "category")
        .filter(topic__code=Blank("code", models.CharField))
        .order_by("service")
    )
)
ROLES = Ready(
    lambda: Grant.objects.filter(
        account=Blank("account", models.UUIDField), ends_on__gte=Blank("day", models.DateField)
    ).values_list("role", flat=True)
)


def test_records_come_with_all_that_belongs_to_them_in_one_statement(db, django_assert_num_queries):
    expected = list(
        Listing.objects.select_related("topic", "category")
        .filter(topic__code="sort_later")
        .order_by("service")
    )
    with django_assert_num_queries(1):
        found = LISTED.all(code="sort_later")
        told = [(row.pk, row.topic.code, row.category.service, row.service) for row in found]
    assert found == expected
    assert told == [(row.pk, row.topic.code, row.category.service, row.service) for row in expected]
    assert LISTED.first(code="sort_later") == expected[0]
    assert (LISTED.first(code="no such"), LISTED.all(code="no such")) == (None, [])


def test_values_and_days_are_filled_in_anew_each_time(make_account):
    kim, sam = make_account("kim", Role.HELPDESK), make_account("sam", Role.COORDINATOR, Role.BOARD)
    today = timezone.localdate()
    assert ROLES.all(account=kim.pk, day=today) == ["helpdesk"]
    assert set(ROLES.all(account=sam.pk, day=today)) == {"coordinator", "board"}
    assert ROLES.all(account=sam.pk, day=today + timedelta(days=9999)) == []


def test_what_is_told_beside_a_record_comes_with_it(make_account):
    make_account("kim", Role.HELPDESK)
    beside = Ready(
        lambda: Grant.objects.annotate(whose=models.F("account__username")).select_related("account")
    )
    found = beside.first()
    assert (found.whose, found.account.username, found.role) == ("kim", "kim", "helpdesk")


def test_a_found_record_can_be_changed_and_saved(make_account):
    make_account("kim", Role.HELPDESK)
    own = Ready(lambda: Person.objects.filter(pk=Blank("key", models.UUIDField)))
    person = Person.objects.create(region="brussels")
    found = own.first(key=person.pk)
    found.region = "flanders"
    found.save()
    assert Person.objects.get().region == "flanders"


def test_what_is_taken_away_is_only_what_was_meant(make_account):
    kim, sam = make_account("kim", Role.HELPDESK), make_account("sam", Role.HELPDESK)
    hers = Ready(lambda: Draft.objects.filter(author=Blank("author", models.UUIDField)))
    for author in (kim, sam):
        Draft.objects.create(author=author, door="helpdesk", begun_on=timezone.localdate())
    hers.delete(author=kim.pk)
    assert [draft.author for draft in Draft.objects.all()] == [sam]


def test_what_is_written_in_one_statement_is_what_save_would_write(db, django_assert_num_queries):
    listing = LISTED.first(code="sort_later")
    request = Request.objects.create(
        person=Person.objects.create(), channel="phone", received_on=timezone.localdate()
    )
    codes = {"request": request, "topic": listing.topic, "category": listing.category, "outcome": "open"}
    for note in (None, "They want to know"):
        question = Question(pk=uuid4(), note=note, **codes)
        insert(question)
        question.outcome = "handled"
        with django_assert_num_queries(1):  # an update: it knows that it is there
            question.save(update_fields=["outcome"])
        kept = Question.objects.get(pk=question.pk)
        assert (kept.reference, kept.outcome) == (question.reference, "handled")
        assert kept.note is None if note is None else kept.note.open() == note
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Question(pk=question.pk, **codes))


def test_postgresql_plans_once_what_is_asked_again(db):
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL: SQLite keeps its statements by itself")
    hers = Ready(lambda: Person.objects.filter(reference=Blank("reference", models.CharField)))
    for _time in range(4):
        hers.all(reference="O'Brien %s")
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%support_person%'")
        ((kept,),) = cursor.fetchall()
    assert "$1" in kept and "O'Brien" not in kept
