"""Phrases of five everyday words: found again however they are typed, by nobody who guesses."""

import re
import time
from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from events import looking, phrases
from events.actions.coming import come, ticket
from events.actions.tickets import NotVouched
from events.models import Phrase
from tests.evenings import a_vouch, an_evening, in_brussels
from tests.test_headers import TELLING
from utsopi.privacy.keyring import make_keys
from utsopi.privacy.proofs import forget
from utsopi.team.limits import A_DAY

HOME, ELSEWHERE = "198.51.100.20", "203.0.113.7"
WRONG = "bread cork lamp honey tissue"


def asked_from(address: str):
    return RequestFactory().post("/", REMOTE_ADDR=address)


# ── the words ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted(phrases.LISTS.iterdir()), ids=lambda path: path.stem)
def test_each_language_has_256_words_that_four_letters_tell_apart(path):
    words = phrases.word_list(path.stem)
    (heads,) = {tuple(word[: phrases.COUNTED] for word in phrases._words(" ".join(words[:25])))}
    assert len(heads) == 25  # each is one word
    alike = Counter(phrases.normal(f"{word} a b c d")[0][: phrases.COUNTED] for word in words)
    assert len(words) == len(alike) == 256
    assert {word for word in words if len(word) > 8 or word != word.lower()} == set()


@pytest.mark.parametrize("path", sorted(phrases.LISTS.iterdir()), ids=lambda path: path.stem)
def test_no_word_says_what_it_is_for(path):
    """The red umbrella is known as the sign of who comes."""
    telling = re.compile(rf"{TELLING.pattern}|ombrell|umbrel|paragu|parapl|guarda-chu", re.I)
    assert [word for word in phrases.word_list(path.stem) if telling.search(word)] == []


def test_a_phrase_is_five_different_words_of_its_language():
    for _each in range(50):
        words = phrases.new_phrase("fr").split()
        assert len(set(words)) == 5 and set(words) <= set(phrases.word_list("fr"))


def test_a_language_without_a_list_borrows_one_and_names_no_file():
    assert phrases.word_list("xx") == phrases.word_list("../words/fr") == phrases.word_list("en")


def test_phrases_are_not_given_twice():
    assert len({phrases.new_phrase("en") for _each in range(2000)}) == 2000


# ── as it is typed ────────────────────────────────────────────────────────────────────────────────

AS_TYPED = [
    "pâte crème œufs épinard thé",
    "PATE CREME OEUFS EPINARD THE",
    "Pâte, crème, œufs, épinard, thé.",
    "pâte-crème-œufs-épinard-thé",
    "  pâte\n crème\tœufs  épinard   thé ",
    "1. pâte 2. crème 3. œufs 4. épinards 5. thé",
    "pa\u0302te cre\u0300me \u0153ufs e\u0301pinard the\u0301",
    "p\u00e2\u00adte cre\u200dme \u200eœufs\u2069 épi\ufeffnard thé",
    "ｐâｔｅ ｃｒèｍｅ œufs épinard thé",
    "pâtes crèmes œuf’s épinards thé",
]


@pytest.mark.parametrize("text", AS_TYPED[:-1])
def test_a_phrase_is_the_same_however_it_is_typed(text, db):
    assert phrases.fingerprint(text) == phrases.fingerprint(AS_TYPED[0])


@pytest.mark.parametrize(
    "text",
    [
        "crème pâte œufs épinard thé",
        "pâte crème œufs épinard",
        "pâte crème œufs épinard thé thé",
        "pâte crème œufs épinard thym",
        "pâtecrème œufs épinard thé",
        "p\u0430te creme oeufs epinard the",  # one letter is Cyrillic
        AS_TYPED[-1],
        "",
    ],
)
def test_another_phrase_is_another(text, db):
    assert phrases.fingerprint(text) != phrases.fingerprint(AS_TYPED[0])
    assert len(phrases.fingerprint(text)) == 16


def test_only_five_words_are_a_phrase():
    assert phrases.normal("Thé, THYM; vase-verre / vélo") == ("the", "thym", "vase", "verre", "velo")
    assert phrases.normal("shtëpi çaj ftua țară ő") == ("shtepi", "caj", "ftua", "tara", "o")
    for text in ("", "a b c d", "a b c d e f", "1 2 3 4 5", "🍞 🧀 🍎 🍇 🥕"):
        assert phrases.normal(text) is None


def test_it_is_shown_back_as_it_was_typed_and_tidy():
    assert phrases.tidy("1. Pâte, Crème\n–œufs-épinard THÉ") == "pâte crème œufs épinard thé"


@pytest.mark.parametrize("text", AS_TYPED)
def test_what_the_page_shows_back_is_read_as_the_same_phrase_again(text, db):
    assert phrases.fingerprint(phrases.tidy(text)) == phrases.fingerprint(text)


def test_a_very_long_text_is_not_read_to_its_end():
    begun = time.perf_counter()
    assert phrases.normal("ﷺ " * 1_000_000) is None
    assert time.perf_counter() - begun < 0.5


def test_a_phrase_of_one_language_is_found_on_the_page_of_another(db):
    given = come(evening=an_evening(), vouch=a_vouch(), language="fr")
    assert ticket(given.phrase.upper()).registration == given.registration
    assert ticket(" ".join(reversed(given.phrase.split()))) is None


