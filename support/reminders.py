"""Reminders by mail to the team: in the morning, how many things are due, and nothing else."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from utsopi import mail
from utsopi.audit.context import acting

from .actions.call_backs import colleagues
from .models import CallBack, DeskPreference


def remind() -> int:
    """Tells everybody who wants it by mail that something of hers is due; returns how many mails went out.

    One a day for each of us, however often it is called and wherever it was stopped: she is marked in the
    transaction that sends. What could not be sent is tried again with the next call.
    """
    if not mail.is_on():
        return 0
    today = timezone.localdate()
    due = CallBack.objects.filter(done_on=None, due_on__lte=today, owner__in=colleagues(today))
    wanting = DeskPreference.objects.filter(mail__isnull=False, account__in=due.values("owner"))
    waiting = wanting.exclude(reminded_on=today).values_list("pk", flat=True)
    return sum(mail.once(lambda pk=pk: _remind(pk, today)) for pk in list(waiting))


def _remind(pk, today) -> bool:
    # whoever else reminds just now skips the row, or waits and finds it marked
    rows = DeskPreference.objects.select_for_update(skip_locked=True).exclude(reminded_on=today)
    hers = rows.filter(pk=pk).first()
    count = hers and CallBack.objects.due(hers.account_id, today).count()
    if not count:
        return False
    rows.filter(pk=pk).update(reminded_on=today)
    _send(hers, count)
    return True


def _send(hers: DeskPreference, count: int) -> None:
    with acting(None):
        address = hers.mail.open()
    with translation.override(hers.language or settings.LANGUAGE_CODE):
        subject = ngettext("Agenda: %(count)s thing for today", "Agenda: %(count)s things for today", count)
        text = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count)
        lines = [text % {"count": count}, *([link] if (link := _link()) else [])]
    mail.send(address, subject % {"count": count}, "\n\n".join(lines))


def _link() -> str:
    return settings.ADDRESS + reverse("call_backs") if settings.ADDRESS else ""
