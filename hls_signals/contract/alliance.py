"""Which invented alliance are queries tried on, and how are its figures changed?

Six areas, three measures, 26 months. Codes, names and register order disagree; some names hold digits; counts lie far
from every small number; two targets, three colours, no ties. Everything follows from one fixed recipe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Figures = NDArray[np.float64]
MONTHS = 26
LAST_MONTH = dt.date(2026, 9, 1)
SEED = 20261015
NAMES = ("Eskerholt", "Brackwater 2", "Fallowick", "Alderfold", "Dunmere 7", "Cinderby")
CODES = ("X06000914", "X06000911", "X06000916", "X06000912", "X06000915", "X06000913")
FAMILIES = ("coast", "inland", "coast", "inland", "coast", "inland")
MEASURES = ("help_in_time", "stays_settled", "seen_again")
COLOURS = ("red", "amber", "green")
TARGETS = (58.0, 66.0)
AMBER_WITHIN = 6.0
PEOPLE = 4000.0
LOW, HIGH = 6.0, 94.0


@dataclass(frozen=True)
class Alliance:
    """Figures of every area, measure and month, (areas, measures, months) in per cent, and how they are written.

    colours  what red, amber and green are called
    words    which wording the texts of each area have
    """

    figures: Figures
    codes: tuple[str, ...] = CODES
    names: tuple[str, ...] = NAMES
    measures: tuple[str, ...] = MEASURES
    months: tuple[dt.date, ...] = ()
    colours: tuple[str, str, str] = COLOURS
    words: tuple[int, ...] = (0,) * len(CODES)
    # Measures that are columns of their own in a wide table move apart from `value`.
    of_columns: Mapping[str, float] = field(default_factory=dict)

    @property
    def targets(self) -> Figures:
        """The target of each month: it moves once, half-way."""
        half = len(self.months) // 2
        return np.array([TARGETS[place >= half] for place in range(len(self.months))])


def months_until(last: dt.date, others: tuple[dt.date, ...] = ()) -> tuple[dt.date, ...]:
    """26 months ending with `last`, and the months of other days."""
    place = last.year * 12 + last.month - 1
    run = {dt.date((place - back) // 12, (place - back) % 12 + 1, 1) for back in range(MONTHS)}
    return tuple(sorted(run | {day.replace(day=1) for day in others}))


def alliance(
    codes: tuple[str, ...] = CODES,
    names: tuple[str, ...] = NAMES,
    measures: tuple[str, ...] = MEASURES,
    months: tuple[dt.date, ...] = (),
    colours: tuple[str, str, str] = COLOURS,
) -> Alliance:
    """The alliance before anything is changed."""
    days = months or months_until(LAST_MONTH)
    drawn = np.random.default_rng(SEED)
    levels = 60.0 + np.array([9.0, -8.0, 3.0, -13.0, 14.0, -3.0])[:, None, None]
    wander = drawn.normal(0.0, 5.0, (len(codes), len(measures), len(days)))
    kinds = np.linspace(-2.0, 2.0, len(measures))[None, :, None]
    figures = np.clip(levels + kinds + wander, 25.0, 85.0) + drawn.uniform(0.0, 0.4, wander.shape)
    return Alliance(figures, codes, names, measures, days, colours)


def covering_sets(areas: int) -> list[tuple[int, ...]]:
    """Few sets of areas such that for any two areas some set holds the one and not the other.

    Each area gets its own pair out of as many labels as are needed; a set is all areas with one label.
    """
    labels = next(size for size in range(2, areas + 2) if size * (size - 1) // 2 >= areas)
    words = list(combinations(range(labels), 2))[:areas]
    return [tuple(area for area, word in enumerate(words) if label in word) for label in range(labels)]


def of_others(base: Alliance, others: tuple[int, ...]) -> Iterator[tuple[str, Alliance]]:
    """P1 to P4 and P8: the figures and texts of these areas changed, each way by its name."""
    chosen = list(others)
    kept = [area for area in range(len(base.codes)) if area not in others] or [0]
    shade = np.linspace(0.0, 2.0, base.figures[chosen].size).reshape(base.figures[chosen].shape)
    neighbours = [kept[place % len(kept)] for place in range(len(chosen))]
    for name, changed in (
        ("below everyone", LOW + shade),
        ("above everyone", HIGH + shade),
        ("equal to a neighbour", base.figures[neighbours]),
        ("across every target", 2 * base.targets - base.figures[chosen]),
    ):
        figures = base.figures.copy()
        figures[chosen] = changed
        yield name, replace(base, figures=figures)
    words = tuple(int(area in others) for area in range(len(base.codes)))
    yield "with other notes", replace(base, words=words)


def exchanged(base: Alliance) -> Iterator[Alliance]:
    """P5: whole areas change places, two ways."""
    areas = len(base.codes)
    for order in ([*range(1, areas), 0], list(range(areas - 1, -1, -1))):
        yield replace(base, figures=base.figures[order])


def recoloured(base: Alliance) -> Iterator[Alliance]:
    """P6: the names of the colours change places, the values stay."""
    red, amber, green = base.colours
    yield replace(base, colours=(green, red, amber))
    yield replace(base, colours=(amber, red, green))


def of_measures(base: Alliance) -> Iterator[tuple[str, Alliance]]:
    """P7: one measure's figures change."""
    for place, measure in enumerate(base.measures):
        figures = base.figures.copy()
        figures[:, place] = (
            118.0 - figures[:, place] + np.linspace(0.0, 3.0, figures[:, place].size).reshape(figures[:, place].shape)
        )
        yield measure, replace(base, figures=figures)
