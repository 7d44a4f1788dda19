"""Buttons to choose one of a few from, each with its key printed on it; without script they are plain radio buttons."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

NOT_ASKED = pgettext_lazy("nobody asked the person", "Not asked")


@dataclass(frozen=True)
class Chip:
    """`key` is what presses it: a letter, or a number and a letter ("1a"); only its last character is printed.
    `flag` is a word that style and script may look for (data-flag)."""

    value: str
    label: str
    key: str = ""
    flag: str = ""

    @property
    def printed_key(self) -> str:
        return self.key[-1:]


@dataclass(frozen=True)
class Chips:
    """A row of chips that set the field `name`. `number` is printed before the legend where a key has two parts.
    Of a row whose `chosen` is a set any number may be chosen."""

    name: str
    legend: str
    chips: tuple[Chip, ...]
    chosen: str | frozenset[str] | None = None
    number: str = ""

    @property
    def is_many(self) -> bool:
        return isinstance(self.chosen, frozenset)

    @property
    def rows(self) -> Iterable[tuple[Chip, bool, str]]:
        """Each chip with whether it is chosen, and an id of its own on the page."""
        chosen = self.chosen if self.is_many else {self.chosen}
        for place, chip in enumerate(self.chips):
            yield chip, chip.value in chosen, f"{self.name}{self.number and '-' + self.number}-{place}"
