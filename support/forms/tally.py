"""A tally sheet as it is entered: a number for each topic and region."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utsopi.directory.choices import Region
from utsopi.ui.chips import NOT_ASKED, Chips
from utsopi.ui.forms import BaseForm, Day
from utsopi.ui.steps import MadeKey

from ..actions.tally import Ticked
from ..choices import Channel, Service
from ..desk import topic_rows
from ..models import OpenHouseSession, Topic
from .helpdesk import CHANNELS

MOST_IN_A_CELL = 99
REGIONS = [*((each.value, each.label) for each in Region), ("", NOT_ASKED)]


class TallyForm(BaseForm):
    """A sheet of one `door`. Its cells are fields of their own, named after topic and region."""

    key = MadeKey(widget=forms.HiddenInput)
    received_on = forms.DateField(label=gettext_lazy("Date on the sheet"), widget=Day)

    def __init__(self, *args, door: Service, **kwargs):
        super().__init__(*args, **kwargs)
        self.door = door
        if door == Service.OPEN_HOUSE:
            longest = OpenHouseSession._meta.get_field("city").max_length
            self.fields["city"] = forms.CharField(label=_("City"), max_length=longest)
        else:
            self.fields["channel"] = forms.ChoiceField(
                label=_("How they came"), choices=[(each.value, each.label) for each in CHANNELS]
            )
        self.topics = topic_rows(door, self._day())
        for topic, label in self._offered():
            for region, where in REGIONS:
                self.fields[cell(topic, region)] = _count(label, str(where))

    def _day(self) -> date:
        try:
            return parse_date(self.data.get("received_on") or "") or timezone.localdate()
        except ValueError:
            return timezone.localdate()

    def _offered(self) -> list[tuple[str, str]]:
        return [(chip.value, chip.label) for row in self.topics for chip in row.chips]

    def head(self) -> list:
        """The fields above the table."""
        return [self[name] for name in ("received_on", "city", "channel") if name in self.fields]

    def rows(self) -> list[tuple[Chips, list]]:
        """Each category with its topics: of each the words, its cells and their sum."""
        return [
            (row, [(chip.label, self._cells(chip.value), self._sum(chip.value)) for chip in row.chips])
            for row in self.topics
        ]

    def _cells(self, topic: str) -> list:
        return [self[cell(topic, region)] for region, _where in REGIONS]

    def _sum(self, topic: str) -> int:
        return sum(self._counts(topic))

    def _counts(self, topic: str) -> list[int]:
        said = getattr(self, "cleaned_data", {})
        return [said.get(cell(topic, region)) or 0 for region, _where in REGIONS]

    def sums(self) -> list[int]:
        """The sum of each region's column."""
        columns = zip(*(self._counts(topic) for topic, _label in self._offered()), strict=True)
        return [sum(column) for column in columns]

    def channel(self) -> str:
        return self.cleaned_data.get("channel", Channel.OPEN_HOUSE)

    def ticked(self) -> list[Ticked]:
        """What is to be entered; of a form that is valid."""
        topics = Topic.objects.in_bulk([topic for topic, _label in self._offered()], field_name="code")
        return [
            Ticked(topics[topic], region, count)
            for topic, _label in self._offered()
            for (region, _where), count in zip(REGIONS, self._counts(topic), strict=True)
            if count
        ]


def cell(topic: str, region: str) -> str:
    """The name of the field for a topic and a region."""
    return f"{topic}-{region or 'none'}"


def _count(topic: str, where: str) -> forms.IntegerField:
    label = _("%(topic)s, %(region)s") % {"topic": topic, "region": where}
    attrs = {"aria-label": label, "inputmode": "numeric", "class": "form-control"}
    widget = forms.NumberInput(attrs=attrs)
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_IN_A_CELL, widget=widget
    )
