"""What is asked about something that takes place: only what its kind needs."""

from uuid import uuid4

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import Region, Speaks
from utsopi.directory.finding import find_or_none
from utsopi.directory.models import Organisation
from utsopi.ui.forms import BaseForm, Day
from utsopi.ui.steps import MadeKey

from ..actions.activities import USUAL_AUDIENCE
from ..choices import Audience, CancelledBecause, Kind, Level, OrganisedBy, Rule, Unit
from ..models import Activity, ActivityPart, Evening

A_LINE = 3  # lines for organisations; one stays empty where there are more
ONLY_EVENINGS = ("languages", "place", "duty_phone", "capacity", "closes_before")
ONLY_ADVOCACY = ("level", "counterparts")
ONLY_NEW = ("key", "place", "duty_phone", "capacity", "closes_before")
THIS, REST = "this", "rest"


def _longest(model, name: str) -> int:
    return model._meta.get_field(name).max_length


class Hour(forms.TimeInput):
    """A time of day from the browser's own clock; it travels as 19:00, whatever the language."""

    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class Names(forms.Widget):
    """Several lines of text under one label, each with the names of organisations to choose from."""

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def render(self, name, value, attrs=None, renderer=None):
        lines = [line for line in value or [] if line]
        lines += [""] * max(1, A_LINE - len(lines))
        attrs = {key.replace("-", "_"): said for key, said in (attrs or {}).items()}
        return render_to_string("events/names.html", {"name": name, "lines": lines, **attrs})


class Organisations(forms.Field):
    """Organisations by any of their names, whichever spelling; one name a line, empty lines do not count."""

    widget = Names

    def clean(self, value) -> list[Organisation]:
        names = [line.strip() for line in value or [] if line.strip()]
        found = {name: find_or_none(name) for name in names}
        if unknown := [name for name, organisation in found.items() if organisation is None]:
            words = _("The directory knows no %(names)s. Add it there first, or leave it out.")
            raise forms.ValidationError(words, params={"names": ", ".join(unknown)}, code="unknown")
        return list(dict.fromkeys(found.values()))


class DoubtfulForm(BaseForm):
    """A form that tells what looks like a slip once, and takes it when it is sent again.

    `seen` are the codes of doubts that the page has shown; a view asks `is_sure(doubts)` before it saves."""

    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    doubts = ()

    def is_sure(self, doubts) -> bool:
        seen = set(self.cleaned_data.get("seen", "").split())
        self.doubts = doubts
        if {doubt.code for doubt in doubts} <= seen:
            return True
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = " ".join({doubt.code for doubt in doubts})
        return False

    @property
    def status(self) -> int:
        return 422 if self.doubts else super().status


