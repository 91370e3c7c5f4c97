"""What did each group do to the change of a rate, for many pairs of periods at once?

The arithmetic of `rate_split` and `dimensions` on arrays: one row a pair, one column a group.
source  Kitagawa 1955, symmetrised and centred; Das Gupta 1993 for crossed dimensions, as told there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hls_signals.why.beside import Block, Flags
from hls_signals.why.rate_split import NORMAL_95, NOT_RECORDED_STEP, RECODE_WITHIN
from hls_signals.why.sums import Floats, summed

# A share that grew by this much less than the step has grown by it: so much is a float's dust.
DUST = 1e-12
Kind = TypeVar("Kind", bound=np.generic)
NOBODY, BOTH, NEW, GONE = range(4)


@dataclass(frozen=True)
class RateEffects:
    """Mix and rate of every group of a block, without the measure's scale; all (k, g) unless said otherwise."""

    block: Block

    @cached_property
    def is_hidden(self) -> Flags:
        """Whether the group may not be read in one of the periods; (k, 1) where none is hidden at all."""
        if not self.block.laid.is_hidden.any():
            return np.zeros((len(self.block.at), 1), dtype=np.bool_)
        earlier, later = self._sides(self.block.laid.is_hidden)
        return np.asarray(earlier | later, dtype=np.bool_)

    @cached_property
    def has_hidden(self) -> Flags:
        """(k,) whether there is such a group."""
        return np.asarray(self.is_hidden.any(axis=1), dtype=np.bool_)

    @cached_property
    def is_counted(self) -> tuple[Flags, Flags]:
        """Whether the group has anybody, in the earlier and in the later period."""
        return self._sides(self.block.laid.denominator > 0)

    @cached_property
    def share_by_period(self) -> Floats:
        """(p, g) the part of everybody who is in the group."""
        laid = self.block.laid
        with np.errstate(divide="ignore", invalid="ignore"):
            return laid.denominator / laid.everybody[:, None]

    @cached_property
    def shares(self) -> tuple[Floats, Floats]:
        """The part of everybody who is in the group, earlier and later."""
        earlier, later = self._sides(self.share_by_period)
        return self._read(earlier), self._read(later)

    @cached_property
    def rates(self) -> tuple[Floats, Floats]:
        """A group with nobody in one period takes its rate from the other; nought with nobody in either."""
        laid, (before, after) = self.block.laid, self.is_counted
        with np.errstate(divide="ignore", invalid="ignore"):
            earlier, later = self._sides(laid.numerator / laid.denominator)
        old = np.where(before, earlier, np.where(after, later, 0.0))
        return old, np.where(after, later, old)

    @cached_property
    def levels(self) -> tuple[Floats, Floats]:
        """(k,) the figure of all together."""
        return self._sides(self.block.laid.level)

    @cached_property
    def mix(self) -> Floats:
        """What its growing or shrinking did, seen from the level of all together."""
        (w0, w1), (r0, r1), (v0, v1) = self.shares, self.rates, self.levels
        return (w1 - w0) * ((r0 + r1) / 2 - ((v0 + v1) / 2)[:, None])

    @cached_property
    def rate(self) -> Floats:
        """What its own rate's moving did."""
        (w0, w1), (r0, r1) = self.shares, self.rates
        return (w0 + w1) / 2 * (r1 - r0)

    def mix_alone(self) -> Floats:
        """(k,) how far the whole moves where only the shares do, at the earlier rates."""
        (w0, w1), (r0, _) = self.shares, self.rates
        return summed((w1 - w0) * r0)

    def rate_alone(self) -> Floats:
        """(k,) how far the whole moves where only the rates do, at the earlier shares."""
        (w0, _), (r0, r1) = self.shares, self.rates
        return summed(w0 * (r1 - r0))

    def half_width(self) -> Floats:
        """Half the interval of the rate effect, 95 in 100, as counts alone vary; nan where none can be told."""
        (w0, w1), (r0, r1), (d0, d1) = self.shares, self.rates, self._sides(self.block.laid.denominator)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = r0 * (1 - r0) / d0 + r1 * (1 - r1) / d1
            half = NORMAL_95 * (w0 + w1) / 2 * np.sqrt(variance)
        told = self.is_counted[0] & self.is_counted[1] & (np.maximum(r0, r1) <= 1)
        return np.where(told, half, np.nan)

    @cached_property
    def status(self) -> NDArray[np.int8]:
        """NOBODY (in either period, or not to be read), BOTH, NEW or GONE."""
        before, after = self.is_counted
        found = np.where(before & after, BOTH, np.where(after, NEW, np.where(before, GONE, NOBODY)))
        return np.asarray(np.where(self.is_hidden, NOBODY, found), dtype=np.int8)

    def is_reversed(self) -> Flags:
        """(k,) at least two groups, each of whose rates moved the other way than the whole."""
        (r0, r1), (v0, v1), both = self.rates, self.levels, self.status == BOTH
        against = (np.sign(r1 - r0) == -np.sign(v1 - v0)[:, None]) | ~both
        return np.asarray(against.all(axis=1) & (both.sum(axis=1) > 1) & (v1 != v0), dtype=np.bool_)

    def has_not_recorded_grown(self, is_not_recorded: Flags) -> Flags:
        """(k,) the share of people without a recorded group is up by 5 points or more; is_not_recorded: (g,)."""
        w0, w1 = self.shares
        grown = summed((w1 - w0)[:, is_not_recorded])
        return np.asarray(grown >= float(NOT_RECORDED_STEP) - DUST, dtype=np.bool_)

    def _sides(self, amounts: NDArray[Kind]) -> tuple[NDArray[Kind], NDArray[Kind]]:
        """Amounts by period as those of the earlier and of the later period of each comparison."""
        return amounts[self.block.sides[0]], amounts[self.block.sides[1]]

    def _read(self, amounts: Floats) -> Floats:
        """The amounts with nought for a group that may not be read."""
        return np.where(self.is_hidden, 0.0, amounts) if self.has_hidden.any() else amounts


def has_recode(before: Floats, after: Floats) -> Flags:
    """(k,) whether some gone and some new group are within a fifth of each other: was one renamed?

    before, after  (k, v) people of each value of one dimension. Laid in order of size, the two nearest of different
                   kinds stand side by side.
    """
    gone, new = (before > 0) & (after == 0), (before == 0) & (after > 0)
    found = np.asarray(gone.any(axis=1) & new.any(axis=1), dtype=np.bool_)
    rows = np.flatnonzero(found)
    size = np.where(gone | new, before + after, np.inf)[rows]
    order = np.argsort(size, axis=1, kind="stable")
    size, kind = np.take_along_axis(size, order, axis=1), np.take_along_axis(new[rows], order, axis=1)
    with np.errstate(invalid="ignore"):
        near = np.diff(size, axis=1) <= float(RECODE_WITHIN) * size[:, 1:]
    found[rows] = (near & (kind[:, 1:] != kind[:, :-1]) & np.isfinite(size[:, 1:])).any(axis=1)
    return found
