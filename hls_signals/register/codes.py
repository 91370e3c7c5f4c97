"""What does each code of the register mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "M105": "a measure, area or return that the register does not hold",
    "M106": "two targets or colour rules that begin on one day for the same areas",
    "M107": "a target outside the bounds of its measure",
    "M108": "a dimension that is named and not declared",
    "M110": "one id used twice",
    "M111": "a table of the register cannot be read, or its columns are not as they must be",
    "M122": "a meeting that names a pack or a measure that is not there",
    "M121": "a target on a measure that was begun without one, and no reason for it",
    "M123": "charts that cannot stand beside a measure: too many, twice, itself, or one that is not there",
    "M124": "a service, or what a service names, that is not there",
    "M120": "a pack that holds one measure for two areas",
}
