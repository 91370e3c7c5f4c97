"""How much of the mix went with each of several dimensions of the same people?

Crossed dimensions share a cell's part of everybody as a product, one factor a dimension, in such a way that `rate` is
the same however the mix is divided (the Owen value). A nested chain, such as services within localities, is split into
what moved between the outer groups and what moved within them.

source  Das Gupta, Standardization and Decomposition of Rates: A User's Manual, 1993 (US Bureau of the Census P23-186),
        chapters 2 and 5. A flat Shapley value over dimensions and rate gives other figures and is not meant here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, fsum, prod
from typing import TypeAlias

from hls_signals.why.groups import GroupParts, NothingToSplit, Number, Parts, groups_of

Cell: TypeAlias = tuple[str, ...]
Among: TypeAlias = tuple[int, ...]
RATE = "rate"


def split_mix_by_dimension(
    earlier: Mapping[Cell, Parts],
    later: Mapping[Cell, Parts],
    *,
    nested: bool = False,
    scale: Number = 1,
    dimensions: Sequence[str] | None = None,
) -> dict[str, float]:
    """The change of a rate by dimension, and `rate` last; all of them add up to the change.

    earlier, later  numerator and denominator of each cell; keys are tuples, the outermost dimension first
    nested          the keys are a chain: the answer is `between` the outermost groups, `within` them, and `rate`
    dimensions      names of crossed dimensions, in the order of the keys; else dimension_1, dimension_2 ...
    raises          NothingToSplit when a period has nobody in it or the keys are not of one length

    >>> north, south = ("north", "n1"), ("south", "s1")
    >>> split_mix_by_dimension({north: (40, 50), south: (20, 50)}, {north: (48, 60), south: (16, 40)},
    ...                        nested=True, scale=100)
    {'between': 4.0, 'within': 0.0, 'rate': 0.0}
    """
    count = _dimensions_of(earlier, later, at_least=2 if nested else 1)
    parts, unit = groups_of(dict(earlier.items()), dict(later.items())), Fraction(scale)
    names = ("between", "within") if nested else _names(dimensions, count)
    found = _nested(parts, unit) if nested else _crossed(parts, unit, count)
    rate = fsum(float(unit * (p.share0 + p.share1) / 2 * (p.rate1 - p.rate0)) for p in parts)
    return {**dict(zip(names, found, strict=True)), RATE: rate}


def _dimensions_of(earlier: Mapping[Cell, Parts], later: Mapping[Cell, Parts], *, at_least: int) -> int:
    lengths = {len(cell) for cell in (*earlier, *later)}
    if len(lengths) != 1 or min(lengths) < at_least:
        raise NothingToSplit(
            "the groups are not all of the same dimensions.",
            mend=f"give each group one value a dimension, {at_least} or more, and the same number in both periods",
        )
    return lengths.pop()


def _names(given: Sequence[str] | None, count: int) -> tuple[str, ...]:
    names = tuple(given or (f"dimension_{number}" for number in range(1, count + 1)))
    if len(set(names)) != count or RATE in names:
        raise NothingToSplit(
            "the names of the dimensions do not fit the groups.",
            mend=f"give {count} different names, none of them `{RATE}`",
        )
    return names


def product_effects(earlier: Sequence[float], later: Sequence[float]) -> list[float]:
    """What each factor did to the change of a product: the mean over every order in which they could have moved.

    >>> [round(effect, 3) for effect in product_effects([51.78746, 0.45919, 0.52638], [84.90502, 0.75756, 0.51065])]
    [10.434, 10.561, -0.667]
    """
    return [
        (later[k] - earlier[k])
        * fsum(
            weight * prod(later[i] if i in moved else earlier[i] for i in range(len(earlier)) if i != k)
            for moved, weight in _orders(k, len(earlier))
        )
        for k in range(len(earlier))
    ]


def _orders(k: int, count: int) -> Iterator[tuple[Among, float]]:
    """Every set of the other players with the part of all orders in which exactly these come before player k."""
    others = [i for i in range(count) if i != k]
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        yield from ((chosen, weight) for chosen in combinations(others, size))


def _crossed(parts: Sequence[GroupParts], scale: Fraction, count: int) -> list[float]:
    before, after = (_shares(parts, share, count) for share in (_earlier_share, _later_share))
    steps = [
        [float(scale * (part.rate0 + part.rate1) / 2) * effect for effect in product_effects(old, new)]
        for part in parts
        for old, new in [(_factors(part.group, before, count), _factors(part.group, after, count))]
    ]
    return [fsum(column) for column in zip(*steps, strict=True)]


def _earlier_share(part: GroupParts) -> Fraction:
    return part.share0


def _later_share(part: GroupParts) -> Fraction:
    return part.share1


def _shares(
    parts: Sequence[GroupParts], share: Callable[[GroupParts], Fraction], count: int
) -> dict[Among, dict[Cell, Fraction]]:
    """For every choice of dimensions, the part of everybody who has each combination of their values."""
    found: dict[Among, dict[Cell, Fraction]] = {}
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            held: dict[Cell, Fraction] = defaultdict(Fraction)
            for part in parts:
                held[_values(part.group, chosen)] += share(part)
            found[chosen] = held
    return found


def _values(group: str | Cell, chosen: Among) -> Cell:
    return tuple(group[i] for i in chosen)


def _factors(group: str | Cell, shares: Mapping[Among, Mapping[Cell, Fraction]], count: int) -> list[float]:
    """One factor a dimension, whose product is the cell's share; an empty cell has only noughts."""

    def held(chosen: Among) -> Fraction:
        return shares[chosen][_values(group, chosen)]

    if not held(tuple(range(count))):
        return [0.0] * count
    return [
        prod(float(held(tuple(sorted((*given, k)))) / held(given)) ** weight for given, weight in _orders(k, count))
        for k in range(count)
    ]


def _nested(parts: Sequence[GroupParts], scale: Fraction) -> list[float]:
    """What moved between the outermost groups, and within them; a new or gone outer group is all between."""
    outer: dict[str, list[GroupParts]] = defaultdict(list)
    for part in parts:
        outer[part.group[0]].append(part)
    between, within = [], []
    for held in outer.values():
        before, after = sum((p.share0 for p in held), Fraction(0)), sum((p.share1 for p in held), Fraction(0))
        for p in held:
            old = p.share0 / before if before else p.share1 / after
            new = p.share1 / after if after else old
            rate = scale * (p.rate0 + p.rate1) / 2
            between.append(float((after - before) * (old + new) / 2 * rate))
            within.append(float((before + after) / 2 * (new - old) * rate))
    return [fsum(between), fsum(within)]
