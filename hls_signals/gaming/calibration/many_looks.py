"""Of the questions raised over many measures, how many are false?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from hls_signals.gaming.arrays import Bools, Floats
from hls_signals.gaming.levels import judged_families
from hls_signals.gaming.settings import Q

MEASURES = 300
LOOKS = 8
SHARE_WITH_AN_EFFECT = 0.05
STANDARD_ERRORS = 4.0
UNCORRECTED = 0.05
# (measures, looks) p and whether each has an effect.
Drawn = tuple[Floats, Bools]
Draw = Callable[[np.random.Generator], Drawn]


@dataclass(frozen=True)
class ManyLooks:
    """Shares over the repeats; false shares are of the questions raised, none where none was.

    meeting_false_a_measure  the mean of that share over the measures asked about, which the meeting's rule bounds
    """

    uncorrected_false: float
    meeting_false: float
    meeting_false_a_measure: float
    meeting_found: float
    page_false: float
    page_found: float
    any_false_on_a_quiet_page: float


def many_looks(draw: Draw, repeats: int, seed: int) -> ManyLooks:
    """What the three rules let through: none, the meeting's and the page's."""
    random = np.random.default_rng([seed, 300])
    shares = np.mean([_one(*draw(random)) for _ in range(repeats)], axis=0)
    quiet = np.mean([_any_on_a_quiet_page(random, *draw(random)) for _ in range(repeats)])
    return ManyLooks(*map(float, (*shares, quiet)))


def _one(p: Floats, is_there: Bools) -> tuple[float, ...]:
    adjusted, public = _judged(p)
    said: list[float] = [_false_share(p <= UNCORRECTED, is_there)]
    for asked in (adjusted <= Q, public <= Q):
        said += [_false_share(asked, is_there), float(asked[is_there].mean()) if is_there.any() else 0.0]
    asked_about = np.flatnonzero((adjusted <= Q).any(axis=1))
    of_each = [_false_share(adjusted[at] <= Q, is_there[at]) for at in asked_about]
    said.insert(2, float(np.mean(of_each)) if of_each else 0.0)
    return tuple(said)


def _any_on_a_quiet_page(random: np.random.Generator, p: Floats, is_there: Bools) -> float:
    # The same looks with nothing there: those with an effect are drawn evenly instead.
    quiet = np.where(is_there, random.random(p.shape), p)
    return float((_judged(quiet)[1] <= Q).any())


def _judged(p: Floats) -> tuple[Floats, Floats]:
    judged = judged_families({str(at): row.tolist() for at, row in enumerate(p)}, Q)
    return np.array([found.adjusted for found in judged.values()]), np.array(
        [found.public for found in judged.values()]
    )


def _false_share(asked: Bools, is_there: Bools) -> float:
    return float((asked & ~is_there).sum() / max(1, asked.sum()))


def in_theory(random: np.random.Generator) -> Drawn:
    """Even p where nothing is there, and an effect of four standard errors in one look in twenty."""
    is_there = random.random((MEASURES, LOOKS)) < SHARE_WITH_AN_EFFECT
    p = norm.sf(random.normal(size=is_there.shape) + STANDARD_ERRORS * is_there)
    return np.asarray(p), is_there


def simulated(innocent: Mapping[str, Sequence[float]], pressed: Mapping[str, Sequence[float]]) -> Draw:
    """Looks drawn from the p that the indicators gave in the scenes of this report.

    innocent, pressed  indicator -> p over its scenes; the looks of a measure take the indicators in turn
    """
    names = [name for name in innocent if pressed.get(name)]
    calm = [np.asarray(innocent[names[look % len(names)]]) for look in range(LOOKS)]
    loud = [np.asarray(pressed[names[look % len(names)]]) for look in range(LOOKS)]

    def draw(random: np.random.Generator) -> Drawn:
        is_there = random.random((MEASURES, LOOKS)) < SHARE_WITH_AN_EFFECT
        p = np.column_stack([random.choice(pool, MEASURES) for pool in calm])
        found = np.column_stack([random.choice(pool, MEASURES) for pool in loud])
        return np.where(is_there, found, p), is_there

    return draw
