"""What the list of needs can be narrowed to, and what is said about one of them."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.ui.finder import FinderForm
from utsopi.ui.forms import BaseForm, Day, PlainSelect

from ..actions.follow_ups import FURTHEST
from ..choices import FollowUpChannel, Need
from ..models import Area, FollowUp


class FindFollowUpsForm(FinderForm):
    need = forms.ChoiceField(label=_("Need"), required=False, widget=PlainSelect)
    channel = forms.ChoiceField(label=_("How she is reached"), required=False, widget=PlainSelect)
    area = forms.ChoiceField(label=_("Area"), required=False, widget=PlainSelect)
    region = forms.ChoiceField(label=_("Region"), required=False, widget=PlainSelect)

    def __init__(self, data):
        super().__init__(data)
        self.fields["need"].choices = [("", gettext("Every need")), *Need.choices]
        self.fields["channel"].choices = [("", gettext("Any way")), *FollowUpChannel.choices]
        self.fields["area"].choices = [("", gettext("Everywhere")), *area_choices()]
        self.fields["region"].choices = [
            ("", gettext("All regions")),
            *Region.choices,
            (UNKNOWN, UNKNOWN_LABEL),
        ]

    def found(self):
        """The needs that are wanted, in no order; all of them where the form is wrong."""
        asked = self.cleaned_data if self.is_valid() else {}
        lookups = {
            "need": "need",
            "channel": "channel",
            "area": "round__area",
            "region": "round__area__region",
        }
        wanted = {lookup: asked[name] for name, lookup in lookups.items() if asked.get(name)}
        if asked.get("region") == UNKNOWN:
            wanted["round__area__region"] = ""
        return FollowUp.objects.filter(**wanted)


class NewFollowUpForm(BaseForm):
    need = forms.ChoiceField(label=_("Need"), choices=Need.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("How she is reached"),
        choices=FollowUpChannel.choices,
        widget=forms.RadioSelect,
        help_text=_("The way only. A name, a number or a place is never written down here."),
    )


class PutOffForm(BaseForm):
    due_on = forms.DateField(label=_("Another day"), widget=Day)

    def __init__(self, data=None):
        super().__init__(data)
        today = timezone.localdate()
        self.fields["due_on"].widget.attrs.update(min=today.isoformat(), max=(today + FURTHEST).isoformat())
        self.soon = [(_("Tomorrow"), today + timedelta(days=1)), (_("In a week"), today + timedelta(weeks=1))]


def area_choices() -> list[tuple[str, str]]:
    """Every area by name, those that are no longer visited too. One statement."""
    return [(str(key), name) for key, name in Area.objects.order_by("name").values_list("pk", "name")]
