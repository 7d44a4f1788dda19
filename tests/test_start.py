"""What a web process loads when it starts: no library for PDFs, sheets, disclosure or passkeys."""

import subprocess
import sys

import pytest

from tests.bench.house import BASE

FIRST_PAGE = """
import sys
from django.core.wsgi import get_wsgi_application
from tests.bench.one_process import ask

application = get_wsgi_application()
assert b"<form" in ask(application, "/in/", "")
print(*sorted({module.partition(".")[0] for module in sys.modules}))
"""
ONLY_LATER = {
    "fido2",
    "weasyprint",
    "pypdf",
    "xlsxwriter",
    "python_calamine",
    "openpyxl",
    "scipy",
    "numpy",
}


@pytest.mark.server
def test_the_first_page_comes_without_the_libraries_that_are_needed_later(database_for_children):
    done = subprocess.run([sys.executable, "-c", FIRST_PAGE], cwd=BASE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert {"django", "reports"} <= loaded
    assert not loaded & ONLY_LATER
