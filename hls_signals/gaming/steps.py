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
# Half a case where a side has none of one kind, so that the odds are finite (Haldane 1956).
HALF_A_CASE = 0.5


@dataclass(frozen=True)
class Step:
    """A step in the log odds: its size and standard error, with the variance months alike add.

    alike  L, how many times the variance of independent months
    """

    size: float
    error: float
    df: float
    dispersion: float
    alike: float
    before: float
    after: float

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
    """
    sides = [(of_interest[side].sum(), of_all[side].sum()) for side in (~is_after, is_after)]
    kinds = np.array([[some, whole - some] for some, whole in sides])
    if (kinds == 0).any():
        kinds = kinds + HALF_A_CASE
    share = np.where(is_after, kinds[1, 0] / kinds[1].sum(), kinds[0, 0] / kinds[0].sum())
    residuals = (of_interest - of_all * share) / np.sqrt(of_all * share * (1 - share))
    periods = len(of_all)
    dispersion = max(1.0, float((residuals**2).sum()) / (periods - 2))
    alike = times_alike(residuals)
    log_odds = np.log(kinds[:, 0] / kinds[:, 1])
    return Step(
        size=float(log_odds[1] - log_odds[0]),
        error=float(np.sqrt((1 / kinds).sum() * dispersion * alike)),
        df=max(float(FEWEST_DF), periods / alike - 2),
        dispersion=dispersion,
        alike=alike,
        before=float(sides[0][0] / sides[0][1]),
        after=float(sides[1][0] / sides[1][1]),
    )


def times_alike(residuals: Floats) -> float:
    """L = 1 + 2 x sum over six lags of max(0, r + 2 / periods): months resemble their neighbours.

    A lag's own error, about 2 / periods, is added, so that few months are not taken for independent ones.
    """
    periods = len(residuals)
    total = float((residuals**2).sum())
    alike = 1.0
    for lag in range(1, min(LAGS, periods - 1) + 1):
        together = float((residuals[lag:] * residuals[:-lag]).sum()) / total if total > 1e-12 else 0.0
        alike += 2 * max(0.0, together + 2 / periods)
    return alike
