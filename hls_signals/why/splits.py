"""How much of each like-for-like change went with who came through, and how much with what happened within groups?

All pairs of a measure at once. A split is exact or it is not made: where a group was kept back, or the groups do not
add up to the published total, the change stays whole and the record says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import numpy as np
import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.beside import Block, Flags, planned_blocks
from hls_signals.why.cells import GroupCells, Values
from hls_signals.why.comparisons import comparisons
from hls_signals.why.frames import typed
from hls_signals.why.groups import NOT_RECORDED
from hls_signals.why.mix_effects import by_value, mix_by_dimension, values_of_factors
from hls_signals.why.numbering import NOT_THERE
from hls_signals.why.rate_effects import GONE, NEW, RateEffects, has_recode
from hls_signals.why.sums import Floats, summed, total

AMOUNTS = ("mix", "rate", "mix_alone", "rate_alone")
DIMENSIONS = ("dimension_0", "dimension_1")
# Numbers that change when the figure of any group does, for the hash of what a record rests on.
MARKS = ("mark_0", "mark_1")
FLAGS = ("new_group", "gone_group", "possible_recode", "not_recorded_grew", "simpson_reversal")
SUPPRESSED, NOT_THE_TOTAL = "suppressed_parts", "parts_differ_from_total"
THREADS = 2
COMPARED: dict[str, Any] = {  # polars types
    "weight": pl.Float64,
    "is_whole": pl.Boolean,
    "has_parts": pl.Boolean,
    "has_small": pl.Boolean,
}

SPLIT: dict[str, Any] = {  # polars types
    "pair_no": pl.UInt32,
    "is_split": pl.Boolean,
    "unsplit_because": pl.String,
    **dict.fromkeys((*AMOUNTS, *DIMENSIONS), pl.Float64),
    **dict.fromkeys(FLAGS, pl.Boolean),
    "has_hidden_group": pl.Boolean,
    **dict.fromkeys(MARKS, pl.Float64),
}


def with_splits(measure: Measure, pairs: pl.DataFrame, cells: Sequence[GroupCells]) -> pl.DataFrame:
    """Pairs with SPLIT of the groups that split the bridge, `split_rest` and `are_dimensions_apart`.

    pairs    pairs with the bridge and the parts of recounts
    returns  amounts in the measure's unit, null where there is no split; of a count the flags alone. A pair counted
             both ways in both periods has the mean of its two comparisons, and each flag that holds in one of them.
             split_rest is nought, save where shown groups leave something of the shown change over
    """
    compared = comparisons(pairs)
    main = [held for held in cells if not held.grain.is_view]
    found = pl.concat([pl.DataFrame(schema=SPLIT), *(split_by(measure, compared, held) for held in main)])
    rows = pairs.join(found, on="pair_no", how="left", maintain_order="left")
    told = ("is_split", "has_hidden_group", *FLAGS)
    over = pl.col("rest") - pl.col("mix") - pl.col("rate") if any(held.is_shown for held in main) else pl.lit(0.0)
    return rows.with_columns(
        *(pl.col(name).fill_null(value=False) for name in told),
        split_rest=pl.when(pl.col("mix").is_not_null()).then(over),
        are_dimensions_apart=pl.lit(value=not main and len(cells) > 1),
    )


def split_by(measure: Measure, compared: pl.DataFrame, held: GroupCells) -> pl.DataFrame:
    """One row a pair with groups in both periods: the columns of SPLIT.

    compared  `comparisons` of the pairs
    """
    found = planned_blocks(as_told(measure, compared), held, float(measure.scale))
    # Arrays let another thread work meanwhile; each block has its own answer, whatever the order they come in.
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(lambda planned: _split(measure, planned.block_of_neighbours(), held), found))
    if not parts:
        return pl.DataFrame(schema=SPLIT)
    named = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    beside = compared.select("pair_no", "weight")[named.pop("at")]
    return _by_pair(pl.concat([beside, pl.DataFrame(named)], how="horizontal"))


def as_told(measure: Measure, compared: pl.DataFrame) -> pl.DataFrame:
    """Comparisons in which a count is its own denominator, so that its groups too are compared with their total."""
    if measure.calculation != "count":
        return compared
    scale = pl.lit(float(measure.scale))
    return compared.with_columns(
        **{f"denominator{side}": pl.col(f"value{side}") for side in (0, 1)},
        **dict.fromkeys(("value0", "value1"), scale),
    )


def _split(measure: Measure, block: Block, held: GroupCells) -> dict[str, Any]:
    """What one block says, one entry a comparison."""
    groups, effects, laid = [held.groups[cell] for cell in block.laid.cells], RateEffects(block), block.laid
    is_small = np.asarray(laid.is_hidden.any(axis=0), dtype=np.bool_)
    has_parts, is_whole, has_small = (block.both(flags) for flags in (laid.has_parts, laid.is_whole, is_small))
    found: dict[str, Any] = {
        "at": block.at,
        "has_parts": has_parts[0] & has_parts[1],
        "is_whole": is_whole[0] & is_whole[1],
        "has_small": has_small[0] | has_small[1],
        "has_hidden_group": effects.has_hidden,
        **dict(zip(MARKS, block.both(_marks(block, held)), strict=True)),
        "new_group": (effects.status == NEW).any(axis=0),
        "gone_group": (effects.status == GONE).any(axis=0),
        "possible_recode": _is_one_renamed(effects, held, groups),
    }
    if measure.calculation != "count":
        found |= _rate_amounts(measure, effects, held, groups)
    asked = block.at != NOT_THERE
    return {name: amounts[asked] for name, amounts in found.items()}


def _rate_amounts(measure: Measure, effects: RateEffects, held: GroupCells, groups: Sequence[Values]) -> dict[str, Any]:
    is_blank = np.array([NOT_RECORDED in group for group in groups], dtype=bool)
    amounts = [summed(effects.mix), summed(effects.rate), effects.mix_alone(), effects.rate_alone()]
    amounts += mix_by_dimension(effects, held.grain, groups)
    scaled = {n: float(measure.scale) * a for n, a in zip((*AMOUNTS, *DIMENSIONS), amounts, strict=False)}
    return {
        "not_recorded_grew": effects.has_not_recorded_grown(is_blank),
        # What is true of the groups that are shown need not be true of those that are not.
        "simpson_reversal": effects.is_reversed() & ~effects.has_hidden,
        **scaled,
    }


def _marks(block: Block, held: GroupCells) -> Floats:
    """Of each period one number made of every group's figures."""
    names, laid = held.group_names, block.laid
    above, below = np.array([_weights(names[cell]) for cell in laid.cells], dtype=np.float64).reshape(-1, 2).T
    return total(laid.numerator * above[:, None] + laid.denominator * below[:, None], are_whole=laid.are_whole)


