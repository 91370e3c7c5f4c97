"""Which points are signals, and which are usual variation?"""

from __future__ import annotations

from hls_signals.variation.advice import ADVICE_SENTENCES, advice_sentences
from hls_signals.variation.anhoej import Anhoej, anhoej
from hls_signals.variation.apart import judged_apart
from hls_signals.variation.batches import signals_by_batch
from hls_signals.variation.calendars import calendar_of
from hls_signals.variation.chance import ByChance, expected_by_chance
from hls_signals.variation.charts import CHARTS
from hls_signals.variation.choosing import choose_chart
from hls_signals.variation.errors import (
    DuplicatePeriod,
    MissingColumn,
    NameTaken,
    NotADate,
    NotAFrame,
    NotANumber,
    NotInOrder,
    NotTrueOrFalse,
    TwoTargets,
    UnknownCalculation,
    UnknownCalendar,
    UnknownChart,
    UnknownColumn,
    UnknownField,
    UnknownPreset,
    WrongBaseline,
    WrongFieldValue,
    WrongKey,
    WrongLength,
    WrongScale,
)
from hls_signals.variation.false_alarm_rates import NoFalseAlarmTable, UnknownShape, false_alarm_rate
from hls_signals.variation.phases import check_phases
from hls_signals.variation.presets import PRESETS, Preset, preset
from hls_signals.variation.result import record_schema
from hls_signals.variation.signal_points import signals
from hls_signals.variation.suggesting import MIN_BEFORE, suggest_phases
from hls_signals.variation.targets import TARGET_SENTENCES, target_reading

__all__ = [
    "ADVICE_SENTENCES",
    "CHARTS",
    "MIN_BEFORE",
    "PRESETS",
    "TARGET_SENTENCES",
    "Anhoej",
    "ByChance",
    "DuplicatePeriod",
    "MissingColumn",
    "NameTaken",
    "NoFalseAlarmTable",
    "NotADate",
    "NotAFrame",
    "NotANumber",
    "NotInOrder",
    "NotTrueOrFalse",
    "Preset",
    "TwoTargets",
    "UnknownCalculation",
    "UnknownCalendar",
    "UnknownChart",
    "UnknownColumn",
    "UnknownField",
    "UnknownPreset",
    "UnknownShape",
    "WrongBaseline",
    "WrongFieldValue",
    "WrongKey",
    "WrongLength",
    "WrongScale",
    "advice_sentences",
    "anhoej",
    "calendar_of",
    "check_phases",
    "choose_chart",
    "expected_by_chance",
    "false_alarm_rate",
    "judged_apart",
    "preset",
    "record_schema",
    "signals",
    "signals_by_batch",
    "suggest_phases",
    "target_reading",
]
