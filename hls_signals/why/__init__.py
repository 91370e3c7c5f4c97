"""Why a colour changed: arithmetic that adds up, and words that claim no more than the returns can carry."""

from hls_signals.why.explain import NoSuchPair, explain, explain_all
from hls_signals.why.frames import Explanation, ExplanationFrames, Gate, WhyInputs

__all__ = ["Explanation", "ExplanationFrames", "Gate", "NoSuchPair", "WhyInputs", "explain", "explain_all"]
