"""What may a page hold of a gaming question: shape, effect, range and reply?"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hls_signals.disclosure.forms import is_exact_measure
from hls_signals.disclosure.gaming_shapes import shape_of
from hls_signals.disclosure.profiles import BASE
from hls_signals.gaming.registry import BUILT_IN
from hls_signals.gaming.seen import is_seen_by_others, is_seen_by_owners
from hls_signals.gaming.shifts import SHARES
from hls_signals.gaming.words import asked, limit_words, more_in_per_cent, whole, whole_range
from hls_signals.register.models import Measure
from hls_signals.workspace.language import phrase

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
    # JSON: what may be drawn (`disclosure.gaming_shapes`).
    "shape": pl.String(),
    "expires_on": pl.Date(),
    "reply": pl.String(),
    "reply_note": pl.String(),
    "reply_role": pl.String(),
    "replied_on": pl.Date(),
}
ABOUT = {module.ABOUT.indicator: module.ABOUT for module in BUILT_IN}
COUNTED = ("cases", "figures", "periods")


def shown_gaming(
    measure: Measure,
    gaming: pl.DataFrame,
    replies: Mapping[str, Mapping[str, Any]],
    today: dt.date,
    *,
    named: Sequence[Measure] = (),
    for_owners: bool = False,
) -> pl.DataFrame:
    """The questions of one measure that may be seen today, by area, with every number as it may be shown.

    gaming      the `gaming` record of the measure
    replies     signal_id -> narrative_id, text, author_role and recorded_on of the reply
    named       measures whose figures the question is made of too: the strictest rule among them holds
    for_owners  those whose data it is see a question before there is a reply; the numbers are the same
    returns     the columns of SHOWN_GAMING, in the order of the record
    """
    step = 1 if all(is_exact_measure(source) for source in (measure, *named)) else BASE
    rows = list(_rows(step, gaming, replies, today, for_owners=for_owners))
    return pl.DataFrame(rows, schema=SHOWN_GAMING, orient="row")


def _rows(
    step: int,
    gaming: pl.DataFrame,
    replies: Mapping[str, Mapping[str, Any]],
    today: dt.date,
    *,
    for_owners: bool,
) -> Iterator[dict[str, Any]]:
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
        # What an indicator of another package keeps in its details is not known here, so it is not drawn.
        "shape": shape_of(details, step) if row["indicator"] in ABOUT else "",
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
    # An indicator of another package may give no range.
    lower, upper = row["effect_lower"], row["effect_upper"]
    return {
        "effect": math.floor(row["effect"] / step + 0.5) * step,
        "effect_lower": None if lower is None else math.floor(lower / step) * step,
        "effect_upper": None if upper is None else math.ceil(upper / step) * step,
        "rounded_to": str(step) if step > 1 else "",
    }


def _sentence(row: Mapping[str, Any], details: Mapping[str, Any], numbers: Mapping[str, Any]) -> str:
    """What is asked about, in the language spoken now, with no number but the shown ones."""
    explanations = [phrase(text) for text in row["innocent_explanations"]]
    about = ABOUT.get(row["indicator"])
    if about is None:
        # An indicator of another package: its own words may hold a true count.
        return asked(phrase("The data show a pattern that a target tends to leave."), explanations)
    words = {**_effect_words(row, numbers), **_words_of(row["indicator"], details)}
    return asked(phrase(about.opening).format(**words), explanations)


def _effect_words(row: Mapping[str, Any], numbers: Mapping[str, Any]) -> dict[str, str]:
    effect, *ends = (numbers[name] for name in ("effect", "effect_lower", "effect_upper"))
    if effect is None:
        return {}
    if row["effect_unit"] not in COUNTED:
        effect, *ends = (more_in_per_cent(ratio) for ratio in (effect, *ends))
    said = whole(effect)
    if numbers["rounded_to"] and row["effect_unit"] in COUNTED:
        said = phrase("About {number}", number=said) if effect else phrase("A few")
    return {"effect": said, "range": whole_range(*ends)}


def _words_of(indicator: str, details: Mapping[str, Any]) -> dict[str, str]:
    match details:
        case {"things": things, "target": target, "unit": unit}:
            return {"things": phrase(things), "limit": limit_words(target, unit)}
        case {"before": before, "after": after}:
            shares = {"before": whole(100 * before), "after": whole(100 * after)}
            return {"what": phrase(SHARES[indicator]), **shares}
    return {}
