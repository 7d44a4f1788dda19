"""How one of us likes to work."""

from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseModelForm

from ..models import DeskPreference


class PreferenceForm(BaseModelForm):
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
