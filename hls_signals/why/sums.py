"""How are many numbers added so that their order, and noughts among them, cannot change the last bit?

Each column is laid on two grids of binary digits, coarse and fine. On a grid the numbers add up without any rounding,
so only one rounding is left, at the end. `math.fsum` does as much for one column; this does it for a whole array.

source  Demmel and Nguyen, Fast Reproducible Floating-Point Summation, 2013: their pre-rounding, with two grids.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
# A column holds at most 2 ** 20 numbers; a double has 53 digits, of which so many are left for the grid.
ROOM = 20
DIGITS = 53


def summed(numbers: Floats) -> Floats:
    """The sum along the first axis, the same for every order and whatever noughts stand between.

    numbers  (n, ...), n <= 2 ** 20; a column with a nan has no sum: nan
    returns  (...,)

    >>> float(summed(np.array([0.1] * 10))), float(summed(np.array([1e9, 1.5, 0.0, -1e9])))
    (1.0, 1.5)
    """
    if len(numbers) == 0:
        return np.zeros(numbers.shape[1:])
    largest = np.maximum(numbers.max(axis=0), -numbers.min(axis=0))
    _, exponent = np.frexp(largest)
    grid = _on_grid(numbers, exponent + (ROOM - DIGITS + 1), np.empty_like(numbers))
    coarse = grid.sum(axis=0)
    rest = np.subtract(numbers, grid, out=grid)
    return np.asarray(coarse + _on_grid(rest, exponent + 2 * (ROOM - DIGITS + 1), rest).sum(axis=0), dtype=np.float64)


def _on_grid(numbers: Floats, exponent: NDArray[np.intc], grid: Floats) -> Floats:
    """`grid`, filled with the numbers as whole multiples of 2 ** exponent: what a far larger number leaves of them."""
    large = np.ldexp(1.5, exponent + (DIGITS - 1))
    np.add(numbers, large, out=grid)
    return np.subtract(grid, large, out=grid)


def total(numbers: Floats, *, are_whole: bool) -> Floats:
    """As `summed`. Whole numbers, which are below 2 ** 53 when added up, need no grid: their sum is exact anyhow."""
    return np.asarray(numbers.sum(axis=0), dtype=np.float64) if are_whole else summed(numbers)
