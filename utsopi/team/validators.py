"""Which passphrases are refused, besides those shorter than 15 characters and Django's list of common ones."""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from utsopi.directory.models import Installation

FEWEST_CHARACTERS = 6  # different ones
# words that whoever tries to guess would try first; the organisation's own name comes on top
OF_THE_HOUSE = frozenset({"utsopi", "agenda", "passphrase", "password", "welcome"})
RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1234567890",
)


class NotGuessed:
    """Refuses passphrases that stand on a list of stolen ones, repeat themselves, or are mostly words that
    somebody who knows the house or the account would try."""

    def validate(self, password: str, user=None) -> None:
        bare = _bare(password)
        if bare in breached() or len(set(bare)) < FEWEST_CHARACTERS or _is_a_run(bare):
            raise ValidationError(_("Others use this one too. Take four words that come to mind by chance."))
        if len(_without(bare, _known_words(user))) < len(bare) // 2:
            raise ValidationError(_("Take words that have nothing to do with you or with this place."))

    def get_help_text(self) -> str:
        return _("Four words by chance are good. Not names, not dates, nothing about you or this place.")


@cache
def breached() -> frozenset[str]:
    """Long passphrases from lists of stolen ones, without spaces and signs."""
    return frozenset((Path(__file__).parent / "breached.txt").read_text().split())


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _is_a_run(bare: str) -> bool:
    """Whether it is little more than a row of keys or the same part again and again."""
    again = re.fullmatch(r"(.{1,6})\1{2,}.?", bare)
    return bool(again) or any(bare[:12] in run * 3 or bare[:12] in (run * 3)[::-1] for run in RUNS)


def _known_words(user) -> set[str]:
    names = (
        f"{getattr(user, 'username', '')} {getattr(user, 'alias', '')} {Installation.current().organisation}"
    )
    return OF_THE_HOUSE | {_bare(word) for word in re.split(r"[\s-]+", names) if len(_bare(word)) >= 4}


def _without(bare: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare
