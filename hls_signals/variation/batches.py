"""How are more rows read than fit in memory at once?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from hls_signals.variation.errors import NotInOrder, require_columns
from hls_signals.variation.presets import Preset, preset_of
from hls_signals.variation.signal_points import signals

BATCH_POINTS = 500_000


def signals_by_batch(
    source: str | Path | Iterable[pl.DataFrame],
    preset: str | Preset = "hls",
    *,
    batch_points: int = BATCH_POINTS,
    series: str | Sequence[str] = ("series",),
    **same: Any,  # exactly the other arguments of `signals`, which checks them
) -> Iterator[pl.DataFrame]:
    """The records of `signals`, a batch of whole series at a time.

    source        a Parquet path ordered by series and time, or frames that never split a series.
    batch_points  about how many rows a batch of a Parquet file has.
    same          as for `signals`.
    raises        NotInOrder where a series comes back after another, besides what `signals` raises.
    """
    chosen = preset_of(preset)
    keys = (series,) if isinstance(series, str) else tuple(series)
    frames = _whole_series(Path(source), keys, batch_points) if isinstance(source, str | Path) else source
    last: tuple[object, ...] | None = None
    for frame in frames:
        if frame.height:
            require_columns(frame.columns, keys, "the data")
            _refuse_split(last, frame.select(keys))
            last = frame.select(keys).row(-1)
        yield signals(frame, chosen, series=keys, **same)


def _refuse_split(last: tuple[object, ...] | None, keys: pl.DataFrame) -> None:
    if last is not None and keys.width and keys.row(0) == last:
        raise NotInOrder(
            "one series is split over two batches",
            where=f"columns {', '.join(keys.columns)}",
            mend="keep all rows of a series in one frame",
        )


def _whole_series(path: Path, keys: Sequence[str], batch_points: int) -> Iterator[pl.DataFrame]:
    """Batches of an ordered Parquet file, each with its last series whole."""
    held: pl.DataFrame | None = None
    for chunk in pl.scan_parquet(path).collect_batches(chunk_size=batch_points, maintain_order=True):
        frame = chunk if held is None else pl.concat([held, chunk])
        require_columns(frame.columns, keys, "the Parquet file")
        _refuse_disorder(frame.select(keys))
        begins = _last_series_begins(frame.select(keys))
        held = frame[begins:]
        if begins:
            yield frame[:begins]
    yield pl.read_parquet(path, n_rows=0) if held is None else held


def _last_series_begins(keys: pl.DataFrame) -> int:
    if not keys.width or not keys.height:
        return 0
    last = keys[-1]
    differs = keys.select(pl.any_horizontal(pl.col(name).ne_missing(last.item(0, name)) for name in keys.columns))
    other = differs.to_series().arg_true()
    return int(other[-1]) + 1 if len(other) else 0


def _refuse_disorder(keys: pl.DataFrame) -> None:
    """A later row may not sort before an earlier one, or a series could come twice without anybody noticing."""
    if keys.width and not keys.equals(keys.sort(keys.columns)):
        raise NotInOrder(
            "the rows are not in the order of the series",
            where=f"columns {', '.join(keys.columns)}",
            mend="sort the file by its series columns, then by time, and write it again",
        )
