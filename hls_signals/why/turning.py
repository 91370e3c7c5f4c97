"""Which changes turned the colour of each pair of periods?

Pairs that have the same players are looked at together: each set of the players gives each of them a colour, and pairs
whose sets give the same colours have the same answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from hls_signals.register.models import Measure
from hls_signals.why.cells import GroupCells
from hls_signals.why.coloured_sets import COLOURS, NONE, Sets
from hls_signals.why.exact_sets import GROUND, READ, ExactChange, alone_as_given, exact_alone
from hls_signals.why.flips import flip_sets, has_opposite_moves
from hls_signals.why.recolour import is_coloured
from hls_signals.why.terms import rest_kind

Codes: TypeAlias = NDArray[np.int8]
Moved: TypeAlias = frozenset[str]
FOUND: dict[str, Any] = {"pair_no": pl.UInt32, "flip": pl.String, "has_opposite_moves": pl.Boolean}
# A part of the change this small, relative to the measure's scale, is a float's dust.
DUST = 1e-12
# So many digits to the base of four have room in a whole number of 63 binary ones.
MOST_DIGITS = 31


def with_flips(
    measure: Measure, pairs: pl.DataFrame, cells: Sequence[GroupCells] = (), *, as_given: bool
) -> pl.DataFrame:
    """Pairs with `flip`, the sets as JSON, and `has_opposite_moves`.

    pairs    pairs with the bridge, the parts of recounts, `scope`, lines and splits; cells: the groups of the splits
    returns  null sets where either period has no colour, where a rule that asks for last year's figure rounds it, and
             where the figures, as they are reckoned with, have other colours than the record: rounding has crossed a
             line
    """
    left_over = pl.when("is_separable").then("split_rest").otherwise("rest")
    rows = pairs.with_columns(**_movers(measure), not_known_step=left_over)
    has_colours = pl.col("earlier_colour_first").is_not_null() & pl.col("later_colour").is_not_null()
    is_judged = is_coloured(measure) and not any(rule.is_trend and rule.round_to for rule in measure.colour_rules)
    judged = rows.filter(has_colours & pl.col("has_figures") & pl.lit(value=is_judged))
    found = [pl.DataFrame(schema=FOUND)]
    names = _player_columns(measure)
    for moved, group in judged.group_by(*names.values(), maintain_order=True):
        players = tuple(name for name, has_moved in zip(names, moved, strict=True) if has_moved)
        found.append(_turned(Sets(measure, group, players, rest_kind(measure)), cells, as_given=as_given))
    joined = pairs.join(pl.concat(found), on="pair_no", how="left", maintain_order="left")
    return joined.with_columns(pl.col("has_opposite_moves").fill_null(value=False))


def _player_columns(measure: Measure) -> dict[str, str]:
    """Every player in the order of the page, and the column that says whether it moved."""
    names = ("revision", "definition", "target", "colour_rule", "mix", "rate", rest_kind(measure), "not_known")
    return {name: f"moved_{name}" for name in names}


def _movers(measure: Measure) -> dict[str, pl.Expr]:
    """Of each change that may be a player, whether there was one. A change of nought is none."""

    def differs(start: str, end: str, *names: str) -> pl.Expr:
        return pl.any_horizontal(~pl.col(start.format(n)).eq_missing(pl.col(end.format(n))) for n in names)

    has_split = pl.col("is_split") & pl.col("mix").is_not_null()
    is_known = pl.col("is_separable") & ~has_split
    dust = DUST * float(measure.scale)

    def moves(*names: str) -> pl.Expr:
        return has_split & pl.any_horizontal(pl.col(name).abs().fill_null(0.0) > dust for name in names)

    moved = {
        "revision": (pl.col("revision") != 0) | differs("earlier_{}_first", "earlier_{}", *GROUND, "last_value"),
        "definition": (pl.col("definition") != 0).fill_null(value=False),
        "target": differs("earlier_{}", "later_{}", "target", "target_upper"),
        # Under a trend rule last year's figure moves from month to month, and the line with it.
        "colour_rule": differs("earlier_{}", "later_{}", "rule_version", "last_value"),
        "mix": moves("mix", "mix_alone"),
        "rate": moves("rate", "rate_alone"),
        rest_kind(measure): is_known & (pl.col("rest") != 0),
        # What remains beside a definition that cannot be split off, or beside groups that are shown, is not known.
        "not_known": (~pl.col("is_separable") & (pl.col("rest") != 0)) | moves("split_rest"),
    }
    return {f"moved_{name}": expression for name, expression in moved.items()}


def _turned(sets: Sets, cells: Sequence[GroupCells], *, as_given: bool) -> pl.DataFrame:
    """The sets of pairs that have the same players."""
    players, rows = sets.players, sets.rows
    wanted = _every_set(players)
    codes = _colours(sets, wanted, cells, as_given=as_given)
    ends = np.stack([_codes(rows["earlier_colour_first"]), _codes(rows["later_colour"])], axis=1)
    is_as_told = (codes[:, [0, -1]] == ends).all(axis=1)
    first, where = _patterns(codes)
    answers = [_answer(players, dict(zip(wanted, codes[row].tolist(), strict=True))) for row in first]
    flips, opposite = (pl.Series(answer)[where] for answer in zip(*answers, strict=True))
    found = {"pair_no": rows["pair_no"], "flip": flips, "has_opposite_moves": opposite, "is_as_told": is_as_told}
    is_told = pl.col("is_as_told")
    return pl.DataFrame(found, schema_overrides=FOUND).select(
        "pair_no",
        flip=pl.when(is_told).then("flip"),
        has_opposite_moves=pl.col("has_opposite_moves") & is_told,
    )


def _patterns(codes: Codes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first row of each different row of codes, and which of these each row is like."""
    # Rows of few colours are numbers of few digits: these are told apart much faster than the rows themselves.
    digits = len(COLOURS) + 1
    if codes.shape[1] <= MOST_DIGITS:
        numbers = codes.astype(np.int64) @ digits ** np.arange(codes.shape[1])
        _, first, where = np.unique(numbers, return_index=True, return_inverse=True)
    else:
        _, first, where = np.unique(codes, axis=0, return_index=True, return_inverse=True)
    return first, where.ravel()


