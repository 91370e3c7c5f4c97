"""Which of many signals are worth a question in a meeting, and which on a page?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hls_signals.gaming.arrays import Floats
from hls_signals.gaming.errors import SeveralAreas, SignalTwice
from hls_signals.gaming.settings import Q
from hls_signals.gaming.signal import GamingSignal


@dataclass(frozen=True)
class Judged:
    """p of one family after the rules for the meeting list and for pages, in the order given."""

    adjusted: Floats
    public: Floats


def with_levels(signals: Iterable[GamingSignal], q: float = Q, families: int | None = None) -> tuple[GamingSignal, ...]:
    """The signals with p_adjusted, p_public, level and the sentence that goes with it.

    signals   of one area, or of one pool; a measure is a family
    families  how many families the register declares for the area; at least those present
    raises    SeveralAreas (G107), SignalTwice (G109)
    """
    given = tuple(signals)
    _refuse(given)
    by_measure: dict[str, list[int]] = {}
    for at, signal in enumerate(given):
        if signal.is_tested:
            by_measure.setdefault(signal.measure_id, []).append(at)
    raw = {measure: [given[at].p_raw or 0.0 for at in places] for measure, places in by_measure.items()}
    judged = judged_families(raw, q, families)
    found = list(given)
    for measure, places in by_measure.items():
        for at, adjusted, public in zip(places, judged[measure].adjusted, judged[measure].public, strict=True):
            found[at] = replace(given[at], p_adjusted=float(adjusted), p_public=float(public))
    return tuple(_levelled(signal, q) for signal in found)


def _refuse(signals: Sequence[GamingSignal]) -> None:
    if len({signal.area_code for signal in signals}) > 1:
        raise SeveralAreas(
            "signals of more than one area were handed over together",
            where="with_levels",
            mend="call it once an area: nothing here looks at two areas at once",
        )
    if len({signal.signal_id for signal in signals}) < len(signals):
        raise SignalTwice(
            "two signals have one name",
            where="with_levels",
            mend="hand over one signal a measure, indicator, target and window",
        )


def judged_families(raw: Mapping[str, Sequence[float]], q: float, families: int | None = None) -> dict[str, Judged]:
    """p_adjusted and p_public of each family.

    Simes within each family, Benjamini and Hochberg across families at q, then within the R of M selected at qR/M.
    For pages: the p adjusted within the family, times the number of families, so that no family moves another's.

    source  Benjamini and Bogomolov 2014; Simes 1986; Benjamini and Hochberg 1995
    """
    if not raw:
        return {}
    within = {name: benjamini_hochberg(np.asarray(values, dtype=np.float64)) for name, values in raw.items()}
    # Simes is the least of the p adjusted within.
    simes = np.array([float(values.min()) for values in within.values()])
    across = dict(zip(within, benjamini_hochberg(simes), strict=True))
    number = len(within)
    selected = sum(value <= q for value in across.values())
    declared = max(number, families or 0)
    judged = {}
    for name, values in within.items():
        inner = np.minimum(1.0, values * number / selected) if selected else np.ones_like(values)
        judged[name] = Judged(np.maximum(across[name], inner), np.minimum(1.0, values * declared))
    return judged


def benjamini_hochberg(p: Floats) -> Floats:
    """Step-up adjusted p in the order given.

    >>> benjamini_hochberg(np.array([0.012, 0.04, 0.675, 0.045])).round(3).tolist()
    [0.048, 0.06, 0.675, 0.06]
    """
    order = np.argsort(p, kind="stable")
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted


def _levelled(signal: GamingSignal, q: float) -> GamingSignal:
    if signal.level in {"context", "not_applicable"}:
        return signal
    level = _level(signal, q)
    sentence = signal.quiet_sentence if level == "quiet" else signal.sentence
    return replace(signal, level=level, sentence=sentence)


def _level(signal: GamingSignal, q: float) -> str:
    if signal.p_adjusted is None or signal.p_public is None:
        # A count that arithmetic rules out needs no chance.
        return "worth_asking" if (signal.effect or 0) >= 1 else "quiet"
    if signal.p_public <= q:
        return "worth_asking_in_public"
    return "worth_asking" if signal.p_adjusted <= q else "quiet"
