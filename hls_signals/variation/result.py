"""How do flat arrays become the frame that charts, tables and texts read?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from hls_signals.variation.advice import advice_column
from hls_signals.variation.arrays import NOT_JUDGED, Floats, Sides
from hls_signals.variation.charts import CHART_TABLE, CHARTS
from hls_signals.variation.limits import LIMITS_STATUS
from hls_signals.variation.links import POINT_STATUS
from hls_signals.variation.presets import PRESETS, Preset
from hls_signals.variation.reading import READ_FIRST, RULE_ORDER
from hls_signals.variation.rows import ONE_SERIES

# Only on a chart of subgroups: the spread of each and its lines.
SD_COLUMNS = ("sd", "sd_centre", "sd_lower", "sd_upper")
# One array a column, with an entry a row; what is null is not-a-number, NO_COUNT, NOT_JUDGED or a code without a word.
Cells = npt.NDArray[Any]
Columns = dict[str, Cells]

_COUNTS = ("n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min")
NO_COUNT = -1


def record_schema(preset: Preset, chart: str = "xmr") -> dict[str, pl.DataType]:
    """Names and types of the computed columns, in their order: the record's contract."""
    return dict(_schema(preset, chart))


@lru_cache(maxsize=64)
def _schema(preset: Preset, chart: str) -> dict[str, pl.DataType]:
    # Enums are dear to build, and every batch of every call asks for the same ones.
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


def _floats(values: Floats) -> pl.Series:
    """Floats with not-a-number as null."""
    return pl.Series(values, nan_to_null=True)


def _counts(values: npt.NDArray[np.int32]) -> pl.Series:
    """Whole numbers, with those below zero as null."""
    return _masked(values.view(np.uint32), values > NO_COUNT)


def _marks(values: Sides) -> pl.Series:
    """Marks, with those not judged as null."""
    return _masked(values, values != NOT_JUDGED)


def _yes_no(values: Sides) -> pl.Series:
    """1 or -1 as true, 0 as false, not judged as null."""
    return _marks(values) != 0


def _words(codes: npt.NDArray[np.uint8], kind: pl.Enum) -> pl.Series:
    """Codes as the names of an enum, with a code that has no name as null."""
    if len(codes) and codes[0] < len(kind.categories) and (codes == codes[0]).all():
        return _one_word(kind.categories[int(codes[0])], len(codes), kind)
    words = pl.Series([*kind.categories, None], dtype=kind)
    return words[pl.Series(np.minimum(codes, len(kind.categories), dtype=np.uint32))]


def _one_word(name: str, rows: int, kind: pl.DataType) -> pl.Series:
    """One name on every row, as an enum."""
    return pl.Series([name], dtype=kind).new_from_index(0, rows)


def _masked(values: npt.NDArray[np.generic], there: npt.NDArray[np.bool_]) -> pl.Series:
    column = pl.Series(values)
    if there.all():
        return column
    return column.zip_with(pl.Series(there), pl.Series([None], dtype=column.dtype))


def column_of(values: Cells, kind: pl.DataType) -> pl.Series:
    """The cells as a column of this type; what stands for null depends on the type."""
    if isinstance(kind, pl.Enum):
        return _words(values, kind)
    if isinstance(kind, pl.String):
        return advice_column(values)
    of_kind: Mapping[type[pl.DataType], Callable[[Any], pl.Series]] = {
        pl.Float64: _floats,
        pl.UInt32: _counts,
        pl.Int8: _marks,
        pl.Boolean: _yes_no,
    }
    return of_kind[kind.base_type()](values)


def record_of(
    keys: pl.DataFrame, time: pl.Series, parts: Iterable[Columns], preset: Preset, chart: str
) -> pl.DataFrame:
    """The record of all parts, which follow each other: series, time, then the computed columns in their order."""
    cells = _joined(parts, keys.height)
    columns = {}
    for name, kind in _schema(preset, chart).items():
        if name in ("preset", "chart"):
            columns[name] = _one_word(preset.name if name == "preset" else chart, keys.height, kind)
        else:
            columns[name] = column_of(cells.pop(name), kind)
    return _assembled(keys, time, columns)


def _joined(parts: Iterable[Columns], rows: int) -> Columns:
    """The columns of all parts, each part put in its place as soon as it is there, so that none is held twice."""
    whole: Columns = {}
    start = 0
    for part in parts:
        stop = start + len(part["plotted"])
        if stop - start == rows:
            return part
        for name, cells in part.items():
            if name not in whole:
                whole[name] = np.empty(rows, dtype=cells.dtype)
            whole[name][start:stop] = cells
        start = stop
    return whole


def _assembled(keys: pl.DataFrame, time: pl.Series, columns: Mapping[str, pl.Series]) -> pl.DataFrame:
    named = [column.alias(name) for name, column in columns.items()]
    return pl.DataFrame([*(key for key in keys.get_columns() if key.name != ONE_SERIES), time, *named])


def empty_record(keys: pl.DataFrame, time: pl.Series, preset: Preset, chart: str) -> pl.DataFrame:
    """The record of no rows at all, with every column."""
    columns = {name: pl.Series(name, [], dtype=dtype) for name, dtype in record_schema(preset, chart).items()}
    return _assembled(keys, time, columns)
