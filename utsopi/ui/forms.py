"""Forms as they are everywhere here: plain labels, errors counted on top, nothing typed is lost."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.periods import NoPeriod, Period


def posted(request):
    """What a form is to be bound to: what was posted, be it nothing at all; None on a visit, which judges nothing."""
    return request.POST if request.method == "POST" else None


def tried(form, verb: Callable, **facts):
    """What `verb` made, True where it makes nothing; None where it refused, with its words in the form."""
    try:
        made = verb(**facts)
    except ValidationError as error:
        form.blame(error)
        return None
    return True if made is None else made


CHOSEN = flatatt({"selected": True})


class PlainForm:
    """Mixed into Form or ModelForm. `status` is what the view answers with: 422 where something is wrong."""

    # the browser's own bubbles speak the browser's language, not the page's
    use_required_attribute = False

    @property
    def status(self) -> int:
        return 422 if self.is_bound and self.errors else 200

    def blame(self, error: ValidationError) -> None:
        """What a verb refused: at the field that the error's code names, or above all of them."""
        code = getattr(error, "code", None)
        self.add_error(code if code in self.fields else None, error)


class BaseForm(PlainForm, forms.Form):
    """A form that belongs to no model."""


class BaseModelForm(PlainForm, forms.ModelForm):
    """A form for a record."""


class Day(forms.DateInput):
    """A day from the browser's own calendar. The value travels as 2024-05-03, whatever the language."""

    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs or None, format="%Y-%m-%d")


class PlainSelect(forms.Select):
    """A list to choose from, drawn in one go: Django takes a template for each of its options, and lists of topics
    are long."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", attributes, _options(self.choices, chosen))


def _options(choices, chosen: set[str]) -> SafeString:
    """Options, and groups of options under a label."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen)),)
            if isinstance(label, list | tuple)
            else (_option(str(value), label, str(value) in chosen),)
            for value, label in choices
        ),
    )


def _option(value: str, label, is_chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', value, CHOSEN if is_chosen else "", label)


class PickerForm(BaseForm):
    """Which period and which region a page shows; every choice has a default, so an empty address is valid.

    `years` are those that can be chosen, newest first; the first is the default.
    """

    period = forms.ChoiceField(label=_("Period"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    start = forms.DateField(label=_("First day"), required=False, widget=Day)
    end = forms.DateField(label=_("Last day"), required=False, widget=Day)

    def __init__(self, data, years: list[int]):
        super().__init__(data)
        self.years = list(years) or [date.today().year]
        self.fields["period"].choices = [(str(year), periods_of(year)) for year in self.years]
        self.fields["region"].choices = [
            ("", _("All regions")),
            *Region.choices,
            (UNKNOWN, UNKNOWN_LABEL),
        ]

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if bool(start) != bool(end):
            raise forms.ValidationError(gettext("Two days are needed: a first and a last one."))
        try:
            self.chosen = Period(start, end) if start else Period.parse(self._period_code())
        except NoPeriod as error:
            raise forms.ValidationError(str(error)) from error
        return self.cleaned_data

    def _period_code(self) -> str:
        return self.cleaned_data.get("period") or str(self.years[0])

    @property
    def has_own_days(self) -> bool:
        """Somebody asked for two days of her own, rightly or not."""
        return bool(self["start"].value() or self["end"].value())

    def choice(self) -> tuple[Period, str | None]:
        """The period and the region's code (None: all). What is wrong falls back to the default;
        the page says so, because the form shows its errors."""
        if self.is_valid():
            return self.chosen, self.cleaned_data["region"] or None
        return Period.year(self.years[0]), None


def periods_of(year: int) -> list[tuple[str, str]]:
    """The year, its halves, quarters and months, as code and label."""
    parts = [
        Period.year(year),
        *(Period.half(year, n) for n in (1, 2)),
        *(Period.quarter(year, n) for n in (1, 2, 3, 4)),
        *(Period.month(year, n) for n in range(1, 13)),
    ]
    return [(part.code, part.label) for part in parts]
