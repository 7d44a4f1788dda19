"""The rows that figures count: each table of the year, with what tells its records apart."""

from collections.abc import Callable

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Sum,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from events.choices import ActivityStatus, Kind, Level, OrganisedBy
from events.models import Activity
from members.choices import JoinedThrough
from members.models import Membership, active_on
from outreach.choices import EnvelopeStatus, InvitationOutcome, Mode, Need, ObservedKind, RoundStatus
from outreach.models import Envelope, FollowUp, Handout, Invitation, Material, Observation, Round
from support.choices import (
    NAMES_ORGANISATIONS,
    Channel,
    FirstThisYear,
    Origin,
    Outcome,
    Service,
    SessionStatus,
)
from support.models import Category, Involvement, Labelled, OpenHouseSession, Question, Request, Topic
from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL, Region
from utsopi.periods import Period

from .choices import Tone
from .figure import Column, Dimension, Rows
from .models import Cost, Grant, PressArticle, ReachReading, StudentRequest, TeamSize

COUNT = {"count": Count("id")}
BEFORE = ""  # the month of whatever lies before the period


class YearMonth(Func):
    """A date as text, 2024-01: what months are told apart by, the same on both databases."""

    output_field = CharField()
    template = "to_char(%(expressions)s, 'YYYY-MM')"

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 7)", **context)


def flag(condition: Q) -> Case:
    """1 where the condition holds, else 0."""
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def in_period(day: str) -> Callable[[Period], Q]:
    return lambda period: Q(**{f"{day}__range": (period.start, period.end)})


def of(model, day: str, *related: str):
    """The rows of a model whose `day` lies in the period."""
    condition = in_period(day)
    return lambda period: model.objects.filter(condition(period))


def region_by(lookup: str) -> Dimension:
    return Dimension(lookup, {**dict(Region.choices), UNKNOWN: UNKNOWN_LABEL}, tuple(Region.values))


def labels_of(model: type[Labelled]) -> Callable[[], dict[str, str]]:
    """Words for codes that the coordinator edits, asked for once per reading."""
    return lambda: {row.code: row.label for row in model.objects.all()}


# ── Members and team ──────────────────────────────────────────────────────────────────────────────

MEMBERSHIPS = Rows(
    "memberships",
    lambda period: Membership.objects.touching(period),
    COUNT,
    {
        "region": region_by("region"),
        "source": Dimension.of("joined_through", JoinedThrough),
        "active_at_start": Dimension(lambda period: flag(active_on(period.day_before))),
        "active_at_end": Dimension(lambda period: flag(active_on(period.end))),
        "joined": Dimension(lambda period: flag(in_period("started_on")(period))),
        "left": Dimension(lambda period: flag(in_period("ended_on")(period))),
        "joined_month": Dimension(
            lambda period: Case(
                When(started_on__lt=period.start, then=Value(BEFORE)), default=YearMonth("started_on")
            )
        ),
        "left_month": Dimension(
            lambda period: Case(When(ended_on__lte=period.end, then=YearMonth("ended_on")), default=Value(""))
        ),
    },
    region="region",
    columns=(
        Column("started_on", _("joined on")),
        Column("ended_on", _("left on")),
        Column("region", _("region")),
        Column("language", _("language")),
        Column("joined_through", _("joined through")),
    ),
)

_TEAM_COLUMNS = (
    Column("on_date", _("on")),
    Column("headcount", _("employees")),
    Column("fte", _("full-time posts")),
)


def _team(name: str, day: Callable[[Period], object]) -> Rows:
    def latest(period: Period):
        readings = TeamSize.objects.filter(on_date__lte=day(period)).order_by("-on_date")
        return TeamSize.objects.filter(id__in=readings.values("id")[:1])

    return Rows(
        name,
        latest,
        {**COUNT, "headcount": Max("headcount"), "fte": Max("fte")},
        columns=_TEAM_COLUMNS,
    )


TEAM_AT_START = _team("team_at_start", lambda period: period.day_before)
TEAM_AT_END = _team("team_at_end", lambda period: period.end)

