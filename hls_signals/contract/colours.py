"""Do red and green stand as a pair, however they are written?"""

from __future__ import annotations

import colorsys
import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

Rgb = tuple[float, float, float]
RED_WITHIN, GREEN_FROM, GREEN_TO, LEAST_SATURATION = 15.0, 85.0, 160.0, 0.3
# Schemes that run from red to green, or hold both.
RED_GREEN_SCHEMES = {
    "redyellowgreen", "rdylgn", "redgreen", "spectral", "rainbow", "sinebow", "turbo", "category10", "category20",
    "tableau10", "tableau20", "set1", "paired", "dark2",
}  # fmt: skip
# The named colours of CSS whose hue counts as red or green, and those that must be told from them.
NAMED: dict[str, str] = {
    "red": "#ff0000", "darkred": "#8b0000", "crimson": "#dc143c", "firebrick": "#b22222", "indianred": "#cd5c5c",
    "maroon": "#800000", "brown": "#a52a2a", "tomato": "#ff6347", "orangered": "#ff4500", "salmon": "#fa8072",
    "lightcoral": "#f08080", "darksalmon": "#e9967a", "coral": "#ff7f50", "mistyrose": "#ffe4e1",
    "lightsalmon": "#ffa07a", "green": "#008000", "lime": "#00ff00", "darkgreen": "#006400", "forestgreen": "#228b22",
    "limegreen": "#32cd32", "seagreen": "#2e8b57", "mediumseagreen": "#3cb371", "darkseagreen": "#8fbc8f",
    "palegreen": "#98fb98", "lightgreen": "#90ee90", "springgreen": "#00ff7f", "mediumspringgreen": "#00fa9a",
    "lawngreen": "#7cfc00", "chartreuse": "#7fff00", "greenyellow": "#adff2f", "yellowgreen": "#9acd32",
    "olivedrab": "#6b8e23", "darkolivegreen": "#556b2f", "honeydew": "#f0fff0", "snow": "#fffafa",
    "rosybrown": "#bc8f8f", "rebeccapurple": "#663399",
}  # fmt: skip
_NAMES = "|".join(sorted(NAMED, key=len, reverse=True))
COLOUR = re.compile(
    rf"#[0-9a-fA-F]{{3,8}}(?![\w-])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([^()]*\)|(?<![\w#.-])(?:{_NAMES})(?![\w-])",
    re.IGNORECASE,
)
_FUNCTION = re.compile(r"(\w+)\(([^)]*)\)")
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|deg|turn|rad|grad)?", re.IGNORECASE)


def colours_in(text: str) -> Iterator[str]:
    """Every colour that a text names, as it is written."""
    return (hit.group() for hit in COLOUR.finditer(text))


def red_and_green(written: Iterable[str]) -> tuple[str, str] | None:
    """A red and a green among these, as they are written; None where one of them is missing."""
    red = green = None
    for colour in written:
        shade = shade_of(colour.strip().lower())
        red = colour if shade == "red" and red is None else red
        green = colour if shade == "green" and green is None else green
        if red is not None and green is not None:
            return red, green
    return None


@lru_cache(maxsize=4096)
def shade_of(colour: str) -> str:
    """`red`, `green` or nothing: by hue, where the colour is saturated enough to have one.

    >>> shade_of("#c00"), shade_of("hsl(120 60% 40%)"), shade_of("#12436d"), shade_of("oklch(0.6 0.2 145)")
    ('red', 'green', '', 'green')
    """
    rgb = rgb_of(colour)
    if rgb is None:
        return ""
    hue, _, saturation = colorsys.rgb_to_hls(*rgb)
    degrees = hue * 360
    if saturation <= LEAST_SATURATION:
        return ""
    if min(degrees, 360 - degrees) <= RED_WITHIN:
        return "red"
    return "green" if GREEN_FROM <= degrees <= GREEN_TO else ""


