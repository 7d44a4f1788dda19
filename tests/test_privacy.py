"""Every field of every table is declared exactly once, ours and those of the packages we use."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.test.utils import isolate_apps

from utsopi.jobs.models import Job
from utsopi.privacy import checks
from utsopi.privacy.checks import declaration_of, declared_models, every_field_is_declared
from utsopi.privacy.declare import Declares, Kept, fields_of, problems_of
from utsopi.privacy.third_party import THIRD_PARTY

OURS = ("utsopi.", "members", "support", "events", "outreach", "reports")
NO_RECORDS = {"django_migrations", "cache", "sqlite_sequence"}  # Django's own notes; no model stands for them


@isolate_apps("utsopi.privacy")
def a_model(declares: Declares):
    class Visit(models.Model):
        on = models.DateField()
        word = models.CharField(max_length=9)
        privacy = declares

        class Meta:
            app_label = "privacy"

    return Visit


def problems(declares: Declares | None) -> list[str]:
    return [number for number, _problem in problems_of(a_model(declares), declares)]


def test_every_field_of_every_model_is_declared_exactly_once():
    assert every_field_is_declared() == []
    for model in declared_models():
        assert sorted(declaration_of(model).names()) == sorted(fields_of(model)), model._meta.label


def test_a_whole_declaration_has_no_problem():
    assert problems(Declares("Counting visits.", Kept.DAYS, "word", "on", "id")) == []


@pytest.mark.parametrize(
    ("declares", "number"),
    [
        (None, "E001"),
        (Declares("Counting visits.", Kept.DAYS, coded="on", plumbing="id"), "E002"),
        (Declares("Counting visits.", Kept.DAYS, "word hour", "on", "id"), "E003"),
        (Declares("Counting visits.", Kept.DAYS, "word on", "on", "id"), "E004"),
        (Declares("", Kept.DAYS, "word", "on", "id"), "E005"),
    ],
)
def test_each_gap_in_a_declaration_is_named(declares, number):
    assert problems(declares) == [number]


def test_an_undeclared_field_stops_the_start(monkeypatch):
    monkeypatch.setattr(Job, "privacy", Declares("Half of it.", Kept.DAYS, plumbing="id kind"))
    with pytest.raises(ImproperlyConfigured, match="jobs.Job does not declare the field 'args'"):
        checks.refuse_undeclared()


def test_our_own_models_carry_their_declaration_themselves():
    elsewhere = {label for label in THIRD_PARTY if apps.get_model(label).__module__.startswith(OURS)}
    assert elsewhere == set()


def test_third_party_tables_are_declared_and_no_declaration_is_left_over():
    theirs = {model._meta.label for model in declared_models() if not model.__module__.startswith(OURS)}
    assert theirs == set(THIRD_PARTY)


@pytest.mark.django_db
def test_no_table_of_the_database_is_without_a_declaration():
    declared = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(connection.introspection.table_names()) - declared - NO_RECORDS == set()
