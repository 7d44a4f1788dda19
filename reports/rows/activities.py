"""Everything that takes place."""

from django.db.models import (
    Sum,
)
from django.utils.translation import gettext_lazy as _

from events.choices import ActivityStatus, Kind, Level, OrganisedBy
from events.models import Activity
from reports.figure import Column, Dimension, Rows

from .common import COUNT, YearMonth, of, region_by

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
