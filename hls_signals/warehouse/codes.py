"""What does each code of the warehouse mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W102": "a measure was asked for that the register does not hold",
    "W203": "the database ran into its memory limit",
    "W301": "a file under sql/ does not say in its header what it reads",
    "W305": "nothing is left to publish the open release from after something in it was withdrawn",
    "W302": "the database refused a SELECT",
    "W303": "a SELECT holds something that another engine would read otherwise",
    "W310": "a suite of expectations cannot be read, or names an expectation that does not exist",
}
