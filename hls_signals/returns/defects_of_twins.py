"""Which submissions hold, for one measure, the figures of another? (D311)

Of each figure two numbers are kept: where it belongs, and what it says there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from hls_signals.returns.quality import QUALITY_EMPTY, Defect, ordered

OTHER_MEASURE = Defect("D311", "Was one column read for both, or one file sent for both?")
# As for a period that was copied.
LEAST_SAME, SAME_SHARE = 5, 0.9
# So many figures show of most pairs that they share too few.
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class MeasureMarks:
    """The figures of one measure that are not all zero, in the order of their places.

    places       (n,) a number for area, breakdown and period; sorted
    marks        (n,) a number for the place and its figure
    submissions  (n,) which of `spans` each figure came with
    spans        first and last day (excluded) of each submission's figures, by its hash
    """

    return_id: str
    measure_id: str
    places: np.ndarray
    marks: np.ndarray
    submissions: np.ndarray
    spans: Mapping[str, tuple[dt.date, dt.date]]

    def of_submission(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Places and marks of one submission."""
        own = self.submissions == number
        return self.places[own], self.marks[own]


def marks_of_measure(return_id: str, measure_id: str, rows: pl.DataFrame) -> MeasureMarks:
    """What is kept of a measure.

    rows  of one measure, as marked()
    """
    figures = rows.filter(~pl.col("is_zero"))
    spans = (
        figures.group_by(pl.col("source_sha256").cast(pl.String))
        .agg(pl.col("period_start").min(), pl.col("period_end").max())
        .sort("source_sha256")
    )
    number = {sha: at for at, sha in enumerate(spans["source_sha256"])}
    placed = figures.select(
        "place",
        (pl.col("place") + pl.col("figure").hash()).alias("mark"),
        pl.col("source_sha256").cast(pl.String).replace_strict(number, return_dtype=pl.UInt32).alias("submission"),
    ).sort("place")
    places, marks, submissions = (placed[name].to_numpy() for name in ("place", "mark", "submission"))
    first_and_end = {str(sha): (first, end) for sha, first, end in spans.iter_rows()}
    return MeasureMarks(return_id, measure_id, places, marks, submissions, first_and_end)


def same_as_another_measure(measures: Sequence[MeasureMarks]) -> pl.DataFrame:
    """D311: submissions whose figures of one measure equal those of another: a row for each of the two."""
    if len(measures) < 2:
        return QUALITY_EMPTY
    # Figures that stand in one measure alone are no candidates, and most do.
    shared = _in_several([np.unique(kept.marks) for kept in measures])
    twins = [np.unique(kept.marks[_is_in(kept.marks, shared)]) for kept in measures]
    return ordered([row for at in range(len(measures)) for row in _twins_of(at, measures, twins)])


def _in_several(marks: Sequence[np.ndarray]) -> np.ndarray:
    """The numbers that stand in more than one of these lists, each of which holds a number once; sorted."""
    every = np.sort(np.concatenate(marks))
    return np.unique(every[1:][every[1:] == every[:-1]])


def _is_in(wanted: np.ndarray, ordered_numbers: np.ndarray) -> np.ndarray:
    """Which of the wanted numbers stand in a sorted list."""
    if not len(ordered_numbers):
        return np.zeros(len(wanted), dtype=bool)
    at = np.searchsorted(ordered_numbers, wanted)
    at[at == len(ordered_numbers)] = 0
    found: np.ndarray = ordered_numbers[at] == wanted
    return found


def _twins_of(at: int, measures: Sequence[MeasureMarks], twins: Sequence[np.ndarray]) -> Iterator[pl.DataFrame]:
    kept = measures[at]
    for number, sha in enumerate(kept.spans):
        places, marks = kept.of_submission(number)
        candidates = marks[_is_in(marks, twins[at])]
        for place, other in enumerate(measures):
            affected = int(_is_in(candidates, twins[place]).sum()) if place != at else 0
            if affected < LEAST_SAME or not _may_be_enough(affected, places[:_LOOKED_AT], other):
                continue
            examined = int(_is_in(places, other.places).sum())
            if affected >= SAME_SHARE * examined - 1e-9:
                yield _twin_row(kept, sha, other.measure_id, examined, affected)


def _may_be_enough(affected: int, some_places: np.ndarray, other: MeasureMarks) -> bool:
    """False where these few places alone show that too few figures agree."""
    return affected >= SAME_SHARE * int(_is_in(some_places, other.places).sum()) - 1e-9


def _twin_row(kept: MeasureMarks, sha: str, other: str, examined: int, affected: int) -> pl.DataFrame:
    first, end = kept.spans[sha]
    span = pl.DataFrame(
        {
            "return_id": [kept.return_id],
            "measure_id": [kept.measure_id],
            "period_start": [first],
            "period_end": [end],
            "examined": [examined],
            "affected": [affected],
        }
    )
    text = f"{affected:,} of {examined:,} figures of one file equal those of the measure {other}."
    return OTHER_MEASURE.rows(span, pl.lit(text))
