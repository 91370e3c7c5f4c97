"""Which columns do observations, the intake ledger and the quarantine have?"""

from __future__ import annotations

import polars as pl

_UTC = pl.Datetime("us", "UTC")
_NUMBER = pl.Decimal(38, 18)
OBSERVATIONS: dict[str, pl.DataType] = {
    "measure_id": pl.String(),
    "area_code": pl.String(),
    "area_name": pl.String(),
    "breakdown": pl.String(),
    "is_total": pl.Boolean(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "period_type": pl.String(),
    "numerator": _NUMBER,
    "denominator": _NUMBER,
    "value": _NUMBER,
    "value_lower": _NUMBER,
    "value_upper": _NUMBER,
    "status": pl.String(),
    "flags": pl.String(),
    "definition_version": pl.String(),
    "reported_colour": pl.String(),
    "known_at": _UTC,
    "known_at_basis": pl.String(),
    "return_id": pl.String(),
    "source_sha256": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int64(),
}
INTAKE: dict[str, pl.DataType] = {
    "sha256": pl.String(),
    "source_name": pl.String(),
    "return_id": pl.String(),
    "adapter": pl.String(),
    "received_at": _UTC,
    "known_at": _UTC,
    "known_at_basis": pl.String(),
    "outcome": pl.String(),
    "code": pl.String(),
    "mend": pl.String(),
    "bytes": pl.Int64(),
    "rows_in": pl.Int64(),
    "rows_accepted": pl.Int64(),
    "rows_set_aside": pl.Int64(),
    "records_in": pl.Int64(),
    "observations": pl.Int64(),
    "records_set_aside": pl.Int64(),
    "columns_dropped": pl.String(),
    "notes": pl.String(),
    "signed_off_by_role": pl.String(),
    "signed_off_on": pl.Date(),
}
QUARANTINE: dict[str, pl.DataType] = {
    "sha256": pl.String(),
    "source_name": pl.String(),
    "level": pl.String(),
    "source_sheet": pl.String(),
    "source_row": pl.Int64(),
    "source_column": pl.Int64(),
    "code": pl.String(),
    "mend": pl.String(),
}
# A file with these two headers is a canonical one.
CANONICAL_MARKS = ("measure_id", "period_start")
CANONICAL_NEEDED = ("measure_id", "area_code", "period_start", "period_end", "period_type")
CANONICAL_OPTIONAL = (
    "area_name",
    "numerator",
    "denominator",
    "value",
    "value_lower",
    "value_upper",
    "status",
    "flags",
    "definition_version",
    "reported_colour",
    "is_total",
    "breakdown",
    "known_at",
)
# Landing fills these itself, whatever a file says.
PROVENANCE = ("source_sha256", "source_sheet", "source_row", "known_at_basis", "return_id")
