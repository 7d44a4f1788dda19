"""A list that can be narrowed: asked by GET, so that what a page shows stands in its address, in codes."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.periods import Period

from .forms import BaseForm, Day, PlainSelect

YEARS = 12
TODAY, WEEK, MONTH, YEAR = "today", "week", "month", "year"


class Filter(NamedTuple):
    """One thing that a list is narrowed to, in words, and the address of the list without it."""

    label: str
    value: str
    without: str


class FinderForm(BaseForm):
    """A form of which every field may stay empty. `in_sight` names the one that a narrow screen does not fold away,
    where there is one. Fields called `start` and `end` are the two ends of a time."""

    in_sight = ""

    def __init__(self, data):
        super().__init__(data)
        self.today = timezone.localdate()
        if self.in_sight:
            self.fields[self.in_sight].widget.attrs["data-key"] = "/"

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            raise forms.ValidationError(gettext("The last day lies before the first one."))
        return self.cleaned_data

    @property
    def first(self) -> BoundField | None:
        """The field that stays in sight."""
        return self[self.in_sight] if self.in_sight else None

    @property
    def folded(self) -> list[BoundField]:
        """All others."""
        return [field for field in self if field.name != self.in_sight]

    @property
    def has_wrong_filters(self) -> bool:
        """Something is wrong in a field that is folded away on a narrow screen."""
        return bool(self.errors.keys() - {self.in_sight})

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        """Names and values of all that was filled in, as it was."""
        given = ((name, self.data.get(name, "").strip()) for name in self.fields if name != without)
        return [(name, value) for name, value in given if value]

    def query(self, *, without: str = "", **places) -> str:
        """The same as an address, to go on from the page's own; `places` are added to it."""
        return "?" + urlencode([*self.pairs(without=without), *places.items()])

    def filters(self) -> list[Filter]:
        """What the list is narrowed to, one by one."""
        return [
            Filter(str(self.fields[name].label), self._in_words(name, value), self.query(without=name))
            for name, value in self.pairs()
        ]

    def _in_words(self, name: str, value: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return ""
        if isinstance(field, forms.DateField):
            day = getattr(self, "cleaned_data", {}).get(name)
            return date_format(day, "SHORT_DATE_FORMAT") if day else value
        return _label_of(field, value) if isinstance(field, forms.ChoiceField) else value


class TimedFinderForm(FinderForm):
    """… by a time that is chosen, or by two days of one's own, which count instead of it."""

    when = forms.ChoiceField(label=_("When"), required=False, widget=PlainSelect)
    start = forms.DateField(label=_("First day"), required=False, widget=Day)
    end = forms.DateField(label=_("Last day"), required=False, widget=Day)

    def __init__(self, data):
        super().__init__(data)
        self.fields["when"].choices = [("", gettext("At any time")), *self._times()]

    def _times(self) -> Iterator[tuple[str, str]]:
        yield from ((TODAY, gettext("Today")), (WEEK, gettext("This week")))
        yield from ((MONTH, gettext("This month")), (YEAR, gettext("This year")))
        this = self.today.year
        yield from ((str(year), str(year)) for year in range(this, this - YEARS, -1))

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, None where it is open; of a form that is valid only."""
        asked, today = self.cleaned_data, self.today
        if asked["start"] or asked["end"] or not asked["when"]:
            return asked["start"], asked["end"]
        if asked["when"] == TODAY:
            return today, today
        if asked["when"] == WEEK:
            monday = today - timedelta(days=today.weekday())
            return monday, monday + timedelta(days=6)
        if asked["when"] == MONTH:
            month = Period.month(today.year, today.month)
            return month.start, month.end
        year = Period.year(today.year if asked["when"] == YEAR else int(asked["when"]))
        return year.start, year.end


def _label_of(field: forms.ChoiceField, value: str) -> str:
    for code, label in field.choices:
        if isinstance(label, list | tuple):
            if value in dict(label):
                return str(dict(label)[value])
        elif str(code) == value:
            return str(label)
    return value
