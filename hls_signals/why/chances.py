"""How often would the colour of each pair differ with nothing changed, for every pair of a measure at once?

The models are those of `chance.py`, which says them for one figure; a test holds the two together.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from hls_signals.measures.frames import as_float
from hls_signals.register.models import Measure
from hls_signals.why.chance import D2, MOVING_RANGE_EFFICIENCY, spoken
from hls_signals.why.count_tails import chances_at_least

Floats: TypeAlias = npt.NDArray[np.float64]

SERIES = ("area_code", "period_type")
# Two earlier figures at least: below that there is no moving range.
FEWEST = 2
# A number of people this near a whole one, relative to it, is that whole one: the rest is a float's dust.
DUST = 1e-9
LINES = ("green_later", "red_later", "green_upper_later", "red_upper_later")
CHANCES: dict[str, Any] = {  # polars types
    "gate_p_other_colour": pl.Float64,
    "gate_p_two_differ": pl.Float64,
    "gate_p_other_colour_counts": pl.Float64,
    "gate_p_two_differ_counts": pl.Float64,
    "gate_words": pl.String,
}
COLOURS = {"green": 0, "amber": 1, "red": 2}


def with_histories(rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """One row a figure: what the earlier figures of its phase hold together.

    rows     a series by time: value, numerator and denominator
    points   area_code, period_start, point_status and phase of the variation record
    returns  n, mean, sigma, alike (the value all of them have, null where they differ), with_it and without (people
             counted and not counted, null where a figure has no whole parts of people)
    """
    named = rows.select(*SERIES, "period_start", "value", "numerator", "denominator")
    held = named.join(points, on=["area_code", "period_start"], how="inner", maintain_order="left")
    held = held.filter((pl.col("point_status") == "used") & pl.col("value").is_not_null())
    by = (*SERIES, "phase")
    top, bottom = as_float("numerator"), as_float("denominator")
    is_people = ((top >= 0) & (top <= bottom) & (top % 1 == 0) & (bottom % 1 == 0)).fill_null(value=False)
    held = held.with_columns(is_people=is_people, top=top, bottom=bottom)
    before = pl.col("value").shift(1).over(by)
    held = held.with_columns(step=(pl.col("value") - before).abs().fill_null(0.0), before=before)
    n = pl.int_range(pl.len()).over(by)
    sums = {name: pl.col(name).cum_sum().over(by).shift(1).over(by) for name in ("value", "step", "top", "bottom")}
    all_people = pl.col("is_people").cast(pl.Int64).cum_sum().over(by).shift(1).over(by) == n
    return held.select(
        *SERIES,
        "period_start",
        n=n,
        mean=sums["value"] / n,
        sigma=sums["step"] / (n - 1) / D2,
        alike=pl.when(sums["step"] == 0).then("before"),
        with_it=pl.when(all_people).then(sums["top"]),
        without=pl.when(all_people).then(sums["bottom"] - sums["top"]),
    ).filter(pl.col("n") >= FEWEST)


def with_chances(measure: Measure, pairs: pl.DataFrame, rows: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Pairs with the columns of CHANCES, null where the gate says neither `signal` nor `routine_variation`.

    pairs  with the lines of the later ground and `gate_result`
    """
    asked = pairs.filter(
        pl.col("gate_result").is_in(["signal", "routine_variation"]), pl.col("green_later").is_not_null()
    ).select("pair_no", *SERIES, "later_period_start", "earlier_colour_first", "later_denominator", *LINES)
    held = asked.join(
        with_histories(rows, points),
        left_on=[*SERIES, "later_period_start"],
        right_on=[*SERIES, "period_start"],
        maintain_order="left",
    )
    return pairs.join(_chances(measure, held), on="pair_no", how="left", maintain_order="left")


