"""What do the simulated health boards print about waits in A&E?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hls_signals.demo.draws import Draws
from hls_signals.demo.periods import Period, months

# Attendances in a month, and the share seen within four hours in a summer month.
BOARDS = {
    "X26000901": (21_400, 0.772),
    "X26000902": (15_900, 0.741),
    "X26000903": (28_300, 0.758),
    "X26000904": (12_600, 0.803),
    "X26000905": (18_700, 0.727),
}
WINTER_POINTS = {12: -0.022, 1: -0.026, 2: -0.016}
# From one month to the next a share moves more than chance among so many people would move it.
SPREAD = 0.011
# Planted: the file for September 2026 holds the figures of September 2025 for every board. For the city's board
# they give green after an amber August.
COPIED_FROM, COPIED_TO = dt.date(2025, 9, 1), dt.date(2026, 9, 1)
PLANTED_OVER_FOUR_HOURS = {
    ("X26000901", dt.date(2025, 9, 1)): (21_186, 4_551),
    ("X26000901", dt.date(2026, 8, 1)): (21_873, 5_276),
}


@dataclass(frozen=True)
class BoardMonth:
    """One board's attendances in a month, and those that lasted more than four hours."""

    icb_code: str
    period: Period
    attendances: int
    over_four_hours: int


def ae_four_hours() -> list[BoardMonth]:
    """Every board's months, by month and then board, with the copied month in its place."""
    by_board = {code: _months_of(code) for code in BOARDS}
    return [by_board[code][number] for number in range(len(months())) for code in BOARDS]


def _months_of(code: str) -> list[BoardMonth]:
    draws = Draws(f"ae_four_hours {code}")
    size, share = BOARDS[code]
    parts: dict[dt.date, tuple[int, int]] = {}
    for period in months():
        simulated = _simulated(draws, period, size, share)
        parts[period.start] = PLANTED_OVER_FOUR_HOURS.get((code, period.start), simulated)
    parts[COPIED_TO] = parts[COPIED_FROM]
    return [BoardMonth(code, period, *parts[period.start]) for period in months()]


def _simulated(draws: Draws, period: Period, size: int, share: float) -> tuple[int, int]:
    attendances = round(draws.around(size, size * 0.03))
    seen = draws.around(share + WINTER_POINTS.get(period.start.month, 0.0), SPREAD)
    return attendances, attendances - draws.helped(attendances, seen)
