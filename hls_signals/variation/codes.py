"""What does each code of the variation part mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "V101": "a column that was asked for is not in the data",
    "V102": "there is no preset of this name",
    "V103": "a preset has no field of this name",
    "V104": "a field of a preset cannot hold this value",
    "V105": "there is no chart of this name",
    "V106": "there is no calendar of this name",
    "V107": "a period stands twice in one series",
    "V108": "a cell of a column of numbers does not hold a number",
    "V109": "a cell of a column of dates does not hold a date",
    "V110": "a column of true and false holds something else",
    "V111": "a table of phases, exclusions or baselines has a column that means nothing here",
    "V112": "a baseline is not a number of points from 1",
    "V113": "a column of the data has the name of a column of the result",
    "V114": "rows read in batches are not in the order of series and time",
    "V115": "there is no calculation of this name",
    "V116": "a scale is not a number above 0",
    "V117": "a table of targets has two lines for one series",
    "V118": "a number of points is not a whole number from 2",
    "V119": "what was handed over is no polars frame",
    "V120": "a series column holds cells that have no order",
    "V130": "how often chance alone signals was not simulated for this preset",
    "V131": "there is no simulated shape of this name",
}
