"""Which figures and limits may a page hold?

The frames made here are the only ones that publishing sees.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from hls_signals.disclosure.cells import shown_cells, step_of
from hls_signals.disclosure.forms import exact_areas, exact_decimals, is_average, is_exact, limit_step
from hls_signals.disclosure.profiles import exactly, half_up, steps_down, steps_up
from hls_signals.measures.counted import primary_rows
from hls_signals.measures.frames import EXACT
from hls_signals.register.load import Register
from hls_signals.register.models import Measure
from hls_signals.variation import judged_apart
from hls_signals.why.frames import typed
from hls_signals.why.periods import PERIOD
from hls_signals.why.to_date import TO_DATE
from hls_signals.workspace.settings import Settings

VALUES: dict[str, Any] = {  # polars types
    "measure_id": pl.String,
    "area_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "period_type": pl.String,
    "value": EXACT,
    "numerator": EXACT,
    "denominator": EXACT,
    "status": pl.String,
    "rounded_to": pl.String,
    "from_shown": pl.Boolean,
    "target": EXACT,
    "target_upper": EXACT,
    "amber_boundary": pl.Float64,
    "colour": pl.String,
    "reported_colour": pl.String,
    "no_colour_because": pl.String,
    "definition_version": pl.String,
    "provisional": pl.Boolean,
    "is_total": pl.Boolean,
    # "", small_number, sum_of_shown_parts or withheld_by_sender: for the page's note.
    "withheld_because": pl.String,
}
VARIATION: dict[str, Any] = {  # polars types
    "measure_id": pl.String,
    "area_code": pl.String,
    "period_start": pl.Date,
    "point_status": pl.String,
    "phase": pl.UInt32,
    "centre": EXACT,
    "lower": EXACT,
    "upper": EXACT,
    "limits_status": pl.String,
    "preset": pl.String,
    "chart": pl.String,
    "read_first": pl.String,
    "read_first_rule": pl.String,
    "rules": pl.String,
    "advice": pl.String,
}
RULES = (
    "beyond_usual_range", "run_on_one_side", "near_the_edge", "away_from_centre", "steady_rise", "steady_fall",
)  # fmt: skip
POINT = ("area_code", "period_start")
READINGS = ("read_first", "read_first_rule", "rules")
PROVISIONAL = "p"


def shown_values(measure: Measure, values: pl.DataFrame, settings: Settings, register: Register) -> pl.DataFrame:
    """One row an area and period of one measure, by area and time: what a page may hold of the figure.

    values   `measures.measured_values`
    returns  the columns of VALUES; where a period was counted in two ways, the row of the definition in force; of a
             year to date, whose parts all begin on one day, the one that ends last
    """
    cells = shown_cells(measure, values, settings, register)
    is_newest = (pl.col("period_type") != TO_DATE) | (pl.col("period_end") == pl.col("period_end").max().over(PERIOD))
    rows = primary_rows(measure, cells.filter(is_newest), PERIOD)
    provisional = pl.col("flags").fill_null("").str.contains(PROVISIONAL, literal=True)
    return typed(rows.with_columns(value="shown", provisional=provisional), VALUES)


def shown_variation(
    measure: Measure, variation: pl.DataFrame, shown: pl.DataFrame, settings: Settings, register: Register
) -> pl.DataFrame:
    """Limits stepped outward and the readings of points that are shown.

    variation  `signals.variation`; shown: `shown_values` of the same measure
    returns    the columns of VARIATION: centre to the nearest step, lower down, upper up; as they are, to one decimal
               at least, where the figures are shown as they are. Readings are null for a hidden point, and those of
               its neighbours never rest on it
    """
    rows = variation.filter(pl.col("measure_id") == measure.id, pl.col("breakdown") == "{}").sort(POINT)
    rows = _judged_without_hidden(rows, shown)
    rows = rows.with_columns(is_exact=is_exact(exact_areas(measure, settings, register)), rules=_rule_names(rows))
    rows = rows.with_columns(**_limits(measure))
    rows = rows.with_columns(pl.when(~pl.col("is_hidden")).then(name).alias(name) for name in READINGS)
    return typed(rows, VARIATION)


def _judged_without_hidden(rows: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The rows with `is_hidden`, and no rule reaching across a hidden point."""
    hidden = shown.filter(pl.col("withheld_because") != "").select(*POINT, is_hidden=pl.lit(value=True))
    marked = rows.join(hidden.unique(POINT), on=POINT, how="left", maintain_order="left")
    marked = marked.with_columns(pl.col("is_hidden").fill_null(value=False))
    if not marked["is_hidden"].any():
        return marked
    return judged_apart(marked, marked["is_hidden"], series=["area_code"])


def _rule_names(rows: pl.DataFrame) -> pl.Expr:
    """Names of the rules that pick the point out, joined by a bar in a fixed order."""
    fired = [
        pl.when((pl.col(name).cast(pl.Int8) != 0).fill_null(value=False)).then(pl.lit(name))
        for name in RULES
        if name in rows.columns
    ]
    return pl.concat_str(fired, separator="|", ignore_nulls=True) if fired else pl.lit("")


def _limits(measure: Measure) -> dict[str, pl.Expr]:
    fine, coarse = step_of(max(exact_decimals(measure), 1)), limit_step(measure)
    # Hidden figures that are all alike would lie on their own limits.
    is_alike = pl.col("is_hidden") & (pl.col("limits_status").cast(pl.String) == "no_variation")
    # A figure that its sender withheld is in no line.
    rests_on_hidden = pl.col("is_hidden") & (pl.col("point_status").cast(pl.String) == "used")
    has_hidden = rests_on_hidden.any().over("area_code", "phase")
    # Six means and their centre, each to a tenth of a day, give the sixth back to half a day: one person's wait.
    is_told = ~(has_hidden if is_average(measure) else is_alike)
    ways = {"centre": half_up, "lower": steps_down, "upper": steps_up}
    return {
        name: pl.when(~is_told)
        .then(None)
        .when("is_exact")
        .then(exactly(half_up(pl.col(name), fine), fine))
        .otherwise(exactly(way(pl.col(name), coarse), coarse))
        for name, way in ways.items()
    }
