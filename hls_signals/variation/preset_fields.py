"""What does a preset hold, and what may each of its fields be?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hls_signals.variation.errors import WrongFieldValue

# d2 for pairs: the mean range of two normal figures over their standard deviation (Shewhart).
PAIR_D2 = 1.128
# Wheeler, Understanding Variation: 3 / d2 rounded. The two differ by 0.016 %, enough to turn a borderline point.
WHEELER_FACTOR = 2.66
EXACT_FACTOR = 3 / PAIR_D2
# D4 for pairs: the upper limit of a moving range over the mean range.
RANGE_LIMIT = 3.267


@dataclass(frozen=True)
class Preset:
    """A named set of rules and constants, stored with every result it makes.

    xmr_factor          limits are the centre -/+ this times the mean moving range.
    screen              set aside, once, ranges of `screen_factor` times the mean range or more.
    shift_points        points on one side of the centre that make a run; None: no such rule.
    trend_points        points each above (below) the last that make a steady stretch; None: no such rule.
    ties                `bridge`: a point on the centre, or equal to the last, is passed over; `break`: it ends the run.
    edge_need, edge_of  of `edge_of` consecutive points, this many near the edge; None: no such rule.
    edge_at             the near line, as a share of the way from the centre to the limit.
    edge_counts_beyond  points beyond the limit count as near it.
    edge_same_side      all points of the window lie on that side of the centre.
    blank_values        `break`: points on either side of a blank row are not neighbours; `pass_over`: they are.
    absent_periods      the same for a period that has no row.
    limits_from         the least number of points that limits may rest on.
    away_need, away_of, away_at   as for the edge, at another line; None: no such rule.
    same_share          above this share of moving ranges that are exactly 0, no rule on several points on one side
                        of a line is judged; None: always judged.
    provisional_below   limits on fewer points than this are provisional.
    """

    name: str
    source: str
    xmr_factor: float
    screen: bool
    shift_points: int | None
    trend_points: int | None
    ties: Literal["bridge", "break"]
    edge_need: int | None
    edge_of: int | None
    edge_at: float | None
    edge_counts_beyond: bool
    edge_same_side: bool
    blank_values: Literal["break", "pass_over"]
    absent_periods: Literal["break", "pass_over"]
    limits_from: int
    away_need: int | None = None
    away_of: int | None = None
    away_at: float | None = None
    same_share: float | None = None
    centre: Literal["mean"] = "mean"
    screen_factor: float = RANGE_LIMIT
    provisional_below: int = 13

    def __post_init__(self) -> None:
        for field, (holds, words) in _FIELD_RULES.items():
            if not holds(getattr(self, field)):
                raise WrongFieldValue(f"the field {field} of a preset holds {words}", mend=f"give {field} {words}")
        self._require_whole("edge")
        self._require_whole("away")

    def _require_whole(self, rule: str) -> None:
        need, of, at = (getattr(self, f"{rule}_{part}") for part in ("need", "of", "at"))
        absent = [part is None for part in (need, of, at)]
        if any(absent) and not all(absent):
            raise WrongFieldValue(
                f"{rule}_need, {rule}_of and {rule}_at say one rule together",
                mend="give all three, or None for all three",
            )
        if need is not None and of is not None and need > of:
            raise WrongFieldValue(f"{rule}_need is more than {rule}_of", mend=f"give {rule}_need at most {rule}_of")


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < float("inf")


_Rule = tuple[Callable[[object], bool], str]
_YES_NO: _Rule = (lambda v: isinstance(v, bool), "true or false")
_BREAK: _Rule = (lambda v: v in ("break", "pass_over"), "break or pass_over")
_FACTOR: _Rule = (_is_number, "a number above 0")
_COUNT: _Rule = (lambda v: v is None or _is_whole(v, 2), "a whole number from 2, or None")
_NEED: _Rule = (lambda v: v is None or _is_whole(v, 1), "a whole number from 1, or None")
_SHARE: _Rule = (
    lambda v: v is None or (_is_number(v) and isinstance(v, int | float) and v <= 1),
    "above 0 to 1, or None",
)

_FIELD_RULES: dict[str, _Rule] = {
    "xmr_factor": _FACTOR,
    "screen": _YES_NO,
    "shift_points": _COUNT,
    "trend_points": _COUNT,
    "ties": (lambda v: v in ("bridge", "break"), "bridge or break"),
    "edge_need": _NEED,
    "edge_of": _NEED,
    "edge_at": _SHARE,
    "edge_counts_beyond": _YES_NO,
    "edge_same_side": _YES_NO,
    "blank_values": _BREAK,
    "absent_periods": _BREAK,
    "limits_from": (lambda v: _is_whole(v, 2), "a whole number from 2"),
    "away_need": _NEED,
    "away_of": _NEED,
    "away_at": _SHARE,
    "same_share": _SHARE,
    "centre": (lambda v: v == "mean", "mean"),
    "screen_factor": _FACTOR,
    "provisional_below": (lambda v: _is_whole(v, 0), "a whole number from 0"),
}
