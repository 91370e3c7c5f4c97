"""Which changes turned the colour of each pair of periods?

Exact: figures are fractions of their parts. A change of nought is no player, so most pairs have one player at most and
need no look at sets: it turned the colour, or nothing did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import polars as pl

from hls_signals.measures.colour import colour_of, exact_value
from hls_signals.register.models import Colour, ColourRule, Measure, Target
from hls_signals.why.flips import FlipSets, flip_sets, has_opposite_moves
from hls_signals.why.recolour import LINES, is_coloured, rule_of, target_of
from hls_signals.why.terms import rest_kind

Row = Mapping[str, Any]
FOUND: dict[str, Any] = {"pair_no": pl.UInt32, "flip": pl.String, "has_opposite_moves": pl.Boolean}
GROUND = ("target", "target_upper", "rule_version")
PARTS = ("numerator", "denominator", "value_given")
# A float this near a line, relative to the figure, may lie on either side of it.
DUST = 1e-9
# The columns that a look at sets reads.
READ = (
    "pair_no", "scope", "is_separable", "earlier_colour_first", "later_colour",
    *(f"{side}_{name}" for side in ("earlier", "later", "recount0", "recount1") for name in PARTS),
    *(f"earlier_{name}_first" for name in (*PARTS, *GROUND)),
    *(f"{side}_{name}" for side in ("earlier", "later") for name in GROUND),
)  # fmt: skip


def with_flips(measure: Measure, pairs: pl.DataFrame, *, as_given: bool) -> pl.DataFrame:
    """Pairs with `flip`, the sets as JSON, and `has_opposite_moves`.

    pairs    pairs with the bridge, the parts of recounts and `scope`
    returns  null sets where either period has no colour, where the colour also asks for last year's figure, and where
             the figures, as they are reckoned with, have other colours than the record: rounding has crossed a line
    """
    moved = _movers(measure)
    # One step, since what moved goes by the names of the amounts it is read from.
    rows = pairs.with_columns(**moved, players=pl.sum_horizontal(*moved.values()), is_still=_crosses_no_line(measure))
    has_colours = pl.col("earlier_colour_first").is_not_null() & pl.col("later_colour").is_not_null()
    is_judged = is_coloured(measure) and not any(rule.is_trend for rule in measure.colour_rules)
    judged = rows.filter(has_colours & pl.col("has_figures") & pl.lit(value=is_judged))
    together = judged.filter(pl.col("players") > 1)
    asked = together.filter(~pl.col("is_still")).select(*READ, *moved)
    looked = [_turned(_Change(measure, row, as_given), tuple(moved)) for row in asked.iter_rows(named=True)]
    alone = _alone(judged.filter(pl.col("players") <= 1), tuple(moved))
    found = pl.concat([alone, _still(together.filter("is_still"), tuple(moved)), pl.DataFrame(looked, FOUND)])
    joined = pairs.join(found, on="pair_no", how="left", maintain_order="left")
    return joined.with_columns(pl.col("has_opposite_moves").fill_null(value=False))


def _movers(measure: Measure) -> dict[str, pl.Expr]:
    """Of each change that may be a player, in the order of the page, whether there was one."""

    def differs(start: str, end: str, *names: str) -> pl.Expr:
        return pl.any_horizontal(~pl.col(start.format(n)).eq_missing(pl.col(end.format(n))) for n in names)

    return {
        "revision": (pl.col("revision") != 0) | differs("earlier_{}_first", "earlier_{}", *GROUND),
        "definition": (pl.col("definition") != 0).fill_null(value=False),
        "target": differs("earlier_{}", "later_{}", "target", "target_upper"),
        "colour_rule": differs("earlier_{}", "later_{}", "rule_version"),
        rest_kind(measure): pl.col("rest") != 0,
    }


def _crosses_no_line(measure: Measure) -> pl.Expr:
    """True where no set of the changes can bring the figure to a line, and neither target nor rule moved.

    Only a saving: each set of these pairs gives the colour that the figure has anyway.
    """
    steps = [pl.col(name).fill_null(0.0) for name in ("revision", "definition", "rest")]
    start = pl.col("earlier_value_first")
    low = start + pl.sum_horizontal(pl.min_horizontal(step, pl.lit(0.0)) for step in steps)
    high = start + pl.sum_horizontal(pl.max_horizontal(step, pl.lit(0.0)) for step in steps)
    rounding = max((float(rule.round_to or 0) for rule in measure.colour_rules), default=0.0)
    room = rounding + DUST * pl.max_horizontal(low.abs(), high.abs(), pl.lit(1.0))
    is_apart = [~pl.col(f"{line}_first").is_between(low - room, high + room).fill_null(value=False) for line in LINES]
    same = [pl.col(f"{line}_first").eq_missing(pl.col(f"{line}_later")) for line in LINES]
    return pl.all_horizontal(
        *is_apart, *same, pl.col("earlier_colour_first") == pl.col("later_colour"), *_same_ground()
    )


def _same_ground() -> list[pl.Expr]:
    first = [pl.col(f"earlier_{name}_first").eq_missing(pl.col(f"earlier_{name}")) for name in GROUND]
    return [*first, *(pl.col(f"earlier_{name}").eq_missing(pl.col(f"later_{name}")) for name in GROUND)]


def _still(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Pairs whose colour no set of the changes alters."""
    flips = []
    for is_separable, *has_moved in rows.select("is_separable", *names).iter_rows():
        players = [name for name, moved in zip(_named(names, is_separable), has_moved, strict=True) if moved]
        flips.append(_as_json(FlipSets(tuple(players), (), (), ())))
    series = pl.Series(flips, dtype=pl.String)
    return rows.select("pair_no", flip=series, has_opposite_moves=pl.lit(value=False))


