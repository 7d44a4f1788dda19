"""How one of us likes to work."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from utsopi import mail
from utsopi.ui.forms import BaseModelForm

from ..models import DeskPreference

WHAT_COMES = _(
    "In the morning, when something is due: how many things, and nothing else. In the language of this page."
)
KEPT = _("One is kept, sealed. Another one takes its place.")
NO_MAIL = _("This house sends no mail yet.")


class PreferenceForm(BaseModelForm):
    mail = forms.EmailField(
        label=_("E-mail for reminders"),
        required=False,
        max_length=DeskPreference._meta.get_field("mail").max_length,
        help_text=WHAT_COMES,
    )
    forgets_mail = forms.BooleanField(label=_("No reminders any more, erase the address"), required=False)

    class Meta:
        model = DeskPreference
        fields = ["has_shortcuts", "shows_earlier"]
        labels = {
            "has_shortcuts": _("One key does what a button does"),
            "shows_earlier": _("Show what earlier visitors of the afternoon asked"),
        }
        help_texts = {
            "has_shortcuts": _("The keys are printed on the buttons; they rest while you type."),
            "shows_earlier": _("Leave it off where the visitor opposite can see your screen."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.mail is None:
            del self.fields["forgets_mail"]
        else:
            self.fields["mail"].help_text = KEPT
        if not mail.is_on():
            self.fields["mail"].help_text = NO_MAIL

    def save(self, commit=True):
        """An address that is left empty stays as it was: the one that is kept is shown to nobody."""
        said = self.cleaned_data
        if said["mail"]:
            self.instance.mail = said["mail"]
        elif said.get("forgets_mail"):
            self.instance.mail = None
        self.instance.language = get_language() or ""
        return super().save(commit)
