"""What the log can be narrowed to."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.directory.models import OrganisationName, name_key
from utsopi.ui.finder import TimedFinderForm
from utsopi.ui.forms import PlainSelect

from ..choices import Channel, Outcome, Service
from ..lines import label_language
from ..models import Listing
from ..searching import Left, Wanted

MOST_ORGANISATIONS = 20
CHANNELS = {
    Service.HELPDESK.value: tuple(
        channel.value for channel in Channel if channel.service is Service.HELPDESK
    ),
    **{channel.value: (channel.value,) for channel in Channel},
}


class LogForm(TimedFinderForm):
    """Every field may stay empty."""

    in_sight = "reference"
    field_order = ["reference", "when", "about", "door", "region", "outcome", "left", "organisation"]
    reference = forms.CharField(
        label=_("Reference"),
        required=False,
        max_length=40,
        validators=[RegexValidator(r"^[\w.:+-]+\Z", _("A reference has letters, numbers and hyphens only."))],
        help_text=_("Of a request or a question; how it begins is enough."),
    )
    about = forms.ChoiceField(label=_("About"), required=False, widget=PlainSelect)
    door = forms.ChoiceField(label=_("Door or channel"), required=False, widget=PlainSelect)
    region = forms.ChoiceField(label=_("Lives or works in"), required=False, widget=PlainSelect)
    outcome = forms.ChoiceField(label=_("What came of it"), required=False, widget=PlainSelect)
    left = forms.ChoiceField(label=_("Left to do"), required=False, widget=PlainSelect)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=120)
    mine = forms.BooleanField(label=_("Logged by me"), required=False)

    def __init__(self, data, author):
        super().__init__(data)
        self.author = author
        self.listings = _listings()
        choices = {
            "about": [("", gettext("Everything")), *_topics(self.listings)],
            "door": [("", gettext("All doors")), *_doors()],
            "region": [("", gettext("Anywhere")), *Region.choices, (UNKNOWN, UNKNOWN_LABEL)],
            "outcome": [("", gettext("Anything")), *Outcome.choices],
            "left": [("", gettext("Anything or nothing")), *_left()],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs

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

    def wanted(self) -> Wanted:
        """What was asked for; of a form that is valid only."""
        asked = self.cleaned_data
        category, topic = self._about(asked["about"])
        start, end = self.days()
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
