"""Words that change and codes that become one, so that the table of a year that is over stays as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Worded:
    """Words that somebody edits, so that a past table keeps those of its time, and codes that became one.

    `earlier` has for a code its former words, each with the last day on which they held, oldest first; `merged`
    has for a code the last day on which it was counted by itself, and the code it is counted as since.
    """

    now: Mapping[str, Text]
    earlier: Mapping[str, Sequence[tuple[date, Text]]] = field(default_factory=dict)
    merged: Mapping[str, tuple[date, str]] = field(default_factory=dict)

    def on(self, day: date) -> dict[str, Text]:
        """The words that hold on `day`."""
        return {
            code: next((then for until, then in self.earlier.get(code, ()) if until >= day), words)
            for code, words in self.now.items()
        }

    def counted_as(self, day: date) -> dict[str, str]:
        """The codes that a period with `day` as its last counts as another one, each with that one."""
        return {code: self._one_of(code, day) for code, (until, _into) in self.merged.items() if until < day}

    def _one_of(self, code: str, day: date) -> str:
        until, into = self.merged.get(code, (day, code))
        return self._one_of(into, day) if until < day else code


Vocabulary = Mapping[str, Text] | Worded


def words_on(words: Vocabulary, day: date) -> Mapping[str, Text]:
    """The words as a table of a period with `day` as its last prints them."""
    return words.on(day) if isinstance(words, Worded) else words


def counted_as(words: Vocabulary, day: date) -> dict[str, str]:
    """The codes that such a table counts as another one."""
    return words.counted_as(day) if isinstance(words, Worded) else {}
