"""What is said on the first screen and on a card: one sentence of why, no figures?"""

from __future__ import annotations

from collections.abc import Sequence

from hls_signals.register.models import Measure
from hls_signals.why.case import NUMBER_IS_SMALL, Case, Row
from hls_signals.why.facts import FILE_DEFECT
from hls_signals.why.group_words import has_split
from hls_signals.why.words import capital, say

# True of every figure that was ever returned, or of every young series.
ALWAYS_UNKNOWN = ("no_causation", "unmeasured_mix", "season_unknown")
# Kinds of term that are told before the gate: what still arrives, and a colour that one case decides.
CAUTIONS = ("late_returns", "knife_edge")


def card_sentences(record: Row, terms: Sequence[Row], measure: Measure) -> tuple[str, ...]:
    """What a card says under its lede: the colour and the gate where the lede spoke of something else, then accounts.

    What no return can ever tell (`ALWAYS_UNKNOWN`) is said once for all cards, by whoever sets them out.
    """
    case = Case(record, terms, measure, "", 0)
    head = _card_head(case) if case.of_kind(FILE_DEFECT) else ""
    # The lede has said the first of what holds.
    rest = _cautions(case) if head or _instead_of_gate(case) else _cautions(case)[1:]
    gate = _card_gate(case) if head or _before_gate(case) else ""
    return tuple(filter(None, (head, *(say("card", code) for code in rest), gate, *_card_accounts(case))))


def lede(case: Case) -> str:
    """The one sentence of why: a file defect first, then a period without a figure, then the colour."""
    if case.of_kind(FILE_DEFECT):
        return _defect_lede(case)
    if not case.has_figures:
        return _no_figure_lede(case)
    if case.is_to_date:
        key = "to_date_coloured" if case.of_kind("target") else "to_date"
        return say("lede", key, period0=case.period(0), period1=case.period(1))
    colours = {"colour0": case.record["colour0"], "colour1": case.record["colour1"]}
    key = _colour_step(case)
    return say("lede", key, period1=case.period(1), tail=_tail(case), **{k: v or "" for k, v in colours.items()})


def _colour_step(case: Case) -> str:
    start, end = case.record["colour0"], case.record["colour1"]
    if start is None and end is None:
        return "no_target" if case.target("1") is None else "plain"
    if start is None:
        return "begun"
    if end is None:
        return "ended"
    return "same" if start == end else "changed"


def _defect_lede(case: Case) -> str:
    copied = case.copied()
    if copied is None:
        return say("lede", "defect")
    about, other = (case.period_beginning(copied[f"{name}_period_start"]) for name in ("about", "other"))
    return say("lede", "copied", about=about, other=other)


def _no_figure_lede(case: Case) -> str:
    side = case.without_figure()
    reason = case.reason(side)
    if side == 0 and case.record["colour1"] is not None:
        return say("lede", "earlier_no_figure", colour1=case.record["colour1"], period1=case.period(1), reason=reason)
    return say("lede", "no_figure", reason=capital(reason))


def _tail(case: Case) -> str:
    """What the lede adds, in the order of terms: what comes before the gate, else the gate's answer."""
    if before := _before_gate(case):
        return before
    if case.gate.result == "signal":
        return say("tail", f"signal_{case.gate.rule or 'other'}")
    return say("tail", case.gate.result)


def _before_gate(case: Case) -> str:
    """The first of what stands before the gate; empty where nothing does."""
    return _instead_of_gate(case) or next((say("tail", code) for code in _cautions(case)), "")


def _cautions(case: Case) -> list[str]:
    """What to bear in mind before a colour is read, in the order of terms."""
    return [code for code in CAUTIONS if case.has_figures and case.of_kind(code)]


def _instead_of_gate(case: Case) -> str:
    """The revision, old target or old rule that alone gives another colour; empty where there is none."""
    colour = case.record["colour1"]
    if _colour_step(case) == "changed" and case.record["colour0_now"] == colour:
        return say("tail", "revised", colour=colour)
    for moved, name in ((case.has_target_moved, "target"), (case.has_rule_moved, "rule")):
        other = case.record[f"colour1_under_{name}0"]
        if moved and other is not None and colour is not None and other != colour:
            return say("tail", f"old_{name}{case.still(other)}", colour=other)
    return ""


def _card_head(case: Case) -> str:
    name = case.measure.name
    colours = {side: case.record[f"colour{side}"] for side in (0, 1)}
    if not case.has_figures and case.without_figure() == 1:
        is_small = case.record["status1"] in NUMBER_IS_SMALL
        return say("card", "suppressed" if is_small else "no_figure", measure=name, reason=case.reason(1))
    if colours[1] is None:
        return say("card", "no_colour", measure=name)
    if colours[0] is None:
        return say("card", "alone", measure=name, colour1=colours[1])
    key = "same" if colours[0] == colours[1] else "changed"
    return say("card", key, measure=name, colour0=colours[0], colour1=colours[1])


def _card_gate(case: Case) -> str:
    if not case.has_figures or case.gate.result == "not_applicable":
        return ""
    rule = say("variation_rule", case.gate.rule or "other")
    return say("card", case.gate.result, rule=rule, points=case.points("card"))


def _card_accounts(case: Case) -> tuple[str, ...]:
    if not case.has_figures:
        return ()
    revisions = case.of_kind("revision")
    held = {
        "revision": bool(revisions[0]["amount"]),
        "restated": len(revisions) > 1,
        "target": case.has_target_moved,
        "colour_rule": case.has_rule_moved,
        "definition": case.has_definition_moved and case.amount("definition") is not None,
        **{name: has_split(case) and bool(case.amount(name)) for name in ("mix", "rate")},
    }
    terms = "; ".join(say("term", name) for name, holds in held.items() if holds)
    can = say("card", "can", terms=terms) if terms else ""
    own = [say("cannot_phrase", code) for code in case.cannot_know() if code not in ALWAYS_UNKNOWN]
    return can, say("card", "cannot", codes="; ".join(own)) if own else ""
