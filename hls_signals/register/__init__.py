"""What is measured: measures, targets, colour rules, definition versions, areas and change events."""

from hls_signals.register.load import Register, load_register
from hls_signals.register.models import Area, AreaSum, Colour, ColourRule, Definition, Event, Measure, Target

__all__ = [
    "Area",
    "AreaSum",
    "Colour",
    "ColourRule",
    "Definition",
    "Event",
    "Measure",
    "Register",
    "Target",
    "load_register",
]
