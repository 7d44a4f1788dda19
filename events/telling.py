"""Telling those who asked for it: that an evening is near, that one does not take place, and, whoever waited for
a place or for a welcome, that she has it, and that an evening is at another time or place.

To an address the house writes by itself, numbers are told by hand. A mail names neither place nor person, nor what
for; whoever reads it over a shoulder learns a day and an hour.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from utsopi import mail
from utsopi.audit.choices import Action
from utsopi.audit.context import acting
from utsopi.audit.log import record
from utsopi.jobs.actions import enqueue
from utsopi.jobs.models import Job

from .actions.places import next_after
from .agenda import day_words
from .choices import ActivityStatus, State
from .models import Activity, Evening, Registration

A_DAY = timedelta(days=1)
OFF = Q(evening__activity__status=ActivityStatus.CANCELLED, state=State.CANCELLED)
NEWS = Q(
    evening__activity__status=ActivityStatus.PLANNED,
    state__in=[State.COMING, State.WAITING, State.ASKED],
    is_news=True,
)


def due():
    """Registrations of those who are to be told and were not yet: of an evening of tomorrow, of one of today that
    nobody got round to tell, of one that is cancelled, that is at another time or place, or where she moved up or was
    welcomed; until it begins, or would have begun."""
    now = timezone.localtime()
    near = Q(
        evening__activity__status=ActivityStatus.PLANNED,
        evening__activity__starts_on__lte=now.date() + A_DAY,
        state=State.COMING,
    )
    to_come = Registration.objects.filter(evening__activity__starts_on__gte=now.date()).exclude(
        evening__activity__starts_on=now.date(), evening__activity__opens_at__lte=now.time()
    )
    return to_come.filter(Q(near | OFF, told_on=None) | NEWS, tell__isnull=False)


def due_reminders() -> int:
    """How many mails wait to be sent; where no queue sends them, somebody has to."""
    return due().filter(tell_is_address=True).count() if mail.is_on() else 0


def tell_soon(*, by) -> Job | None:
    """Has them written to once the transaction is through; None where there is nobody to write to."""
    return enqueue("tell_visitors", by=by) if due_reminders() else None


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


def evenings_by_hand() -> list[tuple[Activity, int]]:
    """Evenings of which somebody is to be told by hand, with how many, the next one first."""
    found = due().filter(tell_is_address=False) if mail.is_on() else due()
    counts = dict(found.order_by().values_list("evening__activity").annotate(count=Count("pk")))
    evenings = Activity.objects.filter(pk__in=counts).order_by("starts_on", "opens_at", "pk")
    return [(activity, counts[activity.pk]) for activity in evenings]


def told_by_hand(*, registration: Registration, by) -> None:
    """Somebody of us told her. A second time changes nothing."""
    with transaction.atomic():
        hers = _held().filter(pk=registration.pk).first()
        if hers is not None:
            fields = _mark(hers)
            record(Action.CHANGE, hers._meta.label, by=by, object_id=hers.pk, fields=fields)


def words(registration: Registration) -> tuple[str, str]:
    """Subject and text of what she is told, in her language."""
    with translation.override(registration.language):
        return _("Reminder"), _text(registration)


def _text(registration: Registration) -> str:
    if registration.state == State.CANCELLED:
        return _off(registration.evening)
    if registration.is_news and registration.has_moved:
        text = _moved(registration)
    elif not registration.is_news:
        text = _("%(day)s: your appointment. You asked to be reminded.")
    elif registration.state == State.COMING:
        text = _("%(day)s: your appointment is certain now.")
    else:
        text = _("%(day)s: your appointment is not certain yet. You hear from us once it is.")
    return capfirst(text % {"day": _when(registration.evening.activity)})


def _moved(registration: Registration) -> str:
    if registration.state == State.COMING:
        return _("Your appointment changed: %(day)s. Look again where it is.")
    return _("Your appointment changed: %(day)s. It is not certain yet.")


def _off(evening: Evening) -> str:
    """The next one is offered where she would look for it: in the same city."""
    text = capfirst(_("%(day)s: your appointment does not take place.") % {"day": _when(evening.activity)})
    following = next_after(evening)
    if following is None or following.activity.city != evening.activity.city:
        return text
    offer = _("The next one: %(day)s. Nobody has put you down for it.")
    return text + "\n\n" + offer % {"day": _when(following.activity)}


def _when(activity: Activity) -> str:
    if activity.opens_at is None:
        return day_words(activity.starts_on)
    return _("%(day)s, %(hour)s") % {
        "day": day_words(activity.starts_on),
        "hour": f"{activity.opens_at:%H:%M}",
    }


def _tell(pk) -> bool:
    hers = _held().filter(pk=pk).first()
    if hers is None:
        return False
    with acting(None):
        address = hers.tell.open()
    told = f"{pk}|{hers.state}|{hers.evening.activity.revision}" + ("|news" if hers.is_news else "")
    key = salted_hmac("events.telling", told, algorithm="sha256").hexdigest()[:32]
    said = words(hers)
    _mark(hers)
    mail.send(address, *said, key=key)
    return True


def _held():
    """Those who are due. Whoever else tells just now skips the row, or waits and finds it marked."""
    return due().select_for_update(of=["self"], skip_locked=True).select_related("evening__activity")


def _mark(hers: Registration) -> list[str]:
    """She was told how it stands. Of news that come the day before nobody reminds her once more."""
    is_near = hers.evening.activity.starts_on <= timezone.localdate() + A_DAY
    fields = ["is_news"] if hers.is_news else []
    hers.is_news = hers.has_moved = False
    if hers.state == State.CANCELLED or (hers.state == State.COMING and is_near):
        hers.told_on = timezone.localdate()
        fields.append("told_on")
    hers.save(update_fields=["is_news", "has_moved", "told_on"])
    return fields
