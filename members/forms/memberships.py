"""What is asked when somebody joins, leaves, comes back, takes a mandate; and when that is put right."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import OTHER_LANGUAGE, Region, Speaks
from utsopi.ui.forms import BaseForm, Day

from ..choices import JoinedThrough, LeftBecause, MandateKind
from ..models import Membership

SEX_WORKER, ALLY = "sex_worker", "ally"
KINDS = [(SEX_WORKER, _("Sex worker")), (ALLY, _("Ally"))]


class IntervalForm(BaseForm):
    """What is told of an interval, with the days; how she came is not told beforehand."""

    on = forms.DateField(label=_("Member from"), widget=Day)
    joined_through = forms.ChoiceField(
        label=_("Joined through"), choices=JoinedThrough.choices, widget=forms.RadioSelect
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    language = forms.ChoiceField(label=_("Language"))
    kind = forms.ChoiceField(label=_("As"), choices=KINDS, widget=forms.RadioSelect)
    is_effective = forms.BooleanField(label=_("Effective member"), required=False)

    def __init__(self, data, like: Membership | None = None, **initial):
        """`like` is an interval whose facts are offered."""
        super().__init__(data, initial={"on": timezone.localdate(), **_facts(like), **initial})
        self.fields["region"].choices = [("", gettext("Unknown")), *Region.choices]
        languages = [*Speaks.choices, (OTHER_LANGUAGE, gettext("Another language"))]
        if like and like.language not in dict(languages):
            languages.append((like.language, like.language))
        self.fields["language"].choices = languages

    def facts(self) -> dict:
        """As the verbs take them; without the day."""
        said = self.cleaned_data
        names = ("joined_through", "region", "language", "is_effective")
        return {**{name: said[name] for name in names}, "is_sex_worker": said["kind"] == SEX_WORKER}


def _facts(like: Membership | None) -> dict:
    if like is None:
        return {"kind": SEX_WORKER}
    kind = SEX_WORKER if like.is_sex_worker else ALLY
    return {"region": like.region, "language": like.language, "kind": kind, "is_effective": like.is_effective}


class CorrectForm(IntervalForm):
    """An interval as it is, to be put right: the days too, and why she left."""

    ended_on = forms.DateField(
        label=_("Left on"),
        required=False,
        widget=Day,
        help_text=_("The first day she is no member. Empty: she still is."),
    )
    left_because = forms.ChoiceField(label=_("Why she left"), required=False)

    def __init__(self, data, of: Membership):
        super().__init__(
            data,
            of,
            on=of.started_on,
            joined_through=of.joined_through,
            ended_on=of.ended_on,
            left_because=of.left_because,
        )
        self.fields["left_because"].choices = [("", gettext("Not told")), *LeftBecause.choices]

    def clean(self):
        said = self.cleaned_data
        if said.get("left_because") and not said.get("ended_on") and "ended_on" not in self.errors:
            self.add_error("ended_on", gettext("Say on which day she left, or take the reason away."))
        return said

    def values(self) -> dict:
        said = self.cleaned_data
        days = {"started_on": said["on"], "ended_on": said["ended_on"]}
        return {**self.facts(), **days, "left_because": said["left_because"]}


class LeaveForm(BaseForm):
    """The first day she is no member, and why as far as it is told."""

    on = forms.DateField(label=_("Left on"), widget=Day, help_text=_("The first day she is no member."))
    because = forms.ChoiceField(
        label=_("Why she left"), choices=LeftBecause.choices, widget=forms.RadioSelect
    )

    def __init__(self, data):
        super().__init__(data, initial={"on": timezone.localdate()})


class MandateForm(BaseForm):
    """A mandate from a day on."""

    kind = forms.ChoiceField(label=_("Mandate"), choices=MandateKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Of what"),
        max_length=80,
        required=False,
        help_text=_("As “Treasurer” or the working group's name. No name of a person."),
    )
    on = forms.DateField(label=_("From"), widget=Day)

    def __init__(self, data):
        super().__init__(data, initial={"on": timezone.localdate()})


class EndForm(BaseForm):
    """The day from which a mandate is held no more."""

    on = forms.DateField(label=_("Until"), required=False, widget=Day, help_text=_("Empty: it goes on."))
