"""Plain words for what people must remember: login names and passphrases."""

import secrets
from functools import cache
from pathlib import Path

WORDS_IN_A_PASSPHRASE = 4  # of 1,129 words: 40 bits, behind Argon2 and limits on tries


@cache
def all_words() -> tuple[str, ...]:
    return tuple((Path(__file__).parent / "words.txt").read_text().split())


def a_passphrase() -> str:
    """Four words, at least 19 characters."""
    return " ".join(secrets.choice(all_words()) for _ in range(WORDS_IN_A_PASSPHRASE))


def a_login_name() -> str:
    """Two words and two digits, as in `amber-canoe-47`; says nothing of whose it is."""
    return "-".join(
        [secrets.choice(all_words()), secrets.choice(all_words()), f"{secrets.randbelow(100):02}"]
    )