class ActivityForm(DoubtfulForm):
    """One of the kind; with `activity` it is changed, else it is new."""

    key = MadeKey(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=_longest(Activity, "title"))
    starts_on = forms.DateField(label=_("First day"), widget=Day)
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=Day, help_text=_("Empty where it is one day.")
    )
    opens_at = forms.TimeField(label=_("Begins at"), required=False, widget=Hour)
    closes_at = forms.TimeField(label=_("Ends at"), required=False, widget=Hour)
    city = forms.CharField(label=_("City"), required=False, max_length=_longest(Activity, "city"))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", "–"), *Region.choices])
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices)
    organised_by = forms.ChoiceField(label=_("Organised by"), choices=OrganisedBy.choices)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", "–"), *Level.choices])
    counterparts = Organisations(label=_("Who was spoken to"), required=False)
    partners = Organisations(label=_("Partners"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        required=False,
        choices=Speaks.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=_longest(Evening, "place"),
        help_text=_("Sealed. It is told to whoever has a place, from 24 hours before."),
    )
    duty_phone = forms.CharField(
        label=_("Duty phone"),
        required=False,
        max_length=_longest(Evening, "duty_phone"),
        help_text=_("Sealed."),
    )
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=9999, help_text=_("Empty: no limit.")
    )
    closes_before = forms.IntegerField(
        label=_("Nobody registers any more so many hours before"),
        required=False,
        min_value=0,
        max_value=999,
    )
    reach = forms.ChoiceField(
        label=_("What this changes"),
        choices=[(THIS, _("This one only")), (REST, _("This one and those of its series that follow"))],
        initial=THIS,
        widget=forms.RadioSelect,
        help_text=_("Days stay each one’s own. What was set apart by hand stays too."),
    )

    def __init__(self, data=None, *, kind: Kind, activity: Activity | None = None, has_rest=False, **more):
        first = _known_of(activity) if activity else {"key": uuid4(), **_usual(kind)}
        super().__init__(data, initial=first | more.pop("initial", {}), **more)
        self.kind = kind
        for name in _not_for(kind, activity is not None, has_rest):
            del self.fields[name]

    def clean_languages(self) -> str:
        return " ".join(self.cleaned_data["languages"])

    def clean(self):
        said = self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        both = set(said.get("partners") or []) & set(said.get("counterparts") or [])
        if both:
            self.add_error(
                "partners", _("Somebody stands there twice: as a partner and as who was spoken to.")
            )
        return said

    def facts(self) -> dict:
        """What was said, for a verb."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "reach")}
        said["ends_on"] = said["ends_on"] or said["starts_on"]
        if "closes_before" in said:
            said["closes_before"] = said["closes_before"] or 0
        return said

    def changed_facts(self) -> dict:
        """What was said and is not as it was."""
        changed = set(self.changed_data) | ({"ends_on"} if "starts_on" in self.changed_data else set())
        return {name: value for name, value in self.facts().items() if name in changed}

    @property
    def is_for_rest(self) -> bool:
        return self.cleaned_data.get("reach") == REST


def _not_for(kind: Kind, is_there: bool, has_rest: bool) -> set[str]:
    """The fields that this form does not have."""
    return {
        *(ONLY_NEW if is_there else ()),
        *(ONLY_EVENINGS if kind != Kind.LISTEN_TO_YOU else ()),
        *(ONLY_ADVOCACY if kind != Kind.ADVOCACY_MEETING else ()),
        *(() if has_rest else ("reach",)),
    }


def _usual(kind: Kind) -> dict:
    title = str(Kind(kind).label) if kind in (Kind.LISTEN_TO_YOU, Kind.MEMBER_MEETING) else ""
    return {"title": title, "audience": USUAL_AUDIENCE[Kind(kind)], "organised_by": OrganisedBy.TEAM}


def _known_of(activity: Activity) -> dict:
    names = ("title", "starts_on", "ends_on", "opens_at", "closes_at", "city", "region", "audience")
    links = activity.partner_links.select_related("organisation").order_by("organisation__name")
    by_role = {
        role: [link.organisation.name for link in links if link.role == role]
        for role in ("partner", "counterpart")
    }
    return {name: getattr(activity, name) for name in (*names, "organised_by", "level")} | {
        "languages": activity.languages.split(),
        "partners": by_role["partner"],
        "counterparts": by_role["counterpart"],
    }


# ── smaller ones ──────────────────────────────────────────────────────────────────────────────────


class CopyForm(DoubtfulForm):
    key = MadeKey(widget=forms.HiddenInput)
    starts_on = forms.DateField(label=_("On which day"), widget=Day)


class RepeatForm(BaseForm):
    """How often; then, on the second page, which of the days."""

    rule = forms.ChoiceField(label=_("How often"), choices=Rule.choices)
    until = forms.DateField(label=_("Until"), required=False, widget=Day)
    times = forms.IntegerField(
        label=_("Or so many times"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Sixty at the most."),
    )

    def clean(self):
        said = self.cleaned_data
        if not self.errors and (said.get("until") is None) == (said.get("times") is None):
            raise forms.ValidationError(_("Say until when, or how often."))
        return said


class CancelForm(BaseForm):
    because = forms.ChoiceField(label=_("Why"), choices=CancelledBecause.choices)


class PlaceForm(BaseForm):
    """Where it is, and whom to ring there."""

    place = forms.CharField(label=_("Place"), required=False, max_length=_longest(Evening, "place"))
    duty_phone = forms.CharField(
        label=_("Duty phone"), required=False, max_length=_longest(Evening, "duty_phone")
    )


class PlacesForm(BaseForm):
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=0, max_value=9999, help_text=_("Empty: no limit.")
    )
    closes_before = forms.IntegerField(
        label=_("Nobody registers any more so many hours before"),
        required=False,
        min_value=0,
        max_value=999,
    )

    def clean_closes_before(self) -> int:
        return self.cleaned_data["closes_before"] or 0


class PartForm(BaseForm):
    """One part of a larger event; a line without a title is no part."""

    title = forms.CharField(label=_("Part"), required=False, max_length=_longest(ActivityPart, "title"))
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices, initial=Unit.PERSONS)
    count = forms.IntegerField(label=_("Count"), required=False, min_value=0, max_value=9_999_999)
    is_estimated = forms.BooleanField(label=_("Estimated"), required=False)
    estimate_reason = forms.CharField(
        label=_("How it was estimated"), required=False, max_length=_longest(ActivityPart, "estimate_reason")
    )
    is_not_counted = forms.BooleanField(label=_("Nobody counted"), required=False)

    def clean(self):
        said = self.cleaned_data
        if said.get("is_not_counted") and said.get("count") is not None:
            self.add_error("count", _("It says that nobody counted, and gives a count."))
        if not said.get("title") and (said.get("count") is not None or said.get("is_not_counted")):
            self.add_error("title", _("What is this part called?"))
        return said


PartForms = forms.formset_factory(PartForm, extra=3, max_num=20, absolute_max=20)
