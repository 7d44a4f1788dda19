"""Sealed fields: what they keep, what they refuse, and that nothing but open() gives the text."""

import copy
import json
import pickle
from io import StringIO
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Concat, Upper
from django.forms.models import model_to_dict
from django.template import Context, Template
from django.utils.html import format_html
from hypothesis import given
from hypothesis import strategies as st

from members.models import Member, MemberIdentity
from support.models import Category, Person, Question, Request, Topic
from utsopi.audit.models import AuditEntry
from utsopi.privacy import proofs, tokens
from utsopi.privacy.keyring import Locked, WrongKey, keyring, make_keys
from utsopi.privacy.models import KeyCheck
from utsopi.privacy.tokens import Broken, Place

WINGS = ("members", "support", "events", "outreach")
CANARY = "Zephyrine Quetzal"


@pytest.fixture(autouse=True)
def _nothing_is_proven_yet():
    proofs.forget()
    yield
    proofs.forget()


@pytest.fixture
def other_keys(settings, tmp_path):
    """The keyring of another house, in the place of ours."""
    make_keys(tmp_path / "other")
    settings.KEYS = tmp_path / "other"


def an_identity(**values) -> MemberIdentity:
    return MemberIdentity.objects.create(member=Member.objects.create(), **{"chosen_name": CANARY} | values)


@pytest.fixture
def identity(db):
    return MemberIdentity.objects.get(pk=an_identity().pk)


@pytest.fixture
def question(db):
    category = Category.objects.filter(service="helpdesk").first()
    request = Request.objects.create(
        received_on="2024-05-03", channel="phone", person=Person.objects.create(region="brussels")
    )
    return Question.objects.create(
        request=request, category=category, topic=Topic.objects.first(), outcome="open", note="She will call."
    )


