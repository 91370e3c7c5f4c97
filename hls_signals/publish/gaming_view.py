"""What does a page ask about how the target may be bending the data?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from hls_signals.gaming.calibration.table import false_alarm_table
from hls_signals.gaming.words import FOUR_READINGS, HAPPENS_WHERE_A_TARGET_WORKS
from hls_signals.publish.around_view import hangs_on_it
from hls_signals.publish.beside_view import ROLE_WORDS
from hls_signals.publish.content import Content, Row
from hls_signals.publish.gaming_shapes import shape_of, undrawn
from hls_signals.publish.gaming_views import GamingCard, GamingMethod
from hls_signals.publish.numbers import published
from hls_signals.publish.periods import day_label
from hls_signals.publish.registry import page_builder
from hls_signals.publish.table_views import Column, Table
from hls_signals.publish.wording import INDICATOR_WORDS, in_words
from hls_signals.register.models import Area, Measure
from hls_signals.workspace.language import phrase

# The area code of a question that is asked of several bodies laid together.
POOLED = ""


def gaming_cards(content: Content, measure: Measure, area: Area | None, slug: str) -> tuple[GamingCard, ...]:
    """The questions of one measure and area, in the order of the method; none where there is no question.

    area  None: those asked of several bodies laid together, whose subject is the alliance
    """
    rows = content.gaming_by_series.get((measure.id, POOLED if area is None else area.area_code), [])
    return tuple(
        gaming_card(content, row, measure, f"bending-{slug}-{row['indicator'].replace('_', '-')}") for row in rows
    )


def gaming_card(content: Content, row: Row, measure: Measure, view_id: str) -> GamingCard:
    """One question: innocent readings first, then the shape, the question and who has replied."""
    shape = shape_of(content, row, measure, view_id)
    first, last = row["window_start"], row["window_end"] - dt.timedelta(days=1)
    return GamingCard(
        view_id=view_id,
        signal_id=row["signal_id"],
        measure_id=measure.id,
        area_code=row["area_code"],
        indicator=row["indicator"],
        looked_at=in_words(row["indicator"], INDICATOR_WORDS),
        window=phrase("{first} to {last}", first=day_label(first), last=day_label(last)),
        innocent=tuple(map(phrase, row["innocent_explanations"])),
        sentence=row["sentence"],
        question=phrase(row["learning_question"]),
        readings=tuple(map(phrase, FOUR_READINGS)),
        changes_our_mind=phrase(row["what_would_change_our_mind"]),
        no_proof=phrase(HAPPENS_WHERE_A_TARGET_WORKS),
        shape=shape,
        undrawn=undrawn(row) if shape is None else "",
        effect=_number(row["effect"]),
        effect_lower=_number(row["effect_lower"]),
        effect_upper=_number(row["effect_upper"]),
        effect_unit=row["effect_unit"],
        rounded_to=row["rounded_to"],
        reply=row["reply"],
        reply_note=row["reply_note"],
        reply_by=phrase(ROLE_WORDS[row["reply_role"]]) if row["reply"] else "",
        replied_on="" if row["replied_on"] is None else day_label(row["replied_on"]),
        until=day_label(row["expires_on"]),
        hangs_on_it=hangs_on_it(measure),
    )


def _number(value: float | None) -> Decimal | None:
    rounded = published(value, 2)
    # Whole where it is whole: `115`, and not `115.00`.
    return None if rounded is None else Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


@page_builder("gaming")
def method_page(content: Content) -> Iterable[Any]:
    """The page one click from every card. It is always there: that some place has a card is not told to the others."""
    from hls_signals.publish.site_plan import Planned

    yield Planned("how-a-target-may-bend-the-data.html", "bending", gaming_method())


def gaming_method() -> GamingMethod:
    """What the page says, with how often each indicator is mistaken on innocent data."""
    rows = tuple(
        (
            in_words(row.indicator, INDICATOR_WORDS),
            phrase(row.shape),
            f"{row.n:,}",
            phrase("{number} in 100", number=row.in_a_hundred),
        )
        for row in false_alarm_table()
    )
    columns = (
        Column("what", "What is looked at"),
        Column("shape", "Innocent data"),
        Column("n", "Records or periods", is_number=True),
        Column("mistaken", "Taken for a pattern", is_number=True),
    )
    caption = phrase("How often innocent data are taken for a pattern, in simulation, in the order of the method")
    table = Table("bending-false-alarms", caption, "register", columns, rows)
    readings = tuple(map(phrase, FOUR_READINGS))
    return GamingMethod("bending-method", phrase(HAPPENS_WHERE_A_TARGET_WORKS), readings, table)
