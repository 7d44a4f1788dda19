"""What is asked about a request by phone or mail; each question comes with all that is known of its request."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.finding import find_or_none
from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm, Day
from utsopi.ui.steps import MadeKey

from ..choices import Channel, FirstThisYear, Origin, Outcome, Service
from ..models import Question, Topic
from .note_field import NoteField

CHANNELS = [each for each in Channel if each.service == Service.HELPDESK]
# what comes next: another question of the same request, or a promise to whoever asked; else the next request
ANOTHER, CALL_BACK = "another", "call_back"
FACTS = ("region", "origin", "first_this_year", "referred_by")


class OrganisationName(forms.CharField):
    """An organisation by any of its names, whichever spelling."""

    def clean(self, value) -> Organisation | None:
        name = super().clean(value)
        if name and (found := find_or_none(name)) is None:
            raise forms.ValidationError(
                _("No organisation goes by this name. Leave it out; the coordinator can add it.")
            )
        return found if name else None


class Organisations(forms.ModelMultipleChoiceField):
    """Those that were tapped. One that was joined with another meanwhile is not there any more."""

    default_error_messages = {
        "invalid_choice": _("One of the organisations is not there any more. Load the page and choose again.")
    }
    default_error_messages["invalid_pk_value"] = default_error_messages["invalid_choice"]

    def __init__(self, *, label):
        super().__init__(Organisation.objects.all(), label=label, required=False)


class StartForm(BaseForm):
    """What sticks while a pile of mails is worked through: how they came, and on which day."""

    backlog = forms.BooleanField(required=False)
    channel = forms.ChoiceField(choices=[(each.value, each.label) for each in CHANNELS], required=False)
    received_on = forms.DateField(required=False)

    def values(self) -> dict:
        """What can be read of the address; nothing where it makes no sense."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}


class DraftForm(BaseForm):
    """A request as far as it was chosen: nothing is wanted yet. `request` and `key` are made by the browser, for the
    request and for the question at hand."""

    request = MadeKey(widget=forms.HiddenInput)
    key = MadeKey(widget=forms.HiddenInput)
    backlog = forms.BooleanField(required=False, widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, each.label) for each in CHANNELS], required=False
    )
    received_on = forms.DateField(label=_("Date"), required=False, widget=Day)
    region = forms.ChoiceField(
        label=_("Lives or works"), choices=[("", "–"), *Region.choices], required=False
    )
    origin = forms.ChoiceField(label=_("Comes from"), choices=[("", "–"), *Origin.choices], required=False)
    topic = forms.ModelChoiceField(
        label=_("What it is about"), queryset=Topic.objects.all(), to_field_name="code", required=False
    )
    outcome = forms.ChoiceField(label=_("What happened"), choices=Outcome.choices, required=False)
    organisations = Organisations(label=_("With whom"))
    organisation = OrganisationName(label=_("Another organisation"), required=False, max_length=120)
    first_this_year = forms.ChoiceField(
        label=_("First this year"), choices=[("", "–"), *FirstThisYear.choices], required=False
    )
    referred_by = OrganisationName(label=_("Who told her about us"), required=False, max_length=120)
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=Question._meta.get_field("note").max_length,
    )

    def codes(self) -> dict:
        """What was chosen so far, as a draft keeps it; what is half typed is no code and stays on the page."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name not in NO_CODES}
        if "topic" in said:
            said["topic"] = said["topic"].code
        if "received_on" in said:
            said["received_on"] = said["received_on"].isoformat()
        if "referred_by" in said:
            said["referred_by"] = said["referred_by"].name
        if named := self.named():
            said["organisations"] = [str(each.pk) for each in named]
        return {**said, "request": str(self.cleaned_data["request"])}

    def named(self) -> list[Organisation]:
        """Who took part: those tapped and the one typed."""
        typed = self.cleaned_data.get("organisation")
        tapped = self.cleaned_data.get("organisations") or []
        return list(dict.fromkeys([*tapped, *([typed] if typed else [])]))


NO_CHANNEL = _("Choose how it came.")
NO_TOPIC = _("Choose what it is about. To be sorted later will do.")
NO_CODES = ("request", "key", "organisations", "organisation", "note")


class HelpdeskForm(DraftForm):
    """A request with one question, to be saved. A request that `may_end` needs no other."""

    note = NoteField(label=_("Note for colleagues"))

    def __init__(self, *args, may_end: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["channel"].required = True
        self.fields["topic"].required = not may_end
        self.fields["channel"].error_messages["required"] = NO_CHANNEL
        self.fields["topic"].error_messages["required"] = NO_TOPIC

    def clean_received_on(self):
        day = self.cleaned_data["received_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_outcome(self) -> str:
        return self.cleaned_data["outcome"] or Outcome.HANDLED

    def facts(self) -> dict:
        """What is known of the request and of whoever asked."""
        return {name: self.cleaned_data[name] for name in FACTS}

    def question(self) -> dict | None:
        """The question at hand; None where there is none."""
        if not self.cleaned_data["topic"]:
            return None
        return {
            "key": self.cleaned_data["key"],
            "topic": self.cleaned_data["topic"],
            "outcome": self.cleaned_data["outcome"],
            "organisations": self.named(),
            "note": self.cleaned_data["note"],
        }
