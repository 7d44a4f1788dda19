"""Rounds as rows of the table on the page. Drawn here and by no template: a page has some six hundred cells, and what
is around a cell costs a template more than the cell."""

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from utsopi.ui.tables import NOTHING
from utsopi.ui.templatetags.ui import KINDS, icon

from ..choices import RoundStatus
from ..round_lines import Coded, Line, columns

KIND_OF = {RoundStatus.SUSPENDED: "warn", RoundStatus.PLANNED: "info"}


def drawn(rounds: list[tuple[Coded, Line]]) -> SafeString:
    """A row for each round; what is still open, planned or broken off is marked."""
    labels = {column.key: str(column.label) for column in columns()}
    return format_html_join("\n", "<tr>{}{}</tr>", ((_head(*each), _cells(*each, labels)) for each in rounds))


def _head(coded: Coded, line: Line) -> SafeString:
    return format_html(
        '<th scope="row"><a href="{}">{}</a></th><td class="ref">{}</td><td class="area">{}</td>'
        '<td class="region">{}</td><td class="mode">{}</td><td class="state">{}</td>',
        reverse("rounds_one", args=[coded.key]),
        date_format(line.held_on, "SHORT_DATE_FORMAT"),
        line.reference,
        line.area,
        line.region,
        line.mode,
        _status(coded, line),
    )


def _cells(coded: Coded, line: Line, labels: dict[str, str]) -> SafeString:
    names = ("contacts", "first_contacts", "pieces", "seen", "needs")
    numbers = format_html_join(
        "",
        '<td class="num{}" data-label="{}">{}</td>',
        (
            (
                " none" if value is None else "",
                labels[name],
                NOTHING if value is None else number_format(value, use_l10n=True, force_grouping=True),
            )
            for name in names
            for value in [getattr(line, name)]
        ),
    )
    partners = line.partners
    return format_html(
        '{}<td class="with{}">{}</td>', numbers, "" if partners else " none", partners or NOTHING
    )


def _status(coded: Coded, line: Line) -> SafeString | str:
    kind = "warn" if coded.is_open else KIND_OF.get(coded.status)
    if kind is None:
        return line.status
    return format_html('<span class="status {}">{} {}</span>', kind, icon(KINDS[kind]), line.status)
