"""The audit trail: entries are added and read, and the database itself refuses the rest."""

import pytest
from django.db import DatabaseError, connection, transaction

from utsopi.audit.log import record
from utsopi.audit.models import Action, AuditEntry


@pytest.fixture
def entry(db):
    return record(Action.CHANGE, "support.Request", by=None, counts={"rows": 3})


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as problem:
        return "audit_auditentry is append-only" in str(problem)
    return False


def test_an_entry_holds_names_and_numbers_and_only_the_day(entry):
    kept = AuditEntry.objects.get()
    assert (kept.action, kept.model, kept.counts) == ("change", "support.Request", {"rows": 3})
    assert kept.at is None and kept.by is None


def test_the_database_refuses_to_change_an_entry(entry):
    assert refused("UPDATE audit_auditentry SET model = 'x'")


def test_the_database_refuses_to_delete_an_entry(entry):
    assert refused("DELETE FROM audit_auditentry")


def test_deleting_through_the_model_is_refused_too(entry):
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.count() == 1


def test_the_database_refuses_to_empty_the_table(db):
    if connection.vendor == "postgresql":  # SQLite has only DELETE
        assert refused("TRUNCATE audit_auditentry")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_after_a_transactional_test_the_rules_hold_again(time):
    record(Action.IMPORT, "support.Request", by=None)
    assert AuditEntry.objects.count() == 1
    assert refused("DELETE FROM audit_auditentry")
