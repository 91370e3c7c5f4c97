"""Which sentences may a page say about the gaming part, for a catalogue to hold?"""

from __future__ import annotations

from collections.abc import Iterator

from hls_signals.gaming import shifts, words
from hls_signals.gaming.calibration.table import false_alarm_table
from hls_signals.gaming.registry import BUILT_IN
from hls_signals.gaming.signal import About


def sayings() -> Iterator[str]:
    """Every sentence of our indicators, the readings, and the innocent data they were tried on."""
    yield from (words.CANNOT_TELL_WHICH, words.HAPPENS_WHERE_A_TARGET_WORKS, *words.FOUR_READINGS, *words.THINGS)
    for module in BUILT_IN:
        yield from _of(module.ABOUT)
    yield from shifts.SHARES.values()
    yield from (row.shape for row in false_alarm_table())


def _of(about: About) -> Iterator[str]:
    yield from (about.opening, *about.explanations, about.question, about.changes_our_mind, *about.gates.values())
