"""Which smooth curve, with heaps on round values, would a histogram follow if there were no limit?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hls_signals.gaming.arrays import Bools, Floats, Ints
from hls_signals.gaming.fits import Fit, poisson_fit

# A rhythm joins the curve where it lowers the criterion by more than this.
WORTH_A_RHYTHM = 2.0
DEGREE_FOR_RHYTHMS = 3
DEGREES = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Smooth:
    """One curve over all cells, fitted on those outside the windows."""

    fit: Fit
    design: Floats
    degree: int
    rhythms: tuple[str, ...]

    def total(self, cells: Bools) -> tuple[float, Floats]:
        """The fitted total of these cells, and its gradient by the coefficients."""
        rows = self.design[cells]
        fitted = np.exp(rows @ self.fit.coefficients)
        return float(fitted.sum()), rows.T @ fitted


@dataclass(frozen=True)
class Histogram:
    """What a curve is fitted to.

    position  (cells,) where each cell lies, about -1 to 1
    counts    (cells,) records in it
    outside   (cells,) true where the curve is fitted
    base      columns every curve has: the constant, and what the caller adds
    rhythms   name -> columns that come in together or not at all
    """

    position: Floats
    counts: Floats
    outside: Bools
    base: Floats
    rhythms: dict[str, Floats]

    def curve(self, degree: int, chosen: Sequence[str]) -> Smooth:
        """The curve of this degree with these rhythms."""
        powers = self.position[:, None] ** np.arange(1, degree + 1)
        design = np.hstack([self.base, powers, *[self.rhythms[name] for name in chosen]])
        fit = poisson_fit(design[self.outside], self.counts[self.outside])
        return Smooth(fit, design, degree, tuple(chosen))


def heap_columns(heaps: Sequence[int], steps: Ints) -> dict[str, Floats]:
    """One column a heap: 1 where the recorded value is a multiple of it, counted from 0 of the unit."""
    return {f"every {heap}": (steps % heap == 0).astype(float)[:, None] for heap in heaps}


def curve_of_least_bic(
    histogram: Histogram, degrees: Sequence[int] = DEGREES, known: tuple[str, ...] | None = None
) -> Smooth:
    """Rhythms join one at a time on degree 3, each the one that lowers BIC most, while by more than 2; then the degree.

    known   rhythms already found in this histogram; None: look for them
    source  Schwarz 1978; deviance + parameters x ln cells.
    """
    chosen = _rhythms(histogram) if known is None else known
    most = max(1, int(histogram.outside.sum()) - len(chosen) - 4)
    found = [histogram.curve(degree, chosen) for degree in degrees if degree <= most]
    return min(found, key=lambda curve: curve.fit.bic)


def _rhythms(histogram: Histogram) -> tuple[str, ...]:
    chosen: tuple[str, ...] = ()
    left = list(histogram.rhythms)
    bic = histogram.curve(DEGREE_FOR_RHYTHMS, ()).fit.bic if left else 0.0
    while left:
        tried = {name: histogram.curve(DEGREE_FOR_RHYTHMS, (*chosen, name)).fit.bic for name in left}
        name = min(left, key=lambda candidate: tried[candidate])
        if bic - tried[name] <= WORTH_A_RHYTHM:
            break
        chosen, bic = (*chosen, name), tried[name]
        left.remove(name)
    return chosen
