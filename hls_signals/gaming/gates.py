"""Which reasons to say nothing do several indicators share?"""

from __future__ import annotations

from hls_signals.gaming.context import TargetContext

SENTENCES: dict[str, str] = {
    "no_target": "No single target was in force over the whole window.",
    "too_few_bodies": "Two reporting bodies are pooled here, and one could subtract the other.",
    "rolling_window": "Neighbouring figures share months, so they are alike whatever happened.",
    "too_few_periods": "There are too few periods to tell a pattern from chance.",
    "weighted": "The figures are weighted, so whole counts do not lie behind them.",
    "modelled": "The figures are modelled, so their spread is that of the model.",
    "denominator_rounded": "The number below the line was rounded before it was sent, so the figure need not fit it.",
    "counts_rounded": "The counts were rounded before they were sent, and rounding makes heaps of its own.",
    "capped": "The count cannot go beyond a capacity, and a full service has the same count each time.",
    "collected_less_often": "The figure is collected less often than it is shown, so it repeats by itself.",
    "definition_changed": "What is counted changed at about the same time, and the two cannot be told apart.",
    "no_declared_date": (
        "No date was declared beforehand. A share left out is never set against the shortfall: both share a total."
    ),
    "rule_acts_at_limit": "A rule or a system closes cases at the limit, so they gather there by design.",
}


def sentences(*names: str) -> dict[str, str]:
    """The gates of an indicator, each with its sentence."""
    return {name: SENTENCES[name] for name in names}


def fact_gate(context: TargetContext, *facts: str) -> str | None:
    """The first of these facts that holds; each is a gate of its own name."""
    return next((fact for fact in facts if fact in context.facts), None)


def shared_gate(
    context: TargetContext, *, facts: tuple[str, ...] = (), is_aimed: bool = False, is_rolling_refused: bool = False
) -> str | None:
    """The first shared reason to say nothing: too few bodies, no target, rolling windows, then the facts."""
    if context.pooled_over == 2:
        return "too_few_bodies"
    if is_aimed and context.target is None:
        return "no_target"
    if is_rolling_refused and context.is_rolling:
        return "rolling_window"
    return fact_gate(context, *facts)
