"""What is asked of the directory, and what is written into it."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm
from utsopi.ui.steps import MadeKey

from .actions import MOST, plain_name
from .choices import Need, Profession, Reach, Speaks
from .finding import find_or_none
from .models import Organisation, Professional

ALL = ("", _("All"))


class SearchForm(BaseForm):
    """What somebody looks for; every field may stay empty. What is wrong is said, and nothing is left out for it."""

    text = forms.CharField(label=_("Name"), max_length=120, required=False)
    need = forms.ChoiceField(choices=[ALL, *Need.choices], required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[ALL, *Speaks.choices], required=False)
    region = forms.ChoiceField(label=_("Region"), choices=[ALL, *Reach.choices], required=False)
    profession = forms.ChoiceField(label=_("Profession"), choices=[ALL, *Profession.choices], required=False)
    hidden = forms.BooleanField(label=_("Hidden ones too"), required=False)

    def asked(self) -> dict:
        """The fields that say something, by name."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in cleaned.items() if value}


class FactsForm(BaseForm):
    """What is told of an organisation and of a professional alike."""

    needs = forms.MultipleChoiceField(
        label=_("Helps with"), choices=Need.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Answers in"), choices=Speaks.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    region = forms.ChoiceField(
        label=_("Region"), choices=[("", _("Not known")), *Reach.choices], required=False
    )
    is_checked = forms.BooleanField(label=_("I made sure today that this is right"), required=False)


class OrganisationFactsForm(FactsForm):
    telephone = forms.RegexField(
        r"^[+\d][\d\s()/.\-]{2,}$",
        label=_("Telephone"),
        max_length=Organisation._meta.get_field("telephone").max_length,
        required=False,
        error_messages={"invalid": _("This is no telephone number.")},
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=Organisation._meta.get_field("website").max_length,
        required=False,
        assume_scheme="https",
    )
    field_order = ("name", "needs", "languages", "region", "telephone", "website", "is_checked")

    def clean_website(self) -> str:
        address = self.cleaned_data["website"]
        if address:
            URLValidator(schemes=["https", "http"])(address)
        return address


class OrganisationForm(OrganisationFactsForm):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("The one it is listed and counted under.")
    )

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])


class AliasForm(BaseForm):
    name = forms.CharField(label=_("Another name it goes by"), max_length=120)

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])


class OtherForm(BaseForm):
    """Which other organisation is one and the same; by any of its names."""

    other = forms.CharField(
        label=_("Another organisation that is the same one"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "names", "autocomplete": "off"}),
        help_text=_("You see what would move before anything does."),
    )

    def __init__(self, data=None, *, kept: Organisation):
        super().__init__(data)
        self.kept = kept

    def clean_other(self) -> Organisation:
        found = find_or_none(self.cleaned_data["other"])
        if found is None:
            raise ValidationError(_("No organisation goes by this name."))
        if found == self.kept:
            raise ValidationError(_("This is one of its own names already."))
        return found


class GoneForm(BaseForm):
    """The organisation that is no more after a merge that somebody confirmed."""

    gone = forms.ModelChoiceField(Organisation.objects.all())


class ProfessionalForm(FactsForm):
    """Who it is, and how to reach."""

    name = forms.CharField(label=_("Name"), max_length=Professional._meta.get_field("name").max_length)
    profession = forms.ChoiceField(label=_("Profession"), choices=Profession.choices)
    reach = forms.CharField(
        label=_("How to reach"),
        max_length=Professional._meta.get_field("reach").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Telephone, address, when, and what to say first."),
    )
    field_order = (
        "name",
        "profession",
        "reach",
        "needs",
        "languages",
        "region",
        "recommended_by",
        "is_checked",
    )

    def clean_reach(self) -> str | None:
        return self.cleaned_data["reach"] or None


class NewProfessionalForm(ProfessionalForm):
    """`key` is the new record's own, so that a form that is sent twice makes one."""

    key = MadeKey(widget=forms.HiddenInput, required=False)
    recommended_by = forms.IntegerField(
        label=_("Recommended by how many"), min_value=0, max_value=MOST, initial=1
    )

    def clean_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class WarningForm(BaseForm):
    warning = forms.CharField(
        label=_("What others should know"),
        required=False,
        max_length=Professional._meta.get_field("warning").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What happened, never to whom. Empty: the warning is taken away."),
    )
