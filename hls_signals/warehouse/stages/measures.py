"""Which figures become values and colours, under targets known on which day?"""

from __future__ import annotations

import datetime as dt

import polars as pl

from hls_signals.measures import measured_values
from hls_signals.register import Measure
from hls_signals.returns.defects import QUALITY, differing_colours
from hls_signals.warehouse.night import Filled, Frames, Night


def fill_values(night: Night, table: str, figures: str, *, known_on: dt.date | None) -> Filled:
    """Value, target and colour of every figure of `figures`, into `table`.

    known_on  the day on which targets and rules are asked for; None: the day each figure became known
    """

    def of_measure(measure: Measure, frames: Frames) -> Frames:
        events = [event for event in night.register.events if event.names(measure)]
        return {table: measured_values(measure, frames[figures], known_on=known_on, events=events)}

    (filled,) = night.by_measure([table], [figures], of_measure, extra=table)
    return filled


def colour_questions(night: Night) -> Filled:
    """`measures.colour_questions`: figures whose colour in the return is not the one the register gives."""
    returns = {measure.id: measure.return_id for measure in night.measures}
    found = [differing_colours(night.read("measures.measured_values", measure), returns) for measure in returns]
    return night.write("measures.colour_questions", pl.concat([pl.DataFrame(schema=QUALITY), *found]))
