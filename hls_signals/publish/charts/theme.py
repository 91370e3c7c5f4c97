"""How large are our charts, and which lines and colours do they use?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Width = Literal["wide", "narrow"]

# Contrast on white: navy 10.25, plum 9.77, grey 10.86, edge 4.5 (3.8 on the band),
# orange 3.03 (outlined shapes only, never text or thin lines).
NAVY = "#12436D"
PLUM = "#801650"
GREY = "#3D3D3D"
ORANGE = "#F46A25"
BAND = "#E4EBF2"
EDGE = "#66788B"
GRID = "#E3E3E3"
WHITE = "#FFFFFF"
GROUND = "#F3F2F1"
BLACK = "#0B0C0C"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


@dataclass(frozen=True)
class Size:
    """The room of one drawing, in pixels."""

    name: Width
    plot_width: int
    plot_height: int
    left: int
    right: int
    top: int
    bottom: int
    text: int

    @property
    def width(self) -> int:
        """The whole drawing, margins included."""
        return self.left + self.plot_width + self.right

    @property
    def padding(self) -> dict[str, int]:
        """The margins in Vega-Lite's words."""
        return {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom}


# 13 px of text in 340 read as 12.5 px on a telephone that leaves 328.
SIZES: dict[Width, Size] = {
    "wide": Size("wide", plot_width=668, plot_height=300, left=52, right=140, top=40, bottom=30, text=14),
    "narrow": Size("narrow", plot_width=200, plot_height=230, left=46, right=94, top=36, bottom=28, text=13),
}


def config(text: int) -> dict[str, Any]:
    """What every chart shares: our font and no frame."""
    return {
        "font": FONT,
        "view": {"stroke": None},
        "text": {"fontSize": text, "color": BLACK},
    }
