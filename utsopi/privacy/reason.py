"""Why somebody wants to open what is sealed: one of six, so that it can be read by the person it is about."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.audit.choices import Reason
from utsopi.ui.forms import BaseForm


class ReasonForm(BaseForm):
    reason = forms.ChoiceField(
        label=_("Why do you open it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        help_text=_("It is written down, with the reason."),
    )
