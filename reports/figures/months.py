"""The same rows month by month, for charts. They are drawn, not listed among the figures of a report."""

from django.utils.translation import gettext_lazy as _

from reports.figure import Figure, Running, Total, Twice, Unit
from reports.rows.activities import ACTIVITIES
from reports.rows.members import MEMBERSHIPS
from reports.rows.outreach import HANDOUTS, OBSERVATIONS, ROUNDS
from reports.rows.registers import ARTICLES
from reports.rows.support import QUESTIONS, REQUESTS, SESSIONS
from support.choices import SessionStatus

from .community import EVENINGS_HELD
from .outreach import HELD, STREET


def _monthly(name: str, label, definition, unit: Unit, rows, *, by=("month",), **how) -> Figure:
    return Figure(
        f"months.{name}",
        label,
        definition,
        unit=unit,
        twice=how.pop("twice", Twice.NOT_PEOPLE),
        rows=rows,
        by=by,
        listed=False,
        **how,
    )


FIGURES = (
    _monthly(
        "members",
        _("Members month by month"),
        _("Memberships that ran on the last day of each month, or of the period."),
        Unit.MEMBER,
        MEMBERSHIPS,
        by=(),
        measure=Running("joined_month", "left_month"),
        twice=Twice.NO,
    ),
    _monthly(
        "requests",
        _("Requests by month and channel"),
        _("Times somebody asked for support, by the month in which it was received."),
        Unit.REQUEST,
        REQUESTS,
        by=("month", "channel"),
        twice=Twice.EACH_TIME,
    ),
    _monthly(
        "questions",
        _("Questions by month and channel"),
        _("Things asked about, by the month in which the request was received."),
        Unit.QUESTION,
        QUESTIONS,
        by=("month", "channel"),
        twice=Twice.EACH_TIME,
    ),
    _monthly(
        "sessions_held",
        _("Open House afternoons by month"),
        _("Afternoons on which the door was open."),
        Unit.AFTERNOON,
        SESSIONS,
        only={"status": (SessionStatus.HELD,)},
    ),
    _monthly(
        "rounds_held",
        _("Street rounds by month"),
        _("Rounds in the street that were held."),
        Unit.ROUND,
        ROUNDS,
        only=STREET,
    ),
    _monthly(
        "contacts",
        _("Contacts in the street by month"),
        _("People met on street rounds that were held: contacts, not different people."),
        Unit.CONTACT,
        ROUNDS,
        measure=Total("people_reached"),
        only=STREET,
        twice=Twice.EACH_TIME,
    ),
    _monthly(
        "observations",
        _("What the teams saw, by month"),
        _("How often the team saw something on rounds that were held."),
        Unit.TIME,
        OBSERVATIONS,
        by=("month", "kind"),
        measure=Total("times"),
        only=HELD,
    ),
    _monthly(
        "materials",
        _("Material handed out by month"),
        _("Pieces handed out on rounds that were held."),
        Unit.PIECE,
        HANDOUTS,
        by=("month", "material"),
        measure=Total("quantity"),
        only=HELD,
    ),
    _monthly(
        "evening_contacts",
        _("Listen To You contacts by month"),
        _("Sex workers present at meetings that were held, by the month of the first day."),
        Unit.CONTACT,
        ACTIVITIES,
        measure=Total("sex_workers"),
        only=EVENINGS_HELD,
        twice=Twice.EACH_TIME,
    ),
    _monthly(
        "articles_nl",
        _("Belgian articles in Dutch by month"),
        _("Articles on sex work in Belgian media in Dutch."),
        Unit.ARTICLE,
        ARTICLES,
        only={"is_belgian": (1,), "language": ("nl",)},
    ),
)
