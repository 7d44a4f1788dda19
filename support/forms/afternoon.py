"""What is asked about an afternoon, about a visitor, and about a question of hers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm, Day
from utsopi.ui.steps import MadeKey

from ..choices import CancelledBecause, FirstThisYear, Origin, Outcome, ReopenedBecause
from ..models import OpenHouseRule, OpenHouseSession
from .helpdesk import OrganisationName, Organisations
from .note_field import NoteField
from .topic_field import TopicField

CITY = OpenHouseSession._meta.get_field("city").max_length
NO_TOPIC = _("Choose what it is about. To be sorted later will do.")
FACTS = ("region", "origin", "first_this_year")


class WhichForm(BaseForm):
    """One afternoon of the plan, by its day, its city and the rule it comes from."""

    held_on = forms.DateField(label=_("Date"), widget=Day)
    city = forms.CharField(label=_("City"), max_length=CITY)
    rule = forms.ModelChoiceField(
        queryset=OpenHouseRule.objects.all(), required=False, widget=forms.HiddenInput
    )


class CancelForm(WhichForm):
    because = forms.ChoiceField(label=_("Why"), choices=CancelledBecause.choices)


class ReopenForm(BaseForm):
    because = forms.ChoiceField(label=_("Why"), choices=ReopenedBecause.choices)


class VisitorForm(BaseForm):
    """Somebody who came in: the key that her request gets."""

    key = MadeKey(widget=forms.HiddenInput)


class FactsForm(BaseForm):
    """What a visitor said about herself; nobody has to be asked."""

    region = forms.ChoiceField(
        label=_("Lives or works"), choices=[("", "–"), *Region.choices], required=False
    )
    origin = forms.ChoiceField(label=_("Comes from"), choices=[("", "–"), *Origin.choices], required=False)
    first_this_year = forms.ChoiceField(
        label=_("First this year"), choices=[("", "–"), *FirstThisYear.choices], required=False
    )


class HalfAskedForm(BaseForm):
    """A question as far as it was chosen."""

    key = MadeKey(widget=forms.HiddenInput)
    topic = TopicField(label=_("What it is about"), required=False)
    outcome = forms.ChoiceField(label=_("What happened"), choices=Outcome.choices, required=False)
    organisations = Organisations(label=_("With whom"))
    organisation = OrganisationName(label=_("Another organisation"), required=False, max_length=120)
    note = NoteField(label=_("Note for colleagues"))

    def named(self) -> list[Organisation]:
        """Who took part: those tapped, and the one typed."""
        typed = self.cleaned_data.get("organisation")
        # as a rule nobody is, and an empty choice is not put into SQL to learn that it is empty
        tapped = self.data.get("organisations") and self.cleaned_data.get("organisations") or []
        return list(dict.fromkeys([*tapped, *filter(None, [typed])]))

    def codes(self) -> dict:
        """What was chosen so far, as a draft keeps it."""
        topic = self.cleaned_data.get("topic")
        return {
            "topic": topic.code if topic else "",
            "outcome": self.cleaned_data.get("outcome", ""),
            "organisations": [str(each.pk) for each in self.named()],
        }


class AskForm(HalfAskedForm):
    """A question that is added: only what it is about has to be chosen."""

    topic = TopicField(label=_("What it is about"), error_messages={"required": NO_TOPIC})

    def clean_outcome(self) -> str:
        return self.cleaned_data["outcome"] or Outcome.HANDLED
