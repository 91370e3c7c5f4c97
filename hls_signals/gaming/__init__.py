"""How may a target be bending the data? About the target, never about people."""

from __future__ import annotations

from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.errors import (
    ColumnNotThere,
    IndicatorNotUsable,
    NotACount,
    NotUsable,
    OffTheGrid,
    SeveralAreas,
    SignalTwice,
    UnexpectedColumn,
    UnknownWord,
    WindowEndsFirst,
)
from hls_signals.gaming.levels import with_levels
from hls_signals.gaming.record import signal_frame
from hls_signals.gaming.recorded import first_and_latest, recording_histogram
from hls_signals.gaming.registry import Indicator, indicators, known_indicators
from hls_signals.gaming.signal import (
    About,
    Finding,
    GamingSignal,
    Gate,
    bayes_factor_bound,
    signal_of,
    with_dates,
)

__all__ = [
    "About",
    "ColumnNotThere",
    "Finding",
    "GamingSignal",
    "Gate",
    "Indicator",
    "IndicatorNotUsable",
    "NotACount",
    "NotUsable",
    "OffTheGrid",
    "SeveralAreas",
    "SignalTwice",
    "TargetContext",
    "UnexpectedColumn",
    "UnknownWord",
    "WindowEndsFirst",
    "bayes_factor_bound",
    "first_and_latest",
    "indicators",
    "known_indicators",
    "recording_histogram",
    "signal_frame",
    "signal_of",
    "with_dates",
    "with_levels",
]
