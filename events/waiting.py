"""What waits of the evenings, for the first pages: a place that is not written down, a word that somebody wants, who is
to be told, and what nobody has said yet of how it was."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext

from utsopi import mail
from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import Waits, counted, register, waits

from .choices import ActivityStatus, State
from .listing import not_told_yet
from .models import Evening, Registration
from .telling import due

SOON = timedelta(days=2)  # a place is told from the day before


@register("places")
def places(account) -> Waits | None:
    """Evenings that begin soon, of which nobody wrote down where they are."""
    if not may(account, "evening.place"):
        return None
    today = timezone.localdate()
    soon = Evening.objects.filter(
        activity__status=ActivityStatus.PLANNED,
        activity__starts_on__range=(today, today + SOON),
        place__isnull=True,
    )
    count = counted(soon)
    words = ngettext(
        "%(count)s evening soon, without a place", "%(count)s evenings soon, without a place", count
    )
    return waits("map-pin", words, count, address_of("activities", account), is_late=True)


@register("words_first")
def words_first(account) -> Waits | None:
    """Those who want a word with the team before an evening that is still to come."""
    if not may(account, "evening.welcome"):
        return None
    count = counted(
        Registration.objects.filter(
            state=State.ASKED,
            evening__activity__status=ActivityStatus.PLANNED,
            evening__activity__starts_on__gte=timezone.localdate(),
        )
    )
    words = ngettext("%(count)s wants a word", "%(count)s want a word", count)
    return waits("message-square", words, count, address_of("activities", account))


@register("to_be_told")
def to_be_told(account) -> Waits | None:
    """Those whom no clock writes to: by hand, or by the button where there is no queue."""
    if not may(account, "evening.welcome"):
        return None
    found = due()
    if settings.REDIS_URL and mail.is_on():
        found = found.filter(tell_is_address=False)
    count = counted(found)
    words = ngettext("%(count)s to be told of an evening", "%(count)s to be told of an evening", count)
    return waits("phone-call", words, count, address_of("activities", account), is_late=True)


@register("headcounts")
def headcounts(account) -> Waits | None:
    """Evenings and more that are over, of which nobody said how they were."""
    if not may(account, "evening.after"):
        return None
    count = counted(not_told_yet(timezone.localdate()))
    words = ngettext("%(count)s activity: was it held?", "%(count)s activities: were they held?", count)
    return waits("circle-help", words, count, address_of("activities", account))
