"""Which records a workbook holds: all, or those that the figures of one year read, and what they refer to."""

from django.db.models import Max, Q, QuerySet

from members.models import Membership
from outreach.models import Envelope, FollowUp, Invitation
from reports.models import TeamSize
from support.models import Request
from utsopi.periods import Period

from . import sheets
from .declare import Sheet

# the day by which a record belongs to a year
_DAYS = {
    sheets.QUESTIONS: "request__received_on",
    sheets.ACTIVITIES: "starts_on",
    sheets.THEMES: "activity__starts_on",
    sheets.MATERIALS: "round__held_on",
    sheets.OBSERVATIONS: "round__held_on",
    sheets.FOLLOW_UPS: "round__held_on",
    sheets.INVITATIONS: "invited_on",
    sheets.VOUCHERS: "issued_on",
    sheets.PRESS: "published_on",
    sheets.STUDENTS: "received_on",
    sheets.REACH: "measured_on",
}


def chosen(sheet: Sheet, year: int | None) -> QuerySet:
    """The sheet's records, in the order of its key, so that the same records make the same file."""
    order = [column.kind.path(column.field) for column in sheet.key_columns]
    records = sheet.model.objects.order_by(*order)
    return records if year is None else records.filter(_of_year(sheet, Period.year(year)))


def _of_year(sheet: Sheet, period: Period) -> Q:
    days = (period.start, period.end)
    if sheet in _DAYS:
        return Q(**{f"{_DAYS[sheet]}__range": days})
    if sheet in (sheets.GRANTS, sheets.COSTS):
        return Q(year=period.start.year)
    return _LEANING[sheet](period, days)


def _requests(period: Period, days: tuple) -> Q:
    """With those that became of needs told on the year's rounds, be it in the next year."""
    return Q(received_on__range=days) | Q(follow_up__round__held_on__range=days)


def _people(period: Period, days: tuple) -> Q:
    pointing = (
        Request.objects.filter(_requests(period, days)),
        FollowUp.objects.filter(round__held_on__range=days),
        Invitation.objects.filter(invited_on__range=days),
        Envelope.objects.filter(issued_on__range=days),
    )
    found = Q()
    for records in pointing:
        found |= Q(pk__in=records.values("person"))
    return found


def _sessions(period: Period, days: tuple) -> Q:
    return Q(held_on__range=days) | Q(
        pk__in=Request.objects.filter(_requests(period, days)).values("session")
    )


def _rounds(period: Period, days: tuple) -> Q:
    return Q(held_on__range=days) | Q(
        pk__in=Invitation.objects.filter(invited_on__range=days).values("round")
    )


def _programmes(period: Period, days: tuple) -> Q:
    return Q(pk__in=Invitation.objects.filter(invited_on__range=days).values("programme")) | Q(
        pk__in=Envelope.objects.filter(issued_on__range=days).values("programme")
    )


def _team(period: Period, days: tuple) -> Q:
    """With the last row before the year: it says what the year began with."""
    before = TeamSize.objects.filter(on_date__lt=period.start).aggregate(last=Max("on_date"))["last"]
    return Q(on_date__range=days) | (Q(on_date=before) if before else Q())


def _memberships(period: Period, days: tuple) -> Q:
    return Q(pk__in=Membership.objects.touching(period).values("pk"))


_LEANING = {
    sheets.MEMBERS: _memberships,
    sheets.PEOPLE: _people,
    sheets.REQUESTS: _requests,
    sheets.SESSIONS: _sessions,
    sheets.ROUNDS: _rounds,
    sheets.PROGRAMMES: _programmes,
    sheets.TEAM: _team,
}
