"""The audit trail: who did what is written down, with names and no values, and the database refuses the rest."""

import re
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch

from utsopi.audit.choices import Action, Reason, tells_the_hour
from utsopi.audit.context import acting, current
from utsopi.audit.log import denied, listing, looked_at, record
from utsopi.audit.middleware import Acting
from utsopi.audit.models import AuditEntry
from utsopi.audit.signing import Signer

NOTE = ("support.Question", "note")


def reveals() -> list[tuple]:
    return list(AuditEntry.objects.filter(action=Action.REVEAL).values_list("by", "object_id", "fields"))


# ── what an entry holds ───────────────────────────────────────────────────────────────────────────


def test_an_entry_holds_names_and_numbers_and_only_the_day(db):
    record(Action.CHANGE, "support.Request", by=None, fields=["channel"], counts={"rows": 3})
    kept = AuditEntry.objects.get()
    assert (kept.action, kept.model, kept.fields, kept.counts) == (
        "change",
        "support.Request",
        ["channel"],
        {"rows": 3},
    )
    assert (kept.at, kept.by, kept.request_id) == (None, None, "")


def test_an_entry_is_signed_when_it_is_written(db):
    record(Action.EXPORT, "reports.Workbook", by=None)
    kept = AuditEntry.objects.get()
    assert bytes(kept.mac) == Signer().entry(kept)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 7),
        ("series", 0),
        ("on", "2001-01-01"),
        ("at", None),
        ("by_id", uuid4()),
        ("role", "admin"),
        ("action", "create"),
        ("model", "x"),
        ("object_id", uuid4()),
        ("fields", ["x"]),
        ("counts", {"x": 1}),
        ("reason", "review"),
        ("request_id", "x"),
    ],
)
def test_the_signature_covers_every_column(column, value, db):
    entry = record(Action.EXPORT, "reports.Workbook", by=None)
    entry.refresh_from_db()
    covered = {field.attname for field in AuditEntry._meta.concrete_fields} - {"mac"}
    setattr(
        entry,
        column,
        AuditEntry._meta.get_field(column.removesuffix("_id") if column == "by_id" else column).to_python(
            value
        ),
    )
    assert column in covered
    assert bytes(entry.mac) != Signer().entry(entry)


def test_without_keys_an_entry_is_written_unsigned(db, without_keys):
    record(Action.CHANGE, "events.Activity", by=None)
    assert AuditEntry.objects.get().mac is None


def test_an_entry_costs_two_statements_inside_the_transaction_of_its_act(db):
    with CaptureQueriesContext(connection) as queries:
        record(Action.CHANGE, "events.Activity", by=None)
    assert len(queries) == 2


def test_an_entry_that_cannot_be_written_takes_its_act_back(make_account):
    account = make_account("kim")
    with pytest.raises(IntegrityError), transaction.atomic():
        account.alias = "Kim"
        account.save()
        record("no such act", "team.User", by=None)
    account.refresh_from_db()
    assert (account.alias, AuditEntry.objects.filter(model="team.User").count()) == ("", 0)


def test_a_swallowed_refusal_takes_the_act_back_all_the_same(make_account):
    account = make_account("kim")
    with transaction.atomic():
        type(account).objects.filter(pk=account.pk).update(alias="Kim")
        with suppress(IntegrityError):
            record("no such act", "team.User", by=None)
        assert connection.needs_rollback


def test_an_account_that_is_gone_leaves_its_bare_key(make_account):
    account = make_account("kim", ())
    key = account.pk
    entry = record(Action.CHANGE, "team.User", by=account)
    account.delete()
    kept = AuditEntry.objects.select_related("by").get(pk=entry.pk)
    assert (kept.by_id, kept.by) == (key, None)


