"""What is said of which changes turned the colour: enough alone, enough together, and what putting one back would give?

One sentence for each answer. Where one thing alone moved there is nothing to add.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hls_signals.why.case import Case
from hls_signals.why.words import capital, say

Draft = tuple[str, tuple[int, ...]]
# What the rules already say of these: the colour under the old target, under the old rule.
SAID_BY_RULES = {"target": "colour1_under_target0", "colour_rule": "colour1_under_rule0"}


def turned(case: Case) -> list[Draft]:
    """The sets that give the new colour, then each change without which it would be another."""
    flip = json.loads(case.record["flip"] or "{}")
    players = flip.get("players", [])
    if len(players) <= 1:
        return []
    if "opposite_moves" in case.flags:
        return [(say("turned", "opposite"), case.numbers(*players))]
    if not flip["minimal_sufficient"]:
        return []
    return [*_enough(case, flip), *_put_back(case, flip)]


def _enough(case: Case, flip: Mapping[str, Any]) -> list[Draft]:
    """Which sets on their own give the new colour."""
    sets: list[list[str]] = flip["minimal_sufficient"]
    names = list(dict.fromkeys(name for names in sets for name in names))
    return [(_enough_text(case, sets, flip), case.numbers(*names))]


def _enough_text(case: Case, sets: Sequence[Sequence[str]], flip: Mapping[str, Any]) -> str:
    colour = str(case.record["colour1"])
    if len(sets) > 1 and any(len(names) > 1 for names in sets):
        told = say("groups", "apart").join(_listed(case, names, "with") for names in sets)
        return say("turned", "any", sets=told, colour=colour)
    parts = capital(_listed(case, [name for names in sets for name in names], "and"))
    if len(sets) > 1:
        return say("turned", "alone_each", parts=parts, colour=colour)
    if len(sets[0]) == 1:
        return say("turned", "alone", parts=parts, colour=colour)
    if not _is_said_together(flip):
        return say("turned", "together", parts=parts, colour=colour)
    key = "together_of_two" if len(sets[0]) == 2 else "together_of_many"
    return say("turned", key, parts=parts, colour=colour)


def _is_said_together(flip: Mapping[str, Any]) -> bool:
    """True where one set is enough, and putting back any of its changes, and no other, gives another colour."""
    sets = flip["minimal_sufficient"]
    return len(sets) == 1 and len(sets[0]) > 1 and sets[0] == flip["but_for"]


def _put_back(case: Case, flip: Mapping[str, Any]) -> list[Draft]:
    """Of each change without which the colour would be another one, what it would be, where that is not said yet."""
    if _is_said_together(flip):
        return []
    drafts = []
    for name in flip["but_for"]:
        if case.record.get(SAID_BY_RULES.get(name, "")) is not None:
            continue
        back = say("put_back", _called(case, name))
        if name in flip["kept_without"]:
            text = say("turned", "still", back=back, colour=str(case.record["colour0"]))
        else:
            text = say("turned", "another", back=back, colour=str(case.record["colour1"]))
        drafts.append((text, case.numbers(name)))
    return drafts


def _listed(case: Case, names: Sequence[str], key: str) -> str:
    """The changes in words: commas, and the joining word before the last."""
    told = [say("term", _called(case, name)) for name in names]
    last = say("turned", key).join(told[-2:])
    return ", ".join([*told[:-2], last])


def _called(case: Case, player: str) -> str:
    """Where only a target or a rule was restated, no figure was revised."""
    is_restated = player == "revision" and case.amount("revision") == 0 and len(case.of_kind("revision")) > 1
    return "restated" if is_restated else player
