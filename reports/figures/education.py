"""Students: visits, and requests for help with research."""

from django.utils.translation import gettext_lazy as _

from events.choices import Kind
from reports.figure import Figure, Total, Twice, Unit
from reports.rows.activities import ACTIVITIES
from reports.rows.registers import STUDENT_REQUESTS

from .community import HELD

TITLE = _("Education")

VISITS_HELD = {"kind": (Kind.SITE_VISIT,), **HELD}

FIGURES = (
    Figure(
        "education.site_visits",
        _("Site visits"),
        _("Visits of groups of students that were held, dated by their first day."),
        unit=Unit.VISIT,
        twice=Twice.NOT_PEOPLE,
        rows=ACTIVITIES,
        only=VISITS_HELD,
    ),
    Figure(
        "education.site_visit_students",
        _("Students on site visits"),
        _("Students present on site visits that were held, added up. An unknown attendance adds nothing."),
        unit=Unit.STUDENT,
        twice=Twice.EACH_TIME,
        rows=ACTIVITIES,
        measure=Total("attendance"),
        only=VISITS_HELD,
    ),
    Figure(
        "education.student_requests",
        _("Requests from students"),
        _("Requests for an interview, data or an internship from students and researchers."),
        unit=Unit.REQUEST,
        twice=Twice.EACH_TIME,
        rows=STUDENT_REQUESTS,
    ),
    Figure(
        "education.student_requests_accepted",
        _("Requests from students granted"),
        _("Requests from students and researchers that the team could grant."),
        unit=Unit.REQUEST,
        twice=Twice.EACH_TIME,
        rows=STUDENT_REQUESTS,
        only={"is_accepted": (True,)},
    ),
)
