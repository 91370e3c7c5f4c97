"""Why did a colour change, for one pair of periods or for every pair of a measure?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import with_bridge, with_margins, with_other_colours
from hls_signals.why.cells import GroupCells, group_cells
from hls_signals.why.evidence import with_evidence
from hls_signals.why.facts import defect_facts, event_facts, own_defects
from hls_signals.why.frames import Explanation, ExplanationFrames, WhyInputs
from hls_signals.why.gate import points_of, with_gate
from hls_signals.why.group_terms import group_rows
from hls_signals.why.knife_edge import with_knife_edge
from hls_signals.why.laws import with_sum_gap
from hls_signals.why.pending import with_pending
from hls_signals.why.periods import pairs, series
from hls_signals.why.records import records, with_ids
from hls_signals.why.second_views import with_parts_view, with_season
from hls_signals.why.splits import with_splits
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
    return _explained(measure, inputs, as_of, of_every_pair=False)


def _explained(measure: Measure, inputs: WhyInputs, as_of: dt.date, *, of_every_pair: bool) -> ExplanationFrames:
    """Groups stand below pairs that somebody may ask about first, or below every pair."""
    rows, cells = series(measure, inputs.values, inputs.first_values), group_cells(measure, inputs.values)
    beside = compared(measure, rows, inputs.values, inputs.variation, cells)
    beside = with_pending(measure, beside, inputs.observations, as_of=as_of, settle_days=inputs.settle_days)
    beside = with_evidence(measure, beside, inputs)
    defects = defect_facts(beside, own_defects(measure, inputs.quality, rows))
    events = event_facts(measure, beside, inputs.events)
    groups = group_rows(measure, beside, cells, of_every_pair=of_every_pair)
    return assembled(measure, beside, pl.concat([defects, events]), as_of, groups)


def compared(
    measure: Measure,
    rows: pl.DataFrame,
    values: pl.DataFrame,
    variation: pl.DataFrame,
    cells: Sequence[GroupCells] = (),
    *,
    as_given: bool = False,
) -> pl.DataFrame:
    """The pairs of a series with all their arithmetic, other colours, what turned each colour, and gate.

    values    holds the recounts; cells: `cells.group_cells` of the measure
    as_given  True where the figure to reckon with is the one given, whatever its parts say: a shown, rounded one
    """
    beside = with_margins(measure, with_splits(measure, with_bridge(measure, pairs(rows), values), cells))
    turned = with_flips(measure, with_other_colours(measure, beside), cells, as_given=as_given)
    judged = with_gate(measure, turned, rows, variation)
    seen = with_season(with_parts_view(measure, judged), points_of(measure, variation))
    # Of a figure that is shown rounded, one case is more than the eye can see, and would tell the rest.
    return seen.with_columns(is_knife_edge=False) if as_given else with_knife_edge(measure, seen)


def assembled(
    measure: Measure, beside: pl.DataFrame, facts: pl.DataFrame, as_of: dt.date, groups: Sequence[pl.DataFrame] = ()
) -> ExplanationFrames:
    """Records and terms of compared pairs, facts and groups; raises LawBroken where the terms do not add up."""
    identified = with_ids(measure, beside, facts)
    terms = numbered_terms(measure, identified, facts, groups)
    return ExplanationFrames(with_sum_gap(records(measure, identified, facts, as_of), terms), terms)


def explain(
    measure: Measure, area_code: str, period_start: dt.date, *, inputs: WhyInputs, as_of: dt.date
) -> Explanation:
    """One pair: the period that begins on this day and the one before it, the same to the last bit as in explain_all.

    The rows of its groups are worked out whether `explain_all` keeps them or not.
    raises NoSuchPair where the area has no such period with one before it.
    """
    own = replace(
        inputs,
        values=_of(inputs.values, area_code),
        first_values=_of(inputs.first_values, area_code),
        observations=_of(inputs.observations, area_code),
    )
    frames = _explained(measure, own, as_of, of_every_pair=True)
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
    return frame if frame.is_empty() else frame.filter(pl.col("area_code") == area_code)


def _periods_there_are(explanations: pl.DataFrame) -> str:
    if explanations.is_empty():
        return "this area has fewer than two periods; look at its file, or ask about another area"
    starts = explanations["period1_start"].sort().to_list()
    return f"ask about a period from {starts[0]} to {starts[-1]}"
