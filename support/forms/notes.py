"""What is asked about a question."""

from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from .note_field import NoteField, NoteInput


class NoteForm(BaseForm):
    note = NoteField(
        label=_("Note"),
        widget=NoteInput(attrs={"rows": 6}),
        help_text=_("What has to be known to go on, 400 characters. No names, no addresses, no window."),
    )
