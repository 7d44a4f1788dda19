"""The report's style sheet with its fonts inside: what the document shows, it brings along."""

import base64
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

STATIC = Path(settings.BASE_DIR, "static")
FONT = re.compile(r"url\((\.\./fonts/report/[a-z-]+\.woff2)\)")


@cache
def stylesheet() -> SafeString:
    """report.css, each font file in it replaced by its bytes. Both are files of this project."""
    sheet = Path(STATIC, "report", "report.css").read_text()
    return mark_safe(FONT.sub(_inside, sheet))  # noqa: S308


def _inside(found: re.Match) -> str:
    content = Path(STATIC, "report", found[1]).resolve().read_bytes()
    return f"url(data:font/woff2;base64,{base64.b64encode(content).decode()})"
