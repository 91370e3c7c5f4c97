"""Which neighbours make one stretch, and which points does a stretch cover?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from hls_signals.variation.arrays import Bools, Ints

Mark = TypeVar("Mark", np.bool_, np.int8)


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


def in_stretch(joined: Bools, need: int) -> Bools:
    """Which of the entries lie in a stretch of at least `need`, where `joined[i]` is as for `stretches_of`.

    Windows of `need` entries are laid over each other: far cheaper, for the short stretches asked for, than to find
    where each stretch begins and ends.
    """
    entries = len(joined) + 1
    inside = np.zeros(entries, dtype=np.bool_)
    windows = entries - need + 1
    if windows > 0:
        whole = np.ones(windows, dtype=np.bool_)
        for place in range(need - 1):
            whole &= joined[place : place + windows]
        for place in range(need):
            inside[place : place + windows] |= whole
    return inside


def put_back(marks: npt.NDArray[Mark], joined: Bools, kept: Ints, entries: int) -> npt.NDArray[Mark]:
    """Marks of the kept entries on all entries; one that was passed over has the mark of the stretch it lies in.

    joined  whether each kept entry and the next belong together.
    """
    if len(kept) == entries:
        return marks
    after = np.zeros_like(marks)
    after[:-1] = marks[:-1] * joined
    everywhere = np.zeros(entries, dtype=marks.dtype)
    everywhere[kept] = marks
    passed = np.ones(entries, dtype=np.bool_)
    passed[kept] = False
    places = np.flatnonzero(passed)
    last_kept = np.searchsorted(kept, places) - 1
    within = last_kept >= 0
    everywhere[places[within]] = after[last_kept[within]]
    return everywhere
