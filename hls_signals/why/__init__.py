"""Why a colour changed: arithmetic that adds up, and words that claim no more than the returns can carry."""

from hls_signals.why.asked_pair import NoSuchPair, NotKnownThen
from hls_signals.why.chance import Chance, Counts, chance_of_another_colour
from hls_signals.why.dimensions import split_mix_by_dimension
from hls_signals.why.explain import explain, explain_all, explain_pair
from hls_signals.why.flips import FlipSets, flip_sets
from hls_signals.why.frames import Explanation, ExplanationFrames, Gate, WhyInputs
from hls_signals.why.late_returns import Pending, Vintage, late_returns
from hls_signals.why.rate_split import RateSplit, split_rate
from hls_signals.why.second_readings import PartsView, Season, numerator_and_denominator, season

__all__ = [
    "Chance",
    "Counts",
    "Explanation",
    "ExplanationFrames",
    "FlipSets",
    "Gate",
    "NoSuchPair",
    "NotKnownThen",
    "PartsView",
    "Pending",
    "RateSplit",
    "Season",
    "Vintage",
    "WhyInputs",
    "chance_of_another_colour",
    "explain",
    "explain_all",
    "explain_pair",
    "flip_sets",
    "late_returns",
    "numerator_and_denominator",
    "season",
    "split_mix_by_dimension",
    "split_rate",
]
