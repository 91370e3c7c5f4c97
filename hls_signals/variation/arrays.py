"""What do the flat arrays of many series hold, and how are they counted by phase?"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
# -1 low, 0 neither, 1 high, or NOT_JUDGED.
Sides = npt.NDArray[np.int8]

Cell = TypeVar("Cell", bound=np.generic)

NOT_JUDGED = np.int8(-128)

# Section 4 of the page: floating-point dust makes no signal.
ON_LINE = 1e-12
# Ours: a value this much further from a line than the line is from 0 is beyond it, whatever the value. Four times
# ON_LINE, because a value that is not twice as large as the line has at most twice its slack.
SURELY_OFF_LINE = 4e-12
# What is left of a subtraction whose answer is 0: some ten times the rounding of a double.
DUST = 1e-14


def side_of(value: Floats, line: Floats) -> Sides:
    """1 where the value lies above the line, -1 below, 0 on it or where either is not a number."""
    # Written into two buffers only: this is where most of the time goes.
    slack = np.abs(value)
    gap = np.abs(line)
    np.maximum(slack, gap, out=slack)
    slack *= ON_LINE
    np.subtract(value, line, out=gap)
    higher = gap > slack
    np.negative(slack, out=slack)
    lower = gap < slack
    return higher.view(np.int8) - lower.view(np.int8)


def above(value: Floats, line: Floats) -> Bools:
    """Whether the value lies above the line by more than floating-point dust."""
    higher: Bools = value > line
    beyond_dust = np.abs(line)
    beyond_dust *= SURELY_OFF_LINE
    beyond_dust += line
    surely = value > beyond_dust
    # Only values that lie just above their line are looked at closely, and mostly there are none.
    if np.count_nonzero(surely) < np.count_nonzero(higher):
        close = np.flatnonzero(higher & ~surely)
        higher[close] = side_of(value[close], line[close]) > 0
    return higher


def without_dust(total: Floats, parts: Floats) -> Floats:
    """The totals, with exactly 0 where only rounding is left of parts of this size."""
    clean: Floats = total.copy()
    clean[np.abs(total) <= DUST * np.abs(parts)] = 0
    return clean


def counted(groups: Ints, number: int) -> Ints:
    """How many entries each of `number` groups has."""
    return np.bincount(groups, minlength=number).astype(np.int64)


def sums(values: Floats, groups: Ints, number: int) -> Floats:
    """The sum of the values of each group."""
    # bincount without any entry would count in whole numbers.
    return np.bincount(groups, weights=values, minlength=number).astype(np.float64, copy=False)


def means(values: Floats, groups: Ints, number: int) -> Floats:
    """The mean of the values of each group, and not-a-number for a group without any."""
    return over(sums(values, groups, number), counted(groups, number))


def over(total: Floats, count: Ints) -> Floats:
    """Totals by their counts, and not-a-number where nothing was counted."""
    mean: Floats = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    return mean


def has_any(flags: Bools, groups: Ints, number: int) -> Bools:
    """Whether any entry of each group is flagged."""
    found = np.zeros(number, dtype=np.bool_)
    found[groups[flags]] = True
    return found


def where_judged(mark: Sides, judged: Bools) -> Sides:
    """The marks, with NOT_JUDGED where the rule could not be judged."""
    # In bits, because a choice by `np.where` costs a hundred times as much: -1 keeps all bits of a mark, 0 none.
    keep = -judged.view(np.int8)
    kept: Sides = (mark & keep) | (NOT_JUDGED & ~keep)
    return kept


def differences(values: Ints) -> Ints:
    """How far each entry lies from the one before; 0 for the first."""
    steps = np.zeros_like(values)
    np.subtract(values[1:], values[:-1], out=steps[1:])
    return steps


def group_starts(groups: Ints) -> Ints:
    """Where each group begins, in an array whose groups stand together."""
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))


def firsts(values: Floats, groups: Ints, number: int) -> Floats:
    """The first value of each group, in an array whose groups stand together; not-a-number for an empty group."""
    first = np.full(number, np.nan)
    at = group_starts(groups)
    first[groups[at]] = values[at]
    return first


def medians(values: Floats, groups: Ints, number: int) -> Floats:
    """The median of the values of each group, and not-a-number for a group without any."""
    order = np.lexsort((values, groups))
    sorted_values, sorted_groups = values[order], groups[order]
    starts = group_starts(sorted_groups)
    count = np.diff(starts, append=len(values))
    middle = np.full(number, np.nan)
    middle[sorted_groups[starts]] = (sorted_values[starts + (count - 1) // 2] + sorted_values[starts + count // 2]) / 2
    return middle
