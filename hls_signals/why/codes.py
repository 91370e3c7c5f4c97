"""Which codes can the part that explains colours give?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "Y101": "A law of the arithmetic did not hold, which is our own fault: the run stops and nothing is written.",
    "Y102": "There is no pair of periods to explain for this area and period.",
}
