"""A report as JSON, CSV and XLSX. It sees readings only: nothing here can query."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from django.utils.translation import gettext as _

from utsopi import sheets
from utsopi.directory.choices import region_label
from utsopi.notices import notices
from utsopi.sheets import csv_pieces

from .reading import Reading, Report

WIDTHS = (34, 30, 30, 30, 12, 12, 12, 12, 12, 80)  # characters, column by column


def plain(value: Any) -> Any:
    """A value as JSON knows it: decimals as numbers, breakdowns key by key."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def as_dict(report: Report) -> dict[str, Any]:
    """The whole report as plain data; the shape is documented in docs/FIGURES.md."""
    period = report.period
    return {
        "period": {"start": period.start.isoformat(), "end": period.end.isoformat()},
        "region": report.region,
        "audience": report.audience,
        "organisation": report.organisation,
        "notices": notices(is_demo=report.is_demo),
        "figures": {
            reading.figure.id: _figure(reading, report)
            for reading in report.this.values()
            if reading.figure.listed
        },
    }


def _figure(reading: Reading, report: Report) -> dict[str, Any]:
    figure = reading.figure
    before = report.last[figure.id] if report.last else None
    return {
        "value": plain(reading.value),
        "label": figure.full_label,
        "definition": str(figure.definition),
        "unit": str(figure.unit.label),
        "can_one_person_count_twice": str(figure.twice.label),
        "base": plain(reading.base_value),
        "collected": reading.collected,
        "last_year": plain(before.value) if before and before.collected else None,
    }


def write_json(report: Report, file: TextIO) -> None:
    json.dump(as_dict(report), file, ensure_ascii=False, indent=1)
    file.write("\n")


def columns() -> list[str]:
    return [
        _("figure"),
        _("label"),
        _("code"),
        _("line"),
        _("value"),
        _("last year"),
        _("share of the base, %"),
        _("base"),
        _("unit"),
        _("definition"),
    ]


def lines(report: Report) -> Iterator[list[Any]]:
    """One line for each number of the report, breakdowns line by line; what was not collected is empty."""
    for reading in report.this.values():
        if reading.figure.listed:
            yield from _lines_of(reading, report.last[reading.figure.id] if report.last else None)


def _lines_of(reading: Reading, before: Reading | None) -> Iterator[list[Any]]:
    figure = reading.figure
    last = before.value if before and before.collected else None
    end = [plain(reading.base_value), str(figure.unit.label), str(figure.definition)]
    start = [figure.id, figure.full_label]
    if not reading.is_breakdown:
        yield [*start, "", "", plain(reading.value) if reading.collected else None, plain(last), None, *end]
    for row in reading.rows:
        was = plain(last.get(row.code, 0)) if isinstance(last, dict) else None
        yield [*start, row.code, row.label, plain(row.value), was, plain(row.share), *end]


def write_csv(report: Report, file: TextIO) -> None:
    """Comma-separated, one header; the last column carries what the file says about itself on every line."""
    said = " ".join(notices(is_demo=report.is_demo))
    file.writelines(csv_pieces([*columns(), _("notice")], lines(report), said))


def write_xlsx(report: Report, path: Path) -> None:
    """One sheet with a filter; what the file says about itself stands on top and on every printed page."""
    sheets.write_xlsx(
        path,
        columns(),
        lines(report),
        title=heading(report),
        said=notices(is_demo=report.is_demo),
        name=_("Figures"),
        widths=WIDTHS,
        frozen=2,
    )


def heading(report: Report) -> str:
    """The report's name: organisation, period, and the region where it is narrowed to one."""
    words = [report.organisation, report.period.label]
    if report.region:
        words.append(region_label(report.region))
    return " · ".join(words)
