"""What is the row of a gaming signal in the record?"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hls_signals.gaming.signal import GamingSignal

# Section 5 of the page. A test refuses any other column: none may name or encode a body, a team or a person.
SCHEMA: dict[str, pl.DataType] = {
    "signal_id": pl.String(),
    "measure_id": pl.String(),
    "area_code": pl.String(),
    "pooled_over": pl.Int64(),
    "indicator": pl.String(),
    "indicator_version": pl.Int64(),
    "window_start": pl.Date(),
    "window_end": pl.Date(),
    "grain": pl.String(),
    "n_used": pl.Int64(),
    "applicability": pl.String(),
    "gate": pl.String(),
    "effect": pl.Float64(),
    "effect_unit": pl.String(),
    "effect_lower": pl.Float64(),
    "effect_upper": pl.Float64(),
    "smallest_seen": pl.Float64(),
    "statistic": pl.Float64(),
    "p_raw": pl.Float64(),
    "p_adjusted": pl.Float64(),
    "p_public": pl.Float64(),
    "bayes_factor_bound": pl.Float64(),
    "level": pl.String(),
    "sentence": pl.String(),
    "innocent_explanations": pl.List(pl.String()),
    "learning_question": pl.String(),
    "what_would_change_our_mind": pl.String(),
    "details": pl.String(),
    "as_of": pl.Date(),
    "expires_on": pl.Date(),
    "others_see_from": pl.Date(),
}


def signal_frame(signals: Iterable[GamingSignal]) -> pl.DataFrame:
    """The `gaming` record: one row a signal, in the order given."""
    return _frame(signals, SCHEMA)


# What is kept between the look at one measure and the judgement over all measures of an area.
LOOKS: dict[str, pl.DataType] = {**SCHEMA, "quiet_sentence": pl.String()}


def looks_frame(signals: Iterable[GamingSignal]) -> pl.DataFrame:
    """Signals that are not judged yet, one row each."""
    return _frame(signals, LOOKS)


def _frame(signals: Iterable[GamingSignal], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    rows = [
        {name: list(value) if isinstance(value := getattr(signal, name), tuple) else value for name in schema}
        for signal in signals
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def signals_of(looks: pl.DataFrame) -> tuple[GamingSignal, ...]:
    """The signals of such a frame."""
    return tuple(
        GamingSignal(**{**row, "innocent_explanations": tuple(row["innocent_explanations"])})
        for row in looks.select(list(LOOKS)).iter_rows(named=True)
    )
