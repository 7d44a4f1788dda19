"""What the page of the trail can be narrowed to."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.finder import FinderForm
from utsopi.ui.forms import Day

from . import names
from .choices import Action
from .reading import HOUSE, Wanted


class TrailForm(FinderForm):
    """Every field may stay empty. What is wrong is said, and nothing is left out of the trail for it."""

    action = forms.ChoiceField(label=_("Did"), required=False)
    model = forms.ChoiceField(label=_("What"), required=False)
    account = forms.ChoiceField(label=_("Who"), required=False)
    start = forms.DateField(label=_("First day"), required=False, widget=Day)
    end = forms.DateField(label=_("Last day"), required=False, widget=Day)
    record = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, models: list[str], accounts: dict[UUID, str]):
        super().__init__(data)
        self.fields["action"].choices = [("", gettext("Everything")), *Action.choices]
        self.fields["model"].choices = [("", gettext("Everything")), *_sorted(models)]
        self.fields["account"].choices = [
            ("", gettext("Everybody")),
            (HOUSE, names.account(None, {})),
            *((str(key), name) for key, name in accounts.items()),
        ]

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data) if self.is_valid() else Wanted()


def _sorted(models: list[str]) -> list[tuple[str, str]]:
    return sorted(((label, names.thing(label)) for label in models), key=lambda pair: pair[1].casefold())
