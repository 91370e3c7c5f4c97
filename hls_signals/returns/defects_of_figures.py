"""Which figures stand so apart from a measure's own that unit or zero must be asked about?"""

from __future__ import annotations

import polars as pl

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES
from hls_signals.returns.quality import FIGURES, QUALITY_EMPTY, Defect, ordered

OTHER_UNIT = Defect("D302", "Did unit or scale change in the file, for instance from per cent to proportion?")
LONE_ZERO = Defect("D310", "Was nothing there to count, or was there no figure?")
KEY = ("measure_id", "area_code", "breakdown")

# D302: a factor of a hundred in the middle of at least this many series, beside their own last figures.
HUNDREDFOLD, NEARLY, LEAST_SERIES, OWN_LAST = 2, 0.15, 5, 8
# D310: so many other figures, all above half their median; where zeros are common they are no question.
LEAST_OTHERS, MOST_ZEROS = 20, 0.1


def other_units(observations: pl.DataFrame) -> pl.DataFrame:
    """D302: periods in which the middle series of a measure is 100 times, or a hundredth of, its own last figures."""
    found = [QUALITY_EMPTY]
    usable = observations.filter(~pl.col("period_type").is_in(sorted(OVERLAPPING_PERIOD_TYPES)))
    for name in FIGURES:
        column = usable.filter(pl.col(name) > 0).with_columns(pl.col(name).cast(pl.Float64).alias("figure"))
        if _any_may_step(column):
            found.append(_hundredfold(column))
    together = pl.concat(found)
    return ordered([together.unique(["measure_id", "period_start"], keep="first", maintain_order=True)])


def _any_may_step(figures: pl.DataFrame) -> bool:
    """False where no series holds figures so far apart that one could be a hundred times its own last ones."""
    # A median lies among its figures, so no step is wider than its series. Looking is soon done, and most end here.
    ends = figures.group_by(KEY).agg(pl.col("figure").min().alias("least"), pl.col("figure").max().alias("most"))
    return bool((ends["most"] / ends["least"] >= 10 ** (HUNDREDFOLD - 2 * NEARLY)).any())


def _hundredfold(figures: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("figure").shift(1).rolling_median(OWN_LAST, min_samples=1).over(KEY, order_by="period_start")
    steps = figures.with_columns((pl.col("figure") / own).log10().alias("step")).filter(pl.col("step").is_not_null())
    at = ["return_id", "measure_id", "period_start", "period_end"]
    middle = steps.group_by(at, maintain_order=True).agg(
        pl.col("step").median().alias("middle"),
        pl.len().alias("examined"),
        ((pl.col("step").abs() - HUNDREDFOLD).abs() <= NEARLY).sum().alias("affected"),
    )
    found = middle.filter(
        (pl.col("examined") >= LEAST_SERIES) & ((pl.col("middle").abs() - HUNDREDFOLD).abs() <= NEARLY)
    )
    how = pl.when(pl.col("middle") > 0).then(pl.lit("100 times")).otherwise(pl.lit("a hundredth of"))
    text = pl.format("{} of {} figures are about {} their own last ones.", "affected", "examined", how)
    return OTHER_UNIT.rows(found, text)


def lone_zeros(observations: pl.DataFrame) -> pl.DataFrame:
    """D310: zeros of a measure whose other figures, at least 20 of them, all lie above half their median."""
    figure = (
        pl.when((pl.col("denominator") > 0).fill_null(value=False))
        .then(pl.col("numerator").cast(pl.Float64) / pl.col("denominator").cast(pl.Float64))
        .otherwise(pl.coalesce("value", "numerator").cast(pl.Float64))
    )
    series = ["measure_id", "breakdown", "period_type"]
    figures = observations.with_columns(figure.alias("figure")).filter(pl.col("figure").is_not_null())
    others = (
        figures.group_by(series, maintain_order=True)
        .agg(
            pl.len().alias("examined"),
            (pl.col("figure") == 0).sum().alias("zeros"),
            pl.col("figure").filter(pl.col("figure") != 0).min().alias("least"),
            pl.col("figure").filter(pl.col("figure") != 0).median().alias("middle"),
        )
        .filter(
            (pl.col("zeros") > 0)
            & (pl.col("zeros") <= MOST_ZEROS * pl.col("examined"))
            & (pl.col("examined") - pl.col("zeros") >= LEAST_OTHERS)
            & (pl.col("least") > pl.col("middle") / 2)
        )
    )
    found = figures.filter(pl.col("figure") == 0).join(others, on=series, how="inner", maintain_order="left")
    text = pl.format(
        "This figure is zero; the other {} of the measure all lie above half their median.",
        pl.col("examined") - pl.col("zeros"),
    )
    places = ["return_id", "measure_id", "area_code", "period_start", "period_end"]
    return ordered(
        [LONE_ZERO.rows(found.select(*places, "examined", "zeros"), text).unique(places, maintain_order=True)]
    )
