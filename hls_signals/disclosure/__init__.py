"""Small numbers: what may be shown of figures, limits and explanations, so that a page tells of no one person."""

from hls_signals.disclosure.explanations import shown_explanations
from hls_signals.disclosure.forms import published_decimals
from hls_signals.disclosure.questions import shown_questions
from hls_signals.disclosure.shown import shown_values, shown_variation

__all__ = ["published_decimals", "shown_explanations", "shown_questions", "shown_values", "shown_variation"]
