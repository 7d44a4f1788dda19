"""The chain of the audit trail: whoever changes it behind the back of the house is found out, with the number."""

import re
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Thread

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from tests.behind_django import columns_of, tamper
from utsopi.audit import sealing
from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.audit.models import AuditEntry, ChainLink, Checkpoint
from utsopi.audit.sealing import prune, seal, seal_now_and_then
from utsopi.audit.upkeep import keep_trail, last_check
from utsopi.audit.verifying import newest_macs, verify
from utsopi.privacy.keyring import Locked, make_keys

ENTRIES = "audit_auditentry"
LINKS = "audit_chainlink"
transactional = pytest.mark.django_db(transaction=True)


def write(count: int = 1) -> list[int]:
    """Entries that tell the day, and as many that tell the moment; the numbers of the first."""
    numbers = []
    for _entry in range(count):
        numbers.append(record(Action.CHANGE, "support.Request", by=None, fields=["channel"]).number)
        record(Action.EXPORT, "reports.Workbook", by=None, counts={"rows": _entry})
    return numbers


def problems(newest: str = "") -> list[tuple]:
    seal()
    return [(problem.number, problem.kind) for problem in verify(newest).problems]


def said(**options) -> str:
    """What audit_verify says, or what it fails with."""
    from io import StringIO

    out = StringIO()
    try:
        call_command("audit_verify", stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}failed {error.returncode}: {error}"
    return out.getvalue()


# ── a trail that is whole ─────────────────────────────────────────────────────────────────────────


def test_an_empty_trail_is_whole(db):
    assert verify().problems == []
    assert newest_macs() == "-.-"


def test_every_entry_is_linked_once_in_the_order_of_the_numbers(db):
    numbers = write(5)
    assert (seal(), seal()) == (10, 0)
    links = ChainLink.objects.filter(series=0).order_by("position")
    assert [(link.position, link.number) for link in links] == list(enumerate(numbers))
    assert verify().problems == []


def test_entries_that_come_later_go_on_where_the_chain_ended(db):
    for _round in range(3):
        write(2)
        seal()
    assert (verify().problems, verify().entries) == ([], 12)


def test_a_number_that_a_rolled_back_act_left_free_is_no_missing_entry(db):
    write()
    with pytest.raises(ValueError), transaction.atomic():
        write()
        raise ValueError
    write()
    assert problems() == []


def test_the_command_says_the_newest_signatures_for_the_board(db):
    write(2)
    told = said()
    assert told.startswith("The trail is as it was written. Entries: 4.")
    newest = re.search(r"Newest: ([0-9a-f]{32}\.[0-9a-f]{32})$", told.strip()).group(1)
    write(1)
    assert said(newest=newest).startswith("The trail is as it was written. Entries: 6.")


@pytest.mark.parametrize("newest", ["x", "ab.cd", "-", "0" * 32])
def test_signatures_that_are_none_are_refused(newest, db):
    assert "two signatures of 32 digits" in said(newest=newest)


def test_verifying_and_sealing_read_and_write_in_batches(db, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(5)
    with CaptureQueriesContext(connection) as few:
        seal()
    assert len([query for query in few if "INSERT" in query["sql"]]) == 4
    assert verify().problems == []


# ── behind the back of the house ──────────────────────────────────────────────────────────────────


@pytest.fixture
def trail(transactional_db):
    """Six sealed entries that tell the day, by number, and six that tell the moment."""
    numbers = write(6)
    seal()
    return numbers


def copied(number: int, to: int, **instead: str) -> str:
    into, values = columns_of(AuditEntry, number=str(to), **instead)
    return f"INSERT INTO {ENTRIES} ({into}) SELECT {values} FROM {ENTRIES} WHERE number = {number}"


NOISE = {"sqlite": f"X'{'5a' * 32}'", "postgresql": f"'\\x{'5a' * 32}'"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("model", "'support.Question'"),
        ("action", "'delete'"),
        ("reason", "'review'"),
        ("role", "'admin'"),
        ("object_id", "'00000000000040008000000000000000'"),
        ("by_id", "'00000000000040008000000000000000'"),
        ("fields", "'[]'"),
        ("counts", """'{"rows": 1}'"""),
        ('"on"', "'2026-01-01'"),
    ],
)
def test_a_changed_entry_is_named(column, value, trail):
    tamper(f"UPDATE {ENTRIES} SET {column} = {value} WHERE number = {trail[2]}")
    assert problems() == [(trail[2], "changed")]
    assert f"First: entry {trail[2]} changed: it does not hold what was written." in said()


