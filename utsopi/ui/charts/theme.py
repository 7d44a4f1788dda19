"""The two looks: the printed report (points, colours as attributes) and the screen (pixels, colours by class)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

INK, PLUM, MID, LIGHT, RED = "#241a26", "#33243a", "#75637b", "#cfc3d2", "#b3152f"


@dataclass(frozen=True)
class Theme:
    """How a chart looks. Lengths are in the unit of the theme: pt in print, px on screen.

    fluid: the drawing stretches with its box, its text does not; colours come by class.
    family: the font family written on every text ("" on screen, where it is inherited).
    stretch: how much wider the font runs than the one that the width table was measured on;
    figures: the same for numbers alone.
    """

    fluid: bool
    family: str
    stretch: float
    figures: float
    text: float
    small: float
    tiny: float
    row: float
    bar: float
    gap: float
    plot: float
    share: float
    colours: Mapping[str, str] = field(default_factory=dict)

    def line(self, size: float) -> float:
        """The distance from one line of text to the next."""
        return size * 1.3

    def text_colour(self, tone: str) -> str:
        return f'class="{tone}"' if self.fluid else f'fill="{self.colours[tone]}"'

    def stroke(self, tone: str, width: float) -> str:
        if self.fluid:
            return f'class="{tone}"'
        return f'stroke="{self.colours[tone]}" stroke-width="{width}"'


REPORT = Theme(
    fluid=False,
    family="Desk Sans",
    stretch=1.0,
    figures=1.0,
    text=8.5,
    small=8,
    tiny=6.8,
    row=20,
    bar=9,
    gap=0.9,
    plot=108,
    share=24,
    colours=MappingProxyType(
        {
            "c1": PLUM,
            "c2": MID,
            "c3": LIGHT,
            "accent": RED,
            "outline": MID,
            "mark": PLUM,
            "ink": INK,
            "muted": "#5f5560",
            "grid": "#d9d1ce",
            "axis": INK,
            "accent-line": RED,
            "muted-line": MID,
            "on-c1": "#ffffff",
            "on-c2": "#ffffff",
            "on-c3": INK,
            "on-accent": "#ffffff",
        }
    ),
)

SCREEN = Theme(
    fluid=True,
    family="",
    stretch=1.12,
    figures=1.22,
    text=14,
    small=13,
    tiny=13,
    row=29,
    bar=13,
    gap=2,
    plot=180,
    share=34,
)
