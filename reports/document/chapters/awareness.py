"""Chapter: trainings, campaigns and public events."""

from django.utils.translation import gettext as _

from reports.figure import Unit

from .. import exhibits, words
from ..facts import Facts
from ..parts import BigNumber, Chapter, MarginNote, Paragraph, Section
from ..units import amount

TRAININGS, VIEWS = "awareness.trainings", "awareness.views_by_campaign"
EVENTS, VISITORS = "events.public_events", "events.public_attendance"


def chapter(facts: Facts) -> Chapter:
    return Chapter(
        _("Awareness and events"), _lead(facts), (_section(facts),), not facts.collected(TRAININGS, EVENTS)
    )


def _lead(facts: Facts) -> str:
    trainings, events = facts.value(TRAININGS), facts.value(EVENTS)
    if not trainings and not events:
        return _("No training and no public event was held in this period.")
    return _("The union gave %(trainings)s and held or joined %(events)s open to everybody.") % {
        "trainings": amount(Unit.TRAINING, trainings or 0),
        "events": amount(Unit.EVENT, events or 0),
    }


def _section(facts: Facts) -> Section:
    blocks = [
        BigNumber(facts.number(VISITORS), _("visitors"), _("at public events"))
        if facts.value(VISITORS)
        else None,
        Paragraph(_said(facts)),
        MarginNote(
            _("Visitors."), _("Counted or estimated, and added up: who came to two events is in here twice.")
        ),
        exhibits.of_table(
            facts,
            _("Trainings and events in one table"),
            _("What was held"),
            (_("Awareness"), (TRAININGS,)),
            (_("Public events"), (EVENTS, VISITORS)),
        ),
    ]
    if VIEWS in facts:
        found = words.finding(
            facts.this[VIEWS],
            most=_("More than half of the views were of one campaign: %(label)s"),
            first=_("The campaign seen most: %(label)s"),
        )
        note = _(
            "A view is what a medium's counter showed. It is not a person, and media count in their own ways."
        )
        blocks.append(
            exhibits.of_breakdown(
                facts, VIEWS, found, what=_("Views by campaign"), notes=(note,), beside=False
            )
        )
    return Section(_("Out in public"), "", tuple(filter(None, blocks)))


def _said(facts: Facts) -> str:
    said = []
    if events := facts.value(EVENTS):
        visitors = amount(Unit.VISITOR, facts.value(VISITORS) or 0)
        said.append(
            _("%(events)s drew %(visitors)s.") % {"events": amount(Unit.EVENT, events), "visitors": visitors}
        )
    if trainings := facts.value(TRAININGS):
        said.append(
            _("%(trainings)s went to professionals and others who meet sex workers in their work.")
            % {"trainings": amount(Unit.TRAINING, trainings)}
        )
    if views := facts.value(VIEWS):
        said.append(
            _("Campaigns were seen widely: their counters showed %(views)s.")
            % {"views": amount(Unit.VIEW, views)}
        )
    return " ".join(said) or _("Nothing of the kind was recorded.")
