"""What a visitor may say: her phrase, what she needs, how to tell her of changes. Never a name."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from utsopi.ui.forms import BaseForm

from .. import phrases
from ..choices import Need
from ..models import Registration

LONGEST_TELL = Registration._meta.get_field("tell").max_length
WORD, COME = "word", "come"


class NeedsForm(BaseForm):
    """What she needs, whether it is her first time, and a way to tell her."""

    needs = forms.MultipleChoiceField(choices=Need.choices, required=False)
    is_first_time = forms.BooleanField(required=False)
    tell = forms.CharField(max_length=LONGEST_TELL, required=False)

    @cached_property
    def chosen(self) -> list[str]:
        """The needs that are ticked: what was sent, else what she said before."""
        return self["needs"].value() or []

    @property
    def facts(self) -> dict:
        """What come(), ask_for_word() and change() take."""
        said = self.cleaned_data
        return {name: said[name] for name in ("needs", "is_first_time", "tell")}


class ComeForm(NeedsForm):
    """`words` is the phrase that somebody vouches with, `phrase` the one this page offers her, signed."""

    words = forms.CharField(max_length=phrases.LONGEST, required=False)
    phrase = forms.CharField(required=False)

    @property
    def wants_a_word(self) -> bool:
        """Whether she pressed the other button."""
        return self.data.get("do") == WORD

    @property
    def offered(self) -> str:
        """The phrase that was offered to her; empty where it is none of ours."""
        return phrases.taken_up(self.cleaned_data["phrase"])

    def clean_words(self) -> str:
        words = self.cleaned_data["words"].strip()
        if not words and not self.wants_a_word:
            raise forms.ValidationError(_("Write the phrase you were given, or ask for a word first."))
        return words


class ChangeForm(NeedsForm):
    """As she may change it later; an empty `tell` leaves it as it is, `forget` takes it away."""

    forget = forms.BooleanField(required=False)

    @property
    def facts(self) -> dict:
        said = super().facts
        return said | {"tell": "" if self.cleaned_data["forget"] else said["tell"] or None}
