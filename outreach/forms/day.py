"""What is said on a voucher day: a card, and an envelope that comes back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm
from utsopi.ui.steps import MadeKey

from ..choices import BackBecause

AGAIN = _("This was not taken. Load the page again.")
LONGEST = 60  # characters of what a scanner or a camera may read


class CardField(forms.CharField):
    """The serial of a card as it was scanned or typed."""

    def __init__(self):
        super().__init__(
            label=_("Card"), max_length=LONGEST, error_messages={"required": _("Scan a card, or type it.")}
        )


class GiveForm(BaseForm):
    """`key` is made by the browser, for this one time that a card is asked about."""

    card = CardField()
    key = MadeKey(error_messages={"required": AGAIN, "invalid": AGAIN})


class BackForm(BaseForm):
    """Nothing of it is typed: what is wrong says that the page is an old one."""

    envelope = forms.UUIDField(error_messages={"required": AGAIN, "invalid": AGAIN})
    because = forms.ChoiceField(choices=BackBecause, required=False, error_messages={"invalid_choice": AGAIN})

    def clean_because(self) -> str:
        return self.cleaned_data["because"] or BackBecause.MISTAKE
