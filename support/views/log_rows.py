"""Requests as rows of the table on the page. Drawn here and by no template: a page has some eight hundred cells, and
what is around a cell costs a template more than the cell."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from utsopi.ui.tables import NOTHING
from utsopi.ui.templatetags.ui import KINDS, icon

from ..lines import Asked, Coded, Line


def drawn(requests: list[Asked], today: date) -> SafeString:
    """A body for each request: what is known of it once, beside a row for each of its questions."""
    return format_html_join("\n", "<tbody>{}</tbody>", ((_rows(each, today),) for each in requests))


def _rows(asked: Asked, today: date) -> SafeString:
    (_first, line), *_others = asked.lines
    head, foot = _head(asked, line), _foot(asked, line, today)
    cells = [_cells(*each) for each in asked.lines]
    cells[0] = format_html("{}{}{}", head, cells[0], foot)
    return format_html_join("", "<tr>{}</tr>", ((each,) for each in cells))


def _head(asked: Asked, line: Line) -> SafeString:
    return format_html(
        '<th scope="rowgroup" rowspan="{rows}"><a href="{href}">{day}</a></th>'
        '<td class="once" rowspan="{rows}">{reference}</td>'
        '<td class="once" rowspan="{rows}">{channel}</td>'
        '<td class="once" rowspan="{rows}">{region}</td>',
        rows=len(asked.lines),
        href=reverse("log_request", args=[asked.key]),
        day=_day(line.received_on),
        reference=line.reference,
        channel=line.channel,
        region=line.region,
    )


def _foot(asked: Asked, line: Line, today: date) -> SafeString:
    first, due = line.first_this_year, line.call_back_on
    return format_html(
        '<td class="once first{none_first}" rowspan="{rows}" data-label="{label_first}">{first}</td>'
        '<td class="once due{none_due}" rowspan="{rows}" data-label="{label_due}">{due}</td>',
        rows=len(asked.lines),
        none_first="" if first else " none",
        label_first=_("First this year"),
        first=first or NOTHING,
        none_due="" if due else " none",
        label_due=_("Call-back due"),
        due=_mark(_day(due), "warn" if due <= today else "info", "clock") if due else NOTHING,
    )


def _cells(code: Coded, line: Line) -> SafeString:
    """Topic, outcome and organisations of one question; what is left to do about it is marked."""
    topic = _mark(line.topic, "warn") if code.is_to_be_sorted else line.topic
    outcome = _mark(line.outcome, "warn") if code.is_open else line.outcome
    cells = (("topic", topic), ("outcome", outcome), ("with", line.organisations))
    return format_html_join(
        "",
        '<td class="line {}{}">{}</td>',
        ((name, "" if text else " none", text or NOTHING) for name, text in cells),
    )


def _mark(text: str, kind: str, icon_name: str = "") -> SafeString:
    return format_html('<span class="status {}">{} {}</span>', kind, icon(icon_name or KINDS[kind]), text)


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
