"""Press, students, money and reach: the registers that no wing owns."""

from django.db.models import (
    Exists,
    OuterRef,
    Q,
    Sum,
)
from django.utils.translation import gettext_lazy as _

from reports.choices import Tone
from reports.figure import Column, Dimension, Rows
from reports.models import Cost, Grant, PressArticle, ReachReading, StudentRequest
from utsopi.directory.choices import UNKNOWN, UNKNOWN_LABEL
from utsopi.periods import Period

from .common import COUNT, YearMonth, flag, in_period, of

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
