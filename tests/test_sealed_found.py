"""Finding a member by her own address though it is sealed, and what must be declared of each field."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext, isolate_apps

from members.models import MemberIdentity
from tests.test_sealed import an_identity
from utsopi.privacy import proofs
from utsopi.privacy.blind import BlindIndexField, normal_phone
from utsopi.privacy.checks import declaration_of, declared_models
from utsopi.privacy.declare import Declares, Kept, identifying_fields, problems_of, sealed_fields_of
from utsopi.privacy.sealed import SealedField

WINGS = ("members", "support", "events", "outreach")


@pytest.fixture(autouse=True)
def _nothing_is_proven_yet():
    proofs.forget()
    yield
    proofs.forget()


# ── finding a member by her own address ───────────────────────────────────────────────────────────


def found(**by) -> int:
    return MemberIdentity.objects.filter(**by).count()


def test_a_member_is_found_by_her_whole_address_however_it_is_written(db):
    an_identity(email="Noor@Example.org", phone="0475 12 34 56")
    assert found(email_index=" noor@example.ORG ") == 1
    assert found(email_index="noor@example") == 0
    assert [found(phone_index=n) for n in ("+32 (0)475/12.34.56", "0032475123456", "475123456")] == [1, 1, 1]
    assert found(phone_index="0475 12 34 57") == 0


def test_an_address_and_a_number_with_the_same_letters_have_different_digests(db):
    field = MemberIdentity._meta.get_field
    assert field("email_index").digest("+32475123456") != field("phone_index").digest("+32475123456")


def test_two_members_never_share_an_address(db):
    an_identity(email="noor@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        an_identity(email="NOOR@example.org")


def test_members_without_an_address_do_not_stand_in_each_others_way(db):
    an_identity(phone="by the door")
    an_identity(phone="–")
    assert found(phone_index__isnull=True, email_index__isnull=True) == 2


def test_the_digest_follows_the_address(db):
    identity = an_identity(email="noor@example.org")
    identity.email = "kim@example.org"
    identity.save()
    assert (found(email_index="noor@example.org"), found(email_index="kim@example.org")) == (0, 1)
    identity.email = None
    identity.save()
    assert found(email_index__isnull=True) == 1


def test_an_address_saved_without_its_digest_is_refused(db):
    identity = an_identity(email="noor@example.org")
    identity.email = "kim@example.org"
    with pytest.raises(ValueError, match="saved together"):
        identity.save(update_fields=["email"])
    identity.save(update_fields=["email", "email_index"])
    assert found(email_index="kim@example.org") == 1


@pytest.mark.parametrize("lookup", ["startswith", "contains", "gt", "in", "regex"])
def test_no_part_of_an_address_can_be_looked_for(lookup, db):
    with pytest.raises(FieldError):
        found(**{f"email_index__{lookup}": "noor"})


def test_a_number_without_digits_is_no_number():
    assert normal_phone("by the door") == ""


# ── declarations ──────────────────────────────────────────────────────────────────────────────────


def test_what_is_sealed_is_declared_identifying_and_the_reverse():
    for model in declared_models():
        identifying = set(declaration_of(model).identifying.split())
        if model._meta.app_label in WINGS:
            assert identifying == sealed_fields_of(model), model._meta.label
        assert sealed_fields_of(model) <= identifying, model._meta.label


def test_the_list_of_identifying_fields_names_the_sealed_ones():
    named = {f"{model._meta.label}.{name}" for model, name in identifying_fields()}
    assert named >= {
        "members.MemberIdentity.chosen_name",
        "members.MemberIdentity.legal_name",
        "members.MemberIdentity.email",
        "members.MemberIdentity.phone",
        "support.Question.note",
    }


def test_every_digest_stands_beside_the_sealed_field_it_follows():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, BlindIndexField):
                assert field.source in sealed_fields_of(model)


@isolate_apps("utsopi.privacy")
def test_a_sealed_field_that_is_not_declared_identifying_is_a_fault():
    class Visit(models.Model):
        word = SealedField(max_length=3000)

        class Meta:
            app_label = "privacy"

    told = [number for number, _what in problems_of(Visit, Declares("Visits.", Kept.DAYS, coded="word id"))]
    assert told == ["E006"]
    assert [fault.id for fault in Visit._meta.get_field("word").check()] == ["privacy.E010", "privacy.E011"]


def test_the_keys_are_proved_once_and_not_with_every_save(django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        an_identity()
    with CaptureQueriesContext(connection) as queries:
        an_identity()
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["INSERT", "INSERT"]
