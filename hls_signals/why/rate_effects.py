"""What did each group do to the change of a rate, for many pairs of periods at once?

The arithmetic of `rate_split` and `dimensions` on arrays: one row a group, one column a pair.
source  Kitagawa 1955, symmetrised and centred; Das Gupta 1993 for crossed dimensions, as told there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hls_signals.why.beside import Block, Flags
from hls_signals.why.rate_split import NORMAL_95, NOT_RECORDED_STEP, RECODE_WITHIN
from hls_signals.why.sums import Floats, summed

# A share that grew by this much less than the step has grown by it: so much is a float's dust.
DUST = 1e-12
NOBODY, BOTH, NEW, GONE = range(4)


@dataclass(frozen=True)
class RateEffects:
    """Mix and rate of every group of a block, without the measure's scale; all (g, k) unless said otherwise."""

    block: Block

    @cached_property
    def is_hidden(self) -> Flags:
        """Whether the group may not be read in one of the periods; (1, k) where none is hidden at all."""
        hidden = self.block.laid.is_hidden
        earlier, later = self.block.both(hidden if hidden.any() else np.zeros((1, hidden.shape[1]), dtype=np.bool_))
        return np.asarray(earlier | later, dtype=np.bool_)

    @cached_property
    def has_hidden(self) -> Flags:
        """(k,) whether there is such a group."""
        return np.asarray(self.is_hidden.any(axis=0), dtype=np.bool_)

    @cached_property
    def are_all_counted(self) -> bool:
        """True where every group has somebody in every period and may be read."""
        return bool((self.block.laid.denominator > 0).all()) and not self.has_hidden.any()

    @cached_property
    def is_counted(self) -> tuple[Flags, Flags]:
        """Whether the group has anybody, in the earlier and in the later period."""
        return self.block.both(self.block.laid.denominator > 0)

    @cached_property
    def share_by_period(self) -> Floats:
        """(g, p) the part of everybody who is in the group."""
        laid = self.block.laid
        with np.errstate(divide="ignore", invalid="ignore"):
            return laid.denominator / laid.everybody

    @cached_property
    def shares(self) -> tuple[Floats, Floats]:
        """The part of everybody who is in the group, earlier and later."""
        earlier, later = self.block.both(self.share_by_period)
        return self._read(earlier), self._read(later)

    @cached_property
    def rates(self) -> tuple[Floats, Floats]:
        """A group with nobody in one period takes its rate from the other; nought with nobody in either."""
        laid = self.block.laid
        with np.errstate(divide="ignore", invalid="ignore"):
            earlier, later = self.block.both(laid.numerator / laid.denominator)
        if self.are_all_counted:
            return earlier, later
        before, after = self.is_counted
        old = np.where(before, earlier, np.where(after, later, 0.0))
        return old, np.where(after, later, old)

    @cached_property
    def mean_rate(self) -> Floats:
        """The mean of the group's two rates."""
        earlier, later = self.rates
        return (earlier + later) / 2

    @cached_property
    def share_step(self) -> Floats:
        """How much the group's part of everybody grew."""
        earlier, later = self.shares
        return later - earlier

    @cached_property
    def rate_step(self) -> Floats:
        """How much the group's own rate rose."""
        earlier, later = self.rates
        return later - earlier

    @cached_property
    def levels(self) -> tuple[Floats, Floats]:
        """(k,) the figure of all together."""
        return self.block.both(self.block.laid.level)

    @cached_property
    def mix(self) -> Floats:
        """What its growing or shrinking did, seen from the level of all together."""
        before, after = self.levels
        return self.share_step * (self.mean_rate - (before + after) / 2)

    @cached_property
    def rate(self) -> Floats:
        """What its own rate's moving did."""
        before, after = self.shares
        return (before + after) / 2 * self.rate_step

    def mix_alone(self) -> Floats:
        """(k,) how far the whole moves where only the shares do, at the earlier rates."""
        return summed(self.share_step * self.rates[0])

    def rate_alone(self) -> Floats:
        """(k,) how far the whole moves where only the rates do, at the earlier shares."""
        return summed(self.shares[0] * self.rate_step)

    def half_width(self) -> Floats:
        """Half the interval of the rate effect, 95 in 100, as counts alone vary; nan where none can be told."""
        (w0, w1), (r0, r1), (d0, d1) = self.shares, self.rates, self.block.both(self.block.laid.denominator)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = r0 * (1 - r0) / d0 + r1 * (1 - r1) / d1
            half = NORMAL_95 * (w0 + w1) / 2 * np.sqrt(variance)
        told = self.is_counted[0] & self.is_counted[1] & (np.maximum(r0, r1) <= 1)
        return np.where(told, half, np.nan)

    @cached_property
    def status(self) -> NDArray[np.int8]:
        """NOBODY (in either period, or not to be read), BOTH, NEW or GONE."""
        before, after = self.is_counted
        if self.are_all_counted:
            return np.broadcast_to(np.int8(BOTH), before.shape)
        found = np.where(before & after, BOTH, np.where(after, NEW, np.where(before, GONE, NOBODY)))
        return np.asarray(np.where(self.is_hidden, NOBODY, found), dtype=np.int8)

    def is_reversed(self) -> Flags:
        """(k,) at least two groups, each of whose rates moved the other way than the whole."""
        before, after = self.levels
        against = np.sign(self.rate_step) == -np.sign(after - before)
        number: NDArray[np.int64] | int = len(against)
        if not self.are_all_counted:
            is_both = self.status == BOTH
            against, number = against | ~is_both, is_both.sum(axis=0)
        return np.asarray(against.all(axis=0) & (np.asarray(number) > 1) & (after != before), dtype=np.bool_)

    def has_not_recorded_grown(self, is_not_recorded: Flags) -> Flags:
        """(k,) the share of people without a recorded group is up by 5 points or more; is_not_recorded: (g,)."""
        grown = summed(self.share_step[is_not_recorded])
        return np.asarray(grown >= float(NOT_RECORDED_STEP) - DUST, dtype=np.bool_)

    def _read(self, amounts: Floats) -> Floats:
        """The amounts with nought for a group that may not be read."""
        return np.where(self.is_hidden, 0.0, amounts) if self.has_hidden.any() else amounts


def has_recode(before: Floats, after: Floats) -> Flags:
    """(k,) whether some gone and some new group are within a fifth of each other: was one renamed?

    before, after  (v, k) people of each value of one dimension. Laid in order of size, the two nearest of different
                   kinds stand side by side.
    """
    gone, new = (before > 0) & (after == 0), (before == 0) & (after > 0)
    found = np.asarray(gone.any(axis=0) & new.any(axis=0), dtype=np.bool_)
    asked = np.flatnonzero(found)
    if not len(asked):
        return found
    size = np.where(gone | new, before + after, np.inf)[:, asked]
    order = np.argsort(size, axis=0, kind="stable")
    size, kind = np.take_along_axis(size, order, axis=0), np.take_along_axis(new[:, asked], order, axis=0)
    with np.errstate(invalid="ignore"):
        near = np.diff(size, axis=0) <= float(RECODE_WITHIN) * size[1:]
    found[asked] = (near & (kind[1:] != kind[:-1]) & np.isfinite(size[1:])).any(axis=0)
    return found
