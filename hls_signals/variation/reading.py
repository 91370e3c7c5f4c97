"""Which one verdict does a reader see first, and from which rule?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hls_signals.variation.arrays import NOT_JUDGED, Bools, Sides

READ_FIRST = ("usual_variation", "signal_high", "signal_low")
# From the rule read last to the one read first.
RULE_ORDER = (
    "run_on_one_side",
    "away_from_centre",
    "near_the_edge",
    "steady_rise",
    "steady_fall",
    "beyond_usual_range",
)
NOTHING = np.uint8(255)

Codes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(frozen=True)
class Marks:
    """What each rule says of each used point: 1 high, -1 low, 0 no, NOT_JUDGED. A fall is marked -1.

    fall_is_later  at a turning point, the fall is the later stretch.
    """

    beyond_usual_range: Sides
    steady_rise: Sides
    steady_fall: Sides
    near_the_edge: Sides
    away_from_centre: Sides
    run_on_one_side: Sides
    fall_is_later: Bools

    def by_rule(self) -> dict[str, Sides]:
        """The marks that can be read, in `RULE_ORDER`."""
        return {name: getattr(self, name) for name in RULE_ORDER}


@dataclass(frozen=True)
class Reading:
    """Codes into READ_FIRST and RULE_ORDER, or NOTHING."""

    verdict: Codes
    rule: Codes


def first_reading(marks: Marks) -> Reading:
    """The verdict of the rule that is read first: beyond, steady, edge, away, run; at a turn the later stretch."""
    by_rule = marks.by_rule()
    judged = np.logical_or.reduce([mark != NOT_JUDGED for mark in by_rule.values()])
    verdict: Codes = NOTHING * (~judged).view(np.uint8)
    rule = np.full(len(verdict), NOTHING, dtype=np.uint8)
    for code, (name, mark) in enumerate(by_rule.items()):
        fires = (mark == 1) | (mark == -1)
        if name == "steady_fall":
            fires &= (marks.steady_rise != 1) | marks.fall_is_later
        at = np.flatnonzero(fires)
        verdict[at] = np.where(mark[at] > 0, 1, 2)
        rule[at] = code
    return Reading(verdict, rule)
