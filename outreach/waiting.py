"""What waits of outreach, for the first pages: needs that are due, rounds nobody closed, a changed ledger."""

from django.utils import timezone
from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import Waits, counted, register, waits

from .models import FollowUp
from .upkeep import problems_last_night
from .walking import left_open


@register("follow_ups")
def follow_ups(account) -> Waits | None:
    """Needs that are due today or were due before."""
    if not may(account, "follow_up"):
        return None
    due = counted(FollowUp.objects.filter(closed_on=None, due_on__lte=timezone.localdate()))
    words = ngettext("%(count)s follow-up due", "%(count)s follow-ups due", due)
    return waits("handshake", words, due, address_of("follow_ups", account), is_late=True)


@register("rounds")
def rounds(account) -> Waits | None:
    """Those of an earlier day that nobody has closed."""
    if not may(account, "round.change"):
        return None
    count = counted(left_open())
    words = ngettext(
        "%(count)s round still open from last night", "%(count)s rounds still open from last night", count
    )
    return waits("footprints", words, count, address_of("round", account), is_late=True)


@register("ledgers")
def ledgers(account) -> Waits | None:
    """A ledger of vouchers that was found changed, missing a line, or swapped."""
    if not may(account, "voucher.serials"):
        return None
    words = ngettext(
        "%(count)s problem in the ledger of vouchers",
        "%(count)s problems in the ledger of vouchers",
        count := problems_last_night(),
    )
    return waits("triangle-alert", words, count, address_of("vouchers", account), is_late=True)
