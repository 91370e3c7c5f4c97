"""Which numbers do all indicators share?"""

from __future__ import annotations

# A leap day, so that nobody takes it for a chosen one.
SEED = 20240229
# One-sided quantile of 90 per cent intervals, and the chance with which `smallest_seen` is found.
CONFIDENCE = 0.95
FOUND_FOUR_IN_FIVE = 0.80
# Draws of a Monte Carlo test: p = (1 + k) / (B + 1).
DRAWS = 1_999
# The share of false questions that the meeting list and the pages keep to.
Q = 0.10
