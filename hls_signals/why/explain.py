"""Why did a colour change, for one pair of periods or for every pair of a measure?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import with_bridge, with_margins, with_other_colours
from hls_signals.why.facts import defect_facts, event_facts, own_defects
from hls_signals.why.frames import Explanation, ExplanationFrames, WhyInputs
from hls_signals.why.gate import with_gate
from hls_signals.why.laws import with_sum_gap
from hls_signals.why.periods import pairs, series
from hls_signals.why.records import records, with_ids
from hls_signals.why.terms import numbered_terms
from hls_signals.why.turning import with_flips
from hls_signals.workspace.errors import MendableError


class NoSuchPair(MendableError):
    """Nobody sent a figure for this period, or it is the first of its series."""

    code = "Y102"


def explain_all(measure: Measure, *, inputs: WhyInputs, as_of: dt.date) -> ExplanationFrames:
    """Every area and every two adjacent periods of one measure, at the all-breakdowns level, by area and time.

    A period that has no figure gives a record that says so, with no terms beyond facts. Overlapping windows give
    none. raises LawBroken when the terms do not add up: nothing is returned then.
    """
    rows = series(measure, inputs.values, inputs.first_values)
    beside = compared(measure, rows, inputs.values, inputs.variation)
    defects = defect_facts(beside, own_defects(measure, inputs.quality, rows))
    events = event_facts(measure, beside, inputs.events)
    return assembled(measure, beside, pl.concat([defects, events]), as_of)


def compared(
    measure: Measure, rows: pl.DataFrame, values: pl.DataFrame, variation: pl.DataFrame, *, as_given: bool = False
) -> pl.DataFrame:
    """The pairs of a series with all their arithmetic, other colours, what turned each colour, and gate.

    values    holds the recounts
    as_given  True where the figure to reckon with is the one given, whatever its parts say: a shown, rounded one
    """
    beside = with_margins(measure, with_bridge(measure, pairs(rows), values))
    turned = with_flips(measure, with_other_colours(measure, beside), as_given=as_given)
    return with_gate(measure, turned, rows, variation)


def assembled(measure: Measure, beside: pl.DataFrame, facts: pl.DataFrame, as_of: dt.date) -> ExplanationFrames:
    """Records and terms of compared pairs and their facts; raises LawBroken where the terms do not add up."""
    identified = with_ids(measure, beside, facts)
    terms = numbered_terms(measure, identified, facts)
    return ExplanationFrames(with_sum_gap(records(measure, identified, facts, as_of), terms), terms)


def explain(
    measure: Measure, area_code: str, period_start: dt.date, *, inputs: WhyInputs, as_of: dt.date
) -> Explanation:
    """One pair: the period that begins on this day and the one before it, the same to the last bit as in explain_all.

    raises NoSuchPair where the area has no such period with one before it.
    """
    own = replace(inputs, values=_of(inputs.values, area_code), first_values=_of(inputs.first_values, area_code))
    frames = explain_all(measure, inputs=own, as_of=as_of)
    held = frames.explanations.filter(pl.col("period1_start") == period_start)
    # A measure may arrive in more than one kind of period; its own kind is the one asked about.
    held = held.sort(pl.col("period_type") != measure.period_type, maintain_order=True)
    if held.is_empty():
        raise NoSuchPair(
            "there is no period here with one before it to compare with.",
            where=f"measure {measure.id}, area {area_code}, period beginning {period_start.isoformat()}",
            mend=_periods_there_are(frames.explanations),
        )
    record = held.row(0, named=True)
    terms = frames.terms.filter(pl.col("explanation_id") == record["explanation_id"])
    return Explanation(record, tuple(terms.iter_rows(named=True)))


def _of(frame: pl.DataFrame, area_code: str) -> pl.DataFrame:
    return frame.filter(pl.col("area_code") == area_code)


def _periods_there_are(explanations: pl.DataFrame) -> str:
    if explanations.is_empty():
        return "this area has fewer than two periods; look at its file, or ask about another area"
    starts = explanations["period1_start"].sort().to_list()
    return f"ask about a period from {starts[0]} to {starts[-1]}"
