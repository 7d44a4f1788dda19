"""Requests, people and questions at the two doors of personal support."""

from django.db.models import (
    Case,
    CharField,
    Count,
    Q,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from reports.figure import Column, Dimension, Rows
from support.choices import (
    NAMES_ORGANISATIONS,
    Channel,
    FirstThisYear,
    Origin,
    Outcome,
    Service,
    SessionStatus,
)
from support.models import Category, Involvement, OpenHouseSession, Question, Request, Topic
from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL
from utsopi.periods import Period

from .common import COUNT, YearMonth, flag, in_period, of, region_by, worded

SESSIONS = Rows(
    "open_house_sessions",
    of(OpenHouseSession, "held_on"),
    COUNT,
    {"status": Dimension.of("status", SessionStatus), "month": Dimension(YearMonth("held_on"))},
    columns=(Column("held_on", _("date")), Column("city", _("city")), Column("status", _("status"))),
)

_REQUEST_COLUMNS = (
    Column("received_on", _("date")),
    Column("channel", _("channel")),
    Column("person__region", _("region")),
    Column("person__origin", _("origin")),
    Column("first_this_year", _("first visit this year")),
    Column("referred_by__name", _("sent by")),
)

REQUESTS = Rows(
    "requests",
    of(Request, "received_on"),
    COUNT,
    {
        "channel": Dimension.of("channel", Channel),
        "first_this_year": Dimension.of("first_this_year", FirstThisYear, ordered=True),
        "referred_in": Dimension(flag(Q(referred_by__isnull=False))),
        "month": Dimension(YearMonth("received_on")),
    },
    region="person__region",
    columns=_REQUEST_COLUMNS,
)


def service_of(channel: str) -> Case:
    """Which of the two doors a request came through."""
    return Case(
        When(**{channel: Channel.OPEN_HOUSE}, then=Value(Service.OPEN_HOUSE.value)),
        default=Value(Service.HELPDESK.value),
        output_field=CharField(),
    )


PEOPLE = Rows(
    "people_helped",
    of(Request, "received_on"),
    {"count": Count("person", distinct=True)},
    {
        "service": Dimension.of(service_of("channel"), Service),
        "region": region_by("person__region"),
        "origin": Dimension(
            "person__origin", {**dict(Origin.choices), UNKNOWN: UNKNOWN_LABEL}, tuple(Origin.values)
        ),
        "is_anonymous": Dimension("person__is_anonymous"),
    },
    region="person__region",
    columns=_REQUEST_COLUMNS,
)


def _requests_by_session(period: Period):
    return Request.objects.filter(in_period("received_on")(period), session__isnull=False)


# one row a session, so that the reading can take the fullest of them
PEOPLE_BY_SESSION = Rows(
    "people_by_session",
    _requests_by_session,
    {"count": Count("person", distinct=True)},
    {"session": Dimension("session")},
    region="person__region",
    columns=_REQUEST_COLUMNS,
)

_QUESTION_COLUMNS = (
    Column("request__received_on", _("date")),
    Column("request__channel", _("channel")),
    Column("request__person__region", _("region")),
    Column("category__label", _("category")),
    Column("topic__label", _("topic")),
    Column("outcome", _("outcome")),
)

QUESTIONS = Rows(
    "questions",
    of(Question, "request__received_on"),
    COUNT,
    {
        "channel": Dimension.of("request__channel", Channel),
        "category": Dimension("category__code", worded(Category)),
        "topic": Dimension("topic__code", worded(Topic, "valid_to", "merged_into__code")),
        "outcome": Dimension.of("outcome", Outcome, ordered=True),
        "month": Dimension(YearMonth("request__received_on")),
    },
    region="request__person__region",
    columns=_QUESTION_COLUMNS,
)


def _answered_with_others(period: Period):
    return Question.objects.filter(in_period("request__received_on")(period), outcome__in=NAMES_ORGANISATIONS)


ANSWERED_WITH_OTHERS = Rows(
    "answered_with_others",
    _answered_with_others,
    {
        "count": Count("id"),
        "requests": Count("request", distinct=True),
        "people_referred": Count("request__person", distinct=True, filter=Q(outcome=Outcome.REFERRED)),
    },
    {"service": Dimension.of(service_of("request__channel"), Service)},
    region="request__person__region",
    columns=_QUESTION_COLUMNS,
)

INVOLVEMENTS = Rows(
    "involvements",
    of(Involvement, "question__request__received_on"),
    COUNT,
    {
        "service": Dimension.of(service_of("question__request__channel"), Service),
        "organisation": Dimension("organisation__name"),
    },
    region="question__request__person__region",
    columns=(
        Column("question__request__received_on", _("date")),
        Column("question__request__channel", _("channel")),
        Column("question__topic__label", _("topic")),
        Column("question__outcome", _("outcome")),
        Column("organisation__name", _("organisation")),
    ),
)
