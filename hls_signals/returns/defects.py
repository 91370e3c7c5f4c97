"""Which questions does a return raise about itself, before anything is explained?

Defects never drop data. Each is one row of `staged.quality`: where, how many of how many, and what to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.defects_of_areas import figures_after_closing, missing_bodies
from hls_signals.returns.defects_of_copies import copied_rows, copies_among, shared_by_pairs, together
from hls_signals.returns.defects_of_figures import lone_zeros, other_units
from hls_signals.returns.defects_of_submissions import contradicting_labels, two_at_once
from hls_signals.returns.defects_of_totals import unreconciled_totals
from hls_signals.returns.defects_of_twins import MeasureMarks, marks_of_measure, same_as_another_measure
from hls_signals.returns.marks import marked
from hls_signals.returns.period_names import span_name
from hls_signals.returns.quality import QUALITY, ordered

__all__ = [
    "QUALITY",
    "Beside",
    "ReturnQuestions",
    "copied_periods",
    "differing_colours",
    "missing_periods",
    "quality_rows",
    "questions_of_rows",
    "two_at_once",
]
SUBMISSIONS = {"sha256": pl.String, "rows_in": pl.Int64, "notes": pl.String}
# Windows and snapshots need not follow one another.
_CONSECUTIVE = ("day", "week", "month", "quarter", "financial_year", "calendar_year", "academic_year")


@dataclass(frozen=True)
class Beside:
    """What the figures of a return are held against.

    bases          how each return rounds, for totals
    submissions    `staged.submissions`: sha256, rows_in, notes
    """

    register: Register = field(default_factory=lambda: Register((), (), (), ()))
    bases: Mapping[str, Decimal] = field(default_factory=dict)
    submissions: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUBMISSIONS))


@dataclass
class ReturnQuestions:
    """Questions that take every measure of a return together, asked after each measure was looked at by itself.

    Of a measure little is kept, so that memory follows the largest and never the whole return.
    """

    return_id: str
    _pairs: dict[str, pl.DataFrame] = field(default_factory=dict)
    _marks: list[MeasureMarks] = field(default_factory=list)

    def look_at(self, observations: pl.DataFrame) -> None:
        """Keep what is needed of one measure's latest-known observations; a measure is looked at once."""
        rows = marked(observations)
        if rows.height:
            measure_id = str(rows["measure_id"][0])
            self._pairs[measure_id] = shared_by_pairs(rows)
            self._marks.append(marks_of_measure(self.return_id, measure_id, rows))

    def rows(self) -> pl.DataFrame:
        """D301 and D311 of the whole return."""
        return ordered([self.copies(), same_as_another_measure(self._marks)])

    def copies(self) -> pl.DataFrame:
        """D301: pairs of periods of the return whose figures are the same, one row a pair and measure.

        Of the keys present in both periods with figures not all zero (at least 5), 90% or more are identical. Judged
        over the whole return; a measure's row counts that measure's keys.
        """
        copies = copies_among(together(self._pairs.values()))
        return ordered([copied_rows(self.return_id, name, own, copies) for name, own in self._pairs.items()])


def quality_rows(observations: pl.DataFrame, beside: Beside | None = None) -> pl.DataFrame:
    """Every question of one return's latest-known observations, by code, return, measure, area and period."""
    return ordered([questions_of_rows(observations, beside or Beside()), *(q.rows() for q in _looked_at(observations))])


def questions_of_rows(observations: pl.DataFrame, beside: Beside) -> pl.DataFrame:
    """Questions that a measure raises by itself: of a whole return, or of one measure after the other."""
    areas = beside.register.areas
    return ordered(
        [
            other_units(observations),
            missing_bodies(observations, areas),
            unreconciled_totals(observations, beside.bases, beside.register.area_sums),
            missing_periods(observations),
            contradicting_labels(observations, beside.submissions),
            figures_after_closing(observations, areas),
            lone_zeros(observations),
        ]
    )


def copied_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """D301 of every return in these latest-known observations."""
    return ordered([questions.copies() for questions in _looked_at(observations)])


