"""Does a larger share carry the other label since a target, rule or definition was announced?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.gaming import shifts
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.frames import checked
from hls_signals.gaming.settings import SEED
from hls_signals.gaming.signal import About, GamingSignal, signal_of

VERSION = 1
NEEDS = ("series", "relabelled", "kept_label")
GATES = shifts.GATES
ABOUT = About(
    indicator="category_shift",
    version=VERSION,
    grain="series",
    effect_unit="odds ratio",
    explanations=("guidance changed what each label means", "recording got fuller", "different people came"),
    question="Does the relabelled group get a different service?",
    changes_our_mind="The same service whichever label is used; or the same step where nothing was announced.",
    opening=shifts.OPENING,
    gates=shifts.GATE_SENTENCES,
)


def category_shift(
    context: TargetContext, *, series: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for a step on the declared day, `context.since`.

    series  period_start, numerator, denominator, relabelled and kept_label: two labels of one total
    """
    rows = checked("series", series, context)
    shares = rows.select("period_start", some=pl.col("relabelled"), whole=pl.col("relabelled") + pl.col("kept_label"))
    return signal_of(ABOUT, context, shifts.shift(ABOUT, context, shares), as_of=as_of)