# ── Everything that takes place ───────────────────────────────────────────────────────────────────

ACTIVITIES = Rows(
    "activities",
    of(Activity, "starts_on"),
    {**COUNT, "sex_workers": Sum("sex_workers"), "attendance": Sum("attendance")},
    {
        "kind": Dimension.of("kind", Kind),
        "status": Dimension.of("status", ActivityStatus),
        "organised_by": Dimension.of("organised_by", OrganisedBy),
        "level": Dimension.of("level", Level, ordered=True),
        "region": region_by("region"),
        "month": Dimension(YearMonth("starts_on")),
    },
    region="region",
    columns=(
        Column("starts_on", _("first day")),
        Column("kind", _("kind")),
        Column("title", _("title")),
        Column("city", _("city")),
        Column("region", _("region")),
        Column("organised_by", _("organised by")),
        Column("level", _("level")),
        Column("status", _("status")),
        Column("attendance", _("people present")),
        Column("is_estimated", _("estimated")),
        Column("sex_workers", _("sex workers present")),
    ),
)

# ── Personal support ──────────────────────────────────────────────────────────────────────────────

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
        "category": Dimension("category__code", labels_of(Category)),
        "topic": Dimension("topic__code", labels_of(Topic)),
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

# ── Outreach and vouchers ─────────────────────────────────────────────────────────────────────────

_ROUND_DIMENSIONS = {
    "area": lambda path: Dimension(f"{path}area__name"),
    "mode": lambda path: Dimension.of(f"{path}mode", Mode),
    "status": lambda path: Dimension.of(f"{path}status", RoundStatus),
    "month": lambda path: Dimension(YearMonth(f"{path}held_on")),
}


def _round_dimensions(path: str, *names: str) -> dict[str, Dimension]:
    return {name: _ROUND_DIMENSIONS[name](path) for name in names}


_ROUND_COLUMNS = (
    Column("held_on", _("date")),
    Column("area__name", _("area")),
    Column("mode", _("mode")),
    Column("status", _("status")),
)


def _of_round(*more: Column) -> tuple[Column, ...]:
    return tuple(Column(f"round__{column.lookup}", column.label) for column in _ROUND_COLUMNS) + more


ROUNDS = Rows(
    "rounds",
    of(Round, "held_on"),
    {**COUNT, "people_reached": Sum("people_reached")},
    _round_dimensions("", "area", "mode", "status", "month"),
    region="area__region",
    columns=(*_ROUND_COLUMNS, Column("people_reached", _("contacts"))),
)

HANDOUTS = Rows(
    "handouts",
    of(Handout, "round__held_on"),
    {**COUNT, "quantity": Sum("quantity")},
    {
        "material": Dimension("material__code", labels_of(Material)),
        **_round_dimensions("round__", "status", "month"),
    },
    region="round__area__region",
    columns=_of_round(Column("material__label", _("material")), Column("quantity", _("quantity"))),
)

OBSERVATIONS = Rows(
    "observations",
    of(Observation, "round__held_on"),
    {**COUNT, "times": Sum("count")},
    {
        "kind": Dimension.of("kind", ObservedKind),
        **_round_dimensions("round__", "status", "month"),
    },
    region="round__area__region",
    columns=_of_round(Column("kind", _("kind")), Column("count", _("times"))),
)

_FOLLOW_UP_COLUMNS = _of_round(
    Column("need", _("need")), Column("opened_on", _("opened on")), Column("closed_on", _("done on"))
)

FOLLOW_UPS = Rows(
    "follow_ups",
    of(FollowUp, "round__held_on"),
    COUNT,
    {"need": Dimension.of("need", Need)},
    region="round__area__region",
    columns=_FOLLOW_UP_COLUMNS,
)

PEOPLE_FOLLOWED_UP = Rows(
    "people_followed_up",
    of(FollowUp, "round__held_on"),
    {"count": Count("person", distinct=True)},
    region="round__area__region",
    columns=_FOLLOW_UP_COLUMNS,
)

