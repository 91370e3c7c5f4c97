"""What became of a file, however it was read?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from hls_signals.returns.judging import judged
from hls_signals.returns.known import KnownRule
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec
from hls_signals.returns.submission_lines import Counts, lines_and_counts
from hls_signals.returns.table import ROW


@dataclass(frozen=True)
class Known:
    """When the newest figure of a file became known, and who says so."""

    at: dt.datetime
    basis: str


@dataclass(frozen=True)
class JudgedFile:
    """Observations of one file, and what its ledger row and its quarantine say.

    observations  of a file read in parts they are not all in memory at once.
    latest        None where there is no observation.
    """

    observations: pl.DataFrame | pl.LazyFrame
    lines: pl.DataFrame
    counts: Counts
    columns_dropped: tuple[str, ...]
    notes: Mapping[str, int]
    return_ids: frozenset[str]
    latest: Known | None


def judged_whole(file: LandedFile, read: Read, spec: ReturnSpec, known: KnownRule) -> JudgedFile:
    """A file that fits in memory, judged as one table."""
    result = judged(read, spec, known, file.sha256)
    lines, counts = lines_and_counts(file.table, read, result.observations[ROW], result.set_aside)
    return JudgedFile(
        file.placed(result.observations),
        lines,
        counts,
        read.columns_dropped,
        dict(Counter(read.notes) + Counter(result.notes) + Counter(file.table.notes)),
        frozenset(result.observations["return_id"].unique()),
        latest_known(result.observations),
    )


def latest_known(observations: pl.DataFrame) -> Known | None:
    """The latest moment at which one of these became known."""
    if observations.is_empty():
        return None
    latest = observations["known_at"].arg_max() or 0
    return Known(observations["known_at"][latest], observations["known_at_basis"][latest])
