"""The programme to hand on: as a picture for a message, and as a PDF to print. Both say what the page says, with the
same version; neither names who invites, because a picture is seen by whoever holds the phone."""

import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from utsopi import pdf
from utsopi.calendar import version_of

from .agenda import Line, by_month, day_label

SIZE = (1080, 1350)  # pixels, upright, as phones show pictures
EDGE, STEP = 84, 116  # pixels: the margin, and from one line to the next
MOST = 8  # lines that a picture takes
FONTS = settings.BASE_DIR / "static" / "fonts" / "report"
INK, MUTED, ACCENT, PAPER, RULE = "#1c2827", "#55625f", "#0f6e68", "#f5f6f3", "#dde1dc"


@dataclass(frozen=True)
class Poster:
    """What is on it: what is not cancelled, where the whole list stands (`address`, without its https), and the
    version of that list, which the feed and the page have too."""

    lines: list[Line]
    address: str
    version: str

    @classmethod
    def of(cls, lines: list[Line], address: str) -> "Poster":
        version = version_of(line.entry for line in lines)
        return cls([line for line in lines if not line.entry.is_cancelled], address, version)

    @property
    def city(self) -> str:
        """The one city that it is of; empty where there are several."""
        cities = {line.entry.city for line in self.lines}
        return cities.pop() if len(cities) == 1 else ""

    @property
    def foot(self) -> str:
        return _("%(address)s, version %(version)s") % {"address": self.address, "version": self.version}


def picture(poster: Poster) -> bytes:
    """A PNG of the next eight, or fewer."""
    from PIL import Image, ImageDraw  # slow to load

    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((EDGE, 78), "Agenda", INK, font=_font("display-semibold", 72))
    for place, line in enumerate(poster.lines[:MOST]):
        _draw_line(draw, 216 + place * STEP, line)
    if more := len(poster.lines) - MOST:
        told = _("and %(count)s more") % {"count": more} if more > 0 else ""
        draw.text((EDGE, 216 + MOST * STEP), told, MUTED, font=_font("sans-regular", 32))
    if not poster.lines:
        draw.text((EDGE, 240), _("Nothing is planned yet."), MUTED, font=_font("sans-regular", 40))
    draw.text((EDGE, SIZE[1] - 96), poster.foot, MUTED, font=_font("sans-regular", 30))
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_line(draw, top: int, line: Line) -> None:
    draw.line([(EDGE, top - 14), (SIZE[0] - EDGE, top - 14)], RULE, 2)
    draw.text((EDGE, top), day_label(line.entry.on), INK, font=_font("sans-semibold", 38))
    told = ", ".join(filter(None, [line.entry.public_label, line.city, line.hours]))
    draw.text((EDGE, top + 46), told, ACCENT, font=_fitting("sans-regular", 34, told))


def _fitting(name: str, size: int, text: str):
    """The font at its size, or as much smaller as the text needs to stay between the margins."""
    font = _font(name, size)
    room = SIZE[0] - 2 * EDGE
    return font if font.getlength(text) <= room else _font(name, int(size * room / font.getlength(text)))


def _font(name: str, size: int):
    from PIL import ImageFont

    return ImageFont.truetype(FONTS / f"desk-{name}.woff2", size)


def leaflet(poster: Poster) -> bytes:
    """A PDF of one or more sheets of A4, laid out in a process of its own."""
    html = render_to_string(
        "events/leaflet.html",
        {"months": by_month(poster.lines), "poster": poster, "language": get_language()},
    )
    fonts = {path.name: path for path in FONTS.glob("desk-*.woff2")}
    with tempfile.TemporaryDirectory(dir=settings.VAR) as folder:
        path = Path(folder) / "agenda.pdf"
        pdf.render_apart(html, path, fonts=fonts)
        return path.read_bytes()
