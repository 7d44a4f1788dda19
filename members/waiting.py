"""What waits of the members, for the first pages: whoever asked to join and has no answer yet."""

from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import Waits, counted, register, waits

from .actions.joining import OPEN
from .models import Joining


@register("joinings")
def joinings(account) -> Waits | None:
    """Those that wait for an answer, or for a talk."""
    if not may(account, "member.decide"):
        return None
    count = counted(Joining.objects.filter(state__in=OPEN))
    words = ngettext("%(count)s request to join", "%(count)s requests to join", count)
    return waits("user-plus", words, count, address_of("joinings", account))