def _named(names: tuple[str, ...], is_separable: bool) -> tuple[str, ...]:
    """The names of the players; what remains beside a definition that cannot be split off is not known."""
    return names if is_separable else (*names[:-1], "not_known")


def _alone(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Pairs with one player at most: where the colour differs, that player alone turned it."""
    is_known = pl.col("is_separable")
    rest = pl.when(is_known).then(pl.lit(names[-1])).otherwise(pl.lit("not_known"))
    player = pl.coalesce(*(pl.when(name).then(pl.lit(name)) for name in names[:-1]), pl.when(names[-1]).then(rest))
    has_turned = pl.col("earlier_colour_first") != pl.col("later_colour")
    told = rows.select("pair_no", player=player, has_turned=has_turned)
    texts = {
        (name, turned): _as_json(_sets_of_one(name, turned))
        for name in (None, *names, "not_known")
        for turned in (True, False)
    }
    # Nothing moved and yet the colour differs: the figures are shown ones, and rounding has hidden what moved.
    texts.pop((None, True))
    flips = [texts.get((name, turned)) for name, turned in told.select("player", "has_turned").iter_rows()]
    return told.select("pair_no", flip=pl.Series(flips, dtype=pl.String), has_opposite_moves=pl.lit(value=False))


def _sets_of_one(name: str | None, turned: bool) -> FlipSets:
    players = () if name is None else (name,)
    return FlipSets(players, (players,), players, players) if turned and players else FlipSets(players, (), (), ())


@dataclass(frozen=True)
class _Change:
    """One pair of periods, of which any changes can be made and the others left undone."""

    measure: Measure
    row: Row
    as_given: bool

    def colour(self, moved: frozenset[str]) -> Colour | None:
        """The colour with exactly these changes made."""
        value = self._first + sum((step for name, step in self._steps.items() if name in moved), Fraction(0))
        return colour_of(self.measure, value, self._target(moved), self._rule(moved))

    @cached_property
    def _first(self) -> Fraction:
        return self._exact("earlier", "_first")

    @cached_property
    def _steps(self) -> dict[str, Fraction]:
        """What each change of the figure did to it; the rest goes by one of two names."""
        now, later = self._exact("earlier"), self._exact("later")
        rest = later - now - self._definition
        others = {rest_kind(self.measure): rest, "not_known": rest}
        return {"revision": now - self._first, "definition": self._definition, **others}

    @cached_property
    def _definition(self) -> Fraction:
        """What the new definition did: the mean of its step in each period that was counted both ways."""
        steps = []
        if self._has_parts("recount0"):
            steps.append(self._exact("recount0") - self._exact("earlier"))
        if self._has_parts("recount1"):
            steps.append(self._exact("later") - self._exact("recount1"))
        return sum(steps, Fraction(0)) / len(steps) if steps and self.row["definition"] else Fraction(0)

    def _has_parts(self, side: str) -> bool:
        return self._exact_or_none(side) is not None

    def _exact(self, side: str, vintage: str = "") -> Fraction:
        value = self._exact_or_none(side, vintage)
        if value is None:
            raise ValueError("a pair with two figures has parts or a value for each")
        return value

    def _exact_or_none(self, side: str, vintage: str = "") -> Fraction | None:
        numerator, denominator, given = (self.row[f"{side}_{name}{vintage}"] for name in PARTS)
        if self.as_given:
            return None if given is None else Fraction(given)
        return exact_value(self.measure, numerator, denominator, given)

    def _ground(self, name: str, kind: str, moved: frozenset[str]) -> Any:
        if kind in moved:
            return self.row[f"later_{name}"]
        return self.row[f"earlier_{name}" if "revision" in moved else f"earlier_{name}_first"]

    def _target(self, moved: frozenset[str]) -> Target | None:
        low, high = (self._ground(name, "target", moved) for name in ("target", "target_upper"))
        return target_of(low, high) if isinstance(low, Decimal) else None

    def _rule(self, moved: frozenset[str]) -> ColourRule | None:
        version = self._ground("rule_version", "colour_rule", moved)
        return None if version is None else rule_of(self.measure, version, self.row["scope"])


def _turned(change: _Change, names: tuple[str, ...]) -> dict[str, Any]:
    """The sets of one pair with several players, found by looking at every set of them."""
    row = change.row
    players = tuple(player for player, name in zip(_named(names, row["is_separable"]), names, strict=True) if row[name])
    # Every set is asked for more than once.
    colour_of_set = cache(change.colour)
    ends = (colour_of_set(frozenset()), colour_of_set(frozenset(players)))
    if ends != (row["earlier_colour_first"], row["later_colour"]):
        return {"pair_no": row["pair_no"], "flip": None, "has_opposite_moves": False}
    return {
        "pair_no": row["pair_no"],
        "flip": _as_json(flip_sets(players, colour_of_set)),
        "has_opposite_moves": has_opposite_moves(players, colour_of_set),
    }


def _as_json(found: FlipSets) -> str:
    return json.dumps(asdict(found), separators=(",", ":"))
