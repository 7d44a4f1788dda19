"""What the list of rounds can be narrowed to."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.models import Organisation
from utsopi.ui.finder import TimedFinderForm
from utsopi.ui.forms import PlainSelect

from ..choices import Mode, RoundStatus
from ..models import RoundPartner
from ..round_lines import Wanted
from .follow_ups import area_choices

OPEN = "open"


class RoundsForm(TimedFinderForm):
    area = forms.ChoiceField(label=_("Area"), required=False, widget=PlainSelect)
    status = forms.ChoiceField(label=_("How it went"), required=False, widget=PlainSelect)
    mode = forms.ChoiceField(label=_("Mode"), required=False, widget=PlainSelect)
    partner = forms.ChoiceField(label=_("Partner"), required=False, widget=PlainSelect)

    field_order = ["when", "area", "status", "mode", "partner"]

    def __init__(self, data):
        super().__init__(data)
        choices = {
            "area": [("", gettext("Everywhere")), *area_choices()],
            "status": [("", gettext("Anything")), *RoundStatus.choices, (OPEN, gettext("Still open"))],
            "mode": [("", gettext("Street and online")), *Mode.choices],
            "partner": [("", gettext("With or without")), *_partners()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs

    def wanted(self) -> Wanted:
        """What was asked for; of a form that is valid only."""
        asked, (start, end) = self.cleaned_data, self.days()
        is_open = asked["status"] == OPEN
        return Wanted(
            start=start,
            end=end,
            area=asked["area"],
            status="" if is_open else asked["status"],
            is_open=is_open,
            mode=asked["mode"],
            partner=asked["partner"],
        )


def _partners() -> list[tuple[str, str]]:
    """Whoever walked along once. One statement."""
    walked = Organisation.objects.filter(pk__in=RoundPartner.objects.values("organisation"))
    return [(str(key), name) for key, name in walked.order_by("name").values_list("pk", "name")]
