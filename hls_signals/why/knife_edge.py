"""Would one case more or fewer have given the later period another colour?

A fact without direction or number: which case, and which way, is never said.
"""

from __future__ import annotations

import polars as pl

from hls_signals.measures.frames import as_float
from hls_signals.measures.trend import LAST_YEAR
from hls_signals.register.models import Measure
from hls_signals.why.recolour import LINES, colours_under

# Numerators of these count cases; those of a mean count days or pounds.
COUNTS_CASES = ("ratio", "rate", "count")
DUST = 1e-9


def with_knife_edge(measure: Measure, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with `is_knife_edge`."""
    near = pairs.filter(_may_be_near(measure))
    found = [_differing(measure, near, step) for step in (-1, 1)]
    edges = pl.concat(found).unique().with_columns(is_knife_edge=pl.lit(value=True))
    joined = pairs.join(edges, on="pair_no", how="left", maintain_order="left")
    return joined.with_columns(pl.col("is_knife_edge").fill_null(value=False))


def _cases(measure: Measure) -> pl.Expr:
    if measure.calculation == "count":
        return pl.coalesce("later_numerator", "later_value_given")
    return pl.col("later_numerator")


def _may_be_near(measure: Measure) -> pl.Expr:
    """Only a saving: a line further off than one case, and the rule's rounding, is not crossed by one case."""
    if measure.calculation not in COUNTS_CASES:
        return pl.lit(value=False)
    value, bottom = pl.col("later_value"), as_float("later_denominator")
    size = 1.0 if measure.calculation == "count" else float(measure.scale)
    step = pl.lit(size) if measure.calculation == "count" else size / pl.when(bottom > 0).then(bottom)
    rounding = max((float(rule.round_to or 0) for rule in measure.colour_rules), default=0.0)
    room = step + rounding + DUST * pl.max_horizontal(value.abs(), pl.lit(1.0))
    near = [((value - pl.col(f"{line}_later")).abs() <= room).fill_null(value=False) for line in LINES]
    return pl.any_horizontal(*near) & pl.col("later_colour").is_not_null() & _cases(measure).is_not_null()


def _differing(measure: Measure, near: pl.DataFrame, step: int) -> pl.DataFrame:
    """Pair numbers of those that have another colour with so many cases more, where there can be so many."""
    cases = _cases(measure) + step
    moved = near.with_columns(cases=cases).filter(pl.col("cases") >= 0)
    if measure.calculation == "ratio":
        # Nobody can be added where everybody is counted already.
        moved = moved.filter(
            (pl.col("cases") <= pl.col("later_denominator")) | (pl.col("later_numerator") > pl.col("later_denominator"))
        )
    figures = moved.select(
        "area_code", "period_type", "scope",
        period_start="later_period_start", period_end="later_period_end", numerator="cases",
        denominator="later_denominator", value_given=pl.lit(None, pl.Decimal(38, 18)), status="later_status",
        flags="later_flags", target="later_target", target_upper="later_target_upper",
        rule_version="later_rule_version", **{name: f"later_{name}" for name in LAST_YEAR},
    )  # fmt: skip
    other = moved.select("pair_no", "later_colour").with_columns(colours_under(measure, figures).alias("other"))
    return other.filter(pl.col("other") != pl.col("later_colour")).select("pair_no")
