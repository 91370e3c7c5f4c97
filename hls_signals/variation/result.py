"""How do flat arrays become the frame that charts, tables and texts read?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from hls_signals.variation.arrays import NOT_JUDGED, Floats, Ints, Sides
from hls_signals.variation.charts import CHART_TABLE, CHARTS
from hls_signals.variation.limits import LIMITS_STATUS
from hls_signals.variation.links import POINT_STATUS
from hls_signals.variation.presets import PRESETS, Preset
from hls_signals.variation.reading import READ_FIRST, RULE_ORDER
from hls_signals.variation.rows import ONE_SERIES

Cell = TypeVar("Cell", bound=np.generic)

# Only on a chart of subgroups: the spread of each and its lines.
SD_COLUMNS = ("sd", "sd_centre", "sd_lower", "sd_upper")
_COUNTS = ("n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min")
_NO_COUNT = -1


def record_schema(preset: Preset, chart: str = "xmr") -> dict[str, pl.DataType]:
    """Names and types of the computed columns, in their order: the record's contract."""
    names = tuple(PRESETS) if preset.name in PRESETS else (*PRESETS, preset.name)
    away = {"away_from_centre": pl.Int8()} if preset.away_of is not None else {}
    subgroups = chart in CHART_TABLE and CHART_TABLE[chart].is_of_subgroups
    return {
        "plotted": pl.Float64(),
        "point_status": pl.Enum(POINT_STATUS),
        "phase": pl.UInt32(),
        "phase_points": pl.UInt32(),
        **{name: pl.Float64() for name in ("centre", "lower", "upper", "near_lower", "near_upper", "moving_range")},
        "left_out": pl.UInt32(),
        "preset": pl.Enum(names),
        "chart": pl.Enum(CHARTS),
        "limits_status": pl.Enum(LIMITS_STATUS),
        **{name: pl.Int8() for name in ("beyond_usual_range", "run_on_one_side", "near_the_edge")},
        **away,
        "steady_rise": pl.Boolean(),
        "steady_fall": pl.Boolean(),
        "read_first": pl.Enum(READ_FIRST),
        "read_first_rule": pl.Enum(RULE_ORDER),
        "series_not_random": pl.Boolean(),
        **{name: pl.UInt32() for name in _COUNTS},
        "advice": pl.String(),
        **{name: pl.Float64() for name in SD_COLUMNS if subgroups},
    }


def at_rows(values: npt.NDArray[Cell], row: Ints, rows: int, fill: object) -> npt.NDArray[Cell]:
    """Values of points, spread over all rows, with the fill where a row is no used point."""
    spread = np.full(rows, fill, dtype=values.dtype)
    spread[row] = values
    return spread


def floats(values: Floats) -> pl.Series:
    """Floats with not-a-number as null."""
    return pl.Series(values, nan_to_null=True)


def counts(values: Ints) -> pl.Series:
    """Whole numbers, with those below zero as null."""
    return _masked(values.astype(np.uint32), values > _NO_COUNT)


def marks(values: Sides) -> pl.Series:
    """Marks, with those not judged as null."""
    return _masked(values, values != NOT_JUDGED)


def yes_no(values: Sides) -> pl.Series:
    """1 or -1 as true, 0 as false, not judged as null."""
    return marks(values) != 0


def words(codes: npt.NDArray[np.uint8], kind: pl.Enum) -> pl.Series:
    """Codes as the names of an enum, with a code that has no name as null."""
    return _masked(codes, codes < len(kind.categories)).cat.to(kind)


def one_word(name: str, rows: int, kind: pl.DataType) -> pl.Series:
    """One name on every row, as an enum."""
    return pl.Series([name], dtype=kind).new_from_index(0, rows)


def _masked(values: npt.NDArray[np.generic], there: npt.NDArray[np.bool_]) -> pl.Series:
    column = pl.Series(values)
    if there.all():
        return column
    return pl.select(pl.when(pl.lit(pl.Series(there))).then(pl.lit(column))).to_series()


def assembled(
    keys: pl.DataFrame, time: pl.Series, columns: Mapping[str, pl.Series], preset: Preset, chart: str
) -> pl.DataFrame:
    """The record: series, time, then the computed columns in their order."""
    named = [columns[name].alias(name) for name in record_schema(preset, chart)]
    return pl.DataFrame([*keys.drop(ONE_SERIES, strict=False).get_columns(), time, *named])


def empty_record(keys: pl.DataFrame, time: pl.Series, preset: Preset, chart: str) -> pl.DataFrame:
    """The record of no rows at all, with every column."""
    columns = {name: pl.Series(name, [], dtype=dtype) for name, dtype in record_schema(preset, chart).items()}
    return assembled(keys, time, columns, preset, chart)
