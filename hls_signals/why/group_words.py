"""What is said of groups: who came through, and what happened within groups?

Groups in register order, whatever their size. No group is asked about where the gate finds no signal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from hls_signals.why.case import Case, Row
from hls_signals.why.group_terms import COUNTED
from hls_signals.why.words import once_rounded, say

Draft = tuple[str, tuple[int, ...]]
# More groups than this are told by the table alone.
MOST_TOLD = 4
POOLED = "pooled"
# Numbers about people are rounded to the nearest 5: each may be so much more or less.
ROUNDED_BY = 2
MIX_KINDS = ("mix", "new_group", "gone_group")


def has_split(case: Case) -> bool:
    """True where groups split the change."""
    return bool(_rows(case, "bridge", ("mix",)))


def of_groups(case: Case) -> list[Draft]:
    """Mix, rate and what is left of a change that groups split, and what stands out among the groups."""
    drafts = [*_heading(case), _mix(case), *_dimensions(case), *_rate(case)]
    drafts = [*drafts, *_left_over(case), *_together(case)]
    return [*drafts, *_reversal(case), *_came_and_went(case), *_recording(case)]


def count_by_group(case: Case) -> list[Draft]:
    """What each group did to the change of a count, where there are few enough to tell."""
    rows = _told(case, "count", ("count",))
    return _listed(case, rows, say("groups", "count_parts", parts=_parts(case, rows))) if rows else []


def _heading(case: Case) -> list[Draft]:
    if case.gate.result != "routine_variation":
        return []
    return [(say("groups", "routine_heading"), case.numbers("mix", "rate"))]


def _mix(case: Case) -> Draft:
    """The row of the bridge, and of the groups those that grew as a part of everybody."""
    whole = _rows(case, "bridge", ("mix",))[0]
    grew = _grew(case)
    amount, numbers = case.change(whole["amount"]), (int(whole["term_no"]), *_numbers(grew))
    if not grew:
        return say("groups", "mix", amount=amount), numbers
    told = say("groups", "apart").join(_grown(case, row) for row in grew)
    return say("groups", "mix_grew", amount=amount, grew=told), numbers


def _grew(case: Case) -> list[Row]:
    """The groups that grew as a part of everybody, where they are few enough to be told."""
    return [
        row for row in _told(case, "mix", MIX_KINDS) if _has_grown(row, ROUNDED_BY if case.are_groups_rounded else 0)
    ]


def _has_grown(row: Row, either_way: int) -> bool:
    """True where the group is a larger part of all, and was so before its numbers were rounded."""
    held = [row[name] for name in COUNTED]
    if None in held:
        return False
    before, now, all_before, all_now = held
    # Nobody is shown for nobody alone.
    low, high = max(now - either_way, 0.0), before + either_way if before else 0.0
    return bool(low * (all_before - either_way) > high * (all_now + either_way))


def _grown(case: Case, row: Row) -> str:
    """How many of all were in the group before, and how many are now."""
    counts = [f"{once_rounded(row[name], 0):,f}" for name in COUNTED]
    slots = dict(zip(("before", "now", "all_before", "all_now"), counts, strict=True))
    key = "grew" if counts[2] == counts[3] else "grew_of_others"
    ending = "_people" if case.measure.disclosure.about_people else ""
    return say("groups", key + ending, group=group_text(row["group_name"]), **slots)


def _rate(case: Case) -> list[Draft]:
    """The row of the bridge, then the one group it all lies in, or the part of each."""
    whole = _rows(case, "bridge", ("rate",))[0]
    amount, number = case.change(whole["amount"]), int(whole["term_no"])
    rows = _told(case, "rate", ("rate",))
    moved = [row for row in rows if _shown(case, row)]
    if len(moved) == 1 and _shown(case, moved[0]) == _shown(case, whole):
        group = group_text(moved[0]["group_name"])
        return [(say("groups", "rate_in_one", amount=amount, group=group), (number, *_numbers(moved)))]
    if moved:
        return [(say("groups", "rate_parts", amount=amount, parts=_parts(case, rows)), (number, *_numbers(rows)))]
    plain: Draft = (say("groups", "rate", amount=amount), (number,))
    return [plain, *_listed(case, rows, "")] if rows and _shown(case, whole) else [plain]


def _together(case: Case) -> list[Draft]:
    """What parts that are told one by one come to, where more than one is not nought."""
    rows = _rows(case, "bridge", ("mix", "rate", "not_known"))
    told = [row for row in rows if _shown(case, row)]
    if len(told) < 2:
        return []
    whole = once_rounded(math.fsum(row["amount"] for row in rows), case.decimals)
    key = "together" if sum(_shown(case, row) for row in told) == whole else "together_rounded"
    return [(say("groups", key, amount=case.bare_change(whole)), _numbers(rows))]


def _told(case: Case, kind: str, kinds: Sequence[str]) -> list[Row]:
    """The groups of a kind where they are few enough to be told; none where they are not."""
    rows = [row for row in _rows(case, "group", kinds) if row["status"] != POOLED]
    return rows if len(rows) <= MOST_TOLD else []


def _parts(case: Case, rows: Sequence[Row]) -> str:
    return say("groups", "apart").join(
        say("groups", "part", group=group_text(row["group_name"]), amount=case.change(row["amount"])) for row in rows
    )


def _listed(case: Case, rows: Sequence[Row], text: str) -> list[Draft]:
    """The sentence that lists these rows, or that each of them rounds to nought."""
    has_moved = any(_shown(case, row) for row in rows)
    return [(text if has_moved else say("groups", "none_moved"), _numbers(rows))]


def _shown(case: Case, row: Row) -> Decimal:
    """The amount of a row as it is shown, rounded once."""
    return once_rounded(row["amount"], case.decimals)


def _numbers(rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(int(row["term_no"]) for row in rows)


def _dimensions(case: Case) -> list[Draft]:
    rows = _rows(case, "dimension", ("mix",))
    if not rows:
        return []
    told = say("groups", "apart").join(
        say("groups", "part", group=dimension_text(row["dimension"]), amount=case.change(row["amount"])) for row in rows
    )
    return [(say("groups", "dimensions", parts=told), _numbers(rows))]


def _left_over(case: Case) -> list[Draft]:
    """What shown groups leave of the shown change."""
    row = _rows(case, "bridge", ("not_known",))[0]
    if _shown(case, row) == 0:
        return []
    pooled = [term for term in _rows(case, "group", ("not_known",)) if term["status"] == POOLED]
    key = "pooled" if not pooled or "small" in pooled[0]["group_name"] else "rounding"
    numbers = (*(int(term["term_no"]) for term in pooled), int(row["term_no"]))
    return [(say("groups", key, amount=case.change(row["amount"])), numbers)]


def _reversal(case: Case) -> list[Draft]:
    if "simpson_reversal" not in case.flags:
        return []
    key = "reversal_fell" if case.record["value1"] < case.record["value0_now"] else "reversal_rose"
    return [(say("groups", key), case.numbers("mix", "rate"))]


def _came_and_went(case: Case) -> list[Draft]:
    """Groups of which nobody was counted in one of the periods, where that is not said already."""
    drafts, said = [], _numbers(_grew(case))
    for kind in ("new_group", "gone_group"):
        rows = [row for row in _rows(case, "group", (kind,)) if row["term_no"] not in said]
        if 0 < len(rows) <= MOST_TOLD:
            names = say("groups", "apart").join(group_text(row["group_name"]) for row in rows)
            drafts.append((say("groups", kind, groups=names), _numbers(rows)))
    return drafts


def _recording(case: Case) -> list[Draft]:
    codes = ("possible_recode", "not_recorded_grew")
    return [(say("groups", code), case.numbers("mix")) for code in codes if code in case.flags]


def group_questions(case: Case) -> list[str]:
    """Questions about groups and about who came through, where the gate finds a signal."""
    if case.gate.result != "signal" or not has_split(case):
        return []
    asked = [say("ask", "recode")] if "possible_recode" in case.flags else []
    moved = [row for row in _told(case, "rate", ("rate",)) if _shown(case, row)]
    asked += [say("ask", "group", group=group_text(row["group_name"])) for row in moved]
    if not moved:
        asked.append(say("ask", "signal", period1=case.period(1)))
    if _shown(case, _rows(case, "bridge", ("mix",))[0]):
        asked.append(say("ask", "mix", period1=case.period(1)))
    return asked


def _rows(case: Case, level: str, kinds: Sequence[str]) -> list[Row]:
    return [term for term in case.terms if term["level"] == level and term["kind"] in kinds]


def group_text(name: str) -> str:
    """A group as a sentence names it, in quotation marks; of crossed dimensions the values with a comma between."""
    return say("groups", "named", name=name.replace("|", ", "))


def dimension_text(name: str) -> str:
    """A dimension, or a chain of them, as a sentence names it."""
    return say("groups", "within").join(reversed(name.replace("_", " ").split("|")))
