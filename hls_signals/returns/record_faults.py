"""Why is a would-be observation set aside, in which column, and how is it mended?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from hls_signals.register import Register
from hls_signals.returns.areas import MOST_OFFERS
from hls_signals.returns.bounds import impossible
from hls_signals.returns.combine import PARTS, STATUSES
from hls_signals.returns.contradictions import bounds_crossed, period_of_another_length, unknown_definition
from hls_signals.returns.figures import parts_of
from hls_signals.returns.periods import EARLIEST_YEAR
from hls_signals.returns.words import (
    COLOURS,
    MENDS_OF_WORDS,
    TRUTHS,
    null_text,
    unknown_flags,
    unknown_word,
)
from hls_signals.workspace.nearest import nearest


def with_faults(
    work: pl.DataFrame,
    records: pl.DataFrame,
    figures: pl.DataFrame,
    facts: pl.DataFrame,
    places: Mapping[str, int],
    register: Register,
) -> pl.DataFrame:
    """code, mend and source_column of the first fault of each record."""
    # A day's grace: known_at is in UTC, and a day begins in London before it does there.
    start = pl.col("period_start").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    in_time = start <= pl.col("known_at") + dt.timedelta(days=1)
    possible = (pl.col("period_start") >= dt.date(EARLIEST_YEAR, 1, 1)) & in_time
    numbers = pl.concat([figures.select(*PARTS), facts], how="horizontal")
    version = unknown_definition(work, register)
    faults = {
        "adapter": records["code"],
        "area_code": work["area_code_fault"],
        "measure_id": _measure_fault(work["measure_id"], facts),
        "period": work.select(_coded(~pl.col("period_start").is_not_null(), "R220")).to_series(),
        "period_bounds": work.select(_coded((~possible).fill_null(False), "R222")).to_series(),
        "period_length": period_of_another_length(work),
        "known_at": work["known_at_fault"],
        "figure": figures["code"],
        "status": unknown_word(records["status"], STATUSES),
        "flags": unknown_flags(records["flags"]),
        "reported_colour": unknown_word(records["reported_colour"], COLOURS),
        "is_total": unknown_word(records["is_total"].cast(pl.String), TRUTHS),
        "value_lower": _bound_fault(records["value_lower"]),
        "value_upper": _bound_fault(records["value_upper"]),
        "crossed": bounds_crossed(work),
        "bounds": impossible(numbers),
        "definition_version": version["code"],
    }
    faults["period"] = pl.select(pl.coalesce(records["period_code"], faults["period"])).to_series()
    faults = {name: fault for name, fault in faults.items() if fault.null_count() < len(fault)}
    if not faults:
        nothing = (pl.lit(None, pl.String).alias(name) for name in ("code", "mend"))
        return work.with_columns(*nothing, pl.lit(None, pl.Int64).alias("source_column"))
    frame = pl.DataFrame([fault.rename(name) for name, fault in faults.items()])
    columns = {**dict.fromkeys(faults), **places, "period_bounds": places.get("period")}
    columns |= {"period_length": places.get("period_end"), "crossed": places.get("value_lower")}
    figure_column = figures["source_column"]
    place: pl.Expr = pl.lit(None, pl.Int64)
    words: pl.Expr = pl.lit(None, pl.String)
    for name in reversed(faults):
        column = pl.lit(figure_column) if name in {"figure", "bounds"} else pl.lit(columns.get(name), pl.Int64)
        place = pl.when(pl.col(name).is_not_null()).then(column).otherwise(place)
        words = pl.when(pl.col(name).is_not_null()).then(pl.lit(MENDS_OF_WORDS.get(name))).otherwise(words)
    found = frame.select(pl.coalesce(list(faults)).alias("code"), place.alias("source_column"), words.alias("mend"))
    is_version = (found["code"] == version["code"]).fill_null(False) & found["mend"].is_null()
    offered = version["mend"].zip_with(is_version, null_text())
    nearest_known = _mends(records, work, found["code"], register)
    return work.hstack(found).with_columns(pl.coalesce(nearest_known, offered, "mend").alias("mend"))


def _measure_fault(measure_id: pl.Series, facts: pl.DataFrame) -> pl.Series:
    """R202 where an unknown measure is written with hidden or look-alike characters, else R203; null where known."""
    is_plain = pl.col("measure_id").str.contains(r"^[!-~]*$").fill_null(True)
    unknown = pl.when(is_plain).then(pl.lit("R203")).otherwise(pl.lit("R202"))
    is_known = facts["calculation"].is_not_null().alias("is_known")
    frame = pl.DataFrame([measure_id, is_known])
    return frame.select(pl.when(~pl.col("is_known")).then(unknown)).to_series()


def _bound_fault(given: pl.Series) -> pl.Series:
    """The code of a bound that cannot be read."""
    return given.cast(pl.String) if given.null_count() == len(given) else parts_of(given.cast(pl.String), {})["code"]


def _mends(records: pl.DataFrame, work: pl.DataFrame, code: pl.Series, register: Register) -> pl.Series:
    """What the adapter says, else the nearest area or measure of the register; null leaves the code's usual words."""
    unknown = work["measure_id"].filter((code == "R203").fill_null(False)).unique().to_list()
    offers = {name: nearest(name or "", register.by_id) for name in unknown[:MOST_OFFERS]}
    lines = {name: f"nearest measure in the register: {near}" for name, near in offers.items() if near}
    measure = work["measure_id"].replace_strict(lines, default=None, return_dtype=pl.String)
    area = work["area_mend"]
    return pl.select(
        pl.coalesce(
            records["mend"],
            area.zip_with((code == "R201").fill_null(False), null_text()),
            measure.zip_with((code == "R203").fill_null(False), null_text()),
        )
    ).to_series()


def _coded(condition: pl.Expr, code: str) -> pl.Expr:
    return pl.when(condition).then(pl.lit(code)).otherwise(None)
