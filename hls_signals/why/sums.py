"""How are many numbers added so that their order, and noughts among them, cannot change the last bit?

Each row is laid on two grids of binary digits, coarse and fine. On a grid the numbers add up without any rounding, so
only one rounding is left, at the end. `math.fsum` does as much for one row; this does it for a whole array at once.

source  Demmel and Nguyen, Fast Reproducible Floating-Point Summation, 2013: their pre-rounding, with two grids.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
# A row holds at most 2 ** 20 numbers; a double has 53 digits, of which so many are left for the grid.
ROOM = 20
DIGITS = 53


def summed(numbers: Floats) -> Floats:
    """The sum along the last axis, the same for every order and whatever noughts stand between.

    numbers  (..., n), n <= 2 ** 20, finite
    returns  (...,)

    >>> float(summed(np.array([0.1] * 10))), float(summed(np.array([1e9, 1.5, 0.0, -1e9])))
    (1.0, 1.5)
    """
    if numbers.shape[-1] == 0:
        return np.zeros(numbers.shape[:-1])
    grid = np.abs(numbers)
    _, exponent = np.frexp(grid.max(axis=-1, keepdims=True))
    _lay_on_grid(numbers, exponent + (ROOM - DIGITS + 1), grid)
    coarse = grid.sum(axis=-1)
    _lay_on_grid(numbers - grid, exponent + 2 * (ROOM - DIGITS + 1), grid)
    return np.asarray(coarse + grid.sum(axis=-1), dtype=np.float64)


def _lay_on_grid(numbers: Floats, exponent: NDArray[np.intc], grid: Floats) -> None:
    """Fill `grid` with the numbers as whole multiples of 2 ** exponent: what a far larger number leaves of them."""
    large = np.ldexp(1.5, exponent + (DIGITS - 1))
    np.add(numbers, large, out=grid)
    np.subtract(grid, large, out=grid)


def total(numbers: Floats, *, are_whole: bool) -> Floats:
    """As `summed`. Whole numbers, which are below 2 ** 53 when added up, need no grid: their sum is exact anyhow."""
    return np.asarray(numbers.sum(axis=-1), dtype=np.float64) if are_whole else summed(numbers)
