"""What may a figure still become, when people are still sending what belongs to it?

An expectation beside the figure: it never enters a sum.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hls_signals.why.groups import Number

# A period that ended this many days ago or more is settled.
SETTLE_DAYS = 60
MOST_PERIODS = 12
# From fewer settled periods than this nothing is said.
ENOUGH_PERIODS = 6


@dataclass(frozen=True)
class Vintage:
    """One version of one period's figure: its parts, and the day from which they were known."""

    period_end: dt.date
    known_on: dt.date
    numerator: Number
    denominator: Number


@dataclass(frozen=True)
class Settled:
    """Parts of a settled period as they stood so many days after its end, and as they are known now."""

    numerator_then: Number
    denominator_then: Number
    numerator_now: Number
    denominator_now: Number


@dataclass(frozen=True)
class Pending:
    """What the newest figure is expected to become; low and high are the extremes over the settled periods.

    All three are None where fewer than 6 periods can be compared: it cannot be said.
    """

    expected_value: float | None
    low: float | None
    high: float | None
    n_periods: int


def late_returns(
    vintages: Iterable[Vintage], *, as_of: dt.date, settle_days: int = SETTLE_DAYS, scale: Number = 1
) -> Pending | None:
    """What the newest period's figure may still become; None where it is settled or there is no figure.

    vintages  every version of every period of one area, in any order; those not known on `as_of` are left out
    """
    known = [held for held in vintages if held.known_on <= as_of and held.denominator > 0]
    if not known:
        return None
    newest = max(known, key=lambda held: (held.period_end, held.known_on))
    if _days(newest.period_end, as_of) >= settle_days:
        return None
    lag = _days(newest.period_end, newest.known_on)
    ended = {held.period_end for held in known if _days(held.period_end, as_of) >= settle_days}
    settled = [_at_lag([held for held in known if held.period_end == end], lag) for end in sorted(ended)]
    return expected_when_settled(
        (newest.numerator, newest.denominator), [held for held in settled if held is not None], scale=scale
    )


def expected_when_settled(newest: tuple[Number, Number], settled: Sequence[Settled], *, scale: Number = 1) -> Pending:
    """The newest figure with each of its parts grown as those of settled periods grew after the same delay.

    settled  oldest first; the newest 12 are read

    >>> at_this_lag = Settled(numerator_then=60, denominator_then=90, numerator_now=80, denominator_now=100)
    >>> expected_when_settled((63, 90), [at_this_lag] * 6, scale=100)
    Pending(expected_value=84.0, low=84.0, high=84.0, n_periods=6)
    """
    usable = [held for held in settled if min(held.numerator_then, held.denominator_then, held.denominator_now) > 0]
    read = usable[-MOST_PERIODS:]
    if len(read) < ENOUGH_PERIODS:
        return Pending(None, None, None, len(read))
    each = [_grown(newest, [held], scale) for held in read]
    return Pending(float(_grown(newest, read, scale)), float(min(each)), float(max(each)), len(read))


def _grown(newest: tuple[Number, Number], settled: Sequence[Settled], scale: Number) -> Fraction:
    def total(name: str) -> Fraction:
        return sum((Fraction(getattr(held, name)) for held in settled), Fraction(0))

    numerator = Fraction(newest[0]) * total("numerator_now") / total("numerator_then")
    denominator = Fraction(newest[1]) * total("denominator_now") / total("denominator_then")
    return Fraction(scale) * numerator / denominator


def _at_lag(versions: Sequence[Vintage], lag: int) -> Settled | None:
    """The period as known so many days after its end, and as known now; None where it was not yet known then."""
    then = [held for held in versions if _days(held.period_end, held.known_on) <= lag]
    if not then:
        return None
    first, now = (max(held, key=lambda version: version.known_on) for held in (then, versions))
    return Settled(first.numerator, first.denominator, now.numerator, now.denominator)


def _days(start: dt.date, end: dt.date) -> int:
    return (end - start).days
