"""The arithmetic of the gaming indicators, written slowly and plainly, as an oracle."""

from __future__ import annotations

import itertools
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

import numpy as np
from scipy.optimize import minimize


def possible_values(denominator: int, decimals: int) -> set[str]:
    """Every text that 100 x / n can be printed as, for each whole x, under the four roundings."""
    step = Decimal(1).scaleb(-decimals)
    found = set()
    with localcontext() as context:
        context.prec = 60
        for count in range(denominator + 1):
            exact = Decimal(100 * count) / Decimal(denominator)
            for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_DOWN):
                found.add(str(exact.quantize(step, rounding=rounding)))
    return found


def crossings_of_every_order(firsts, latest, target) -> list[int]:
    """Net crossings for every order of the revisions, hits at or above the target."""
    revisions = [Decimal(str(b)) - Decimal(str(a)) for a, b in zip(firsts, latest, strict=True)]
    found = []
    for order in itertools.permutations(revisions):
        net = 0
        for first, revision in zip(firsts, order, strict=True):
            before, after = Decimal(str(first)) >= target, Decimal(str(first)) + revision >= target
            net += after - before
        found.append(net)
    return found


def poisson_by_search(design, counts) -> np.ndarray:
    """Coefficients of a Poisson regression found by a general search, not by weighted least squares."""

    def minus_log_likelihood(coefficients):
        logs = design @ coefficients
        return np.exp(logs).sum() - counts @ logs

    def slope(coefficients):
        return design.T @ (np.exp(design @ coefficients) - counts)

    start = np.zeros(design.shape[1])
    start[0] = np.log(max(counts.mean(), 0.1))
    return minimize(minus_log_likelihood, start, jac=slope, method="BFGS", options={"gtol": 1e-8}).x


def adjusted_by_hand(p: list[float]) -> list[float]:
    """Benjamini and Hochberg: the least of m p / i over all p no smaller, one value at a time."""
    ordered = sorted(p)
    return [
        min(1.0, min(len(p) * other / (place + 1) for place, other in enumerate(ordered) if other >= value))
        for value in p
    ]


def smoothed_by_hand(values: list[float]) -> list[float]:
    """Mean of seven around each, the end values repeated."""
    padded = [values[0]] * 3 + list(values) + [values[-1]] * 3
    return [sum(padded[at : at + 7]) / 7 for at in range(len(values))]
