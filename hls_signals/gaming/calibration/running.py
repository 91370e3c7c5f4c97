"""How often does each indicator raise its hand: on innocent data, and on data with pressure planted?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from hls_signals.gaming.calibration import days, durations, revisions, series
from hls_signals.gaming.calibration.scenes import Frames, Scene
from hls_signals.gaming.registry import known_indicators
from hls_signals.gaming.signal import GamingSignal

AS_OF = dt.date(2026, 1, 1)
LEVEL = 0.05
# Planted data are drawn once for every so many innocent ones, and never fewer than so many.
INNOCENT_A_PLANTED = 5
FEWEST_PLANTED = 20


@dataclass(frozen=True)
class Found:
    """What came of one strength of pressure.

    ratios   effect by planted effect, where both are known
    covered  whether the interval held what was planted
    """

    repeats: int
    found: int
    ratios: tuple[float, ...] = ()
    covered: tuple[bool, ...] = ()
    p: tuple[float, ...] = ()

    @property
    def power(self) -> float:
        """The share found."""
        return self.found / self.repeats

    @property
    def mean_ratio(self) -> float | None:
        """Mean effect over planted."""
        return float(np.mean(self.ratios)) if self.ratios else None

    @property
    def coverage(self) -> float | None:
        """How often the 90 per cent interval held what was planted."""
        return float(np.mean(self.covered)) if self.covered else None


@dataclass(frozen=True)
class Calibrated:
    """One scene after its repeats.

    unanswered  innocent repeats that a gate answered
    """

    scene: Scene
    repeats: int
    alarms: int
    unanswered: int
    p: tuple[float, ...]
    planted: dict[str, Found] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """The share of innocent data at which a hand is raised."""
        return self.alarms / self.repeats


def all_scenes() -> list[Scene]:
    """Every scene, by indicator in the order of the page."""
    return [*durations.scenes(), *series.printed_scenes(), *revisions.scenes(), *days.scenes(),
            *series.copied_scenes(), *series.shifted_scenes()]  # fmt: skip


def calibrated(scenes: list[Scene], repeats: int, seed: int) -> Iterator[Calibrated]:
    """Each scene's result; a scene has a seed of its own, so that one more scene moves no other."""
    for scene in scenes:
        name = [seed, *f"{scene.indicator} {scene.shape}".encode()]
        innocent = [answer(scene, scene.draw(random), draw) for draw, random in _draws([*name, 0], repeats)]
        planted = {
            strength: _planted(scene, strength, [*name, place], max(FEWEST_PLANTED, repeats // INNOCENT_A_PLANTED))
            for place, strength in enumerate(scene.plants, 1)
        }
        answered = [signal for signal in innocent if signal.applicability == "ok"]
        p = tuple(signal.p_raw for signal in answered if signal.p_raw is not None)
        yield Calibrated(scene, repeats, sum(map(_is_raised, answered)), repeats - len(answered), p, planted)


def _draws(seed: list[int], repeats: int) -> Iterator[tuple[int, np.random.Generator]]:
    random = np.random.default_rng(seed)
    for draw in range(repeats):
        yield draw, random


def answer(scene: Scene, frames: Frames, seed: int) -> GamingSignal:
    """The indicator's signal for these frames."""
    indicator = next(known for known in known_indicators() if known.name == scene.indicator)
    return indicator.function(scene.context, **frames, as_of=AS_OF, seed=seed)


def _is_raised(signal: GamingSignal) -> bool:
    return (signal.effect or 0) >= 1 if signal.p_raw is None else signal.p_raw <= LEVEL


def _planted(scene: Scene, strength: str, seed: list[int], repeats: int) -> Found:
    found, ratios, covered, p = 0, [], [], []
    for draw, random in _draws(seed, repeats):
        frames, truth = scene.plants[strength](random, scene.context, scene.draw(random))
        signal = answer(scene, frames, draw)
        if signal.applicability != "ok":
            continue
        found += _is_raised(signal)
        p.append(signal.p_raw if signal.p_raw is not None else 1.0)
        if truth and signal.effect is not None:
            ratios.append(signal.effect / truth)
        if truth and signal.effect_lower is not None and signal.effect_upper is not None:
            covered.append(signal.effect_lower <= truth <= signal.effect_upper)
    return Found(repeats, found, tuple(ratios), tuple(covered), tuple(p))