# ── the hour ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "model", ["support.Request", "support.Question", "outreach.Round", "events.Registration"]
)
@pytest.mark.parametrize("action", [Action.CREATE, Action.CHANGE, Action.DELETE, Action.REVERT, Action.ERASE])
def test_no_entry_tells_at_what_hour_somebody_came(action, model, db):
    request = {"by": None, "with_moment": True}
    with acting(None, request_id="0123456789abcdef"):
        entry = record(action, model, **request)
    assert (entry.at, entry.request_id, entry.number % 2) == (None, "", 0)


@pytest.mark.parametrize(
    "action", [Action.SIGN_IN, Action.REVEAL, Action.EXPORT, Action.GRANT, Action.REVOKE, Action.DENIED]
)
def test_sign_ins_reveals_exports_and_rights_carry_the_moment(action, db):
    entry = record(action, "members.MemberIdentity", by=None)
    assert entry.at.date() == entry.on
    assert entry.number % 2 == 1


def test_an_act_elsewhere_carries_the_moment_where_it_asks_for_it():
    assert tells_the_hour(Action.CHANGE, "events.Activity", asked=True)
    assert not tells_the_hour(Action.CHANGE, "events.Activity", asked=False)


def test_the_number_of_a_day_never_stands_between_two_moments(db):
    before = record(Action.SIGN_IN, "team.User", by=None)
    between = record(Action.CREATE, "support.Request", by=None)
    after = record(Action.SIGN_OUT, "team.User", by=None)
    assert (after.number - before.number, between.number % 2) == (2, 0)


# ── who acts ──────────────────────────────────────────────────────────────────────────────────────


def test_role_and_reason_and_request_come_from_whoever_acts(make_account):
    noor = make_account("noor")
    with acting(noor, role="coordinator", reason=Reason.REACH, request_id="abc"):
        entry = record(Action.REVEAL, "members.MemberIdentity", by=noor)
    assert (entry.role, entry.reason, entry.request_id) == ("coordinator", "reach", "abc")


def test_what_another_account_does_inside_does_not_carry_my_role(make_account):
    with acting(make_account("noor"), role="coordinator", reason=Reason.REACH, request_id="abc"):
        entry = record(Action.REVEAL, "members.MemberIdentity", by=make_account("sam"))
    assert (entry.role, entry.reason, entry.request_id) == ("", "", "")


def test_a_reason_given_inside_a_request_keeps_its_role_and_what_was_seen(make_account):
    noor = make_account("noor")
    with acting(noor, role="helpdesk", request_id="abc") as request:
        with acting(noor, reason=Reason.STAND_IN) as inside:
            assert (inside.role, inside.request_id, inside.seen is request.seen) == ("helpdesk", "abc", True)
        assert current() is request
    assert current().by is None


