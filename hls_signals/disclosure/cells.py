"""What may be shown of each figure?

The form of a figure depends on its own value alone, except that a declared sum gives way to its parts. Derived numbers
are made again from shown ones: 9 of 52 is shown as 10 of 50, so 20 per cent.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from hls_signals.disclosure.forms import exact_areas, exact_decimals, is_average, is_count, is_exact, published_decimals
from hls_signals.disclosure.profiles import BASE, exactly, half_up, is_small, rounded_count
from hls_signals.disclosure.sums import is_sum_of_shown
from hls_signals.measures.frames import EXACT, as_float
from hls_signals.register.load import Register
from hls_signals.register.models import Measure
from hls_signals.why.periods import stated_totals
from hls_signals.workspace.settings import Settings

HIDDEN_BY_SENDER = ("suppressed", "low")
SMALL, SUM, SENDER = "small_number", "sum_of_shown_parts", "withheld_by_sender"
NOTHING = pl.lit(None, EXACT)


def shown_cells(measure: Measure, values: pl.DataFrame, settings: Settings, register: Register) -> pl.DataFrame:
    """Every total of a measure in its shown form, recounts included: the columns of `values` and four more.

    returns  `shown` (exact decimal; null where hidden), `rounded_to`, `from_shown`, `withheld_because`; numerator,
             denominator and value hold shown numbers, and a hidden row holds none and no colour
    """
    rows = stated_totals(measure, values)
    rows = rows.with_columns(
        is_exact=is_exact(exact_areas(measure, settings, register)),
        is_sum=is_sum_of_shown(measure, rows, settings, register),
    )
    rows = _with_counts(measure, rows)
    rows = rows.with_columns(withheld_because=_withheld_because(measure))
    rows = _formed(measure, rows, settings)
    return _without_hidden(rows).drop("is_sum", "is_exact", "top", "bottom", "rest", "has_parts")


def _with_counts(measure: Measure, rows: pl.DataFrame) -> pl.DataFrame:
    """top, bottom and rest: the people counted above, below and between; null where the figure has no such count."""
    top, bottom = as_float("numerator"), as_float("denominator")
    if is_count(measure):
        return rows.with_columns(top=pl.col("value"), bottom=None, rest=None, has_parts=False)
    if is_average(measure):
        # Days or pounds stand above; only the people below the line are counted.
        return rows.with_columns(top=None, bottom=bottom, rest=None, has_parts=False)
    # A per cent with a known base tells the count above it.
    told = (pl.col("value") * bottom / float(measure.scale)).round()
    rows = rows.with_columns(top=pl.coalesce(top, told), bottom=bottom)
    both = pl.col("top").is_not_null() & pl.col("bottom").is_not_null()
    return rows.with_columns(rest=pl.col("bottom") - pl.col("top"), has_parts=both)


def _withheld_because(measure: Measure) -> pl.Expr:
    small = pl.any_horizontal(is_small(pl.col(name).cast(pl.Float64)) for name in ("top", "bottom", "rest"))
    has_value = pl.col("value").is_not_null()
    return (
        pl.when(pl.col("status").is_in(HIDDEN_BY_SENDER))
        .then(pl.lit(SENDER))
        .when(~pl.col("is_exact") & has_value & small)
        .then(pl.lit(SMALL))
        .when(~pl.col("is_exact") & has_value & pl.col("is_sum"))
        .then(pl.lit(SUM))
        .otherwise(pl.lit(""))
    )


def _formed(measure: Measure, rows: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Rows with shown value, numerator and denominator."""
    exact, has_parts = pl.col("is_exact"), pl.col("has_parts") & ~pl.col("is_exact")
    top, bottom = (rounded_count(pl.col(name).cast(pl.Float64)) for name in ("top", "bottom"))
    shown = pl.when(exact).then(_as_it_is(measure)).when(has_parts).then(_from_parts(measure, top, bottom, settings))
    base = pl.lit(str(BASE))
    stepped = base if is_count(measure) else pl.lit(str(step_of(published_decimals(measure, settings))))
    return rows.with_columns(
        shown=shown.otherwise(_stepped(measure, settings)),
        numerator=pl.when(exact).then("numerator").when(has_parts).then(exactly(top, Decimal(1))),
        denominator=pl.when(exact)
        .then("denominator")
        .when(pl.lit(value=not is_count(measure)))
        .then(exactly(bottom, Decimal(1))),
        rounded_to=pl.when(exact).then(pl.lit("")).when(has_parts).then(base).otherwise(stepped),
        from_shown=has_parts,
    )


def step_of(decimals: int) -> Decimal:
    """One unit of the last decimal: 1, 0.1 ..."""
    return Decimal(1).scaleb(-decimals)


def _as_it_is(measure: Measure) -> pl.Expr:
    """As the sender gave it, digit for digit; worked out of its parts to the decimals of the unit."""
    step = step_of(exact_decimals(measure))
    whole = pl.col("numerator") if is_count(measure) else NOTHING
    parts = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    worked = exactly(half_up(pl.col("value"), step), step)
    return pl.when(parts).then(worked).otherwise(pl.coalesce("value_given", whole, worked))


def _from_parts(measure: Measure, top: pl.Expr, bottom: pl.Expr, settings: Settings) -> pl.Expr:
    step = step_of(published_decimals(measure, settings))
    return exactly(half_up(float(measure.scale) * top / pl.when(bottom != 0).then(bottom), step), step)


def _stepped(measure: Measure, settings: Settings) -> pl.Expr:
    """A count to the base; any other figure to a unit of its last published decimal."""
    step = Decimal(BASE) if is_count(measure) else step_of(published_decimals(measure, settings))
    return exactly(half_up(pl.col("value"), step), step)


def _without_hidden(rows: pl.DataFrame) -> pl.DataFrame:
    """Hidden rows keep who, when and why; every other number, colour and flag of the figure goes."""
    is_hidden = pl.col("withheld_because") != ""
    has_figure = pl.col("value").is_not_null() & ~is_hidden
    shown = pl.when(has_figure).then("shown")
    return rows.with_columns(
        shown=shown,
        value=shown.cast(pl.Float64),
        value_given=shown,
        numerator=pl.when(has_figure).then("numerator"),
        denominator=pl.when(has_figure).then("denominator"),
        rounded_to=pl.when(has_figure).then("rounded_to").otherwise(pl.lit("")),
        from_shown=has_figure & pl.col("from_shown"),
        status=pl.when(is_hidden).then(pl.lit("suppressed")).otherwise("status"),
        colour=pl.when(~is_hidden).then("colour"),
        reported_colour=pl.when(~is_hidden).then("reported_colour"),
        no_colour_because=pl.when(is_hidden).then(pl.lit("suppressed")).otherwise("no_colour_because"),
    )
