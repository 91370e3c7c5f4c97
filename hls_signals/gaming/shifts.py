"""What do the two indicators of a shift on a declared day share?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.signal import About, Finding, Gate
from hls_signals.gaming.steps import Step, step
from hls_signals.gaming.words import asked, more_in_per_cent, quiet, whole, whole_range

GATES = ("too_few_bodies", "rolling_window", "definition_changed", "no_declared_date", "too_few_periods")
GATE_SENTENCES = {
    **sentences(*GATES[:4]),
    "too_few_periods": "There are fewer than 12 periods on one side of the declared day.",
}
OPENING = (
    "{what} went from {before} in 100 to {after} in 100 from the announced day on: its odds are {effect} per cent "
    "higher ({range})."
)
# The share, as the subject of a sentence.
SHARES = {
    "exclusion_shift": "The share left out of the count",
    "category_shift": "The relabelled share",
}
FEWEST_ON_A_SIDE = 12


def shift(about: About, context: TargetContext, shares: pl.DataFrame) -> Finding | Gate:
    """The answer of a shift indicator.

    shares  period_start, some, whole; rows without a figure are left out
    """
    refused = shared_gate(context, is_rolling_refused=True, facts=("definition_changed",))
    if refused is not None:
        return Gate(refused)
    if context.since is None:
        return Gate("no_declared_date")
    kept = shares.drop_nulls().filter(pl.col("whole") > 0)
    is_after = (kept["period_start"] >= context.since).to_numpy()
    if min(is_after.sum(), (~is_after).sum()) < FEWEST_ON_A_SIDE:
        return Gate("too_few_periods", kept.height)
    some, whole_ = (kept[column].to_numpy().astype(np.float64) for column in ("some", "whole"))
    if some.sum() in {0.0, whole_.sum()}:
        return Gate("too_few_periods", kept.height, {"share": float(some.sum() > 0)})
    return _finding(about, step(some, whole_, is_after), kept, context.since)


def _finding(about: About, found: Step, kept: pl.DataFrame, since: dt.date) -> Finding:
    what = SHARES[about.indicator]
    lower, upper = found.interval()
    before, after = (whole(100 * share) for share in (found.before, found.after))
    opening = about.opening.format(
        what=what,
        before=before,
        after=after,
        effect=whole(more_in_per_cent(found.odds_ratio)),
        range=whole_range(more_in_per_cent(lower), more_in_per_cent(upper)),
    )
    calm = f"{what} is about the same before and after the announced day."
    return Finding(
        n_used=kept.height,
        effect=found.odds_ratio,
        effect_lower=lower,
        effect_upper=upper,
        smallest_seen=found.smallest_seen,
        statistic=found.statistic,
        p=found.p,
        sentence=asked(opening, about.explanations),
        quiet_sentence=quiet(calm, f"{whole(more_in_per_cent(found.smallest_seen))} per cent higher odds"),
        details={
            "since": since,
            "before": found.before,
            "after": found.after,
            "dispersion": found.dispersion,
            "months_alike": found.alike,
            "is_beside_a_drift": found.is_beside,
            "df": found.df,
            "periods": [[row[0], row[1], row[2]] for row in kept.iter_rows()],
        },
    )
