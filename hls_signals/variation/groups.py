"""How are the figures of many groups that stand one after the other counted and added up?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from hls_signals.variation.arrays import Bools, Cell, Floats, Ints, sums

# With fewer groups there is nothing to win, and numpy would add in another order than one figure after the other.
SIDE_BY_SIDE = 16


@dataclass(frozen=True)
class Groups:
    """Entries in groups, the first group first. Every answer on a group is the same whatever the other groups hold.

    lengths  how many entries each group has; one entry a group.
    """

    lengths: Ints

    @property
    def number(self) -> int:
        """How many groups there are, those without any entry too."""
        return len(self.lengths)

    @cached_property
    def of(self) -> Ints:
        """The number of the group of each entry, from 0."""
        return self.spread(np.arange(self.number))

    @cached_property
    def starts(self) -> Ints:
        """Where each group begins, or would."""
        return np.cumsum(self.lengths) - self.lengths

    @cached_property
    def one_length(self) -> int:
        """How many entries every group has; 0 where they differ."""
        if self.number and (self.lengths == self.lengths[0]).all():
            return int(self.lengths[0])
        return 0

    def spread(self, cells: npt.NDArray[Cell]) -> npt.NDArray[Cell]:
        """What each group has, at each of its entries."""
        return np.repeat(cells, self.lengths)

    def sums(self, values: Floats) -> Floats:
        """The sum of each group, added one after the other, so that the last digit never depends on its place."""
        if self.one_length and self.number >= SIDE_BY_SIDE:
            # The first of all groups, then the second of all: the same additions, several times as fast.
            side_by_side = np.ascontiguousarray(values.reshape(self.number, self.one_length).T)
            # A sum begins at 0, so that it never is -0.
            total: Floats = np.add.reduce(side_by_side, axis=0)
            return total + 0.0
        return sums(values, self.of, self.number)

    def firsts(self, values: Floats) -> Floats:
        """The first value of each group; not-a-number for a group without any."""
        if self.one_length:
            return values[self.starts]
        first = np.full(self.number, np.nan)
        there = self.lengths > 0
        first[there] = values[self.starts[there]]
        return first

    def counts(self, flags: Bools) -> Ints:
        """How many entries of each group are flagged; flags are few, or all."""
        return np.bincount(self.of[np.flatnonzero(flags)], minlength=self.number)

    def among(self, kept: Bools) -> Groups:
        """The same groups of some of the entries."""
        return self if kept.all() else Groups(self.counts(kept))


def groups_of(starts: Ints, entries: int) -> Groups:
    """Groups that begin at these entries; none is empty."""
    return Groups(np.diff(starts, append=entries))


def groups_from(of: Ints, number: int) -> Groups:
    """Groups by the number of the group of each entry."""
    return Groups(np.bincount(of, minlength=number))
