"""Observations become values and colours, as known on a date."""

from hls_signals.measures.colour import Boundaries, boundaries, colour_of, exact_value
from hls_signals.measures.in_force import definition_in_force, rule_in_force, target_in_force
from hls_signals.measures.values import measured_values

__all__ = [
    "Boundaries",
    "boundaries",
    "colour_of",
    "definition_in_force",
    "exact_value",
    "measured_values",
    "rule_in_force",
    "target_in_force",
]
