"""How often would a place of this size show another colour with nothing changed?

Two models: the next single value of a chart, and the next count of so many people. The second is never the gate: on a
stable series that varies more than counts do it sees signals where there are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, fsum, inf, sqrt
from typing import Literal, TypeAlias

from hls_signals.measures.colour import Boundaries
from hls_signals.register.models import Colour
from hls_signals.why.groups import NothingToSplit, Number
from hls_signals.workspace.errors import MendableError

# Mean moving range of two values, in standard deviations: Wheeler, Understanding Variation, 1993.
D2 = 1.128
# Degrees of freedom of a moving-range sigma for each value after the first: .633 .622 .620 .614 .612 were measured
# for n = 8 12 16 24 36.
MOVING_RANGE_EFFICIENCY = 0.62
SPOKEN = (
    (0.05, "1 in 20"), (0.1, "1 in 10"), (0.2, "1 in 5"), (0.25, "1 in 4"), (1 / 3, "1 in 3"), (0.4, "2 in 5"),
    (0.5, "1 in 2"),
)  # fmt: skip
# Halfway from nought to the smallest spoken chance, and the chance above which it is no longer about 1 in 2.
RARELY, MOSTLY = 0.025, 0.55
LESS, MORE = "less than 1 in 20", "more often than not"

Edges: TypeAlias = tuple[Fraction | float, Fraction | float]
Wanted: TypeAlias = Literal["higher", "lower"]


class TooFewEarlierFigures(MendableError):
    """Chance cannot be told from fewer than two earlier figures."""

    code = "Y105"


@dataclass(frozen=True)
class Counts:
    """Numerators and denominators of the earlier figures, the later denominator, and the scale of the measure."""

    earlier: Sequence[tuple[int, int]]
    size: int
    scale: Number = 100


@dataclass(frozen=True)
class ColourChances:
    """The chance of each colour in the next period, with nothing changed; they add up to one."""

    green: float
    amber: float
    red: float

    def other_than(self, colour: Colour) -> float:
        """The chance that the next colour is not this one."""
        return fsum(chance for name, chance in self._named() if name != colour)

    @property
    def two_differ(self) -> float:
        """The chance that two such periods have different colours."""
        return 1.0 - fsum(chance * chance for _, chance in self._named())

    def _named(self) -> tuple[tuple[Colour, float], ...]:
        return (("green", self.green), ("amber", self.amber), ("red", self.red))


@dataclass(frozen=True)
class Chance:
    """How often another colour comes with nothing changed: by the chart's figures, and by counts where known."""

    n: int
    figures: ColourChances
    counts: ColourChances | None

    @property
    def words(self) -> str:
        """The larger chance that two periods differ, as it is spoken: `2 in 5`."""
        return spoken(max(self.figures.two_differ, 0.0 if self.counts is None else self.counts.two_differ))


def chance_of_another_colour(
    history: Sequence[float], boundaries: Boundaries, *, counts: Counts | None = None, wanted: Wanted = "higher"
) -> Chance:
    """The chance of each colour in the next period under these boundaries, with nothing changed.

    history     earlier figures of the phase in period order, at least two, in the measure's unit
    boundaries  those of the later period
    counts      for a proportion of people; none of its parts is asked of the history
    wanted      the direction aimed for; read only where there is no amber, since the order of the boundaries tells
    raises      TooFewEarlierFigures below two; NothingToSplit for counts that are not those of a proportion
    source      normal prediction with a moving-range sigma; Beta-Binomial prediction from a flat prior

    >>> steady = [74 + 1.692 * (-1) ** month for month in range(24)]
    >>> chance = chance_of_another_colour(steady, Boundaries(green=Fraction(72), red=Fraction(67)))
    >>> round(chance.figures.green, 3), round(chance.figures.two_differ, 3), chance.words
    (0.738, 0.396, '2 in 5')
    """
    inner, outer = _edges(boundaries, wanted)
    by_counts = None if counts is None else _of_counts(counts, inner, outer)
    return Chance(len(history), _of_figures(history, inner, outer), by_counts)


