"""What goes by itself: registrations two weeks after the evening, phrases that nobody used, invitations."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from utsopi.audit.choices import Action
from utsopi.audit.log import record
from utsopi.periods import Period
from utsopi.privacy import traces

from ..choices import ActivityStatus, State
from ..models import Evening, Phrase, Registration, Vouch

KEPT = timedelta(days=14)


def sweep(today: date | None = None) -> None:
    """Welcomes the phrases of evenings that were held; then forgets. Of a registration only the count stays.

    Twice a night does the same as once."""
    today = today or timezone.localdate()
    with transaction.atomic():
        _welcome_phrases(today)
        over = Registration.objects.filter(evening__activity__ends_on__lt=today - KEPT)
        _count(over)
        gone = {
            "registrations": over.delete()[0],
            "phrases": _unused(today).delete()[0],
            "invitations": Vouch.objects.filter(Q(is_used=True) | Q(ends_on__lt=today)).delete()[0],
        }
        if any(gone.values()):
            record(Action.ERASE, Registration._meta.label, by=None, counts=gone)
    traces.wipe()


def _welcome_phrases(today: date) -> None:
    """Whoever had a place at an evening that was held is welcome at the next ones too."""
    held_on = Registration.objects.filter(
        phrase=OuterRef("pk"),
        state=State.COMING,
        evening__activity__status=ActivityStatus.HELD,
        evening__activity__ends_on__lt=today,
    ).values("evening__activity__ends_on")
    day = Subquery(held_on.order_by("-evening__activity__ends_on")[:1])
    Phrase.objects.annotate(held_on=day).filter(held_on__isnull=False, welcomed_on__isnull=True).update(
        welcomed_on=F("held_on"), last_used_on=F("held_on")
    )


def _count(over) -> None:
    """How many had a place, written down with the evening before they are forgotten."""
    had_one = Count("pk", filter=Q(state=State.COMING))
    counts = over.values("evening").annotate(count=had_one).values_list("evening", "count")
    for evening, count in counts:
        Evening.objects.filter(pk=evening).update(registered=count)


def _unused(today: date):
    """Phrases that stand for nothing any more: never welcomed, or not used for a year."""
    idle = Phrase.objects.filter(registrations__isnull=True)
    return idle.filter(
        Q(welcomed_on__isnull=True) | Q(last_used_on__lt=Period(today, today).last_year().start)
    )
