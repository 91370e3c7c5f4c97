"""How is a file judged that is too large to be read as one table?

Part by part, each kept as it is or, of a very large file, compressed; only what no part can tell alone, which figures
are in the file twice, is asked of all of them together.
"""

from __future__ import annotations

import io
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import polars as pl

from hls_signals.returns.adapters.canonical import read_canonical
from hls_signals.returns.faults import FileFault
from hls_signals.returns.judging import judged_alone, repeat_lines
from hls_signals.returns.known import KnownRule
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.repeats import key_marks, repeated_in_parts
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.submission_lines import Counts, lines_and_counts
from hls_signals.returns.table import ROW, Table
from hls_signals.returns.whole import JudgedFile, Known, latest_known

_THREADS = 2
# Parts of a text up to this size are kept as they are: that is sooner done, and takes about four times as much memory.
_AT_ONCE_BYTES = 128 * 2**20
# Counted in rows; other notes are of columns, and each part has the same.
_NOTES_OF_ROWS = ("N501", "N504")


@dataclass(frozen=True)
class _Part:
    """What is kept of a part: its observations, or those compressed, and what else the whole file is asked for."""

    table: Table
    read: Read
    kept: pl.DataFrame | bytes
    rows: pl.Series
    marks: pl.Series
    set_aside: pl.DataFrame
    notes: Mapping[str, int]
    return_ids: frozenset[str]
    latest: Known | None

    def observations(self) -> pl.DataFrame:
        return self.kept if isinstance(self.kept, pl.DataFrame) else pl.read_ipc(io.BytesIO(self.kept))


def judged_in_parts(file: LandedFile, spec: ReturnSpec, known: KnownRule) -> JudgedFile:
    """What judging the whole file gives, in memory that follows a part; FileFault as reading the whole would raise."""
    is_compressed = file.size > _AT_ONCE_BYTES
    parts = list(_side_by_side(file.parts(), lambda piece: _part(piece, spec, known, is_compressed=is_compressed)))
    if not any(part.table.row_count for part in parts) and not file.is_nil:
        raise FileFault("Q106")
    again = repeated_in_parts([part.marks for part in parts], lambda at: parts[at].observations())
    told = [_told(part, again) for part in parts]
    return JudgedFile(
        _without(parts, again),
        pl.concat([lines for lines, _ in told]),
        sum((counts for _, counts in told), Counts()),
        parts[0].read.columns_dropped,
        _notes(parts),
        *_summary(parts, again),
    )


def _side_by_side(pieces: Iterable[LandedFile], work: Callable[[LandedFile], _Part]) -> Iterator[_Part]:
    """Each piece worked on, in order; so few at a time that memory still follows a part."""
    waiting: deque[Future[_Part]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)


def _without(parts: Sequence[_Part], again: pl.DataFrame) -> pl.DataFrame | pl.LazyFrame:
    """The observations of all parts but those that are in the file twice; of a very large file not all in memory."""
    is_left = ~pl.col(ROW).is_in(again[ROW].implode())
    whole = [part.kept for part in parts if isinstance(part.kept, pl.DataFrame)]
    if whole:
        return pl.concat([frame.filter(is_left) if again.height else frame for frame in whole])
    stored = pl.concat([pl.scan_ipc(io.BytesIO(part.kept)) for part in parts if isinstance(part.kept, bytes)])
    return stored.filter(is_left) if again.height else stored


def _part(piece: LandedFile, spec: ReturnSpec, known: KnownRule, *, is_compressed: bool) -> _Part:
    read = read_canonical(piece, spec)
    result = judged_alone(read, spec, known, piece.sha256)
    return _Part(
        replace(piece.table, frame=piece.table.frame.select(ROW)),
        replace(read, observations=pl.DataFrame()),
        _compressed(result.observations) if is_compressed else result.observations,
        result.observations[ROW],
        key_marks(result.observations),
        result.set_aside,
        result.notes,
        frozenset(result.observations["return_id"].unique()),
        latest_known(result.observations),
    )


def _compressed(observations: pl.DataFrame) -> bytes:
    stored = io.BytesIO()
    observations.write_ipc(stored, compression="lz4")
    return stored.getvalue()


def _told(part: _Part, again: pl.DataFrame) -> tuple[pl.DataFrame, Counts]:
    """The lines and sums of a part, once it is known which of its records are in the file twice."""
    is_again = part.rows.is_in(again[ROW].implode())
    own = pl.DataFrame([part.rows.filter(is_again)]).join(again, on=ROW, how="left", maintain_order="left")
    lines = repeat_lines(own.with_columns(pl.lit(part.table.sheet).alias("source_sheet")))
    records = pl.concat([part.set_aside, lines]).sort(ROW, maintain_order=True)
    return lines_and_counts(part.table, part.read, part.rows.filter(~is_again), records)


def _notes(parts: Sequence[_Part]) -> dict[str, int]:
    counted = Counter(parts[0].read.notes) + Counter(parts[0].table.notes)
    for name in _NOTES_OF_ROWS:
        counted[name] = sum(part.read.notes.get(name, 0) + part.notes.get(name, 0) for part in parts)
    return dict(+counted)


def _summary(parts: Sequence[_Part], again: pl.DataFrame) -> tuple[frozenset[str], Known | None]:
    """The returns of what is left, and the moment at which the newest of it became known."""
    if not again.height:
        return frozenset().union(*(part.return_ids for part in parts)), _newest(part.latest for part in parts)
    left = [part.observations().filter(~pl.col(ROW).is_in(again[ROW].implode())) for part in parts]
    returns: frozenset[str] = frozenset().union(*(frame["return_id"].unique() for frame in left))
    return returns, _newest(latest_known(frame) for frame in left)


def _newest(found: Iterator[Known | None]) -> Known | None:
    # The first of equal moments, as in a table read whole.
    return max((known for known in found if known is not None), key=lambda known: known.at, default=None)