def stored(record, field: str) -> bytes:
    """What lies in the database."""
    with connection.cursor() as cursor:
        key = record.pk.hex if connection.vendor == "sqlite" else record.pk
        cursor.execute(f"SELECT {field} FROM {record._meta.db_table} WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


def put(record, field: str, token: bytes) -> None:
    """Writes into the database past everything, as somebody would who has the file."""
    with connection.cursor() as cursor:
        key = record.pk.hex if connection.vendor == "sqlite" else record.pk
        cursor.execute(f"UPDATE {record._meta.db_table} SET {field} = %s WHERE id = %s", [token, key])


# ── what goes in comes out ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", "Noor", "ñandú 💜 👩‍👩‍👧", "a\0b", "\x80\0\0", "x" * 80])
def test_what_was_sealed_opens_again(text, db):
    identity = an_identity(chosen_name=text)
    assert MemberIdentity.objects.get(pk=identity.pk).chosen_name.open() == text


@given(st.text(max_size=2000))
def test_any_text_of_2000_characters_comes_back(text):
    place = Place("members.MemberIdentity", "chosen_name", uuid4())
    assert tokens.unseal(keyring(), tokens.seal(keyring(), text, place), place) == text


def test_a_note_of_400_characters_that_take_four_bytes_each_is_kept(question):
    question.note = "💜" * 400
    question.save()
    assert Question.objects.get(pk=question.pk).note.open() == "💜" * 400


def test_nothing_stays_nothing(identity):
    assert identity.legal_name is None
    assert MemberIdentity.objects.filter(legal_name__isnull=True, chosen_name__isnull=False).count() == 1


def test_a_value_taken_away_is_gone(question):
    question.note = None
    question.save()
    assert not Question.objects.filter(note__isnull=False).exists()


def test_records_made_in_bulk_are_sealed_too(db):
    members = Member.objects.bulk_create([Member(), Member()])
    MemberIdentity.objects.bulk_create(
        [MemberIdentity(member=m, chosen_name=f"{CANARY} {n}") for n, m in enumerate(members)]
    )
    names = [identity.chosen_name.open() for identity in MemberIdentity.objects.all()]
    assert sorted(names) == [f"{CANARY} 0", f"{CANARY} 1"]


def test_too_long_is_refused_before_anything_is_sealed(identity, question):
    with pytest.raises(ValueError, match="80 characters"):
        identity.chosen_name = "x" * 81
    with pytest.raises(ValueError, match="400 characters"):
        question.note = "x" * 401


@pytest.mark.parametrize("value", [b"bytes", 7, ["Noor"]])
def test_only_text_is_taken(value, identity):
    with pytest.raises(TypeError):
        identity.chosen_name = value


def test_half_a_character_is_refused(identity):
    with pytest.raises(UnicodeEncodeError):
        identity.chosen_name = "\ud83d"


def test_a_name_is_stored_as_long_as_any_other_name(db):
    lengths = {len(stored(an_identity(chosen_name="x" * n), "chosen_name")) for n in (0, 1, 20, 80)}
    assert lengths == {1 + 4 + 12 + 128 + 16}


def test_the_same_text_is_never_stored_the_same_way(db):
    assert stored(an_identity(), "chosen_name") != stored(an_identity(), "chosen_name")


def test_what_lies_in_the_database_holds_no_word_of_it(identity):
    assert CANARY.encode() not in stored(identity, "chosen_name")
    assert b"Zephyrine" not in stored(identity, "chosen_name")


def test_saving_what_was_not_touched_keeps_it_to_the_byte(identity):
    before = stored(identity, "chosen_name")
    identity.may_call = True
    identity.save()
    assert stored(identity, "chosen_name") == before


def test_a_field_that_was_left_out_of_a_query_is_fetched_when_asked_for(identity):
    assert MemberIdentity.objects.defer("chosen_name").get().chosen_name.open() == CANARY
    assert MemberIdentity.objects.only("id").get().chosen_name.open() == CANARY


def test_a_record_read_anew_holds_what_is_stored(identity):
    other = MemberIdentity.objects.get(pk=identity.pk)
    other.chosen_name = "Noor"
    other.save()
    identity.refresh_from_db()
    assert identity.chosen_name.open() == "Noor"


def test_a_record_can_be_made_or_found(identity):
    found, made = MemberIdentity.objects.update_or_create(
        member=identity.member, defaults={"chosen_name": "Noor"}
    )
    assert (made, found.chosen_name.open()) == (False, "Noor")


# ── nothing but open() gives the text ─────────────────────────────────────────────────────────────

SHOWN = "<sealed>"


@pytest.mark.parametrize("when", ["just assigned", "saved", "read"])
def test_whatever_prints_it_prints_sealed(when, db):
    identity = MemberIdentity(member=Member.objects.create(), chosen_name=CANARY)
    if when != "just assigned":
        identity.save()
    if when == "read":
        identity = MemberIdentity.objects.get()
    value = identity.chosen_name
    assert (repr(value), str(value), f"{value:>40}", "%s" % value, [value].__repr__()) == (  # noqa: UP031
        SHOWN,
        SHOWN,
        SHOWN,
        SHOWN,
        "[<sealed>]",
    )
    shown = Template("{{ i.chosen_name }} {{ i.chosen_name|upper }} {{ i.chosen_name|safe }}")
    assert CANARY not in shown.render(Context({"i": identity}))
    assert format_html("{}", value) == "&lt;sealed&gt;"
    assert CANARY not in str(model_to_dict(identity)) + str(vars(identity)) + repr(identity)
    assert not hasattr(value, "__dict__")


def test_it_is_not_written_as_json(identity):
    for encoder in (None, DjangoJSONEncoder):
        with pytest.raises(TypeError):
            json.dumps({"name": identity.chosen_name}, cls=encoder)


def test_it_is_not_pickled_alone_or_with_its_record(identity):
    for thing in (identity.chosen_name, identity, MemberIdentity(chosen_name=CANARY), keyring()):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


def test_a_copy_of_a_record_is_as_sealed_as_the_record(identity):
    assert str(copy.deepcopy(identity).chosen_name) == SHOWN
    assert copy.copy(identity).chosen_name.open() == CANARY


def test_it_is_not_dumped_and_not_loaded(identity):
    told = StringIO()
    with pytest.raises(Exception, match="is sealed"):
        call_command("dumpdata", "members", stdout=told)
    assert CANARY not in told.getvalue()
    row = [{"model": "members.memberidentity", "pk": str(uuid4()), "fields": {"chosen_name": "Tm9vcg=="}}]
    with pytest.raises(serializers.base.DeserializationError):
        list(serializers.deserialize("json", json.dumps(row)))


def test_values_and_lists_of_values_give_sealed_which_does_not_open(identity):
    rows = [
        MemberIdentity.objects.values_list("chosen_name", flat=True)[0],
        MemberIdentity.objects.values("chosen_name")[0]["chosen_name"],
        MemberIdentity.objects.annotate(copied=F("chosen_name")).values_list("copied", flat=True)[0],
        Member.objects.values_list("identity__chosen_name", flat=True)[0],
    ]
    assert [str(row) for row in rows] == [SHOWN] * 4
    for row in rows:
        with pytest.raises(TypeError):
            row.open()


@pytest.mark.parametrize(
    "query",
    [
        lambda q: q.filter(chosen_name=CANARY),
        lambda q: q.filter(chosen_name=None),
        lambda q: q.filter(chosen_name__in=[CANARY]),
        lambda q: q.exclude(chosen_name__contains="Z"),
        lambda q: q.filter(chosen_name__length=3),
        lambda q: q.filter(pk=F("chosen_name")),
        lambda q: q.order_by("chosen_name"),
        lambda q: q.order_by(F("chosen_name").desc()),
        lambda q: q.order_by(Upper("chosen_name")),
        lambda q: q.filter(agreed_text=Concat("chosen_name", Value("x"))),
    ],
)
def test_the_database_is_asked_nothing_about_it(query, identity):
    with pytest.raises((FieldError, TypeError)):
        list(query(MemberIdentity.objects.all()))


@pytest.mark.parametrize(
    "values",
    [
        {"chosen_name": "Noor"},
        {"chosen_name": b"\x01" * 161},
        {"chosen_name": F("legal_name")},
        {"chosen_name": Value("Noor")},
        {"agreed_text": F("chosen_name")},
    ],
)
def test_update_is_refused(values, identity):
    with pytest.raises((FieldError, TypeError)), transaction.atomic():
        MemberIdentity.objects.update(**values)
    with pytest.raises((FieldError, TypeError)), transaction.atomic():
        MemberIdentity.objects.update(chosen_name=identity.chosen_name)
    assert MemberIdentity.objects.get().chosen_name.open() == CANARY


def test_bulk_update_is_refused(identity):
    identity.chosen_name = "Noor"
    with pytest.raises((FieldError, TypeError)), transaction.atomic():
        MemberIdentity.objects.bulk_update([identity], ["chosen_name"])
    assert MemberIdentity.objects.get().chosen_name.open() == CANARY


def test_questions_are_counted_and_grouped_as_before(question):
    counted = Question.objects.annotate(n=Count("involvements")).get()
    assert (counted.n, counted.note.open()) == (0, "She will call.")
    assert list(Question.objects.values("outcome").annotate(n=Count("id"))) == [{"outcome": "open", "n": 1}]
    assert Request.objects.filter(questions__note__isnull=False).distinct().count() == 1


# ── one place, one row, one key ───────────────────────────────────────────────────────────────────


def test_moved_to_another_row_it_does_not_open(db):
    one, other = an_identity(chosen_name="Noor"), an_identity(chosen_name="Kim")
    put(one, "chosen_name", stored(other, "chosen_name"))
    with pytest.raises(Broken):
        MemberIdentity.objects.get(pk=one.pk).chosen_name.open()


def test_moved_to_another_column_it_does_not_open(db):
    identity = an_identity(legal_name="Norah Jansen")
    put(identity, "chosen_name", stored(identity, "legal_name"))
    with pytest.raises(Broken):
        MemberIdentity.objects.get(pk=identity.pk).chosen_name.open()


def test_a_sealed_value_cannot_be_assigned_elsewhere(db):
    one, other = an_identity(chosen_name="Noor"), an_identity(chosen_name="Kim")
    with pytest.raises(TypeError):
        one.chosen_name = other.chosen_name
    with pytest.raises(TypeError):
        one.legal_name = one.chosen_name
    # from a list of values nobody can tell whose it is: found out when saved
    with pytest.raises(Broken), transaction.atomic():
        one.chosen_name = MemberIdentity.objects.filter(pk=other.pk).values_list("chosen_name", flat=True)[0]
        one.save()
    one.chosen_name = other.chosen_name.open()
    one.save()
    assert MemberIdentity.objects.get(pk=one.pk).chosen_name.open() == "Kim"


def test_a_record_given_another_key_is_not_saved_with_a_value_bound_to_the_first(identity):
    identity.pk, identity.member = uuid4(), Member.objects.create()
    with pytest.raises(Broken), transaction.atomic():
        identity.save(force_insert=True)
    assert MemberIdentity.objects.count() == 1


def test_no_bit_of_it_can_be_changed(identity):
    token, place = stored(identity, "chosen_name"), identity._meta.get_field("chosen_name").place(identity)
    for at in range(len(token)):
        altered = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises((Broken, WrongKey)):
            tokens.unseal(keyring(), altered, place)


@pytest.mark.parametrize("foreign", [b"", b"\x01", b"Noor", b"\x02" + bytes(160), b"\x01" * 161, bytes(161)])
def test_foreign_bytes_do_not_open_and_are_not_saved_again(foreign, identity):
    put(identity, "chosen_name", foreign)
    read = MemberIdentity.objects.get()
    with pytest.raises((Broken, WrongKey)):
        read.chosen_name.open()
    with pytest.raises((Broken, WrongKey)), transaction.atomic():
        read.save()


# ── keys ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_keys_of_another_house_open_nothing(identity, other_keys):
    with pytest.raises(WrongKey):
        identity.chosen_name.open()


def test_the_keys_of_another_house_seal_nothing(identity, other_keys):
    before = stored(identity, "chosen_name")
    identity.chosen_name = "Noor"
    with pytest.raises(WrongKey), transaction.atomic():
        identity.save()
    with pytest.raises(WrongKey), transaction.atomic():
        an_identity()
    assert (stored(identity, "chosen_name"), MemberIdentity.objects.count()) == (before, 1)


def test_the_keys_of_another_house_find_nobody(db, other_keys, settings, keys, tmp_path):
    an_identity(email="kim@example.org")  # this house begins with these keys
    make_keys(tmp_path / "third")
    settings.KEYS = tmp_path / "third"
    with pytest.raises(WrongKey):
        MemberIdentity.objects.filter(email_index="kim@example.org").exists()


def test_without_keys_nothing_opens_and_nothing_is_sealed(identity, without_keys):
    with pytest.raises(Locked):
        identity.chosen_name.open()
    with pytest.raises(Locked), transaction.atomic():
        an_identity()


def test_without_keys_a_record_can_still_be_saved_for_its_other_fields(question, without_keys):
    before = stored(question, "note")
    question.refresh_from_db()
    question.outcome = "handled"
    question.save()
    assert (Question.objects.get().outcome, stored(question, "note")) == ("handled", before)


def test_a_database_remembers_its_keys_by_a_proof_that_is_no_key(identity):
    keys = keyring()
    ours = {bytes(proof) for proof in KeyCheck.objects.values_list("proof", flat=True)}
    assert proofs.proof_of("field_keys", keys.field_keys[0]) in ours
    assert not ours & {*keys.field_keys, keys.index_key, keys.audit_key}


def test_what_was_proven_and_taken_back_is_proven_again(db):
    with pytest.raises(RuntimeError), transaction.atomic():
        an_identity()
        raise RuntimeError
    assert not KeyCheck.objects.exists()
    an_identity()
    assert KeyCheck.objects.filter(purpose="field_keys").count() == 1


# ── every look is noted ───────────────────────────────────────────────────────────────────────────


def test_one_look_is_one_entry_with_the_name_of_the_field_and_no_value(identity):
    identity.chosen_name.open()
    entry = AuditEntry.objects.get(action="reveal")
    assert (entry.model, entry.object_id, entry.fields) == (
        "members.MemberIdentity",
        identity.pk,
        ["chosen_name"],
    )
    assert CANARY not in str(vars(entry))


def test_printing_and_saving_are_no_looks(identity):
    str(identity.chosen_name)
    identity.save()
    assert not AuditEntry.objects.filter(action="reveal").exists()


def test_where_the_trail_cannot_be_written_nothing_is_handed_out(identity):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditentry RENAME TO audit_away")
        handed_out = []
        with pytest.raises(DatabaseError), transaction.atomic():
            handed_out.append(identity.chosen_name.open())
        assert handed_out == []
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_away RENAME TO audit_auditentry")
