"""Does a series lie closer together than whole people could let it?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Array, Floats
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import CONFIDENCE, DRAWS, SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.words import asked, quiet, whole

VERSION = 1
NEEDS = ("series",)
GATES = (
    *("too_few_bodies", "rolling_window", "weighted", "modelled", "denominator_rounded"),
    *("too_few_periods", "no_shares"),
)
RARELY = "Rarely informative: a steady mix of cases alone looks so in 14 of 100 series where nothing is done."
ABOUT = About(
    indicator="target_hugging",
    version=VERSION,
    grain="series",
    effect_unit="ratio",
    explanations=(
        "the mix of cases is steady from period to period",
        "places are fixed, so the share is nearly fixed",
        "the figure is worked out from more cases than are sent",
    ),
    question="What would we see if this were looked at person by person?",
    changes_our_mind="The cases behind two neighbouring figures, if they differ as people do.",
    gates={
        **sentences(*GATES[:5]),
        "too_few_periods": "There are fewer than 24 periods.",
        "no_shares": "The figure is no share of a known number of cases.",
    },
    is_context=True,
)
FEWEST_PERIODS = 24
LOCAL = 5


def target_hugging(
    context: TargetContext, *, series: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """How the spread from one period to the next compares with that of chance; context, rarely informative.

    series  period_start, numerator, denominator
    """
    return signal_of(ABOUT, context, _answer(context, checked("series", series, context), seed), as_of=as_of)


def _answer(context: TargetContext, series: pl.DataFrame, seed: int) -> Finding | Gate:
    facts = ("weighted", "modelled", "denominator_rounded")
    refused = shared_gate(context, is_rolling_refused=True, facts=facts)
    if refused is not None:
        return Gate(refused)
    rows = series.select("numerator", "denominator").drop_nulls().filter(pl.col("denominator") > 0)
    if rows.is_empty() or (rows["numerator"] > rows["denominator"]).any():
        return Gate("no_shares", rows.height)
    if rows.height < FEWEST_PERIODS:
        return Gate("too_few_periods", rows.height)
    some, of_all = (rows[column].to_numpy().astype(np.float64) for column in ("numerator", "denominator"))
    share = local_share(some, of_all)
    expected = share * (1 - share) / of_all
    if not expected.sum():
        return Gate("no_shares", rows.height)
    return _finding(context, some, of_all, share, seed)


def local_share(some: Floats, of_all: Floats) -> Floats:
    """The share in the five periods around each, fewer at the ends."""
    sums = [np.convolve(values, np.ones(LOCAL), mode="same") for values in (some, of_all)]
    return np.asarray(sums[0] / sums[1])


def closeness(shares: Array, local: Floats, of_all: Floats) -> Array:
    """S: squared steps from one period to the next by what chance would give; about 1 where chance alone moves it.

    shares  (..., periods)
    """
    expected = local * (1 - local) / of_all
    total = (expected[1:] + expected[:-1]).sum()
    steps: Array = (np.diff(shares, axis=-1) ** 2).sum(axis=-1) / total
    return steps


def _finding(context: TargetContext, some: Floats, of_all: Floats, local: Floats, seed: int) -> Finding:
    observed = float(closeness(_as_published(some / of_all, context), local, of_all))
    random = np.random.default_rng(seed)
    drawn_counts = random.binomial(of_all.astype(np.int64), local, (DRAWS, len(local)))
    drawn = closeness(_as_published(drawn_counts / of_all, context), local, of_all)
    usual = float(np.median(drawn))
    low, high = (float(np.quantile(drawn, at)) for at in (1 - CONFIDENCE, CONFIDENCE))
    chance = float((1 + (drawn <= observed).sum()) / (DRAWS + 1))
    opening = (
        f"From one period to the next the figure moves {whole(100 * observed / usual)} for every 100 that chance would."
    )
    calm = "The figure moves from one period to the next about as much as chance would."
    return Finding(
        n_used=len(local),
        effect=observed / usual,
        effect_lower=observed / high,
        effect_upper=observed / low,
        statistic=observed,
        sentence=asked(opening, ABOUT.explanations) if chance <= 1 - CONFIDENCE else quiet(calm, ""),
        quiet_sentence="",
        details={"chance_of_less": chance, "label": RARELY},
    )


def _as_published(shares: Array, context: TargetContext) -> Array:
    if context.decimals is None:
        return shares
    rounded: Array = np.round(shares * 100, context.decimals) / 100
    return rounded
