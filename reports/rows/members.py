"""Memberships, and the size of the team."""

from collections.abc import Callable

from django.db.models import (
    Case,
    Max,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from members.choices import JoinedThrough
from members.models import Membership, active_on
from reports.figure import Column, Dimension, Rows
from reports.models import TeamSize
from utsopi.periods import Period

from .common import BEFORE, COUNT, YearMonth, flag, in_period, region_by

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
