"""What is asked about a question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from ..models import Question


class NoteForm(BaseForm):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=Question._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What has to be known to go on, 400 characters. No names, no addresses, no window."),
    )
