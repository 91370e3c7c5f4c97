"""Which sentences and questions does an explanation make?

Templates only, from dashboards/words/why.yml. A sentence claims no more than its terms hold: figures "went with"
something. File defects come first, since the rest may then be about another period.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hls_signals.register.models import Event, Measure
from hls_signals.why.beside_words import cautions, other_readings, written
from hls_signals.why.case import BEYOND, Case, Row
from hls_signals.why.facts import COPIED_PERIOD, FILE_DEFECT
from hls_signals.why.first_screen import lede
from hls_signals.why.group_words import count_by_group, group_questions, has_split, of_groups
from hls_signals.why.splits import NOT_THE_TOTAL, SUPPRESSED
from hls_signals.why.terms import LAST_YEAR_RESTATED, UNSPLIT
from hls_signals.why.turned_words import turned
from hls_signals.why.window_words import rules_on_record
from hls_signals.why.words import capital, day_text, next_text, often_text, say, words


@dataclass(frozen=True)
class Sentence:
    """One generated sentence and the terms it rests on."""

    no: int
    section: str
    text: str
    term_nos: tuple[int, ...]


@dataclass(frozen=True)
class Words:
    """The one sentence of the first screen, all sentences by section, the questions, and what turned the colour."""

    lede: str
    sentences: tuple[Sentence, ...]
    questions: tuple[str, ...]
    turned: tuple[str, ...]


Draft = tuple[str, tuple[int, ...]]
# Codes of what cannot be known that say why groups do not split a change.
WHY_UNSPLIT = (SUPPRESSED, NOT_THE_TOTAL, "association_of_dimensions")


def sentences(
    record: Row,
    terms: Sequence[Row],
    measure: Measure,
    area_name: str,
    decimals: int,
    *,
    events: Iterable[Event] = (),
    is_rounded: bool = False,
    are_groups_rounded: bool = False,
) -> Words:
    """Lede, sentences and questions of one explanation.

    record      a row of `explanations`; terms: its rows of `explanation_terms`, in order
    decimals    how many decimals a figure of the measure has where it is shown
    events      the register's, which are quoted where they overlap the window
    is_rounded  the figures are rounded for being about people, so that one unchanged may still have moved
    are_groups_rounded  so are its groups', also where the figure itself is published as it is
    returns     sections in the order change, routine, rules, numbers, wrote, cannot_know, ask
    """
    known = {event.id: event for event in events}
    case = Case(record, terms, measure, area_name, decimals, known, is_rounded, is_rounded or are_groups_rounded)
    questions = _questions(case)
    drafts = [(section, *draft) for section, write in SECTIONS.items() for draft in write(case)]
    drafts += [("ask", question, ()) for question in questions]
    numbered = (Sentence(no, *draft) for no, draft in enumerate(drafts, start=1))
    return Words(lede(case), tuple(numbered), questions, _turned(case))


def _change(case: Case) -> list[Draft]:
    drafts = [_defect(case, term) for term in case.of_kind(FILE_DEFECT)]
    if not case.has_figures:
        reason = case.reason(case.without_figure())
        return [*drafts, (say("change_section", "no_figure", area=case.area_name, reason=reason), ())]
    drafts += [(text, ()) for text in (_headline(case), _lines(case), _to_date(case)) if text]
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
    plain = "to_date" if case.is_to_date else "plain"
    return say(
        "change_section",
        plain if colours == [None, None] else "coloured",
        area=case.area_name,
        period0=case.period(0),
        period1=case.period(1),
        value0=case.value("value0"),
        value1=case.value("value1"),
        colour0=capital(colours[0] or none),
        colour1=colours[1] or none,
    )


def _to_date(case: Case) -> str:
    """What the figures of a year to date are, and whose the colour is."""
    if not case.is_to_date:
        return ""
    return say("change_section", "to_date_coloured" if case.of_kind("target") else "to_date_added")


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
    return [(say("routine", _unjudged(case), points=case.points("routine"), period1=case.period(1)), ())]


def _unjudged(case: Case) -> str:
    """Which sentence says why usual variation cannot be told."""
    reason = "to_date" if case.is_to_date else case.gate.reason
    key = f"{case.gate.result}_{reason}"
    return key if key in words()["routine"] else case.gate.result


def _limits(case: Case, *, is_bare: bool = False) -> dict[str, str]:
    """The usual range in words; empty where it is not told."""
    gate = case.gate
    if gate.lower is None or gate.upper is None:
        return {}
    return {"lower": case.limit(gate.lower, is_bare=is_bare), "upper": case.limit(gate.upper, is_bare=is_bare)}


def _signal(case: Case) -> list[Draft]:
    rule, slots = case.gate.rule or "other", _limits(case)
    if rule == BEYOND and slots and case.is_beyond_as_shown:
        is_below = case.record["value1"] < (case.gate.lower or 0.0)
        key = "signal_below" if is_below else "signal_above"
        figures = {"value1": case.value("value1", is_bare=True), **_limits(case, is_bare=True)}
        return [(say("routine", key, **figures), ())]
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
        return rules_on_record(case)
    drafts = [*_target(case), *_colour_rule(case), *_definition(case)]
    return [*drafts, *_revision(case), *rules_on_record(case)]


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
    # Of a year to date neither figure has a target of its own.
    if not case.of_kind("target") or (case.target("0_now") is None and case.target("1") is None):
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
    is_last_year = all(row["source_id"] == LAST_YEAR_RESTATED for row in rows[1:])
    told = _of_earlier(case, "restated_last_year" if is_last_year else "restated")
    return [*drafts, (told, restated)] if restated else drafts


def _revised(case: Case, amount: float) -> str:
    if case.record.get("was_first_withheld"):
        return _of_earlier(case, "first_withheld")
    if amount == 0:
        return _of_earlier(case, "not_revised_as_shown" if case.is_rounded else "not_revised")
    figures = {name: case.value(name) for name in ("value0", "value0_now")}
    return _of_earlier(case, "revised", amount=case.change(amount), **figures)


def _of_earlier(case: Case, key: str, **slots: str) -> str:
    """A sentence about the earlier figure as first published, or as known on the day that was asked about."""
    day = case.record.get("known_then")
    if day is None:
        return say("rules", key, period0=case.period(0), **slots)
    return say("rules", f"{key}_then", period0=case.period(0), day=day_text(day), **slots)


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


def _turned(case: Case) -> tuple[str, ...]:
    """The sentences on what turned the colour, taken together; none where it is the same or had none."""
    if not case.record["has_colour_changed"]:
        return ()
    moved = {"target": case.has_target_moved, "rule": case.has_rule_moved}
    drafts = [draft for name, has_moved in moved.items() if has_moved for draft in _under(case, name, ())]
    return tuple(text for text, _ in (*drafts, *turned(case)))


def _cannot_know(case: Case) -> list[Draft]:
    numbers = {"definition_not_separable": case.numbers("definition")}
    return [(say("cannot_know", code), numbers.get(code, ())) for code in case.cannot_know()]


SECTIONS: dict[str, Callable[[Case], list[Draft]]] = {
    "change": _change,
    "routine": _routine,
    "rules": _rules,
    "numbers": lambda case: [*_numbers(case), *turned(case), *other_readings(case)],
    "wrote": written,
    "cannot_know": _cannot_know,
}


def _questions(case: Case) -> tuple[str, ...]:
    """Questions for the room. Nobody is asked about a movement that the gate calls routine."""
    defects = case.of_kind(FILE_DEFECT)
    asked = []
    if defects:
        asked.append(say("ask", "defect" if case.copied() is None else "copied"))
    silent = [case.period(side) for side in (0, 1) if not case.has_figure(side)]
    if silent:
        key = "no_figure" if len(silent) == 1 else "no_figures"
        asked.append(say("ask", key, period=silent[0], later=silent[-1]))
    if not case.has_figures:
        return tuple(asked)
    moved = {"definition": case.has_definition_moved, "target": case.has_target_moved, "rule": case.has_rule_moved}
    asked += [say("ask", name) for name, has_moved in moved.items() if has_moved]
    if case.gate.result == "signal" and not has_split(case):
        asked.append(say("ask", "signal", period1=case.period(1)))
    return (*asked, *group_questions(case), say("ask", "expect", next=next_text(case.record["period_type"])))
