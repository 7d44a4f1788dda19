"""What the support log puts on the calendar: the afternoons to come."""

from hashlib import sha256

from django.utils.translation import gettext as _

from utsopi.calendar import Entry, register

from .choices import SessionStatus
from .planning import Planned, afternoons_between


@register("open_house")
def afternoons(period):
    return [
        _entry(each)
        for each in afternoons_between(period.start, period.end)
        if each.status in (SessionStatus.PLANNED, SessionStatus.CANCELLED) or each.is_open
    ]


def _entry(afternoon: Planned) -> Entry:
    return Entry(
        afternoon.held_on,
        "open_house",
        _("Open House"),
        afternoon.city,
        afternoon.opens_at,
        afternoon.closes_at,
        is_cancelled=afternoon.status == SessionStatus.CANCELLED,
        public_label=_("Open afternoon"),
        key=_key(afternoon),
        revision=int(afternoon.status == SessionStatus.CANCELLED),
    )


def _key(afternoon: Planned) -> str:
    """Of the rule and the day where there is a rule: the same before and after somebody touched the afternoon."""
    of = afternoon.rule or afternoon.session
    return sha256(f"{of.pk}/{afternoon.held_on}".encode()).hexdigest()[:8]
