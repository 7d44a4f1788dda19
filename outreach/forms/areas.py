"""What is asked about an area, two that are one, and what is handed out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN_LABEL, Region
from utsopi.ui.forms import BaseForm

from ..actions.areas import LANGUAGES
from ..choices import Province
from ..models import Area


class AreaForm(BaseForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=Area._meta.get_field("name").max_length,
        help_text=_(
            "A quarter or a part of a town, as the team calls it. Never a number, a window or a point on a map."
        ),
    )
    municipality = forms.CharField(
        label=_("Municipality"), max_length=Area._meta.get_field("municipality").max_length, required=False
    )
    province = forms.ChoiceField(
        label=_("Province"),
        choices=[("", _("None, or not said")), *Province.choices],
        required=False,
        help_text=_("The region follows from it. Brussels lies in none."),
    )
    region = forms.ChoiceField(
        label=_("Region"), choices=[("", UNKNOWN_LABEL), *Region.choices], required=False
    )


class AreaChangeForm(AreaForm):
    is_hidden = forms.BooleanField(
        label=_("No longer visited"),
        required=False,
        help_text=_("Not offered for new rounds. Past rounds stay as they are."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "Another name is for the same place: tables of all years then carry it, with the numbers they had. "
            "Another place is a new area."
        )


class MergeForm(BaseForm):
    kept = forms.ModelChoiceField(
        queryset=Area.objects.none(), label=_("It is the same place as"), empty_label=None
    )

    def __init__(self, data=None, *, gone: Area):
        super().__init__(data)
        self.fields["kept"].queryset = Area.objects.filter(region=gone.region).exclude(pk=gone.pk)


class MaterialForm(BaseForm):
    label_en = forms.CharField(label=_("In English"), max_length=120)
    label_fr = forms.CharField(label=_("In French"), max_length=120)
    label_nl = forms.CharField(label=_("In Dutch"), max_length=120)

    def labels(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"label_{language}"] for language in LANGUAGES}


class MaterialChangeForm(MaterialForm):
    is_hidden = forms.BooleanField(
        label=_("No longer handed out"),
        required=False,
        help_text=_("Not on the keypad any more. Past rounds, and all figures, keep it."),
    )
