"""Which codes does publishing print, and what do they mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "P101": "A font of the charts is missing from dashboards/assets/fonts.",
    "P102": "A chart could not be drawn; its page is published with the table alone.",
    "P104": "No PDF was made: this machine lacks the library Pango; the pages stand without it.",
    "P103": "A release was not published; the last one stays.",
    "P105": "No candidate of this name waits to be let out.",
    "P106": "Another release has become the one to open since the candidate was built.",
    "P107": "A release was to be let out in the name of something that is no role.",
    "W202": "The disk has too little room to build another release.",
    "W207": "The ledger of releases cannot be read.",
    "W204": "The release that is open does not match its manifest.",
}