def test_a_missing_entry_is_named(trail):
    tamper(f"DELETE FROM {ENTRIES} WHERE number = {trail[2]}")
    assert problems() == [(trail[2], "missing")]


def test_entries_that_are_gone_with_their_links_are_named_by_their_neighbours(trail):
    gone = f"IN ({trail[2]}, {trail[3]})"
    tamper(f"DELETE FROM {ENTRIES} WHERE number {gone}", f"DELETE FROM {LINKS} WHERE number {gone}")
    text = f"entry {trail[4]} broken link: 2 of the chain are gone between entry {trail[1]} and this one"
    assert text in said()


def test_a_gap_that_was_closed_up_is_found(trail):
    tamper(
        f"DELETE FROM {ENTRIES} WHERE number = {trail[2]}",
        f"DELETE FROM {LINKS} WHERE number = {trail[2]}",
        *(f"UPDATE {LINKS} SET position = position - 1 WHERE number = {number}" for number in trail[3:]),
    )
    assert problems() == [(number, "broken link") for number in trail[3:]]


def test_the_first_entries_cannot_go_without_a_checkpoint(trail):
    gone = f"IN ({trail[0]}, {trail[1]})"
    tamper(f"DELETE FROM {ENTRIES} WHERE number {gone}", f"DELETE FROM {LINKS} WHERE number {gone}")
    assert problems()[0] == (trail[2], "broken link")


def test_two_swapped_entries_are_named(trail):
    one, other = trail[1], trail[4]
    tamper(
        f"UPDATE {ENTRIES} SET number = -1 WHERE number = {one}",
        f"UPDATE {ENTRIES} SET number = {one} WHERE number = {other}",
        f"UPDATE {ENTRIES} SET number = {other} WHERE number = -1",
    )
    # the columns of both are alike, so only their signatures tell that they are not in their places
    assert problems() == [(one, "forged"), (other, "forged")]


def test_swapped_columns_name_the_entry_they_belong_to(transactional_db):
    one = record(Action.CHANGE, "support.Request", by=None).number
    other = record(Action.DELETE, "support.Request", by=None).number
    seal()
    tamper(
        f"UPDATE {ENTRIES} SET number = -1 WHERE number = {one}",
        f"UPDATE {ENTRIES} SET number = {one} WHERE number = {other}",
        f"UPDATE {ENTRIES} SET number = {other} WHERE number = -1",
    )
    assert problems() == [(one, "swapped"), (other, "swapped")]
    assert f"First: entry {one} swapped: it holds what was written as entry {other}." in said()


def test_an_entry_put_in_with_the_signature_of_another_is_forged(trail):
    tamper(copied(trail[2], trail[-1] + 2, model="'members.MemberIdentity'"))
    assert problems() == [(trail[-1] + 2, "forged")]


def test_an_entry_put_in_between_is_forged(trail):
    free = trail[0] - 2 or -2
    tamper(copied(trail[2], free))
    assert problems() == [(free, "forged")]


def test_a_signature_that_was_overwritten_is_forged(trail):
    tamper(f"UPDATE {ENTRIES} SET mac = {NOISE[connection.vendor]} WHERE number = {trail[2]}")
    assert problems() == [(trail[2], "forged")]


def test_a_signature_that_was_taken_away_is_found(trail):
    tamper(f"UPDATE {ENTRIES} SET mac = NULL WHERE number = {trail[2]}")
    assert problems() == [(trail[2], "unsigned")]


def test_an_unsigned_entry_put_in_while_the_house_was_open_is_found(trail):
    tamper(copied(trail[2], trail[-1] + 2, mac="NULL"))
    assert problems() == [(trail[-1] + 2, "unsigned")]
    assert "audit_seal --were-locked" in said()


@pytest.mark.parametrize("column", ["mac", "entry_mac"])
def test_a_changed_link_is_found(column, trail):
    tamper(f"UPDATE {LINKS} SET {column} = {NOISE[connection.vendor]} WHERE number = {trail[2]}")
    assert problems()[0] == (trail[2], "broken link")


def test_a_link_put_in_for_a_forged_entry_is_found(trail):
    fake, noise = trail[-1] + 2, NOISE[connection.vendor]
    tamper(
        copied(trail[2], fake),
        f"INSERT INTO {LINKS} (number, series, position, entry_mac, mac) VALUES ({fake}, 0, 6, {noise}, {noise})",
    )
    assert (fake, "broken link") in problems()


