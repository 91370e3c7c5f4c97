"""From which figures is each frame of a question made, and over which window?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.recorded import HISTOGRAM, first_and_latest, recording_histogram
from hls_signals.register import Measure, Target

# How far back each frame looks, in months from the newest figure.
MONTHS_BACK = {"histogram": 12, "series": 48, "vintages": 48, "days": 36}
FEWEST_BODIES = 3
# The step to which percentages of bodies are pooled.
PERCENT_GRID = 0.1
DAILY_TOTAL = "{}"


@dataclass(frozen=True)
class Figures:
    """The tables one measure's questions are made of.

    values   measure -> `measures.measured_values`, of the measure and of every one its register entry names
    first    `measures.first_values` of the measure
    printed  `staged.latest_known` of the measure: what was sent as a value beside its parts
    rounded  true where the return says that its counts are rounded before they are sent
    """

    values: Mapping[str, pl.DataFrame]
    first: pl.DataFrame
    printed: pl.DataFrame
    rounded: bool = False


@dataclass(frozen=True)
class Question:
    """One target of one area, the frame it is asked of, and the day the newest figure in it became known."""

    context: TargetContext
    frames: dict[str, pl.DataFrame]
    known_on: dt.date


@dataclass(frozen=True)
class Subject:
    """One area, or the bodies of a measure pooled."""

    code: str
    codes: tuple[str, ...]
    bodies: int


def figures_of(values: pl.DataFrame, subject: Subject) -> pl.DataFrame:
    """The figures of a subject, all breakdowns together, one a period: where there are two, the newest definition's."""
    rows = values.filter(pl.col("breakdown") == DAILY_TOTAL, pl.col("area_code").is_in(subject.codes))
    kept = rows.filter(pl.col("status") == "ok")
    return kept.sort("area_code", "period_start", "definition_version").unique(
        ["area_code", "period_start"], keep="last", maintain_order=True
    )


def day_of(found: object) -> dt.date:
    """The day of the first or last date or moment of rows that are there: polars types it as any value at all."""
    if isinstance(found, dt.datetime):
        return found.date()
    if isinstance(found, dt.date):
        return found
    raise TypeError("a column of dates with at least one row")