def _every_set(players: Sequence[str]) -> list[Moved]:
    """Every set of the players, the empty one first and all of them last."""
    return [frozenset(chosen) for size in range(len(players) + 1) for chosen in combinations(players, size)]


def _colours(sets: Sets, wanted: Sequence[Moved], cells: Sequence[GroupCells], *, as_given: bool) -> Codes:
    """(n, sets) the colour that each set gives each pair, by its number."""
    told = {} if as_given else _told(sets.rows, wanted)
    codes = np.full((sets.rows.height, len(wanted)), NONE, dtype=np.int8)
    near: dict[int, list[int]] = {}
    for column, moved in enumerate(wanted):
        if moved in told:
            codes[:, column] = told[moved]
            continue
        codes[:, column], is_near = sets.colours(moved)
        for row in np.flatnonzero(is_near).tolist():
            near.setdefault(row, []).append(column)
    for row, column, code in _exactly(sets, wanted, near, cells, as_given=as_given):
        codes[row, column] = code
    return codes


def _told(rows: pl.DataFrame, wanted: Sequence[Moved]) -> dict[Moved, Codes]:
    """With nothing changed, and with everything, the colour is the one that the record has, which is exact."""
    return {wanted[-1]: _codes(rows["later_colour"]), wanted[0]: _codes(rows["earlier_colour_first"])}


def _exactly(
    sets: Sets, wanted: Sequence[Moved], near: dict[int, list[int]], cells: Sequence[GroupCells], *, as_given: bool
) -> Iterator[tuple[int, int, int]]:
    """Row, set and colour of figures near a line, in fractions."""
    if not near:
        return
    rows = sets.rows[list(near)]
    main = [held for held in cells if not held.grain.is_view]
    is_split = bool(set(sets.players) & {"mix", "rate"})
    alone = exact_alone(sets.measure, rows, main[0]) if main and is_split and not as_given else {}
    for (number, columns), row in zip(near.items(), rows.select(READ).iter_rows(named=True), strict=True):
        steps = alone_as_given(row) if as_given else alone.get(row["pair_no"])
        change = ExactChange(sets.measure, row, sets.players, sets.rest, steps, as_given)
        for column in columns:
            colour = change.colour(wanted[column])
            yield number, column, NONE if colour is None else COLOURS.index(colour)


def _codes(colours: pl.Series) -> Codes:
    named = dict(zip(COLOURS, range(len(COLOURS)), strict=True))
    return colours.replace_strict(named, default=NONE, return_dtype=pl.Int8).to_numpy()


def _answer(players: Sequence[str], colour: dict[Moved, int]) -> tuple[str | None, bool]:
    """The sets as JSON and whether moves hid each other; no sets where nothing moved and yet the colour differs."""
    found = flip_sets(players, colour.__getitem__)
    return json.dumps(asdict(found), separators=(",", ":")), has_opposite_moves(players, colour.__getitem__)
