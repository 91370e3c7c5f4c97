"""What should a reader know before trusting the chart of a phase?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Bools, Ints, counted

# In alphabetical order, which is the order they are joined in.
ADVICE = (
    "calendar_unknown",
    "changed_after_constant",
    "gaps",
    "limits_fallback",
    "mostly_one_value",
    "no_variation",
    "provisional_limits",
    "too_few_points",
)
# Ours and open to change: above this share of periods blank or absent, a phase has gaps.
GAPS_SHARE = 0.1


def advice_numbers(flags: Mapping[str, Bools]) -> Ints:
    """One number a phase, which stands for the set of codes that hold there."""
    numbers = [flags[code].astype(np.int64) << bit for bit, code in enumerate(ADVICE)]
    total: Ints = np.sum(numbers, axis=0, dtype=np.int64)
    return total


@lru_cache(maxsize=1)
def advice_words() -> pl.Series:
    """The codes joined by `;`, by number."""
    every = range(1 << len(ADVICE))
    return pl.Series("advice", [";".join(c for bit, c in enumerate(ADVICE) if n >> bit & 1) for n in every])


def has_gaps(blank: Bools, absent: Ints, phase: Ints, number: int) -> Bools:
    """Which phases have more than `GAPS_SHARE` of their periods blank or absent.

    absent  absent periods before each row; those before the first row of a phase count with it.
    """
    missing = np.bincount(phase, weights=absent, minlength=number)
    blanks = counted(phase[blank], number)
    periods = counted(phase, number) + missing
    return blanks + missing > GAPS_SHARE * periods
