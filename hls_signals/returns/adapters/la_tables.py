"""What does a table of local authorities with titles, merged heads, regions and notes say?

The header is looked for by the column that says the area. Regions and the nation stand among the authorities under
codes of their own and stay beside them. Below the last body come notes: rows without a figure, of no area we know,
with no record after them.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hls_signals.returns.adapters.mapped import CELL, MappedTable
from hls_signals.returns.areas import areas_of_codes
from hls_signals.returns.figures import parts_of
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import normal
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec

# E06 to E10 are authorities, E12 regions, E92 the nation: whoever has such a code is a body, in areas.csv or not.
_GSS = r"^\s*[EWSNewsn][0-9]{8}\s*$"


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a published table, in a workbook or a CSV."""
    return _AuthorityTable.of(file, spec).read()


@dataclass
class _AuthorityTable(MappedTable):
    """A mapped table that ends in notes."""

    def _is_note(self, rows: pl.DataFrame, is_skipped: pl.Series) -> pl.Series:
        says_something = ~is_skipped & (self._has_figure(rows) | self._is_body(rows))
        last = says_something.arg_true().max()
        below = pl.int_range(0, rows.height, dtype=pl.Int64, eager=True) > (-1 if last is None else int(str(last)))
        return (below & ~is_skipped).alias("note")

    def _has_figure(self, rows: pl.DataFrame) -> pl.Series:
        result = pl.Series("has_figure", [False]).new_from_index(0, rows.height)
        for number in sorted(self._figure_columns()):
            part = parts_of(rows[f"c{number}"], self.symbols)
            # A word for a missing figure is no figure: tables saved again have one in every empty cell.
            result |= part["code"].is_null() & ~part["status"].is_in(["blank", "not_available"])
        return result

    def _figure_columns(self) -> set[int]:
        sources = [source for figure in self.spec.figures for source in figure.parts.values()]
        names = {name for source in sources for name in source.columns if not self.spec.is_wide or normal(name) != CELL}
        found = {self.columns.number(name) for name in names}
        return found | set(self._period_columns) if self.spec.is_wide else found

    def _is_body(self, rows: pl.DataFrame) -> pl.Series:
        code = rows["area_code"]
        known = areas_of_codes(code, self.spec.register, accept_unknown=False)["area_code_fault"].is_null()
        return known | code.str.contains(_GSS).fill_null(False)
