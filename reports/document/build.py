"""From a report's readings to a finished document, in the language that is switched on."""

import base64
import re
from io import StringIO
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports import exports
from reports.reading import Report
from utsopi import pdf
from utsopi.directory.choices import region_label
from utsopi.notices import notices
from utsopi.paper import fonts, stylesheet

from . import drawing, method, numbers, overview
from .chapters import CHAPTERS
from .chapters.doors import requests
from .facts import Facts
from .parts import Document, Drawing

UMBRELLA, SMALL_UMBRELLA = 440, 350  # pt across
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
NAMES = re.compile(r"<title[^>]*>(.*?)</title>(?:<desc[^>]*>(.*?)</desc>)?", re.DOTALL)


def build_html(report: Report) -> str:
    """The whole report as one HTML file: fonts and styles inside, for a screen, a printer and WeasyPrint."""
    return _written(report, fonts_inside=True)


def write_pdf(report: Report, path: str | Path) -> int:
    """The same report as PDF, its figures enclosed as CSV and JSON; returns its number of pages."""
    return pdf.render_apart(html_for_pdf(report), path, fonts=fonts(), enclosed=enclosed(report))


def enclosed(report: Report) -> tuple[pdf.Enclosed, ...]:
    """The numbers behind the report, as files that travel inside its PDF."""
    said = " ".join(notices(is_demo=report.is_demo))
    table, data = StringIO(newline=""), StringIO()
    exports.write_csv(report, table)
    exports.write_json(report, data)
    return (
        pdf.Enclosed("figures.csv", _("The figures as a table") + f". {said}", table.getvalue().encode()),
        pdf.Enclosed("figures.json", _("The figures as data") + f". {said}", data.getvalue().encode()),
    )


def html_for_pdf(report: Report) -> str:
    """The same document as WeasyPrint reads it: fonts by name, and drawings as pictures. A PDF takes only one text
    alternative for each, and styling every line of every chart as HTML would cost a third of the time."""
    return DRAWING.sub(_as_picture, _written(report, fonts_inside=False))


def _as_picture(found: re.Match) -> str:
    """An SVG as an image with its name and description as the alternative; both are escaped already."""
    drawing_ = found[0]
    names = NAMES.search(drawing_)
    alternative = ". ".join(filter(None, names.groups())) if names else ""
    content = base64.b64encode(NAMES.sub("", drawing_).encode()).decode()
    return f'<img alt="{alternative}" src="data:image/svg+xml;base64,{content}">'


def _written(report: Report, *, fonts_inside: bool) -> str:
    sheets = (
        ("report.css",) if fonts_inside else ("report.css", "paged.css")
    )  # the second: what only paper has
    context = {"document": build(report), "style": stylesheet(*sheets, fonts_inside=fonts_inside)}
    return render_to_string("report/report.html", context)


def build(report: Report) -> Document:
    """The document's parts, every number and sentence computed."""
    facts = Facts(report)
    written = [chapter for module in CHAPTERS if (chapter := module.chapter(facts)) is not None]
    return Document(
        title=method.title_of(facts),
        name=_("Annual report") if facts.whole_year else _("Report"),
        period=facts.when,
        region=region_label(report.region) if report.region else "",
        language=get_language() or "en",
        organisation=report.organisation,
        notices=tuple(notices(is_demo=report.is_demo)),
        cover=_umbrella(facts),
        cover_note=_cover_note(facts),
        overview_title=overview.heading(facts),
        overview=overview.pages(facts),
        chapters=tuple(chapter.numbered(str(number)) for number, chapter in enumerate(written, 1)),
        method=method.chapter(facts).numbered("M"),
        left_out=method.left_out(facts),
    )


def _umbrella(facts: Facts) -> Drawing | None:
    size = SMALL_UMBRELLA if facts.report.region or not facts.whole_year else UMBRELLA
    return drawing.umbrella(facts, _("Umbrella of requests for support"), size=size)


def _cover_note(facts: Facts) -> str:
    asked = requests(facts)
    if len(list(facts.period.months())) != 12:
        return ""
    if not asked:
        return _(
            "Twelve panels for twelve months. They fill with the requests for support, and none was recorded."
        )
    return _(
        "Twelve panels for twelve months, beginning at the top and going with the clock. The white in each is the "
        "number of times somebody asked for support: %(count)s in all."
    ) % {"count": numbers.count(asked)}
