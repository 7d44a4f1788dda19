"""What pages say of needs that were told on rounds: the day, the need and the way; never who."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from support.choices import Channel

from .actions.follow_ups import ASKS_BY, BY_CHOICE
from .choices import FollowUpChannel
from .models import FollowUp, Round

ICONS = {
    FollowUpChannel.IN_PERSON: "users",
    FollowUpChannel.MESSAGING: "message-square",
    FollowUpChannel.PHONE: "phone",
}
SHOWN = timedelta(days=30)  # how long what is done stands on the list
MOST_DONE = 50


@dataclass(frozen=True)
class Needed:
    """One need. `ways` are the channels in which she can go on asking at the helpdesk: one where she is reached by
    it already, else those to choose from."""

    follow_up: FollowUp
    state: str
    icon: str
    ways: list[Channel]

    @property
    def days_late(self) -> int:
        return (timezone.localdate() - self.follow_up.due_on).days


def needed(follow_up: FollowUp) -> Needed:
    """The need with its state, and the ways in which she can go on asking."""
    channel = FollowUpChannel(follow_up.channel)
    ways = [ASKS_BY[channel]] if channel in ASKS_BY else list(BY_CHOICE)
    return Needed(follow_up, state_of(follow_up), ICONS[channel], ways)


def state_of(follow_up: FollowUp) -> str:
    """`done`, `overdue`, `today`, `later`, or `undated` where nobody said a day."""
    today, due = timezone.localdate(), follow_up.due_on
    if follow_up.closed_on:
        return "done"
    if due is None:
        return "undated"
    if due == today:
        return "today"
    return "overdue" if due < today else "later"


def open_ones(found: QuerySet) -> QuerySet:
    """What is still to be seen to, the oldest day first, and at the end what has no day."""
    still = found.filter(closed_on=None).select_related("round__area")
    return still.order_by(F("due_on").asc(nulls_last=True), "opened_on", "id")


def done_lately(found: QuerySet) -> QuerySet:
    """What was done in the last 30 days, the newest first."""
    done = found.filter(closed_on__gt=timezone.localdate() - SHOWN).select_related("round__area", "became")
    return done.order_by("-closed_on", "id")[:MOST_DONE]


def of_round(round: Round) -> QuerySet:
    """All that were told on a round, what is still to be done first. One statement."""
    told = round.follow_ups.select_related("round__area", "became")
    return told.order_by(F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")


def grouped(follow_ups: list[FollowUp]) -> list[tuple[str, str, list[Needed]]]:
    """By state, with a heading; a state that has none is left out."""
    told = [needed(each) for each in follow_ups]
    headings = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "later": _("Later"),
        "undated": _("Without a day"),
        "done": _("Done in the last 30 days"),
    }
    groups = [
        (state, words, [each for each in told if each.state == state]) for state, words in headings.items()
    ]
    return [group for group in groups if group[2]]