def rgb_of(colour: str) -> Rgb | None:
    """Red, green and blue from 0 to 1; None for what is not a colour we read."""
    colour = NAMED.get(colour, colour)
    if colour.startswith("#"):
        return _hex(colour[1:])
    parts = _FUNCTION.match(colour)
    if parts is None:
        return None
    name, inside = parts.group(1), re.sub(r"^\s*[a-z][\w-]*", "", parts.group(2))
    given = [(float(number), unit.lower()) for number, unit in _NUMBER.findall(inside)]
    if len(given) < 3:
        return None
    try:
        return _clipped(_BY_NAME[name](given))
    except (KeyError, ValueError, OverflowError):
        return None


def _hex(digits: str) -> Rgb | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None
    return (int(digits[:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


Given = list[tuple[float, str]]


def _share(part: tuple[float, str], whole: float) -> float:
    number, unit = part
    return number / 100 if unit == "%" else number / whole


def _angle(part: tuple[float, str]) -> float:
    number, unit = part
    return {"turn": number * 360, "rad": math.degrees(number), "grad": number * 0.9}.get(unit, number) % 360


def _rgb(given: Given) -> Rgb:
    return (_share(given[0], 255), _share(given[1], 255), _share(given[2], 255))


def _hsl(given: Given) -> Rgb:
    return colorsys.hls_to_rgb(_angle(given[0]) / 360, _share(given[2], 100), _share(given[1], 100))


def _hwb(given: Given) -> Rgb:
    white, black = _share(given[1], 100), _share(given[2], 100)
    pure = colorsys.hls_to_rgb(_angle(given[0]) / 360, 0.5, 1.0)
    scale = max(0.0, 1 - white - black)
    return (pure[0] * scale + white, pure[1] * scale + white, pure[2] * scale + white)


def _color(given: Given) -> Rgb:
    """`color(srgb r g b)`: shares of one. Of other spaces the hue is near enough to tell red from green."""
    return (_share(given[0], 1), _share(given[1], 1), _share(given[2], 1))


def _oklab(lightness: float, a: float, b: float) -> Rgb:
    """Björn Ottosson's matrices, 2020."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _lab(lightness: float, a: float, b: float) -> Rgb:
    """CIE Lab (D50) to sRGB; CSS Color 4."""
    y = (lightness + 16) / 116
    x, z = y + a / 500, y - b / 200

    def from_f(f: float, white: float) -> float:
        return white * (f**3 if f**3 > 0.008856 else (116 * f - 16) / 903.3)

    big_x, big_y, big_z = from_f(x, 0.96422), from_f(y, 1.0), from_f(z, 0.82521)
    return (
        _gamma(3.1338561 * big_x - 1.6168667 * big_y - 0.4906146 * big_z),
        _gamma(-0.9787684 * big_x + 1.9161415 * big_y + 0.0334540 * big_z),
        _gamma(0.0719453 * big_x - 0.2289914 * big_y + 1.4052427 * big_z),
    )


def _gamma(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _polar(given: Given, whole: float) -> tuple[float, float]:
    chroma = given[1][0] * whole / 100 if given[1][1] == "%" else given[1][0]
    angle = math.radians(_angle(given[2]))
    return chroma * math.cos(angle), chroma * math.sin(angle)


_BY_NAME: dict[str, Callable[[Given], Rgb]] = {
    "rgb": _rgb,
    "rgba": _rgb,
    "hsl": _hsl,
    "hsla": _hsl,
    "hwb": _hwb,
    "color": _color,
    "oklab": lambda given: _oklab(_share(given[0], 1), given[1][0], given[2][0]),
    "oklch": lambda given: _oklab(_share(given[0], 1), *_polar(given, 0.4)),
    "lab": lambda given: _lab(given[0][0], given[1][0], given[2][0]),
    "lch": lambda given: _lab(given[0][0], *_polar(given, 150.0)),
}


def _clipped(rgb: Rgb) -> Rgb:
    red, green, blue = (min(max(part, 0.0), 1.0) for part in rgb)
    return (red, green, blue)
