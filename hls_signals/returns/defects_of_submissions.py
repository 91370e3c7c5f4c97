"""Which files contradict their mapping, or one another?"""

from __future__ import annotations

import polars as pl

from hls_signals.returns.quality import Defect, ordered

LABEL = Defect("D307", "Do these dates stand for the start or the end of their periods, and does the mapping say so?")
AT_ONCE = Defect("D312", "Which of the two holds, and when did each become known?")
_NOTED = r"\bD307: (\d+)"


def contradicting_labels(observations: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """D307: files in which dates are not the days that `means` speaks of, one row a measure and file.

    observations  latest-known, with source_sha256
    submissions   sha256, rows_in and notes, in which landing writes how many rows are concerned
    """
    noted = submissions.select(
        pl.col("sha256").alias("source_sha256"),
        pl.col("notes").str.extract(_NOTED).cast(pl.Int64).alias("affected"),
        pl.col("rows_in").alias("examined"),
    ).drop_nulls("affected")
    found = (
        observations.join(noted, on="source_sha256", how="inner")
        .group_by("return_id", "measure_id", "source_sha256", "affected", "examined")
        .agg(pl.col("period_start").min(), pl.col("period_end").max())
        .sort("measure_id", "period_start", "source_sha256")
    )
    text = pl.format("{} of {} rows hold a date that is not the day the mapping says it is.", "affected", "examined")
    return ordered([LABEL.rows(found, text)])


def two_at_once(found: pl.DataFrame) -> pl.DataFrame:
    """D312: figures that became known at one stated moment and differ, one row a measure, area and period.

    found  `staged.known_at_once`
    """
    text = pl.format("{} different figures became known at one moment; one of them is used.", "affected")
    return ordered([AT_ONCE.rows(found, text)])
