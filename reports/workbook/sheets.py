"""The workbook: each sheet and each column, declared once for reading, checking, storing and writing.

A new column is one line here. Its kind follows from the model's field (a vocabulary, a length, a range); where
it points to another record, or reads in a way of its own, the line says so. Sheets stand in the order in which
they are read: what others refer to comes first.
"""

from django.utils.translation import gettext_lazy as _

from events.choices import Kind as ActivityKind
from events.models import Activity, ActivityPartner, ActivityTheme
from members.models import Member, Membership
from outreach.choices import EnvelopeStatus
from outreach.models import (
    Envelope,
    FollowUp,
    Handout,
    Invitation,
    Observation,
    ProgrammePartner,
    Round,
    RoundPartner,
    VoucherProgramme,
)
from reports.models import Cost, Grant, PressArticle, ReachReading, StudentRequest, TeamSize
from support.choices import NAMES_ORGANISATIONS, Channel
from support.models import Category, Involvement, OpenHouseSession, Person, Question, Request, Topic
from utsopi.directory.choices import Region

from .declare import Rule, Sheet, key, may, must
from .kinds import Country, Language, NamesOf, OneOf, OriginGroup, Year
from .pointers import AreaNamed, CodeOf, MaterialCode, MemberNumber, OrganisationNamed, Refers, ThemeNamed


def _not_open_house(channel, session):
    return bool(session) and channel != Channel.OPEN_HOUSE


_ISSUED = EnvelopeStatus.ISSUED

MEMBERS = Sheet(
    "members",
    Membership,
    (
        key("member", kind=MemberNumber(Member)),
        key("joined_on", "started_on"),
        may("left_on", "ended_on"),
        may("region"),
        must("language", kind=Language()),
        must("joined_through"),
        must("sex_worker", "is_sex_worker"),
    ),
    rules=(
        Rule(
            ("joined_on", "left_on"),
            lambda joined, left: left is not None and left <= joined,
            _("The first day no longer a member must be after joined_on."),
        ),
    ),
)

PEOPLE = Sheet(
    "people",
    Person,
    (
        key("person", "reference"),
        may("region"),
        may("origin", kind=OriginGroup()),
        may("language", kind=Language()),
        must("anonymous", "is_anonymous"),
    ),
)

SESSIONS = Sheet(
    "open_house_sessions",
    OpenHouseSession,
    (key("session", "reference"), must("held_on"), must("city"), must("status")),
)

REQUESTS = Sheet(
    "support_requests",
    Request,
    (
        key("request", "reference"),
        must("received_on"),
        must("channel"),
        must("person", kind=Refers(Person)),
        may("session", kind=Refers(OpenHouseSession)),
        may("referred_by", kind=OrganisationNamed()),
        may("first_this_year"),
    ),
    rules=(
        Rule(
            ("channel", "session"),
            lambda channel, session: channel == Channel.OPEN_HOUSE and not session,
            _("A request at the Open House names its session."),
        ),
        Rule(("channel", "session"), _not_open_house, _("Only a request at the Open House has a session.")),
    ),
    remembers="channel",
)

QUESTIONS = Sheet(
    "questions",
    Question,
    (
        key("question", "reference"),
        must("request", kind=Refers(Request)),
        must("category", kind=CodeOf(Category)),
        must("topic", kind=CodeOf(Topic)),
        must("outcome"),
        may("organisations", kind=NamesOf(Involvement, "question")),
    ),
    rules=(
        Rule(
            ("outcome", "organisations"),
            lambda outcome, organisations: outcome in NAMES_ORGANISATIONS and not organisations,
            _("This outcome names at least one organisation."),
        ),
    ),
)

ACTIVITIES = Sheet(
    "activities",
    Activity,
    (
        key("activity", "reference"),
        must("kind"),
        must("title"),
        must("starts_on"),
        must("ends_on"),
        may("city"),
        may("region"),
        must("organised_by"),
        may("partners", kind=NamesOf(ActivityPartner, "activity")),
        must("audience"),
        may("level"),
        must("status"),
        may("attendance"),
        must("estimated", "is_estimated"),
        may("sex_workers"),
        may("non_members"),
    ),
    rules=(
        Rule(
            ("starts_on", "ends_on"), lambda start, end: end < start, _("The last day is before the first.")
        ),
        Rule(
            ("kind", "level"),
            lambda kind, level: bool(level) and kind != ActivityKind.ADVOCACY_MEETING,
            _("Only an advocacy meeting has a level."),
        ),
    ),
)

THEMES = Sheet(
    "themes", ActivityTheme, (key("activity", kind=Refers(Activity)), key("theme", kind=ThemeNamed()))
)

