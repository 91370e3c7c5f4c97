"""What does each code of the gaming part mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "G101": "a frame has a column that may not travel with it",
    "G102": "a frame lacks a column that its indicator reads",
    "G103": "a recorded value does not lie on the recording grid",
    "G104": "a count is negative or not whole",
    "G105": "there is no unit, side, period or fact of this name",
    "G106": "a window ends before it starts",
    "G107": "signals of more than one area were handed over together",
    "G108": "a cell of a frame, a target or a recording step holds no number, or a cell no date",
    "G109": "two signals of one run have one name",
    "G120": "two installed packages name one gaming indicator, or one that cannot be used",
}
