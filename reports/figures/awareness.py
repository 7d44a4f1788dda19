"""Awareness raising and public events."""

from django.utils.translation import gettext_lazy as _

from events.choices import Kind
from reports.figure import Figure, Total, Twice, Unit
from reports.rows.activities import ACTIVITIES
from reports.rows.registers import REACH

from .community import HELD

TITLE = _("Awareness and events")

PUBLIC_EVENTS_HELD = {"kind": (Kind.PUBLIC_EVENT,), **HELD}

FIGURES = (
    Figure(
        "awareness.trainings",
        _("Trainings given"),
        _("Trainings for professionals and others that were held, dated by their first day."),
        unit=Unit.TRAINING,
        twice=Twice.NOT_PEOPLE,
        rows=ACTIVITIES,
        only={"kind": (Kind.TRAINING,), **HELD},
    ),
    Figure(
        "awareness.views_by_campaign",
        _("Views by campaign"),
        _(
            "What the counters showed last in the period, added up over the media of a campaign. "
            "Earlier readings are replaced, never added."
        ),
        unit=Unit.VIEW,
        twice=Twice.EACH_TIME,
        rows=REACH,
        measure=Total("views"),
        by=("campaign",),
    ),
    Figure(
        "events.public_events",
        _("Public events"),
        _("Events open to the public that were held, dated by their first day."),
        unit=Unit.EVENT,
        twice=Twice.NOT_PEOPLE,
        rows=ACTIVITIES,
        only=PUBLIC_EVENTS_HELD,
    ),
    Figure(
        "events.public_attendance",
        _("Visitors to public events"),
        _(
            "People present at public events, counted or estimated, added up. An unknown attendance adds nothing."
        ),
        unit=Unit.VISITOR,
        twice=Twice.EACH_TIME,
        rows=ACTIVITIES,
        measure=Total("attendance"),
        only=PUBLIC_EVENTS_HELD,
    ),
)
