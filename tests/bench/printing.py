"""W7: the annual report as PDF, from counting to the file, next to WeasyPrint on the same finished HTML."""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .measure import Line, compare

GOAL = 1.15
YEAR = 2024


def measure() -> Iterator[Line]:
    from reports.document.build import fonts, html_for_pdf
    from reports.reading import read_report
    from utsopi.periods import Period

    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "report.html"
        html.write_text(html_for_pdf(read_report(Period.year(YEAR))), encoding="utf-8")
        names = json.dumps({name: str(font) for name, font in fonts().items()})
        plain = ["tests.bench.plain_pdf", str(html), str(Path(folder) / "plain.pdf"), names]
        yield compare("W7 the year as PDF", made, lambda: run(*plain), GOAL, times=5)
    height = float(run("tests.bench.printing"))
    yield Line("W7 memory of its processes, MiB", height, 150, height / 150, 1)


def made() -> None:
    from reports.making import make_report
    from utsopi.periods import Period

    with tempfile.TemporaryDirectory() as folder:
        make_report(Path(folder) / "report.pdf", period=Period.year(YEAR), file_format="pdf")


def run(*words: str) -> str:
    """What a module prints that runs in a process of its own; SystemExit where it fails."""
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def main() -> None:
    """Makes the report once, and prints the greatest height in MiB of this process and of those it started."""
    import django

    django.setup()
    made()
    heights = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(max(heights) / 1024)


if __name__ == "__main__":
    main()
