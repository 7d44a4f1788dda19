"""What waits of outreach, for the first pages: needs that are due."""

from django.utils import timezone
from django.utils.translation import ngettext

from utsopi.nav import address_of
from utsopi.team.access import may
from utsopi.waits import Waits, counted, register, waits

from .models import FollowUp


@register("follow_ups")
def follow_ups(account) -> Waits | None:
    if not may(account, "follow_up"):
        return None
    due = counted(FollowUp.objects.filter(closed_on=None, due_on__lte=timezone.localdate()))
    words = ngettext("%(count)s follow-up due", "%(count)s follow-ups due", due)
    return waits("handshake", words, due, address_of("follow_ups", account), is_late=True)
