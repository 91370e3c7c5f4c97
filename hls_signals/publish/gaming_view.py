"""What does a page ask about how the target may be bending the data?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from hls_signals.gaming.calibration.table import false_alarm_table
from hls_signals.gaming.words import FOUR_READINGS, HAPPENS_WHERE_A_TARGET_WORKS
from hls_signals.publish.around_view import hangs_on_it
from hls_signals.publish.content import Content, Row
from hls_signals.publish.gaming_views import GamingCard, GamingCell, GamingMethod, GamingShape
from hls_signals.publish.numbers import published, written
from hls_signals.publish.periods import day_label
from hls_signals.publish.registry import page_builder
from hls_signals.publish.table_views import Column, Table
from hls_signals.register.models import Area, Measure

# How a role is told; a role that is not here is told as it is.
ROLE_WORDS = {"person": "a person using services", "unknown": "somebody of this area"}
DECIMALS = 1


def gaming_cards(content: Content, measure: Measure, area: Area, slug: str) -> tuple[GamingCard, ...]:
    """The questions of one measure and area, in the order of the method; none where there is no question."""
    rows = content.gaming_by_series.get((measure.id, area.area_code), [])
    return tuple(gaming_card(row, measure, f"bending-{slug}-{row['indicator'].replace('_', '-')}") for row in rows)


def gaming_card(row: Row, measure: Measure, view_id: str) -> GamingCard:
    """One question: innocent readings first, then the shape, the question and who has replied."""
    return GamingCard(
        view_id=view_id,
        signal_id=row["signal_id"],
        measure_id=measure.id,
        area_code=row["area_code"],
        indicator=row["indicator"],
        window=f"{day_label(row['window_start'])} to {day_label(row['window_end'] - dt.timedelta(days=1))}",
        innocent=tuple(row["innocent_explanations"]),
        sentence=row["sentence"],
        question=row["learning_question"],
        readings=FOUR_READINGS,
        changes_our_mind=row["what_would_change_our_mind"],
        no_proof=HAPPENS_WHERE_A_TARGET_WORKS,
        shape=_shape(row, view_id) if row["shape"] else None,
        effect=_number(row["effect"]),
        effect_lower=_number(row["effect_lower"]),
        effect_upper=_number(row["effect_upper"]),
        effect_unit=row["effect_unit"],
        rounded_to=row["rounded_to"],
        reply=row["reply"],
        reply_note=row["reply_note"],
        reply_by=ROLE_WORDS.get(row["reply_role"], f"a {row['reply_role']}") if row["reply"] else "",
        replied_on="" if row["replied_on"] is None else day_label(row["replied_on"]),
        until=day_label(row["expires_on"]),
        hangs_on_it=hangs_on_it(measure),
    )


def _number(value: float | None) -> Decimal | None:
    rounded = published(value, 2)
    # Whole where it is whole: `115`, and not `115.00`.
    return None if rounded is None else Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


def _shape(row: Row, view_id: str) -> GamingShape:
    held: dict[str, Any] = json.loads(row["shape"])
    cells = tuple(
        GamingCell(
            value=Decimal(f"{value:g}"),
            count=None if count is None else Decimal(count),
            smooth=published(smooth, DECIMALS) or Decimal(0),
        )
        for value, count, smooth in held["cells"]
    )
    title = f"What is recorded around the {held['limit']} limit"
    return GamingShape(
        view_id=view_id,
        unit=held["unit"],
        things=held["things"],
        limit=Decimal(f"{held['target']:g}"),
        limit_words=held["limit"],
        is_from_above=held["is_from_above"],
        grid=Decimal(f"{held['grid']:g}"),
        cells=cells,
        sentence=title,
        description=_description(cells, held),
        footnotes=tuple(_footnotes(row)),
    )


def _description(cells: Sequence[GamingCell], held: dict[str, Any]) -> str:
    limit = Decimal(f"{held['target']:g}")
    at = next((cell for cell in cells if cell.value == limit), None)
    there = "" if at is None or at.count is None else f" At the limit lie {written(at.count)}."
    return (
        f"One column a recorded value, from {written(cells[0].value)} to {written(cells[-1].value)}, and a line for "
        f"the smooth pattern.{there} A vertical line stands at the limit. The table below holds every column."
    )


def _footnotes(row: Row) -> list[str]:
    notes = ["The line is fitted to the columns as they are shown, those near the limit left out."]
    if row["rounded_to"]:
        notes.append(
            f"Numbers from 1 to 7 are not shown; others are rounded to the nearest {row['rounded_to']}, as are the "
            "effect and its range, outward."
        )
    return notes


# What each indicator is called on a page, in the order of the method.
INDICATOR_WORDS = {
    "threshold_bunching": "More records just inside a limit",
    "impossible_value": "Printed figures that no whole number gives",
    "revision_asymmetry": "Revisions that carry figures over the target",
    "end_of_period": "Records in the last days before figures are due",
    "copy_forward": "Periods that repeat the one before",
    "exclusion_shift": "A larger share left out of the count",
    "category_shift": "A larger share under another label",
}


@page_builder("gaming")
def method_page(content: Content) -> Iterable[Any]:
    """The page one click from every card. It is always there: that some place has a card is not told to the others."""
    from hls_signals.publish.site_plan import Planned

    yield Planned("how-a-target-may-bend-the-data.html", "bending", gaming_method())


def gaming_method() -> GamingMethod:
    """What the page says, with how often each indicator is mistaken on innocent data."""
    rows = tuple(
        (INDICATOR_WORDS[row.indicator], row.shape, f"{row.n:,}", row.in_a_hundred) for row in false_alarm_table()
    )
    columns = (
        Column("what", "What is looked at"),
        Column("shape", "Innocent data"),
        Column("n", "Records or periods", is_number=True),
        Column("mistaken", "Taken for a pattern", is_number=True),
    )
    caption = "How often innocent data are taken for a pattern, in simulation, in the order of the method"
    table = Table("bending-false-alarms", caption, "register", columns, rows)
    return GamingMethod("bending-method", HAPPENS_WHERE_A_TARGET_WORKS, FOUR_READINGS, table)
