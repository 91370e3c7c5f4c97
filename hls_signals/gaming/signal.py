"""What does one gaming signal hold, and what is its row in the record?"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.details import as_json

# One meeting cycle, and the days in which those whose data it is see it alone.
KEEP_DAYS = 92
REPLY_DAYS = 14
NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class About:
    """What an indicator says whatever it finds.

    grain         what it is worked out from: record, series, vintages or days
    explanations  innocent ways the pattern arises, at least three, each readable after "when"
    gates         gate -> why nothing can be said, a whole sentence
    opening       the first sentence of a question, with {effect}, {range} and words of the details; a page fills it
                  again with the numbers it may show
    """

    indicator: str
    version: int
    grain: str
    effect_unit: str
    explanations: tuple[str, ...]
    question: str
    changes_our_mind: str
    gates: Mapping[str, str] = field(hash=False)
    is_context: bool = False
    opening: str = ""

    def __post_init__(self) -> None:
        if len(self.explanations) < 3:
            raise ValueError(f"{self.indicator}: three innocent explanations or more")


@dataclass(frozen=True)
class Finding:
    """What an indicator found: a number, and both sentences it may come to; `p` is None where a count needs none."""

    n_used: int
    effect: float
    sentence: str
    quiet_sentence: str
    effect_lower: float | None = None
    effect_upper: float | None = None
    smallest_seen: float | None = None
    statistic: float | None = None
    p: float | None = None
    details: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Gate:
    """Why an indicator cannot answer here."""

    name: str
    n_used: int = 0
    details: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class GamingSignal:
    """One indicator's answer for one measure, area and window: the row of the record, and its quiet sentence."""

    signal_id: str
    measure_id: str
    area_code: str
    pooled_over: int
    indicator: str
    indicator_version: int
    window_start: dt.date
    window_end: dt.date
    grain: str
    n_used: int
    applicability: str
    gate: str | None
    effect: float | None
    effect_unit: str
    effect_lower: float | None
    effect_upper: float | None
    smallest_seen: float | None
    statistic: float | None
    p_raw: float | None
    p_adjusted: float | None
    p_public: float | None
    bayes_factor_bound: float | None
    level: str
    sentence: str
    innocent_explanations: tuple[str, ...]
    learning_question: str
    what_would_change_our_mind: str
    details: str
    as_of: dt.date
    expires_on: dt.date
    others_see_from: dt.date
    quiet_sentence: str = ""

    @property
    def is_tested(self) -> bool:
        """True where it stands under the multiplicity rule."""
        return self.p_raw is not None


def bayes_factor_bound(p: float) -> float:
    """At most this many to 1 against coincidence.

    source  Sellke, Bayarri and Berger 2001: 1 / (-e p ln p) below 1/e, else 1.

    >>> round(bayes_factor_bound(0.01), 1), round(bayes_factor_bound(0.001), 1), bayes_factor_bound(0.5)
    (8.0, 53.3, 1.0)
    """
    return 1.0 if p >= 1 / math.e else 1 / (-math.e * p * math.log(p))


def signal_of(
    about: About, context: TargetContext, answer: Finding | Gate, *, as_of: dt.date, known_on: dt.date | None = None
) -> GamingSignal:
    """The signal of an answer, its level not judged yet.

    known_on  when the newest figure it rests on became known; None: as_of. See `with_dates`.
    """
    shared: dict[str, Any] = {
        "signal_id": signal_id(about.indicator, context),
        "measure_id": context.measure_id,
        "area_code": context.area_code,
        "pooled_over": context.pooled_over,
        "indicator": about.indicator,
        "indicator_version": about.version,
        "window_start": context.window_start,
        "window_end": context.window_end,
        "grain": about.grain,
        "effect_unit": about.effect_unit,
        "innocent_explanations": about.explanations,
        "learning_question": about.question,
        "what_would_change_our_mind": about.changes_our_mind,
        "as_of": as_of,
        "others_see_from": (known_on or as_of) + dt.timedelta(days=REPLY_DAYS),
        "expires_on": (known_on or as_of) + dt.timedelta(days=KEEP_DAYS),
    }
    said = _gated(about, answer) if isinstance(answer, Gate) else _found(about, answer)
    return GamingSignal(**shared, **said)


def _gated(about: About, gate: Gate) -> dict[str, Any]:
    numbers = ("effect", "effect_lower", "effect_upper", "smallest_seen", "statistic", "p_raw", "bayes_factor_bound")
    return {
        **dict.fromkeys((*numbers, "p_adjusted", "p_public")),
        "n_used": gate.n_used,
        "applicability": "not_applicable",
        "gate": gate.name,
        "level": "not_applicable",
        "sentence": about.gates[gate.name],
        "details": as_json(gate.details),
    }


def _found(about: About, found: Finding) -> dict[str, Any]:
    p = found.p
    return {
        "n_used": found.n_used,
        "applicability": "ok",
        "gate": None,
        "effect": found.effect,
        "effect_lower": found.effect_lower,
        "effect_upper": found.effect_upper,
        "smallest_seen": found.smallest_seen,
        "statistic": found.statistic,
        "p_raw": None if about.is_context else p,
        "p_adjusted": None,
        "p_public": None,
        "bayes_factor_bound": None if p is None or about.is_context else bayes_factor_bound(p),
        "level": "context" if about.is_context else NOT_JUDGED,
        "sentence": found.sentence,
        "quiet_sentence": found.quiet_sentence,
        "details": as_json(found.details),
    }


def signal_id(indicator: str, context: TargetContext) -> str:
    """The first 12 hex digits of SHA-256 over measure, area, indicator, target and window."""
    parts = (
        *(context.measure_id, context.area_code, indicator, repr(context.target)),
        *(context.window_start.isoformat(), context.window_end.isoformat()),
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:12]


def with_dates(
    signals: Iterable[GamingSignal], known_on: dt.date, *, reply_days: int = REPLY_DAYS, keep_days: int = KEEP_DAYS
) -> tuple[GamingSignal, ...]:
    """The signals with the days on which others see them and on which they expire: a record's date moves them."""
    sees, ends = known_on + dt.timedelta(days=reply_days), known_on + dt.timedelta(days=keep_days)
    return tuple(replace(signal, others_see_from=sees, expires_on=ends) for signal in signals)
