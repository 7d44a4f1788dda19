"""What is asked for a promise to come back to somebody."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.team.models import User
from utsopi.ui.forms import BaseForm, Day
from utsopi.ui.steps import MadeKey

from ..actions.call_backs import FURTHEST, colleagues
from ..agreed import CALL_BACK
from ..choices import Way
from ..models import CallBack


class PromiseForm(BaseForm):
    """A new promise; `agreed_text` is the version of the text that stood on the page."""

    key = MadeKey(widget=forms.HiddenInput)
    agreed_text = forms.ChoiceField(
        label=_("Text"),
        choices=[(CALL_BACK, CALL_BACK)],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("The text has changed meanwhile. Tell her once more.")},
    )
    agreed = forms.BooleanField(
        label=_("I told her all this, and she agrees"),
        error_messages={"required": _("Tell her first what we keep, and ask whether she agrees.")},
    )
    way = forms.ChoiceField(
        label=_("In which way is it safe?"),
        choices=Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the way that is safe for her.")},
    )
    reach = forms.CharField(
        label=_("Number or address"),
        required=False,
        max_length=CallBack._meta.get_field("reach").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Sealed. Leave it empty where she comes back herself."),
    )
    hours = forms.CharField(
        label=_("Safe hours, and what to say"),
        required=False,
        max_length=CallBack._meta.get_field("hours").max_length,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_("Sealed. When she is alone, who else may answer and what to say then, messages or none."),
    )
    due_on = forms.DateField(label=_("On which day?"), widget=Day)
    owner = forms.ModelChoiceField(
        label=_("Who keeps the promise?"), queryset=User.objects.none(), empty_label=None
    )

    def __init__(self, data=None, *, by):
        tomorrow = timezone.localdate() + timedelta(days=1)
        given = {"key": uuid4(), "agreed_text": CALL_BACK, "due_on": tomorrow, "owner": by.pk}
        super().__init__(data, initial=given)
        within_reach(self.fields["due_on"])
        self.fields["owner"].queryset = colleagues()
        self.fields["owner"].label_from_instance = lambda account: _("You") if account == by else str(account)

    def clean(self):
        if self.cleaned_data.get("way") not in (None, Way.SHE_COMES) and not self.cleaned_data.get("reach"):
            self.add_error("reach", _("Without a number or an address there is no way to reach her."))
        return self.cleaned_data

    def said(self) -> dict:
        """What the verb wants to know."""
        return {name: value for name, value in self.cleaned_data.items() if name != "agreed"}


class PutOffForm(BaseForm):
    due_on = forms.DateField(label=_("Another day"), widget=Day)

    def __init__(self, data=None):
        super().__init__(data)
        within_reach(self.fields["due_on"])


class HandOverForm(BaseForm):
    owner = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["owner"].queryset = colleagues()


def within_reach(field: forms.DateField) -> None:
    """Lets the browser's calendar offer only days that may be promised."""
    today = timezone.localdate()
    field.widget.attrs.update(min=today.isoformat(), max=(today + FURTHEST).isoformat())