def _windowed(context: TargetContext, rows: pl.DataFrame, months: int) -> tuple[TargetContext, pl.DataFrame]:
    """The newest months of these rows, and the context of just that window."""
    end = day_of(rows["period_end"].max())
    at = end.year * 12 + end.month - 1 - months
    start = dt.date(at // 12, at % 12 + 1, min(end.day, 28))
    kept = rows.filter(pl.col("period_start") >= start)
    return replace(context, window_start=max(start, day_of(kept["period_start"].min())), window_end=end), kept


def _known(*frames: pl.DataFrame) -> dt.date:
    return max(day_of(frame["known_at"].max()) for frame in frames if not frame.is_empty())


def series_questions(
    measure: Measure, figures: Figures, subject: Subject, base: TargetContext, own: pl.DataFrame
) -> Iterator[Question]:
    """Counts of the newest four years, with exclusions, labels and printed texts where the register names them."""
    counted = own.filter(pl.col("numerator").is_not_null())
    if counted.is_empty():
        return
    context, rows = _windowed(base, counted, MONTHS_BACK["series"])
    series = rows.select("period_start", *(pl.col(name).cast(pl.Float64) for name in ("numerator", "denominator")))
    beside = [_beside(measure.gaming.excluded, "excluded", figures, subject)]
    if measure.gaming.relabelled is not None:
        beside += [
            _beside(measure.gaming.relabelled.measure, "relabelled", figures, subject),
            _beside(measure.gaming.relabelled.of, "kept_label", figures, subject),
        ]
    found = [frame for frame in beside if frame is not None]
    for frame in found:
        series = series.join(frame.drop("known_at"), on="period_start", how="left")
    if "kept_label" in series.columns:
        series = series.with_columns(kept_label=pl.col("kept_label") - pl.col("relabelled"))
    context, series = _with_printed(context, series, figures.printed, subject)
    yield Question(context, {"series": series}, _known(rows, *found))


def _beside(measure_id: str, name: str, figures: Figures, subject: Subject) -> pl.DataFrame | None:
    if not measure_id or measure_id not in figures.values:
        return None
    rows = figures_of(figures.values[measure_id], subject)
    return rows.select("period_start", pl.col("numerator").cast(pl.Float64).alias(name), "known_at")


def _with_printed(
    context: TargetContext, series: pl.DataFrame, printed: pl.DataFrame, subject: Subject
) -> tuple[TargetContext, pl.DataFrame]:
    """What was sent as a percentage beside its parts; trailing zeros are not kept, so the longest says how many."""
    if context.unit != "percent" or series["denominator"].null_count() == series.height:
        return context, series
    is_ours = pl.col("area_code").is_in(subject.codes) & (pl.col("breakdown") == DAILY_TOTAL)
    sent = printed.filter(is_ours, pl.col("value_given").is_not_null())
    if sent.is_empty():
        return context, series
    texts = {
        start: f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
        for start, value in sent.select("period_start", "value_given").iter_rows()
    }
    places = max(len(text.partition(".")[2]) for text in texts.values())
    shown = pl.DataFrame({"period_start": list(texts), "value_text": list(texts.values())})
    return replace(context, decimals=places), series.join(shown, on="period_start", how="left")


def days_questions(measure: Measure, figures: Figures, subject: Subject, base: TargetContext) -> Iterator[Question]:
    """Daily counts of the newest three years."""
    daily = figures.values.get(measure.gaming.daily)
    rows = None if daily is None else figures_of(daily, subject).filter(pl.col("period_type") == "day")
    if rows is not None and not rows.is_empty():
        context, kept = _windowed(base, rows, MONTHS_BACK["days"])
        frame = kept.select(day="period_start", n=pl.col("numerator").cast(pl.Float64))
        yield Question(context, {"days": frame}, _known(kept))


def vintages_questions(
    measure: Measure, figures: Figures, subject: Subject, base: TargetContext, own: pl.DataFrame, target: Target | None
) -> Iterator[Question]:
    """First and latest values under the target that holds now."""
    if target is None or own["value"].null_count() == own.height:
        return
    context, rows = _windowed(base, _under(own, target), MONTHS_BACK["vintages"])
    first = figures.first.join(rows.select("area_code", "period_start"), on=["area_code", "period_start"], how="semi")
    both = pl.concat([first.select(rows.columns), rows], how="vertical_relaxed")
    pairs = first_and_latest(both.with_columns(pl.col("value").cast(pl.Float64)))
    yield Question(context, {"vintages": pairs}, _known(rows))


def _under(rows: pl.DataFrame, target: Target) -> pl.DataFrame:
    return rows.filter(pl.col("period_start") >= target.effective_from)


def histogram_questions(
    measure: Measure, figures: Figures, subject: Subject, base: TargetContext, own: pl.DataFrame, target: Target | None
) -> Iterator[Question]:
    """Recorded values of the newest year, or the percentages of at least three bodies pooled."""
    recorded = measure.gaming.recorded
    if recorded is not None and recorded.measure in figures.values:
        rows = figures.values[recorded.measure].filter(
            pl.col("area_code").is_in(subject.codes), pl.col("numerator").is_not_null()
        )
        if not rows.is_empty():
            context, kept = _windowed(base, rows, MONTHS_BACK["histogram"])
            held = replace(
                context,
                target=recorded.limit,
                good_side=recorded.good_side,
                unit=recorded.unit_of_values,
                grid=recorded.grid,
                scale_end=None,
            )
            yield Question(held, {"histogram": _recorded_values(kept, recorded.dimension)}, _known(kept))
    elif measure.unit == "percent" and target is not None and subject.bodies >= FEWEST_BODIES:
        context, kept = _windowed(base, _under(own, target), MONTHS_BACK["histogram"])
        values = kept["value"].cast(pl.Float64)
        histogram = recording_histogram(values, PERCENT_GRID, context.good_side)
        yield Question(context, {"histogram": histogram}, _known(kept))


def _recorded_values(rows: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """One cell a recorded value; what holds no number, such as an end cell `93 and more`, lies beyond the range."""
    texts = [json.loads(breakdown).get(dimension) for breakdown in rows["breakdown"]]
    cells = pl.DataFrame(
        {"value": texts, "n": rows["numerator"].cast(pl.Float64)}, schema_overrides={"value": pl.String}
    )
    return (
        cells.with_columns(pl.col("value").cast(pl.Float64, strict=False))
        .drop_nulls()
        .group_by("value")
        .agg(pl.col("n").sum())
        .sort("value")
        .select(pl.col(name).cast(kind) for name, kind in HISTOGRAM.items())
    )
