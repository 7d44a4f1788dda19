"""Topics and categories as the coordinator sees them: where each is listed, in which state, and its earlier words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from utsopi.ui.tables import Column, Table

from .choices import Service
from .models import Category, Guide, Listing, Topic


@dataclass(frozen=True)
class Group:
    """A category with its topics; `category` is None for topics that no door lists."""

    label: str
    table: Table
    category: Category | None = None
    state: str = ""


@dataclass(frozen=True)
class Door:
    label: str
    groups: list[Group]


def doors() -> list[Door]:
    """One for each of the two doors, and a last one for topics that neither lists. Three statements."""
    listings = list(Listing.objects.select_related("topic__merged_into"))
    categories = sorted(Category.objects.all(), key=lambda category: category.label)
    found = [
        Door(str(service.label), [_group(each, listings) for each in categories if each.service == service])
        for service in Service
    ]
    nowhere = Topic.objects.exclude(pk__in={listing.topic_id for listing in listings})
    rows = [_row(topic) for topic in nowhere.select_related("merged_into")]
    return [*found, Door(_("At no door"), [Group("", _topics(rows, _("Topics")))])] if rows else found


def _group(category: Category, listings) -> Group:
    topics = [listing.topic for listing in listings if listing.category_id == category.pk]
    rows = [_row(topic) for topic in sorted(topics, key=lambda topic: topic.label)]
    caption = f"{category.get_service_display()}: {category.label}"
    return Group(category.label, _topics(rows, caption), category, state(category))


def _row(topic: Topic) -> dict:
    href = reverse("topic", args=[topic.code])
    return {"topic": topic.label, "short": topic.short, "state": state(topic), "href": href}


def _topics(rows: list[dict], caption: str) -> Table:
    columns = [
        Column("topic", _("Topic"), link="href"),
        Column("short", _("On the button")),
        Column("state", _("State")),
    ]
    return Table(columns, rows, caption, empty=_("No topic is listed here."))


def state(thing: Topic | Category) -> str:
    """How it stands today, in words: offered or not, and what it asks for."""
    return ", ".join([_offered(thing), *_asks_for(thing)])


def _offered(thing: Topic | Category) -> str:
    today = timezone.localdate()
    if getattr(thing, "merged_into", None) and thing.valid_to < today:
        return _("merged into %(topic)s") % {"topic": thing.merged_into.label}
    if thing.valid_to and thing.valid_to < today:
        return _("ended on %(day)s") % {"day": _day(thing.valid_to)}
    if thing.valid_from and thing.valid_from > today:
        return _("from %(day)s") % {"day": _day(thing.valid_from)}
    if thing.valid_to:
        return _("until %(day)s") % {"day": _day(thing.valid_to)}
    return _("offered")


def _asks_for(thing: Topic | Category) -> list[str]:
    asks = [
        (getattr(thing, "is_sensitive", False), _("sensitive")),
        (getattr(thing, "is_urgent", False), _("urgent")),
    ]
    return [words for is_so, words in asks if is_so]


def _day(day) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


# ── one of them ───────────────────────────────────────────────────────────────────────────────────


def facts_of(topic: Topic) -> list[tuple[str, object]]:
    """How often it was asked, how it stands, and in which languages there is a guide."""
    guides = Guide.objects.filter(topic=topic).order_by("language")
    languages = ", ".join(str(guide.get_language_display()) for guide in guides)
    return [
        (_("State"), state(topic)),
        (_("Questions logged with it"), topic.questions.count()),
        (_("Guides"), languages or _("none yet")),
    ]


def wordings_of(thing: Topic | Category) -> Table:
    """Its earlier words, newest first."""
    columns = [
        Column("until_on", _("Until")),
        Column("label_en", _("English")),
        Column("label_fr", _("French")),
        Column("label_nl", _("Dutch")),
    ]
    rows = thing.past_wordings.order_by("-until_on")
    return Table(columns, rows, _("Earlier wordings"), empty=_("It always had these words."))
