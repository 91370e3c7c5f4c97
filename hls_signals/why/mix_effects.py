"""How much of the mix went with each dimension, for many pairs of periods at once?

The arithmetic of `dimensions` on arrays: for two crossed dimensions the Owen value, for a chain its two steps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hls_signals.why.cells import Grain, Values
from hls_signals.why.numbering import Numbers
from hls_signals.why.rate_effects import RateEffects
from hls_signals.why.sums import Floats, summed, total


def mix_by_dimension(effects: RateEffects, grain: Grain, groups: Sequence[Values]) -> tuple[Floats, ...]:
    """(k,) for each of the grain's dimension rows, without the scale; together they are the mix.

    groups  of the block's rows
    """
    if len(grain.factors) > 1:
        return _crossed(effects, values_of_factors(grain, groups))
    return _nested(effects, _places([group[:1] for group in groups])) if len(grain.names) > 1 else ()


def values_of_factors(grain: Grain, groups: Sequence[Values]) -> list[Numbers]:
    """For each factor of the grain, which of its values each group has, by number."""
    ends = np.cumsum([len(factor) for factor in grain.factors]).tolist()
    starts = [0, *ends[:-1]]
    return [_places([group[start:end] for group in groups]) for start, end in zip(starts, ends, strict=True)]


def by_value(amounts: Floats, places: Numbers, *, are_whole: bool = False) -> Floats:
    """(v, p) the amounts of all groups that have one value, added up; are_whole: they are whole numbers."""
    found = np.zeros((int(places.max(initial=-1)) + 1, amounts.shape[1]))
    for value in range(len(found)):
        found[value] = total(amounts[places == value], are_whole=are_whole)
    return found


def _places(values: Sequence[Values]) -> Numbers:
    number = {value: place for place, value in enumerate(dict.fromkeys(values))}
    return np.array([number[value] for value in values], dtype=np.int64)


def _crossed(effects: RateEffects, places: Sequence[Numbers]) -> tuple[Floats, Floats]:
    """A cell's share is the product of one factor a dimension, each the square root of its two readings.

    They are the part of people with this value, and the part with it among those who share the other value.
    """
    mean = effects.mean_rate
    (a0, a1), (b0, b1) = (effects.block.both(factor) for factor in _factors(effects, places))
    return summed(mean * ((b0 + b1) / 2) * (a1 - a0)), summed(mean * ((a0 + a1) / 2) * (b1 - b0))


def _factors(effects: RateEffects, places: Sequence[Numbers]) -> tuple[Floats, Floats]:
    """(g, p) the two factors of each share; of an empty cell both are nought."""
    laid = effects.block.laid
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (
            np.sqrt(by_value(laid.denominator, at, are_whole=laid.are_whole) / laid.everybody) for at in places
        )
        root = np.sqrt(effects.share_by_period)
        # The ratio of two values is the same for every cell that has them, and there are fewer of these than of cells.
        ratio = first[places[0]] / second[places[1]]
        both = root * ratio, root / ratio
    if effects.are_all_counted:
        return both
    return np.where(root > 0, both[0], 0.0), np.where(root > 0, both[1], 0.0)


def _nested(effects: RateEffects, outer: Numbers) -> tuple[Floats, Floats]:
    """What moved between the outermost groups, and within them; a new or gone outer group is all between."""
    w0, w1 = effects.shares
    mean = effects.mean_rate
    before, after = (by_value(share, outer)[outer] for share in (w0, w1))
    with np.errstate(divide="ignore", invalid="ignore"):
        old, new = w0 / before, w1 / after
    old = np.where(before > 0, old, np.where(after > 0, new, 0.0))
    new = np.where(after > 0, new, old)
    between = summed((after - before) * ((old + new) / 2) * mean)
    return between, summed((before + after) / 2 * (new - old) * mean)
