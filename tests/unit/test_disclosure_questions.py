"""Which questions about the data reach a page?"""

from __future__ import annotations

import polars as pl

from hls_signals.disclosure import shown_questions, shown_values
from hls_signals.returns.defects import QUALITY, differing_colours
from hls_signals.workspace.settings import Settings
from tests.house.why_cases import AREA, a_measure, a_register, figure, quality_row, values_of


def asked(count):
    """Codes of the questions shown when the return says red and the rule gives green, with a copy of the whole file."""
    measure = a_measure(
        60, 5, calculation="count", unit="count", scale=1, polarity="lower", disclosure={"about_people": True}
    )
    values = values_of(measure, [figure("2026-07", count, reported_colour="red")])
    told = differing_colours(values, {measure.id: measure.return_id})
    copied = pl.DataFrame([quality_row("D301", "2026-07", other="2026-06")], schema=QUALITY)
    shown = shown_values(measure, values, Settings(), a_register(measure))
    return shown_questions(pl.concat([told, copied]), shown).select("code", "area_code").rows()


def test_the_colour_of_a_hidden_figure_is_not_told_by_a_question_about_it():
    assert asked(5) == [("D301", "")]


def test_a_shown_figure_and_a_whole_file_keep_their_questions():
    assert asked(40) == [("D309", AREA), ("D301", "")]