def _weights(name: str) -> tuple[int, int]:
    """Two whole numbers below 2 ** 16 that belong to a name."""
    digest = sha256(name.encode()).digest()
    return int.from_bytes(digest[:2]), int.from_bytes(digest[2:4])


def _is_one_renamed(effects: RateEffects, held: GroupCells, groups: Sequence[Values]) -> Flags:
    """Whether a value of a dimension may have been renamed: in a thin cross a cell comes and goes without that."""
    found, laid = np.zeros(len(effects.block.at), dtype=bool), effects.block.laid
    for places in values_of_factors(held.grain, groups):
        people = by_value(laid.denominator, places, are_whole=laid.are_whole)
        found |= has_recode(*effects.block.both(people)) & ~effects.has_hidden
    return found


def _by_pair(comparisons_found: pl.DataFrame) -> pl.DataFrame:
    """One row a pair from its one or two comparisons; a pair is split where each of them is."""
    rows = typed(comparisons_found, {**COMPARED, **SPLIT})
    mean = [(pl.col(name) * pl.col("weight")).sum().alias(name) for name in (*AMOUNTS, *DIMENSIONS)]
    none = [pl.col(name).count().alias(f"{name}_known") for name in (*AMOUNTS, *DIMENSIONS)]
    found = rows.group_by("pair_no", maintain_order=True).agg(
        pl.all("has_parts"),
        *mean,
        *none,
        pl.any(*FLAGS, "has_hidden_group"),
        pl.col(*MARKS).sum(),
        is_split=(pl.col("is_whole") & pl.col("has_parts")).all(),
        has_small=pl.col("has_small").any(),
    )
    reason = pl.when("has_small").then(pl.lit(SUPPRESSED)).otherwise(pl.lit(NOT_THE_TOTAL))
    is_told = {n: pl.col("is_split") & (pl.col(f"{n}_known") > 0) for n in (*AMOUNTS, *DIMENSIONS)}
    found = found.filter("has_parts").with_columns(
        unsplit_because=pl.when(~pl.col("is_split")).then(reason),
        **{name: pl.when(told).then(name) for name, told in is_told.items()},
        **{name: pl.col(name) & pl.col("is_split") for name in (*FLAGS, "has_hidden_group")},
    )
    return typed(found, SPLIT)
