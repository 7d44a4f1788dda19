"""What the tests stand on: a year put back is the year imported, the flush leaves nothing behind, and a database
made before is the one that the migrations would make now."""

import re

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from reports.workbook import import_workbook
from support.models import Topic
from tests import flush, made, tables, years
from tests.workbook_help import YEARS
from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.audit.models import AuditEntry


def standing() -> dict[str, list[str]]:
    """Each table but those of the trail; keys that a database counts up go on counting from test to test."""
    return {
        table: sorted(map(repr, rows))
        for table, rows in tables.contents().items()
        if table not in years.OF_THE_TRAIL
    }


@pytest.mark.parametrize("name", YEARS)
def test_a_year_put_back_is_the_year_imported(db, name, monkeypatch):
    monkeypatch.setattr(years, "_kept", {})
    place = transaction.savepoint()
    years.bring_in(name)
    imported = standing()
    transaction.savepoint_rollback(place)
    assert standing() != imported
    years.bring_in(name)
    assert standing() == imported
    assert import_workbook(YEARS[name], by=None).total("written") == 0


def test_a_house_with_records_in_it_is_not_taken_for_the_year(db, monkeypatch):
    monkeypatch.setattr(years, "_kept", {})
    Topic.objects.create(code="other")
    years.bring_in("2024")
    assert years._kept == {}


def test_after_a_transactional_test_the_database_is_as_new(transactional_db):
    record(Action.IMPORT, "reports.Workbook", by=None)
    years.bring_in("2024")
    Topic.objects.update(label_en="Other")
    call_command("flush", interactive=False)
    found = tables.contents()
    assert {table: sorted(map(repr, rows)) for table, rows in found.items()} == {
        table: sorted(map(repr, rows)) for table, rows in flush.as_new.items()
    }


def test_and_the_trail_is_guarded_as_before(transactional_db):
    call_command("flush", interactive=False)
    record(Action.IMPORT, "reports.Workbook", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all()._raw_delete(connection.alias)


HOUSE = re.compile(r"^\s*(?:from|import) ((?:utsopi|members|support|events|outreach|reports)[\w.]*)", re.M)


def test_a_migration_reads_nothing_that_would_not_have_the_database_made_anew():
    known = {str(path.relative_to(made.BASE)) for path in made.read_by_migrations()}
    migrations = [path for path in made.read_by_migrations() if path.parent.name == "migrations"]
    read = {name.replace(".", "/") + ".py" for path in migrations for name in HOUSE.findall(path.read_text())}
    assert len(migrations) > 30 and read
    assert read - known == set()
