"""Reports to make documents of: read once from the demo year, then plain values that need no database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction

from reports.reading import Reading, Readings, Report, read_report
from tests.years import bring_in
from utsopi.periods import Period

HOSTILE = "<img src=x onerror=alert(1)> & " + "Überlang" * 8


@contextmanager
def demo_year() -> Iterator[None]:
    """The demo year in the database, and gone again afterwards."""
    with transaction.atomic():
        bring_in("2024")
        yield
        transaction.set_rollback(True)


def of(code: str, region: str | None = None) -> Report:
    return read_report(Period.parse(code), region)


def changed(report: Report, **values) -> Report:
    """The report with other values: changed(report, open_house__people_by_region={"unknown": 2})."""
    readings = dict(report.this)
    for name, value in values.items():
        id_ = name.replace("__", ".")
        base = sum(value.values()) if isinstance(value, dict) else None
        readings[id_] = replace(readings[id_], value=value, base_value=base, collected=True)
    return replace(report, this=Readings(report.period, report.region, readings))


def hostile(report: Report) -> Report:
    """The report of a house, and with words for every line of its breakdowns, that would break any page."""
    readings = {id_: _hostile(reading) for id_, reading in report.this.items()}
    return replace(
        report, organisation=HOSTILE, is_demo=True, this=Readings(report.period, report.region, readings)
    )


def _hostile(reading: Reading) -> Reading:
    if not reading.is_breakdown or reading.figure.chapter == "months":
        return reading
    return replace(reading, labels=dict.fromkeys(reading.value, HOSTILE))
