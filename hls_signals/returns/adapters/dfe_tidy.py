"""What does a tidy table of Explore Education Statistics say?

`time_period` and `time_identifier` say the period together; the geographic level says which column holds the area's
code. Header case differs between releases, which column names do not mind.
"""

from __future__ import annotations

import re

import polars as pl

from hls_signals.returns.adapters.mapped import MappedTable
from hls_signals.returns.landed import LandedFile
from hls_signals.returns.names import normal_label
from hls_signals.returns.reading import Read
from hls_signals.returns.spec import ReturnSpec

LEVEL, IDENTIFIER = "geographic_level", "time_identifier"
# Above authorities, an area's code stands in the column of its own level.
_CODE_OF_LEVEL = {"National": "country_code", "Regional": "region_code"}
_YEARS = {
    "calendar year": {"calendar_year"},
    "financial year": {"financial_year", "financial_year_end"},
    "academic year": {"academic_year"},
    "tax year": set[str](),
}
_QUARTERS = {"calendar year": "calendar_quarter", "financial year": "financial_quarter"}
_QUARTER = re.compile(r"(calendar year|financial year|academic year|tax year) q([1-4])")
_MONTH = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december", re.IGNORECASE
)
_PART_OF_A_YEAR = re.compile(r".*term|week \d+|part \d.*")


class TidyTable(MappedTable):
    """A tidy table being read by its mapping."""

    def _area_text(self, rows: pl.DataFrame, number: int) -> pl.Series:
        text = rows[f"c{number}"]
        if self.columns.find(LEVEL) is None:
            return text
        for level, column in _CODE_OF_LEVEL.items():
            own = self.columns.find(column)
            if own is not None:
                text = rows[f"c{own}"].zip_with(text.is_null() & self.labels.match(rows, {LEVEL: (level,)}), text)
        return text

    def _period_text(self, rows: pl.DataFrame, number: int) -> pl.Series:
        text, identifier = rows[f"c{number}"], self.columns.find(IDENTIFIER)
        if identifier is None:
            return text
        form = self._period_mapping.format
        pairs = pl.DataFrame({"text": text, "identifier": rows[f"c{identifier}"]})
        seen = pairs.unique()
        read = [named_period(years, label, form) for years, label in seen.iter_rows()]
        known = seen.with_columns(pl.Series("named", read, dtype=pl.String))
        return pairs.join(known, on=pairs.columns, how="left", nulls_equal=True, maintain_order="left")["named"]


def named_period(text: str | None, identifier: str | None, form: str) -> str | None:
    """What period and identifier say together, for reading in the declared format; None where they contradict it.

    >>> named_period("2023", "April", "month_name"), named_period("202324", "Financial year Q1", "financial_quarter")
    ('April 2023', '202324 Q1')
    """
    label = normal_label(identifier or "")
    quarter = _QUARTER.fullmatch(label)
    if quarter is not None:
        return f"{text} Q{quarter[2]}" if _QUARTERS.get(quarter[1]) == form else None
    if _MONTH.fullmatch(label):
        return f"{label.title()} {text}" if form == "month_name" else None
    if label in _YEARS:
        return text if form in _YEARS[label] else None
    return None if _PART_OF_A_YEAR.fullmatch(label) else text


def read(file: LandedFile, spec: ReturnSpec) -> Read:
    """Would-be observations of a tidy CSV."""
    return TidyTable.of(file, spec).read()
