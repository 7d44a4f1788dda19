"""Charts drawn on the server as SVG: one drawing for the printed report and for the screen.

REPORT drawings have a fixed size in pt and carry their colours; SCREEN drawings fill the width of their
box, keep their text at 13 px and more, and are coloured by charts.css. A chart never asks for data.
"""

from .canvas import Svg
from .columns import columns, sparkline
from .horizontal import bars
from .key import key
from .model import Bar, Closed, Panel, Segment, Series
from .months import months
from .panels import strip
from .share import share_bar
from .theme import REPORT, SCREEN, Theme
from .umbrella import umbrella
from .units import units

__all__ = [
    "Bar",
    "Closed",
    "Panel",
    "REPORT",
    "SCREEN",
    "Segment",
    "Series",
    "Svg",
    "Theme",
    "bars",
    "columns",
    "key",
    "months",
    "share_bar",
    "sparkline",
    "strip",
    "umbrella",
    "units",
]
