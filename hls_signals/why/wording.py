"""Which sentences and questions does an explanation make?

Templates only, from dashboards/words/why.yml. A sentence claims no more than its terms hold: figures "went with"
something. File defects come first, since the rest may then be about another period.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hls_signals.register.models import Measure
from hls_signals.why.beside_words import cautions, coincident, other_readings, written
from hls_signals.why.case import BEYOND, NOT_SENT, Case, Row
from hls_signals.why.facts import COPIED_PERIOD, EVENT_KINDS, FILE_DEFECT
from hls_signals.why.first_screen import lede
from hls_signals.why.group_words import count_by_group, group_questions, has_split, of_groups
from hls_signals.why.splits import NOT_THE_TOTAL, SUPPRESSED
from hls_signals.why.terms import UNSPLIT
from hls_signals.why.words import capital, next_text, often_text, period_text, say


@dataclass(frozen=True)
class Sentence:
    """One generated sentence and the terms it rests on."""

    no: int
    section: str
    text: str
    term_nos: tuple[int, ...]


@dataclass(frozen=True)
class Words:
    """The one sentence of the first screen, all sentences by section, and the questions."""

    lede: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...]


Draft = tuple[str, tuple[int, ...]]
# Codes of what cannot be known that say why groups do not split a change.
WHY_UNSPLIT = (SUPPRESSED, NOT_THE_TOTAL, "association_of_dimensions")


def sentences(record: Row, terms: Sequence[Row], measure: Measure, area_name: str, decimals: int) -> Words:
    """Lede, sentences and questions of one explanation.

    record    a row of `explanations`; terms: its rows of `explanation_terms`, in order
    decimals  how many decimals a figure of the measure has where it is shown
    returns   sections in the order change, routine, rules, numbers, wrote, cannot_know, ask
    """
    case = Case(record, terms, measure, area_name, decimals)
    questions = _questions(case)
    drafts = [(section, *draft) for section, write in SECTIONS.items() for draft in write(case)]
    drafts += [("ask", question, ()) for question in questions]
    numbered = (Sentence(no, *draft) for no, draft in enumerate(drafts, start=1))
    return Words(lede(case), tuple(numbered), questions)


def _change(case: Case) -> list[Draft]:
    drafts = [_defect(case, term) for term in case.of_kind(FILE_DEFECT)]
    if not case.has_figures:
        reason = case.reason(case.without_figure())
        return [*drafts, (say("change_section", "no_figure", area=case.area_name, reason=reason), ())]
    drafts += [(text, ()) for text in (_headline(case), _lines(case)) if text]
    for side in (0, 1):
        if case.record.get(f"has_rounding_crossed_line{side}"):
            drafts.append((say("change_section", "rounded", period=case.period(side)), ()))
    if "later_period_revised" in case.flags and (text := _first_published(case)):
        drafts.append((text, ()))
    return [*drafts, *cautions(case)]


def _defect(case: Case, term: Row) -> Draft:
    about = case.period_beginning(term["about_period_start"])
    number = (int(term["term_no"]),)
    if term["source_id"] != COPIED_PERIOD or term["other_period_start"] is None:
        return say("defect", term["source_id"], about=about), number
    is_later = term["about_period_start"] == case.record["period1_start"]
    other = case.period_beginning(term["other_period_start"])
    return say("change_section", "copied_later" if is_later else "copied_earlier", about=about, other=other), number


def _headline(case: Case) -> str:
    none = say("change_section", "no_colour")
    colours = [case.record[f"colour{side}"] for side in (0, 1)]
    return say(
        "change_section",
        "plain" if colours == [None, None] else "coloured",
        area=case.area_name,
        period0=case.period(0),
        period1=case.period(1),
        value0=case.value("value0"),
        value1=case.value("value1"),
        colour0=capital(colours[0] or none),
        colour1=colours[1] or none,
    )


def _lines(case: Case) -> str:
    """The target of the later period, and from where on it is amber; empty where it has no colour."""
    target, edges = case.target("1"), json.loads(case.record["boundaries"])
    if target is None or case.record["colour1"] is None:
        return ""
    red = edges["red1"]
    # Of a band the record has one of its two outer lines; a red line on the target leaves no amber.
    if case.measure.polarity == "band" or red is None or red == edges["green1"]:
        return say("change_section", "target", target=target)
    key = "target_lower" if case.measure.polarity == "lower" else "target_higher"
    return say("change_section", key, target=target, red=case.line(red))


def _first_published(case: Case) -> str:
    first, now = case.value("value1_first"), case.value("value1")
    if first != now:
        return say("change_section", "first_published", period1=case.period(1), value1_first=first, value1=now)
    none = say("change_section", "no_colour")
    shown = {name: case.record[name] or none for name in ("colour1_first", "colour1")}
    return say("change_section", "first_colour", **shown) if len(set(shown.values())) == 2 else ""


def _routine(case: Case) -> list[Draft]:
    if not case.has_figures:
        return []
    if case.gate.result == "signal":
        return _signal(case)
    if case.gate.result == "routine_variation":
        return _usual(case)
    return [(say("routine", case.gate.result, points=case.points("routine")), ())]


def _limits(case: Case) -> dict[str, str]:
    """The usual range in words; empty where it is not told."""
    gate = case.gate
    if gate.lower is None or gate.upper is None:
        return {}
    return {"lower": case.limit(gate.lower), "upper": case.limit(gate.upper)}


def _signal(case: Case) -> list[Draft]:
    rule, slots = case.gate.rule or "other", _limits(case)
    if rule == BEYOND and slots and case.is_beyond_as_shown:
        is_below = case.record["value1"] < (case.gate.lower or 0.0)
        key = "signal_below" if is_below else "signal_above"
        return [(say("routine", key, value1=case.value("value1"), **slots), ())]
    drafts: list[Draft] = [(say("routine", "signal", period1=case.period(1), rule=say("variation_rule", rule)), ())]
    if slots:
        drafts.append((say("routine", "usual_range", **slots), ()))
    if rule == BEYOND and slots:
        drafts.append((say("routine", "inside_as_shown"), ()))
    elif rule != BEYOND and case.is_beyond_as_shown:
        drafts.append((say("routine", "outside_as_shown"), ()))
    return drafts


def _usual(case: Case) -> list[Draft]:
    """How often chance alone gives another colour, where that can be told, and the usual range."""
    numbers, slots, chance = case.numbers("routine_variation"), _limits(case), case.gate.words
    drafts: list[Draft] = []
    if chance is not None:
        often = often_text(chance, case.record["period_type"])
        drafts.append((say("routine", "chance", often=often), numbers))
    yes = "" if drafts else say("routine", "routine_yes")
    drafts.append((yes + say("routine", "routine_range" if slots else "routine", **slots), numbers))
    return [*drafts, (say("routine", "outside_as_shown"), ())] if case.is_beyond_as_shown else drafts


def _rules(case: Case) -> list[Draft]:
    if not case.has_figures:
        return []
    drafts = [*_target(case), *_colour_rule(case), *_definition(case)]
    return [*drafts, *_revision(case), *_events(case), *coincident(case)]


def _target(case: Case) -> list[Draft]:
    old, new, numbers = case.target("0_now"), case.target("1"), case.numbers("target")
    if not numbers or old == new:
        return []
    if old is None or new is None:
        key = "target_begun" if old is None else "target_ended"
        return [(say("rules", key, old=old or "", new=new or "", period1=case.period(1)), numbers)]
    return [(say("rules", "target_moved", old=old, new=new), numbers), *_under(case, "target", numbers)]


def _colour_rule(case: Case) -> list[Draft]:
    numbers = case.numbers("colour_rule")
    if not case.has_rule_moved:
        return _last_year(case)
    return [(say("rules", "rule_moved"), numbers), *_under(case, "rule", numbers)]


def _last_year(case: Case) -> list[Draft]:
    """The moving comparison of a trend rule: where the line lay for each period, if it moved by itself."""
    rows, edges = case.of_kind("colour_rule"), json.loads(case.record["boundaries"])
    if not rows or not rows[0]["margin_red"] or None in (edges["red0"], edges["red1"]):
        return []
    lines = {name: case.line(edges[name]) for name in ("red0", "red1")}
    periods = {name: case.period(side) for side, name in enumerate(("period0", "period1"))}
    return [(say("rules", "last_year", **lines, **periods), case.numbers("colour_rule"))]


def _under(case: Case, name: str, numbers: tuple[int, ...]) -> list[Draft]:
    """The colour the later figure would have under the old target or rule."""
    other, colour = case.record[f"colour1_under_{name}0"], case.record["colour1"]
    if other is None or colour is None:
        return []
    ending = "_same" if other == colour else case.still(other)
    return [(say("rules", f"under_{name}{ending}", colour=other), numbers)]


def _definition(case: Case) -> list[Draft]:
    numbers, amount = case.numbers("definition"), case.amount("definition")
    if case.has_definition_moved:
        if amount is None:
            return [(say("rules", "definition_unknown"), numbers)]
        return [(say("rules", "definition_amount", amount=case.change(amount)), numbers)]
    if not case.of_kind("target"):
        return [(say("rules", "definition_same"), numbers)]
    if case.has_rule_moved or case.target("0_now") != case.target("1"):
        return []
    return [(say("rules", "nothing_moved"), case.numbers("target", "colour_rule", "definition"))]


def _revision(case: Case) -> list[Draft]:
    rows = case.of_kind("revision")
    first, now = case.record["colour0"], case.record["colour0_now"]
    number = (int(rows[0]["term_no"]),)
    drafts: list[Draft] = [(_revised(case, float(rows[0]["amount"])), number)]
    if first is not None and now is not None and first != now:
        text = _of_earlier(case, "revised_colour", colour0=first, colour0_now=now)
        drafts.append((text, case.numbers("revision")))
    restated = tuple(int(row["term_no"]) for row in rows[1:])
    return [*drafts, (_of_earlier(case, "restated"), restated)] if restated else drafts


def _revised(case: Case, amount: float) -> str:
    if case.record.get("was_first_withheld"):
        return _of_earlier(case, "first_withheld")
    if amount == 0:
        return _of_earlier(case, "not_revised")
    figures = {name: case.value(name) for name in ("value0", "value0_now")}
    return _of_earlier(case, "revised", amount=case.change(amount), **figures)


def _of_earlier(case: Case, key: str, **slots: str) -> str:
    """A sentence about the earlier figure as first published, or as known on the day that was asked about."""
    day = case.record.get("known_then")
    if day is None:
        return say("rules", key, period0=case.period(0), **slots)
    named = period_text("day", day, day + dt.timedelta(days=1))
    return say("rules", f"{key}_then", period0=case.period(0), day=named, **slots)


def _events(case: Case) -> list[Draft]:
    """What changed in the window, and what was only announced in it."""
    drafts = []
    for kind in EVENT_KINDS:
        for ending, is_told in (("", False), ("_told", True)):
            rows = [r for r in case.of_kind(kind) if (r["about_period_start"] >= case.record["period1_end"]) == is_told]
            if rows:
                drafts.append((say("rules", f"{kind}{ending}"), tuple(int(row["term_no"]) for row in rows)))
    return drafts


def _numbers(case: Case) -> list[Draft]:
    """What remains of the change when rules and revisions are taken off, by group where groups split it."""
    if has_split(case):
        return of_groups(case)
    held = [kind for kind in UNSPLIT if case.of_kind(kind)]
    kind = held[0] if held else "not_known"
    rest = case.amount(kind)
    if rest is None:
        return []
    numbers = case.numbers(kind)[:1]
    if rest == 0:
        return [(say("numbers", "not_moved"), numbers)]
    return [(say("numbers", _unsplit_key(case, kind), amount=case.change(rest)), numbers), *count_by_group(case)]


def _unsplit_key(case: Case, kind: str) -> str:
    """Which sentence says why no group splits the change."""
    if "definition_not_separable" in case.flags:
        return "not_separable"
    if "not_decomposable" in case.flags:
        return case.measure.calculation
    if kind == "count" and any(row["level"] == "group" for row in case.of_kind("count")):
        return "count_by_group"
    reasons = [code for code in WHY_UNSPLIT if code in case.cannot_know()]
    return f"unsplit_{reasons[0]}" if reasons else kind


def _turned(case: Case) -> list[Draft]:
    """Which changes gave the new colour only together, or each alone; where one thing moved there is nothing to add."""
    flip = json.loads(case.record["flip"] or "{}")
    enough = flip.get("minimal_sufficient", [])
    together = len(enough) == 1 and len(enough[0]) > 1 and enough[0] == flip["but_for"]
    alone = len(enough) > 1 and all(len(names) == 1 for names in enough)
    if not together and not alone:
        return []
    names = [name for players in enough for name in players]
    parts = say("numbers", "and").join(say("term", _called(case, name)) for name in names)
    key = "turned_together" if together else "turned_alone"
    return [(say("numbers", key, parts=capital(parts), colour=str(case.record["colour1"])), case.numbers(*names))]


def _called(case: Case, player: str) -> str:
    """Where only a target or a rule was restated, no figure was revised."""
    is_restated = player == "revision" and case.amount("revision") == 0 and len(case.of_kind("revision")) > 1
    return "restated" if is_restated else player


def _cannot_know(case: Case) -> list[Draft]:
    numbers = {"definition_not_separable": case.numbers("definition")}
    return [(say("cannot_know", code), numbers.get(code, ())) for code in case.cannot_know()]


SECTIONS: dict[str, Callable[[Case], list[Draft]]] = {
    "change": _change,
    "routine": _routine,
    "rules": _rules,
    "numbers": lambda case: [*_numbers(case), *_turned(case), *other_readings(case)],
    "wrote": written,
    "cannot_know": _cannot_know,
}


def _questions(case: Case) -> tuple[str, ...]:
    """Questions for the room. Nobody is asked about a movement that the gate calls routine."""
    defects = case.of_kind(FILE_DEFECT)
    asked = []
    if defects:
        asked.append(say("ask", "defect" if case.copied() is None else "copied"))
    for side in (0, 1):
        if case.record[f"status{side}"] in NOT_SENT:
            asked.append(say("ask", "no_figure", period=case.period(side)))
    if not case.has_figures:
        return tuple(asked)
    moved = {"definition": case.has_definition_moved, "target": case.has_target_moved, "rule": case.has_rule_moved}
    asked += [say("ask", name) for name, has_moved in moved.items() if has_moved]
    if case.gate.result == "signal":
        asked.append(say("ask", "signal", period1=case.period(1)))
    return (*asked, *group_questions(case), say("ask", "expect", next=next_text(case.record["period_type"])))
