"""What is said of groups: who came through, and what happened within groups?

Groups in register order, whatever their size. No group is asked about where the gate finds no signal.
"""

from __future__ import annotations

from collections.abc import Sequence

from hls_signals.why.case import Case, Row
from hls_signals.why.words import once_rounded, say

Draft = tuple[str, tuple[int, ...]]
# More groups than this are told by the table alone.
MOST_TOLD = 4
POOLED = "pooled"
MIX_KINDS = ("mix", "new_group", "gone_group")


def has_split(case: Case) -> bool:
    """True where groups split the change."""
    return bool(_rows(case, "bridge", ("mix",)))


def of_groups(case: Case) -> list[Draft]:
    """Mix, rate and what is left of a change that groups split, and what stands out among the groups."""
    drafts = [*_heading(case), *_whole(case, "mix", MIX_KINDS), *_dimensions(case), *_whole(case, "rate", ("rate",))]
    return [*drafts, *_left_over(case), *_reversal(case), *_came_and_went(case), *_recording(case)]


def count_by_group(case: Case) -> list[Draft]:
    """What each group did to the change of a count, where there are few enough to tell."""
    return _parts(case, "count", ("count",))


def _heading(case: Case) -> list[Draft]:
    if case.gate.result != "routine_variation":
        return []
    return [(say("groups", "routine_heading"), case.numbers("mix", "rate"))]


def _whole(case: Case, kind: str, kinds: Sequence[str]) -> list[Draft]:
    """The row of the bridge, then the parts of its groups."""
    whole = _rows(case, "bridge", (kind,))[0]
    text = say("groups", kind, amount=case.change(whole["amount"]))
    return [(text, (int(whole["term_no"]),)), *_parts(case, kind, kinds)]


def _parts(case: Case, kind: str, kinds: Sequence[str]) -> list[Draft]:
    rows = [row for row in _rows(case, "group", kinds) if row["status"] != POOLED]
    if not rows or len(rows) > MOST_TOLD:
        return []
    moved = [row for row in rows if once_rounded(row["amount"], case.decimals) != 0]
    numbers = tuple(int(row["term_no"]) for row in rows)
    if not moved:
        return [(say("groups", "none_moved"), numbers)]
    told = "; ".join(
        say("groups", "part", group=group_text(row["group_name"]), amount=case.change(row["amount"])) for row in rows
    )
    return [(say("groups", f"{kind}_parts", parts=told), numbers)]


def _dimensions(case: Case) -> list[Draft]:
    rows = _rows(case, "dimension", ("mix",))
    if not rows:
        return []
    told = "; ".join(
        say("groups", "part", group=dimension_text(row["dimension"]), amount=case.change(row["amount"])) for row in rows
    )
    return [(say("groups", "dimensions", parts=told), tuple(int(row["term_no"]) for row in rows))]


def _left_over(case: Case) -> list[Draft]:
    """What shown groups leave of the shown change."""
    row = _rows(case, "bridge", ("not_known",))[0]
    if once_rounded(row["amount"], case.decimals) == 0:
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
    """Groups of which nobody was counted in one of the periods."""
    drafts = []
    for kind in ("new_group", "gone_group"):
        rows = _rows(case, "group", (kind,))
        if 0 < len(rows) <= MOST_TOLD:
            names = "; ".join(group_text(row["group_name"]) for row in rows)
            drafts.append((say("groups", kind, groups=names), tuple(int(row["term_no"]) for row in rows)))
    return drafts


def _recording(case: Case) -> list[Draft]:
    codes = ("possible_recode", "not_recorded_grew")
    return [(say("groups", code), case.numbers("mix")) for code in codes if code in case.flags]


def group_questions(case: Case) -> list[str]:
    """Questions about who came through and about groups, where the gate finds a signal."""
    if case.gate.result != "signal" or not has_split(case):
        return []
    asked = [say("ask", "recode")] if "possible_recode" in case.flags else []
    if once_rounded(_rows(case, "bridge", ("mix",))[0]["amount"], case.decimals) != 0:
        asked.append(say("ask", "mix", period1=case.period(1)))
    told = [row for row in _rows(case, "group", ("rate",)) if _is_clear(row)]
    if len(told) <= MOST_TOLD:
        asked += [say("ask", "group", group=group_text(row["group_name"])) for row in told]
    return asked


def _is_clear(row: Row) -> bool:
    """True where counts alone would seldom move a group's rate so far."""
    low, high = row["low"], row["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _rows(case: Case, level: str, kinds: Sequence[str]) -> list[Row]:
    return [term for term in case.terms if term["level"] == level and term["kind"] in kinds]


def group_text(name: str) -> str:
    """A group as a sentence names it, in quotation marks; of crossed dimensions the values with a comma between."""
    return say("groups", "named", name=name.replace("|", ", "))


def dimension_text(name: str) -> str:
    """A dimension, or a chain of them, as a sentence names it."""
    return say("groups", "within").join(reversed(name.replace("_", " ").split("|")))
