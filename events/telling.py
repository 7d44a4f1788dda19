"""Telling those who asked for it: that an evening is near, and that one does not take place.

To an address the house writes by itself, numbers are told by hand. A mail names neither place nor person, nor what
for; whoever reads it over a shoulder learns a day and an hour.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from utsopi import mail
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.log import record
from utsopi.jobs.actions import enqueue

from .actions.places import next_after
from .agenda import day_label
from .choices import ActivityStatus, State
from .models import Activity, Evening, Registration

A_DAY = timedelta(days=1)
OFF = Q(evening__activity__status=ActivityStatus.CANCELLED, state=State.CANCELLED)


def due():
    """Registrations of those who are to be told and were not yet: of an evening of tomorrow, of one of today that
    nobody got round to tell, and of one that is cancelled, until it would have begun."""
    now = timezone.localtime()
    near = Q(
        evening__activity__status=ActivityStatus.PLANNED,
        evening__activity__starts_on__lte=now.date() + A_DAY,
        state=State.COMING,
    )
    to_come = Registration.objects.filter(evening__activity__starts_on__gte=now.date()).exclude(
        evening__activity__starts_on=now.date(), evening__activity__opens_at__lte=now.time()
    )
    return to_come.filter(near | OFF, tell__isnull=False, told_on=None)


def due_reminders() -> int:
    """How many mails wait to be sent; where no queue sends them, somebody has to."""
    return due().filter(tell_is_address=True).count() if mail.is_on() else 0


def tell_soon(*, by) -> None:
    """Has them written to once the transaction is through, where there is somebody to write to."""
    if due_reminders():
        enqueue("tell_visitors", by=by)


def tell() -> int:
    """Writes to everybody who is to be told and left an address; returns how many mails went out.

    One to each, however often it is called and wherever it was stopped: she is marked in the transaction that
    sends. What could not be sent is tried again with the next call.
    """
    if not mail.is_on():
        return 0
    waiting = due().filter(tell_is_address=True).values_list("pk", flat=True)
    return sum(mail.once(lambda pk=pk: _tell(pk)) for pk in list(waiting))


def by_hand(evening: Evening):
    """Those who are to be told just now and whom the house cannot write to, in no order that tells who came first."""
    found = due().filter(evening=evening)
    found = found.filter(tell_is_address=False) if mail.is_on() else found
    return found.select_related("evening__activity").order_by("pk")


def told_by_hand(*, registration: Registration, by) -> None:
    """Somebody of us told her. A second time changes nothing."""
    row = Registration.objects.filter(pk=registration.pk, told_on=None)
    if row.update(told_on=timezone.localdate()):
        record(Action.CHANGE, row.model._meta.label, by=by, object_id=registration.pk, fields=["told_on"])


def words(registration: Registration) -> tuple[str, str]:
    """Subject and text of what she is told, in her language."""
    with translation.override(registration.language):
        is_off = registration.state == State.CANCELLED
        return _("Reminder"), _off(registration.evening) if is_off else _near(registration.evening.activity)


def _near(activity: Activity) -> str:
    return _("%(day)s: your appointment. You asked to be reminded.") % {"day": _when(activity)}


def _off(evening: Evening) -> str:
    """The next one is offered where she would look for it: in the same city."""
    text = _("%(day)s: your appointment does not take place.") % {"day": _when(evening.activity)}
    following = next_after(evening)
    if following is None or following.activity.city != evening.activity.city:
        return text
    offer = _("The next one: %(day)s. Nobody has put you down for it.")
    return text + "\n\n" + offer % {"day": _when(following.activity)}


def _when(activity: Activity) -> str:
    if activity.opens_at is None:
        return day_label(activity.starts_on)
    return _("%(day)s, %(hour)s") % {
        "day": day_label(activity.starts_on),
        "hour": f"{activity.opens_at:%H:%M}",
    }


def _tell(pk) -> bool:
    # whoever else sends just now skips the row, or waits and finds it marked
    rows = due().select_for_update(of=["self"], skip_locked=True).select_related("evening__activity")
    hers = rows.filter(pk=pk).first()
    if hers is None:
        return False
    Registration.objects.filter(pk=pk).update(told_on=timezone.localdate())
    with acting(None):
        address = hers.tell.open()
    key = salted_hmac("events.telling", f"{pk}|{hers.state}", algorithm="sha256").hexdigest()[:32]
    mail.send(address, *words(hers), key=key)
    return True
