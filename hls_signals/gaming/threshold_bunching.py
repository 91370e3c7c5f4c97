"""Do more records lie just inside the limit, and fewer just beyond it, than a smooth pattern would give?"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from hls_signals.gaming.cells import MOST_CELLS, Cells, cells_around, cells_to_the_end, heaps_of
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.excess import FEWEST_OUTSIDE, WINDOWS_BEYOND, Excess, excess_at, heaps_in_doubt, hollow
from hls_signals.gaming.frames import checked
from hls_signals.gaming.gates import sentences, shared_gate
from hls_signals.gaming.settings import SEED
from hls_signals.gaming.signal import About, Finding, GamingSignal, Gate, signal_of
from hls_signals.gaming.words import asked, limit_words, quiet, whole, whole_range

VERSION = 1
NEEDS = ("histogram",)
GATES = (
    *("too_few_bodies", "no_target", "rolling_window", "rule_acts_at_limit", "counts_rounded"),
    *("scale_too_fine", "too_few_records", "scale_too_coarse", "limit_on_heap"),
)
ABOUT = About(
    indicator="threshold_bunching",
    version=VERSION,
    grain="record",
    effect_unit="cases",
    explanations=(
        "cases close to the limit are seen first, which is what a limit asks for",
        "meetings or letters fall on whole weeks",
        "a system or rule closes cases at the limit",
        "long cases are still open and not counted yet",
    ),
    question=(
        "What happens to people as the limit approaches, and who waits longer so that someone else can be seen in time?"
    ),
    changes_our_mind=(
        "The same shape before there was a target, or at a round value where there is no limit; or a rule that acts "
        "only at the limit, which no shape can tell from anything else."
    ),
    opening=(
        "{effect} more {things} than a smooth pattern would give are recorded just inside the {limit} limit ({range})."
    ),
    gates={
        **sentences(*GATES[:5]),
        "too_few_records": "Fewer than 150 records lie around the limit, or hardly any are to be expected at it.",
        "scale_too_fine": "The limit lies more than 10,000 recording steps from the end of the scale.",
        "scale_too_coarse": "Fewer than 12 recorded values lie outside the limit's own, too few to know the shape.",
        "limit_on_heap": (
            "The limit is itself a round value on which records gather, and too few other such values are in range."
        ),
    },
)
FEWEST_RECORDS = 150
# Where the curve expects fewer in both windows, Student's t is no guide to what chance gives.
FEWEST_EXPECTED = 5.0
NOT_ALL = "A lower bound where pressure starts before the window."


def threshold_bunching(
    context: TargetContext,
    *,
    histogram: pl.DataFrame,
    as_of: dt.date,
    seed: int = SEED,
    **others: object,
) -> GamingSignal:
    """The signal for a histogram on the recording grid.

    histogram  value, n
    source     Chetty and others 2011 and Kleven 2016 on bunching; the hollow's end as a choice by Lepski's rule
    """
    return signal_of(ABOUT, context, _answer(context, checked("histogram", histogram, context)), as_of=as_of)


def _answer(context: TargetContext, histogram: pl.DataFrame) -> Finding | Gate:
    refused = shared_gate(
        context,
        is_aimed=True,
        # Single cases do not overlap; a body's percentages over rolling months do.
        is_rolling_refused=context.unit == "percent",
        facts=("closes_at_limit", "counts_rounded"),
    )
    if refused is not None or context.target is None:
        return Gate({"closes_at_limit": "rule_acts_at_limit"}.get(refused or "", refused or "no_target"))
    if cells_to_the_end(context.target, context) > MOST_CELLS:
        return Gate("scale_too_fine")
    cells = cells_around(histogram, context, context.target)
    n = int(cells.counts.sum())
    if n < FEWEST_RECORDS:
        return Gate("too_few_records", n)
    if cells.outside.sum() < FEWEST_OUTSIDE:
        return Gate("scale_too_coarse", n)
    excess = excess_at(cells, context, WINDOWS_BEYOND[0])
    if excess.expected < FEWEST_EXPECTED:
        return Gate("too_few_records", n, {"expected_at_the_limit": excess.expected})
    unknown = heaps_in_doubt(cells, context, excess.curve)
    if unknown:
        return Gate("limit_on_heap", n, {"heaps_in_doubt": unknown})
    return _finding(context, cells, excess)


def _finding(context: TargetContext, cells: Cells, narrow: Excess) -> Finding:
    widths = hollow(cells, context, narrow)
    chosen = widths[-1]
    lower = min(width.interval()[0] for width in widths)
    upper = max(width.interval()[1] for width in widths)
    limit = limit_words(context.target, context.unit)
    things = "figures" if context.unit == "percent" else "cases"
    opening = ABOUT.opening.format(
        effect=whole(chosen.inside), range=whole_range(lower, upper), things=things, limit=limit
    )
    calm = f"What is recorded just inside the {limit} limit is about what a smooth pattern would give."
    n = int(cells.counts.sum())
    return Finding(
        n_used=n,
        effect=chosen.inside,
        effect_lower=lower,
        effect_upper=upper,
        smallest_seen=narrow.smallest_seen,
        statistic=narrow.statistic,
        p=narrow.p,
        sentence=asked(opening, ABOUT.explanations),
        quiet_sentence=quiet(calm, whole(narrow.smallest_seen)),
        details=_details(context, cells, narrow, widths, n),
    )


def _details(context: TargetContext, cells: Cells, narrow: Excess, widths: list[Excess], n: int) -> dict[str, object]:
    limit = int(cells.steps[cells.away == 0][0])
    chosen = widths[-1]
    details: dict[str, object] = {
        "things": "figures" if context.unit == "percent" else "cases",
        "limit": limit_words(context.target, context.unit),
        "target": context.target,
        "good_side": context.good_side,
        "scale_end": context.scale_end,
        "unit": context.unit,
        "grid": context.grid,
        "missing_beyond": chosen.missing,
        "share": chosen.inside / n,
        "dispersion": narrow.curve.fit.dispersion,
        "degree": narrow.curve.degree,
        "heaps": list(narrow.curve.rhythms),
        "limit_is_a_round_value": any(limit % heap == 0 for heap in heaps_of(context)),
        "window": cells.window,
        "hollow_width": WINDOWS_BEYOND[len(widths) - 1] * cells.window,
        "note": NOT_ALL,
        "cells": [
            [float(step * context.grid), int(count), float(fitted)]
            for step, count, fitted in sorted(
                zip(cells.steps, cells.counts, np.exp(chosen.curve.design @ chosen.curve.fit.coefficients), strict=True)
            )
        ],
    }
    if context.unit == "percent":
        details["repeated_bodies"] = "Repeated months of one body are not independent."
    return details