ROUNDS = Sheet(
    "outreach_rounds",
    Round,
    (
        key("round", "reference"),
        must("date", "held_on"),
        must("area", kind=AreaNamed()),
        may("city"),
        may("region", "area__region", kind=OneOf(tuple(Region.values))),
        must("mode"),
        must("status"),
        may("people_reached"),
        may("partners", kind=NamesOf(RoundPartner, "round")),
    ),
)

MATERIALS = Sheet(
    "outreach_materials",
    Handout,
    (key("round", kind=Refers(Round)), key("item", "material", kind=MaterialCode()), must("quantity")),
)

OBSERVATIONS = Sheet(
    "outreach_observations", Observation, (key("round", kind=Refers(Round)), key("kind"), must("count"))
)

FOLLOW_UPS = Sheet(
    "outreach_follow_ups",
    FollowUp,
    (
        key("follow_up", "reference"),
        must("round", kind=Refers(Round)),
        must("person", kind=Refers(Person)),
        must("need"),
        must("channel"),
        must("opened_on"),
        may("due_on"),
        may("closed_on"),
        may("became", kind=Refers(Request)),
    ),
    rules=(
        Rule(
            ("opened_on", "due_on"),
            lambda opened, due: due is not None and due < opened,
            _("The day it is due is before the day it was opened."),
        ),
        Rule(
            ("opened_on", "closed_on"),
            lambda opened, closed: closed is not None and closed < opened,
            _("The day it was done is before the day it was opened."),
        ),
        Rule(
            ("closed_on", "became"),
            lambda closed, became: bool(became) and closed is None,
            _("What became a request is done: it has its day."),
        ),
    ),
    once=("became",),
    once_reason=_("This request came from another follow-up already."),
)

PROGRAMMES = Sheet(
    "voucher_programmes",
    VoucherProgramme,
    (
        key("programme", "reference"),
        must("title"),
        must("funder", kind=OrganisationNamed()),
        may("partners", kind=NamesOf(ProgrammePartner, "programme")),
        must("budget"),
        must("amount_per_person"),
    ),
)

INVITATIONS = Sheet(
    "voucher_invitations",
    Invitation,
    (
        key("programme", kind=Refers(VoucherProgramme)),
        key("person", kind=Refers(Person)),
        may("round", kind=Refers(Round)),
        must("invited_on"),
        must("outcome"),
        may("reason"),
    ),
)

VOUCHERS = Sheet(
    "vouchers",
    Envelope,
    (
        key("programme", kind=Refers(VoucherProgramme)),
        key("envelope", "number"),
        must("amount"),
        must("status"),
        may("person", kind=Refers(Person)),
        may("issued_on"),
    ),
    rules=(
        Rule(
            ("status", "issued_on"),
            lambda status, day: status == _ISSUED and day is None,
            _("An issued envelope has its date."),
        ),
        Rule(
            ("status", "issued_on"),
            lambda status, day: status != _ISSUED and day is not None,
            _("Only an issued envelope has a date."),
        ),
        Rule(
            ("status", "person"),
            lambda status, person: status != _ISSUED and bool(person),
            _("Only an issued envelope has a person."),
        ),
    ),
    # a person stands only at issued envelopes, so that the status need not be asked
    once=("programme", "person"),
    once_reason=_("This person already has an envelope of this programme."),
)

PRESS = Sheet(
    "press_articles",
    PressArticle,
    (
        key("article", "reference"),
        must("published_on"),
        must("language", kind=Language()),
        must("country", kind=Country()),
        must("tone"),
        must("mentions_union"),
        may("occasion"),
    ),
)

STUDENTS = Sheet(
    "student_requests",
    StudentRequest,
    (
        key("student_request", "reference"),
        must("received_on"),
        must("institution"),
        must("country", kind=Country()),
        must("accepted", "is_accepted"),
    ),
)

_YEAR = Year(9999)

GRANTS = Sheet(
    "grants",
    Grant,
    (
        key("year", kind=_YEAR),
        key("funder", kind=OrganisationNamed()),
        must("funder_group"),
        must("amount"),
    ),
)

COSTS = Sheet("costs", Cost, (key("year", kind=_YEAR), key("category"), must("amount")))

TEAM = Sheet("team", TeamSize, (key("on_date"), must("headcount"), must("fte")))

REACH = Sheet(
    "reach",
    ReachReading,
    (
        key("campaign"),
        key("medium"),
        key("measured_on"),
        must("views"),
        must("estimated", "is_estimated"),
    ),
)

SHEETS = (
    MEMBERS, PEOPLE, SESSIONS, REQUESTS, QUESTIONS, ACTIVITIES, THEMES, ROUNDS, MATERIALS, OBSERVATIONS,
    FOLLOW_UPS, PROGRAMMES, INVITATIONS, VOUCHERS, PRESS, STUDENTS, GRANTS, COSTS, TEAM, REACH,
)  # fmt: skip
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
REFERRED_TO = {sheet.model: sheet.name for sheet in SHEETS if sheet.columns[0].field == "reference"}
