"""What do the simulated councils send about nights without a safe place?"""

from __future__ import annotations

import datetime as dt

from hls_signals.demo.draws import Draws
from hls_signals.demo.figure import CITY, Figure
from hls_signals.demo.periods import months

# People seen in a summer month, by council.
SUMMER_LEVEL = {CITY: 18.5, "X06000902": 8.5, "X06000903": 12.0, "X06000904": 27.0, "X06000905": 10.0}
# Winters are higher by this share of the summer level.
WINTER = {11: 0.15, 12: 0.25, 1: 0.30, 2: 0.25, 3: 0.15}
# Planted: the city's count goes from amber to red by two people, one person from the line, well inside its usual range.
PLANTED_COUNTS = {dt.date(2026, 8, 1): 21, dt.date(2026, 9, 1): 23}
FEWEST_TURNED_AWAY, MOST_TURNED_AWAY = 2, 6


def rough_sleeping() -> list[Figure]:
    """People sleeping rough on one night of each month, in five councils."""
    figures: list[Figure] = []
    for council, level in SUMMER_LEVEL.items():
        draws = Draws(f"rough_sleeping {council}")
        for period in months():
            people = draws.count(level * (1 + WINTER.get(period.start.month, 0.0)))
            if council == CITY:
                people = PLANTED_COUNTS.get(period.start, people)
            figures.append(Figure("rough_sleeping", council, period, period.sent_on, people))
    return figures


def safe_accommodation_turned_away() -> list[Figure]:
    """Households turned away from safe accommodation: always few, so never shown."""
    draws = Draws("safe_accommodation_turned_away")
    figures: list[Figure] = []
    for period in months():
        households = min(MOST_TURNED_AWAY, max(FEWEST_TURNED_AWAY, draws.count(4.0)))
        figures.append(Figure("safe_accommodation_turned_away", CITY, period, period.sent_on, households))
    return figures
