"""What the rows of all wings are described with."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Func,
    IntegerField,
    Q,
    When,
)
from django.utils.translation import get_language

from reports.figure import Dimension
from reports.wording import Worded
from support.models import Labelled
from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.periods import Period

COUNT = {"count": Count("id")}
BEFORE = ""  # the month of whatever lies before the period


class YearMonth(Func):
    """A date as text, 2024-01: what months are told apart by, the same on both databases."""

    output_field = CharField()
    template = "to_char(%(expressions)s, 'YYYY-MM')"

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **context)


def flag(condition: Q) -> Case:
    """1 where the condition holds, else 0."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def in_period(day: str) -> Callable[[Period], Q]:
    return lambda period: Q(**{f"{day}__range": (period.start, period.end)})


def of(model, day: str):
    """The rows of a model whose `day` lies in the period."""
    condition = in_period(day)
    return lambda period: model.objects.filter(condition(period))


def region_by(lookup: str) -> Dimension:
    return Dimension(lookup, {**dict(Region.choices), UNKNOWN: UNKNOWN_LABEL}, tuple(Region.values))


def labels_of(model: type[Labelled]) -> Callable[[], dict[str, str]]:
    """Words for codes that the coordinator edits, asked for once per reading."""
    return lambda: {row.code: row.label for row in model.objects.all()}


def worded(model: type[Labelled], *merged: str) -> Callable[[], Worded]:
    """The same for what keeps its earlier words, in one statement. `merged` names where a row says on which day it
    was last counted by itself, and the code that it is counted as since."""

    def ask() -> Worded:
        label, words = _label_field(), Worded({}, {}, {})
        rows = model.objects.order_by("past_wordings__until_on").values_list(
            "code", label, "past_wordings__until_on", f"past_wordings__{label}", *merged
        )
        for code, now, until, then, *moved in rows:
            words.now[code] = now
            if until:
                words.earlier.setdefault(code, []).append((until, then))
            if moved and moved[-1]:
                words.merged[code] = tuple(moved)
        return words

    return ask


def _label_field() -> str:
    """Where the words are kept in the language that is switched on; English for any other."""
    language = (get_language() or "en")[:2]
    return f"label_{language if language in dict(settings.OFFICE_LANGUAGES) else 'en'}"
