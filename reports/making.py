"""Making one report file, the same for the command line and for the job behind the page."""

import os
from collections.abc import Callable
from pathlib import Path

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from utsopi.periods import Period

from . import exports
from .reading import INTERNAL, Report, read_report


class Format(models.TextChoices):
    PDF = "pdf", _("PDF, to read and print")
    HTML = "html", _("Web page, to read on a screen")
    XLSX = "xlsx", _("Workbook, to go on counting")
    CSV = "csv", _("CSV, for any program")
    JSON = "json", _("JSON, for machines")


def _text(write: Callable) -> Callable[[Report, Path], None]:
    def to_path(report: Report, path: Path) -> None:
        with open(path, "w", encoding="utf-8", newline="") as file:
            write(report, file)

    return to_path


def _html(report: Report, path: Path) -> None:
    from .document.build import build_html

    path.write_text(build_html(report), encoding="utf-8")


def _pdf(report: Report, path: Path) -> None:
    from .document.build import write_pdf

    write_pdf(report, path)


WRITERS: dict[str, Callable[[Report, Path], None]] = {
    Format.JSON: _text(exports.write_json),
    Format.CSV: _text(exports.write_csv),
    Format.XLSX: exports.write_xlsx,
    Format.HTML: _html,
    Format.PDF: _pdf,
}


def make_report(
    path: Path,
    *,
    period: Period,
    region: str | None = None,
    language: str = "en",
    audience: str = INTERNAL,
    file_format: str,
    step: Callable[[str], None] = lambda name: None,
) -> None:
    """Counts the period and writes one file at `path`, whole or not at all.

    `step` is told the two steps, "count" and "write". Raises NotForThisAudience for any audience but the
    internal one, and OSError where the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    with translation.override(language):
        step("count")
        report = read_report(period, region, audience)
        step("write")
        try:
            WRITERS[file_format](report, unfinished)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
