"""What does each preset of the page ask for? Copied from its table by hand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

D2 = Fraction("1.128")


@dataclass(frozen=True)
class SlowPreset:
    """One line of the table of the page; None: the rule is off."""

    factor: Fraction
    screen: bool
    shift: int | None
    trend: int | None
    bridge: bool
    edge: tuple | None  # need, of, at
    edge_counts_beyond: bool
    edge_same_side: bool
    blanks_break: bool
    absent_breaks: bool
    limits_from: int
    away: tuple | None = None
    same_share: Fraction | None = None


TWO_THIRDS = (2, 3, Fraction(2, 3))
WHEELER, EXACT = Fraction("2.66"), 3 / D2
SLOW_PRESETS = {
    "hls": SlowPreset(WHEELER, True, 7, 7, True, TWO_THIRDS, True, True, True, True, 6, same_share=Fraction(1, 2)),
    "nhsr-0.2.2": SlowPreset(WHEELER, True, 7, 7, False, TWO_THIRDS, False, True, True, False, 2),
    "mdc-2023": SlowPreset(WHEELER, False, 7, 7, True, TWO_THIRDS, True, True, True, False, 13),
    "powerbi-1.8": SlowPreset(EXACT, True, 7, 5, True, TWO_THIRDS, True, False, False, False, 2),
    "anhoej": SlowPreset(EXACT, True, None, None, True, None, True, True, True, False, 2),
    "western-electric": SlowPreset(
        EXACT, False, 8, None, False, TWO_THIRDS, True, False, True, False, 2, away=(4, 5, Fraction(1, 3))
    ),
    "wheeler": SlowPreset(WHEELER, False, 8, None, False, (3, 4, Fraction(1, 2)), True, False, True, False, 2),
}
