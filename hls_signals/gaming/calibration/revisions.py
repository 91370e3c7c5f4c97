"""Which revisions look awkward although nobody looked again at misses, and how is that planted?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from hls_signals.gaming.arrays import Floats
from hls_signals.gaming.calibration.scenes import Frames, Planted, Random, Scene, context_of
from hls_signals.gaming.context import TargetContext

ROWS = 200
TARGET = 75.0
CONTEXT = context_of(unit="percent", target=TARGET, good_side="at_or_above", pooled_over=12)


def _first(random: Random, spread: float = 5.0, middle: float = TARGET - 1) -> Floats:
    return np.asarray(np.round(random.normal(middle, spread, ROWS), 1))


def _both_ways(random: Random) -> tuple[Floats, Floats]:
    changed = random.random(ROWS) < 0.4
    return _first(random), np.where(changed, random.normal(0, 1.2, ROWS), 0)


def _late_data_add(random: Random) -> tuple[Floats, Floats]:
    changed = random.random(ROWS) < 0.7
    return _first(random), np.where(changed, random.gamma(2, 0.5, ROWS), 0)


def _late_data_take(random: Random) -> tuple[Floats, Floats]:
    first, added = _late_data_add(random)
    return first, -added


def _half_points(random: Random) -> tuple[Floats, Floats]:
    first = np.round(_first(random) * 2) / 2
    return first, np.where(random.random(ROWS) < 0.4, random.choice([-1.0, -0.5, 0.5, 1.0], ROWS), 0)


def _most_where_most_is_missing(random: Random) -> tuple[Floats, Floats]:
    """The lower a first figure, the more is still to come."""
    first = _first(random)
    return first, random.gamma(2, 0.25, ROWS) * np.clip((85 - first) / 8, 0.1, 3)


def _few_and_large(random: Random) -> tuple[Floats, Floats]:
    changed = random.random(ROWS) < 0.1
    return _first(random), np.where(changed, random.normal(0, 6, ROWS), 0)


SHAPES: dict[str, tuple[Callable[[Random], tuple[Floats, Floats]], bool]] = {
    "corrections both ways": (_both_ways, False),
    "late data always add": (_late_data_add, False),
    "figures in half points": (_half_points, False),
    "late data always take away": (_late_data_take, True),
    "most is added where most is missing": (_most_where_most_is_missing, True),
    "few and large corrections": (_few_and_large, True),
}


def scenes() -> Iterator[Scene]:
    """Every scene for `revision_asymmetry`."""
    for shape, (draw, is_ours) in SHAPES.items():
        yield Scene("revision_asymmetry", shape, ROWS, CONTEXT, _framed(draw), {"one row in ten": lifted}, is_ours)


def _framed(draw: Callable[[Random], tuple[Floats, Floats]]) -> Callable[[Random], Frames]:
    def framed(random: Random) -> Frames:
        first, revision = draw(random)
        return {"vintages": _frame(first, first + revision)}

    return framed


def _frame(first: Floats, latest: Floats) -> pl.DataFrame:
    return pl.DataFrame({"first_value": first, "latest_value": np.round(latest, 1)})


def lifted(random: Random, context: TargetContext, frames: Frames) -> Planted:
    """One row in ten, among those that would stay short by little, revised to just over the target."""
    first = frames["vintages"]["first_value"].to_numpy()
    latest = frames["vintages"]["latest_value"].to_numpy().copy()
    short = np.flatnonzero((first < TARGET) & (latest < TARGET))
    nearest = short[np.argsort(TARGET - first[short], kind="stable")][: 2 * ROWS // 10]
    taken = random.choice(nearest, min(ROWS // 10, len(nearest)), replace=False)
    latest[taken] = TARGET + np.round(random.uniform(0, 0.6, len(taken)), 1)
    return {"vintages": _frame(first, latest)}, float(len(taken))
