"""The style sheets and fonts of what is printed: a document brings along all that it shows."""

import base64
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .pdf import FONT_SCHEME

STATIC = Path(settings.BASE_DIR, "static")
FONT = re.compile(r"url\(\.\./fonts/report/([a-z-]+\.woff2)\)")


@cache
def stylesheet(*names: str, fonts_inside: bool = False) -> SafeString:
    """These sheets of static/report. Their fonts go inside as `data:`; without it they have addresses that only the
    fetcher of a PDF knows, which spares WeasyPrint half a megabyte of letters. All are files of this project."""
    sheet = "\n".join(Path(STATIC, "report", name).read_text() for name in names)
    return mark_safe(FONT.sub(_inside if fonts_inside else _named, sheet))  # noqa: S308  # nosec B308 B703 - our own file


@cache
def fonts() -> dict[str, Path]:
    """The font files by name."""
    return {path.name: path for path in Path(STATIC, "fonts", "report").glob("*.woff2")}


def _inside(found: re.Match) -> str:
    return f"url(data:font/woff2;base64,{base64.b64encode(fonts()[found[1]].read_bytes()).decode()})"


def _named(found: re.Match) -> str:
    return f"url({FONT_SCHEME}:{found[1]})"
