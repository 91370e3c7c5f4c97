"""Which colour does a rule give a value?

Exact: a figure, its target and its boundaries are fractions. 29 of 50 against 58 per cent is green, though a float says
57.99999999999999. On the boundary the kinder colour holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from hls_signals.register.models import Colour, ColourRule, Measure, Target

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Boundaries:
    """Where green ends and where red begins, in the measure's unit; the `_upper` pair is for bands alone."""

    green: Fraction
    red: Fraction
    green_upper: Fraction | None = None
    red_upper: Fraction | None = None


def exact_value(
    measure: Measure, numerator: Decimal | None, denominator: Decimal | None, value: Decimal | None
) -> Fraction | None:
    """The figure as a fraction in the measure's unit: from its parts where both are known, else as given.

    None where there is no figure, or where the denominator is zero.
    """
    if numerator is not None and denominator is not None:
        return None if denominator == 0 else Fraction(measure.scale) * Fraction(numerator) / Fraction(denominator)
    if value is not None:
        return Fraction(value)
    if numerator is not None and measure.calculation == "count":
        return Fraction(numerator)
    return None


def boundaries(
    measure: Measure, target: Target, rule: ColourRule | None, last_year: Fraction | None = None
) -> Boundaries:
    """Where green and amber end under this target and rule; without a rule there is no amber.

    last_year  the figure of the same period last year, which a rule of kind `trend` asks for; where it is not known,
               such a rule has no amber
    """
    if target.value is None:
        low, high = Fraction(target.lower or 0), Fraction(target.upper or 0)
        return _band(low, high, rule, last_year)
    aim = Fraction(target.value)
    sign = 1 if measure.polarity == "higher" else -1
    green = aim - sign * _meets(rule)
    if rule is not None and rule.is_trend:
        red = green if last_year is None else sign * min(sign * green, sign * last_year)
        return Boundaries(green, red)
    return Boundaries(green, aim - sign * _width(aim, rule))


def _band(low: Fraction, high: Fraction, rule: ColourRule | None, last_year: Fraction | None) -> Boundaries:
    low, high = low - _meets(rule), high + _meets(rule)
    if rule is None or not rule.is_trend:
        return Boundaries(low, low - _width(low, rule), high, high + _width(high, rule))
    outside = Fraction(0) if last_year is None else max(low - last_year, last_year - high, Fraction(0))
    return Boundaries(low, low - outside, high, high + outside)


def _meets(rule: ColourRule | None) -> Fraction:
    """How far from the target a figure may lie and still be green."""
    return Fraction(0) if rule is None else Fraction(rule.meets_within)


def _width(edge: Fraction, rule: ColourRule | None) -> Fraction:
    """How far amber reaches from this edge. Per cent of a zero target is nothing, so it has no amber."""
    if rule is None:
        return Fraction(0)
    within = Fraction(rule.amber_within)
    return within if rule.kind == "points" else abs(edge) * within / 100


def rounded(value: Fraction, rule: ColourRule) -> Fraction:
    """The value as a body that colours rounded figures sees it: half up."""
    if rule.round_to is None:
        return value
    step = Fraction(rule.round_to)
    return step * floor(value / step + HALF)


def colour_of(
    measure: Measure,
    value: Fraction,
    target: Target | None,
    rule: ColourRule | None,
    last_year: Fraction | None = None,
) -> Colour | None:
    """Red, amber or green; None without a target or rule, or where the measure has no wanted direction.

    last_year  as in boundaries(); a figure short of its target has no colour under `trend` where it is not known
    """
    if target is None or rule is None or measure.kind == "context" or measure.polarity == "none":
        return None
    before = None if last_year is None else rounded(last_year, rule)
    edges = boundaries(measure, target, rule, before)
    colour = _colour(measure.polarity, rounded(value, rule), edges)
    return None if rule.is_trend and last_year is None and colour != "green" else colour


def _colour(polarity: str, value: Fraction, edges: Boundaries) -> Colour:
    if edges.green_upper is not None and edges.red_upper is not None:
        if edges.green <= value <= edges.green_upper:
            return "green"
        return "amber" if edges.red <= value <= edges.red_upper else "red"
    sign = 1 if polarity == "higher" else -1
    if sign * value >= sign * edges.green:
        return "green"
    return "amber" if sign * value >= sign * edges.red else "red"
