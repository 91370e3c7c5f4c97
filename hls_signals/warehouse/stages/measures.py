"""Which figures become values and colours, under targets known on which day?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.measures import measured_values
from hls_signals.measures.arrived import with_completeness
from hls_signals.register import Measure
from hls_signals.returns.defects import QUALITY, differing_colours
from hls_signals.warehouse.night import Filled, Frames, Night


def fill_values(night: Night, table: str, figures: str, *, known_on: dt.date | None) -> Filled:
    """Value, target and colour of every figure of `figures`, into `table`.

    known_on  the day on which targets and rules are asked for; None: the day each figure became known
    """
    versions = "staged.total_versions"
    reads = [figures] if known_on is None else [figures, versions]

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        events = [event for event in night.register.events if event.names(measure)]
        values = measured_values(measure, frames[figures], known_on=known_on, events=events)
        if known_on is None:
            return {table: values}
        return {table: with_completeness(measure, values, frames[versions], settled_by=_settled_by(night))}

    # What was first published does not rest on the day asked about.
    extra = table if known_on is None else f"{table} {_settled_by(night)}"
    (filled,) = night.by_measure([table], reads, of_measure, extra=extra)
    return filled


def _settled_by(night: Night) -> dt.date:
    """The first of a month: a period that ended by then is settled.

    Periods end with a month, so this is no later than the day itself would say, and values worked out earlier in the
    month serve again.
    """
    day = night.as_of - dt.timedelta(days=night.settings.why.settle_days)
    return day.replace(day=1)


def colour_questions(night: Night) -> Filled:
    """`measures.colour_questions`: figures whose colour in the return is not the one the register gives."""
    returns = {measure.id: measure.return_id for measure in night.measures}
    found = [
        differing_colours(night.read("measures.measured_values", measure, filled="reported_colour"), returns)
        for measure in returns
    ]
    return night.write("measures.colour_questions", pl.concat([pl.DataFrame(schema=QUALITY), *found]))
