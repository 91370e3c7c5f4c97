"""Which of the things that changed together turned the colour?

No number is ever attached to a colour, so no share of it is given: only sets of changes, and what each set would give.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from hls_signals.workspace.errors import MendableError

ColourOf: TypeAlias = Callable[[frozenset[str]], Hashable]
# Every set of changes is looked at, so their number doubles with each one more.
MOST_PLAYERS = 8


class TooManyPlayers(MendableError):
    """More changes were given than a colour is split among, or one of them twice."""

    code = "Y104"


@dataclass(frozen=True)
class FlipSets:
    """Which changes, alone and together, give the new colour; every set in the order of the players.

    minimal_sufficient  sets that on their own give the new colour and hold no smaller set that does, smallest first
    but_for             without it the new colour would not have come
    kept_without        without it the old colour would have stayed

    All three are empty where the colour is the same at both ends.
    """

    players: tuple[str, ...]
    minimal_sufficient: tuple[tuple[str, ...], ...]
    but_for: tuple[str, ...]
    kept_without: tuple[str, ...]


def flip_sets(players: Sequence[str], colour_of: ColourOf) -> FlipSets:
    """The sets of changes that turned the colour.

    players    names of the things that changed, at most 8
    colour_of  the colour with exactly these changes made and the rest as they were; exact, since floats turn equality
               into a change
    raises     TooManyPlayers

    >>> def colour_of(moved):
    ...     value, target = 60 if "like_for_like" in moved else 72, 78 if "target" in moved else 70
    ...     return "green" if value >= target else "amber" if value >= target - 5 else "red"
    >>> flip_sets(["target", "like_for_like"], colour_of).minimal_sufficient
    (('target',), ('like_for_like',))
    """
    names = _checked(players)
    old, new = colour_of(frozenset()), colour_of(frozenset(names))
    if old == new:
        return FlipSets(names, (), (), ())
    without = {name: colour_of(frozenset(names) - {name}) for name in names}
    return FlipSets(
        players=names,
        minimal_sufficient=_smallest(names, colour_of, new),
        but_for=tuple(name for name in names if without[name] != new),
        kept_without=tuple(name for name in names if without[name] == old),
    )


def has_opposite_moves(players: Sequence[str], colour_of: ColourOf) -> bool:
    """True where the colour is the same at both ends, though one change alone would have given another."""
    names = _checked(players)
    old = colour_of(frozenset())
    return colour_of(frozenset(names)) == old and any(colour_of(frozenset({name})) != old for name in names)


def _smallest(names: tuple[str, ...], colour_of: ColourOf, new: Hashable) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            holds_a_smaller = any(set(smaller) <= set(chosen) for smaller in found)
            if not holds_a_smaller and colour_of(frozenset(chosen)) == new:
                found.append(chosen)
    return tuple(found)


def _checked(players: Sequence[str]) -> tuple[str, ...]:
    if len(players) > MOST_PLAYERS or len(set(players)) != len(players):
        raise TooManyPlayers(
            f"a colour is split among at most {MOST_PLAYERS} changes, each named once.",
            mend="put together changes that belong together, or leave out those that are nought",
        )
    return tuple(players)
