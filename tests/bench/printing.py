"""W7: the annual report as PDF, next to WeasyPrint on the same finished HTML."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .measure import Line, compare
from .memory import resident

GOAL = 1.15


def measure() -> Iterator[Line]:
    from reports.document.build import fonts, html_for_pdf
    from reports.making import make_report
    from reports.pdf import fetcher
    from reports.reading import read_report
    from utsopi.periods import Period

    year = Period.year(2024)
    html = html_for_pdf(read_report(year))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"

        def floor():
            from weasyprint import HTML

            HTML(string=html, url_fetcher=fetcher(fonts())).write_pdf(str(path), pdf_variant="pdf/a-3a")

        def ours():
            make_report(path, period=year, file_format="pdf")

        yield compare("W7 the year as PDF", ours, floor, GOAL, times=3)
    height = _in_a_process_of_its_own()
    yield Line("W7 memory of the process, MiB", height, 150, height / 150, 1)


def _in_a_process_of_its_own() -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.printing"], env=os.environ, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def main() -> None:
    """Makes the report once and prints the height of this process's memory in MiB."""
    import django

    django.setup()
    from reports.making import make_report
    from utsopi.periods import Period

    with tempfile.TemporaryDirectory() as folder:
        make_report(Path(folder) / "report.pdf", period=Period.year(2024), file_format="pdf")
    print(resident("VmHWM"))


if __name__ == "__main__":
    main()