def test_a_reason_in_words_of_ones_own_is_refused(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(Action.REVEAL, "support.Question", by=None, reason="curious")


def through_the_middleware(account, view):
    request = RequestFactory().get("/")
    request.user, request.id = account, "0123456789abcdef"
    request.resolver_match = ResolverMatch(view, (), {}, url_name="trail")
    return Acting(view)(request)


def test_a_request_names_its_account_its_role_and_its_id(make_account):
    def view(request):
        record(Action.REVEAL, "members.MemberIdentity", by=request.user)
        return HttpResponse()

    steward = make_account("rosa", "steward")
    through_the_middleware(steward, view)
    kept = AuditEntry.objects.get(action=Action.REVEAL)
    assert (kept.by, kept.role, kept.request_id) == (steward, "steward", "0123456789abcdef")


def test_a_refusal_is_written_down(make_account):
    def view(request):
        denied("members.MemberIdentity", object_id=key)
        return HttpResponse(status=404)

    key, host = uuid4(), make_account("rosa", "host")
    through_the_middleware(host, view)
    kept = AuditEntry.objects.get(action=Action.DENIED)
    assert (kept.by, kept.role, kept.object_id) == (host, "", key)


# ── who looked ────────────────────────────────────────────────────────────────────────────────────


def test_one_look_is_one_entry_however_often_the_field_is_read_in_a_request(make_account):
    noor, key = make_account("noor"), uuid4()
    with acting(noor):
        for _again in range(3):
            looked_at("support.Question", key, "note")
        looked_at("support.Question", key, "other")
    assert reveals() == [(noor.pk, key, ["note"]), (noor.pk, key, ["other"])]


def test_another_request_of_the_same_account_is_another_entry(make_account):
    noor, key = make_account("noor"), uuid4()
    for _request in range(2):
        with acting(noor):
            looked_at("support.Question", key, "note")
    assert len(reveals()) == 2


@pytest.mark.django_db(transaction=True)
def test_a_look_whose_entry_was_rolled_back_is_written_down_again():
    key = uuid4()
    with acting(None):
        for _again in range(2):
            try:
                with transaction.atomic():
                    looked_at("support.Question", key, "note")
                    raise ValueError
            except ValueError:
                assert reveals() == []
        looked_at("support.Question", key, "note")
        looked_at("support.Question", key, "note")
    assert len(reveals()) == 1


def test_a_look_rolled_back_to_a_savepoint_is_written_down_again(db):
    key = uuid4()
    with acting(None), transaction.atomic():
        with pytest.raises(ValueError), transaction.atomic():
            looked_at("support.Question", key, "note")
            raise ValueError
        looked_at("support.Question", key, "note")
    assert len(reveals()) == 1


def test_where_the_look_cannot_be_written_down_it_fails(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry RENAME TO away")
    with pytest.raises(DatabaseError), transaction.atomic():
        looked_at("support.Question", uuid4(), "note")


def test_a_list_of_names_is_one_entry_with_their_number(make_account):
    rows = [uuid4() for _row in range(5)]
    with acting(make_account("noor")), listing("members.MemberIdentity", "chosen_name", len(rows)):
        for row in rows + rows:
            looked_at("members.MemberIdentity", row, "chosen_name")
        looked_at("members.MemberIdentity", rows[0], "phone")
    assert [fields for _by, _key, fields in reveals()] == [["phone"]]
    assert AuditEntry.objects.get(action=Action.LIST).counts == {"shown": 5}


def test_more_rows_than_were_announced_are_written_down_one_by_one(db):
    with acting(None), listing("members.MemberIdentity", "chosen_name", 2):
        for _row in range(4):
            looked_at("members.MemberIdentity", uuid4(), "chosen_name")
    assert len(reveals()) == 2


# ── what the database refuses ─────────────────────────────────────────────────────────────────────

TABLES = {"audit_auditentry": "number", "audit_chainlink": "number", "audit_checkpoint": "id"}


@pytest.fixture
def rows(db):
    """A row in each of the three tables."""
    from django.utils import timezone

    from utsopi.audit.models import Checkpoint
    from utsopi.audit.sealing import seal

    record(Action.CHANGE, "support.Request", by=None)
    seal()
    mac = bytes(32)
    Checkpoint.objects.create(
        series=1, position=0, number=1, link_mac=mac, entries=1, on=timezone.localdate(), mac=mac
    )


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as problem:
        return re.search(r"audit_\w+ is append-only", str(problem)) is not None
    return False


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_a_row(table, rows):
    assert refused(f"UPDATE {table} SET mac = mac")


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_delete_a_row(table, rows):
    assert refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_put_another_row_in_the_place_of_one(table, rows):
    if connection.vendor == "sqlite":  # PostgreSQL knows no such statement
        assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        assert refused(f"REPLACE INTO {table} SELECT * FROM {table}")
    else:
        assert refused(
            f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({TABLES[table]}) DO UPDATE SET mac = NULL"
        )


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_empty_the_table(table, rows):
    if connection.vendor == "postgresql":  # SQLite has only DELETE
        assert refused(f"TRUNCATE {table} CASCADE")


def test_deleting_through_the_model_is_refused_too(db):
    entry = record(Action.CHANGE, "support.Request", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_after_a_transactional_test_the_rules_hold_again(time):
    record(Action.CHANGE, "support.Request", by=None)
    assert AuditEntry.objects.count() == 1
    assert refused("DELETE FROM audit_auditentry")
