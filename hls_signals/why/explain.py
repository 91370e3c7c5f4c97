"""Why did a colour change, for one pair of periods or for every pair of a measure?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polars as pl

from hls_signals.register.models import Measure
from hls_signals.why.arithmetic import with_bridge, with_margins, with_other_colours
from hls_signals.why.asked_pair import Against, NoSuchPair, asked_pair, must_be_known, values_known_then
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
from hls_signals.why.to_date import TO_DATE
from hls_signals.why.turning import with_flips


def explain_all(measure: Measure, *, inputs: WhyInputs, as_of: dt.date) -> ExplanationFrames:
    """Every area and every two adjacent periods of one measure, at the all-breakdowns level, by area and time.

    A period that has no figure gives a record that says so, with no terms beyond facts. Windows that
    share months are compared as they follow each other, and of a year to date what each figure added.
    raises LawBroken when the terms do not add up: nothing is returned then.
    """
    (rows, bridged), cells = bridge_and_groups(measure, inputs.values, inputs.first_values)
    return _explained(measure, inputs, as_of, rows, bridged, cells, of_every_pair=False)


def _explained(
    measure: Measure,
    inputs: WhyInputs,
    as_of: dt.date,
    rows: pl.DataFrame,
    bridged: pl.DataFrame,
    cells: Sequence[GroupCells],
    *,
    of_every_pair: bool,
) -> ExplanationFrames:
    """Groups stand below pairs that somebody may ask about first, or below every pair."""
    beside = compared(measure, rows, bridged, inputs.variation, cells)
    beside = with_pending(measure, beside, inputs.observations, as_of=as_of, settle_days=inputs.settle_days)
    beside = with_evidence(measure, beside, inputs)
    defects = defect_facts(beside, own_defects(measure, inputs.quality, rows))
    events = event_facts(measure, beside, inputs.events)
    groups = group_rows(measure, beside, cells, of_every_pair=of_every_pair)
    return assembled(measure, beside, pl.concat([defects, events]), as_of, groups)


def bridge_and_groups(
    measure: Measure, values: pl.DataFrame, first_values: pl.DataFrame
) -> tuple[tuple[pl.DataFrame, pl.DataFrame], tuple[GroupCells, ...]]:
    """The series and its pairs with `arithmetic.with_bridge`, and `cells.group_cells`, worked out side by side.

    Neither knows of the other; groups are nearly all rows of a table, so that reading them takes as long as the rest.
    """
    with ThreadPoolExecutor(1) as aside:
        cells = aside.submit(_groups, measure, values)
        rows = series(measure, values, first_values)
        return (rows, with_bridge(measure, pairs(rows), values)), cells.result()


def _groups(measure: Measure, values: pl.DataFrame) -> tuple[GroupCells, ...]:
    """Groups of a year to date are returned to date too, and are never what a month added."""
    return group_cells(measure, values.filter(pl.col("period_type") != TO_DATE))


def compared(
    measure: Measure,
    rows: pl.DataFrame,
    bridged: pl.DataFrame,
    variation: pl.DataFrame,
    cells: Sequence[GroupCells] = (),
    *,
    as_given: bool = False,
) -> pl.DataFrame:
    """Pairs of a series with all their arithmetic, other colours, what turned each colour, and gate.

    bridged   the pairs, as `periods.pairs` makes them of the series, with `arithmetic.with_bridge`
    cells     `cells.group_cells` of the measure
    as_given  True where the figure to reckon with is the one given, whatever its parts say: a shown, rounded one
    """
    beside = with_margins(measure, with_splits(measure, bridged, cells))
    turned = with_flips(measure, with_other_colours(measure, beside), cells, as_given=as_given)
    judged = with_gate(measure, turned, rows, variation)
    seen = with_season(with_parts_view(measure, judged), rows, points_of(measure, variation))
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
    measure: Measure,
    area_code: str,
    period_start: dt.date,
    *,
    inputs: WhyInputs,
    as_of: dt.date,
    against: Against = "previous",
    known_then: dt.date | None = None,
) -> Explanation:
    """One pair, the same to the last bit as in explain_all: the period that begins on this day, and an earlier one.

    The rows of its groups are worked out whether `explain_all` keeps them or not.
    against     the period before, the same period a year before, or the one that holds a day
    known_then  the earlier figure, target and rule as known at the end of this day, in place of first published;
                `inputs.observations` holds what was known
    raises      NoSuchPair where the area has no such two periods; NotKnownThen
    """
    frames = explain_pair(
        measure, area_code, period_start, inputs=inputs, as_of=as_of, against=against, known_then=known_then
    )
    return Explanation(frames.explanations.row(0, named=True), tuple(frames.terms.iter_rows(named=True)))


def explain_pair(
    measure: Measure,
    area_code: str,
    period_start: dt.date,
    *,
    inputs: WhyInputs,
    as_of: dt.date,
    against: Against = "previous",
    known_then: dt.date | None = None,
) -> ExplanationFrames:
    """`explain` as frames of one record and its terms."""
    own = replace(
        inputs,
        values=_of(inputs.values, area_code),
        first_values=_of(inputs.first_values, area_code),
        observations=_of(inputs.observations, area_code),
    )
    if known_then is not None:
        own = replace(own, first_values=values_known_then(measure, own.observations, known_then))
    rows = series(measure, own.values, own.first_values)
    if rows.is_empty():
        raise NoSuchPair(
            "this area has no figure of this measure.",
            where=f"measure {measure.id}, area {area_code}",
            mend="look at its file, or ask about another area",
        )
    asked = asked_pair(measure, rows, period_start, against)
    if known_then is not None:
        must_be_known(asked, own.first_values, known_then)
    bridged, cells = with_bridge(measure, asked, own.values), _groups(measure, own.values)
    frames = _explained(measure, own, as_of, rows, bridged, cells, of_every_pair=True)
    then = pl.lit(known_then, pl.Date)
    return ExplanationFrames(frames.explanations.with_columns(known_then=then), frames.terms)


def _of(frame: pl.DataFrame, area_code: str) -> pl.DataFrame:
    return frame if frame.is_empty() else frame.filter(pl.col("area_code") == area_code)
