"""Do revisions carry figures over the target more often than the same revisions of other figures would?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
NEEDS = ("vintages",)
GATES = ("too_few_bodies", "no_target", "too_few_revisions")
ABOUT = About(
    indicator="revision_asymmetry",
    version=VERSION,
    grain="vintages",
    effect_unit="figures",
    explanations=(
        "late completions add to a figure",
        "misses are checked because someone asks about them",
        "a validation cycle ends after the first figure",
    ),
    question="Do we look again at misses more carefully than at hits?",
    changes_our_mind="The same revisions where no target stands, or a rule that every figure is looked at once more.",
    opening=(
        "{effect} more figures than the same revisions of other figures would give were carried over the target by a "
        "revision ({range})."
    ),
    gates={
        **sentences(*GATES[:2]),
        "too_few_revisions": "Fewer than 20 figures have a first and a latest value, or fewer than 10 changed.",
    },
)
FEWEST_ROWS = 20
FEWEST_CHANGED = 10
# Binary fractions: 88 + 2 may fall short of 90 by the last bit.
DUST = 1e-9
# Numbers held at once.
BLOCK = 2_000_000


def revision_asymmetry(
    context: TargetContext, *, vintages: pl.DataFrame, as_of: dt.date, seed: int = SEED, **others: object
) -> GamingSignal:
    """The signal for first and latest published values, by permuting the revisions over the rows.

    vintages  first_value, latest_value
    """
    return signal_of(ABOUT, context, _answer(context, checked("vintages", vintages, context), seed), as_of=as_of)


def _answer(context: TargetContext, vintages: pl.DataFrame, seed: int) -> Finding | Gate:
    refused = shared_gate(context, is_aimed=True)
    if refused is not None or context.target is None:
        return Gate(refused or "no_target")
    first = vintages["first_value"].cast(pl.Float64).to_numpy()
    revisions = vintages["latest_value"].cast(pl.Float64).to_numpy() - first
    changed = int((np.abs(revisions) > DUST).sum())
    if len(first) < FEWEST_ROWS or changed < FEWEST_CHANGED:
        return Gate("too_few_revisions", len(first), {"changed": changed})
    # From here on the target is 0 and the good side lies above.
    above = (first - context.target) * (1 if context.is_from_above else -1)
    gains = revisions if context.is_from_above else -revisions
    crossed = int(net_crossings(above, gains))
    chance = Chance.of(crossed, permuted_crossings(above, gains, seed))
    return _finding(chance, len(first), changed, outcomes(above, gains))


def net_crossings(above: Floats, gains: Floats) -> Array:
    """Revisions that crossed to the good side less those that crossed to the other.

    above  (rows,) first values less the target, above 0 on the good side; 0 meets it
    gains  (..., rows) how far each was revised towards the good side
    """
    was_met = above >= -DUST
    is_met = above + gains >= -DUST
    net: Array = (is_met & ~was_met).sum(axis=-1) - (was_met & ~is_met).sum(axis=-1)
    return net


def outcomes(above: Floats, gains: Floats) -> dict[str, list[float]]:
    """Figures that missed or met the target at first and missed or meet it now, beside the mean of every dealing out.

    returns  "missed, met" -> [how many, how many where each revision is as likely on each figure]
    """
    was_met, is_met = above >= -DUST, above + gains >= -DUST
    # Of each first value, the share of all revisions that would leave it on the good side.
    usual = 1 - np.searchsorted(np.sort(gains), -DUST - above, side="left") / len(gains)
    found: dict[str, list[float]] = {}
    for first, was in (("missed", ~was_met), ("met", was_met)):
        for now, now_is, likely in (("missed", ~is_met, 1 - usual), ("met", is_met, usual)):
            found[f"{first}, {now}"] = [float((was & now_is).sum()), float(likely[was].sum())]
    return found


def permuted_crossings(above: Floats, gains: Floats, seed: int) -> Ints:
    """Net crossings of each of 1,999 draws in which every row gets the revision of another."""
    random = np.random.default_rng(seed)
    return np.concatenate([net_crossings(above, block) for block in _permuted(gains, random)])


def _permuted(gains: Floats, random: np.random.Generator) -> Iterator[Floats]:
    at_once = max(1, BLOCK // len(gains))
    for start in range(0, DRAWS, at_once):
        rows = min(at_once, DRAWS - start)
        yield random.permuted(np.broadcast_to(gains, (rows, len(gains))), axis=1)


def _finding(chance: Chance, n: int, changed: int, found: dict[str, list[float]]) -> Finding:
    opening = ABOUT.opening.format(effect=whole(chance.effect), range=whole_range(chance.lower, chance.upper))
    return Finding(
        n_used=n,
        effect=chance.effect,
        effect_lower=chance.lower,
        effect_upper=chance.upper,
        smallest_seen=chance.smallest_seen,
        statistic=float(chance.observed),
        p=chance.p,
        sentence=asked(opening, ABOUT.explanations),
        quiet_sentence=quiet(
            "Revisions carried figures over the target about as often as they would other figures.",
            whole(chance.smallest_seen),
        ),
        details={
            "changed": changed,
            "crossed_to_meet": int(found["missed, met"][0]),
            "crossed_to_miss": int(found["met, missed"][0]),
            "outcomes": found,
        },
    )
