"""What do the simulated providers send about treatment that ends?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from hls_signals.demo.draws import Draws
from hls_signals.demo.figure import CITY, Figure
from hls_signals.demo.periods import Period, months, quarters

Parts = tuple[int, int]

# Planted. Spring 2024: hardly a person's difference, red under the old colour rule and amber under the new.
# Summer 2026: hardly a person's difference, amber under the old target and green under the new.
PLANTED_ENDINGS: Mapping[dt.date, Parts] = {
    dt.date(2024, 1, 1): (149, 420),
    dt.date(2024, 4, 1): (152, 428),
    dt.date(2026, 4, 1): (160, 424),
    dt.date(2026, 7, 1): (158, 421),
}


def drug_treatment_completion() -> list[Figure]:
    """Planned endings among all who left drug and alcohol treatment, by quarter."""
    draws = Draws("drug_treatment_completion")
    figures: list[Figure] = []
    for period in quarters():
        left = round(draws.around(424, 12))
        planned, left = PLANTED_ENDINGS.get(period.start, (draws.helped(left, 0.38), left))
        figures.append(Figure("drug_treatment_completion", CITY, period, period.sent_on, planned, left))
    return figures


MERGED_ON = dt.date(2024, 4, 1)
NEW_DEFINITION_FROM = dt.date(2026, 8, 1)
# People who finish in a month: two providers that merge, and the one they become.
PEOPLE_FINISHED = {"X80000901": 210, "X80000902": 160, "X80000903": 370}
# Planted: amber in July 2026, green in August, and nobody counted July again under the new definition.
PLANTED_RECOVERY: Mapping[dt.date, Parts] = {dt.date(2026, 7, 1): (178, 369), dt.date(2026, 8, 1): (174, 322)}


def talking_therapies_recovery() -> list[Figure]:
    """People who moved to recovery, by provider; the definition of August 2026 leaves out those who came once."""
    return [figure for provider, size in PEOPLE_FINISHED.items() for figure in _recovery(provider, size)]


def _recovery(provider: str, size: int) -> Iterable[Figure]:
    draws = Draws(f"talking_therapies_recovery {provider}")
    is_merged = provider == "X80000903"
    for period in months():
        parts = _recovery_parts(draws, period, size)
        if (period.start >= MERGED_ON) == is_merged:
            planted = PLANTED_RECOVERY.get(period.start, parts)
            yield Figure("talking_therapies_recovery", provider, period, period.sent_on, *planted)


def _recovery_parts(draws: Draws, period: Period, size: int) -> Parts:
    is_new = period.start >= NEW_DEFINITION_FROM
    finished = round(draws.around(size * (0.87 if is_new else 1.0), size * 0.03))
    return draws.helped(finished, 0.54 if is_new else 0.485), finished
