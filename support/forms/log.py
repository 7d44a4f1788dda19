"""What the log can be narrowed to."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.directory.models import OrganisationName, name_key
from utsopi.periods import Period
from utsopi.ui.forms import BaseForm, Day, PlainSelect

from ..choices import Channel, Outcome, Service
from ..lines import label_language
from ..models import Listing
from ..searching import Left, Wanted

YEARS = 12
MOST_ORGANISATIONS = 20
TODAY, WEEK, MONTH, YEAR = "today", "week", "month", "year"
CHANNELS = {
    Service.HELPDESK.value: tuple(
        channel.value for channel in Channel if channel.service is Service.HELPDESK
    ),
    **{channel.value: (channel.value,) for channel in Channel},
}


class Filter(NamedTuple):
    """One thing that the list is narrowed to, in words, and the address of the list without it."""

    label: str
    value: str
    without: str


class LogForm(BaseForm):
    """Every field may stay empty. It is asked by GET: what the page shows stands in its address, in codes."""

    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[\w.:+-]+\Z", _("A reference has letters, numbers and hyphens only."))],
        help_text=_("Of a request or a question; how it begins is enough."),
    )
    when = forms.ChoiceField(label=_("When"), required=False, widget=PlainSelect)
    about = forms.ChoiceField(label=_("About"), required=False, widget=PlainSelect)
    door = forms.ChoiceField(label=_("Door or channel"), required=False, widget=PlainSelect)
    region = forms.ChoiceField(label=_("Lives or works in"), required=False, widget=PlainSelect)
    outcome = forms.ChoiceField(label=_("What came of it"), required=False, widget=PlainSelect)
    left = forms.ChoiceField(label=_("Left to do"), required=False, widget=PlainSelect)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=120)
    start = forms.DateField(label=_("First day"), required=False, widget=Day)
    end = forms.DateField(label=_("Last day"), required=False, widget=Day)
    mine = forms.BooleanField(label=_("Logged by me"), required=False)

    def __init__(self, data, author):
        super().__init__(data)
        self.fields["reference"].widget.attrs["data-key"] = "/"
        self.author, self.today = author, timezone.localdate()
        self.listings = _listings()
        choices = {
            "when": [("", gettext("At any time")), *self._times()],
            "about": [("", gettext("Everything")), *_topics(self.listings)],
            "door": [("", gettext("All doors")), *_doors()],
            "region": [("", gettext("Anywhere")), *Region.choices, (UNKNOWN, UNKNOWN_LABEL)],
            "outcome": [("", gettext("Anything")), *Outcome.choices],
            "left": [("", gettext("Anything or nothing")), *_left()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs

    def _times(self) -> Iterator[tuple[str, str]]:
        yield from ((TODAY, gettext("Today")), (WEEK, gettext("This week")))
        yield from ((MONTH, gettext("This month")), (YEAR, gettext("This year")))
        this = self.today.year
        yield from ((str(year), str(year)) for year in range(this, this - YEARS, -1))

    def clean_organisation(self) -> tuple:
        """The keys of those that go by this name, or have it in one of their names."""
        text = name_key(self.cleaned_data["organisation"])
        if not text:
            return ()
        names = OrganisationName.objects.filter(key__contains=text).values_list("key", "organisation")
        found = dict(names.order_by("key")[:200])
        keys = {found[text]} if text in found else set(found.values())
        if not keys:
            raise forms.ValidationError(gettext("No organisation goes by this name."))
        if len(keys) > MOST_ORGANISATIONS:
            raise forms.ValidationError(
                gettext("Many organisations have this in their name: write more of it.")
            )
        return tuple(sorted(keys))

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            raise forms.ValidationError(gettext("The last day lies before the first one."))
        return self.cleaned_data

    def wanted(self) -> Wanted:
        """What was asked for; of a form that is valid only."""
        asked = self.cleaned_data
        category, topic = self._about(asked["about"])
        start, end = self._days()
        return Wanted(
            reference=asked["reference"],
            start=start,
            end=end,
            channels=CHANNELS.get(asked["door"], ()),
            category=category,
            topic=topic,
            region={"": None, UNKNOWN: ""}.get(asked["region"], asked["region"]),
            outcome=asked["outcome"],
            organisations=asked["organisation"],
            left=asked["left"],
            author=self.author.pk if asked["mine"] else None,
        )

    def _about(self, code: str) -> tuple[UUID | None, UUID | None]:
        """Category and topic; a topic is looked for in whatever category it was asked."""
        if code in self.listings:
            return None, self.listings[code].topic
        within = (each for key, each in self.listings.items() if key.rpartition("/")[0] == code)
        listing = next(within, None)
        return (listing.category if listing else None), None

    def _days(self) -> tuple[date | None, date | None]:
        """Two days of one's own count instead of the time that was chosen."""
        asked, today = self.cleaned_data, self.today
        if asked["start"] or asked["end"] or not asked["when"]:
            return asked["start"], asked["end"]
        if asked["when"] == TODAY:
            return today, today
        if asked["when"] == WEEK:
            monday = today - timedelta(days=today.weekday())
            return monday, monday + timedelta(days=6)
        if asked["when"] == MONTH:
            month = Period.month(today.year, today.month)
            return month.start, month.end
        year = Period.year(today.year if asked["when"] == YEAR else int(asked["when"]))
        return year.start, year.end

    @property
    def has_wrong_filters(self) -> bool:
        """Something is wrong in a field that is folded away on a narrow screen."""
        return bool(self.errors.keys() - {"reference"})

    # ── what stands in the address ──

    def pairs(self, *, without: str = "") -> list[tuple[str, str]]:
        """Names and values of all that was filled in, as it was."""
        given = ((name, self.data.get(name, "").strip()) for name in self.fields if name != without)
        return [(name, value) for name, value in given if value]

    def query(self, *, without: str = "", **places) -> str:
        """The same as an address, to go on from the page's own; `places` are added to it."""
        return "?" + urlencode([*self.pairs(without=without), *places.items()])

    def filters(self) -> list[Filter]:
        """What the list is narrowed to, one by one."""
        return [
            Filter(str(self.fields[name].label), self._in_words(name, value), self.query(without=name))
            for name, value in self.pairs()
        ]

    def _in_words(self, name: str, value: str) -> str:
        field = self.fields[name]
        if name == "mine":
            return ""
        if isinstance(field, forms.DateField):
            day = getattr(self, "cleaned_data", {}).get(name)
            return date_format(day, "SHORT_DATE_FORMAT") if day else value
        return _label_of(field, value) if isinstance(field, forms.ChoiceField) else value


