"""Buttons to choose one of a few from, each with its key printed on it; without script they are plain radio buttons."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

NOT_ASKED = pgettext_lazy("nobody asked the person", "Not asked")


@dataclass(frozen=True)
class Chip:
    """`key` is what presses it: a letter, or a number and a letter ("1a"); only its last character is printed."""

    value: str
    label: str
    key: str = ""

    @property
    def printed_key(self) -> str:
        return self.key[-1:]


@dataclass(frozen=True)
class Chips:
    """A row of chips that set the field `name`. `number` is printed before the legend where a key has two parts."""

    name: str
    legend: str
    chips: tuple[Chip, ...]
    chosen: str | None = None
    number: str = ""

    @property
    def rows(self) -> Iterable[tuple[Chip, bool, str]]:
        """Each chip with whether it is chosen, and an id of its own on the page."""
        for place, chip in enumerate(self.chips):
            yield chip, chip.value == self.chosen, f"{self.name}{self.number and '-' + self.number}-{place}"
