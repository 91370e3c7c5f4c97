"""Which periods stand side by side, and which of them have no figure?"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hls_signals.measures.counted import primary_rows, with_definition_in_force
from hls_signals.measures.trend import LAST_YEAR, has_trend, with_last_year, without_last_year
from hls_signals.measures.values import may_have_colour
from hls_signals.register.models import Measure
from hls_signals.why.to_date import with_increments

KEYS = ("area_code", "period_type")
PERIOD = (*KEYS, "period_start")
MONTHS = {"month": 1, "quarter": 3, "financial_year": 12, "calendar_year": 12, "academic_year": 12}
DAYS = {"day": 1, "week": 7}
# Windows of a year that move on, and counts on a day, tell no step by their length.
ROLLING = "rolling_12_months"
OWN_RHYTHM = ("snapshot", ROLLING)
# The status of a period for which no row arrived at all.
MISSING = "missing"

# What may differ between a figure as first published and as known now.
VINTAGE = (
    "value", "numerator", "denominator", "value_given", "colour", "target", "target_upper", "rule_version", *LAST_YEAR,
)  # fmt: skip
CARRIED = (
    "period_end", "status", "flags", *VINTAGE, "no_colour_because", "definition_version", "known_at",
    "source_sha256", "source_row",
)  # fmt: skip


def stated_totals(measure: Measure, values: pl.DataFrame) -> pl.DataFrame:
    """Rows of the all-breakdowns level, with the definition each is counted under and the one `in_force`."""
    rows = values.filter(pl.col("measure_id") == measure.id, pl.col("breakdown") == "{}", pl.col("is_total"))
    return with_definition_in_force(measure, rows)


def totals(measure: Measure, values: pl.DataFrame) -> pl.DataFrame:
    """`stated_totals`; of a year to date, what each of its figures added."""
    return with_increments(measure, stated_totals(measure, values))


def series(measure: Measure, values: pl.DataFrame, first_values: pl.DataFrame) -> pl.DataFrame:
    """One row an area and period, by time: what is known now, and with `_first` what was first published.

    A first publication that held no figure is no figure: the one known now then stands for it.
    """
    now = primary_rows(measure, _with_last_year(measure, totals(measure, values)), PERIOD).select(*PERIOD, *CARRIED)
    key = [*PERIOD, "definition_version"]
    first = _with_last_year(measure, totals(measure, first_values)).unique(key, keep="first", maintain_order=True)
    first = first.select(*key, *(pl.col(name).alias(f"{name}_first") for name in VINTAGE))
    was_published = pl.col("value_first").is_not_null()
    joined = now.join(first, on=key, how="left").with_columns(
        pl.when(was_published).then(f"{name}_first").otherwise(name).alias(f"{name}_first") for name in VINTAGE
    )
    return with_missing(joined.sort(PERIOD))


def _with_last_year(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with last year's figure, where some rule asks for it."""
    return with_last_year(rows, may_have_colour()) if has_trend(measure) else without_last_year(rows)


def with_missing(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with one row more, of status `missing`, for every period inside a series that has none.

    rows  in the order of PERIOD
    """
    gaps = _gaps(rows).filter(pl.col("absent") > 0)
    if gaps.is_empty():
        return rows
    days = pl.col("period_type").is_in(list(DAYS))
    unit = pl.when(days).then(pl.lit("d")).otherwise(pl.lit("mo"))
    spread = gaps.with_columns(number=pl.int_ranges(0, "absent")).explode("number", empty_as_null=True)
    start = pl.col("base").dt.offset_by(pl.format("{}{}", pl.col("number") * pl.col("step"), unit))
    step_on = pl.col("base").dt.offset_by(pl.format("{}{}", (pl.col("number") + 1) * pl.col("step"), unit))
    is_rolling = pl.col("period_type") == ROLLING
    absent = spread.select(
        *KEYS,
        period_start=start,
        period_end=pl.when(is_rolling)
        .then(start.dt.offset_by("12mo"))
        .otherwise(pl.min_horizontal(step_on, "next_start")),
        status=pl.lit(MISSING),
    )
    return pl.concat([rows, absent], how="diagonal").sort(PERIOD)


def _gaps(rows: pl.DataFrame) -> pl.DataFrame:
    """For each row with a next one: where the next period should begin, the step, and how many are absent."""
    has_next = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(-1)) for name in KEYS)
    following = rows.select(
        *KEYS, "period_start", "period_end", next_start=pl.when(has_next).then(pl.col("period_start").shift(-1))
    ).drop_nulls("next_start")
    # A snapshot has no length that tells its rhythm, so each area's own shortest step does.
    apart = _month_number("next_start") - _month_number("period_start")
    is_snapshot = pl.col("period_type").is_in(OWN_RHYTHM)
    known = pl.col("period_type").replace_strict({**MONTHS, **DAYS}, default=None, return_dtype=pl.Int64)
    following = following.with_columns(step=pl.when(is_snapshot).then(apart.min().over(KEYS)).otherwise(known))
    snapshot_step = pl.format("{}mo", "step")
    following = following.with_columns(
        base=pl.when(is_snapshot).then(pl.col("period_start").dt.offset_by(snapshot_step)).otherwise("period_end")
    )
    days = pl.col("period_type").is_in(list(DAYS))
    away = (
        pl.when(days)
        .then((pl.col("next_start") - pl.col("base")).dt.total_days())
        .otherwise(_month_number("next_start") - _month_number("base"))
    )
    # Rounded: a yearly snapshot may be taken a month earlier or later.
    absent = pl.when(pl.col("step") > 0).then((away / pl.col("step")).round()).otherwise(0)
    return following.with_columns(absent=absent.cast(pl.Int64))


def _month_number(column: str) -> pl.Expr:
    return (pl.col(column).dt.year().cast(pl.Int64) * 12) + pl.col(column).dt.month().cast(pl.Int64)


def pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Each period beside the one before it, with columns `earlier_...` and `later_...`, numbered by `pair_no`."""
    names, ordered = _sides(rows), rows.sort(PERIOD)
    # In order, the row before is the period before, or it is of another series.
    before = ordered.shift(1)
    is_same = pl.all_horizontal(pl.col(name).eq_missing(before[name]) for name in KEYS)
    beside = pl.concat(
        [
            ordered.select(*KEYS, has_one_before=is_same & before["period_start"].is_not_null()),
            before.select(pl.col(name).alias(f"earlier_{name}") for name in names),
            ordered.select(pl.col(name).alias(f"later_{name}") for name in names),
        ],
        how="horizontal",
    )
    return beside.filter("has_one_before").drop("has_one_before").with_row_index("pair_no")


def _sides(rows: pl.DataFrame) -> Sequence[str]:
    return [name for name in rows.columns if name not in KEYS]


def pairs_named(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The pairs that these rows name, however far apart, in the columns and the order of `pairs`.

    named  area_code, period_type, earlier_period_start, later_period_start; a pair without both rows is left out
    """
    keys = named.select(*KEYS, "earlier_period_start", "later_period_start").unique(maintain_order=True)
    names = [name for name in _sides(rows) if name != "period_start"]
    for side in ("earlier", "later"):
        held = rows.rename({name: f"{side}_{name}" for name in (*names, "period_start")})
        keys = keys.join(held, on=[*KEYS, f"{side}_period_start"], maintain_order="left")
    ordered = [f"{side}_{name}" for side in ("earlier", "later") for name in _sides(rows)]
    return keys.select(*KEYS, *ordered).sort(*KEYS, "later_period_start").with_row_index("pair_no")
