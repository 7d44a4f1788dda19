"""What is asked to put right what was logged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region, Speaks
from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm

from ..choices import FirstThisYear, Origin, Outcome
from ..models import Request, Topic
from .helpdesk import OrganisationName, Organisations

NOBODY_ASKED = [("", _("Not asked"))]


def named_organisation(label) -> OrganisationName:
    """A field for one organisation by its name, with the names of all to choose from on the page."""
    widget = forms.TextInput(attrs={"list": "names", "class": "form-control", "autocomplete": "off"})
    return OrganisationName(label=label, required=False, max_length=120, widget=widget)


class FactsForm(BaseForm):
    """What is known of a request and of whoever asked; nothing is wanted."""

    region = forms.ChoiceField(
        label=_("Lives or works"), choices=[*NOBODY_ASKED, *Region.choices], required=False
    )
    origin = forms.ChoiceField(
        label=_("Comes from"), choices=[*NOBODY_ASKED, *Origin.choices], required=False
    )
    first_this_year = forms.ChoiceField(
        label=_("First this year"), choices=[*NOBODY_ASKED, *FirstThisYear.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    referred_by = named_organisation(_("Told by"))

    def __init__(self, *args, language: str = "", **kwargs):
        """`language` is the one she has: a workbook may have brought one that is not offered here."""
        super().__init__(*args, **kwargs)
        known = [] if language in ("", *Speaks.values) else [(language, language)]
        self.fields["language"].choices = [*NOBODY_ASKED, *Speaks.choices, *known]


class CorrectionForm(BaseForm):
    """Other codes for a question. No topic means the one it has, which need not be offered any more."""

    topic = forms.ModelChoiceField(
        label=_("What it is about"), queryset=Topic.objects.all(), to_field_name="code", required=False
    )
    outcome = forms.ChoiceField(label=_("What happened"), choices=Outcome.choices)
    organisations = Organisations(label=_("With whom"))
    organisation = named_organisation(_("Another one"))

    def tapped(self) -> list[str]:
        """The keys of those tapped that there are."""
        return [str(each.pk) for each in self.cleaned_data.get("organisations") or []]

    def named(self) -> list[Organisation]:
        """Who took part: those tapped and the one typed."""
        typed = self.cleaned_data["organisation"]
        return list(dict.fromkeys([*self.cleaned_data["organisations"], *([typed] if typed else [])]))


class MoveForm(BaseForm):
    """Where a question goes; `others` are the requests it may go to, as key and words."""

    to = forms.ChoiceField(
        label=_("To which one?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where it goes."),
            "invalid_choice": _("This one is not there any more. Choose again."),
        },
    )

    def __init__(self, *args, others: list[tuple], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = others


class MergeForm(BaseForm):
    """Another request of the same person, by its reference."""

    reference = forms.CharField(
        label=_("Reference of the other request"),
        max_length=40,
        help_text=_("It stands at the top of its page, and in the log."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_reference(self) -> Request:
        wanted = self.cleaned_data["reference"].strip()
        found = Request.objects.select_related("person", "session").filter(reference__iexact=wanted).first()
        if found is None:
            raise forms.ValidationError(_("There is no request with this reference."))
        return found
