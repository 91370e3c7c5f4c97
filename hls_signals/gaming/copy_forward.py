"""Do more periods repeat the one before than chance would give?"""

from __future__ import annotations

import datetime as dt
from math import gcd

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Array, Floats, Ints
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.draws import Chance
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import DRAWS, SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.words import asked, quiet, whole, whole_range

VERSION = 1
NEEDS = ("series",)
GATES = ("too_few_bodies", "rolling_window", "capped", "collected_less_often", "too_few_periods", "mass_point")
ABOUT = About(
    indicator="copy_forward",
    version=VERSION,
    grain="series",
    effect_unit="periods",
    explanations=(
        "a full service has the same count each month",
        "counts are rounded",
        "a quarterly count is shown monthly",
    ),
    question="Is this counted afresh each month?",
    changes_our_mind="The lists that two equal figures were counted from, if different people stand on them.",
    opening="{effect} more periods than chance would give repeat the period before ({range}).",
    gates={
        **sentences(*GATES[:5]),
        "mass_point": "One value fills more than half of the periods, so figures repeat by themselves.",
    },
)
FEWEST_PERIODS = 24
# Periods in the local mean: three on either side.
LOCAL = 7


def copy_forward(
    context: TargetContext, *, series: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for a series of counts.

    series  period_start, numerator, denominator; an empty denominator is a lone count
    """
    return signal_of(ABOUT, context, _answer(context, checked("series", series, context), seed), as_of=as_of)


def _answer(context: TargetContext, series: pl.DataFrame, seed: int) -> Finding | Gate:
    refused = shared_gate(context, is_rolling_refused=True, facts=("capped", "collected_less_often"))
    if refused is not None:
        return Gate(refused)
    counts = counts_of(series)
    periods = len(counts)
    if periods < FEWEST_PERIODS:
        return Gate("too_few_periods", periods)
    if max(np.unique(counts, axis=0, return_counts=True)[1]) > periods / 2:
        return Gate("mass_point", periods)
    chance = Chance.of(float(repeats(counts)), drawn_repeats(counts, seed))
    opening = ABOUT.opening.format(effect=whole(chance.effect), range=whole_range(chance.lower, chance.upper))
    return Finding(
        n_used=periods,
        effect=chance.effect,
        effect_lower=chance.lower,
        effect_upper=chance.upper,
        smallest_seen=chance.smallest_seen,
        statistic=chance.observed,
        p=chance.p,
        sentence=asked(opening, ABOUT.explanations),
        quiet_sentence=quiet(
            "Periods repeat the one before about as often as chance would give.", whole(chance.smallest_seen)
        ),
        details={"repeats": int(chance.observed), "steps": [int(step) for step in steps_of(counts)]},
    )


def counts_of(series: pl.DataFrame) -> Ints:
    """(periods, 2) numerators and denominators, or (periods, 1) where no period has a denominator; none empty."""
    columns = ["numerator"] if series["denominator"].null_count() == series.height else ["numerator", "denominator"]
    return series.select(columns).drop_nulls().cast(pl.Int64).to_numpy()


def repeats(counts: Array) -> Array:
    """How many periods equal the one before in every column.

    counts  (..., periods, columns)
    """
    same: Array = (counts[..., 1:, :] == counts[..., :-1, :]).all(axis=-1).sum(axis=-1)
    return same


def drawn_repeats(counts: Ints, seed: int) -> Array:
    """Repeats of each of 1,999 series drawn around the local level and share, rounded as these counts are.

    A series with both columns: the denominator by Poisson, the numerator by a binomial of the local share.
    """
    random = np.random.default_rng(seed)
    levels = np.column_stack([local_mean(column) for column in counts.T.astype(np.float64)])
    size = (DRAWS, len(counts))
    if counts.shape[1] == 1:
        drawn = random.poisson(levels[:, 0], size)[..., None]
    else:
        below = random.poisson(levels[:, 1], size)
        share = np.divide(levels[:, 0], levels[:, 1], out=np.zeros(len(levels)), where=levels[:, 1] > 0)
        # More above the line than below it: a rate, not a share.
        above = random.binomial(below, np.minimum(share, 1)) if share.max() <= 1 else random.poisson(levels[:, 0], size)
        drawn = np.stack([above, below], axis=-1)
    step = steps_of(counts)
    return repeats(np.rint(drawn / step) * step)


def local_mean(values: Floats) -> Floats:
    """Mean of the seven periods around each, the first and last value standing for what lies beyond the ends."""
    half = LOCAL // 2
    padded = np.pad(values, half, mode="edge")
    return np.convolve(padded, np.ones(LOCAL) / LOCAL, mode="valid")


def steps_of(counts: Ints) -> Ints:
    """The step each column was rounded to: the greatest common divisor of its values other than 0."""
    return np.array([max(1, gcd(*(int(value) for value in column if value))) for column in counts.T])
