"""What should a reader know before trusting the chart of a phase?"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import polars as pl

from hls_signals.variation.arrays import Bools, Ints
from hls_signals.variation.groups import Groups
from hls_signals.variation.thresholds import GAPS_SHARE

# In alphabetical order, which is the order they are joined in.
ADVICE_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "calendar_unknown": "The dates show no rhythm, so a missing period cannot be told from one that never was.",
        "changed_after_constant": "The figures the limits rest on never vary, and others differ from them.",
        "chart_not_suited": "This chart is made for figures of another kind.",
        "gaps": "More than one period in ten is blank or absent.",
        "limits_fallback": "Leaving out the largest steps left none, so the limits rest on all of them.",
        "more_spread_than_chance": "The figures spread wider than chance explains for numbers so large: "
        "choose p_prime or u_prime.",
        "most_points_outside": "Most points lie outside the usual range, so it describes none of them: look first at "
        "the values furthest from the rest, and whether a new phase begins.",
        "mostly_one_value": "Most neighbouring figures are equal, so several on one side of a line say nothing.",
        "neighbours_alike": "Neighbouring figures resemble each other, so an unchanged series often shows a signal.",
        "no_variation": "The figures the limits rest on never vary, so there is no usual range.",
        "provisional_limits": "The limits rest on few points and may move as more arrive.",
        "rare_events": "The counts are small: consider the time or the cases between events (charts g and t), "
        "or a run chart.",
        "seasonal": "The same season tends to look alike from year to year; compare with the same season too.",
        "too_coarse": "There are few different values inside the limits: send numerator and denominator.",
        "too_few_points": "There are too few points for a usual range.",
    }
)
ADVICE = tuple(ADVICE_SENTENCES)

Sets = npt.NDArray[np.int16]


def advice_sentences(advice: str) -> list[str]:
    """The sentences of the codes that an `advice` cell joins.

    >>> advice_sentences("gaps;too_few_points")[0]
    'More than one period in ten is blank or absent.'
    """
    return [ADVICE_SENTENCES[code] for code in advice.split(";") if code]


def advice_cells(flags: Mapping[str, Bools]) -> Sets:
    """The codes that hold in each phase, one bit a code. A code that is not flagged holds nowhere."""
    numbers = [flags[code].astype(np.int16) << bit for bit, code in enumerate(ADVICE) if code in flags]
    sets: Sets = np.bitwise_or.reduce(numbers)
    return sets


def advice_column(sets: Sets) -> pl.Series:
    """The codes of each row, joined by `;`."""
    if len(sets) and (sets == sets[0]).all():
        return pl.Series([_joined(int(sets[0]))], dtype=pl.String).new_from_index(0, len(sets))
    # Few sets of codes ever occur together, and a table of all there could be is small.
    occurs = np.zeros(1 << len(ADVICE), dtype=np.bool_)
    occurs[sets] = True
    there = np.flatnonzero(occurs)
    place = np.zeros(len(occurs), dtype=np.uint32)
    place[there] = np.arange(len(there))
    return pl.Series([_joined(int(number)) for number in there], dtype=pl.String)[pl.Series(place[sets])]


def _joined(number: int) -> str:
    return ";".join(code for bit, code in enumerate(ADVICE) if number >> bit & 1)


def has_gaps(blank: Bools, absent: Ints, phases: Groups) -> Bools:
    """Which phases have more than `GAPS_SHARE` of their periods blank or absent.

    absent  absent periods before each row; those before the first row of a phase count with it.
    """
    if not (absent.any() or blank.any()):
        return np.zeros(phases.number, dtype=np.bool_)
    missing = phases.sums(absent.astype(np.float64))
    blanks = phases.counts(blank)
    periods = phases.lengths + missing
    return blanks + missing > GAPS_SHARE * periods
