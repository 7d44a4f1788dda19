"""The key files, and what changes when they do: locked, wrong, rotated, and the old key provably unused."""

import os
import stat
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from members.models import Member, MemberIdentity
from utsopi.audit.models import AuditEntry
from utsopi.privacy import proofs, rotation
from utsopi.privacy.house import KeysElsewhere, make_house_keys
from utsopi.privacy.keyring import (
    FIELD,
    FILES,
    Keyring,
    Locked,
    WrongKey,
    derive,
    key_id,
    keyring,
    keys_in,
    make_keys,
    write_keys,
)
from utsopi.privacy.models import KeyCheck


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Keys that each test may change as it likes; their folder."""
    settings.KEYS = tmp_path / "keys"
    make_keys(settings.KEYS)
    proofs.forget()
    yield settings.KEYS
    proofs.forget()


@pytest.fixture
def identities(db):
    made = [
        MemberIdentity.objects.create(
            member=Member.objects.create(), chosen_name=f"Name {n}", email=f"{n}@example.org"
        )
        for n in range(3)
    ]
    return MemberIdentity.objects.filter(pk__in=[identity.pk for identity in made])


def run(*words: str, **options) -> str:
    told = StringIO()
    call_command(*words, stdout=told, stderr=told, **options)
    return told.getvalue()


def texts(identities) -> set[tuple[str, str]]:
    return {(identity.chosen_name.open(), identity.email.open()) for identity in identities.all()}


NAMES = {(f"Name {n}", f"{n}@example.org") for n in range(3)}

# ── the files ─────────────────────────────────────────────────────────────────────────────────────


def test_key_files_are_private_and_hold_32_random_bytes(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE((folder / name).stat().st_mode) for name in FILES} == {0o600}
    keys = keyring()
    assert {len(key) for key in (*keys.field_keys, keys.index_key, keys.audit_key)} == {32}
    assert len({*keys.field_keys, keys.index_key, keys.audit_key}) == 3


def test_keys_are_never_made_over_keys(folder):
    before = {name: (folder / name).read_bytes() for name in FILES}
    (folder / "audit_key").unlink()
    with pytest.raises(FileExistsError):
        make_keys(folder)
    assert (folder / FIELD).read_bytes() == before[FIELD]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_locks_the_house_at_once_and_its_return_unlocks_it(name, folder):
    keyring()
    away = (folder / name).rename(folder / "away")
    with pytest.raises(Locked):
        keyring()
    away.rename(folder / name)
    assert len(keyring().field_keys) == 1


@pytest.mark.parametrize(
    "content", ["", "abcd", "zz" * 32, "ab" * 32 + "\n" + "ab" * 32, "ab" * 31, "é" * 64]
)
def test_a_file_that_holds_no_key_is_a_wrong_key(content, folder):
    (folder / FIELD).write_text(content)
    with pytest.raises(WrongKey):
        keyring()


def test_index_and_audit_have_one_key_only(folder):
    write_keys(folder / "index_key", [b"a" * 32, b"b" * 32])
    with pytest.raises(WrongKey):
        keyring()


def test_a_file_nobody_may_read_locks_the_house(folder):
    (folder / FIELD).unlink()
    (folder / FIELD).mkdir()
    with pytest.raises(Locked):
        keyring()


def test_a_keyring_shows_no_key():
    keys = keyring()
    shown = repr(keys) + str(keys)
    for key in (*keys.field_keys, keys.index_key, keys.audit_key):
        assert key.hex() not in shown and repr(key) not in shown


def test_each_purpose_has_a_key_of_its_own():
    key = keyring().field_keys[0]
    assert len({key, derive(key, "one"), derive(key, "two")}) == 3
    assert derive(key, "one") == derive(key, "one")


def test_where_the_keys_are_looked_for():
    show = "from django.conf import settings; print(settings.KEYS)"

    def looked_for(**more) -> str:
        env = {k: v for k, v in os.environ.items() if k not in ("UTSOPI_KEYS", "CREDENTIALS_DIRECTORY")}
        env |= {"DJANGO_SETTINGS_MODULE": "utsopi.settings"} | more
        return subprocess.run(
            [sys.executable, "-c", show], env=env, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert looked_for() == os.environ["UTSOPI_VAR"] + "/keys"
    assert looked_for(CREDENTIALS_DIRECTORY="/run/credentials/desk") == "/run/credentials/desk"
    assert looked_for(CREDENTIALS_DIRECTORY="/run/credentials/desk", UTSOPI_KEYS="/k") == "/k"


# ── the command keys ──────────────────────────────────────────────────────────────────────────────


def test_keys_are_made_once_and_known_to_the_database(db, settings, tmp_path):
    settings.KEYS = tmp_path / "new" / "keys"
    assert "on paper twice" in run("keys", "make")
    assert set(KeyCheck.objects.values_list("purpose", flat=True)) == set(FILES)
    with pytest.raises(CommandError, match="There are keys already"):
        run("keys", "make")


def test_no_new_keys_are_made_for_a_database_that_has_others(identities, settings, tmp_path):
    settings.KEYS = tmp_path / "lost"
    with pytest.raises(KeysElsewhere):
        make_house_keys()
    with pytest.raises(CommandError, match="Bring those back"):
        run("keys", "make")
    assert not settings.KEYS.exists()


def test_show_tells_ids_and_counts_and_never_a_key(identities):
    told, keys = run("keys", "show"), keyring()
    assert f"{key_id(keys.field_keys[0]).hex()}  newest, 6 values, known to the database" in told
    for key in (*keys.field_keys, keys.index_key, keys.audit_key):
        assert key.hex() not in told


@pytest.mark.parametrize("words", [("keys", "show"), ("rotate_keys", "--check")])
def test_the_commands_run_with_the_checks_of_the_system_before_them(words, identities):
    assert run(*words, skip_checks=False).count("values") == 1


def test_check_is_content_with_the_keys_of_the_house(identities):
    assert "are those of this database" in run("keys", "check")


def test_check_refuses_other_keys_open_files_and_missing_ones(identities, folder, settings, tmp_path):
    (folder / FIELD).chmod(0o644)
    with pytest.raises(CommandError, match="Others on this machine"):
        run("keys", "check")
    make_keys(tmp_path / "other")
    settings.KEYS = tmp_path / "other"
    with pytest.raises(CommandError, match="is not one of this database"):
        run("keys", "check")
    settings.KEYS = tmp_path / "nowhere"
    with pytest.raises(CommandError, match="no key file field_keys"):
        run("keys", "check")


# ── changing the key that seals ───────────────────────────────────────────────────────────────────


def test_after_a_change_of_keys_the_old_key_is_not_needed(identities, folder):
    old = keyring().field_keys[0]
    assert "6 of 6 values were sealed anew" in run("rotate_keys")
    assert keyring().field_keys[1] == old
    assert "All 6 values" in run("rotate_keys", "--check")
    assert "1 old keys were taken away" in run("rotate_keys", "--finish")
    assert keys_in(folder / FIELD) == keyring().field_keys != (old,)
    assert texts(identities) == NAMES
    assert MemberIdentity.objects.filter(email_index="2@example.org").count() == 1


def test_until_it_is_done_the_check_fails_and_nothing_is_taken_away(identities, folder):
    rotation.put_new_key_in_front()
    with pytest.raises(CommandError, match="6 values are not under the newest key"):
        run("rotate_keys", "--check")
    with pytest.raises(CommandError):
        run("rotate_keys", "--finish")
    with pytest.raises(ValueError):
        rotation.drop_old_keys()
    assert len(keys_in(folder / FIELD)) == 2
    assert texts(identities) == NAMES


def test_an_interrupted_change_goes_on_without_another_key(identities, folder, monkeypatch):
    left = iter([True, False])
    whole = rotation._seal_row_anew

    def cut_short(*args):
        if not next(left):
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(rotation, "_seal_row_anew", cut_short)
    with pytest.raises(KeyboardInterrupt):
        run("rotate_keys")
    monkeypatch.undo()
    assert sorted(rotation.values_by_key().values()) == [2, 4]
    assert texts(identities) == NAMES
    assert "4 of 6 values were sealed anew" in run("rotate_keys")
    assert len(keys_in(folder / FIELD)) == 2
    assert "0 of 6 values were sealed anew" in run("rotate_keys")


def test_what_does_not_open_is_named_left_alone_and_keeps_the_old_key(identities):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_memberidentity SET chosen_name = %s", [b"foreign"])
    with pytest.raises(CommandError, match="3 values do not open"):
        run("rotate_keys")
    with pytest.raises(CommandError):
        run("rotate_keys", "--finish")
    assert len(keyring().field_keys) == 2


def test_the_keys_of_another_house_rotate_nothing(identities, settings, tmp_path):
    make_keys(tmp_path / "other")
    settings.KEYS = tmp_path / "other"
    with pytest.raises(CommandError, match="None of these field keys"):
        run("rotate_keys")
    assert len(keyring().field_keys) == 1


def test_a_copy_of_the_old_keys_seals_nothing_once_a_change_has_begun(identities, settings, tmp_path):
    old = keyring()
    run("rotate_keys")
    settings.KEYS = tmp_path / "old copy"
    make_keys(settings.KEYS)
    for name, keys in zip(FILES, (old.field_keys, [old.index_key], [old.audit_key]), strict=True):
        write_keys(settings.KEYS / name, keys)
    proofs.forget()
    with pytest.raises(WrongKey), transaction.atomic():
        MemberIdentity.objects.create(member=Member.objects.create(), chosen_name="Kim")


def test_a_slow_save_brings_no_old_key_back(identities):
    slow = identities[0]
    run("rotate_keys")
    slow.may_call = True
    slow.save()
    run("rotate_keys", "--finish")
    assert texts(identities) == NAMES


def test_a_save_slower_than_the_whole_change_is_refused_and_loses_nothing(identities):
    slow = identities[0]
    run("rotate_keys")
    run("rotate_keys", "--finish")
    with pytest.raises(WrongKey), transaction.atomic():
        slow.save()
    assert texts(identities) == NAMES


def test_a_key_put_in_front_by_hand_is_taken_up_where_files_are_read_only(identities, folder):
    write_keys(folder / FIELD, [os.urandom(32), *keyring().field_keys])
    assert "6 of 6 values were sealed anew" in run("rotate_keys")
    assert texts(identities) == NAMES


def test_a_change_of_keys_is_in_the_trail_with_numbers_only(identities):
    run("rotate_keys")
    entry = AuditEntry.objects.get(action="key_rotation")
    assert entry.counts == {"seen": 6, "sealed_anew": 6, "broken": 0}
    assert not AuditEntry.objects.filter(action="reveal").exists()


def test_every_model_with_a_sealed_field_is_sealed_anew():
    named = {model._meta.label: names for model, names in rotation.sealed_models()}
    names = ["call_name", "chosen_name", "email", "hours", "legal_name", "phone", "write_name"]
    assert named["members.MemberIdentity"] == names
    assert named["support.Question"] == ["note"]


def test_a_keyring_of_the_newest_key_alone_is_a_whole_keyring():
    keys = Keyring((b"a" * 32, b"b" * 32), b"c" * 32, b"d" * 32)
    assert (keys.newest_only.ids, keys.newest_only.audit_key) == (keys.ids[:1], keys.audit_key)
