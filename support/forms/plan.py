"""What is asked about the rule of the Open House and its closed days."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm, BaseModelForm, Day

from ..choices import Weekday
from ..models import Closure
from .afternoon import CITY


class Hour(forms.TimeInput):
    """A time of day from the browser's own clock; it travels as 13:00, whatever the language."""

    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class RuleForm(BaseForm):
    """Every week on one day; `first_on` is the day from which this holds."""

    weekday = forms.TypedChoiceField(label=_("Day of the week"), choices=Weekday.choices, coerce=int)
    opens_at = forms.TimeField(label=_("Opens at"), widget=Hour)
    closes_at = forms.TimeField(label=_("Closes at"), widget=Hour)
    city = forms.CharField(label=_("City"), max_length=CITY)
    first_on = forms.DateField(
        label=_("From"), widget=Day, help_text=_("Afternoons before that day stay as they are.")
    )

    def clean(self):
        said = self.cleaned_data
        if "opens_at" in said and "closes_at" in said and said["closes_at"] <= said["opens_at"]:
            self.add_error("closes_at", gettext("It closes before it opens."))
        return said


class RuleEndForm(BaseForm):
    last_on = forms.DateField(label=_("Last day"), widget=Day)


class ClosureForm(BaseModelForm):
    class Meta:
        model = Closure
        fields = ["first_on", "last_on", "because"]
        widgets = {"first_on": Day, "last_on": Day}


class ExtraForm(BaseForm):
    """One more afternoon, on a day that no rule plans."""

    held_on = forms.DateField(label=_("Date"), widget=Day)
    city = forms.CharField(label=_("City"), max_length=CITY)

    def clean_held_on(self):
        if self.cleaned_data["held_on"] < timezone.localdate():
            raise ValidationError(gettext("This day is over: log it instead."))
        return self.cleaned_data["held_on"]