# ── what is stored ────────────────────────────────────────────────────────────────────────────────


def test_the_fingerprint_is_keyed(db, settings, tmp_path):
    with_ours = phrases.fingerprint(WRONG)
    settings.KEYS = tmp_path / "others"
    make_keys(settings.KEYS)
    forget()
    from utsopi.privacy.models import KeyCheck

    KeyCheck.objects.all().delete()
    assert phrases.fingerprint(WRONG) != with_ours
    forget()


def test_of_the_words_nothing_is_stored(db):
    given = come(evening=an_evening(), vouch=a_vouch(), language="en")
    (stored,) = Phrase.objects.values()
    assert set(stored) == {"id", "fingerprint", "language", "welcomed_on", "last_used_on"}
    assert not any(word in str(stored) for word in given.phrase.split() if len(word) > 3)


# ── an offer ──────────────────────────────────────────────────────────────────────────────────────


def test_a_form_carries_a_phrase_that_only_we_can_have_offered():
    offered = phrases.offer("nl")
    assert phrases.normal(phrases.taken_up(offered)) == phrases.normal(offered.rpartition(":")[0])
    for text in ("", WRONG, f"{WRONG}:{offered.rpartition(':')[2]}", offered[:-1]):
        assert phrases.taken_up(text) == ""


# ── guessing ──────────────────────────────────────────────────────────────────────────────────────


def statements(work) -> int:
    with CaptureQueries() as caught:
        work()
    return caught.count


class CaptureQueries:
    """Counts what reaches the database."""

    def __enter__(self):
        self.count = 0
        self.wrapper = connection.execute_wrapper(self._counting)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *problem):
        self.wrapper.__exit__(*problem)

    def _counting(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def test_a_wrong_phrase_costs_as_much_as_a_right_one(db):
    right = come(evening=an_evening(), vouch=a_vouch(), language="en").phrase
    asked = (right, WRONG, "one two three", "", "x " * 500)
    costs = {statements(lambda text=text: ticket(text)) for text in asked}
    assert len(costs) == 1
    assert max(costs) <= 2  # one asks whether the key is this database's, which else is known for a minute


def test_a_wrong_phrase_takes_as_long_as_one_with_four_right_words(db):
    right = come(evening=an_evening(), vouch=a_vouch(), language="en").phrase
    near = " ".join([*right.split()[:4], "zzzz"])
    taken: dict[str, list[float]] = {near: [], WRONG: []}
    for _each in range(60):
        for text, times in taken.items():
            begun = time.perf_counter()
            assert ticket(text) is None
            times.append(time.perf_counter() - begun)
    one, other = (median(times) for times in taken.values())
    assert 0.5 < one / other < 2


def test_what_vouches_for_nobody_costs_the_same_whatever_it_was(db):
    evening, used, over, known = an_evening(), a_vouch(), a_vouch(days=0), a_vouch()
    come(evening=evening, vouch=used, language="en")
    phrase_elsewhere = come(evening=an_evening(), vouch=known, language="en").phrase
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        costs, words = set(), set()
        for vouch in (used, over, phrase_elsewhere, WRONG, "", "nonsense"):

            def refused(vouch=vouch):
                with pytest.raises(NotVouched) as problem:
                    come(evening=evening, vouch=vouch, language="en")
                words.add(str(problem.value))

            costs.add(statements(refused))
    assert len(costs) == len(words) == 1


def test_who_is_wrong_forty_times_is_not_looked_up_any_more_today(db):
    right = come(evening=an_evening(), vouch=a_vouch(), language="en").phrase
    for _each in range(A_DAY["phrase"]):
        assert looking.look_up(asked_from(ELSEWHERE), WRONG) == []
    for text in (WRONG, right):
        with pytest.raises(looking.TooMany):
            looking.look_up(asked_from(ELSEWHERE), text)
    assert len(looking.look_up(asked_from(HOME), right)) == 1
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert len(looking.look_up(asked_from(ELSEWHERE), right)) == 1


def test_what_is_right_never_counts(db):
    right = come(evening=an_evening(), vouch=a_vouch(), language="en").phrase
    for _each in range(A_DAY["phrase"] + 1):
        assert len(looking.look_up(asked_from(HOME), right)) == 1


def test_a_vouch_that_is_none_counts_too(db):
    evening = an_evening()
    for _each in range(A_DAY["phrase"]):
        with pytest.raises(NotVouched), looking.wrong_ones_counted(asked_from(ELSEWHERE)):
            come(evening=evening, vouch=WRONG, language="en")
    with pytest.raises(looking.TooMany), looking.wrong_ones_counted(asked_from(ELSEWHERE)):
        come(evening=evening, vouch=a_vouch(), language="en")


def test_the_counts_hold_no_address_and_no_hour(db):
    rows = set()
    for hour in (9, 20):
        cache.clear()
        with time_machine.travel(in_brussels(2027, 3, 27, hour, 17), tick=False):
            assert looking.look_up(asked_from(ELSEWHERE), WRONG) == []
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM cache")
                rows.add(str(cursor.fetchall()))
    (row,) = rows
    assert ELSEWHERE not in row