def _looked_at(observations: pl.DataFrame) -> list[ReturnQuestions]:
    found: dict[str, ReturnQuestions] = {}
    for (return_id, _), rows in observations.group_by("return_id", "measure_id", maintain_order=True):
        found.setdefault(str(return_id), ReturnQuestions(str(return_id))).look_at(rows)
    return list(found.values())


def missing_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """D306: stretches without a figure between two periods that have one, of a whole measure and of single areas."""
    consecutive = observations.filter(pl.col("period_type").is_in(_CONSECUTIVE))
    by_area = consecutive.select(
        "return_id", "measure_id", "area_code", "period_type", "period_start", "period_end"
    ).unique()
    by_measure = by_area.with_columns(pl.lit("").alias("area_code")).unique()
    whole = _gaps(by_measure)
    single = _gaps(by_area)
    # A stretch that nobody sent is said once, for the measure.
    sent = by_measure.select("measure_id", "period_type", pl.col("period_start").alias("sent_start"))
    counted = (
        single.join(sent, on=["measure_id", "period_type"], how="inner")
        .filter((pl.col("sent_start") >= pl.col("period_start")) & (pl.col("sent_start") < pl.col("period_end")))
        .group_by(single.columns, maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("affected"))
    )
    return ordered([_missing_rows(whole, None), _missing_rows(counted, "affected")])


def differing_colours(values: pl.DataFrame, return_ids: Mapping[str, str]) -> pl.DataFrame:
    """D309: figures whose colour in the return is not the one the register gives; both are kept.

    values      measured_values: measure_id, area_code, is_total, period_start, period_end, colour, reported_colour.
    return_ids  the return of each measure.
    """
    differ = values.filter(
        pl.col("is_total") & pl.col("colour").is_not_null() & (pl.col("reported_colour") != pl.col("colour"))
    )
    text = pl.format(
        "The return says {}; target and rule of the register give {}. Both are kept.", "reported_colour", "colour"
    )
    return ordered(
        [
            differ.select(
                pl.lit("D309").alias("code"),
                pl.lit("question").alias("severity"),
                pl.col("measure_id").replace_strict(return_ids, default="", return_dtype=pl.String).alias("return_id"),
                "measure_id",
                "area_code",
                "period_start",
                "period_end",
                pl.lit(None, pl.Date).alias("other_period_start"),
                pl.lit(1, pl.Int64).alias("examined"),
                pl.lit(1, pl.Int64).alias("affected"),
                text.alias("text"),
                pl.lit("Which target, or which rule for amber, was used where the colour was set?").alias("ask"),
            )
        ]
    )


def _gaps(periods: pl.DataFrame) -> pl.DataFrame:
    """Stretches between a period's end and the next one's start, within return, measure, area and period type."""
    series = ["return_id", "measure_id", "area_code", "period_type"]
    following = pl.col("period_start").shift(-1).over(series, order_by="period_start")
    return (
        periods.with_columns(following.alias("next_start"), pl.len().over(series).cast(pl.Int64).alias("examined"))
        .filter(pl.col("next_start") > pl.col("period_end"))
        .select(
            *series,
            pl.col("period_end").alias("period_start"),
            pl.col("next_start").alias("period_end"),
            "examined",
        )
        .sort("return_id", "measure_id", "area_code", "period_start")
    )


def _missing_rows(gaps: pl.DataFrame, affected: str | None) -> pl.DataFrame:
    count = pl.col(affected) if affected is not None else pl.lit(1, pl.Int64)
    spans = [span_name(start, end) for start, end in gaps.select("period_start", "period_end").iter_rows()]
    return gaps.select(
        pl.lit("D306").alias("code"),
        pl.lit("question").alias("severity"),
        "return_id",
        "measure_id",
        "area_code",
        "period_start",
        "period_end",
        pl.lit(None, pl.Date).alias("other_period_start"),
        "examined",
        count.alias("affected"),
        pl.Series("text", [f"There is no figure for {span}." for span in spans], dtype=pl.String),
        pl.lit("Was nothing counted then, or has the file not reached us?").alias("ask"),
    )
