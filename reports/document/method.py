"""The end of the report: what the numbers are, how each is defined, how to quote them."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from reports.figure import Figure
from reports.figures import FIGURES, listed
from utsopi.directory.choices import region_label

from .facts import Facts
from .parts import Chapter, Exhibit, MarginNote, Paragraph, Row, Section, Table


def chapter(facts: Facts) -> Chapter:
    sections = (_how(facts), _definitions(facts), _quoting(facts))
    lead = _("A number should survive three questions: of what, out of how many, and who is missing.")
    return Chapter(_("Method and definitions"), lead, sections)


def _how(facts: Facts) -> Section:
    blocks = [
        MarginNote(
            _("Source."),
            _("All figures are read from the union's own records, by the program that keeps them."),
        ),
        *map(Paragraph, (_dated(facts), _rounded(), _apart())),
        *([Paragraph(missing)] if (missing := left_out(facts)) else []),
        Exhibit(
            _("Units, never added together"), _("What stands behind the word in a caption."), table=_units()
        ),
    ]
    return Section(_("How it was counted"), "", tuple(blocks), on_new_page=False)


def _dated(facts: Facts) -> str:
    return _(
        "The figures cover %(when)s, first and last day included. A request is dated by the day it was received, a "
        "meeting by the day it began. Only what took place is counted."
    ) % {"when": facts.when}


def _rounded() -> str:
    return _(
        "Percentages are computed from the exact numbers beside them and rounded to one decimal, half away from zero; "
        "they need not add up to a hundred. Unknown and abroad are lines of their own and part of every base."
    )


def _apart() -> str:
    return _(
        "Nothing here comes from a list of names. The log of support keeps a topic, a region and an outcome; the "
        "membership list is held apart from it, and no record joins the two."
    )


def left_out(facts: Facts) -> str:
    """One sentence that names the figures which this report cannot have; empty where it has all."""
    absent = [figure for figure in listed() if figure.id not in facts]
    if not absent:
        return ""
    names = ", ".join(dict.fromkeys(figure.full_label for figure in absent))
    return _("These figures cannot be narrowed to a region and are not in this report: %(names)s.") % {
        "names": names
    }


def _units() -> Table:
    rows = (
        Row(
            _("Person"),
            (
                _("One human being, known by a code and not by a name."),
                _("Who comes without a code is counted anew."),
            ),
        ),
        Row(
            _("Contact"),
            (
                _("One meeting with one person, in the street, online or at an evening."),
                _("Five evenings, five contacts."),
            ),
        ),
        Row(_("Request"), (_("One time somebody asked for support."), _("May hold several questions."))),
        Row(
            _("Question"),
            (_("One thing asked about, with one topic and one outcome."), _("Never added to requests.")),
        ),
        Row(
            _("Involvement"),
            (_("One organisation taking part in one question."), _("A question may have two.")),
        ),
    )
    return Table(_("Unit"), (_("One of these is"), _("Beware")), rows, emphasis=None, words=True)


def _definitions(facts: Facts) -> Section:
    table = Table(
        _("Figure"),
        (_("Counts"), _("Unit"), _("Can one person count twice?")),
        tuple(_defined(facts)),
        emphasis=None,
        words=True,
    )
    line = _("Small letters: the name of the figure in the enclosed files.")
    return Section(
        _("Every figure, defined"),
        "",
        (Exhibit(_("Who is in it, and whether somebody can be in it twice"), line, table=table),),
    )


def _defined(facts: Facts) -> Iterator[Row]:
    """A line for each figure under the name of its part; figures that both doors have share one."""
    title = ""
    for figures in _alike(figure for figure in listed() if figure.id in facts):
        if (head := " · ".join(_part(figure.id) for figure in figures)) != title:
            title = head
            yield Row(head, level="head")
        figure = figures[0]
        cells = (str(figure.definition), str(figure.unit.label), str(figure.twice.label))
        keys = "\n".join(each.id for each in figures)
        yield Row(str(figure.label), cells, "defined", note=keys)


def _alike(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Figures with one label and one definition together, where the first of them stands."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((str(figure.label), str(figure.definition)), []).append(figure)
    return sorted(groups.values(), key=lambda group: (_place(group), len(group) > 1))


def _place(group: list[Figure]) -> int:
    order = list(dict.fromkeys(figure.chapter for figure in listed()))
    return min(order.index(figure.chapter) for figure in group)


def _part(id_: str) -> str:
    groups = {
        "membership": _("Members"),
        "team": _("Team"),
        "listen_to_you": _("Listen To You"),
        "community": _("Members' meetings"),
        "open_house": _("Open House"),
        "helpdesk": _("Helpdesk"),
        "outreach": _("Outreach"),
        "vouchers": _("Vouchers"),
        "awareness": _("Awareness"),
        "events": _("Public events"),
        "press": _("Press"),
        "advocacy": _("Advocacy"),
        "education": _("Education"),
        "funding": _("Funding"),
    }
    name = FIGURES[id_].chapter
    return groups.get(name, name)


def _quoting(facts: Facts) -> Section:
    said = _(
        "%(organisation)s, %(title)s, with the number of the figure or table. Please copy the base along with the "
        "number. This edition is internal: it holds exact small numbers, from which somebody could be recognised. "
        "Nothing in it may be published or passed on."
    ) % {"organisation": facts.report.organisation, "title": title_of(facts)}
    return Section(_("How to quote"), "", (Paragraph(said),), on_new_page=False)


def title_of(facts: Facts) -> str:
    """The report's whole name, for titles of files and for quoting."""
    name = _("Annual report %(year)s") if facts.whole_year else _("Report, %(year)s")
    title = name % {"year": facts.when}
    if facts.report.region:
        return _("%(title)s, %(region)s") % {"title": title, "region": region_label(facts.report.region)}
    return title