def test_an_end_that_was_cut_off_shows_against_what_the_board_was_told(trail):
    newest = newest_macs()
    for table in (ENTRIES, LINKS):
        tamper(f"DELETE FROM {table} WHERE number = {trail[-1]}")
    assert said().startswith("The trail is as it was written. Entries: 11.")
    assert re.search(
        r"failed 1: .*First: cut off: .* its end is gone, or it was written anew", said(newest=newest)
    )


def test_a_chain_that_was_emptied_shows_against_what_the_board_was_told(trail):
    newest = newest_macs()
    tamper(f"DELETE FROM {ENTRIES}", f"DELETE FROM {LINKS}")
    write(1)
    assert problems(newest) == [(None, "cut off"), (None, "cut off")]


def test_a_chain_written_anew_under_other_keys_is_found(trail, settings, tmp_path):
    make_keys(tmp_path / "others")
    settings.KEYS = tmp_path / "others"
    assert {kind for _number, kind in problems()} == {"broken link", "changed"}


def test_several_bad_entries_are_all_told_the_first_one_first(trail):
    tamper(
        f"UPDATE {ENTRIES} SET model = 'x' WHERE number IN ({trail[4]}, {trail[1]})",
        f"DELETE FROM {ENTRIES} WHERE number = {trail[3]}",
    )
    assert problems() == [(trail[1], "changed"), (trail[3], "missing"), (trail[4], "changed")]


# ── while the keys were away ──────────────────────────────────────────────────────────────────────


def test_without_keys_nothing_is_sealed_or_verified_and_the_commands_say_so(db, without_keys):
    write()
    with pytest.raises(Locked):
        seal()
    assert "failed 2: The keys are locked" in said()
    for command in ("audit_seal", "audit_prune"):
        with pytest.raises(CommandError, match="The keys are locked"):
            call_command(command)
    assert keep_trail() is False


def test_what_was_written_while_the_keys_were_away_passes_once_somebody_vouches(db, settings, tmp_path):
    write()
    home, settings.KEYS = settings.KEYS, tmp_path / "no keys here"
    write()
    settings.KEYS = home
    write()
    assert f"First: entry {min(_unsigned())} unsigned" in said()
    call_command("audit_seal", were_locked=True)
    assert said().startswith("Written unsigned while the keys were locked: 2 (")
    call_command("audit_seal", were_locked=True)
    assert AuditEntry.objects.filter(action=Action.UNLOCK).count() == 1


def _unsigned() -> list[int]:
    return list(AuditEntry.objects.filter(mac=None).values_list("number", flat=True))


@transactional
def test_who_vouched_for_two_entries_did_not_vouch_for_a_third(settings, tmp_path):
    home, settings.KEYS = settings.KEYS, tmp_path / "no keys here"
    locked = write()[0]
    settings.KEYS = home
    call_command("audit_seal", were_locked=True)
    late = write()[0] + 2
    tamper(copied(locked, late))
    assert problems() == [(late, "unsigned")]


@transactional
def test_a_changed_entry_is_found_though_it_was_never_signed(settings, tmp_path):
    home, settings.KEYS = settings.KEYS, tmp_path / "no keys here"
    locked = write()[0]
    settings.KEYS = home
    call_command("audit_seal", were_locked=True)
    tamper(f"UPDATE {ENTRIES} SET model = 'x' WHERE number = {locked}")
    assert problems() == [(locked, "changed")]


# ── pruning ───────────────────────────────────────────────────────────────────────────────────────

OLD = datetime.now(UTC) - timedelta(days=370)


@pytest.fixture
def old_and_new(db):
    """Three entries of each series from more than a year ago, two from today; the numbers of the day series."""
    with time_machine.travel(OLD, tick=False):
        numbers = write(3)
    return numbers + write(2)


def test_what_is_older_than_twelve_months_goes_behind_a_checkpoint(old_and_new):
    assert prune() == 6
    assert AuditEntry.objects.filter(series=0).count() == ChainLink.objects.filter(series=0).count() == 2
    assert [(point.position, point.entries) for point in Checkpoint.objects.all()] == [(2, 3), (2, 3)]
    assert verify().problems == []


def test_pruning_twice_takes_nothing_more_and_the_chain_goes_on(old_and_new):
    prune()
    assert prune() == 0
    write(1)
    assert problems() == []


def test_a_trail_that_was_pruned_whole_goes_on_with_new_numbers(db):
    with time_machine.travel(OLD, tick=False):
        old = write(2)
    assert prune() == 4
    assert verify().problems == []
    assert write(1)[0] > max(old)
    assert problems() == []


