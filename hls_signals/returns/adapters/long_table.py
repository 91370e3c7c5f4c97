"""What does a table with one line a body and period say, as its mapping reads it?"""

from __future__ import annotations

from hls_signals.returns.adapters.canonical import read_canonical
from hls_signals.returns.adapters.mapped import MappedTable
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a CSV or Parquet table; canonical columns where the mapping names no figures."""
    return read_canonical(file, spec) if spec.is_canonical else MappedTable.of(file, spec).read()
