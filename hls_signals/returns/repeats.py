"""Which figures are in a file twice?

Of a file read in parts only one number a key is kept; keys whose numbers agree are then compared as they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from hls_signals.returns.table import ROW

# Keys compared at one time, where a file holds more that may be twice.
_TOGETHER = 500_000
# One figure of one vintage. A file that holds several vintages states when each became known.
KEY = (
    "measure_id",
    "area_code",
    "breakdown",
    "is_total",
    "period_start",
    "period_end",
    "period_type",
    "definition_version",
    "known_at",
)
FIGURES = (
    "numerator",
    "denominator",
    "value",
    "value_lower",
    "value_upper",
    "status",
    "flags",
    "reported_colour",
)


def repeated(records: pl.DataFrame) -> pl.Series:
    """R231 for every record of a key whose figures differ, R230 for all but the first where they are equal."""
    nothing = pl.Series("repeat_fault", [None], dtype=pl.String).new_from_index(0, records.height)
    keys = [name for name in KEY if not _is_constant(records[name])] or [KEY[0]]
    # Hashes all different: no key is there twice. Two alike prove nothing, so then the keys themselves are compared.
    if records.select(keys).hash_rows().n_unique() == records.height:
        return nothing
    key = pl.struct(keys)
    is_again = ~records.select(key.is_first_distinct()).to_series()
    twice = records.select(key.alias("key")).filter(is_again)["key"].unique()
    numbered = records.with_row_index("\x00order").select("\x00order", key.alias("\x00key"), *FIGURES)
    among = numbered.filter(pl.col("\x00key").is_in(twice.implode()))
    differ = (pl.struct(FIGURES).n_unique() > 1).over("\x00key")
    first = (pl.col("\x00order") == pl.col("\x00order").min()).over("\x00key")
    code = pl.when(differ).then(pl.lit("R231")).when(~first).then(pl.lit("R230")).otherwise(None)
    found = among.select("\x00order", code.alias("code"))
    return nothing.scatter(found["\x00order"], found["code"])


def key_marks(records: pl.DataFrame) -> pl.Series:
    """A number for the key of each record: equal keys have equal numbers, and equal numbers prove nothing."""
    return records.select(KEY).hash_rows(seed=0)


def repeated_in_parts(
    marks: Sequence[pl.Series], records_of: Callable[[int], pl.DataFrame], together: int = _TOGETHER
) -> pl.DataFrame:
    """source_row and code (R230, R231) of what `repeated` finds in the parts of a file taken together.

    marks       key_marks of each part
    records_of  the records of a part, by its number, as many as it has marks
    """
    found = [pl.DataFrame(schema={ROW: pl.Int64, "code": pl.String})]
    for chosen in _twice(pl.concat(marks) if marks else pl.Series(dtype=pl.UInt64), together):
        rows = [
            records_of(at).filter(own.is_in(chosen.implode()))
            for at, own in enumerate(marks)
            if own.is_in(chosen.implode()).any()
        ]
        candidates = pl.concat(rows)
        codes = candidates.select(ROW).with_columns(repeated(candidates).alias("code"))
        found.append(codes.drop_nulls("code"))
    return pl.concat(found)


def _twice(marks: pl.Series, together: int) -> Iterator[pl.Series]:
    """The numbers that are there more than once, in lists so short that their records fit in memory."""
    ordered = marks.sort()
    again = ordered.filter((ordered == ordered.shift(1)).fill_null(value=False))
    groups = -(-len(again) // together)
    for group in range(groups):
        chosen = again.filter(again % groups == group).unique()
        if len(chosen):
            yield chosen


def _is_constant(column: pl.Series) -> bool:
    return not len(column) or bool(column.eq_missing(column[0]).all())
