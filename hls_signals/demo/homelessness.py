"""What does the simulated city send about losing a home?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from hls_signals.demo.draws import Draws
from hls_signals.demo.figure import CITY, Figure
from hls_signals.demo.periods import Period, months

NEEDS = ("private rent ending", "family or friends asking them to leave", "leaving prison or hospital")
NEW_NEED = "asylum housing ending"
LOCALITIES = ("Quayside", "Hilltop", "Old Town")
LOCALITY_SHARES = (0.455, 0.330, 0.215)

Cell = tuple[str, str]
Parts = tuple[int, int]  # ended with a home, all that ended


def _table(rows: Mapping[str, tuple[Parts, Parts, Parts]]) -> dict[Cell, Parts]:
    return {(need, place): parts for need, row in rows.items() for place, parts in zip(LOCALITIES, row, strict=True)}


# Planted. From July to August 2026 every cell's share rises by one to two points and the city's falls by seven:
# people leaving prison or hospital grow from 60 to 135 of 500, and asylum housing ends for the first time.
JULY_2026 = _table(
    {
        NEEDS[0]: ((92, 110), (67, 80), (40, 50)),
        NEEDS[1]: ((72, 90), (52, 66), (33, 44)),
        NEEDS[2]: ((9, 27), (7, 20), (5, 13)),
    }
)
AUGUST_2026 = _table(
    {
        NEEDS[0]: ((70, 82), (51, 60), (31, 38)),
        NEEDS[1]: ((57, 70), (41, 51), (26, 34)),
        NEEDS[2]: ((21, 61), (16, 44), (12, 30)),
        NEW_NEED: ((8, 14), (6, 10), (4, 6)),
    }
)
PLANTED = {dt.date(2026, 7, 1): JULY_2026, dt.date(2026, 8, 1): AUGUST_2026}
# Share of people and chance of a home by need: as it was, and from August 2026 on.
BEFORE = {NEEDS[0]: (0.48, 0.835), NEEDS[1]: (0.40, 0.792), NEEDS[2]: (0.12, 0.355)}
AFTER = {NEEDS[0]: (0.36, 0.846), NEEDS[1]: (0.31, 0.803), NEEDS[2]: (0.27, 0.368), NEW_NEED: (0.06, 0.600)}


def prevention_duty() -> list[Figure]:
    """Duties that ended with a home, by need and locality, with the stated total."""
    draws = Draws("prevention_duty")
    figures: list[Figure] = []
    for period in months():
        simulated = _simulated_cells(draws, AFTER if period.start >= dt.date(2026, 8, 1) else BEFORE)
        figures.extend(_with_total(period, PLANTED.get(period.start, simulated)))
    return figures


def _simulated_cells(draws: Draws, needs: Mapping[str, tuple[float, float]]) -> dict[Cell, Parts]:
    people = round(draws.around(490, 18))
    by_need = draws.split(people, [share for share, _ in needs.values()])
    cells: dict[Cell, Parts] = {}
    for (need, (_, chance)), size in zip(needs.items(), by_need, strict=True):
        for place, part in zip(LOCALITIES, draws.split(size, LOCALITY_SHARES), strict=True):
            cells[need, place] = (draws.helped(part, chance), part)
    return cells


def _with_total(period: Period, cells: Mapping[Cell, Parts]) -> list[Figure]:
    total = tuple(sum(parts) for parts in zip(*cells.values(), strict=True))
    rows = [Figure("prevention_duty", CITY, period, period.sent_on, total[0], total[1])]
    for (need, place), (kept, ended) in cells.items():
        breakdown = (("need", need), ("locality", place))
        rows.append(Figure("prevention_duty", CITY, period, period.sent_on, kept, ended, breakdown))
    return rows


HOTEL_LEVEL, HOTEL_SPREAD = 64.0, 5.4
# Planted: from May 2026 the level lies five spreads lower.
HOTEL_FALL_FROM = dt.date(2026, 5, 1)


def families_in_hotels() -> list[Figure]:
    """Families in hotels on the last night of each month."""
    draws = Draws("families_in_hotels")
    figures: list[Figure] = []
    for period in months():
        fall = 5 * HOTEL_SPREAD if period.start >= HOTEL_FALL_FROM else 0.0
        families = round(draws.around(HOTEL_LEVEL - fall, HOTEL_SPREAD))
        figures.append(Figure("families_in_hotels", CITY, period, period.sent_on, families))
    return figures


LIMIT_DAYS = 56
# Planted: from January 2026 five decisions in a hundred move from days 57 to 66 to days 54 to 56.
MOVED_FROM = dt.date(2026, 1, 1)
MOVED_SHARE = 0.05 / 0.087  # of those on days 57 to 66, which are 8.7 in a hundred


def decisions_within_56_days() -> list[Figure]:
    """Homelessness decisions made within 56 days, counted from the simulated days themselves."""
    figures: list[Figure] = []
    for period, days in _decisions():
        within = sum(day <= LIMIT_DAYS for day in days)
        figures.append(Figure("decisions_within_56_days", CITY, period, period.sent_on, within, len(days)))
    return figures


# The days themselves are sent for the newest year, those further than 36 from the limit in one end cell each.
SHORTEST, LONGEST = LIMIT_DAYS - 37, LIMIT_DAYS + 37
DAYS_SENT_FROM = dt.date(2025, 10, 1)


def decision_days_by_length() -> list[Figure]:
    """How many decisions took each number of days, month by month: counts, no row of a person."""
    figures: list[Figure] = []
    for period, days in _decisions():
        if period.start >= DAYS_SENT_FROM:
            figures += [
                Figure(
                    "decision_days", CITY, period, period.sent_on, days.count(day), breakdown=(("days", _cell(day)),)
                )
                for day in range(SHORTEST, LONGEST + 1)
            ]
    return figures


def _cell(day: int) -> str:
    ends = {SHORTEST: f"{SHORTEST} or fewer", LONGEST: f"{LONGEST} or more"}
    return ends.get(day, str(day))


def _decisions() -> Iterator[tuple[Period, list[int]]]:
    draws = Draws("decisions_within_56_days")
    for period in months():
        yield period, decision_days(draws, is_moved=period.start >= MOVED_FROM)


def decision_days(draws: Draws, *, is_moved: bool) -> list[int]:
    """How many days each decision of one month took."""
    days = [min(LONGEST, max(SHORTEST, round(draws.around(38, 16)))) for _ in range(round(draws.around(230, 12)))]
    moved = [draws.helped(1, MOVED_SHARE) == 1 for _ in days]
    landing = [54 + draws.split(1, (0.3, 0.3, 0.4)).index(1) for _ in days]
    if not is_moved:
        return days
    return [to if move and LIMIT_DAYS < day <= 66 else day for day, move, to in zip(days, moved, landing, strict=True)]
