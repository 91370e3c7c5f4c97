"""How is a figure rounded, once, and how is it written?"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hls_signals.register.models import Measure
from hls_signals.workspace.language import phrase

UNIT_SIGN = {"percent": "%"}
UNIT_WORDS = {
    "percent": "per cent",
    "per_1000": "per 1,000",
    "per_100000": "per 100,000",
    "count": "number",
    "days": "days",
    "pounds": "pounds",
}


def published(value: Any, decimals: int) -> Decimal | None:
    """A figure at its published precision, half up; None where there is none.

    >>> published(Decimal("66.25"), 1)
    Decimal('66.3')
    """
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def as_declared(value: Any) -> Decimal | None:
    """A number of the register as it was written there, without the zeros a column's type adds.

    >>> as_declared(Decimal("76.000000"))
    Decimal('76')
    """
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    short = exact.normalize()
    return short if short.as_tuple().exponent in range(-18, 1) else short.quantize(Decimal(1))


def limit_decimals(measure: Measure, decimals: int) -> int:
    """How many decimals centre and limits have: none that could tell a hidden figure, one where all is public."""
    if not measure.disclosure.about_people or measure.disclosure.already_public is not None:
        return max(decimals, 1)
    return 0 if measure.unit in {"percent", "count"} else 1


def plain(value: Decimal | int | None) -> str:
    """A number for a machine: no separators, no exponent; empty where there is none."""
    return "" if value is None else format(value, "f")


def written(value: Decimal | int | None, unit: str = "") -> str:
    """A number for people: thousands apart, a real minus sign, the unit's sign where it has one.

    >>> written(Decimal("-1204.5"), "percent")
    '−1,204.5%'
    """
    if value is None:
        return ""
    text = f"{value:,d}" if isinstance(value, int) else f"{value:,f}"
    return text.replace("-", "−") + UNIT_SIGN.get(unit, "")


def signed(value: Decimal) -> str:
    """A change with its sign, nought without."""
    return ("+" if value > 0 else "") + written(value)


def unit_words(unit: str) -> str:
    """The unit in words, for captions and the head of a column."""
    return phrase(UNIT_WORDS.get(unit, unit.replace("_", " ")))
