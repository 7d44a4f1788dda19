"""All figures on one page, each figure on its own, and the rows behind it."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from reports import screen
from reports.behind import page_of
from reports.chosen import as_query, chosen
from reports.figure import Figure, label_of, vocabulary
from reports.figures import CHAPTERS, FIGURES
from reports.reading import Reading, can_be_read, columns_behind, read, read_report, rows_behind
from reports.wording import words_on
from utsopi.ui.tables import Column, Table


def figures(request):
    form, period, region = chosen(request)
    report, query = read_report(period, region), as_query(period, region)
    chapters = [
        {"title": chapter.TITLE, "table": _list(chapter, report, query)}
        for chapter in CHAPTERS
        if any(figure.id in report.this for figure in chapter.FIGURES)
    ]
    context = {
        "heading": _("Figures"),
        "sentence": _("Every figure of the report, counted now, with what it means and the rows behind it."),
        "picker": form,
        "chapters": chapters,
        "left_out": [
            figure.label for figure in FIGURES.values() if figure.listed and figure.id not in report.this
        ],
    }
    return render(request, "reports/figures.html", context, status=form.status)


def _list(chapter, report, query: str) -> Table:
    rows = [
        {
            "label": figure.full_label,
            "value": screen.value_text(report.this[figure.id]),
            "before": screen.value_text(before) if (before := _before(figure, report)) else "–",
            "unit": figure.unit.label,
            "href": f"{reverse('figure', args=[figure.id])}?{query}",
        }
        for figure in chapter.FIGURES
        if figure.listed and figure.id in report.this
    ]
    columns = [
        Column("label", _("Figure"), link="href"),
        Column("value", report.period.label, numeric=True),
        Column("before", _("A year before"), numeric=True),
        Column("unit", _("Unit")),
    ]
    return Table(columns, rows, str(chapter.TITLE))


def _before(figure: Figure, report) -> Reading | None:
    return screen.before_of(report.this[figure.id], report.last)


def figure(request, figure_id: str):
    form, period, region = chosen(request)
    declared = _declared(figure_id)
    reading, before, least, query = None, None, None, as_query(period, region)
    if can_be_read(declared, region):
        reading, least = read(figure_id, period, region), _least(declared, period, region)
        earlier = period.last_year()
        before = read(figure_id, earlier, region) if earlier else None
    context = {
        "heading": declared.full_label,
        "sentence": declared.definition,
        "picker": form,
        "figure": declared,
        "facts": [
            (_("Unit"), declared.unit.label),
            (_("Can one person count twice?"), declared.twice.label),
            (_("Name in files"), declared.id),
        ],
        "reading": reading,
        "value": screen.value_text(reading, least) if reading else "",
        "before": screen.value_text(before) if before and before.collected else "",
        **(_breakdown(reading, before, least, query) if reading and reading.is_breakdown else {}),
        "rows_url": f"{reverse('figure_rows', args=[figure_id])}?{query}",
    }
    return render(request, "reports/figure.html", context, status=form.status)


def _least(declared: Figure, period, region) -> Reading | None:
    """How many people there were at least, beside a figure that says how many at most."""
    id_ = screen.least_of(declared)
    return read(id_, period, region) if id_ else None


def _breakdown(reading: Reading, before: Reading | None, least: Reading | None, query: str) -> dict:
    behind = reverse("figure_rows", args=[reading.figure.id])
    links = {row.code: f"{behind}?{query}&{urlencode({'code': row.code})}" for row in reading.rows}
    before = before if before and before.collected else None
    return {
        "svg": screen.breakdown_chart(reading, width=screen.WIDE, most=30) if reading.value else "",
        "table": screen.breakdown_table(reading, before, links),
        "base": screen.base_line(reading, least),
    }


def figure_rows(request, figure_id: str):
    form, period, region = chosen(request)
    declared, code = _declared(figure_id), request.GET.get("code") or None
    if not can_be_read(declared, region):
        raise Http404
    try:
        rows = rows_behind(declared, period, region, code)
        after = UUID(request.GET["after"]) if "after" in request.GET else None
    except ValueError as error:
        raise Http404 from error
    words = words_on(vocabulary(declared.told_apart_by), period.end) if code else {}
    line = label_of(code, words) if code else ""
    shown = page_of(rows, columns_behind(declared), " · ".join(filter(None, (period.label, line))), after)
    query = as_query(period, region) + (f"&{urlencode({'code': code})}" if code else "")
    context = {
        "heading": _("Rows behind: %(figure)s") % {"figure": declared.full_label},
        "sentence": _("Coded columns only. Nothing here says who somebody is."),
        "picker": form,
        "figure": declared,
        "table": shown.table,
        "older": f"?{query}&after={shown.after}" if shown.after else "",
        "newest": f"?{query}" if after else "",
        "figure_url": f"{reverse('figure', args=[figure_id])}?{as_query(period, region)}",
    }
    return render(request, "reports/rows.html", context, status=form.status)


def _declared(figure_id: str) -> Figure:
    found = FIGURES.get(figure_id)
    if found is None or not found.listed:
        raise Http404
    return found
