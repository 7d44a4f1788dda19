"""The buttons of the desk: what both doors offer to tap, each with the key that presses it.

Topics stand in the order of how often they were asked in the twelve months before this one began. The order is
kept until the month is over, so that no letter jumps while somebody works by heart.
"""

import string
from collections import Counter
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.directory.choices import Region
from utsopi.directory.models import Organisation
from utsopi.ui.chips import NOT_ASKED, Chip, Chips

from .choices import NAMES_ORGANISATIONS, SORT_LATER, FirstThisYear, Origin, Outcome, Service
from .models import Involvement, Listing, Question

URGENT = "urgent"  # the flag of a topic that shows at once whom to call
MOST_ORGANISATIONS = 8  # as chips; the others are found by name
_UNTIL_THE_MONTH_IS_OVER = 32 * 24 * 3600  # seconds; the month stands in the key


def topic_rows(door: Service, day: date, chosen: str = "") -> list[Chips]:
    """A row for each category offered at `door` on `day`, most used first, its topics likewise; the values are
    codes of topics. To be sorted later is always the last row. Two statements once the order is known."""
    categories, topics = _order(door)
    rows: dict = {}
    for listing in _offered(door, day):
        rows.setdefault(listing.category, []).append(listing.topic)
    ordered = sorted(rows, key=lambda category: (_is_later(category), *_place(categories, category)))
    return [
        _topic_row(str(number), category, sorted(rows[category], key=lambda one: _place(topics, one)), chosen)
        for number, category in enumerate(ordered, start=1)
    ]


def _offered(door: Service, day: date):
    """The listings whose category and topic may both be chosen on `day`; to be sorted later always may."""
    listings = Listing.objects.filter(service=door).select_related("category", "topic")
    return [
        listing
        for listing in listings
        if _is_later(listing.category) or all(_covers(one, day) for one in (listing.category, listing.topic))
    ]


def _covers(offered, day: date) -> bool:
    return (offered.valid_from or day) <= day <= (offered.valid_to or day)


def _is_later(category) -> bool:
    return category.code == SORT_LATER


def _place(order: list[str], one) -> tuple[int, str]:
    """Where it comes in the order; what was never asked is last, by its code, which no language changes."""
    return (order.index(one.code) if one.code in order else len(order), one.code)


def _topic_row(number: str, category, topics, chosen: str) -> Chips:
    letters = string.ascii_lowercase if len(number) == 1 else ""
    chips = tuple(
        Chip(
            topic.code,
            topic.short,
            number + letters[place] if place < len(letters) else "",
            URGENT if topic.is_urgent else "",
        )
        for place, topic in enumerate(topics)
    )
    return Chips("topic", category.short, chips, chosen, number if letters else "")


# ── how often ─────────────────────────────────────────────────────────────────────────────────────


def _order(door: Service) -> tuple[list[str], list[str]]:
    """Codes of categories and of topics, most asked first, as they stand for this month."""
    return _kept(f"desk-topics-{door}", lambda days: _topics_asked(door, days)) or ([], [])


def _topics_asked(door: Service, days: dict) -> tuple[list[str], list[str]] | None:
    asked = Question.objects.filter(category__service=door, **days).values(
        "category__code", now=Coalesce("topic__merged_into__code", "topic__code")
    )
    categories, topics = Counter(), Counter()
    for category, topic, times in asked.annotate(times=Count("pk")).values_list(
        "category__code", "now", "times"
    ):
        categories[category] += times
        topics[topic] += times
    return (_most_first(categories), _most_first(topics)) if topics else None


def _most_first(counted: Counter) -> list[str]:
    return sorted(counted, key=lambda code: (-counted[code], code))


def _kept(name: str, count):
    """What `count` gives for the twelve months before this one, or for all time where nothing was asked in them."""
    first = timezone.localdate().replace(day=1)
    key = f"{name}-{first:%Y-%m}"
    if (known := cache.get(key)) is None:
        year = {
            "request__received_on__gte": first.replace(year=first.year - 1),
            "request__received_on__lt": first,
        }
        known = count(year) or count({})
        if known:
            cache.set(key, known, _UNTIL_THE_MONTH_IS_OVER)
    return known


# ── the other rows ────────────────────────────────────────────────────────────────────────────────


def region_chips(chosen: str = "") -> Chips:
    """Where she lives or works; nobody asked is the default and an empty value."""
    keys = dict(zip(Region, "bfwa", strict=True))
    chips = [Chip(region.value, str(region.label), key) for region, key in keys.items()]
    return Chips("region", _("Lives or works"), (*chips, Chip("", str(NOT_ASKED), "u")), chosen)


def origin_chips(chosen: str = "") -> Chips:
    """Where she comes from, as coarsely as it is kept."""
    chips = (
        Chip(Origin.BELGIUM.value, str(Origin.BELGIUM.label), "g"),
        Chip(Origin.EU.value, str(Origin.EU.label), "e"),
        Chip(Origin.NON_EU.value, _("Further away"), "z"),
        Chip("", str(NOT_ASKED), "q"),
    )
    return Chips("origin", _("Comes from"), chips, chosen)


def first_chips(chosen: str = "") -> Chips:
    """Whether it is her first visit this year."""
    chips = (
        Chip(FirstThisYear.YES.value, _("Yes"), "y"),
        Chip(FirstThisYear.NO.value, _("No"), "x"),
        Chip("", str(NOT_ASKED), "i"),
    )
    return Chips("first_this_year", _("First this year"), chips, chosen)


def outcome_chips(chosen: str = Outcome.HANDLED) -> Chips:
    """What came of a question."""
    chips = (
        Chip(Outcome.HANDLED.value, _("Answered here"), "h"),
        Chip(Outcome.WITH_PARTNER.value, _("With a partner"), "p"),
        Chip(Outcome.REFERRED.value, _("Passed on"), "r"),
        Chip(Outcome.OPEN.value, _("Still open"), "o"),
    )
    return Chips("outcome", _("What happened"), chips, str(chosen))


def organisation_chips(chosen=()) -> Chips:
    """The organisations named most often, to tap any number of, and those of `chosen` (keys as text) in any case;
    for outcomes that name organisations. At most three statements."""
    most = _kept("desk-organisations", _organisations_named) or []
    offered = Organisation.objects.filter(Q(is_hidden=False) | Q(pk__in=chosen))
    found = offered.in_bulk([*most, *chosen])
    named = {str(key): organisation.name for key, organisation in found.items()}
    chips = tuple(Chip(key, named[key]) for key in dict.fromkeys([*most, *chosen]) if key in named)
    return Chips("organisations", _("With whom"), chips, frozenset(chosen))


def _organisations_named(days: dict) -> list[str]:
    named = Involvement.objects.filter(
        question__outcome__in=NAMES_ORGANISATIONS,
        **{f"question__{name}": value for name, value in days.items()},
    ).values("organisation")
    most = named.annotate(times=Count("pk")).order_by("-times", "organisation__name")
    return [str(key) for key in most.values_list("organisation", flat=True)[:MOST_ORGANISATIONS]]
