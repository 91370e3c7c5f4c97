"""Which smooth curve of counts fits, and how well? Quasi-Poisson regression with a log link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.gaming.arrays import Floats

# Beyond this a fitted logarithm is a cell that holds nothing; exp stays finite.
LARGEST_LOG = 30.0
STEPS = 50
CLOSE = 1e-10


@dataclass(frozen=True)
class Fit:
    """Coefficients, fitted counts, covariance at dispersion 1, deviance and Pearson's sum."""

    coefficients: Floats
    fitted: Floats
    covariance: Floats
    deviance: float
    pearson: float

    @property
    def df(self) -> int:
        """Cells less coefficients."""
        return len(self.fitted) - len(self.coefficients)

    @property
    def dispersion(self) -> float:
        """Pearson's sum by its degrees of freedom, and never below 1."""
        return max(1.0, self.pearson / self.df)

    @property
    def bic(self) -> float:
        """Deviance + parameters x ln cells."""
        return self.deviance + len(self.coefficients) * float(np.log(len(self.fitted)))


def poisson_fit(design: Floats, counts: Floats) -> Fit:
    """Iteratively weighted least squares.

    design  (cells, coefficients), the first column constant
    counts  (cells,), whole numbers from 0
    source  McCullagh and Nelder, Generalized Linear Models, 1989, section 2.5
    """
    logs = np.log(np.maximum(counts, 0.5))
    deviance = np.inf
    for _ in range(STEPS):
        fitted = np.exp(logs)
        weighted = design * fitted[:, None]
        information = design.T @ weighted
        coefficients = _solved(information, weighted.T @ (logs + (counts - fitted) / fitted))
        logs = np.clip(design @ coefficients, -LARGEST_LOG, LARGEST_LOG)
        before, deviance = deviance, _deviance(counts, np.exp(logs))
        if abs(before - deviance) <= CLOSE * (1 + abs(deviance)):
            break
    fitted = np.exp(logs)
    covariance = np.asarray(np.linalg.pinv(design.T @ (design * fitted[:, None]), hermitian=True), dtype=np.float64)
    return Fit(coefficients, fitted, covariance, deviance, float((((counts - fitted) ** 2) / fitted).sum()))


def _solved(information: Floats, right: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, right), dtype=np.float64)
    except np.linalg.LinAlgError:
        # Columns that say the same, such as a heap that every cell lies on: the shortest solution serves.
        return np.asarray(np.linalg.pinv(information, hermitian=True) @ right, dtype=np.float64)


def _deviance(counts: Floats, fitted: Floats) -> float:
    some = counts > 0
    return float(2 * ((counts[some] * np.log(counts[some] / fitted[some])).sum() - (counts - fitted).sum()))
