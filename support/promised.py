"""What pages say of promises: the day, the way and who keeps them; never to whom, about what, or how to reach her."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.team.access import may

from .actions.call_backs import KEPT
from .choices import Way
from .models import CallBack, Request

ICONS = {
    Way.CALL: "phone",
    Way.MESSAGE: "message-square",
    Way.EMAIL: "mail",
    Way.SHE_COMES: "door-open",
}
MOST_DONE = 50  # of those done lately, on the page of what is due


@dataclass(frozen=True)
class Promised:
    """One promise, as the account that looks may be told of it; `whose` is empty where it is everybody's."""

    key: UUID
    due_on: date
    done_on: date | None
    way: str
    icon: str
    whose: str
    is_mine: bool
    state: str

    @property
    def href(self) -> str:
        return reverse("call_back", args=[self.key])

    @property
    def days_late(self) -> int:
        return (timezone.localdate() - self.due_on).days


def promised(call_back: CallBack, account) -> Promised:
    owner, way = call_back.owner, Way(call_back.way)
    is_mine = owner == account
    return Promised(
        call_back.pk,
        call_back.due_on,
        call_back.done_on,
        str(way.label),
        ICONS[way],
        (_("You") if is_mine else str(owner)) if owner else "",
        is_mine,
        state_of(call_back),
    )


def state_of(call_back: CallBack) -> str:
    """`done`, `overdue`, `today` or `later`."""
    today = timezone.localdate()
    if call_back.done_on:
        return "done"
    if call_back.due_on == today:
        return "today"
    return "overdue" if call_back.due_on < today else "later"


def open_ones():
    """What is still to be done, the oldest day first."""
    return CallBack.objects.filter(done_on=None).select_related("owner").order_by("due_on", "id")


def done_lately():
    """What was done in the last 30 days, the newest first."""
    since = timezone.localdate() - KEPT
    done = CallBack.objects.filter(done_on__gt=since).select_related("owner")
    return done.order_by("-done_on", "id")[:MOST_DONE]


def grouped(call_backs: list[CallBack], account) -> list[tuple[str, str, list[Promised]]]:
    """By state, with a heading; a state that has none is left out."""
    told = [promised(each, account) for each in call_backs]
    headings = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "later": _("Later"),
        "done": _("Done in the last 30 days"),
    }
    groups = [
        (state, words, [each for each in told if each.state == state]) for state, words in headings.items()
    ]
    return [group for group in groups if group[2]]


def call_backs_of(asked: Request, account) -> dict | None:
    """What templates/support/call_backs_of.html shows of a request: `call_backs` and where to make one; None for
    whoever keeps no promises. One statement."""
    if not may(account, "call_back"):
        return None
    there = CallBack.objects.filter(request=asked).select_related("owner")
    open_first = there.order_by(F("done_on").desc(nulls_first=True), "due_on", "id")
    return {
        "call_backs": [promised(each, account) for each in open_first],
        "new": reverse("call_back_new", args=[asked.pk]),
    }