def _chances(measure: Measure, held: pl.DataFrame) -> pl.DataFrame:
    figures = _of_figures(measure, held)
    counts = _of_counts(measure, held)
    colours = held["earlier_colour_first"].to_list()
    found = {"pair_no": held["pair_no"]}
    for name, each in (("", figures), ("_counts", counts)):
        found[f"gate_p_other_colour{name}"] = _or_null(_other(each, colours))
        found[f"gate_p_two_differ{name}"] = _or_null(1.0 - np.sum(each * each, axis=0))
    frame = pl.DataFrame(found, schema={"pair_no": pl.UInt32, **dict(list(CHANCES.items())[:-1])})
    larger = pl.max_horizontal("gate_p_two_differ", "gate_p_two_differ_counts")
    words = [None if chance is None else spoken(chance) for chance in frame.select(larger=larger)["larger"]]
    return frame.with_columns(gate_words=pl.Series(words, dtype=pl.String))


def _other(each: Floats, colours: list[str | None]) -> Floats:
    """One minus the chance of the colour each pair has."""
    number = np.array([-1 if colour is None else COLOURS[colour] for colour in colours], dtype=np.int64)
    own = np.take_along_axis(each, np.maximum(number, 0)[np.newaxis], axis=0)[0] if number.size else each[0]
    return np.where(number < 0, np.nan, 1.0 - own)


def _or_null(numbers: Floats) -> pl.Series:
    return pl.Series(numbers, dtype=pl.Float64).fill_nan(None)


def _edges(measure: Measure, held: pl.DataFrame, line: str) -> tuple[Floats, Floats]:
    """From where to where a value lies inside this line."""
    low, high = (held[f"{line}{upper}_later"].cast(pl.Float64).to_numpy() for upper in ("", "_upper"))
    if measure.polarity == "band":
        return low, high
    none = np.full(held.height, np.inf)
    return (-none, low) if measure.polarity == "lower" else (low, none)


def _of_figures(measure: Measure, held: pl.DataFrame) -> Floats:
    """Chance of green, amber and red in the next period by the chart's figures, (3, n)."""
    mean, sigma, n = (held[name].cast(pl.Float64).to_numpy() for name in ("mean", "sigma", "n"))
    alike = held["alike"].to_numpy()
    width = sigma * np.sqrt(1.0 + 1.0 / n)
    inside = []
    for line in ("green", "red"):
        low, high = _edges(measure, held, line)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = _between(MOVING_RANGE_EFFICIENCY * (n - 1.0), (low - mean) / width, (high - mean) / width)
        inside.append(np.where(np.isnan(alike), spread, ((low <= alike) & (alike <= high)).astype(np.float64)))
    return _colours(*inside)


def _between(freedom: Floats, low: Floats, high: Floats) -> Floats:
    """The chance that Student's t lies between the two, from the nearer tail."""
    from scipy.special import stdtr  # not when the package is imported: most of it needs no chance

    turned = low > 0
    low, high = np.where(turned, -high, low), np.where(turned, -low, high)
    return np.asarray(stdtr(freedom, high) - stdtr(freedom, low))


def _of_counts(measure: Measure, held: pl.DataFrame) -> Floats:
    """Chance of green, amber and red by counts, (3, n); not a number where the figures are no share of people."""
    size = held.select(size=as_float("later_denominator"))["size"].to_numpy()
    with_it, without = (held[name].cast(pl.Float64).to_numpy() for name in ("with_it", "without"))
    told = (size >= 1) & (size % 1 == 0) & ~np.isnan(with_it) & (measure.calculation == "ratio")
    found = np.full((3, held.height), np.nan)
    if not told.any():
        return found
    people = (size[told], with_it[told] + 1.0, without[told] + 1.0)
    inside = []
    for line in ("green", "red"):
        low, high = (edge[told] * size[told] / float(measure.scale) for edge in _edges(measure, held, line))
        first, last = np.ceil(low - DUST * _size(low)), np.floor(high + DUST * _size(high))
        inside.append(chances_at_least(first, *people) - chances_at_least(last + 1.0, *people))
    found[:, told] = _colours(*inside)
    return found


def _size(edge: Floats) -> Floats:
    return np.where(np.isfinite(edge), np.maximum(np.abs(edge), 1.0), 0.0)


def _colours(green: Floats, not_red: Floats) -> Floats:
    return np.stack([green, np.maximum(0.0, not_red - green), np.maximum(0.0, 1.0 - not_red)])
