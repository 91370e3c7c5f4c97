"""Which questions about the data may a page ask?"""

from __future__ import annotations

import polars as pl

FIGURE = ("measure_id", "area_code", "period_start")


def shown_questions(questions: pl.DataFrame, shown: pl.DataFrame) -> pl.DataFrame:
    """The questions without those about one hidden figure, in their order.

    "The rule gives amber" of a hidden count says that it is 4 or 5, and no question at all would say the rest.

    questions  rows of `staged.quality` and `measures.colour_questions`; a row without an area is about a whole file
    shown      `shown_values` of all measures
    """
    hidden = shown.filter(pl.col("withheld_because") != "").select(FIGURE).unique()
    return questions.join(hidden, on=FIGURE, how="anti", maintain_order="left")
