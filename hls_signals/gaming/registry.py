"""Which indicators are there, and what does each say of one target in one area?"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType

import polars as pl

from hls_signals.gaming import (
    category_shift,
    copy_forward,
    end_of_period,
    exclusion_shift,
    impossible_value,
    recording_grain,
    revision_asymmetry,
    target_hugging,
    threshold_bunching,
)
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.errors import IndicatorNotUsable
from hls_signals.gaming.frames import COLUMNS
from hls_signals.gaming.settings import SEED
from hls_signals.gaming.signal import GamingSignal
from hls_signals.gaming.words import refused_words

GROUP = "hls_signals.indicators"
BUILT_IN = (
    threshold_bunching,
    impossible_value,
    revision_asymmetry,
    end_of_period,
    copy_forward,
    exclusion_shift,
    category_shift,
    recording_grain,
    target_hugging,
)
FEWEST_EXPLANATIONS = 3


@dataclass(frozen=True)
class Indicator:
    """A function that answers for one target, what it needs, and which reasons it has to say nothing.

    frame, columns  the frame it reads, and the optional columns without which it is not asked
    """

    name: str
    version: int
    frame: str
    columns: tuple[str, ...]
    gates: tuple[str, ...]
    function: Callable[..., GamingSignal]

    def can_read(self, frame: pl.DataFrame | None) -> bool:
        """True where the columns it needs are there."""
        return frame is not None and set(self.columns) <= set(frame.columns)


def indicators(
    context: TargetContext,
    *,
    histogram: pl.DataFrame | None = None,
    series: pl.DataFrame | None = None,
    vintages: pl.DataFrame | None = None,
    days: pl.DataFrame | None = None,
    as_of: dt.date,
    seed: int = SEED,
) -> tuple[GamingSignal, ...]:
    """One signal for each indicator whose columns are there, in a fixed order, its level not judged yet.

    Each answers with a number, or with `not_applicable` and its reason. Columns of the frames: section 3 of the page.

    raises  MendableError G101 to G104 and G108 for a frame that cannot be used
    """
    frames = {"histogram": histogram, "series": series, "vintages": vintages, "days": days}
    asked = [indicator for indicator in known_indicators() if indicator.can_read(frames[indicator.frame])]
    return tuple(_answer(indicator, context, frames, as_of, seed) for indicator in asked)


def _answer(
    indicator: Indicator,
    context: TargetContext,
    frames: dict[str, pl.DataFrame | None],
    as_of: dt.date,
    seed: int,
) -> GamingSignal:
    signal = indicator.function(context, **frames, as_of=as_of, seed=seed)
    said = (signal.sentence, signal.quiet_sentence, signal.learning_question, *signal.innocent_explanations)
    if len(signal.innocent_explanations) < FEWEST_EXPLANATIONS or any(list(refused_words(text)) for text in said):
        raise IndicatorNotUsable(
            "an indicator speaks of people, or gives fewer than three innocent explanations",
            where=f"indicator {indicator.name}",
            mend="let the target or the data be the subject; docs/how-to/add-a-gaming-indicator.md lists the words",
        )
    return signal


@cache
def known_indicators() -> tuple[Indicator, ...]:
    """Ours, in the order of the page, then those of other packages by name.

    raises  IndicatorNotUsable (G120) where two have one name, or one lacks NEEDS, GATES or VERSION
    """
    found = [_read(module.__name__.rpartition(".")[2], module, module.__name__) for module in BUILT_IN]
    for indicator in _of_other_packages():
        if indicator.name in {other.name for other in found}:
            raise _not_usable(indicator.name, "two indicators have this name", "rename one of the two")
        found.append(indicator)
    return tuple(found)


def _of_other_packages() -> Iterator[Indicator]:
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        yield of_entry_point(point)


def of_entry_point(point: EntryPoint) -> Indicator:
    """The indicator that an installed package names; its NEEDS, GATES and VERSION stand beside the function."""
    try:
        function = point.load()
    except Exception:
        raise _not_usable(_place(point), "it fails to import", "mend its package or remove it") from None
    return _read(point.name, sys.modules[function.__module__], _place(point))


def _place(point: EntryPoint) -> str:
    return f"indicator {point.name} of package {point.module.partition('.')[0]}"


def _read(name: str, module: ModuleType, where: str) -> Indicator:
    try:
        frame, *columns = module.NEEDS
        made = Indicator(name, int(module.VERSION), frame, tuple(columns), tuple(module.GATES), getattr(module, name))
    except (AttributeError, TypeError, ValueError):
        raise _not_usable(where, "NEEDS, GATES or VERSION is missing beside it", "see the how-to page") from None
    if frame not in COLUMNS or not set(columns) <= set(COLUMNS[frame][1]):
        raise _not_usable(where, "NEEDS names no frame or column there is", "frames: " + ", ".join(COLUMNS))
    return made


def _not_usable(where: str, why: str, mend: str) -> IndicatorNotUsable:
    return IndicatorNotUsable(f"a gaming indicator cannot be used: {why}", where=where, mend=mend)
