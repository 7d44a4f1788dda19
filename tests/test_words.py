"""Recognition words: a fingerprint under the key of a year, which lies beside the other keys. Argon2 is slow on
purpose, so a fingerprint is made once for several tests."""

import pytest

from support import words
from utsopi.privacy.keyring import Locked, WrongKey, make_keys


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A folder of keys with those of two years."""
    from django.conf import settings

    before, settings.KEYS = settings.KEYS, tmp_path_factory.mktemp("keys")
    make_keys(settings.KEYS)
    words.make_key(2025)
    words.make_key(2026)
    yield settings.KEYS
    settings.KEYS = before


@pytest.fixture(scope="module")
def sunflower(house):
    return words.fingerprint("Sunflower", "green", 2026)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("  Été  2 ", "ete2"),
        ("STRASSE", "straße"),
        ("sun-flower!", "SunFlower"),
        ("ﬁn", "fin"),
        ("ÇA VA", "cava"),
    ],
)
def test_capitals_accents_and_marks_do_not_count(typed, same):
    assert words.normal(typed) == words.normal(same)


def test_the_same_word_and_colour_have_the_same_fingerprint(sunflower):
    assert words.fingerprint("sun flower", "green", 2026) == sunflower
    assert len(sunflower) == 10


def test_another_colour_or_year_has_another(sunflower):
    assert words.fingerprint("sunflower", "blue", 2026) != sunflower
    assert words.fingerprint("sunflower", "green", 2025) != sunflower


def test_the_key_is_for_this_account_only_and_no_two_are_alike(house):
    files = [house / "recognise_2025", house / "recognise_2026"]
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600", "0o600"]
    assert files[0].read_text() != files[1].read_text()


def test_without_the_year_s_key_nothing_can_be_compared(house):
    with pytest.raises(Locked):
        words.fingerprint("sunflower", "green", 1999)


def test_a_file_that_holds_no_key_is_told_apart_from_none(house):
    (house / "recognise_1998").write_text("not a key\n")
    with pytest.raises(WrongKey):
        words.fingerprint("sunflower", "green", 1998)


def test_no_key_of_a_year_is_made_while_the_others_are_away(settings, tmp_path):
    settings.KEYS = tmp_path
    with pytest.raises(Locked):
        words.make_key(2026)
    assert list(tmp_path.iterdir()) == []


def test_a_deleted_key_stays_deleted_and_may_be_deleted_twice(house):
    words.make_key(1997)
    words.delete_key(1997)
    words.delete_key(1997)
    assert not words.has_key(1997)
