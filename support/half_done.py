"""What somebody left half done at either door: in words, with the way back to it."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from .actions.drafts import drafts_of
from .choices import Channel, Service
from .models import DeskPreference, Draft, OpenHouseSession, Topic


@dataclass(frozen=True)
class HalfDone:
    """A draft: whose it is (a visitor of today, or the way a request came), what it is about as far as that was
    said, and where it goes on."""

    key: UUID
    door: str
    whose: str
    about: str
    href: str


def may_tell(account) -> bool:
    """Whether a screen may say what people asked. While an afternoon is open somebody may sit opposite and see it:
    then only if she unfolded what earlier visitors asked."""
    return (
        not OpenHouseSession.objects.filter(is_open=True).exists() or DeskPreference.of(account).shows_earlier
    )


def half_done(account, *, but: UUID | None = None, tells: bool | None = None) -> list[HalfDone]:
    """What she left half done, except the draft `but`. Nobody else's. What it is about stands there only if it
    `tells`; where nothing is given, may_tell() decides. Four statements at most, whatever their number."""
    drafts = [each for each in drafts_of(account).select_related("request").defer("note") if each.pk != but]
    if tells is None:
        tells = bool(drafts) and may_tell(account)
    about = {_topic(each) for each in drafts if tells}
    topics = {each.code: each for each in Topic.objects.filter(code__in=about)}
    return [_told(draft, topics.get(_topic(draft))) for draft in drafts]


def _topic(draft: Draft) -> str:
    return str(draft.codes.get("topic", ""))


def _told(draft: Draft, topic: Topic | None) -> HalfDone:
    at_the_door = draft.door == Service.OPEN_HOUSE
    whose = _visitor(draft) if at_the_door else _channel(draft)
    href = _afternoon(draft) if at_the_door else reverse("helpdesk_draft", args=[draft.pk])
    return HalfDone(draft.pk, draft.door, whose, topic.short if topic else "", href)


def _visitor(draft: Draft) -> str:
    if draft.request is None or draft.request.number is None:
        return _("A visitor")
    return _("Visitor %(number)s") % {"number": draft.request.number}


def _channel(draft: Draft) -> str:
    code = draft.codes.get("channel")
    return str(Channel(code).label) if code in Channel.values else _("A request")


def _afternoon(draft: Draft) -> str:
    if draft.session_id is None:
        return reverse("afternoon")
    page = reverse("afternoon_at", args=[draft.session_id])
    return f"{page}?visitor={draft.request_id}" if draft.request_id else page
