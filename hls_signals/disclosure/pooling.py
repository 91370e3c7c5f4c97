"""What stands in place of groups too small to show?

One row a pair: the shown change less the shown terms. With it the shown rows add up to the shown change, and it tells
nothing that they do not.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from hls_signals.disclosure.groups import ShownGroups
from hls_signals.register.models import Measure
from hls_signals.why.beside import blocks
from hls_signals.why.cells import GroupCells
from hls_signals.why.comparisons import comparisons
from hls_signals.why.frames import typed
from hls_signals.why.group_terms import GROUP_ROW, PLACES, group_rows, is_kept, with_row_margins
from hls_signals.why.rate_effects import RateEffects
from hls_signals.why.splits import as_told

TOO_SMALL = "groups too small to show"
ROUNDING = "rounding of the groups shown"
POOLED = "pooled"
# Below the row of what is not known, and below the last group of a count.
PLACE_OF_REST, LINE = 131, 2**31
DUST = 1e-9


def pooled_rows(measure: Measure, beside: pl.DataFrame, groups: ShownGroups) -> list[pl.DataFrame]:
    """Rows of shown groups, and one row a pair for those that are not shown and for rounding.

    beside  the compared pairs of shown figures
    """
    rows = group_rows(measure, beside, groups.shown)
    kept = beside.filter(is_kept(), pl.col("is_split"))
    pooled = [_pooled(measure, kept, rows, held) for held in groups.shown]
    return [*rows, *(with_row_margins(measure, frame, beside) for frame in pooled)]


def _pooled(measure: Measure, kept: pl.DataFrame, rows: list[pl.DataFrame], held: GroupCells) -> pl.DataFrame:
    own = kept.filter(pl.col("area_code").is_in(list(held.figures.area.texts)))
    is_count = measure.calculation == "count"
    left = _left_of_count(own, rows) if is_count else own.with_columns(amount=pl.col("split_rest"))
    told = left.filter(pl.col("has_hidden_group") | (pl.col("amount").abs() > DUST))
    return typed(
        told.with_columns(
            place=pl.lit(PLACES["rate_group"] if is_count else PLACE_OF_REST),
            line=pl.lit(LINE),
            level=pl.lit("group"),
            kind=pl.lit("count" if is_count else "not_known"),
            dimension=pl.lit(held.grain.label),
            group_name=pl.when("has_hidden_group").then(pl.lit(TOO_SMALL)).otherwise(pl.lit(ROUNDING)),
            status=pl.lit(POOLED),
            basis=pl.lit("observed"),
        ),
        GROUP_ROW,
    )


def _left_of_count(own: pl.DataFrame, rows: list[pl.DataFrame]) -> pl.DataFrame:
    groups = [frame.filter(pl.col("level") == "group").select("pair_no", "amount") for frame in rows]
    sums = pl.concat(groups).group_by("pair_no").agg(shown=pl.col("amount").sum())
    left = pl.col("rest") - pl.col("shown").fill_null(0.0)
    return own.join(sums, on="pair_no", how="left", maintain_order="left").with_columns(amount=left)


def with_true_reversals(measure: Measure, beside: pl.DataFrame, groups: ShownGroups) -> pl.DataFrame:
    """Pairs whose `simpson_reversal` is that of the true figures, where every group of both periods is shown.

    A statement about groups, like a colour: rounding may neither make it nor hide it.
    """
    if measure.calculation == "count" or not groups.true:
        return beside
    compared = comparisons(beside)
    found: list[int] = []
    for held in groups.true:
        for block in blocks(as_told(measure, compared), held, float(measure.scale)):
            found += block.at[np.flatnonzero(RateEffects(block).is_reversed())].tolist()
    pairs = compared["pair_no"].gather(found).unique()
    is_shown = pl.col("is_split") & ~pl.col("has_hidden_group")
    return beside.with_columns(simpson_reversal=is_shown & pl.col("pair_no").is_in(pairs.implode()))
