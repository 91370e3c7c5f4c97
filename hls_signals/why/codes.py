"""Which codes can the part that explains colours give?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "Y101": "A law of the arithmetic did not hold, which is our own fault: the run stops and nothing is written.",
    "Y102": "There is no pair of periods to explain for this area and period.",
    "Y103": "A change has no people under it in one of the periods, or its parts are not those of a rate.",
    "Y104": "More changes were given than a colour is split among, or one of them twice.",
    "Y105": "Chance cannot be told from fewer than two earlier figures.",
    "Y106": "No figure of the earlier period was known on the day named.",
}
