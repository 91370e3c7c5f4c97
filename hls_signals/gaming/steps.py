"""How far did a share step up on a day declared beforehand?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from hls_signals.gaming.arrays import Bools, Floats
from hls_signals.gaming.settings import CONFIDENCE, FOUND_FOUR_IN_FIVE

# How many periods back months are still alike.
LAGS = 6
FEWEST_DF = 4
# Half a case of each kind on a side that has none of one, so that the odds are finite (Haldane 1956).
HALF_A_CASE = 0.5
ROUNDS = 40
CLOSE = 1e-12
# By how much, in units of the dispersion, a step fits better than a straight line before it is judged alone.
CLEARLY = 2.0
LARGEST_LOG_ODDS = 30.0


@dataclass(frozen=True)
class Step:
    """A step in the log odds: its size and standard error, with the variance months alike add.

    alike      L, how many times the variance of independent months
    is_beside  true where a straight line fits about as well as a step, so that the step is judged beside that line
    """

    size: float
    error: float
    df: float
    dispersion: float
    alike: float
    before: float
    after: float
    is_beside: bool

    @property
    def statistic(self) -> float:
        """The step in standard errors."""
        return self.size / self.error

    @property
    def p(self) -> float:
        """Upper tail of Student's t."""
        return float(student.sf(self.statistic, self.df))

    @property
    def odds_ratio(self) -> float:
        """After to before."""
        return float(np.exp(self.size))

    def interval(self) -> tuple[float, float]:
        """90 per cent, as odds ratios."""
        half = float(student.ppf(CONFIDENCE, self.df)) * self.error
        return float(np.exp(self.size - half)), float(np.exp(self.size + half))

    @property
    def smallest_seen(self) -> float:
        """The odds ratio found four times in five."""
        quantiles = student.ppf(CONFIDENCE, self.df) + student.ppf(FOUND_FOUR_IN_FIVE, self.df)
        return float(np.exp(quantiles * self.error))


def step(of_interest: Floats, of_all: Floats, is_after: Bools) -> Step:
    """The step of a quasi-binomial logit model.

    of_interest  (periods,) cases of interest; of_all (periods,) cases in all, above 0
    is_after     (periods,) true from the declared day on

    A share that drifts is no step: unless the step alone fits clearly better than a straight line alone, both are
    fitted, and the step is what is left beside the line.
    """
    some, whole = _with_odds(of_interest, of_all, is_after)
    periods = len(whole)
    one, after = np.ones(periods), is_after.astype(np.float64)
    line = np.linspace(-1, 1, periods)
    alone = logit_fit(np.column_stack([one, after]), some, whole)
    drift = logit_fit(np.column_stack([one, line]), some, whole)
    is_beside = drift.pearson < alone.pearson + CLEARLY * max(1.0, alone.pearson / (periods - 2))
    fit = logit_fit(np.column_stack([one, after, line]), some, whole) if is_beside else alone
    alike = times_alike(fit.residuals)
    free = len(fit.coefficients)
    dispersion = max(1.0, fit.pearson / (periods - free))
    return Step(
        size=float(fit.coefficients[1]),
        error=float(np.sqrt(fit.covariance[1, 1] * dispersion * alike)),
        df=max(float(FEWEST_DF), periods / alike - free),
        dispersion=dispersion,
        alike=alike,
        before=float(of_interest[~is_after].sum() / of_all[~is_after].sum()),
        after=float(of_interest[is_after].sum() / of_all[is_after].sum()),
        is_beside=is_beside,
    )


def _with_odds(some: Floats, whole: Floats, is_after: Bools) -> tuple[Floats, Floats]:
    sides = [(some[side].sum(), (whole - some)[side].sum()) for side in (~is_after, is_after)]
    if all(count > 0 for side in sides for count in side):
        return some, whole
    spread = np.where(is_after, HALF_A_CASE / is_after.sum(), HALF_A_CASE / (~is_after).sum())
    return some + spread, whole + 2 * spread


@dataclass(frozen=True)
class LogitFit:
    """Coefficients, covariance at dispersion 1 and Pearson residuals of a binomial regression."""

    coefficients: Floats
    covariance: Floats
    residuals: Floats

    @property
    def pearson(self) -> float:
        """Pearson's sum."""
        return float((self.residuals**2).sum())


def logit_fit(design: Floats, some: Floats, whole: Floats) -> LogitFit:
    """Iteratively weighted least squares with a logit link.

    source  McCullagh and Nelder, Generalized Linear Models, 1989, section 4.4
    """
    share = (some + HALF_A_CASE) / (whole + 1)
    log_odds = np.log(share / (1 - share))
    coefficients = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        share = 1 / (1 + np.exp(-log_odds))
        weight = whole * share * (1 - share)
        weighted = design * weight[:, None]
        before = coefficients
        working = log_odds + (some - whole * share) / weight
        coefficients = np.asarray(np.linalg.solve(design.T @ weighted, weighted.T @ working), dtype=np.float64)
        log_odds = np.clip(design @ coefficients, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
        if np.abs(coefficients - before).max() < CLOSE:
            break
    share = 1 / (1 + np.exp(-log_odds))
    variance = whole * share * (1 - share)
    covariance = np.asarray(np.linalg.inv(design.T @ (design * variance[:, None])), dtype=np.float64)
    return LogitFit(coefficients, covariance, np.asarray((some - whole * share) / np.sqrt(variance)))


def times_alike(residuals: Floats, lags: int = LAGS, block: int | None = None) -> float:
    """L = 1 + 2 x sum over the lags of max(0, r + 2 / periods): months resemble their neighbours.

    A lag's own error, about 2 / periods, is added, so that few months are not taken for independent ones.

    block  judge the mean of so many neighbours in a row instead, in which a lag counts by how many pairs it has
    """
    periods = len(residuals)
    total = float((residuals**2).sum())
    alike = 1.0
    for lag in range(1, min(lags, periods - 1) + 1):
        together = float((residuals[lag:] * residuals[:-lag]).sum()) / total if total > 1e-12 else 0.0
        pairs = 1.0 if block is None else max(0.0, 1 - lag / block)
        alike += 2 * pairs * max(0.0, together + 2 / periods)
    return alike
