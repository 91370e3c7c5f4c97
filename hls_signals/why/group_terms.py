"""Which rows of terms do groups have, in register order?

Rows of a group stand under the row of the bridge that they break down. They are kept for pairs that somebody may ask
about first; `explain` works out the rest when asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import sign_of
from hls_signals.why.beside import Block, blocks
from hls_signals.why.cells import GroupCells
from hls_signals.why.comparisons import comparisons
from hls_signals.why.frames import typed
from hls_signals.why.periods import KEYS
from hls_signals.why.rate_effects import BOTH, GONE, NEW, NOBODY, RateEffects
from hls_signals.why.rate_split import NORMAL_95
from hls_signals.why.splits import DIMENSIONS, as_told, split_by
from hls_signals.why.sums import Floats

# The newest pairs of each series keep the rows of their groups.
NEWEST = 13
STATUSES = {BOTH: "both", NEW: "new", GONE: "gone"}
MIX_KINDS = {BOTH: "mix", NEW: "new_group", GONE: "gone_group"}
# Of these, counts alone say how far a rate may vary.
WITH_INTERVAL = ("ratio", "rate")
# How many the group holds and how many there are in all, earlier and later; of a count there is no such part.
COUNTED = ("denominator0", "denominator1", "total_denominator0", "total_denominator1")
PLACES = {"mix": 90, "dimension": 91, "mix_group": 92, "rate": 100, "rate_group": 101, "view": 105}

GROUP_ROW: dict[str, Any] = {  # polars types
    "pair_no": pl.UInt32,
    "place": pl.Int64,
    # Among rows of one place, those of groups stand in the register's order.
    "line": pl.Int64,
    "level": pl.String,
    "kind": pl.String,
    "dimension": pl.String,
    "group_name": pl.String,
    "status": pl.String,
    "amount": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "margin_green": pl.Float64,
    "margin_red": pl.Float64,
    "basis": pl.String,
    **dict.fromkeys(COUNTED, pl.Float64),
}
FOUND: dict[str, Any] = {  # polars types
    "at": pl.UInt32,
    "cell": pl.Int64,
    "status_code": pl.Int64,
    "mix": pl.Float64,
    "rate": pl.Float64,
    "half": pl.Float64,
    **dict.fromkeys(COUNTED, pl.Float64),
}


def is_kept() -> pl.Expr:
    """True for the pairs whose groups are kept: the newest, those of another colour or a signal, and hidden moves."""
    newest = pl.int_range(pl.len()).reverse().over(KEYS) < NEWEST
    changed = (pl.col("earlier_colour_first") != pl.col("later_colour")).fill_null(value=False)
    return newest | changed | pl.col("has_opposite_moves") | (pl.col("gate_result") == "signal")


def group_rows(
    measure: Measure, pairs: pl.DataFrame, cells: Sequence[GroupCells], *, of_every_pair: bool = False
) -> list[pl.DataFrame]:
    """Rows of dimensions, of groups and of the splits that stand beside the bridge: the columns of GROUP_ROW.

    pairs  pairs with splits, what turned the colour, margins and gate
    """
    kept = pairs if of_every_pair else pairs.filter(is_kept())
    compared = comparisons(kept)
    found: list[pl.DataFrame] = []
    for number, held in enumerate(cells):
        own = compared.join(kept.filter("is_split").select("pair_no"), on="pair_no", how="semi", maintain_order="left")
        if held.grain.is_view:
            found += _view_rows(measure, compared, held, number)
        else:
            areas = pl.col("area_code").is_in(list(held.figures.area.texts))
            found += [_of_dimensions(pairs.filter(areas), held), *_of_groups(measure, own, kept, held)]
    return [with_row_margins(measure, rows, pairs) for rows in found]


def _of_dimensions(pairs: pl.DataFrame, held: GroupCells) -> pl.DataFrame:
    """One row a pair and dimension; together they are the mix."""
    rows = [
        _rows(pairs, "dimension", "dimension", kind=pl.lit("mix"), line=pl.lit(n), dimension=pl.lit(label), amount=name)
        for n, (label, name) in enumerate(zip(held.grain.dimension_labels, DIMENSIONS, strict=False))
    ]
    return pl.concat(rows) if rows else pl.DataFrame(schema=GROUP_ROW)


def _of_groups(
    measure: Measure, compared: pl.DataFrame, pairs: pl.DataFrame, held: GroupCells
) -> Iterator[pl.DataFrame]:
    """Rows of groups under the mix and under the rate; of a count, one row a group."""
    each = _each_group(measure, compared, held).join(_spread(measure, pairs), on="pair_no", how="left")
    each = each.with_columns(half=pl.col("half") * pl.col("spread"))
    bounds = {"low": pl.col("rate") - pl.col("half"), "high": pl.col("rate") + pl.col("half")}
    if measure.calculation == "count":
        yield _rows(each, "rate_group", "group", kind=pl.lit("count"), amount="rate", **bounds)
        return
    kind = pl.col("status_code").replace_strict(MIX_KINDS, return_dtype=pl.String)
    yield _rows(each, "mix_group", "group", kind=kind, amount="mix")
    both = each.filter(pl.col("status_code") == BOTH)
    yield _rows(both, "rate_group", "group", kind=pl.lit("rate"), amount="rate", **bounds)


def _view_rows(measure: Measure, compared: pl.DataFrame, held: GroupCells, number: int) -> Iterator[pl.DataFrame]:
    """A split that is no part of the bridge: its mix and rate, then its groups."""
    found = split_by(measure, compared, held).filter("is_split").with_columns(dimension=pl.lit(held.grain.label))
    own = compared.join(found.select("pair_no"), on="pair_no", how="semi", maintain_order="left")
    each = _each_group(measure, own, held)
    first = 2 * number * (len(held.groups) + 1)
    names = ("rate",) if measure.calculation == "count" else ("mix", "rate")
    for place, name in enumerate(names):
        line = pl.lit(first + place * (len(held.groups) + 1))
        kind = pl.lit("count" if measure.calculation == "count" else name)
        if measure.calculation != "count":
            yield _rows(found, "view", "view", kind=kind, amount=name, line=line)
        yield _rows(each, "view", "view", kind=kind, amount=name, line=line + 1 + pl.col("line"))


def _each_group(measure: Measure, compared: pl.DataFrame, held: GroupCells) -> pl.DataFrame:
    """One row a pair and group that had anybody in either period: FOUND, its names and `line`, its place in order."""
    parts = [_found(measure, block) for block in blocks(as_told(measure, compared), held, float(measure.scale))]
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=FOUND)
    weights = compared.select("pair_no", "weight").with_row_index("at")
    weighted = frame.join(weights, on="at", maintain_order="left")
    # A group that only one of two comparisons calls new is there in both periods, counted one way or the other.
    each = weighted.group_by("pair_no", "cell", maintain_order=True).agg(
        *((pl.col(name) * pl.col("weight")).sum() for name in ("mix", "rate")),
        half=pl.when(pl.col("half").null_count() == 0).then((pl.col("half") * pl.col("weight")).sum()),
        # People counted in two ways are no one number.
        **{name: pl.when(pl.len() == 1).then(pl.col(name).first()) for name in COUNTED},
        status_code=pl.col("status_code").min(),
    )
    names = pl.DataFrame(
        {"cell": range(len(held.groups)), "group_name": held.group_names},
        schema={"cell": pl.Int64, "group_name": pl.String},
    )
    status = pl.col("status_code").replace_strict(STATUSES, return_dtype=pl.String)
    return each.join(names, on="cell", maintain_order="left").with_columns(
        line=pl.col("cell"), status=status, dimension=pl.lit(held.grain.label)
    )


def _found(measure: Measure, block: Block) -> pl.DataFrame:
    effects, scale = RateEffects(block), float(measure.scale)
    # By comparison, and in each by group.
    pair, group = np.nonzero((effects.status != NOBODY).T)
    if measure.calculation == "count":
        before, after = effects.block.both(block.laid.numerator)
        none = dict.fromkeys(COUNTED, np.full_like(before, np.nan))
        half_width = NORMAL_95 * np.sqrt(before + after)
        amounts = {"mix": np.zeros_like(before), "rate": after - before, "half": half_width, **none}
    else:
        half = effects.half_width() if measure.calculation in WITH_INTERVAL else np.full_like(effects.rate, np.nan)
        amounts = {"mix": scale * effects.mix, "rate": scale * effects.rate, "half": scale * half, **_counted(effects)}
    picked = {name: amount[group, pair] for name, amount in amounts.items()}
    codes = {"at": block.at[pair], "cell": block.laid.cells[group], "status_code": effects.status[group, pair]}
    return typed(pl.DataFrame({**codes, **picked}, nan_to_null=True), FOUND)


def _counted(effects: RateEffects) -> dict[str, Floats]:
    """(g, k) people of the group and of all groups together, by the names of COUNTED."""
    held = effects.block.laid.denominator
    everybody = np.broadcast_to(effects.block.laid.everybody, held.shape)
    amounts = [side for part in (held, everybody) for side in effects.block.both(part)]
    return dict(zip(COUNTED, amounts, strict=True))


def _spread(measure: Measure, pairs: pl.DataFrame) -> pl.DataFrame:
    """How much wider than by counts alone the figures of each pair's series vary; 1 at least, and where not known."""
    scale = float(measure.scale)
    # Not divided: Polars divides a column of one row otherwise than a longer one, and a pair asked about stands alone.
    share = pl.col("gate_centre") * (1 / scale)
    by_counts = scale * (share * (1 - share) / pl.col("later_denominator").cast(pl.Float64)).sqrt()
    sigma = (pl.col("gate_upper") - pl.col("gate_centre")) * (1 / 3)
    ratio = sigma / by_counts
    is_told = ratio.is_finite() & pl.lit(value=measure.calculation in WITH_INTERVAL)
    return pairs.select("pair_no", spread=pl.when(is_told).then(pl.max_horizontal(ratio, 1.0)).otherwise(1.0))


def with_row_margins(measure: Measure, rows: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Rows of the bridge's groups and dimensions with their part in each margin; a view has none."""
    has = pairs.filter("has_margin_terms").select("pair_no", has_margin=pl.lit(value=True))
    joined = rows.join(has, on="pair_no", how="left", maintain_order="left")
    is_part = pl.col("has_margin").fill_null(value=False) & (pl.col("level") != "view")
    margin = pl.when(is_part).then(sign_of(measure) * pl.col("amount"))
    return typed(joined.with_columns(margin_green=margin, margin_red=margin), GROUP_ROW)


def _rows(frame: pl.DataFrame, place: str, level: str, **columns: pl.Expr | str) -> pl.DataFrame:
    named = {name: pl.col(given) if isinstance(given, str) else given for name, given in columns.items()}
    fixed = {"place": pl.lit(PLACES[place]), "level": pl.lit(level), "basis": pl.lit("observed")}
    return typed(frame.with_columns(**fixed, **named).filter(pl.col("amount").is_not_null()), GROUP_ROW)