def spoken(chance: float) -> str:
    """The chance in the words nearest to it."""
    if chance < RARELY:
        return LESS
    if chance > MOSTLY:
        return MORE
    return min(SPOKEN, key=lambda held: abs(held[0] - chance))[1]


def _edges(edges: Boundaries, wanted: Wanted) -> tuple[Edges, Edges]:
    """From where to where a value is green, and from where to where it is not red."""
    if edges.green_upper is not None and edges.red_upper is not None:
        return (edges.green, edges.green_upper), (edges.red, edges.red_upper)
    is_higher = edges.red < edges.green or (edges.red == edges.green and wanted == "higher")
    if is_higher:
        return (edges.green, inf), (edges.red, inf)
    return (-inf, edges.green), (-inf, edges.red)


def _of_figures(history: Sequence[float], inner: Edges, outer: Edges) -> ColourChances:
    n = len(history)
    if n < 2:
        raise TooFewEarlierFigures(
            f"there are {n} earlier figures, and chance needs at least 2.", mend="wait for more periods of this phase"
        )
    mean = fsum(history) / n
    sigma = fsum(abs(later - earlier) for earlier, later in pairwise(history)) / (n - 1) / D2
    if not sigma:
        held = [float(low <= history[0] <= high) for low, high in (inner, outer)]
        return _colours(held[0], held[1])
    freedom, width = MOVING_RANGE_EFFICIENCY * (n - 1), sigma * sqrt(1 + 1 / n)
    green, not_red = (
        _between(*(freedom, (float(low) - mean) / width, (float(high) - mean) / width)) for low, high in (inner, outer)
    )
    return _colours(green, not_red)


def _between(freedom: float, low: float, high: float) -> float:
    """The chance that Student's t lies between the two."""
    from scipy.special import stdtr  # not when the package is imported: most of it needs no chance

    # Both from the nearer tail: far out, a difference of two numbers near one has no digits left.
    if low > 0:
        low, high = -high, -low
    return float(stdtr(freedom, high) - stdtr(freedom, low))


def _of_counts(counts: Counts, inner: Edges, outer: Edges) -> ColourChances:
    if counts.size < 1 or any(not 0 <= numerator <= denominator for numerator, denominator in counts.earlier):
        raise NothingToSplit(
            "the counts are not those of a proportion: nobody is counted, or more came than there are.",
            mend="leave counts out for a measure whose numerator is no part of its denominator",
        )
    with_it = 1 + sum(numerator for numerator, _ in counts.earlier)
    without = 1 + sum(denominator - numerator for numerator, denominator in counts.earlier)
    each = _beta_binomial(counts.size, with_it, without)
    green, not_red = (fsum(each[slice(*_people(edges, counts))]) for edges in (inner, outer))
    return _colours(green, not_red)


def _people(edges: Edges, counts: Counts) -> tuple[int, int]:
    """The first number of people whose rate lies between the edges, and the number after the last; exact."""
    low, high = edges
    unit = Fraction(counts.size) / Fraction(counts.scale)
    first = 0 if low == -inf else max(0, ceil(Fraction(low) * unit))
    after = counts.size + 1 if high == inf else max(0, floor(Fraction(high) * unit) + 1)
    return min(first, counts.size + 1), after


def _beta_binomial(size: int, with_it: int, without: int) -> list[float]:
    """The chance of 0, 1 ... size people, summing to one."""
    import numpy as np
    from scipy.special import betaln

    people = np.arange(size + 1)
    logs = betaln(people + with_it, size - people + without) - betaln(people + 1, size - people + 1)
    each = np.exp(logs - logs.max())
    return [float(chance) for chance in each / each.sum()]


def _colours(green: float, not_red: float) -> ColourChances:
    return ColourChances(green=green, amber=max(0.0, not_red - green), red=max(0.0, 1.0 - not_red))