def test_what_the_board_was_told_before_pruning_still_stands(db):
    with time_machine.travel(OLD, tick=False):
        write(2)
    seal()
    newest = newest_macs()
    prune()
    write(1)
    assert problems(newest) == []


def test_the_database_lets_nothing_go_that_is_younger_though_a_checkpoint_stands_for_it(old_and_new):
    seal()
    for series in (0, 1):
        Checkpoint.objects.create(
            series=series, position=4, number=99, link_mac=bytes(32), entries=5, on=OLD.date(), mac=bytes(32)
        )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(number=old_and_new[-1]).delete()


def test_the_database_lets_nothing_go_without_a_checkpoint(old_and_new):
    seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(number=old_and_new[0]).delete()


def test_a_link_does_not_go_before_its_entry(old_and_new):
    prune()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ChainLink.objects.filter(number=old_and_new[-1]).delete()


@transactional
def test_a_forged_checkpoint_hides_nothing():
    numbers, noise = write(4), NOISE[connection.vendor]
    seal()
    gone = f"number <= {numbers[1]} AND series = 0"
    tamper(
        f'INSERT INTO audit_checkpoint (series, position, number, link_mac, entries, "on", mac) '
        f"SELECT 0, 1, {numbers[1]}, mac, 2, '2026-01-01', {noise} FROM {LINKS} WHERE number = {numbers[1]}",
        f"DELETE FROM {ENTRIES} WHERE {gone}",
        f"DELETE FROM {LINKS} WHERE {gone}",
    )
    assert problems() == [(numbers[1], "checkpoint")]


@transactional
def test_a_trail_that_is_not_whole_is_not_pruned():
    with time_machine.travel(OLD, tick=False):
        numbers = write(2)
    tamper(f"UPDATE {ENTRIES} SET model = 'x' WHERE number = {numbers[0]}")
    with pytest.raises(CommandError, match=f"Nothing was pruned.*entry {numbers[0]} "):
        call_command("audit_prune")
    assert keep_trail() is False
    assert AuditEntry.objects.count() == 4


def test_the_house_keeps_the_trail_every_night_and_remembers_how_it_went(old_and_new):
    call_command("housekeeping")
    assert (AuditEntry.objects.count(), ChainLink.objects.count()) == (4, 4)
    assert (last_check()["entries"], last_check()["problems"]) == (10, 0)


# ── many at once ──────────────────────────────────────────────────────────────────────────────────


def at_once(count: int, work) -> None:
    """Runs work(n) in `count` threads that start together, each with a connection of its own."""
    start, broken = Barrier(count), []

    def run(n: int) -> None:
        try:
            start.wait(20)
            work(n)
        except Exception as error:  # noqa: BLE001
            broken.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[n]) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []


@transactional
def test_twenty_writers_and_two_sealers_make_two_whole_chains():
    def work(n: int) -> None:
        for turn in range(10):
            if n < 2:
                seal()
            elif (n + turn) % 5 == 0:
                take_back()
            else:
                write()

    def take_back() -> None:
        with pytest.raises(ValueError), transaction.atomic():
            write()
            raise ValueError

    at_once(22, work)
    kept = 20 * 10 - sum((n + turn) % 5 == 0 for n in range(2, 22) for turn in range(10))
    assert problems() == []
    assert (AuditEntry.objects.count(), ChainLink.objects.count()) == (2 * kept, 2 * kept)


@transactional
def test_a_writer_does_not_wait_for_another_and_is_linked_when_it_is_through():
    if connection.vendor == "sqlite":
        return  # one writes at a time there
    written, may_end = Event(), Event()
    late = []

    def slow() -> None:
        with transaction.atomic():
            late.extend(write())
            written.set()
            may_end.wait(20)
        connections.close_all()

    thread = Thread(target=slow)
    thread.start()
    written.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")
    early = write()
    assert seal() == 2
    may_end.set()
    thread.join(20)
    assert late[0] < early[0]
    assert seal() == 2
    links = ChainLink.objects.filter(series=0).order_by("position").values_list("number", flat=True)
    assert list(links) == [*early, *late]
    assert verify().problems == []


def test_a_house_without_a_clock_seals_itself_once_a_minute(db, monkeypatch):
    monkeypatch.setattr(sealing._Clock, "last", float("-inf"))
    write()
    seal_now_and_then()
    write()
    seal_now_and_then()
    assert ChainLink.objects.count() == 2


def test_a_house_without_keys_answers_all_the_same(db, monkeypatch, without_keys):
    monkeypatch.setattr(sealing._Clock, "last", float("-inf"))
    seal_now_and_then()
    assert ChainLink.objects.count() == 0
