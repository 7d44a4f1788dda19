"""The charter in one version, in each language."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.ui.forms import BaseForm, Day

from ..models import Charter, CharterText
from .joining import LANGUAGES

LONGEST = CharterText._meta.get_field("text").max_length


class CharterForm(BaseForm):
    """A text for each of the seven languages; empty is none. `charter` is the version that is put right."""

    version = forms.CharField(
        label=_("Version"),
        max_length=Charter._meta.get_field("version").max_length,
        help_text=_("A short name, such as 2026-1. Members see it."),
    )
    valid_from = forms.DateField(label=_("Holds from"), widget=Day)

    def __init__(self, data=None, *, charter: Charter | None, model: Charter | None = None):
        """`model` is a version whose words a new one begins with."""
        source = charter or model
        texts = dict(source.texts.values_list("language", "text")) if source else {}
        first = {f"text_{code}": text for code, text in texts.items()}
        first |= {"version": charter.version if charter else ""}
        first |= {"valid_from": charter.valid_from if charter else timezone.localdate()}
        super().__init__(data, initial=first)
        if charter:
            del self.fields["version"]
        for code, name in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=name,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 8, "lang": code}),
            )

    def texts(self) -> dict[str, str]:
        # a browser sends lines with two characters at their end; words that were not touched must stay the same
        said = self.cleaned_data
        return {code: said[f"text_{code}"].replace("\r\n", "\n").strip() for code, _name in LANGUAGES}
