"""Opening, ending and cancelling an afternoon. Each verb may be repeated: twice is as good as once.

What must not be raises ValidationError with words.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from utsopi.audit.choices import Action
from utsopi.audit.log import record

from ..choices import SessionStatus
from ..models import OpenHouseRule, OpenHouseSession
from ..planning import days_of

HELD_OPEN = {"status": SessionStatus.HELD, "is_open": True, "cancelled_because": ""}
HELD_CLOSED = {"status": SessionStatus.HELD, "is_open": False, "cancelled_because": ""}


def open_afternoon(*, held_on: date, city: str, rule: OpenHouseRule | None = None, by) -> OpenHouseSession:
    """The afternoon, ready for visitors; a past one too, to log it late. One that has ended is reopened instead,
    and one that was cancelled is taken back first."""
    _refuse_to_come(held_on)

    def settle(session):
        if session.status == SessionStatus.CANCELLED:
            raise ValidationError(_("This afternoon was cancelled. Take that back first."))
        if session.status == SessionStatus.HELD and not session.is_open:
            raise ValidationError(_("This afternoon has ended. Open it again with a reason."))
        return HELD_OPEN

    return _settle(held_on, city, rule, by, settle)


def nobody_came(*, held_on: date, city: str, rule: OpenHouseRule | None = None, by) -> OpenHouseSession:
    """It was held, and nobody came: it counts as held, without any request."""
    _refuse_to_come(held_on)

    def settle(session):
        if session.status == SessionStatus.CANCELLED:
            raise ValidationError(_("This afternoon was cancelled. Take that back first."))
        _refuse_visited(session)
        return HELD_CLOSED

    return _settle(held_on, city, rule, by, settle)


def cancel_afternoon(
    *, held_on: date, city: str, rule: OpenHouseRule | None = None, because: str, by
) -> OpenHouseSession:
    """It does not take place, or did not; the reason is a code of CancelledBecause."""

    def settle(session):
        _refuse_visited(session)
        return {"status": SessionStatus.CANCELLED, "is_open": False, "cancelled_because": because}

    return _settle(held_on, city, rule, by, settle)


def restore_afternoon(*, session: OpenHouseSession, by) -> None:
    """Takes a cancelling back: it is planned again."""
    with transaction.atomic():
        session = _locked(session)
        if session.status == SessionStatus.CANCELLED:
            _write(session, {"status": SessionStatus.PLANNED, "cancelled_because": ""}, by)


def plan_afternoon(*, held_on: date, city: str, by) -> OpenHouseSession:
    """One more, on a day that no rule plans."""
    if held_on < timezone.localdate():
        raise ValidationError(_("This day is over: log it instead."), code="held_on")
    return _settle(held_on, city, None, by, lambda session: {})


def end_afternoon(*, session: OpenHouseSession, by) -> None:
    """No more visitors; their numbers for the day go, and lead to nobody."""
    with transaction.atomic():
        session = _locked(session)
        if session.is_open:
            session.requests.update(number=None)
            _write(session, {"is_open": False}, by)


def reopen_afternoon(*, session: OpenHouseSession, because: str, by) -> None:
    """Ready for visitors once more; the reason is a code of ReopenedBecause. Those who were logged get numbers
    again, in no order."""
    with transaction.atomic():
        session = _locked(session)
        if session.status != SessionStatus.HELD:
            raise ValidationError(_("Only an afternoon that was held can be opened again."))
        if session.is_open:
            return
        visitors = list(session.requests.order_by("id"))
        for number, visitor in enumerate(visitors, start=1):
            visitor.number = number
        session.requests.bulk_update(visitors, ["number"])
        _write(session, {"is_open": True, "reopened_because": because}, by)


# ── the row of a day ──────────────────────────────────────────────────────────────────────────────


def _settle(held_on: date, city: str, rule: OpenHouseRule | None, by, settle) -> OpenHouseSession:
    """The row that stands for this day, as `settle` (row) → fields says it has to be; one row where two come
    at once."""
    _refuse_unplanned(rule, held_on)
    try:
        with transaction.atomic():
            return _settled(held_on, city, rule, by, settle)
    except IntegrityError:
        with transaction.atomic():
            return _settled(held_on, city, rule, by, settle)


def _settled(held_on, city, rule, by, settle) -> OpenHouseSession:
    there = _standing(held_on, city, rule)
    new = OpenHouseSession(held_on=held_on, city=city, rule=rule, status=SessionStatus.PLANNED)
    session = there or new
    fields = settle(session)
    if there is not None:
        _write(session, fields, by)
        return session
    for name, value in fields.items():
        setattr(session, name, value)
    session.save(force_insert=True)
    record(Action.CREATE, OpenHouseSession._meta.label, by=by, object_id=session.pk)
    return session


def _standing(held_on: date, city: str, rule: OpenHouseRule | None) -> OpenHouseSession | None:
    """What is there for the day already: of this rule, else one of no rule in the same city."""
    there = OpenHouseSession.objects.select_for_update(of=("self",)).filter(held_on=held_on)
    own = there.filter(rule=rule).first() if rule else None
    return own or there.filter(rule=None, city__iexact=city.strip()).order_by("-is_open", "id").first()


def _locked(session: OpenHouseSession) -> OpenHouseSession:
    return OpenHouseSession.objects.select_for_update().get(pk=session.pk)


def _write(session: OpenHouseSession, fields: dict, by) -> None:
    changed = [name for name, value in fields.items() if getattr(session, name) != value]
    for name in changed:
        setattr(session, name, fields[name])
    if changed:
        session.save(update_fields=changed)
        record(Action.CHANGE, OpenHouseSession._meta.label, by=by, object_id=session.pk, fields=changed)


def _refuse_to_come(held_on: date) -> None:
    if held_on > timezone.localdate():
        raise ValidationError(_("This day is still to come."), code="held_on")


def _refuse_unplanned(rule: OpenHouseRule | None, held_on: date) -> None:
    if rule is not None and held_on not in days_of(rule, held_on, held_on):
        raise ValidationError(_("The rule plans no afternoon on that day."), code="held_on")


def _refuse_visited(session: OpenHouseSession) -> None:
    if session.requests.exists():
        raise ValidationError(_("Visitors were logged on this afternoon."))