ENVELOPES = Rows(
    "envelopes",
    lambda period: Envelope.objects.filter(in_period("issued_on")(period), status=EnvelopeStatus.ISSUED),
    {
        **COUNT,
        "amount": Sum("amount"),
        "recipients": Count("person", distinct=True) + Count("id", filter=Q(person__isnull=True)),
    },
    columns=(
        Column("issued_on", _("handed over on")),
        Column("amount", _("amount")),
        Column("status", _("status")),
    ),
)

INVITATIONS = Rows(
    "invitations",
    of(Invitation, "invited_on"),
    COUNT,
    {"outcome": Dimension.of("outcome", InvitationOutcome)},
    columns=(
        Column("invited_on", _("invited on")),
        Column("outcome", _("outcome")),
        Column("reason", _("reason")),
    ),
)

# ── Press, education, funding, reach ──────────────────────────────────────────────────────────────

OCCASIONS = {
    "entry_into_force": _("A law entering into force"),
    "vote_in_parliament": _("A vote in parliament"),
    UNKNOWN: UNKNOWN_LABEL,
}

ARTICLES = Rows(
    "press_articles",
    of(PressArticle, "published_on"),
    COUNT,
    {
        "is_belgian": Dimension(flag(Q(country="BE"))),
        "language": Dimension("language"),
        "country": Dimension("country"),
        "tone": Dimension.of("tone", Tone, ordered=True),
        "mentions_union": Dimension("mentions_union"),
        "occasion": Dimension("occasion", OCCASIONS),
        "month": Dimension(YearMonth("published_on")),
    },
    columns=(
        Column("published_on", _("published on")),
        Column("country", _("country")),
        Column("language", _("language")),
        Column("tone", _("tone")),
        Column("mentions_union", _("mentions the union")),
        Column("occasion", _("occasion")),
    ),
)

STUDENT_REQUESTS = Rows(
    "student_requests",
    of(StudentRequest, "received_on"),
    COUNT,
    {"is_accepted": Dimension("is_accepted"), "month": Dimension(YearMonth("received_on"))},
    columns=(
        Column("received_on", _("received on")),
        Column("institution", _("institution")),
        Column("country", _("country")),
        Column("is_accepted", _("accepted")),
    ),
)

COST_LABELS = {
    "personnel": _("Personnel"),
    "subcontracting": _("Subcontracting"),
    "other": _("Other costs"),
}

GRANTS = Rows(
    "grants",
    lambda period: Grant.objects.filter(year__in=period.whole_years()),
    {**COUNT, "amount": Sum("amount")},
    {"funder": Dimension("funder__name")},
    columns=(
        Column("year", _("year")),
        Column("funder__name", _("funder")),
        Column("funder_group", _("group of funders")),
        Column("amount", _("amount")),
    ),
)

COSTS = Rows(
    "costs",
    lambda period: Cost.objects.filter(year__in=period.whole_years()),
    {**COUNT, "amount": Sum("amount")},
    {"category": Dimension("category", COST_LABELS)},
    columns=(
        Column("year", _("year")),
        Column("category", _("category")),
        Column("amount", _("amount")),
    ),
)


def _latest_readings(period: Period):
    """The last reading in the period of each campaign and medium."""
    later = ReachReading.objects.filter(
        campaign=OuterRef("campaign"),
        medium=OuterRef("medium"),
        measured_on__gt=OuterRef("measured_on"),
        measured_on__lte=period.end,
    )
    return ReachReading.objects.filter(in_period("measured_on")(period)).exclude(Exists(later))


REACH = Rows(
    "reach",
    _latest_readings,
    {**COUNT, "views": Sum("views")},
    {"campaign": Dimension("campaign")},
    columns=(
        Column("campaign", _("campaign")),
        Column("medium", _("medium")),
        Column("measured_on", _("read on")),
        Column("views", _("views")),
        Column("is_estimated", _("estimated")),
    ),
)
