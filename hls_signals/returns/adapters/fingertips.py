"""What does a CSV of the Fingertips API say?

Value, Count and Denominator may be empty because a note says that they are suppressed. Intervals, recent trends and
comparisons with other places are left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Self

import polars as pl

from hls_signals.returns.adapters.labels import Labels
from hls_signals.returns.adapters.mapped import MappedTable
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import Columns, normal
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec

_NOTE = "Value note"
_NOTED = ("Value", "Count", "Denominator")
_LEFT_OUT = re.compile(r"(lower|upper) ci\b.*|recent trend.*|compared to .*")
_SUPPRESSED = "(?i)suppress|disclosure"


class FingertipsTable(MappedTable):
    """A Fingertips CSV being read by its mapping."""

    @classmethod
    def of(cls, file: LandedFile, spec: ReturnSpec) -> Self:
        """The table of a file without the columns that are never read, suppressed blanks told from other blanks."""
        made = super().of(file, spec)
        made.columns = Columns(made.columns.headers, made.columns.aliases, spec.keep, is_left_out=is_left_out)
        made.labels = Labels(made.columns, spec.aliases)
        made.table = replace(made.table, frame=_with_suppression(made.table.frame, made.columns))
        return made


def is_left_out(header: str) -> bool:
    """True for an interval, a recent trend or a comparison."""
    return _LEFT_OUT.fullmatch(normal(header)) is not None


def _with_suppression(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    note = columns.find(_NOTE)
    found = [columns.find(name) for name in _NOTED] if note is not None else []
    is_suppressed = pl.col(f"c{note}").str.contains(_SUPPRESSED).fill_null(False)
    return frame.with_columns(
        pl.when((pl.col(f"c{number}").fill_null("").str.strip_chars() == "") & is_suppressed)
        .then(pl.lit("[c]"))
        .otherwise(f"c{number}")
        .alias(f"c{number}")
        for number in found
        if number is not None
    )


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a Fingertips CSV."""
    return FingertipsTable.of(file, spec).read()
