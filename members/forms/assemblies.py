"""What is asked about an assembly, and who is there."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm, BaseModelForm, Day

from ..models import Assembly, Member


class AssemblyForm(BaseModelForm):
    """An assembly and its rules."""

    class Meta:
        model = Assembly
        fields = ("held_on", "title", "quorum_percent", "most_proxies", "only_effective")
        widgets = {"held_on": Day}
        help_texts = {
            "title": _("As it stands on the printed list."),
            "quorum_percent": _("Of those who may vote on that day."),
        }

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["quorum_percent"].max_value = 100
        self.fields["quorum_percent"].widget.attrs["max"] = 100
        self.fields["most_proxies"].widget.attrs["max"] = 99

    def clean_quorum_percent(self) -> int:
        percent = self.cleaned_data["quorum_percent"]
        if percent > 100:
            raise forms.ValidationError(gettext("A share is 100 at the most."))
        return percent

    def clean_most_proxies(self) -> int:
        most = self.cleaned_data["most_proxies"]
        if most > 99:
            raise forms.ValidationError(gettext("99 at the most."))
        return most


class MarkForm(BaseForm):
    """Who is there: by a button of the list (`present`, `off`), or by her number and that of whoever votes for her."""

    number = forms.CharField(label=_("Number"), max_length=40, required=False)
    through = forms.CharField(label=_("Votes through"), max_length=40, required=False)
    present = forms.UUIDField(required=False, widget=forms.HiddenInput)
    off = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_number(self) -> Member | None:
        return _by_number(self.cleaned_data["number"])

    def clean_through(self) -> Member | None:
        return _by_number(self.cleaned_data["through"])

    def clean_present(self) -> Member | None:
        return _by_key(self.cleaned_data["present"])

    def clean_off(self) -> Member | None:
        return _by_key(self.cleaned_data["off"])

    def clean(self):
        said = self.cleaned_data
        if not self.errors and not any(said[name] for name in ("number", "present", "off")):
            raise forms.ValidationError(gettext("Write a number first."))
        return said


def _by_number(text: str) -> Member | None:
    if not text:
        return None
    found = Member.objects.filter(reference__in={text, text.upper()}).first()
    if found is None:
        raise forms.ValidationError(gettext("No member has this number."))
    return found


def _by_key(key) -> Member | None:
    if key is None:
        return None
    found = Member.objects.filter(pk=key).first()
    if found is None:
        raise forms.ValidationError(gettext("No member has this number."))
    return found
