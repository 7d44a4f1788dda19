"""What waits of the members, for the first pages: whoever asked to join and has no answer yet."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import MOST, Waits, register, waits

from .choices import OPEN, REMINDED_AFTER
from .models import Joining


@register("joinings")
def joinings(account) -> Waits | None:
    """Those that wait for an answer, or for a talk; late once the oldest has waited for thirty days."""
    if not may(account, "member.decide"):
        return None
    asked = Joining.objects.filter(state__in=OPEN).order_by("asked_on").values_list("asked_on", flat=True)
    days = list(asked[: MOST + 1])
    words = ngettext("%(count)s request to join", "%(count)s requests to join", len(days))
    is_late = bool(days) and days[0] <= timezone.localdate() - REMINDED_AFTER
    if is_late:
        since = _("the oldest since %(day)s") % {"day": date_format(days[0], "j F")}
        words = f"{words}, {since}"
    return waits("user-plus", words, len(days), address_of("joinings", account), is_late=is_late)
