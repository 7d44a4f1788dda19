"""What is asked before somebody can be known again, and when a year is closed."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.ui.forms import BaseForm

from ..choices import Colour


class GiveCodeForm(BaseForm):
    """`agreed_text` is the version of the text beside the box that was ticked."""

    agreed_text = forms.CharField(label=gettext_lazy("Told and agreed"), required=False, max_length=20)


class CodeForm(BaseForm):
    code = forms.CharField(label=gettext_lazy("Code on her card"), max_length=20)


class WordForm(GiveCodeForm):
    word = forms.CharField(label=gettext_lazy("Word"), max_length=60)
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=Colour)

    field_order = ["word", "colour", "agreed_text"]


class ForgetForm(BaseForm):
    """Nothing is asked: whoever presses the button has the card in her hand."""


class WordsForm(BaseForm):
    has_words = forms.BooleanField(
        label=gettext_lazy("Recognition words may be chosen"),
        required=False,
        help_text=gettext_lazy(
            "For people who do not want to carry a card. Off, nobody is asked for a word."
        ),
    )


class CloseYearForm(BaseForm):
    """Takes a word that has to be typed, because nothing brings back what is deleted then."""

    typed = forms.CharField(max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.word = _("close")
        self.fields["typed"].label = _("Type “%(word)s”") % {"word": self.word}

    def clean_typed(self):
        if self.cleaned_data["typed"].strip().casefold() != self.word.casefold():
            raise forms.ValidationError(_("That is another word."))
        return self.cleaned_data["typed"]
