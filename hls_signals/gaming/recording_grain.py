"""On which round values do records gather, wherever the limit is?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from scipy.stats import t as student

from hls_signals.gaming.arrays import Floats, Ints
from hls_signals.gaming.cells import estimable_heaps, heaps_of
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import CONFIDENCE, SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.smooth import Histogram, Smooth, curve_of_least_bic, heap_columns
from hls_signals.gaming.words import asked, quiet, whole

VERSION = 1
NEEDS = ("histogram",)
GATES = ("too_few_bodies", "counts_rounded", "too_few_records", "no_heaps_to_look_for")
ABOUT = About(
    indicator="recording_grain",
    version=VERSION,
    grain="record",
    effect_unit="rate ratio",
    explanations=(
        "times are read from a clock and rounded",
        "meetings fall on the same day each week",
        "a form offers round values",
    ),
    question="How are these times captured, and would a finer grain help anyone?",
    changes_our_mind="How each time is written down, and by what.",
    gates={
        **sentences("too_few_bodies", "counts_rounded"),
        "too_few_records": "Fewer than 300 records, or fewer than 12 recorded values, tell the shape.",
        "no_heaps_to_look_for": "This unit and grid have no round values of their own.",
    },
    is_context=True,
)
FEWEST_RECORDS = 300
FEWEST_CELLS = 12
# The range looked at, as shares of the records below: what lies further out is few and far between.
RANGE = (0.005, 0.995)
DEGREES = (1, 2, 3, 4, 5, 6)


def recording_grain(
    context: TargetContext, *, histogram: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """How many times as many records each round value holds; context, no question by itself.

    histogram  value, n
    """
    return signal_of(ABOUT, context, _answer(context, checked("histogram", histogram, context)), as_of=as_of)


def _answer(context: TargetContext, histogram: pl.DataFrame) -> Finding | Gate:
    refused = shared_gate(context, facts=("counts_rounded",))
    if refused is not None:
        return Gate(refused)
    steps, counts = _range(histogram, context.grid)
    n = int(counts.sum())
    if n < FEWEST_RECORDS or len(steps) < FEWEST_CELLS:
        return Gate("too_few_records", n)
    heaps = estimable_heaps(heaps_of(context), steps, np.ones(len(steps), dtype=np.bool_))
    if not heaps:
        return Gate("no_heaps_to_look_for", n)
    return _finding(_curve(steps, counts, heaps), context.grid, n)


def _range(histogram: pl.DataFrame, grid: float) -> tuple[Ints, Floats]:
    steps = np.rint(histogram["value"].to_numpy() / grid).astype(np.int64)
    counts = histogram["n"].to_numpy().astype(np.float64)
    known = steps > 0
    steps, counts = steps[known], counts[known]
    if not counts.sum():
        return steps, counts
    below = np.cumsum(counts) / counts.sum()
    first, last = (int(steps[np.searchsorted(below, at)]) for at in RANGE)
    every = np.arange(first, last + 1)
    filled = np.zeros(len(every))
    within = (steps >= first) & (steps <= last)
    np.add.at(filled, steps[within] - first, counts[within])
    return every, filled


def _curve(steps: Ints, counts: Floats, heaps: tuple[int, ...]) -> Smooth:
    middle, half = (steps[0] + steps[-1]) / 2, max(1.0, (steps[-1] - steps[0]) / 2)
    base = np.column_stack([np.ones(len(steps)), np.log(steps)])
    everywhere = np.ones(len(steps), dtype=np.bool_)
    shape = Histogram((steps - middle) / half, counts, everywhere, base, heap_columns(heaps, steps))
    return curve_of_least_bic(shape, DEGREES)


def _finding(curve: Smooth, grid: float, n: int) -> Finding:
    chosen = [int(name.removeprefix("every ")) for name in curve.rhythms]
    gains = curve.fit.coefficients[len(curve.fit.coefficients) - len(chosen) :]
    ratios = {heap: float(np.exp(gain)) for heap, gain in zip(chosen, gains, strict=True)}
    coarse = max(ratios, default=0, key=lambda heap: ratios[heap])
    effect, lower, upper = _interval(curve, chosen.index(coarse)) if chosen else (1.0, None, None)
    opening = f"Multiples of {coarse * grid:g} hold {whole(100 * effect)} records where {whole(100)} would be usual."
    return Finding(
        n_used=n,
        effect=effect,
        effect_lower=lower,
        effect_upper=upper,
        statistic=None,
        sentence=asked(opening, ABOUT.explanations)
        if chosen
        else quiet("No round value holds more records than its neighbours.", ""),
        quiet_sentence="",
        details={"rate_ratios": {f"{heap * grid:g}": ratio for heap, ratio in ratios.items()}, "degree": curve.degree},
    )


def _interval(curve: Smooth, place: int) -> tuple[float, float, float]:
    fit = curve.fit
    at = len(fit.coefficients) - len(curve.rhythms) + place
    half = float(student.ppf(CONFIDENCE, fit.df) * np.sqrt(fit.dispersion * fit.covariance[at, at]))
    middle = float(fit.coefficients[at])
    return float(np.exp(middle)), float(np.exp(middle - half)), float(np.exp(middle + half))
