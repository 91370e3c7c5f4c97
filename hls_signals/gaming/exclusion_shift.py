"""Is a larger share left out of the count since a target, rule or definition was announced?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.gaming import shifts
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.frames import checked
from hls_signals.gaming.settings import SEED
from hls_signals.gaming.signal import About, GamingSignal, signal_of

VERSION = 1
NEEDS = ("series", "excluded")
GATES = shifts.GATES
ABOUT = About(
    indicator="exclusion_shift",
    version=VERSION,
    grain="series",
    effect_unit="odds ratio",
    explanations=("guidance changed what counts", "recording got fuller", "different people came"),
    question="Who is now outside the count, and who is looking after them?",
    changes_our_mind="What became of the people left out; or the same step where nothing was announced.",
    opening=shifts.OPENING,
    gates=shifts.GATE_SENTENCES,
)


def exclusion_shift(
    context: TargetContext, *, series: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for a step on the declared day, `context.since`.

    series  period_start, numerator, denominator (those counted), excluded (those left out)
    """
    rows = checked("series", series, context)
    shares = rows.select("period_start", some=pl.col("excluded"), whole=pl.col("excluded") + pl.col("denominator"))
    return signal_of(ABOUT, context, shifts.shift(ABOUT, context, shares), as_of=as_of)
