"""How likely is it that at least so many of a number of people are counted, as earlier people were?

Beta-Binomial tails for whole arrays. A tail begins at its nearer end and walks away from the middle, each chance from
the one before it, until what comes adds nothing.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

# Rows walked together: their arrays stay in the processor's cache.
TOGETHER = 8192
# A step this small beside its sum no longer changes it, whoever else is still walking.
NOTHING = 1e-18
# After so many steps the rows that have arrived are put aside.
BETWEEN_LOOKS = 16


def chances_at_least(first: Floats, size: Floats, a: Floats, b: Floats) -> Floats:
    """The chance of `first` or more among `size` people, for each row.

    first  (n,) whole numbers, also below nought or above the size, or infinite
    a, b   (n,) of the Beta distribution: one more than the earlier people who were, and were not, counted

    >>> chances_at_least(*(np.array([held]) for held in (15.0, 20.0, 28.0, 10.0))).round(3)
    array([0.565])
    """
    found = np.where(first <= 0, 1.0, 0.0)
    inside = np.flatnonzero((first > 0) & (first <= size))
    for start in range(0, inside.size, TOGETHER):
        rows = inside[start : start + TOGETHER]
        found[rows] = _at_least(first[rows], size[rows], a[rows], b[rows])
    return found


def _at_least(first: Floats, size: Floats, a: Floats, b: Floats) -> Floats:
    middle = size * a / (a + b)
    is_upper = first > middle
    # Seen from the people who were not counted, the lower tail is an upper one.
    start = np.where(is_upper, first, size - first + 1.0)
    tail = _upper_tail(start, size, np.where(is_upper, a, b), np.where(is_upper, b, a))
    return np.where(is_upper, tail, 1.0 - tail)


def _upper_tail(start: Floats, size: Floats, a: Floats, b: Floats) -> Floats:
    """Sum of the chances of `start`, `start` + 1 ... `size`, where they fall from the start on."""
    sums = _chance_of(start, size, a, b)
    at, step, total = start.copy(), sums.copy(), sums
    walking = np.arange(start.size)
    while walking.size:
        for _ in range(BETWEEN_LOOKS):
            left = size - at
            # With nobody left the next chance is nought.
            step = step * left * (at + a) / ((at + 1.0) * (np.maximum(left, 1.0) - 1.0 + b))
            at = at + 1.0
            total = total + step
        sums[walking] = total
        on = step > NOTHING * total
        walking = walking[on]
        at, step, total, size, a, b = (held[on] for held in (at, step, total, size, a, b))
    return sums


def _chance_of(number: Floats, size: Floats, a: Floats, b: Floats) -> Floats:
    from scipy.special import betaln

    ways = -betaln(size - number + 1.0, number + 1.0) - np.log(size + 1.0)
    return np.asarray(np.exp(ways + betaln(number + a, size - number + b) - betaln(a, b)))
