"""Chapter: students, who visit and who ask."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import drawing, exhibits, numbers
from ..facts import Facts
from ..parts import BigNumber, Chapter, Exhibit, MarginNote, Paragraph, Section
from ..units import amount

VISITS, STUDENTS = "education.site_visits", "education.site_visit_students"
ASKED, GRANTED = "education.student_requests", "education.student_requests_accepted"


def chapter(facts: Facts) -> Chapter:
    return Chapter(_("Education"), _lead(facts), (_section(facts),))


def _lead(facts: Facts) -> str:
    if not facts.collected(VISITS, ASKED):
        return _("Neither visits nor requests of students were recorded for this period.")
    return _("Who studies sex work had better speak with sex workers. This chapter counts those who did.")


def _section(facts: Facts) -> Section:
    blocks = (
        BigNumber(facts.number(ASKED), _("requests"), _("from students")) if facts.value(ASKED) else None,
        Paragraph(_said(facts)),
        MarginNote(
            _("Granted."), _("As far as the team's hours went. A refusal says nothing of the question.")
        ),
        _granted(facts),
        exhibits.of_table(
            facts,
            _("Visits and requests in one table"),
            _("Students and researchers"),
            (_("Visits"), (VISITS, STUDENTS)),
            (_("Requests"), (ASKED, GRANTED)),
        ),
    )
    return Section(_("Visits and requests"), "", tuple(filter(None, blocks)))


def _said(facts: Facts) -> str:
    said = []
    if visits := facts.value(VISITS):
        said.append(
            _("Groups came on %(visits)s, with %(students)s in all.")
            % {"visits": amount(Unit.VISIT, visits), "students": amount(Unit.STUDENT, facts.value(STUDENTS))}
        )
    elif visits == 0:
        said.append(_("No group of students came on a visit."))
    if asked := facts.value(ASKED):
        said.append(
            _("Students and researchers sent %(asked)s; %(granted)s could be granted.")
            % {"asked": amount(Unit.REQUEST, asked), "granted": numbers.count(facts.value(GRANTED))}
        )
    return " ".join(said) or _("Nothing of the kind was recorded.")


def _granted(facts: Facts) -> Exhibit | None:
    asked, granted = facts.value(ASKED), facts.value(GRANTED)
    if not asked:
        return None
    said = {"granted": numbers.count(granted), "asked": numbers.count(asked)}
    title = _("%(granted)s of %(asked)s requests could be granted") % said
    chart = drawing.units(granted, asked, title, _("%(granted)s full squares of %(asked)s.") % said)
    if chart is None:
        return None
    line = _("One square is one request, %(when)s; open squares could not be granted.") % {"when": facts.when}
    return Exhibit(title, line, (chart,))
