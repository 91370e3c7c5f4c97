"""Which colour would a figure have with some of its changes made, for many pairs of periods at once?

Floats first. A figure so near a line that a float may put it on the other side is named, and looked at in fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.beside import Flags
from hls_signals.why.recolour import LINES, rule_of, with_lines
from hls_signals.why.sums import Floats

COLOURS = ("green", "amber", "red")
GREEN, AMBER, RED, NONE = range(4)
# A float this near a line, relative to the figure, may lie on either side of it.
DUST = 1e-9
# Lines that stand in the frame of pairs: whose target, whose rule.
DRAWN = {
    ("first", "first"): "first",
    ("now", "now"): "now",
    ("later", "later"): "later",
    ("later", "now"): "new_target",
    ("now", "later"): "new_rule",
}
SIDES = {"first": ("earlier", "_first"), "now": ("earlier", ""), "later": ("later", "")}
LIKE_FOR_LIKE = ("mix", "rate")


@dataclass(frozen=True)
class Sets:
    """Pairs of periods that have the same players, with what each player did to the figure.

    rows     pairs with lines, the bridge and the split
    players  their names, in the order of the page; those of `LIKE_FOR_LIKE` only act on each other
    rest     the name of what is left where no group splits it
    """

    measure: Measure
    rows: pl.DataFrame
    players: tuple[str, ...]
    rest: str

    def value(self, moved: frozenset[str]) -> Floats:
        """(n,) the figure with exactly these changes made."""
        steps = [name for name in ("revision", "definition") if name in moved]
        total = self._column("earlier_value_first") + sum(self._column(name) for name in steps)
        return total + self._like_for_like(moved)

    def _like_for_like(self, moved: frozenset[str]) -> Floats:
        if self.rest in self.players:
            return self._column("rest") if self.rest in moved else np.zeros(self.rows.height)
        left_over = self._column("not_known_step") if "not_known" in moved else np.zeros(self.rows.height)
        there = [name for name in LIKE_FOR_LIKE if name in self.players]
        made = [name for name in there if name in moved]
        if made and made == there:
            return self._column("mix") + self._column("rate") + left_over
        return left_over + sum((self._column(f"{name}_alone") for name in made), np.zeros(self.rows.height))

    def _column(self, name: str) -> Floats:
        return np.asarray(self.rows[name].fill_null(0.0).to_numpy(), dtype=np.float64)

    def colours(self, moved: frozenset[str]) -> tuple[Floats, Flags]:
        """(n,) the colour by its number, and whether it lies too near a line for a float to tell."""
        target, rule = ground_of(self.players, moved)
        green, red, green_upper, red_upper = self._lines(target, rule)
        value, is_near = self._seen(moved, rule)
        if self.measure.polarity == "band":
            inside, within = (_margin(value, low, high) for low, high in ((green, green_upper), (red, red_upper)))
        else:
            sign = -1.0 if self.measure.polarity == "lower" else 1.0
            inside, within = sign * (value - green), sign * (value - red)
        dust = DUST * np.maximum(np.abs(value), 1.0)
        with np.errstate(invalid="ignore"):
            found = np.where(inside >= -dust, GREEN, np.where(within >= -dust, AMBER, RED))
            # Short of a target beside which last year's figure is not known, a trend rule gives no colour.
            found = np.where(np.isnan(within) & (inside < -dust), NONE, found)
            is_near |= (np.abs(inside) <= dust) | (np.abs(within) <= dust)
        return np.where(np.isnan(green), NONE, found), is_near & ~np.isnan(green)

    def _seen(self, moved: frozenset[str], rule: str) -> tuple[Floats, Flags]:
        """The figure as a rule that rounds sees it, and whether it lies too near a rounding to tell."""
        value = self.value(moved)
        nowhere = np.zeros(len(value), dtype=np.bool_)
        if not any(held.round_to for held in self.measure.colour_rules):
            return value, nowhere
        side, vintage = SIDES[rule]
        asked = self.rows.select(f"{side}_rule_version{vintage}", "scope").rows()
        found = {(version, scope): _step(self.measure, version, scope) for version, scope in set(asked)}
        step = np.array([found[key] for key in asked])
        with np.errstate(divide="ignore", invalid="ignore"):
            number = value / step + 0.5
            rounded = step * np.floor(number)
            is_near = np.abs(number - np.rint(number)) <= DUST * np.maximum(np.abs(number), 1.0)
        return np.where(step > 0, rounded, value), is_near & (step > 0)

    def _lines(self, target: str, rule: str) -> list[Floats]:
        name = DRAWN.get((target, rule), "other")
        rows = self.rows
        if name == "other":
            rows = with_lines(self.measure, rows.with_row_index("row_no"), name, _columns(target, rule)).sort("row_no")
        return [np.asarray(rows[f"{line}_{name}"].to_numpy(), dtype=np.float64) for line in LINES]


def ground_of(players: Sequence[str], moved: frozenset[str]) -> tuple[str, str]:
    """Whose target and whose rule hold with these changes made."""
    # Without a revision, what held first still holds.
    earlier = "first" if "revision" in players and "revision" not in moved else "now"
    return ("later" if "target" in moved else earlier), ("later" if "colour_rule" in moved else earlier)


def _columns(target: str, rule: str) -> tuple[str, str, str, str]:
    (side, vintage), (rule_side, rule_vintage) = SIDES[target], SIDES[rule]
    return (
        f"{side}_target{vintage}",
        f"{side}_target_upper{vintage}",
        f"{rule_side}_rule_version{rule_vintage}",
        f"{rule_side}_last_value{rule_vintage}",
    )


def _margin(value: Floats, low: Floats, high: Floats) -> Floats:
    return np.minimum(value - low, high - value)


def _step(measure: Measure, version: int | None, scope: str) -> float:
    rule = None if version is None else rule_of(measure, version, scope)
    return 0.0 if rule is None or rule.round_to is None else float(rule.round_to)
