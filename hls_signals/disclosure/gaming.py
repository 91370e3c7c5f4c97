"""What may a page hold of a gaming question: shape, effect, range and reply?"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from hls_signals.disclosure.forms import is_exact_measure
from hls_signals.disclosure.profiles import BASE, LARGEST_HIDDEN
from hls_signals.gaming.cells import cells_around
from hls_signals.gaming.context import TargetContext
from hls_signals.gaming.excess import WINDOWS_BEYOND, excess_at
from hls_signals.gaming.registry import BUILT_IN
from hls_signals.gaming.seen import is_seen_by_others, is_seen_by_owners
from hls_signals.gaming.words import asked, whole, whole_range
from hls_signals.register.models import Measure

SHOWN_GAMING: dict[str, pl.DataType] = {
    "measure_id": pl.String(),
    "area_code": pl.String(),
    "signal_id": pl.String(),
    "indicator": pl.String(),
    "pooled_over": pl.Int64(),
    "window_start": pl.Date(),
    "window_end": pl.Date(),
    "effect": pl.Float64(),
    "effect_lower": pl.Float64(),
    "effect_upper": pl.Float64(),
    "effect_unit": pl.String(),
    "rounded_to": pl.String(),
    "sentence": pl.String(),
    "innocent_explanations": pl.List(pl.String()),
    "learning_question": pl.String(),
    "what_would_change_our_mind": pl.String(),
    # JSON: for a histogram, its limit in words, its unit and its cells [value, count or null, smooth].
    "shape": pl.String(),
    "expires_on": pl.Date(),
    "reply": pl.String(),
    "reply_note": pl.String(),
    "reply_role": pl.String(),
    "replied_on": pl.Date(),
}
ABOUT = {module.ABOUT.indicator: module.ABOUT for module in BUILT_IN}
COUNTED = ("cases", "figures", "periods")
# What a hidden count is taken for where a curve is drawn through the shown ones: the middle of 1 to 7.
MIDDLE_OF_HIDDEN = 4


def shown_gaming(
    measure: Measure,
    gaming: pl.DataFrame,
    replies: Mapping[str, Mapping[str, Any]],
    today: dt.date,
    *,
    for_owners: bool = False,
) -> pl.DataFrame:
    """The questions of one measure that may be seen today, by area, with every number as it may be shown.

    gaming      the `gaming` record of the measure
    replies     signal_id -> narrative_id, text, author_role and recorded_on of the reply
    for_owners  those whose data it is see a question before there is a reply; the numbers are the same
    returns     the columns of SHOWN_GAMING, in the order of the record
    """
    rows = list(_rows(measure, gaming, replies, today, for_owners=for_owners))
    return pl.DataFrame(rows, schema=SHOWN_GAMING, orient="row")


def _rows(
    measure: Measure,
    gaming: pl.DataFrame,
    replies: Mapping[str, Mapping[str, Any]],
    today: dt.date,
    *,
    for_owners: bool,
) -> Iterator[dict[str, Any]]:
    step = 1 if is_exact_measure(measure) else BASE
    for row in gaming.iter_rows(named=True):
        reply = replies.get(row["signal_id"])
        is_seen = is_seen_by_others(row, has_reply=reply is not None, today=today)
        if is_seen or (for_owners and is_seen_by_owners(row, today)):
            yield _shown(row, reply, step)


def _shown(row: Mapping[str, Any], reply: Mapping[str, Any] | None, step: int) -> dict[str, Any]:
    details = json.loads(row["details"])
    numbers = _numbers(row, step)
    kept = ("measure_id", "area_code", "signal_id", "indicator", "pooled_over", "window_start", "window_end",
            "effect_unit", "innocent_explanations", "learning_question", "what_would_change_our_mind",
            "expires_on")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        **numbers,
        "sentence": _sentence(row, details, numbers),
        "shape": json.dumps(_shape(details, step)) if "cells" in details else "",
        "reply": "" if reply is None else reply["text"],
        "reply_note": "" if reply is None else reply["narrative_id"],
        "reply_role": "" if reply is None else reply["author_role"],
        "replied_on": None if reply is None else reply["recorded_on"],
    }


def _numbers(row: Mapping[str, Any], step: int) -> dict[str, Any]:
    """Effect and range to the step of counts, outward; ratios to two places. How many were ruled out stays here."""
    if row["indicator"] == "impossible_value":
        return {"effect": None, "effect_lower": None, "effect_upper": None, "rounded_to": ""}
    if row["effect_unit"] not in COUNTED:
        ratios = {name: row[name] and round(row[name], 2) for name in ("effect", "effect_lower", "effect_upper")}
        return {**ratios, "rounded_to": "0.01"}
    return {
        "effect": math.floor(row["effect"] / step + 0.5) * step,
        "effect_lower": math.floor(row["effect_lower"] / step) * step,
        "effect_upper": math.ceil(row["effect_upper"] / step) * step,
        "rounded_to": str(step) if step > 1 else "",
    }


def _sentence(row: Mapping[str, Any], details: Mapping[str, Any], numbers: Mapping[str, Any]) -> str:
    about = ABOUT.get(row["indicator"])
    if about is None:
        # An indicator of another package: its own words may hold a true count.
        return asked("The data show a pattern that a target tends to leave.", row["innocent_explanations"])
    if not about.opening:
        # Whole per cents of a ratio: no count stands in it.
        return str(row["sentence"])
    said = {"effect": "", "range": ""}
    if numbers["effect"] is not None:
        near = "About " if numbers["rounded_to"] else ""
        said["effect"] = near + whole(numbers["effect"])
        said["range"] = whole_range(numbers["effect_lower"], numbers["effect_upper"])
    words = {name: details[name] for name in ("things", "limit") if name in details}
    return asked(about.opening.format(**said, **words), row["innocent_explanations"])


def _shape(details: Mapping[str, Any], step: int) -> dict[str, Any]:
    """The cells as they may be shown, and the smooth curve worked out again from these."""
    values = [value for value, _, _ in details["cells"]]
    counts = [_count(count, step) for _, count, _ in details["cells"]]
    context = TargetContext(
        measure_id="",
        target=details["target"],
        good_side=details["good_side"],
        unit=details["unit"],
        window_start=dt.date.min,
        window_end=dt.date.max,
        grid=details["grid"],
        scale_end=details["scale_end"],
    )
    drawn = pl.DataFrame({"value": values, "n": [MIDDLE_OF_HIDDEN if n is None else n for n in counts]})
    cells = cells_around(drawn, context, details["target"])
    curve = excess_at(cells, context, WINDOWS_BEYOND[0]).curve
    smooth = {int(at): float(n) for at, n in zip(cells.steps, _fitted(curve), strict=True)}
    return {
        "limit": details["limit"],
        "target": details["target"],
        "unit": details["unit"],
        "things": details["things"],
        "grid": details["grid"],
        "is_from_above": context.is_from_above,
        "window": cells.window,
        "cells": [
            [value, count, round(smooth.get(round(value / details["grid"]), 0.0), 1)]
            for value, count in zip(values, counts, strict=True)
        ],
    }


def _fitted(curve: Any) -> Any:
    return np.exp(curve.design @ curve.fit.coefficients)


def _count(count: float, step: int) -> int | None:
    if step == 1:
        return int(count)
    return None if 0 < count <= LARGEST_HIDDEN else math.floor(count / step + 0.5) * step
