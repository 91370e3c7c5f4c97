"""Which neighbours make one stretch, and which points does a stretch cover?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.variation.arrays import Bools, Ints


@dataclass(frozen=True)
class Stretches:
    """Unbroken stretches of entries, by their first and last entry (both included)."""

    first: Ints
    last: Ints

    @property
    def length(self) -> Ints:
        """How many entries each stretch has."""
        return self.last - self.first + 1

    def where(self, keep: Bools) -> Stretches:
        """The stretches that are asked for."""
        return Stretches(self.first[keep], self.last[keep])


def stretches_of(joined: Bools, entries: int) -> Stretches:
    """The stretches of `entries` entries, where `joined[i]` says that entry i and i + 1 belong together."""
    if entries == 0:
        return Stretches(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    first = np.flatnonzero(np.concatenate(([True], ~joined)))
    last = np.concatenate((first[1:], [entries])) - 1
    return Stretches(first, last)


def covered(stretches: Stretches, entries: int) -> Bools:
    """Which entries lie inside any of the stretches, which do not overlap."""
    change = np.zeros(entries + 1, dtype=np.int8)
    change[stretches.first] += 1
    change[stretches.last + 1] -= 1
    return np.cumsum(change[:-1], dtype=np.int8).astype(np.bool_)
