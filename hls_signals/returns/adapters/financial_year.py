"""What does a table of many measures by authority and financial year say (ASCOF, Oflog)?

One column of values holds every measure, each in its own unit: a figure picks its rows with `where` and declares its
scale with `times`. A measure that is surveyed every second year has no rows for the years between; none are made up.
Distances from a median and the like go at the door, as ranking columns do everywhere.
"""

from __future__ import annotations

from hls_signals.returns.adapters.mapped import MappedTable
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a table by financial year; usual columns as hls_signals.returns.usual says."""
    return MappedTable.of(file, spec).read()
