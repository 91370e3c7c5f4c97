"""What would chance alone do to a count?

Only uniform draws are taken from numpy: how it makes binomial or normal ones may change between its versions, and
the demo's bytes must not. Every question has its own stream, so a new figure never moves an old one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from zlib import crc32

import numpy as np

# The first seed under which chance alone plants no second story beside the ones meant: tests/spec/test_demo_stories.py
SEED = 90


class Draws:
    """A seeded stream of chance, named for what it is used for."""

    def __init__(self, name: str) -> None:
        self._generator = np.random.default_rng([SEED, crc32(name.encode("utf-8"))])

    def helped(self, people: int, chance: float) -> int:
        """How many of so many people, each with this chance (binomial)."""
        return int((self._generator.random(people) < chance).sum())

    def count(self, mean: float) -> int:
        """How many unrelated events, with this mean (Poisson, by multiplying uniform draws: Knuth 1969)."""
        floor, product, number = math.exp(-mean), self._generator.random(), 0
        while product > floor:
            product *= self._generator.random()
            number += 1
        return number

    def around(self, mean: float, spread: float) -> float:
        """A value from a normal distribution."""
        return NormalDist(mean, spread).inv_cdf(self._uniform())

    def split(self, people: int, shares: Sequence[float]) -> list[int]:
        """So many people over groups with these shares (multinomial); the shares add up to 1."""
        edges = np.cumsum(shares)[:-1]
        groups = np.searchsorted(edges, self._generator.random(people), side="right")
        return [int(number) for number in np.bincount(groups, minlength=len(shares))]

    def _uniform(self) -> float:
        """Between 0 and 1, never quite either."""
        return (float(self._generator.random()) + 1e-12) / (1 + 2e-12)
