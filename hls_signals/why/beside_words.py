"""What is said beside the arithmetic: what still arrives, a line that is near, earlier years, what else happened?"""

from __future__ import annotations

import json
from typing import Any

from hls_signals.why.case import Case
from hls_signals.why.periods import ROLLING
from hls_signals.why.window_words import coincident
from hls_signals.why.words import once_rounded, say

Draft = tuple[str, tuple[int, ...]]


def cautions(case: Case) -> list[Draft]:
    """What to bear in mind before any figure is read: what still arrives, and a colour that one case decides."""
    return [*_late(case), *_knife_edge(case)]


def _late(case: Case) -> list[Draft]:
    numbers = case.numbers("late_returns")
    if not numbers:
        return []
    drafts: list[Draft] = [(say("beside", "late_returns", period1=case.period(1)), numbers)]
    pending = _read(case, "pending")
    if pending is None or pending["expected_value"] is None:
        return drafts
    names = ("expected_value", "low", "high")
    figures = {name: case.figure(pending[name]) for name in names}
    return [*drafts, (say("beside", "late_range", n=str(pending["n_periods"]), **figures), numbers)]


def _knife_edge(case: Case) -> list[Draft]:
    numbers = case.numbers("knife_edge")
    return [(say("beside", "knife_edge"), numbers)] if numbers else []


def other_readings(case: Case) -> list[Draft]:
    """The change as one of numerator and denominator, and beside the same step of earlier years."""
    return [*_windows(case), *_parts(case), *_season(case)]


def _windows(case: Case) -> list[Draft]:
    """What a change of figures that share months is."""
    if "overlapping_windows" not in case.flags or not case.has_figures or case.is_to_date:
        return []
    if case.record["period_type"] != ROLLING:
        return [(say("windows", case.record["period_type"]), ())]
    start, end = case.record["period1_start"], case.record["period0_end"]
    shared = max((end.year - start.year) * 12 + end.month - start.month, 0)
    key = {11: "month", 0: "apart"}.get(shared, "months")
    return [(say("windows", key, n=str(shared)), ())]


def _parts(case: Case) -> list[Draft]:
    amounts = [case.amount(kind) or 0.0 for kind in ("numerator", "denominator")]
    shown = [once_rounded(amount, case.decimals) for amount in amounts]
    # Where one of the two stood still, the other is the whole change, which is said already.
    if not all(shown):
        return []
    # A figure about people is rounded by itself, and so may differ from what its rounded parts give.
    ends = [once_rounded(case.record[name], case.decimals) for name in ("value0_now", "value1")]
    key = "parts" if sum(shown) == ends[1] - ends[0] else "parts_rounded"
    top, bottom = (case.change(amount) for amount in amounts)
    return [(say("beside", key, numerator=top, denominator=bottom), case.numbers("numerator", "denominator"))]


def _season(case: Case) -> list[Draft]:
    season = _read(case, "season")
    numbers = case.numbers("season")
    if season is None or not numbers:
        return []
    steps = season["steps"]
    told = {"least": min(steps), "most": max(steps), "own": season["mean"] + season["remainder"]}
    bare = {name: case.bare_change(amount) for name, amount in told.items()}
    return [(say("beside", "season", n=str(len(steps)), mean=case.change(season["mean"]), **bare), numbers)]


def written(case: Case) -> list[Draft]:
    """Whether anybody has written about this window, and what else is on record; notes stand beside as written."""
    notes = case.evidence("note")
    shared = bool(notes) and all(entry["reason"] == "same_factor" for entry in notes)
    key = "nobody" if not notes else "same_factor" if shared else "somebody"
    return [(say("wrote", key), ()), *coincident(case)]


def _read(case: Case, name: str) -> Any:
    text = case.record.get(name)
    return None if text is None else json.loads(text)
