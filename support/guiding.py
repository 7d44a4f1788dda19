"""Guides as they are read: in her language where there is one, and with their age."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Guide

OLD = timedelta(days=183)
FIRST_OF = ("en", "fr", "nl")  # where there is none in the language asked for


@dataclass(frozen=True)
class Whom:
    """Whom to call about one topic, told at once; `language` is that of the text."""

    topic: str
    label: str
    text: str
    language: str


def whom_to_call() -> list[Whom]:
    """For the include support/whom_to_call.html: one for each topic that is urgent, in the language of the page.
    One statement."""
    told: dict = {}
    for guide in Guide.objects.filter(topic__is_urgent=True).select_related("topic").order_by("topic__code"):
        told.setdefault(guide.topic, []).append(guide)
    chosen = [(topic, in_language(guides, get_language() or "en")) for topic, guides in told.items()]
    return [Whom(topic.code, topic.label, guide.text, guide.language) for topic, guide in chosen]


def in_language(guides: Sequence[Guide], language: str) -> Guide | None:
    """The one in that language, else in one that most of us read; None where there is none at all."""
    order = (language[:2], *FIRST_OF)
    return min(guides, key=lambda guide: _place(order, guide.language), default=None)


def _place(order: Sequence[str], language: str) -> int:
    return order.index(language) if language in order else len(order)


def is_old(guide: Guide) -> bool:
    """Whether somebody should look again whether it is still true."""
    return timezone.localdate() - guide.checked_on > OLD


def age(guide: Guide) -> str:
    """When it was last true, in words."""
    when = {"when": date_format(guide.checked_on, _month(guide.checked_on))}
    return _("checked in %(when)s, look again") % when if is_old(guide) else _("checked in %(when)s") % when


def _month(day: date) -> str:
    return "F" if day.year == timezone.localdate().year else "F Y"


def oldest(guides: Iterable[Guide]) -> Guide | None:
    return min(guides, key=lambda guide: guide.checked_on, default=None)
