"""Where do the English sentences come from, and how are figures, changes and periods said in them?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from importlib.resources import as_file, files

from hls_signals.register.models import Measure
from hls_signals.workspace.language import phrase
from hls_signals.workspace.located import read_yaml

Words = Mapping[str, Mapping[str, str]]
SPLIT_YEARS = ("financial_year", "academic_year")
# Binary floats carry dust from the ninth decimal on; a figure is rounded once, after it is gone.
DUST_DECIMALS = 9


@lru_cache(maxsize=1)
def words() -> Words:
    """The sentences of dashboards/words/why.yml by section and key; `months` by number."""
    with as_file(files("hls_signals.dashboards") / "words" / "why.yml") as path:
        data = read_yaml(path).data
    months = {str(number): name for number, name in enumerate(data["months"], start=1)}
    return {**data, "months": months}


def say(section: str, key: str, **slots: str) -> str:
    """The sentence of this section and key with its slots filled; `other` where the key has none."""
    sentences = words()[section]
    return phrase(sentences.get(key, sentences.get("other", ""))).format(**slots)


def once_rounded(value: float | Decimal, decimals: int) -> Decimal:
    """The value at so many decimals, halves away from nought, without the float's dust.

    >>> once_rounded(0.285 * 100, 0), once_rounded(-2.5, 0)
    (Decimal('29'), Decimal('-3'))
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, DUST_DECIMALS)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def figure_text(value: float | Decimal, measure: Measure, decimals: int, *, is_bare: bool = False) -> str:
    """A figure with its unit: `66%`, `21 people`, `12.3 per 1,000`.

    is_bare  without the sign for per cent: the line above has it
    """
    return _figure(f"{once_rounded(value, decimals):,f}", measure, is_bare)


def exact_text(value: float | Decimal, measure: Measure, *, is_bare: bool = False) -> str:
    """A target or a limit with its unit, at the decimals it has."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(round(value, DUST_DECIMALS)))
    short = exact.normalize()
    plain = short if isinstance(exponent := short.as_tuple().exponent, int) and exponent <= 0 else short.quantize(1)
    return _figure(f"{plain:,f}", measure, is_bare)


def _figure(number: str, measure: Measure, is_bare: bool) -> str:
    key = measure.unit if measure.unit in words()["figure"] else "other"
    key = "count" if is_bare and measure.unit == "percent" else key
    return say("figure", key, number=number.replace("-", "−"), unit=_unit(measure, number))


def _unit(measure: Measure, number: str) -> str:
    """The unit in words, in the singular where there is one of it."""
    if number.lstrip("-−+") == "1" and measure.unit in words()["one"]:
        return say("one", measure.unit)
    return measure.unit.replace("_", " ")


def change_text(amount: float | Decimal, measure: Measure, decimals: int) -> str:
    """A change with its sign and unit: `−5 points`, `+2`."""
    rounded = once_rounded(amount, decimals)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    size = f"{abs(rounded):,f}"
    key = measure.unit if measure.unit in words()["change"] else "other"
    if measure.unit == "percent":
        key = "point" if abs(rounded) == 1 else "points"
    return say("change", key, number=sign + size, sign=sign, size=size, unit=_unit(measure, size))


def signed(amount: float | Decimal, decimals: int) -> str:
    """A change with its sign alone, rounded once."""
    rounded = once_rounded(amount, decimals)
    return f"{rounded:+,f}".replace("-", "−") if rounded else f"{rounded:,f}"


def period_text(period_type: str, start: dt.date, end: dt.date) -> str:
    """A period in words: `August 2026`, `July to September 2026`, `2025/26`, `the week of 3 August 2026`."""
    last = end - dt.timedelta(days=1)
    if period_type == "rolling_12_months":
        return _dated("rolling", last, last)
    if period_type in SPLIT_YEARS:
        return say("period", "split_year", year=str(start.year), short_year=f"{last.year % 100:02}")
    if period_type == "calendar_year":
        return say("period", "year", year=str(start.year))
    if period_type == "week":
        return _dated("week", start, last)
    if (start.year, start.month) == (last.year, last.month):
        is_whole = start.day == 1 and end.day == 1
        return _dated("month" if is_whole else "day", start, last)
    return _dated("within_year" if start.year == last.year else "across_years", start, last)


def _dated(key: str, start: dt.date, last: dt.date) -> str:
    months = words()["months"]
    return say(
        "period",
        key,
        day=str(start.day),
        month=months[str(start.month)],
        year=str(start.year),
        last_month=months[str(last.month)],
        last_year=str(last.year),
    )


def day_text(day: dt.date) -> str:
    """`3 July 2026`."""
    return period_text("day", day, day + dt.timedelta(days=1))


def next_text(period_type: str) -> str:
    """`month` in "next month"."""
    return say("next_period", "year" if period_type.endswith("_year") else period_type)


def often_text(chance: str, period_type: str) -> str:
    """How often, by the gate's words: `in about 2 months in 5`."""
    kind = "year" if period_type.endswith("_year") else period_type
    return say("chance", chance, period=say("next_period", kind), periods=say("many_periods", kind))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
