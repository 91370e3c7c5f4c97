"""Which other readings of the same change stand beside the bridge, and are never added to it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hls_signals.why.groups import NothingToSplit, Number, Parts

# With fewer earlier years than this, whether a step belongs to the season cannot be known yet.
ENOUGH_YEARS = 2


@dataclass(frozen=True)
class PartsView:
    """What the change of the numerator and that of the denominator did to a rate; the two add up to its change."""

    numerator: float
    denominator: float


@dataclass(frozen=True)
class Season:
    """The same step in earlier years, oldest first, and what is left of the change beside their mean.

    A comparison and no part of the sum: a few steps are too few to subtract.
    """

    steps: tuple[float, ...]
    mean: float
    smallest: float
    largest: float
    remainder: float


def numerator_and_denominator(earlier: Parts, later: Parts, *, scale: Number = 1) -> PartsView:
    """The change of a rate read as a change of its numerator and of its denominator.

    raises  NothingToSplit when a denominator is not above nought

    >>> numerator_and_denominator((74, 100), (69, 100), scale=100)
    PartsView(numerator=-5.0, denominator=0.0)
    """
    (n0, d0), (n1, d1) = ([Fraction(part) for part in parts] for parts in (earlier, later))
    if d0 <= 0 or d1 <= 0:
        raise NothingToSplit("nobody is counted in one of the periods, so there is no rate to read.")
    unit = Fraction(scale)
    return PartsView(
        numerator=float(unit * (n1 - n0) * (1 / d0 + 1 / d1) / 2),
        denominator=float(-unit * (d1 - d0) * (n0 + n1) / (2 * d0 * d1)),
    )


def season(earlier_start: dt.date, later_start: dt.date, figures: Mapping[dt.date, Number | None]) -> Season | None:
    """The step between the same two periods in each earlier year; None where fewer than two years have both figures.

    figures  by first day of the period, of one phase and one definition, with those of the pair; None: no figure

    >>> steps = {dt.date(year, month, 1): value for year, month, value in
    ...          [(2024, 6, 70), (2024, 7, 67), (2025, 6, 72), (2025, 7, 70), (2026, 6, 74), (2026, 7, 69)]}
    >>> season(dt.date(2026, 6, 1), dt.date(2026, 7, 1), steps)
    Season(steps=(-3.0, -2.0), mean=-2.5, smallest=-3.0, largest=-2.0, remainder=-2.5)
    """
    change = _step(earlier_start, later_start, figures)
    years = range(earlier_start.year - min(figures, default=earlier_start).year, 0, -1)
    pairs = ((_years_before(earlier_start, n), _years_before(later_start, n)) for n in years)
    steps = [step for start, end in pairs if start and end and (step := _step(start, end, figures)) is not None]
    if change is None or len(steps) < ENOUGH_YEARS:
        return None
    mean = sum(steps, Fraction(0)) / len(steps)
    return Season(
        steps=tuple(float(step) for step in steps),
        mean=float(mean),
        smallest=float(min(steps)),
        largest=float(max(steps)),
        remainder=float(change - mean),
    )


def _step(start: dt.date, end: dt.date, figures: Mapping[dt.date, Number | None]) -> Fraction | None:
    before, after = figures.get(start), figures.get(end)
    return None if before is None or after is None else Fraction(after) - Fraction(before)


def _years_before(day: dt.date, years: int) -> dt.date | None:
    """The same day of an earlier year; None for the 29th of February of a year without one."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return None
