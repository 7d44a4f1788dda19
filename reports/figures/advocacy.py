"""Meetings with those who make the rules."""

from django.utils.translation import gettext_lazy as _

from events.choices import Kind
from reports.figure import Figure, Twice, Unit
from reports.rows.activities import ACTIVITIES

from .community import HELD

TITLE = _("Advocacy")

FIGURES = (
    Figure(
        "advocacy.contact_moments_by_level",
        _("Contact moments by level"),
        _("Meetings with policy makers and other parties that were held, by level of government."),
        unit=Unit.CONTACT_MOMENT,
        twice=Twice.NOT_PEOPLE,
        rows=ACTIVITIES,
        only={"kind": (Kind.ADVOCACY_MEETING,), **HELD},
        by=("level",),
        by_region=False,
    ),
)
