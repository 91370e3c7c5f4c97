"""What does the simulated alliance hear from people, with no target set?"""

from __future__ import annotations

from hls_signals.demo.draws import Draws
from hls_signals.demo.figure import Figure
from hls_signals.demo.periods import months

ALLIANCE = "X90000901"


def told_their_story_once() -> list[Figure]:
    """People who told their story to one person only, of those asked."""
    return _heard("told_their_story_once", people=112, chance=0.31)


def came_back_within_a_year() -> list[Figure]:
    """People who asked for help again within a year of its end."""
    return _heard("came_back_within_a_year", people=236, chance=0.19)


def _heard(measure_id: str, *, people: int, chance: float) -> list[Figure]:
    draws = Draws(measure_id)
    figures: list[Figure] = []
    for period in months():
        asked = round(draws.around(people, people * 0.05))
        said_so = draws.helped(asked, chance)
        figures.append(Figure(measure_id, ALLIANCE, period, period.sent_on, said_so, asked))
    return figures