def _label_of(field: forms.ChoiceField, value: str) -> str:
    for code, label in field.choices:
        if isinstance(label, list | tuple):
            if value in dict(label):
                return str(dict(label)[value])
        elif code == value:
            return str(label)
    return value


def _doors() -> Iterator[tuple[str, str]]:
    yield Channel.OPEN_HOUSE.value, Channel.OPEN_HOUSE.label
    yield Service.HELPDESK.value, gettext("Helpdesk, all channels")
    yield from ((channel.value, channel.label) for channel in Channel if channel is not Channel.OPEN_HOUSE)


def _left() -> list[tuple[str, str]]:
    return [
        (Left.OPEN, gettext("Still open")),
        (Left.DUE, gettext("Call-back due")),
        (Left.SORT, gettext("To be sorted")),
    ]


class About(NamedTuple):
    """A topic in a category at one of the doors, with their words."""

    service: str
    category_code: str
    topic_code: str
    category: UUID
    topic: UUID
    category_label: str
    topic_label: str


def _listings() -> dict[str, About]:
    """Everything a question can be about, by the code that stands in the address."""
    label = f"label_{label_language()}"
    found = Listing.objects.values_list(
        "service", "category__code", "topic__code", "category_id", "topic_id",
        f"category__{label}", f"topic__{label}",
    )  # fmt: skip
    return {"/".join(row[:3]): About(*row) for row in found}


def _topics(listings: dict[str, About]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Categories by door, each with all of its topics together and one by one."""
    doors, groups = dict(Service.choices), {}
    for code, each in listings.items():
        group = (str(doors[each.service]), each.category_label, code.rpartition("/")[0])
        groups.setdefault(group, []).append((code, each.topic_label))
    chosen = []
    for (door, category, code), topics in sorted(groups.items()):
        topics.sort(key=lambda pair: pair[1].casefold())
        whole = [(code, gettext("All of: %(category)s") % {"category": category})] if len(topics) > 1 else []
        chosen.append((f"{door} · {category}", whole + topics))
    return chosen
