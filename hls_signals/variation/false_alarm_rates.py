"""How often does an unchanged series show a signal by chance alone, as far as it was simulated?"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import polars as pl

from hls_signals.variation.arrays import Floats, Ints
from hls_signals.variation.errors import what_is_there
from hls_signals.variation.presets import Preset, fields_of, preset_of
from hls_signals.workspace.errors import MendableError
from hls_signals.workspace.shipped import shipped_text

PACKAGE, TABLE = "hls_signals.variation", "false_alarms.csv"
COMMAND = "python -m hls_signals.variation.false_alarms"
# What the simulated figures look like: `coarse` are whole numbers with a standard deviation of 1.
SHAPES = ("normal", "coarse", "poisson_6", "poisson_1_2")
COLUMNS: dict[str, pl.DataType] = {
    "preset": pl.String(),
    "preset_fields_sha256": pl.String(),
    "shape": pl.String(),
    "baseline": pl.Int64(),
    "n": pl.Int64(),
    "share": pl.Float64(),
    "standard_error": pl.Float64(),
    "series": pl.Int64(),
    "seed": pl.Int64(),
}


class NoFalseAlarmTable(MendableError):
    """How often chance alone signals was not simulated for this preset."""

    code = "V130"


class UnknownShape(MendableError):
    """There is no shape of this name among the simulated ones."""

    code = "V131"


def fields_sha256(given: Preset) -> str:
    """A digest of everything in a preset that decides a signal: every field but its name and its source.

    >>> fields_sha256(preset_of("hls")) == fields_sha256(preset_of("nhsr-0.2.2"))
    False
    """
    deciding = {name: value for name, value in fields_of(given).items() if name not in ("name", "source")}
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode("utf-8")).hexdigest()


def table_of(text: str) -> pl.DataFrame:
    """The table as typed columns; with no rows where the text is empty. No baseline is null."""
    if not text:
        return pl.DataFrame(schema=COLUMNS)
    return pl.read_csv(io.StringIO(text), schema=COLUMNS)


@lru_cache(maxsize=1)
def false_alarm_table() -> pl.DataFrame:
    """The simulated shares that are shipped with the package."""
    return table_of(shipped_text(PACKAGE, TABLE))


def false_alarm_rate(preset: str | Preset, n: int, *, shape: str = "normal", baseline: int | None = None) -> float:
    """The share of unchanged series of n points with at least one point that a rule picks out.

    preset    a name or a preset; its fields decide, not its name.
    n         points of one phase. 0 where the limits rest on fewer than `limits_from`; above the longest simulated
              series the share of that one, which is then too small.
    shape     one of SHAPES.
    baseline  the limits rest on the first so many points; None: on all. Between simulated baselines a straight line;
              below the least of them the share of that one, which is then too small.
    raises    NoFalseAlarmTable, UnknownShape.

    >>> 0.17 < false_alarm_rate("hls", 24) < 0.20
    True
    """
    chosen = preset_of(preset)
    if shape not in SHAPES:
        raise UnknownShape("there is no simulated shape of this name", mend=what_is_there(shape, SHAPES))
    curves = _curves(fields_sha256(chosen), shape)
    if not curves:
        raise no_table()
    rests_on = n if baseline is None else min(n, baseline)
    return 0.0 if rests_on < chosen.limits_from else _rate(curves, chosen.limits_from, n, rests_on)


def no_table() -> NoFalseAlarmTable:
    """The error that names the command."""
    return NoFalseAlarmTable(
        "how often chance alone signals was not simulated for this preset",
        where=TABLE,
        mend=f"take one of the named presets, or add yours to them and run: {COMMAND} --presets NAME",
    )


_Curve = tuple[Ints, Floats]


@lru_cache(maxsize=64)
def _curves(sha256: str, shape: str) -> Mapping[int | None, _Curve]:
    """Baseline -> points and shares, in the order of the points."""
    rows = false_alarm_table().filter(preset_fields_sha256=sha256, shape=shape).sort("n")
    parts = rows.partition_by("baseline", as_dict=True, include_key=False)
    return {key[0]: (part["n"].to_numpy(), part["share"].to_numpy()) for key, part in parts.items()}


def _rate(curves: Mapping[int | None, _Curve], limits_from: int, n: int, rests_on: int) -> float:
    """A straight line between the nearest simulated baselines; a baseline of all points is the last of them."""
    baselines = sorted(b for b in curves if b is not None and limits_from <= b < n)
    at = [*baselines, n]
    shares = [*(_on_curve(curves[b], limits_from, n) for b in baselines), _on_curve(curves[None], limits_from, n)]
    return float(np.interp(rests_on, at, shares))


def _on_curve(curve: _Curve, limits_from: int, n: int) -> float:
    """A straight line between simulated lengths; below the least of them, down to 0 just under `limits_from`."""
    points, shares = curve
    if limits_from <= points[0]:
        points, shares = np.insert(points, 0, limits_from - 1), np.insert(shares, 0, 0.0)
    return float(np.interp(n, points, shares))
