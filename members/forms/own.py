"""What a member changes of her own record."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm

from ..choices import SEALED, NameOnLists
from ..models import MemberIdentity
from .reaching import ReachForm, length_of


class OwnForm(ReachForm):
    """Her names and how she may be reached. `values` is what is kept; what she empties is taken away."""

    chosen_name = forms.CharField(label=_("The name you want"), max_length=length_of("chosen_name"))
    legal_name = forms.CharField(
        label=_("Your name by law"),
        max_length=length_of("legal_name"),
        required=False,
        help_text=_("Only if you want it kept."),
    )
    name_on_lists = forms.ChoiceField(
        label=_("On lists that others see, such as the sheet of an assembly"),
        choices=NameOnLists.choices,
        widget=forms.RadioSelect,
    )
    field_order = ("chosen_name", "legal_name", *ReachForm.REACH, "name_on_lists")

    def __init__(self, data=None, *, member, values: dict):
        self.member, self.values = member, values
        super().__init__(data, initial=values)
        for name in SEALED:
            self.fields[name].widget.attrs.update(autocomplete="off", spellcheck="false")

    def clean(self):
        said = super().clean()
        if said.get("name_on_lists") == NameOnLists.LEGAL and not said.get("legal_name"):
            self.add_error("legal_name", gettext("For lists under this name we need it."))
        return said

    @property
    def taken(self) -> str:
        """The field whose address or number another record has; empty where none."""
        others = MemberIdentity.objects.exclude(member=self.member)
        for name in ("email", "phone"):
            text = self.cleaned_data[name]
            if text and others.filter(**{f"{name}_index": text}).exists():
                return name
        return ""

    def refuse(self, name: str) -> None:
        """In words that do not say whether we know somebody else."""
        self.add_error(
            name, gettext("This cannot be kept here. Look whether it is right, or talk to one of us.")
        )

    def changes(self) -> dict[str, object]:
        """The fields of MemberIdentity that are different now."""
        said = self.reach() | {
            name: self.cleaned_data[name] or None for name in ("chosen_name", "legal_name")
        }
        said["name_on_lists"] = self.cleaned_data["name_on_lists"]
        return {name: value for name, value in said.items() if value != self.values.get(name)}


class LeaveForm(BaseForm):
    """That she means it; and whether she gives back what is still hers, where something is."""

    give_back = forms.BooleanField(label=_("I give these places back"), required=False)

    sure = forms.BooleanField(
        label=_("Yes, I want to leave"),
        error_messages={"required": _("Tick this if you mean it.")},
    )

    def __init__(self, data, *, has_places: bool):
        super().__init__(data)
        if not has_places:
            del self.fields["give_back"]
