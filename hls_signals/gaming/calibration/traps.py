"""Which data must not be answered at all, and is each answered by its gate?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hls_signals.gaming.calibration import days, durations, revisions, series
from hls_signals.gaming.calibration.scenes import Frames, Random, Scene, histogram_of, log_normal
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.signal import GamingSignal

Answer = Callable[[Scene, Frames, int], GamingSignal]


@dataclass(frozen=True)
class Trap:
    """Data that look like a pattern for a known reason, and the gate that must say so."""

    name: str
    scene: Scene
    gate: str


def traps() -> Iterator[Trap]:
    """Every trap of the page."""
    made: dict[str, Scene] = {}
    scenes = (*durations.scenes(), *series.scenes(), *revisions.scenes(), *days.scenes())
    for scene in scenes:
        made.setdefault(scene.indicator, scene)
    for name in ("impossible_value", "copy_forward", "exclusion_shift", "category_shift"):
        yield Trap("rolling windows", _with(made[name], period_type="rolling_12_months"), "rolling_window")
    percentages = next(scene for scene in scenes if scene.context.unit == "percent")
    yield Trap("rolling windows", _with(percentages, period_type="pooled_years"), "rolling_window")
    yield Trap("denominators rounded for disclosure", _fact(made["impossible_value"], "denominator_rounded"),
               "denominator_rounded")  # fmt: skip
    yield Trap("a weighted mean", _fact(made["impossible_value"], "weighted"), "weighted")
    yield Trap("a share left out, set against the shortfall", _with(made["exclusion_shift"], since=None),
               "no_declared_date")  # fmt: skip
    yield Trap("limit on the only full hour of a rounded clock", _full_hour(), "limit_on_heap")
    for name in ("exclusion_shift", "category_shift"):
        yield Trap("a changed definition", _fact(made[name], "definition_changed"), "definition_changed")
    yield Trap("a system closes cases at the limit", _fact(made["threshold_bunching"], "closes_at_limit"),
               "rule_acts_at_limit")  # fmt: skip
    yield Trap("counts rounded before they are sent", _fact(made["threshold_bunching"], "counts_rounded"),
               "counts_rounded")  # fmt: skip
    for fact in ("capped", "collected_less_often"):
        yield Trap("a count that repeats by itself", _fact(made["copy_forward"], fact), fact)
    yield Trap("days typed in batches", _fact(made["end_of_period"], "collected_less_often"), "collected_less_often")
    for scene in made.values():
        yield Trap("two bodies pooled", _with(scene, pooled_over=2), "too_few_bodies")


def _with(scene: Scene, **changed: Any) -> Scene:
    return replace(scene, context=replace(scene.context, **changed))


def _fact(scene: Scene, fact: str) -> Scene:
    return _with(scene, facts=frozenset({fact}))


def _full_hour() -> Scene:
    """Times read to five minutes and to the hour; with a limit of 60 no other full hour lies in range."""
    minutes = np.arange(240)
    shape = log_normal(minutes, 55, 0.5) * np.where(minutes % 5 == 0, 3, 1) * np.where(minutes % 60 == 0, 3, 1)
    context: TargetContext = replace(durations.LIMIT_MINUTES, target=60.0)

    def draw(random: Random) -> Frames:
        return {"histogram": histogram_of(random.multinomial(durations.N, shape / shape.sum()))}

    return Scene("threshold_bunching", "full hour", durations.N, context, draw)


def answered(found: Iterator[Trap], answer: Answer, repeats: int, seed: int) -> list[tuple[Trap, int]]:
    """Each trap with how many of its repeats its gate answered."""
    told = []
    for place, trap in enumerate(found):
        random = np.random.default_rng([seed, place, 77])
        signals = [answer(trap.scene, trap.scene.draw(random), draw) for draw in range(repeats)]
        told.append((trap, sum(signal.gate == trap.gate for signal in signals)))
    return told
