"""How unlike what chance draws is a count?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from hls_signals.gaming.arrays import Array
from hls_signals.gaming.settings import CONFIDENCE, FOUND_FOUR_IN_FIVE


@dataclass(frozen=True)
class Chance:
    """An observed number beside draws of it: p is (1 + draws as large) / (draws + 1)."""

    observed: float
    effect: float
    lower: float
    upper: float
    smallest_seen: float
    p: float

    @classmethod
    def of(cls, observed: float, drawn: Array) -> Self:
        """The effect is what is observed beyond the median draw; its range goes to the 5th and 95th."""
        low, middle, high = (float(np.quantile(drawn, at)) for at in (1 - CONFIDENCE, 0.5, CONFIDENCE))
        hard_to_see = float(np.quantile(drawn, 1 - FOUND_FOUR_IN_FIVE))
        return cls(
            observed=float(observed),
            effect=observed - middle,
            lower=observed - high,
            upper=observed - low,
            # The least that lifts four draws in five beyond the largest of chance.
            smallest_seen=max(1.0, float(np.floor(high) + 1 - hard_to_see)),
            p=float((1 + (drawn >= observed).sum()) / (len(drawn) + 1)),
        )
