"""Which points are signals, and which are usual variation?"""

from __future__ import annotations

from hls_signals.variation.apart import judged_apart
from hls_signals.variation.batches import signals_by_batch
from hls_signals.variation.chance import ByChance, expected_by_chance
from hls_signals.variation.errors import (
    DuplicatePeriod,
    MissingColumn,
    NameTaken,
    NotADate,
    NotANumber,
    NotInOrder,
    NotTrueOrFalse,
    UnknownCalendar,
    UnknownChart,
    UnknownColumn,
    UnknownField,
    UnknownPreset,
    WrongBaseline,
    WrongFieldValue,
)
from hls_signals.variation.false_alarm_rates import NoFalseAlarmTable, UnknownShape, false_alarm_rate
from hls_signals.variation.phases import check_phases
from hls_signals.variation.presets import PRESETS, Preset, preset
from hls_signals.variation.result import CHARTS, record_schema
from hls_signals.variation.signal_points import signals

__all__ = [
    "CHARTS",
    "PRESETS",
    "ByChance",
    "DuplicatePeriod",
    "MissingColumn",
    "NameTaken",
    "NoFalseAlarmTable",
    "NotADate",
    "NotANumber",
    "NotInOrder",
    "NotTrueOrFalse",
    "Preset",
    "UnknownCalendar",
    "UnknownChart",
    "UnknownColumn",
    "UnknownField",
    "UnknownPreset",
    "UnknownShape",
    "WrongBaseline",
    "WrongFieldValue",
    "check_phases",
    "expected_by_chance",
    "false_alarm_rate",
    "judged_apart",
    "preset",
    "record_schema",
    "signals",
    "signals_by_batch",
]
