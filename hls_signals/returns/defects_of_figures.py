"""Which figures stand so apart from a measure's own that unit, zero or column must be asked about?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from hls_signals.register.models import OVERLAPPING_PERIOD_TYPES
from hls_signals.returns.quality import FIGURES, QUALITY_EMPTY, Defect, ordered

OTHER_UNIT = Defect("D302", "Did unit or scale change in the file, for instance from per cent to proportion?")
LONE_ZERO = Defect("D310", "Was nothing there to count, or was there no figure?")
OTHER_MEASURE = Defect("D311", "Was one column read for both, or one file sent for both?")
KEY = ("measure_id", "area_code", "breakdown")

# D302: a factor of a hundred in the middle of at least this many series, beside their own last figures.
HUNDREDFOLD, NEARLY, LEAST_SERIES, OWN_LAST = 2, 0.15, 5, 8
# D310: so many other figures, all above half their median; where zeros are common they are no question.
LEAST_OTHERS, MOST_ZEROS = 20, 0.1
# D311: as for a period that was copied.
LEAST_SAME, SAME_SHARE = 5, 0.9


def other_units(observations: pl.DataFrame) -> pl.DataFrame:
    """D302: periods in which the middle series of a measure is 100 times, or a hundredth of, its own last figures."""
    found = [QUALITY_EMPTY]
    usable = observations.filter(~pl.col("period_type").is_in(sorted(OVERLAPPING_PERIOD_TYPES)))
    for name in FIGURES:
        column = usable.filter(pl.col(name) > 0)
        if column.is_empty():
            continue
        found.append(_hundredfold(column.with_columns(pl.col(name).cast(pl.Float64).alias("figure"))))
    together = pl.concat(found)
    return ordered([together.unique(["measure_id", "period_start"], keep="first", maintain_order=True)])


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


def same_as_another_measure(rows: pl.DataFrame) -> pl.DataFrame:
    """D311: submissions whose figures of one measure equal those of another: a row for each of the two.

    rows  of one return, as marked()
    """
    figures = rows.filter(~pl.col("is_zero"))
    if figures["measure_id"].n_unique() < 2:
        return QUALITY_EMPTY
    figures = figures.with_columns(
        pl.col("place").rank("dense").alias("place_no"), (pl.col("place") + pl.col("figure").hash()).alias("mark")
    )
    # Figures that stand once are no candidates, and most stand once.
    twins = figures.filter(pl.col("mark").is_duplicated()).select("measure_id", "source_sha256", "mark")
    pairs = (
        twins.join(twins.select(pl.col("measure_id").alias("other"), "mark").unique(), on="mark", how="inner")
        .filter(pl.col("measure_id") != pl.col("other"))
        .group_by("measure_id", "source_sha256", "other")
        .len("affected")
        .filter(pl.col("affected") >= LEAST_SAME)
        .with_columns(pl.col("measure_id", "source_sha256", "other").cast(pl.String))
        .sort("measure_id", "source_sha256", "other")
    )
    return ordered(list(_twins(figures, pairs)))


def _twins(figures: pl.DataFrame, pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    if pairs.is_empty():
        return
    measures = figures["measure_id"].cast(pl.String)
    number = {name: at for at, name in enumerate(measures.unique(maintain_order=True))}
    places = figures["place_no"].to_numpy() - 1
    has_figure = np.zeros((len(number), int(places.max()) + 1), dtype=bool)
    has_figure[measures.replace_strict(number, return_dtype=pl.Int64).to_numpy(), places] = True
    submissions = figures.partition_by("measure_id", "source_sha256", as_dict=True, include_key=True)
    for (measure, submission), others in pairs.group_by("measure_id", "source_sha256", maintain_order=True):
        own = submissions[measure, submission]
        shared = has_figure[:, own["place_no"].to_numpy() - 1].sum(axis=1)
        for other, affected in others.select("other", "affected").iter_rows():
            examined = int(shared[number[other]])
            if affected >= SAME_SHARE * examined - 1e-9:
                yield _twin_row(own, other, examined, affected)


def _twin_row(own: pl.DataFrame, other: str, examined: int, affected: int) -> pl.DataFrame:
    span = own.select(
        pl.col("return_id").first(),
        pl.col("measure_id").first(),
        pl.col("period_start").min(),
        pl.col("period_end").max(),
        pl.lit(examined).alias("examined"),
        pl.lit(affected).alias("affected"),
    )
    text = f"{affected:,} of {examined:,} figures of one file equal those of the measure {other}."
    return OTHER_MEASURE.rows(span, pl.lit(text))
