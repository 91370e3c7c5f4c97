"""What do groups say about a change, worked out slowly and obviously in fractions, one pair of periods at a time?

Nothing here is shared with the arithmetic it judges, save the colour of an exact figure. Mix and rate come from moving
shares and rates one at a time in both orders, dimensions from moving one factor at a time in 50 digits, and what turned
a colour from looking at every set of changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import chain, combinations, permutations

Cell = tuple[str, ...]
Parts = Mapping[Cell, tuple[int, int]]
BLANK = "(not recorded)"


@dataclass(frozen=True)
class Slow:
    """One pair: effects by group in the unit of `scale`, and what the whole does when one thing moves alone."""

    groups: dict[Cell, tuple[str, Fraction, Fraction]]
    mix: Fraction
    rate: Fraction
    mix_alone: Fraction
    rate_alone: Fraction


def counted(parts: Parts) -> dict[Cell, tuple[int, int]]:
    """Only the groups that have anybody."""
    return {cell: held for cell, held in parts.items() if held[1]}


def whole(parts: Parts) -> Fraction:
    """The rate of all together."""
    return Fraction(sum(n for n, _ in parts.values()), sum(d for _, d in parts.values()))


def shares(parts: Parts) -> dict[Cell, Fraction]:
    """Each group's part of everybody."""
    people = sum(d for _, d in parts.values())
    return {cell: Fraction(d, people) for cell, (_, d) in parts.items()}


def split(before: Parts, after: Parts, scale: int = 100) -> Slow:
    """The change of the whole by group: shares move first, or rates do, and the mean of the two."""
    before, after = counted(before), counted(after)
    w0, w1 = shares(before), shares(after)
    level = (whole(before) + whole(after)) / 2
    found = {}
    alone = [Fraction(0), Fraction(0)]
    for cell in {*before, *after}:
        status = "both" if cell in before and cell in after else "new" if cell in after else "gone"
        r0, r1 = (Fraction(*(parts.get(cell) or other[cell])) for parts, other in ((before, after), (after, before)))
        old, new = w0.get(cell, Fraction(0)), w1.get(cell, Fraction(0))
        mix = ((new - old) * r0 + (new - old) * r1) / 2 - (new - old) * level
        rate = (old * (r1 - r0) + new * (r1 - r0)) / 2
        found[cell] = (status, scale * mix, scale * rate)
        alone[0] += new * r0 - old * r0
        alone[1] += old * r1 - old * r0
    mix, rate = (sum((held[place] for held in found.values()), Fraction(0)) for place in (1, 2))
    return Slow(found, mix, rate, scale * alone[0], scale * alone[1])


def by_dimension(before: Parts, after: Parts, scale: int = 100) -> list[Decimal]:
    """Mix of two crossed dimensions: the factors of each cell's share moved one at a time, in both orders."""
    before, after = counted(before), counted(after)
    total = [Decimal(0), Decimal(0)]
    with localcontext() as context:
        context.prec = 50
        for cell in {*before, *after}:
            mean = sum(
                Fraction(*(parts.get(cell) or other[cell])) for parts, other in ((before, after), (after, before))
            )
            rate = Decimal(mean.numerator) / Decimal(mean.denominator) / 2
            for order in permutations((0, 1)):
                held = [_factor(before, cell, place) for place in (0, 1)]
                for place in order:
                    old = held[0] * held[1]
                    held[place] = _factor(after, cell, place)
                    total[place] += scale * rate * (held[0] * held[1] - old) / 2
    return total


def _factor(parts: Parts, cell: Cell, place: int) -> Decimal:
    if cell not in parts:
        return Decimal(0)
    people = sum(d for _, d in parts.values())
    same = [Decimal(sum(d for name, (_, d) in parts.items() if name[at] == cell[at])) for at in (0, 1)]
    return (same[place] / people * Decimal(parts[cell][1]) / same[1 - place]).sqrt()


def nested(before: Parts, after: Parts, scale: int = 100) -> tuple[Fraction, Fraction]:
    """Between the outer groups and within them: outer shares move at mean inner shares, and the other way round."""
    before, after = counted(before), counted(after)
    w0, w1 = shares(before), shares(after)
    between = within = Fraction(0)
    for cell in {*before, *after}:
        outer = [sum((w for name, w in held.items() if name[0] == cell[0]), Fraction(0)) for held in (w0, w1)]
        inner = [
            held.get(cell, Fraction(0)) / all_of if all_of else None
            for held, all_of in zip((w0, w1), outer, strict=True)
        ]
        old, new = (inner[0] if inner[0] is not None else inner[1]), (inner[1] if inner[1] is not None else inner[0])
        r0, r1 = (Fraction(*(parts.get(cell) or other[cell])) for parts, other in ((before, after), (after, before)))
        between += (outer[1] - outer[0]) * (old + new) / 2 * (r0 + r1) / 2
        within += (outer[0] + outer[1]) / 2 * (new - old) * (r0 + r1) / 2
    return scale * between, scale * within


def flags(before: Parts, after: Parts) -> set[str]:
    """The flags that groups alone decide."""
    before, after = counted(before), counted(after)
    found = set()
    gone, new = set(before) - set(after), set(after) - set(before)
    found |= {"new_group"} if new else set()
    found |= {"gone_group"} if gone else set()
    if any(_renamed(before, after, place) for place in range(len(next(iter(before))))):
        found.add("possible_recode")
    blank = [sum((w for cell, w in shares(parts).items() if BLANK in cell), Fraction(0)) for parts in (before, after)]
    if blank[1] - blank[0] >= Fraction(1, 20):
        found.add("not_recorded_grew")
    steps = [Fraction(*after[cell]) - Fraction(*before[cell]) for cell in before if cell in after]
    change = whole(after) - whole(before)
    if len(steps) > 1 and change and all(step * change < 0 for step in steps):
        found.add("simpson_reversal")
    return found


def _renamed(before: Parts, after: Parts, place: int) -> bool:
    people = [_people(parts, place) for parts in (before, after)]
    gone = [d for value, d in people[0].items() if value not in people[1]]
    new = [d for value, d in people[1].items() if value not in people[0]]
    return any(5 * abs(old - fresh) <= max(old, fresh) for old in gone for fresh in new)


def _people(parts: Parts, place: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for cell, (_, d) in parts.items():
        found[cell[place]] = found.get(cell[place], 0) + d
    return found


def turned(players: Sequence[str], colour: Callable[[frozenset[str]], str]) -> dict[str, list[object]]:
    """What turned the colour, by looking at every set of the players."""
    sets = [
        frozenset(chosen) for chosen in chain.from_iterable(combinations(players, n) for n in range(len(players) + 1))
    ]
    old, new, every = colour(frozenset()), colour(frozenset(players)), frozenset(players)
    enough = [held for held in sets if colour(held) == new and old != new]
    smallest = [held for held in enough if not any(other < held for other in enough)]

    def named(chosen: Iterable[str]) -> list[str]:
        return [name for name in players if name in set(chosen)]

    return {
        "players": list(players),
        "minimal_sufficient": [named(held) for held in smallest],
        "but_for": [name for name in players if old != new and colour(every - {name}) != new],
        "kept_without": [name for name in players if old != new and colour(every - {name}) == old],
    }
